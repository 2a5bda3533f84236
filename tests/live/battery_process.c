/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/live/battery.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/* What is done to the outsider. */

#define NO_SIGNAL                   \
	{                           \
		"-5:residual EPERM" \
	}
#define NO_DEBUG        \
	{               \
		"EPERM" \
	}

enum {
	CALL_PROCESS_MADVISE = 440,
	CALL_PROCESS_MRELEASE = 448,
	SCHED_CORE = 62,    /* PR_SCHED_CORE */
	SHARE_TO = 2,	    /* PR_SCHED_CORE_SHARE_TO */
	IO_BEST_EFFORT = 2, /* class of ioprio_set(2) */
	FILES = 0,	    /* KCMP_FILE */
	NOBODY_HERE = 0x3fffff,
};

/* a: how. */
enum {
	BY_KILL,
	BY_GROUP,
	BY_TGKILL,
	BY_TKILL,
	BY_QUEUE,
	BY_THREAD_QUEUE,
	BY_PIDFD
};

static long send_signal(long how, int pid)
{
	siginfo_t info = { .si_code = SI_QUEUE, .si_signo = SIGUSR1 };

	info.si_pid = getpid();
	info.si_uid = getuid();
	switch (how) {
	case BY_KILL:
		return kill(pid, SIGUSR1);
	case BY_GROUP:
		return kill(-pid, SIGUSR1);
	case BY_TGKILL:
		return syscall(SYS_tgkill, pid, pid, SIGUSR1);
	case BY_TKILL:
		return syscall(SYS_tkill, pid, SIGUSR1);
	case BY_QUEUE:
		return syscall(SYS_rt_sigqueueinfo, pid, SIGUSR1, &info);
	case BY_THREAD_QUEUE:
		return syscall(SYS_rt_tgsigqueueinfo, pid, pid, SIGUSR1, &info);
	default:
		return syscall(
			SYS_pidfd_send_signal, syscall(SYS_pidfd_open, pid, 0), SIGUSR1, NULL, 0);
	}
}

static int do_signal(const struct attempt *attempt)
{
	unsigned before = arrivals(AT_SIGNAL);

	if (send_signal(attempt->a, board->outsider) < 0)
		return errno;
	return wait_arrival(AT_SIGNAL, before);
}

/* Which numbers are taken: the errno tells. */
static int do_exists(const struct attempt *attempt)
{
	int there = errno_of(kill(board->outsider, (int)attempt->a));
	int not_there = errno_of(kill(NOBODY_HERE, (int)attempt->a));

	return (!there || there == EPERM) && not_there == ESRCH ? 0 : EACCES;
}

/* The kernel signals the owner of a pipe when something is in it. */
static int do_owner(const struct attempt *attempt)
{
	unsigned before = arrivals(AT_SIGNAL);
	int ends[2];

	if (pipe(ends) || fcntl(ends[0], F_SETOWN, board->outsider) ||
		fcntl(ends[0], F_SETSIG, (int)attempt->a) ||
		fcntl(ends[0], F_SETFL, O_ASYNC | O_NONBLOCK) || write(ends[1], "x", 1) != 1)
		return errno;
	return wait_arrival(AT_SIGNAL, before);
}

static int do_attach(const struct attempt *attempt)
{
	int status;

	if (ptrace((int)attempt->a, board->outsider, NULL, NULL))
		return errno;
	if (attempt->a == PTRACE_ATTACH && waitpid(board->outsider, &status, __WALL) < 0)
		return errno;
	if (attempt->a == PTRACE_ATTACH)
		ptrace(PTRACE_DETACH, board->outsider, NULL, NULL);
	return 0;
}

static int do_read_memory(const struct attempt *attempt)
{
	char text[SECRET_SIZE];
	struct iovec here = { text, sizeof(text) };
	struct iovec there = { (void *)board->secret_at, sizeof(text) };

	if (process_vm_readv(board->outsider, &here, 1, &there, 1, (unsigned long)attempt->a) < 0)
		return errno;
	return memcmp(text, board->secret, sizeof(text)) ? ENODATA : 0;
}

