/* SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

/*
 *   hardening_hold KIND[:NUMBER][=PATH] FD PROGRAM...
 *
 * Runs a program with one more open descriptor, as a parent might leave it behind. NUMBER is a
 * port, a type, or the three arguments of socket(2) with a digit or two each. Status 77: there is
 * no such thing here. "hardening_hold look FD..." says what has become of descriptors,
 * "hardening_hold abi" which Landlock ABI there is, 0 for none.
 */

enum {
	IO_URING_SETUP = 425,
	LANDLOCK_CREATE_RULESET = 444,
	MEMFD_SECRET = 447,
	KEPT = 40,
};

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "hardening_hold: %s: %s\n", what, strerror(errno));
	exit(errno == ENOSYS || errno == EACCES || errno == EPERM || errno == ENOENT ? 77 : 96);
}

static int bind_to(int fd, unsigned short port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr = { htonl(INADDR_LOOPBACK) } };

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)))
		fail("bind");
	return fd;
}

static int listening(int port)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0), yes = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (listen(bind_to(fd, (unsigned short)port), 1))
		fail("listen");
	return fd;
}

/* The other end stays open as well, behind all that is looked at. */
static void keep(int fd)
{
	if (fd < 0 || dup2(fd, KEPT) < 0 || close(fd))
		fail("dup2");
}

static int connected(int port)
{
	int server = listening(port), fd = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in address;
	socklen_t length = sizeof(address);

	if (getsockname(server, (struct sockaddr *)&address, &length) ||
		connect(fd, (struct sockaddr *)&address, length))
		fail("connect");
	keep(server);
	return fd;
}

static int udp_connected(unsigned short port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (connect(fd, (struct sockaddr *)&address, sizeof(address)))
		fail("connect");
	return fd;
}

static int pair(int type)
{
	int ends[2];

	if (socketpair(AF_UNIX, type, 0, ends))
		fail("socketpair");
	keep(ends[1]);
	return ends[0];
}

static int unix_listening(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	unlink(path);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) || listen(fd, 1))
		fail(path);
	return fd;
}

static int pipe_end(void)
{
	int ends[2];

	if (pipe(ends))
		fail("pipe");
	return ends[0];
}

static int terminal(void)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);

	if (master < 0 || grantpt(master) || unlockpt(master))
		fail("terminal");
	return open(ptsname(master), O_RDWR | O_NOCTTY);
}

static int open_it(const char *kind, int number, const char *path)
{
	static unsigned char ring[256];
	static sigset_t none;
	const struct {
		const char *name;
		int fd;
	} flags[] = { { "read", O_RDONLY }, { "write", O_WRONLY },
		{ "append", O_WRONLY | O_APPEND }, { "both", O_RDWR }, { "path", O_PATH },
		{ "link", O_PATH | O_NOFOLLOW } };

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (!strcmp(kind, flags[i].name))
			return open(path, flags[i].fd | O_NONBLOCK | O_NOCTTY);
	}
#define KIND(name, call)         \
	if (!strcmp(kind, name)) \
		return call;
	KIND("listen", listening(number))
	KIND("connected", connected(number))
	KIND("bound", bind_to(socket(AF_INET, SOCK_STREAM, 0), (unsigned short)number))
	KIND("udp-bound", bind_to(socket(AF_INET, SOCK_DGRAM, 0), (unsigned short)number))
	KIND("udp-connected", udp_connected((unsigned short)number))
	KIND("socket", socket(number / 100, number / 10 % 10, number % 10))
	KIND("mptcp", socket(AF_INET, SOCK_STREAM, 262))
	KIND("pair", pair(number))
	KIND("unix-listen", unix_listening(path))
	KIND("netlink", socket(AF_NETLINK, SOCK_RAW, number))
	KIND("pipe", pipe_end())
	KIND("terminal", terminal())
	KIND("eventfd", eventfd(0, 0))
	KIND("signalfd", signalfd(-1, &none, 0))
	KIND("epoll", epoll_create1(0))
	KIND("memfd", memfd_create("hold", 0))
	KIND("secretmem", (int)syscall(MEMFD_SECRET, 0))
	KIND("io_uring", (int)syscall(IO_URING_SETUP, 4, ring))
	errno = EINVAL;
	fail(kind);
}

static int print_abi(void)
{
	long abi = syscall(LANDLOCK_CREATE_RULESET, NULL, 0, 1);

	printf("%ld\n", abi > 0 ? abi : 0);
	return 0;
}

static int look(char **numbers)
{
	for (; *numbers; numbers++) {
		struct stat stat;
		int closed = fstat(atoi(*numbers), &stat);

		dprintf(1, "%s%s",
			closed			 ? "closed"
			: S_ISFIFO(stat.st_mode) ? "pipe"
						 : "open",
			numbers[1] ? " " : "\n");
	}
	return 0;
}

int main(int argc, char **argv)
{
	char *colon, *equals;
	int fd;

	if (argc > 2 && !strcmp(argv[1], "look"))
		return look(argv + 2);
	if (argc == 2 && !strcmp(argv[1], "abi"))
		return print_abi();
	if (argc < 4)
		fail("usage");
	equals = strchr(argv[1], '=');
	if (equals)
		*equals++ = '\0';
	colon = strchr(argv[1], ':');
	if (colon)
		*colon++ = '\0';
	fd = open_it(argv[1], colon ? atoi(colon) : 0, equals);
	if (fd < 0 || (fd != atoi(argv[2]) && (dup2(fd, atoi(argv[2])) < 0 || close(fd))))
		fail(argv[1]);
	execvp(argv[3], argv + 3);
	fail(argv[3]);
}
