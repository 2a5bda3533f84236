/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/linux/seccomp_rules.h"

#include <errno.h>

#define DENY(name, sys_errno, text)             \
	{                                       \
		CALL_##name, 0, sys_errno, text \
	}
#define READ_ONLY(name, text)                                               \
	{                                                                   \
		CALL_##name, SECCOMP_NO_METADATA, EPERM, "read-only: " text \
	}
#define READ_ONLY_XATTR(name)                                      \
	{                                                          \
		CALL_##name, SECCOMP_NO_METADATA, EOPNOTSUPP,      \
			"attributes of files that may not be read" \
	}

#define RING	 "its operations are not seen by this filter"
#define SURFACE	 "for system programs, and a large part of the kernel to attack"
#define MOUNTS	 "mounts, in the calls that came after mount(2)"
#define REMOVED	 "no program needs it, and most kernels do not have it"
#define MACHINE	 "for the administrator of the machine"
#define INSPECT	 "reaches into other processes"
#define MOVE	 "tells of and moves the memory of other processes"
#define FANOTIFY "tells of files everywhere, with descriptors of them"
#define KEYS	 "keys are shared with processes outside"
#define SYSV	 "System V objects are shared with processes outside"
#define MODE	 "the mode of files"
#define OWNER	 "the owner of files"
#define TIMES	 "the times of files"
#define XATTR	 "the attributes of files"

/*
 * ENOSYS where programs go on without the call, EPERM where one must be ready to be refused: an
 * errno that nobody expects makes programs fail, or try for ever.
 */
