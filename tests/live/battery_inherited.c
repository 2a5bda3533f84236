/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/live/battery.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <mqueue.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

/* What the parent has left open, see battery_open.c. a: the descriptor. */

#define GONE             \
	{                \
		"closed" \
	}

static int do_read(const struct attempt *attempt)
{
	return read_secret((int)attempt->a);
}

static int do_write(const struct attempt *attempt)
{
	return errno_of(pwrite((int)attempt->a, "x", 1, 0));
}

static int do_readable(const struct attempt *attempt)
{
	char bytes[8192];

	return errno_of(read((int)attempt->a, bytes, sizeof(bytes)));
}

static int do_openat(const struct attempt *attempt)
{
	int fd = openat((int)attempt->a, attempt->path, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? errno : read_secret(fd);
}

static int do_reopen(const struct attempt *attempt)
{
	char name[64];
	int r;

	snprintf(name, sizeof(name), "/proc/self/fd/%d", (int)attempt->a);
	r = read_secret_at(name, O_RDONLY);
	return r == ENOENT ? EBADF : r;
}

static int do_map(const struct attempt *attempt)
{
	char *text = mmap(NULL, SECRET_SIZE, PROT_READ, MAP_PRIVATE, (int)attempt->a, 0);

	if (text == MAP_FAILED)
		return errno;
	return memcmp(text, board->secret, SECRET_SIZE - 1) ? ENODATA : 0;
}

/* Into memory of its own. */
static int do_sendfile(const struct attempt *attempt)
{
	int memory = memfd_create("copy", MFD_CLOEXEC);
	off_t from = 0;

	if (sendfile(memory, (int)attempt->a, &from, SECRET_SIZE) < 0)
		return errno;
	return read_secret(memory);
}

static int do_fchdir(const struct attempt *attempt)
{
	return fchdir((int)attempt->a) ? errno : read_secret_at("secret", O_RDONLY);
}

/* a: an inherited ring, b: which. */
static int do_ring(const struct attempt *attempt)
{
	struct io_uring_sqe sqe = { .opcode = IORING_OP_OPENAT,
		.fd = AT_FDCWD,
		.addr = (uintptr_t)attempt->path,
		.open_flags = O_RDONLY };
	int fd, r = io_uring_do((int)attempt->a, &board->rings[attempt->b], &sqe, &fd);

	if (r)
		return r;
	return fd < 0 ? -fd : read_secret(fd);
}

/* The thread has the memory and the descriptors of the director: what it has opened is there. */
static int do_polled_ring(const struct attempt *attempt)
{
	struct io_uring_sqe sqe = { .opcode = IORING_OP_OPENAT,
		.fd = AT_FDCWD,
		.addr = board->at + offsetof(struct board, path),
		.open_flags = O_RDONLY };
	int fd, r = io_uring_do((int)attempt->a, &board->rings[attempt->b], &sqe, &fd);

	return r ? r : fd < 0 ? -fd : 0;
}

/* A helper outside sends a descriptor when it is asked to. */
static int do_helper(const struct attempt *attempt)
{
	union {
		struct cmsghdr head;
		char space[CMSG_SPACE(sizeof(int))];
	} control;
	char byte;
	struct iovec data = { &byte, 1 };
	struct msghdr message = { .msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control) };
	int fd;

	if (send((int)attempt->a, "x", 1, 0) != 1 || recvmsg((int)attempt->a, &message, 0) != 1)
		return errno;
	if (message.msg_controllen < CMSG_LEN(sizeof(int)))
		return ENODATA;
	memcpy(&fd, CMSG_DATA(&control.head), sizeof(fd));
	return read_secret(fd);
}

/* b: what the outsider counts. */
static int do_send(const struct attempt *attempt)
{
	unsigned before = arrivals((enum arrival)attempt->b);

	if (write((int)attempt->a, "x", 1) != 1)
		return errno;
	return wait_arrival((enum arrival)attempt->b, before);
}

