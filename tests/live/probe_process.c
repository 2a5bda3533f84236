/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/live/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* Own numbers: the headers may be older than the kernel. */
enum {
	CALL_IO_URING_SETUP = 425,
	CALL_IO_URING_ENTER = 426,
	CALL_IO_URING_REGISTER = 427,
	CALL_CLONE3 = 435,
	CALL_PIDFD_OPEN = 434,
	CALL_PIDFD_GETFD = 438,
	CALL_X32_GETPID = 0x40000027,
	EMPTY_PATH = 0x1000, /* AT_EMPTY_PATH */
};

static int errno_of(long result)
{
	return result < 0 ? errno : 0;
}

/* In a child, whose exit status tells. a: 0 by path, 1 fexecve, 2 execveat without a path. */
static int do_exec(const struct operation *operation, char **arguments)
{
	char *argv[] = { arguments[0], NULL };
	int pid = fork(), fd;

	if (pid)
		return probe_wait(pid);
	if (operation->a == 0) {
		execv(arguments[0], argv);
		_exit(errno);
	}
	fd = open(arguments[0], O_PATH | O_CLOEXEC);
	if (fd >= 0 && operation->a == 1)
		fexecve(fd, argv, environ);
	else if (fd >= 0)
		syscall(SYS_execveat, fd, "", argv, environ, EMPTY_PATH);
	_exit(errno);
}

static int do_spawn(const struct operation *operation, char **arguments)
{
	char *argv[] = { arguments[0], NULL };
	pid_t pid;
	int r = posix_spawn(&pid, arguments[0], NULL, NULL, argv, environ);

	(void)operation;
	return r ? r : probe_wait(pid);
}

static int do_fork(const struct operation *operation, char **arguments)
{
	int pid = fork();

	(void)operation;
	(void)arguments;
	if (!pid)
		_exit(0);
	return probe_wait(pid);
}

/* struct clone_args with a signal for the parent and nothing else: a fork. */
static int do_clone3(const struct operation *operation, char **arguments)
{
	uint64_t how[8] = { [4] = SIGCHLD };
	long pid = syscall(CALL_CLONE3, how, sizeof(how));

	(void)operation;
	(void)arguments;
	if (!pid)
		_exit(0);
	return pid < 0 ? errno : probe_wait((int)pid);
}

static void *do_nothing(void *argument)
{
	return argument;
}

static int do_thread(const struct operation *operation, char **arguments)
{
	pthread_t thread;
	int r = pthread_create(&thread, NULL, do_nothing, NULL);

	(void)operation;
	(void)arguments;
	return r ? r : pthread_join(thread, NULL);
}

/* Whatever the kernel says about the arguments but ENOSYS means that it has seen the call. */
static int do_io_uring(const struct operation *operation, char **arguments)
{
	long parameters[32] = { 0 };
	long r = operation->a == CALL_IO_URING_SETUP ? syscall(operation->a, 1, parameters)
						     : syscall(operation->a, -1, 0, 0, 0, 0, 0);

	(void)arguments;
	return r < 0 && (operation->a == CALL_IO_URING_SETUP || errno != EBADF) ? errno : 0;
}

static int do_kill(const struct operation *operation, char **arguments)
{
	return errno_of(kill(atoi(arguments[0]), operation->a));
}

static int do_kill_child(const struct operation *operation, char **arguments)
{
	int pid = fork(), r;

	(void)operation;
	(void)arguments;
	if (!pid) {
		pause();
		_exit(0);
	}
	r = errno_of(kill(pid, SIGKILL));
	return r ? r : probe_wait(pid) != -SIGKILL;
}

/* Ends with this process and does not stop the other one. */
static int do_ptrace(const struct operation *operation, char **arguments)
{
	(void)operation;
	return errno_of(ptrace(PTRACE_SEIZE, atoi(arguments[0]), NULL, NULL));
}

