/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/live/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/xattr.h>
#include <termios.h>
#include <unistd.h>

/* Own numbers: the headers may be older than the kernel. The same on every processor. */
enum {
	CALL_OPEN_TREE = 428,
	CALL_MOVE_MOUNT = 429,
	CALL_FSOPEN = 430,
	CALL_FSCONFIG = 431,
	CALL_FSMOUNT = 432,
	CALL_FSPICK = 433,
	CALL_PROCESS_MADVISE = 440,
	CALL_MOUNT_SETATTR = 442,
	CALL_QUOTACTL_FD = 443,
	CALL_PROCESS_MRELEASE = 448,
	CALL_FCHMODAT2 = 452,
	CALL_STATMOUNT = 457,
	CALL_LISTMOUNT = 458,
	CALL_SETXATTRAT = 463,
	CALL_GETXATTRAT = 464,
	CALL_LISTXATTRAT = 465,
	CALL_REMOVEXATTRAT = 466,
	CALL_OPEN_TREE_ATTR = 467,
	CALL_FILE_SETATTR = 469,
	MEMFD_NOEXEC_SEAL = 8,
	PRCTL_MARKER = 0x4e4f4e4f,
};

static const uint64_t garbage = 0xdeadbeef00000000; /* above an int argument */

static int errno_of(long result)
{
	return result < 0 ? errno : 0;
}

/*
 * a: a call that is dangerous, or of no use without much ado, with arguments that no kernel can
 * take: -1 is no flag, no descriptor and no address. b: what the kernel says to that; then the
 * call has been let through.
 */
static int do_call(const struct operation *operation, char **arguments)
{
	int r = errno_of(syscall(operation->a, -1L, -1L, -1L, -1L, -1L, -1L));

	(void)arguments;
	return r == operation->b ? 0 : r;
}

/* a: the command, on no descriptor; an int, so the rest of the register means nothing. */
static int do_ioctl(const struct operation *operation, char **arguments)
{
	uint64_t command = garbage | (unsigned)operation->a;
	int r = errno_of(syscall(SYS_ioctl, -1, command, NULL));

	(void)arguments;
	return r == EBADF ? 0 : r;
}

/* What is typed here is read by whoever holds the other end. */
static int do_push_input(const struct operation *operation, char **arguments)
{
	int fd = open(arguments[0], O_RDWR | O_NOCTTY | O_CLOEXEC);

	(void)operation;
	return fd < 0 ? errno : errno_of(syscall(SYS_ioctl, fd, garbage | TIOCSTI, "x"));
}

/* In a child, which ends with the namespace. a: the flags. */
static int do_unshare(const struct operation *operation, char **arguments)
{
	int pid = fork();

	(void)arguments;
	if (!pid)
		_exit(errno_of(syscall(SYS_unshare, operation->a)));
	return probe_wait(pid);
}

/* a: the flags, of a child that shares nothing else. */
static int do_clone(const struct operation *operation, char **arguments)
{
	long pid = syscall(SYS_clone, garbage | (unsigned)operation->a | SIGCHLD, 0, 0, 0, 0);

	(void)arguments;
	if (!pid)
		_exit(0);
	return pid < 0 ? errno : probe_wait((int)pid);
}

/* The namespace of a process outside, which is that of this one. a: its kind. */
static int do_setns(const struct operation *operation, char **arguments)
{
	int pidfd = (int)syscall(434 /* pidfd_open */, atoi(arguments[0]), 0);

	return pidfd < 0 ? errno : errno_of(syscall(SYS_setns, pidfd, operation->a));
}

static int do_chroot(const struct operation *operation, char **arguments)
{
	(void)operation;
	return errno_of(chroot(arguments[0]));
}

/* a: what a process may do; takes effect at the next execve. */
static int do_personality(const struct operation *operation, char **arguments)
{
	(void)arguments;
	return errno_of(syscall(SYS_personality, operation->a));
}

/* Of another process, or of this one when it is 0. a: sets the limit that there is, once more. */
static int do_limit(const struct operation *operation, char **arguments)
{
	int pid = atoi(arguments[0]);
	struct rlimit limit;
	int r = errno_of(syscall(SYS_prlimit64, pid, RLIMIT_CORE, NULL, &limit));

	if (r || !operation->a)
		return r;
	return errno_of(syscall(SYS_prlimit64, pid, RLIMIT_CORE, &limit, NULL));
}

static int do_utime(const struct operation *operation, char **arguments)
{
	const struct timespec times[2] = { { .tv_sec = 1 }, { .tv_sec = 1 } };

	(void)operation;
	return errno_of(utimensat(AT_FDCWD, arguments[0], times, 0));
}

