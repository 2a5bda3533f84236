/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/live/battery.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What /proc, which is granted to read, tells of the outsider. path: below its directory. */

#define NO_LOOK                \
	{                      \
		"EACCES,EPERM" \
	}
#define NO_WRITE         \
	{                \
		"EACCES" \
	}

static int open_there(const struct attempt *attempt, int flags)
{
	char path[512];

	snprintf(path, sizeof(path), "/proc/%d/%s", board->outsider, attempt->path);
	return open(path, flags | O_CLOEXEC);
}

static int do_read(const struct attempt *attempt)
{
	char bytes[4096];
	int fd = open_there(attempt, O_RDONLY);
	long got;

	if (fd < 0)
		return errno;
	got = read(fd, bytes, sizeof(bytes));
	/* Without the right to look, some files are empty, and others lie. */
	return got < 0 ? errno : got ? 0 : EACCES;
}

static int do_read_secret(const struct attempt *attempt)
{
	int fd = open_there(attempt, O_RDONLY);

	return fd < 0 ? errno : read_secret(fd);
}

static int do_read_memory(const struct attempt *attempt)
{
	char text[SECRET_SIZE];
	int fd = open_there(attempt, O_RDONLY);

	if (fd < 0 || pread(fd, text, sizeof(text), (off_t)board->secret_at) < 0)
		return errno;
	return memcmp(text, board->secret, sizeof(text)) ? ENODATA : 0;
}

static int do_write_memory(const struct attempt *attempt)
{
	unsigned before = arrivals(AT_SIGNAL);
	int fd = open_there(attempt, O_WRONLY);

	if (fd < 0 || pwrite(fd, "x", 1, (off_t)board->scratch_at) != 1)
		return errno;
	return wait_arrival(AT_SIGNAL, before);
}

/* The secret in the tree, which is its working directory, and a descriptor it has. a: how. */
static int do_through(const struct attempt *attempt)
{
	char path[512];

	if (attempt->a)
		snprintf(path, sizeof(path), "/proc/%d/fd/%d", board->outsider, FD_OUTSIDE_SECRET);
	else
		snprintf(path, sizeof(path), "/proc/%d/%s/none/secret", board->outsider,
			attempt->path);
	return read_secret_at(path, O_RDONLY);
}

static int do_root(const struct attempt *attempt)
{
	char path[1024];

	snprintf(path, sizeof(path), "/proc/%d/%s/%s/none/secret", board->outsider, attempt->path,
		board->tree);
	return read_secret_at(path, O_RDONLY);
}

static int do_list(const struct attempt *attempt)
{
	int fd = open_there(attempt, O_RDONLY | O_DIRECTORY);
	char names[1024];
	long got;

	if (fd < 0)
		return errno;
	/* "." and ".." come before the error. */
	while ((got = syscall(SYS_getdents64, fd, names, sizeof(names))) > 0) {
	}
	return errno_of(got);
}

static int do_state(const struct attempt *attempt)
{
	const struct attempt numbers = { .path = "fd" };
	int r = do_read(attempt);

	return r ? do_list(&numbers) : 0;
}

static int do_open(const struct attempt *attempt)
{
	return errno_of(open_there(attempt, (int)attempt->a));
}

/* Where it leads is not to be known. */
static int do_readlink(const struct attempt *attempt)
{
	char path[512], target[512];

	snprintf(path, sizeof(path), "/proc/%d/%s", board->outsider, attempt->path);
	return errno_of(readlink(path, target, sizeof(target)));
}

static int do_enter(const struct attempt *attempt)
{
	int fd = open_there(attempt, O_RDONLY);

	return fd < 0 ? errno : errno_of(setns(fd, 0));
}

const struct attempt attempts_proc[] = {
	{ "P13", "memory by /proc", do_read_memory, "mem", 0, 0, 0, NO_LOOK },
	{ "P14", "environment", do_read_secret, "environ", 0, 0, 0, NO_LOOK },
	{ "P15", "map of the memory", do_read, "maps", 0, 0, 0, NO_LOOK },
	{ "P16", "descriptor by /proc", do_through, "fd", 1, 0, 0, NO_LOOK },
	{ "P17", "working directory of a process", do_through, "cwd", 0, 0, 0, NO_LOOK },
	{ "P18", "command line", do_read, "cmdline", 0, 0, 0, { "residual" } },
	{ "P19", "status", do_read, "status", 0, 0, 0, { "residual" } },
	{ "P20", "state, and numbers of descriptors", do_state, "stat", 0, 0, 0, { "residual" } },
	{ "P36", "write memory by /proc", do_write_memory, "mem", 0, 0, 0, NO_LOOK },
	{ "P37", "auxiliary vector", do_read, "auxv", 0, 0, 0, NO_LOOK },
	{ "P38", "page map", do_read, "pagemap", 0, 0, 0, NO_LOOK },
	{ "P39", "map with sizes", do_read, "smaps", 0, 0, 0, NO_LOOK },
	{ "P40", "root directory of a process", do_root, "root", 0, 0, 0, NO_LOOK },
	{ "P41", "have it killed first", do_open, "oom_score_adj", O_WRONLY, 0, 0, NO_WRITE },
	{ "P42", "what its core contains", do_open, "coredump_filter", O_WRONLY, 0, 0, NO_WRITE },
	{ "P43", "name of a process", do_open, "comm", O_WRONLY, 0, 0, NO_WRITE },
	{ "P44", "forget which pages it used", do_open, "clear_refs", O_WRONLY, 0, 0, NO_WRITE },
	{ "P45", "exactness of its timers", do_open, "timerslack_ns", O_WRONLY, 0, 0, NO_WRITE },
	{ "P46", "memory of a thread", do_read_memory, "task/../mem", 0, 0, 0, NO_LOOK },
	{ "P48", "state of descriptors", do_list, "fdinfo", 0, 0, 0, NO_LOOK },
	{ "P49", "call it is in", do_read, "syscall", 0, 0, 0, NO_LOOK },
	{ "P50", "stack in the kernel", do_read, "stack", 0, 0, 0, NO_LOOK },
	{ "P51", "input and output of a process", do_read, "io", 0, 0, 0, NO_LOOK },
	{ "P52", "namespace of a process", do_enter, "ns/uts", 0, 0, 0, NO_LOOK },
	{ "P53", "where its program lies", do_readlink, "exe", 0, 0, 0, NO_LOOK },
	{ "P59", "mapped files", do_list, "map_files", 0, 0, 0, NO_LOOK },
	{ NULL, NULL, NULL, NULL, 0, 0, 0, { NULL } },
};