/* b: what the outsider counts; c: TCP is connected to it first. */
static int do_send_to(const struct attempt *attempt)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons(attempt->c ? board->other : board->udp),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	unsigned before = arrivals((enum arrival)attempt->b);
	const struct sockaddr *at = (const void *)&to;
	/* A raw socket wants the head of the datagram as well: ports, length, no checksum. */
	const uint16_t datagram[] = { htons(9), to.sin_port, htons(10), 0, 'x' };
	size_t size = attempt->a == FD_RAW ? sizeof(datagram) : 1;
	int fd = (int)attempt->a;
	long r = attempt->c ? connect(fd, at, sizeof(to))
			    : sendto(fd, datagram, size, 0, at, sizeof(to));

	return r < 0 && errno != EISCONN ? errno : wait_arrival((enum arrival)attempt->b, before);
}

/* path: below sockets. c: connect. */
static int do_send_unix(const struct attempt *attempt)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	unsigned before = arrivals((enum arrival)attempt->b);
	const struct sockaddr *at = (const void *)&to;
	int fd = (int)attempt->a;
	long r;

	snprintf(to.sun_path, sizeof(to.sun_path), "sockets/%s", attempt->path);
	r = attempt->c ? connect(fd, at, sizeof(to)) : sendto(fd, "x", 1, 0, at, sizeof(to));
	return r < 0 ? errno : wait_arrival((enum arrival)attempt->b, before);
}

static int do_accept(const struct attempt *attempt)
{
	return errno_of(accept4((int)attempt->a, NULL, NULL, SOCK_NONBLOCK));
}

static int do_stat(const struct attempt *attempt)
{
	struct stat stat;

	return errno_of(fstat((int)attempt->a, &stat));
}

/* Asks for the interfaces. */
static int do_route(const struct attempt *attempt)
{
	struct {
		struct nlmsghdr head;
		struct rtgenmsg body;
	} request = { .head = { .nlmsg_len = sizeof(request),
			      .nlmsg_type = RTM_GETLINK,
			      .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP } };
	char answer[8192];

	if (send((int)attempt->a, &request, sizeof(request), 0) < 0)
		return errno;
	return errno_of(recv((int)attempt->a, answer, sizeof(answer), 0));
}

static int do_queue(const struct attempt *attempt)
{
	unsigned before = arrivals(AT_QUEUE);

	return mq_send((mqd_t)attempt->a, "x", 1, 0) ? errno : wait_arrival(AT_QUEUE, before);
}

static int do_signal(const struct attempt *attempt)
{
	unsigned before = arrivals(AT_SIGNAL);

	if (syscall(SYS_pidfd_send_signal, (int)attempt->a, SIGUSR1, NULL, 0))
		return errno;
	return wait_arrival(AT_SIGNAL, before);
}

static int do_setns(const struct attempt *attempt)
{
	int pid = fork();

	if (!pid)
		_exit(errno_of(setns((int)attempt->a, 0)));
	return child_result(pid);
}

static int do_memory(const struct attempt *attempt)
{
	char text[SECRET_SIZE];

	if (pread((int)attempt->a, text, sizeof(text), (off_t)board->secret_at) < 0)
		return errno;
	return memcmp(text, board->secret, sizeof(text)) ? ENODATA : 0;
}