static int do_write_memory(const struct attempt *attempt)
{
	unsigned before = arrivals(AT_SIGNAL);
	char byte = 'x';
	struct iovec here = { &byte, 1 }, there = { (void *)board->scratch_at, 1 };

	if (process_vm_writev(board->outsider, &here, 1, &there, 1, (unsigned long)attempt->a) < 0)
		return errno;
	return wait_arrival(AT_SIGNAL, before);
}

static int do_take(const struct attempt *attempt)
{
	long pidfd = syscall(SYS_pidfd_open, board->outsider, 0);
	long fd = syscall(SYS_pidfd_getfd, pidfd, attempt->a, 0);

	return fd < 0 ? errno : read_secret((int)fd);
}

/* a: the limit. What it is set to is what it is, and lower by one where nothing is that high. */
static int do_limit(const struct attempt *attempt)
{
	struct rlimit limit, now;

	if (syscall(SYS_prlimit64, board->outsider, attempt->a, NULL, &limit))
		return errno;
	limit.rlim_cur = attempt->b;
	if (syscall(SYS_prlimit64, board->outsider, attempt->a, &limit, NULL))
		return errno;
	if (syscall(SYS_prlimit64, board->outsider, attempt->a, NULL, &now))
		return errno;
	return now.rlim_cur == limit.rlim_cur ? 0 : SILENT;
}

/* a: 0 nice and priority of input and output, 1 processors and class. */
static int do_schedule(const struct attempt *attempt)
{
	struct sched_param none = { 0 };
	cpu_set_t processors;
	int pid = board->outsider;

	if (!attempt->a) {
		if (!setpriority(PRIO_PROCESS, (id_t)pid, 1))
			return 0;
		return errno_of(syscall(SYS_ioprio_set, 1, pid, IO_BEST_EFFORT << 13 | 7));
	}
	if (sched_getaffinity(pid, sizeof(processors), &processors))
		return errno;
	if (!sched_setaffinity(pid, sizeof(processors), &processors))
		return 0;
	return errno_of(sched_setscheduler(pid, SCHED_BATCH, &none));
}

/* Faster than all others: takes a right in any case. */
static int do_real_time(const struct attempt *attempt)
{
	const struct sched_param first = { .sched_priority = 1 };

	if (sched_setscheduler(0, (int)attempt->a, &first))
		return errno;
	return 0;
}

static int do_compare(const struct attempt *attempt)
{
	return errno_of(
		syscall(SYS_kcmp, getpid(), board->outsider, attempt->a, FD_BOARD, FD_BOARD));
}

/* a: a call on a pidfd or a pid, with what it says to the rest of the arguments. */
static int do_advise(const struct attempt *attempt)
{
	long pidfd = syscall(SYS_pidfd_open, board->outsider, 0);
	struct iovec there = { (void *)(board->secret_at & ~4095UL), 4096 };

	return errno_of(syscall(CALL_PROCESS_MADVISE, pidfd, &there, 1, attempt->a, 0));
}

static int do_release(const struct attempt *attempt)
{
	long pidfd = syscall(SYS_pidfd_open, board->outsider, attempt->a);
	int r = errno_of(syscall(CALL_PROCESS_MRELEASE, pidfd, 0));

	/* It is not about to die; the kernel has looked. */
	return r == EINVAL ? 0 : r;
}

static int do_where(const struct attempt *attempt)
{
	void *page = (void *)(board->secret_at & ~4095UL);
	int node = -1;

	return errno_of(
		syscall(SYS_move_pages, board->outsider, attempt->a, &page, NULL, &node, 0));
}

static int do_migrate(const struct attempt *attempt)
{
	unsigned long nodes = (unsigned long)attempt->a;

	return errno_of(syscall(SYS_migrate_pages, board->outsider, 8, &nodes, &nodes));
}

static int do_robust_list(const struct attempt *attempt)
{
	void *head;
	size_t size = (size_t)attempt->a;

	return errno_of(syscall(SYS_get_robust_list, board->outsider, &head, &size));
}

