/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/live/battery.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NEVER           \
	{               \
		"EPERM" \
	}
#define NO_CALL          \
	{                \
		"ENOSYS" \
	}

/* Own numbers: the headers may be older than the kernel. */
enum {
	CALL_QUOTACTL_FD = 443,
	NEW_TIME = 0x80
};

/*
 * a: a call that would do harm, with arguments that no kernel can take: -1 is no flag, no
 * descriptor and no address. b: what the kernel says to that; then the call has been let through.
 */
static int do_call(const struct attempt *attempt)
{
	int r = errno_of(syscall(attempt->a, -1L, -1L, -1L, -1L, -1L, -1L));

	return r == attempt->b ? 0 : r;
}

/* The same for one whose first argument has to be something. */
static int do_call_with(const struct attempt *attempt)
{
	int r = errno_of(syscall(attempt->a, attempt->c, -1L, -1L, -1L, -1L, -1L));

	return r == attempt->b ? 0 : r;
}

static int do_fanotify(const struct attempt *attempt)
{
	return errno_of(syscall(SYS_fanotify_init, attempt->a, 0));
}

static int do_personality(const struct attempt *attempt)
{
	return errno_of(syscall(SYS_personality, attempt->a));
}

/* a: flags. In a child, with which the namespace ends. */
static int do_unshare(const struct attempt *attempt)
{
	int pid = fork();

	if (!pid)
		_exit(errno_of(syscall(SYS_unshare, attempt->a)));
	return child_result(pid);
}

/* The flags are an int: what stands above it in the register means nothing. */
static int do_clone(const struct attempt *attempt)
{
	unsigned long above = 0xdeadbeefUL << 32;
	long pid = syscall(SYS_clone, above | (unsigned long)attempt->a | SIGCHLD, 0, 0, 0, 0);

	if (!pid)
		_exit(0);
	return pid < 0 ? errno : child_result((int)pid);
}

static int do_clone3(const struct attempt *attempt)
{
	uint64_t how[8] = { [0] = (uint64_t)attempt->a, [4] = SIGCHLD };
	long pid = syscall(SYS_clone3, how, sizeof(how));

	if (!pid)
		_exit(0);
	return pid < 0 ? errno : child_result((int)pid);
}

/* The namespace of the outsider. */
static int do_setns(const struct attempt *attempt)
{
	int pidfd = (int)syscall(SYS_pidfd_open, board->outsider, 0);

	return pidfd < 0 ? errno : errno_of(setns(pidfd, (int)attempt->a));
}

#define CALL(id, name, number, reached, expected)                     \
	{                                                             \
		id, name, do_call, NULL, number, reached, 0, expected \
	}
const struct attempt attempts_kernel[] = {
	{ "K01", "user namespace", do_unshare, NULL, CLONE_NEWUSER, 0, 0, NEVER },
	{ "K02", "mount namespace", do_unshare, NULL, CLONE_NEWNS, 0, 0, NEVER },
	{ "K03", "user namespace by clone", do_clone, NULL, CLONE_NEWUSER, 0, 0, NEVER },
	{ "K04", "user namespace by clone3", do_clone3, NULL, CLONE_NEWUSER, 0, 0, NO_CALL },
	{ "K05", "namespace of a process", do_setns, NULL, CLONE_NEWUTS, 0, 0, NEVER },
	{ "K06", "user and network namespace", do_unshare, NULL, CLONE_NEWUSER | CLONE_NEWNET, 0, 0,
		NEVER },
	CALL("K07", "bpf", SYS_bpf, E2BIG, NO_CALL),
	CALL("K08", "perf_event_open", SYS_perf_event_open, EINVAL, NO_CALL),
	CALL("K09", "userfaultfd", SYS_userfaultfd, EINVAL, NO_CALL),
	CALL("K10", "init_module", SYS_init_module, EFAULT, NEVER),
	CALL("K11", "finit_module", SYS_finit_module, EINVAL, NEVER),
	CALL("K12", "delete_module", SYS_delete_module, EFAULT, NEVER),
	CALL("K13", "kexec_load", SYS_kexec_load, EINVAL, NEVER),
	CALL("K14", "swapon", SYS_swapon, EINVAL, NEVER),
	CALL("K15", "acct", SYS_acct, EFAULT, NEVER),
	CALL("K16", "quotactl", SYS_quotactl, EINVAL, NEVER),
	CALL("K17", "settimeofday", SYS_settimeofday, EFAULT, NEVER),
	CALL("K18", "syslog", SYS_syslog, EINVAL, NEVER),
	CALL("K19", "reboot", SYS_reboot, EINVAL, NEVER),
	CALL("K22", "kexec_file_load", SYS_kexec_file_load, EINVAL, NEVER),
	CALL("K23", "swapoff", SYS_swapoff, EFAULT, NEVER),
	CALL("K24", "clock_settime", SYS_clock_settime, EFAULT, NEVER),
	CALL("K25", "adjtimex", SYS_adjtimex, EFAULT, NEVER),
	CALL("K26", "clock_adjtime", SYS_clock_adjtime, EFAULT, NEVER),
	CALL("K27", "sethostname", SYS_sethostname, EINVAL, NEVER),
	CALL("K28", "setdomainname", SYS_setdomainname, EINVAL, NEVER),
#if defined(__x86_64__)
	CALL("K29", "iopl", SYS_iopl, EINVAL, NEVER),
	CALL("K30", "ioperm", SYS_ioperm, EINVAL, NEVER),
	{ "K31", "modify_ldt", do_call_with, NULL, SYS_modify_ldt, 0, 0, NEVER },
#endif
	{ "K32", "personality", do_personality, NULL, 0x0400000 /* READ_IMPLIES_EXEC */, 0, 0,
		NEVER },
	CALL("K33", "vmsplice", SYS_vmsplice, EINVAL, NEVER),
	CALL("K34", "remap_file_pages", SYS_remap_file_pages, EINVAL, NEVER),
	CALL("K42", "quotactl_fd", CALL_QUOTACTL_FD, EBADF, NEVER),
	CALL("K46", "fanotify_init", SYS_fanotify_init, EINVAL, NEVER),
	{ "K52", "fanotify", do_fanotify, NULL, 0x200 /* FAN_REPORT_FID */, 0, 0, NEVER },
	{ "K53", "personality without random addresses", do_personality, NULL, 0x0040000, 0, 0,
		NEVER },
	{ "K54", "namespace of processes", do_unshare, NULL, CLONE_NEWUSER | CLONE_NEWPID, 0, 0,
		NEVER },
	{ "K55", "namespace of objects", do_clone, NULL, CLONE_NEWUSER | CLONE_NEWIPC, 0, 0,
		NEVER },
	{ "K56", "namespace of time", do_unshare, NULL, CLONE_NEWUSER | NEW_TIME, 0, 0, NEVER },
	{ "K57", "user namespace of a process", do_setns, NULL, CLONE_NEWNS, 0, 0, NEVER },
	{ NULL, NULL, NULL, NULL, 0, 0, 0, { NULL } },
};