static int do_chown(const struct operation *operation, char **arguments)
{
	(void)operation;
	return errno_of(chown(arguments[0], getuid(), getgid()));
}

static int do_setxattr(const struct operation *operation, char **arguments)
{
	(void)operation;
	return errno_of(setxattr(arguments[0], "user.nono", "x", 1, 0));
}

static int do_getxattr(const struct operation *operation, char **arguments)
{
	char value[8];
	int r = errno_of(getxattr(arguments[0], "user.nono", value, sizeof(value)));

	(void)operation;
	return r == ENODATA ? 0 : r;
}

static int do_listxattr(const struct operation *operation, char **arguments)
{
	char names[256];

	(void)operation;
	return errno_of(listxattr(arguments[0], names, sizeof(names)));
}

static int do_removexattr(const struct operation *operation, char **arguments)
{
	int r = errno_of(removexattr(arguments[0], "user.nono"));

	(void)operation;
	return r == ENODATA ? 0 : r;
}

static int do_watch(const struct operation *operation, char **arguments)
{
	(void)operation;
	(void)arguments;
	return errno_of(inotify_init1(IN_CLOEXEC));
}

/* a: the flags. */
static int do_memory_file(const struct operation *operation, char **arguments)
{
	(void)arguments;
	return errno_of(syscall(SYS_memfd_create, "probe", operation->a));
}

/* Is there a filter of the library? The kernel does not know the option. */
static int do_marker(const struct operation *operation, char **arguments)
{
	int r = errno_of(prctl(PRCTL_MARKER, 0, 0, 0, 0));

	(void)operation;
	(void)arguments;
	return r == EINVAL ? 0 : r;
}

#define CALL(name, number, reached)                          \
	{                                                    \
		"call-" name, 0, do_call, number, reached, 0 \
	}
#define IOCTL(name, command)                                   \
	{                                                      \
		"ioctl-" name, 0, do_ioctl, (int)command, 0, 0 \
	}