const struct attempt attempts_inherited[] = {
	{ "F30", "inherited file", do_read, NULL, FD_READ, 0, 0, GONE },
	{ "F31", "inherited file to write", do_write, NULL, FD_WRITE, 0, 0, GONE },
	{ "F32", "inherited directory", do_openat, "secret", FD_DIRECTORY, 0, 0, GONE },
	{ "F33", "inherited O_PATH descriptor", do_reopen, NULL, FD_PATH, 0, 0, GONE },
	{ "F34", "inherited O_PATH directory", do_openat, "secret", FD_PATH_DIRECTORY, 0, 0, GONE },
	{ "F27", "inherited io_uring", do_ring, "none/secret", FD_RING, 0, 0, GONE },
	{ "F35", "inherited io_uring of a kernel thread", do_polled_ring, NULL, FD_POLLED_RING, 1,
		0, GONE },
	{ "F36", "descriptor from a helper outside", do_helper, NULL, FD_PAIR, 0, 0,
		{ "residual" } },
	{ "F45", "map an inherited file", do_map, NULL, FD_READ, 0, 0, GONE },
	{ "F46", "copy an inherited file", do_sendfile, NULL, FD_READ, 0, 0, GONE },
	{ "F47", "open an inherited file anew", do_reopen, NULL, FD_READ, 0, 0, GONE },
	{ "F48", "inherited memory of a process", do_memory, NULL, FD_MEMORY, 0, 0, GONE },
	{ "F49", "inherited environment of a process", do_read, NULL, FD_ENVIRON, 0, 0, GONE },
	{ "F50", "inherited directory of a process", do_openat, "environ", FD_PROC, 0, 0,
		{ "EACCES,EPERM" } },
	{ "F84", "change to an inherited directory", do_fchdir, NULL, FD_DIRECTORY, 0, 0, GONE },
	{ "F85", "root of a process by directory", do_openat, "cwd/none/secret", FD_PROC, 0, 0,
		{ "EACCES,EPERM" } },
	{ "F86", "inherited device", do_readable, NULL, FD_DEVICE, 0, 0, GONE },
	{ "N42", "inherited connection to a granted port", do_send, NULL, FD_TCP_GRANTED,
		AT_GRANTED, 0, { "closed", "residual" } },
	{ "N43", "inherited listening socket", do_accept, NULL, FD_TCP_LISTENING, 0, 0, GONE },
	{ "N44", "inherited UDP socket", do_send_to, NULL, FD_UDP, AT_UDP, 0, GONE },
	{ "N45", "inherited connection elsewhere", do_send, NULL, FD_TCP_OTHER, AT_OTHER, 0, GONE },
	{ "N46", "inherited netlink socket", do_route, NULL, FD_NETLINK, 0, 0,
		{ "closed", "works" } },
	{ "N47", "inherited raw socket", do_send_to, NULL, FD_RAW, AT_UDP, 0, GONE },
	{ "N48", "inherited pair to a unix socket", do_send_unix, "datagram", FD_PAIR_DATAGRAM,
		AT_DATAGRAM, 0, { "-8:closed EACCES" } },
	{ "N51", "inherited pair of datagrams", do_send, NULL, FD_PAIR_DATAGRAM, AT_PAIR_DATAGRAM,
		0, { "-8:closed works" } },
	{ "N52", "inherited unix socket, datagram", do_send_unix, "datagram", FD_UNIX_DATAGRAM,
		AT_DATAGRAM, 0, { "-8:closed EACCES" } },
	{ "N59", "inherited UDP socket with a peer", do_send, NULL, FD_UDP_CONNECTED, AT_UDP, 0,
		GONE },
	{ "N66", "inherited TCP socket", do_send_to, NULL, FD_TCP, AT_OTHER, 1,
		{ "closed", "EACCES" } },
	{ "N67", "inherited packet socket", do_stat, NULL, FD_PACKET, 0, 0, GONE },
	{ "N68", "inherited unix socket, stream", do_send_unix, "stream", FD_UNIX, AT_STREAM, 1,
		{ "-8:closed EACCES" } },
	{ "I10", "inherited message queue", do_queue, NULL, FD_QUEUE, 0, 0, GONE },
	{ "P23", "inherited pidfd", do_signal, NULL, FD_PIDFD, 0, 0, { "-5:residual EPERM" } },
	{ "K51", "inherited namespace", do_setns, NULL, FD_NAMESPACE, 0, 0, { "EPERM" } },
	{ NULL, NULL, NULL, NULL, 0, 0, 0, { NULL } },
};
