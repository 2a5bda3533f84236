/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <time.h>

#include "platform/linux/rules.h"
#include "platform/linux/syscall.h"

enum {
	PATIENCE = 20 /* milliseconds */
};

/* Entries of one getdents64 buffer whose name is a number. */
static long count_numbers(const char *buffer, long length)
{
	long count = 0;

	for (long at = 0; at < length;) {
		const struct directory_entry *entry = (const struct directory_entry *)(buffer + at);

		count += entry->name[0] != '.';
		at += entry->length;
	}
	return count;
}

static long count_tasks(void)
{
	_Alignas(struct directory_entry) char buffer[1024];
	long fd = SYS4(
		__NR_openat, AT_FDCWD, "/proc/self/task", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
	long count = 0, got;

	if (fd < 0)
		return fd;
	while ((got = SYS(__NR_getdents64, fd, buffer, sizeof(buffer))) > 0)
		count += count_numbers(buffer, got);
	SYS(__NR_close, fd, 0, 0);
	return got < 0 ? got : count;
}

/* 0 when this is the only thread, -EINVAL when it is not, and what a filter may answer. */
static long try_alone(void)
{
	return SYS(__NR_unshare, CLONE_THREAD | CLONE_SIGHAND | CLONE_VM, 0, 0);
}

/*
 * unshare(2) of what threads share is EINVAL when there is another thread (an io_uring kernel
 * thread included) and does nothing when there is none: one call, no /proc. A container's filter
 * may forbid it (EPERM); then /proc tells. A thread that pthread_join(3) has waited for counts
 * until the kernel has cleared it away (seen on 6.12 and 7.2): it is given PATIENCE.
 */
long threads_count(void)
{
	const struct timespec pause = { 0, 1000000 };
	long r = try_alone();

	for (unsigned i = 0; r == -EINVAL && i < PATIENCE; i++) {
		SYS(__NR_nanosleep, &pause, 0, 0);
		r = try_alone();
	}
	if (r == 0)
		return 1;
	if (r == -EINVAL)
		return 2;
	return count_tasks();
}