const struct operation kernel_operations[] = {
	CALL("chroot", SYS_chroot, EFAULT),
	CALL("bpf", SYS_bpf, E2BIG),
	CALL("perf_event_open", SYS_perf_event_open, EINVAL),
	CALL("userfaultfd", SYS_userfaultfd, EINVAL),
	CALL("open_tree", CALL_OPEN_TREE, EINVAL),
	CALL("move_mount", CALL_MOVE_MOUNT, EINVAL),
	CALL("fsopen", CALL_FSOPEN, EINVAL),
	CALL("fsconfig", CALL_FSCONFIG, EINVAL),
	CALL("fsmount", CALL_FSMOUNT, EINVAL),
	CALL("fspick", CALL_FSPICK, EINVAL),
	CALL("mount_setattr", CALL_MOUNT_SETATTR, EINVAL),
	CALL("open_tree_attr", CALL_OPEN_TREE_ATTR, EINVAL),
	CALL("statmount", CALL_STATMOUNT, EINVAL),
	CALL("listmount", CALL_LISTMOUNT, EINVAL),
	CALL("setns", SYS_setns, EBADF),
	CALL("mount", SYS_mount, EFAULT),
	CALL("umount2", SYS_umount2, EINVAL),
	CALL("pivot_root", SYS_pivot_root, EFAULT),
	CALL("swapon", SYS_swapon, EINVAL),
	CALL("swapoff", SYS_swapoff, EFAULT),
	CALL("reboot", SYS_reboot, EINVAL),
	CALL("kexec_load", SYS_kexec_load, EINVAL),
	CALL("kexec_file_load", SYS_kexec_file_load, EINVAL),
	CALL("finit_module", SYS_finit_module, EINVAL),
	CALL("delete_module", SYS_delete_module, EFAULT),
	CALL("acct", SYS_acct, EFAULT),
	CALL("quotactl", SYS_quotactl, EINVAL),
	CALL("quotactl_fd", CALL_QUOTACTL_FD, EBADF),
	CALL("syslog", SYS_syslog, EINVAL),
	CALL("settimeofday", SYS_settimeofday, EFAULT),
	CALL("clock_settime", SYS_clock_settime, EFAULT),
	CALL("adjtimex", SYS_adjtimex, EFAULT),
	CALL("clock_adjtime", SYS_clock_adjtime, EFAULT),
	CALL("sethostname", SYS_sethostname, EINVAL),
	CALL("setdomainname", SYS_setdomainname, EINVAL),
	CALL("remap_file_pages", SYS_remap_file_pages, EINVAL),
	CALL("vmsplice", SYS_vmsplice, EINVAL),
	CALL("process_vm_writev", SYS_process_vm_writev, EINVAL),
	CALL("kcmp", SYS_kcmp, ESRCH),
	CALL("process_madvise", CALL_PROCESS_MADVISE, EINVAL),
	CALL("process_mrelease", CALL_PROCESS_MRELEASE, EINVAL),
	CALL("migrate_pages", SYS_migrate_pages, EINVAL),
	CALL("move_pages", SYS_move_pages, EINVAL),
	CALL("fanotify_init", SYS_fanotify_init, EINVAL),
	CALL("fanotify_mark", SYS_fanotify_mark, EINVAL),
	CALL("name_to_handle_at", SYS_name_to_handle_at, EINVAL),
	CALL("open_by_handle_at", SYS_open_by_handle_at, EFAULT),
	CALL("add_key", SYS_add_key, EINVAL),
	CALL("request_key", SYS_request_key, EFAULT),
	CALL("keyctl", SYS_keyctl, EOPNOTSUPP),
	CALL("shmget", SYS_shmget, EINVAL),
	CALL("msgsnd", SYS_msgsnd, EFAULT),
	CALL("semget", SYS_semget, EINVAL),
	CALL("fchmod", SYS_fchmod, EBADF),
	CALL("fchmodat2", CALL_FCHMODAT2, EINVAL),
	CALL("fchown", SYS_fchown, EBADF),
	CALL("setxattrat", CALL_SETXATTRAT, E2BIG),
	CALL("getxattrat", CALL_GETXATTRAT, E2BIG),
	CALL("listxattrat", CALL_LISTXATTRAT, EINVAL),
	CALL("removexattrat", CALL_REMOVEXATTRAT, EINVAL),
	CALL("file_setattr", CALL_FILE_SETATTR, EINVAL),
	IOCTL("terminal-input", TIOCSTI),
	IOCTL("terminal-discipline", TIOCSETD),
	IOCTL("terminal-console", TIOCCONS),
	IOCTL("terminal-linux", TIOCLINUX),
	IOCTL("terminal-serial", TIOCSSERIAL),
	IOCTL("terminal-signal", 0x40045436),
	IOCTL("terminal-settings", TCGETS),
	IOCTL("file-flags", 0x40086602),
	IOCTL("file-attributes", 0x401c5820),
	IOCTL("file-verity", 0x40806685),
	IOCTL("file-encryption", 0x800c6613),
	{ "push-input", 1, do_push_input, 0, 0, 0 },
	{ "unshare-user", 0, do_unshare, CLONE_NEWUSER, 0, 0 },
	{ "unshare-mount", 0, do_unshare, CLONE_NEWNS, 0, 0 },
	{ "unshare-time", 0, do_unshare, 0x80, 0, 0 },
	{ "unshare-files", 0, do_unshare, CLONE_FILES, 0, 0 },
	{ "clone-user", 0, do_clone, CLONE_NEWUSER, 0, 0 },
	{ "clone-network", 0, do_clone, CLONE_NEWNET, 0, 0 },
	{ "clone-plain", 0, do_clone, 0, 0, 0 },
	{ "setns", 1, do_setns, CLONE_NEWUTS, 0, 0 },
	{ "chroot", 1, do_chroot, 0, 0, 0 },
	{ "personality-query", 0, do_personality, -1, 0, 0 },
	{ "personality-plain", 0, do_personality, 0, 0, 0 },
	{ "personality-execute", 0, do_personality, READ_IMPLIES_EXEC, 0, 0 },
	{ "limit-read", 1, do_limit, 0, 0, 0 },
	{ "limit-set", 1, do_limit, 1, 0, 0 },
	{ "watch", 0, do_watch, 0, 0, 0 },
	{ "memory-file", 0, do_memory_file, 0, 0, 0 },
	{ "memory-file-sealed", 0, do_memory_file, MEMFD_NOEXEC_SEAL, 0, 0 },
	{ "marker", 0, do_marker, 0, 0, 0 },
	{ "utime", 1, do_utime, 0, 0, 0 },
	{ "chown", 1, do_chown, 0, 0, 0 },
	{ "setxattr", 1, do_setxattr, 0, 0, 0 },
	{ "getxattr", 1, do_getxattr, 0, 0, 0 },
	{ "listxattr", 1, do_listxattr, 0, 0, 0 },
	{ "removexattr", 1, do_removexattr, 0, 0, 0 },
	{ NULL, 0, NULL, 0, 0, 0 },
};