const struct seccomp_number seccomp_numbers[] = {
	{ CALL_listen, SECCOMP_NO_LISTEN, EACCES,
		"listen on an unbound socket binds a port that Landlock does not check" },
	{ CALL_truncate, SECCOMP_NO_TRUNCATE, EACCES,
		"needs Landlock ABI 3; ftruncate on an open file works" },
	{ CALL_openat2, SECCOMP_NO_TRUNCATE, ENOSYS,
		"its flags are behind a pointer; programs fall back to openat" },
	DENY(clone3, ENOSYS, "its flags are behind a pointer; libc falls back to clone"),
	DENY(io_uring_setup, ENOSYS, RING),
	DENY(io_uring_enter, ENOSYS, RING),
	DENY(io_uring_register, ENOSYS, RING),
	DENY(bpf, ENOSYS, SURFACE),
	DENY(perf_event_open, ENOSYS, SURFACE),
	DENY(userfaultfd, ENOSYS, SURFACE),
	DENY(open_tree, ENOSYS, MOUNTS),
	DENY(move_mount, ENOSYS, MOUNTS),
	DENY(fsopen, ENOSYS, MOUNTS),
	DENY(fsconfig, ENOSYS, MOUNTS),
	DENY(fsmount, ENOSYS, MOUNTS),
	DENY(fspick, ENOSYS, MOUNTS),
	DENY(mount_setattr, ENOSYS, MOUNTS),
	DENY(open_tree_attr, ENOSYS, MOUNTS),
	DENY(statmount, ENOSYS, MOUNTS),
	DENY(listmount, ENOSYS, MOUNTS),
	DENY(lookup_dcookie, ENOSYS, REMOVED),
	DENY(nfsservctl, ENOSYS, REMOVED),
	DENY(_sysctl, ENOSYS, REMOVED),
	DENY(uselib, ENOSYS, REMOVED),
	DENY(query_module, ENOSYS, REMOVED),
	DENY(create_module, ENOSYS, REMOVED),
	DENY(get_kernel_syms, ENOSYS, REMOVED),
	/* An endless loop in PostgreSQL when it is EACCES. */
	DENY(shmget, ENOSYS, SYSV),
	DENY(shmat, ENOSYS, SYSV),
	DENY(shmctl, ENOSYS, SYSV),
	DENY(shmdt, ENOSYS, SYSV),
	DENY(msgget, ENOSYS, SYSV),
	DENY(msgsnd, ENOSYS, SYSV),
	DENY(msgrcv, ENOSYS, SYSV),
	DENY(msgctl, ENOSYS, SYSV),
	DENY(semget, ENOSYS, SYSV),
	DENY(semop, ENOSYS, SYSV),
	DENY(semctl, ENOSYS, SYSV),
	DENY(semtimedop, ENOSYS, SYSV),
	DENY(setns, EPERM, "enters namespaces of other processes"),
	DENY(chroot, EPERM, "another root directory makes paths mean other files"),
	DENY(mount, EPERM, MACHINE),
	DENY(umount2, EPERM, MACHINE),
	DENY(pivot_root, EPERM, MACHINE),
	DENY(swapon, EPERM, MACHINE),
	DENY(swapoff, EPERM, MACHINE),
	DENY(reboot, EPERM, MACHINE),
	DENY(kexec_load, EPERM, MACHINE),
	DENY(kexec_file_load, EPERM, MACHINE),
	DENY(init_module, EPERM, MACHINE),
	DENY(finit_module, EPERM, MACHINE),
	DENY(delete_module, EPERM, MACHINE),
	DENY(iopl, EPERM, MACHINE),
	DENY(ioperm, EPERM, MACHINE),
	DENY(acct, EPERM, MACHINE),
	DENY(quotactl, EPERM, MACHINE),
	DENY(quotactl_fd, EPERM, MACHINE),
	DENY(syslog, EPERM, MACHINE),
	DENY(vhangup, EPERM, MACHINE),
	DENY(settimeofday, EPERM, MACHINE),
	DENY(clock_settime, EPERM, MACHINE),
	DENY(adjtimex, EPERM, MACHINE),
	DENY(clock_adjtime, EPERM, MACHINE),
	DENY(sethostname, EPERM, MACHINE),
	DENY(setdomainname, EPERM, MACHINE),
	DENY(modify_ldt, EPERM, SURFACE),
	DENY(ustat, EPERM, SURFACE),
	DENY(sysfs, EPERM, SURFACE),
	DENY(remap_file_pages, EPERM, SURFACE),
	DENY(vmsplice, EPERM, SURFACE),
	DENY(ptrace, EPERM, INSPECT),
	DENY(process_vm_readv, EPERM, INSPECT),
	DENY(process_vm_writev, EPERM, INSPECT),
	DENY(kcmp, EPERM, INSPECT),
	DENY(pidfd_getfd, EPERM, INSPECT),
	DENY(process_madvise, EPERM, MOVE),
	DENY(process_mrelease, EPERM, MOVE),
	DENY(migrate_pages, EPERM, MOVE),
	DENY(move_pages, EPERM, MOVE),
	DENY(open_by_handle_at, EPERM, "opens files past every path"),
	DENY(name_to_handle_at, EOPNOTSUPP, "for open_by_handle_at"),
	DENY(fanotify_init, EPERM, FANOTIFY),
	DENY(fanotify_mark, EPERM, FANOTIFY),
	DENY(add_key, EPERM, KEYS),
	DENY(request_key, EPERM, KEYS),
	DENY(keyctl, EPERM, KEYS),

	READ_ONLY(chmod, MODE),
	READ_ONLY(fchmod, MODE),
	READ_ONLY(fchmodat, MODE),
	READ_ONLY(fchmodat2, MODE),
	READ_ONLY(chown, OWNER),
	READ_ONLY(fchown, OWNER),
	READ_ONLY(lchown, OWNER),
	READ_ONLY(fchownat, OWNER),
	READ_ONLY(utime, TIMES),
	READ_ONLY(utimes, TIMES),
	READ_ONLY(futimesat, TIMES),
	READ_ONLY(utimensat, TIMES),
	READ_ONLY(setxattr, XATTR),
	READ_ONLY(lsetxattr, XATTR),
	READ_ONLY(fsetxattr, XATTR),
	READ_ONLY(setxattrat, XATTR),
	READ_ONLY(removexattr, XATTR),
	READ_ONLY(lremovexattr, XATTR),
	READ_ONLY(fremovexattr, XATTR),
	READ_ONLY(removexattrat, XATTR),
	READ_ONLY(file_setattr, XATTR),
	READ_ONLY_XATTR(getxattr),
	READ_ONLY_XATTR(lgetxattr),
	READ_ONLY_XATTR(fgetxattr),
	READ_ONLY_XATTR(getxattrat),
	READ_ONLY_XATTR(listxattr),
	READ_ONLY_XATTR(llistxattr),
	READ_ONLY_XATTR(flistxattr),
	READ_ONLY_XATTR(listxattrat),
};

const size_t seccomp_number_count = sizeof(seccomp_numbers) / sizeof(seccomp_numbers[0]);

/* All calls with one errno jump to one return, and a jump has eight bits. No call is there twice.
 */
_Static_assert(sizeof(seccomp_numbers) / sizeof(seccomp_numbers[0]) <= UINT8_MAX, "");
_Static_assert(sizeof(seccomp_numbers) / sizeof(seccomp_numbers[0]) <= CALL_COUNT, "");