/* In a child, whose parent does not mind. */
static int do_trace_me(const struct operation *operation, char **arguments)
{
	int pid = fork();

	(void)operation;
	(void)arguments;
	if (!pid)
		_exit(errno_of(ptrace(PTRACE_TRACEME, 0, NULL, NULL)));
	return probe_wait(pid);
}

/* This very variable, in a process of the same program whose memory nothing has moved. */
static int do_read_memory(const struct operation *operation, char **arguments)
{
	unsigned char byte;
	struct iovec here = { &byte, 1 };
	struct iovec there = { (void *)strtoul(arguments[1], NULL, 16), 1 };

	(void)operation;
	return errno_of(process_vm_readv(atoi(arguments[0]), &here, 1, &there, 1, 0));
}

static int do_take_descriptor(const struct operation *operation, char **arguments)
{
	long pidfd = syscall(CALL_PIDFD_OPEN, atoi(arguments[0]), 0);

	(void)operation;
	return pidfd < 0 ? errno : errno_of(syscall(CALL_PIDFD_GETFD, pidfd, 0, 0));
}

/*
 * A call of i386 from 64-bit code. a: its number; its arguments are -1, which no kernel can take
 * for anything. b: what the kernel says to that.
 */
static int do_int80(const struct operation *operation, char **arguments)
{
	const struct rlimit none = { 0, 0 };
	int pid = fork(), r;
	long result = -ENOSYS;

	(void)arguments;
	if (pid) {
		r = probe_wait(pid);
		return r == operation->b ? 0 : r;
	}
	setrlimit(RLIMIT_CORE, &none);
#if defined(__x86_64__)
	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "0"((long)operation->a), "b"(-1L), "c"(-1L), "d"(-1L)
			 : "memory", "r8", "r9", "r10", "r11");
#endif
	_exit(result < 0 ? (int)-result : 0);
}

static int do_x32(const struct operation *operation, char **arguments)
{
	(void)operation;
	(void)arguments;
	return errno_of(syscall(CALL_X32_GETPID));
}

const struct operation process_operations[] = {
	{ "exec", 1, do_exec, 0, 0, 0 },
	{ "fexecve", 1, do_exec, 1, 0, 0 },
	{ "execveat-empty", 1, do_exec, 2, 0, 0 },
	{ "spawn", 1, do_spawn, 0, 0, 0 },
	{ "fork", 0, do_fork, 0, 0, 0 },
	{ "clone3", 0, do_clone3, 0, 0, 0 },
	{ "thread", 0, do_thread, 0, 0, 0 },
	{ "io-uring-setup", 0, do_io_uring, CALL_IO_URING_SETUP, 0, 0 },
	{ "io-uring-enter", 0, do_io_uring, CALL_IO_URING_ENTER, 0, 0 },
	{ "io-uring-register", 0, do_io_uring, CALL_IO_URING_REGISTER, 0, 0 },
	{ "kill", 1, do_kill, SIGCONT, 0, 0 },
	{ "kill-probe", 1, do_kill, 0, 0, 0 },
	{ "kill-child", 0, do_kill_child, 0, 0, 0 },
	{ "ptrace", 1, do_ptrace, 0, 0, 0 },
	{ "read-memory", 2, do_read_memory, 0, 0, 0 },
	{ "take-descriptor", 1, do_take_descriptor, 0, 0, 0 },
	{ "int80", 0, do_int80, 20, 0, 0 }, /* getpid */
	{ "int80-socketcall", 0, do_int80, 102, EINVAL, 0 },
	{ "int80-mount", 0, do_int80, 21, EFAULT, 0 },
	{ "int80-socket", 0, do_int80, 359, EINVAL, 0 },
	{ "trace-me", 0, do_trace_me, 0, 0, 0 },
	{ "x32", 0, do_x32, 0, 0, 0 },
	{ NULL, 0, NULL, 0, 0, 0 },
};