static int do_perf(const struct attempt *attempt)
{
	struct perf_event_attr event = { .type = PERF_TYPE_SOFTWARE,
		.size = sizeof(event),
		.config = (uint64_t)attempt->a,
		.exclude_kernel = 1 };

	return errno_of(syscall(SYS_perf_event_open, &event, board->outsider, -1, -1, 0));
}

static int do_core(const struct attempt *attempt)
{
	return errno_of(prctl(SCHED_CORE, SHARE_TO, board->outsider, attempt->a, 0));
}

const struct attempt attempts_process[] = {
	{ "P01", "kill", do_signal, NULL, BY_KILL, 0, 0, NO_SIGNAL },
	{ "P02", "tgkill", do_signal, NULL, BY_TGKILL, 0, 0, NO_SIGNAL },
	{ "P03", "sigqueue", do_signal, NULL, BY_QUEUE, 0, 0, NO_SIGNAL },
	{ "P04", "pidfd_send_signal", do_signal, NULL, BY_PIDFD, 0, 0, NO_SIGNAL },
	{ "P05", "which numbers are taken", do_exists, NULL, 0, 0, 0, { "residual" } },
	{ "P06", "kill a group", do_signal, NULL, BY_GROUP, 0, 0, NO_SIGNAL },
	{ "P07", "owner of a pipe", do_owner, NULL, SIGUSR2, 0, 0, { "-5:residual silent" } },
	{ "P08", "attach", do_attach, NULL, PTRACE_ATTACH, 0, 0, NO_DEBUG },
	{ "P09", "attach without stopping", do_attach, NULL, PTRACE_SEIZE, 0, 0, NO_DEBUG },
	{ "P10", "process_vm_readv", do_read_memory, NULL, 0, 0, 0, NO_DEBUG },
	{ "P11", "process_vm_writev", do_write_memory, NULL, 0, 0, 0, NO_DEBUG },
	{ "P12", "pidfd_getfd", do_take, NULL, FD_OUTSIDE_SECRET, 0, 0, NO_DEBUG },
	{ "P21", "tkill", do_signal, NULL, BY_TKILL, 0, 0, NO_SIGNAL },
	{ "P25", "sigqueue to a thread", do_signal, NULL, BY_THREAD_QUEUE, 0, 0, NO_SIGNAL },
	{ "P26", "limit of CPU time", do_limit, NULL, RLIMIT_CPU, 1000000, 0, NO_DEBUG },
	{ "P27", "nice of a process", do_schedule, NULL, 0, 0, 0, { "root:EPERM residual" } },
	{ "P28", "processors of a process", do_schedule, NULL, 1, 0, 0, { "root:EPERM residual" } },
	{ "P29", "limit of descriptors", do_limit, NULL, RLIMIT_NOFILE, 512, 0, NO_DEBUG },
	{ "P30", "limit of file size", do_limit, NULL, RLIMIT_FSIZE, 1 << 30, 0, NO_DEBUG },
	{ "P31", "real time", do_real_time, NULL, SCHED_FIFO, 0, 0, NO_DEBUG },
	{ "P33", "process_madvise", do_advise, NULL, 20 /* MADV_COLD */, 0, 0, NO_DEBUG },
	{ "P34", "process_mrelease", do_release, NULL, 0, 0, 0, NO_DEBUG },
	{ "P35", "kcmp", do_compare, NULL, FILES, 0, 0, NO_DEBUG },
	{ "P54", "move_pages", do_where, NULL, 1, 0, 0, NO_DEBUG },
	{ "P55", "migrate_pages", do_migrate, NULL, 1, 0, 0, NO_DEBUG },
	{ "P56", "get_robust_list", do_robust_list, NULL, 0, 0, 0, NO_DEBUG },
	{ "P57", "count events of a process", do_perf, NULL, PERF_COUNT_SW_PAGE_FAULTS, 0, 0,
		{ "ENOSYS" } },
	{ "P58", "share a core", do_core, NULL, 0, 0, 0, { "EPERM" } },
	{ NULL, NULL, NULL, NULL, 0, 0, 0, { NULL } },
};
