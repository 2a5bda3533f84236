/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 *   fault_canary CHECK[=ARGUMENT]...
 *
 * Tries what a profile denies, and prints one line: "confined" when nothing of it worked, else
 * "free:" and what did. Every check works, or says so, in a process without the library.
 */

enum {
	LONGEST = 10, /* seconds */
	IO_URING_SETUP = 425,
	NO_PROCESS = 0x7ffffffe,
};

/* The "safe" list of nono-profile(5). */
static const unsigned safe = 1U << CAP_CHOWN | 1U << CAP_DAC_OVERRIDE | 1U << CAP_FOWNER |
			     1U << CAP_FSETID | 1U << CAP_KILL | 1U << CAP_SETGID |
			     1U << CAP_SETUID | 1U << CAP_SETPCAP | 1U << CAP_NET_BIND_SERVICE;

static bool can_open(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd >= 0 && !close(fd);
}

static bool can_create(const char *directory)
{
	char path[4096];
	int fd;

	snprintf(path, sizeof(path), "%s/canary-%d", directory, (int)getpid());
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	return fd >= 0 && !close(fd) && !unlink(path);
}

/* To what it has already: nothing changes. */
static bool can_truncate(const char *path)
{
	struct stat stat_of;

	return !stat(path, &stat_of) && !truncate(path, stat_of.st_size);
}

static bool can_chmod(const char *path)
{
	struct stat stat_of;

	return !stat(path, &stat_of) && !chmod(path, stat_of.st_mode & 07777);
}

static bool child_succeeds(int (*run)(const char *), const char *argument)
{
	pid_t pid = fork();
	int status;

	if (!pid)
		_exit(run(argument));
	return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
	       !WEXITSTATUS(status);
}

static int run_program(const char *path)
{
	execl(path, path, (char *)NULL);
	return 1;
}

static bool can_execute(const char *path)
{
	return child_succeeds(run_program, path);
}

static int leave_namespace(const char *unused)
{
	(void)unused;
	return unshare(CLONE_NEWUSER) != 0;
}

static bool can_unshare(const char *unused)
{
	return child_succeeds(leave_namespace, unused);
}

static struct sockaddr_in loopback(const char *port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
		.sin_port = htons((uint16_t)atoi(port)),
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
}

static bool can_connect(const char *port)
{
	struct sockaddr_in address = loopback(port ? port : getenv("FAULT_PORT"));
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	bool worked = fd >= 0 && !connect(fd, (struct sockaddr *)&address, sizeof(address));

	if (fd >= 0)
		close(fd);
	return worked;
}

static bool can_send(const char *unused)
{
	struct sockaddr_in address = loopback("9");
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	bool worked =
		fd >= 0 && sendto(fd, "", 1, 0, (struct sockaddr *)&address, sizeof(address)) == 1;

	(void)unused;
	if (fd >= 0)
		close(fd);
	return worked;
}

static bool has_unix_sockets(const char *unused)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)unused;
	return fd >= 0 && !close(fd);
}

static bool has_io_uring(const char *unused)
{
	static unsigned char parameters[256];
	int fd = (int)syscall(IO_URING_SETUP, 4, parameters);

	(void)unused;
	return fd >= 0 && !close(fd);
}

/* That there is nothing at the address is said to who may look. */
static bool can_read_parent(const char *unused)
{
	char byte;
	struct iovec to = { &byte, 1 }, from = { NULL, 1 };

	(void)unused;
	return process_vm_readv(getppid(), &to, 1, &from, 1, 0) >= 0 || errno == EFAULT;
}

static bool can_trace(const char *unused)
{
	(void)unused;
	return !ptrace(PTRACE_SEIZE, NO_PROCESS, 0, 0) || errno == ESRCH;
}

static bool can_type(const char *unused)
{
	(void)unused;
	return !ioctl(-1, TIOCSTI, "") || errno == EBADF;
}

static bool lacks_no_new_privs(const char *unused)
{
	(void)unused;
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1;
}

static bool lacks_filter(const char *unused)
{
	(void)unused;
	return prctl(PR_GET_SECCOMP, 0, 0, 0, 0) != 2;
}

/* Beyond the safe ones or, "none", any. */
static bool has_capabilities(const char *which)
{
	unsigned kept = which ? 0 : safe;
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
	unsigned low, high;

	if (syscall(SYS_capget, &head, data))
		return true;
	low = data[0].effective | data[0].permitted | data[0].inheritable;
	high = data[1].effective | data[1].permitted | data[1].inheritable;
	return (high | (low & ~kept)) != 0;
}

/* A pipe is what takes the place of a standard descriptor. */
static bool has_descriptor(const char *number)
{
	struct stat stat_of;

	return !fstat(atoi(number), &stat_of) && !S_ISFIFO(stat_of.st_mode);
}

static bool has_more_files(const char *number)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_max > (rlim_t)atoi(number);
}

static bool has_variable(const char *name)
{
	return getenv(name) != NULL;
}

static bool lacks_receipt(const char *path)
{
	struct stat stat_of;

	return stat(path, &stat_of) || !stat_of.st_size;
}

static const struct check {
	const char *name;
	bool (*is_free)(const char *argument);
} checks[] = {
	{ "open", can_open },
	{ "create", can_create },
	{ "truncate", can_truncate },
	{ "chmod", can_chmod },
	{ "execute", can_execute },
	{ "unshare", can_unshare },
	{ "connect", can_connect },
	{ "udp", can_send },
	{ "unix", has_unix_sockets },
	{ "io_uring", has_io_uring },
	{ "readv", can_read_parent },
	{ "ptrace", can_trace },
	{ "tiocsti", can_type },
	{ "nnp", lacks_no_new_privs },
	{ "filter", lacks_filter },
	{ "capabilities", has_capabilities },
	{ "descriptor", has_descriptor },
	{ "nofile", has_more_files },
	{ "variable", has_variable },
	{ "receipt", lacks_receipt },
};

static const struct check *find(const char *word)
{
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		if (!strncmp(checks[i].name, word, strcspn(word, "=")) &&
			strlen(checks[i].name) == strcspn(word, "="))
			return &checks[i];
	}
	fprintf(stderr, "fault_canary: no check '%s'\n", word);
	exit(2);
}

int main(int argc, char **argv)
{
	static char line[4096];
	size_t length = 0;

	alarm(LONGEST);
	for (int i = 1; i < argc; i++) {
		const char *argument = strchr(argv[i], '=');

		if (find(argv[i])->is_free(argument ? argument + 1 : NULL) &&
			length < sizeof(line) / 2)
			length += (size_t)snprintf(
				line + length, sizeof(line) - length, " %s", argv[i]);
	}
	/* In one write(2). */
	dprintf(1, length ? "free:%s\n" : "confined\n", line);
	return 0;
}
