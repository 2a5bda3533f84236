/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/linux/seccomp_rules.h"

#include <errno.h>

#define METADATA SECCOMP_NO_METADATA
#define RINGS	 SECCOMP_NO_IO_URING
#define SYSTEM_V SECCOMP_NO_SYSV
#define DEBUG	 SECCOMP_NO_DEBUG

#define RING	   "its operations are not seen by this filter"
#define SURFACE	   "for system programs, and a large part of the kernel to attack"
#define MOUNTS	   "mounts, in the calls that came after mount(2)"
#define REMOVED	   "no program needs it, and most kernels do not have it"
#define MACHINE	   "for the administrator of the machine"
#define INSPECT	   "reaches into other processes"
#define MOVE	   "tells of and moves the memory of other processes"
#define FANOTIFY   "tells of files everywhere, with descriptors of them"
#define KEYS	   "keys are shared with processes outside"
#define WATCH	   "tells which names come and go in directories that may not be read"
#define SYSV	   "System V objects are shared with processes outside"
#define MODE	   "read-only: the mode of files"
#define OWNER	   "read-only: the owner of files"
#define TIMES	   "read-only: the times of files"
#define XATTR	   "read-only: the attributes of files"
#define XATTR_READ "attributes of files that may not be read"

/*
 * ENOSYS where programs go on without the call, EPERM where one must be ready to be refused: an
 * errno that nobody expects makes programs fail, or try for ever: PostgreSQL when shmget is EACCES.
 */
#define NUMBERS(ROW)                                                                          \
	ROW(listen, SECCOMP_NO_LISTEN, EACCES,                                                \
		"listen on an unbound socket binds a port that Landlock does not check")      \
	ROW(truncate, SECCOMP_NO_TRUNCATE, EACCES,                                            \
		"needs Landlock ABI 3; ftruncate on an open file works")                      \
	ROW(truncate64, SECCOMP_NO_TRUNCATE, EACCES,                                          \
		"needs Landlock ABI 3; ftruncate on an open file works")                      \
	ROW(openat2, SECCOMP_NO_TRUNCATE, ENOSYS,                                             \
		"its flags are behind a pointer; programs fall back to openat")               \
	ROW(clone3, 0, ENOSYS, "its flags are behind a pointer; libc falls back to clone")    \
	ROW(socketcall, 0, ENOSYS,                                                            \
		"its arguments are behind a pointer; libc falls back to socket and the like") \
	ROW(io_uring_setup, RINGS, ENOSYS, RING)                                              \
	ROW(io_uring_enter, RINGS, ENOSYS, RING)                                              \
	ROW(io_uring_register, RINGS, ENOSYS, RING)                                           \
	ROW(bpf, 0, ENOSYS, SURFACE)                                                          \
	ROW(perf_event_open, 0, ENOSYS, SURFACE)                                              \
	ROW(userfaultfd, 0, ENOSYS, SURFACE)                                                  \
	ROW(open_tree, 0, ENOSYS, MOUNTS)                                                     \
	ROW(move_mount, 0, ENOSYS, MOUNTS)                                                    \
	ROW(fsopen, 0, ENOSYS, MOUNTS)                                                        \
	ROW(fsconfig, 0, ENOSYS, MOUNTS)                                                      \
	ROW(fsmount, 0, ENOSYS, MOUNTS)                                                       \
	ROW(fspick, 0, ENOSYS, MOUNTS)                                                        \
	ROW(mount_setattr, 0, ENOSYS, MOUNTS)                                                 \
	ROW(open_tree_attr, 0, ENOSYS, MOUNTS)                                                \
	ROW(statmount, 0, ENOSYS, MOUNTS)                                                     \
	ROW(listmount, 0, ENOSYS, MOUNTS)                                                     \
	ROW(lookup_dcookie, 0, ENOSYS, REMOVED)                                               \
	ROW(nfsservctl, 0, ENOSYS, REMOVED)                                                   \
	ROW(_sysctl, 0, ENOSYS, REMOVED)                                                      \
	ROW(uselib, 0, ENOSYS, REMOVED)                                                       \
	ROW(query_module, 0, ENOSYS, REMOVED)                                                 \
	ROW(create_module, 0, ENOSYS, REMOVED)                                                \
	ROW(get_kernel_syms, 0, ENOSYS, REMOVED)                                              \
	ROW(bdflush, 0, ENOSYS, REMOVED)                                                      \
	ROW(shmget, SYSTEM_V, ENOSYS, SYSV)                                                   \
	ROW(shmat, SYSTEM_V, ENOSYS, SYSV)                                                    \
	ROW(shmctl, SYSTEM_V, ENOSYS, SYSV)                                                   \
	ROW(shmdt, SYSTEM_V, ENOSYS, SYSV)                                                    \
	ROW(msgget, SYSTEM_V, ENOSYS, SYSV)                                                   \
	ROW(msgsnd, SYSTEM_V, ENOSYS, SYSV)                                                   \
	ROW(msgrcv, SYSTEM_V, ENOSYS, SYSV)                                                   \
	ROW(msgctl, SYSTEM_V, ENOSYS, SYSV)                                                   \
	ROW(semget, SYSTEM_V, ENOSYS, SYSV)                                                   \
	ROW(semop, SYSTEM_V, ENOSYS, SYSV)                                                    \
	ROW(semctl, SYSTEM_V, ENOSYS, SYSV)                                                   \
	ROW(semtimedop, SYSTEM_V, ENOSYS, SYSV)                                               \
	ROW(semtimedop_time64, SYSTEM_V, ENOSYS, SYSV)                                        \
	ROW(ipc, SYSTEM_V, ENOSYS, SYSV)                                                      \
	ROW(inotify_init, SECCOMP_NO_INOTIFY, ENOSYS, WATCH)                                  \
	ROW(inotify_init1, SECCOMP_NO_INOTIFY, ENOSYS, WATCH)                                 \
	ROW(setns, 0, EPERM, "enters namespaces of other processes")                          \
	ROW(chroot, SECCOMP_NO_NAMESPACES, EPERM,                                             \
		"another root directory makes paths mean other files")                        \
	ROW(mount, 0, EPERM, MACHINE)                                                         \
	ROW(umount2, 0, EPERM, MACHINE)                                                       \
	ROW(umount, 0, EPERM, MACHINE)                                                        \
	ROW(pivot_root, 0, EPERM, MACHINE)                                                    \
	ROW(swapon, 0, EPERM, MACHINE)                                                        \
	ROW(swapoff, 0, EPERM, MACHINE)                                                       \
	ROW(reboot, 0, EPERM, MACHINE)                                                        \
	ROW(kexec_load, 0, EPERM, MACHINE)                                                    \
	ROW(kexec_file_load, 0, EPERM, MACHINE)                                               \
	ROW(init_module, 0, EPERM, MACHINE)                                                   \
	ROW(finit_module, 0, EPERM, MACHINE)                                                  \
	ROW(delete_module, 0, EPERM, MACHINE)                                                 \
	ROW(iopl, 0, EPERM, MACHINE)                                                          \
	ROW(ioperm, 0, EPERM, MACHINE)                                                        \
	ROW(acct, 0, EPERM, MACHINE)                                                          \
	ROW(quotactl, 0, EPERM, MACHINE)                                                      \
	ROW(quotactl_fd, 0, EPERM, MACHINE)                                                   \
	ROW(syslog, 0, EPERM, MACHINE)                                                        \
	ROW(vhangup, 0, EPERM, MACHINE)                                                       \
	ROW(settimeofday, 0, EPERM, MACHINE)                                                  \
	ROW(stime, 0, EPERM, MACHINE)                                                         \
	ROW(clock_settime, 0, EPERM, MACHINE)                                                 \
	ROW(clock_settime64, 0, EPERM, MACHINE)                                               \
	ROW(adjtimex, 0, EPERM, MACHINE)                                                      \
	ROW(clock_adjtime, 0, EPERM, MACHINE)                                                 \
	ROW(clock_adjtime64, 0, EPERM, MACHINE)                                               \
	ROW(sethostname, 0, EPERM, MACHINE)                                                   \
	ROW(setdomainname, 0, EPERM, MACHINE)                                                 \
	ROW(modify_ldt, 0, EPERM, SURFACE)                                                    \
	ROW(vm86, 0, EPERM, SURFACE)                                                          \
	ROW(vm86old, 0, EPERM, SURFACE)                                                       \
	ROW(ustat, 0, EPERM, SURFACE)                                                         \
	ROW(sysfs, 0, EPERM, SURFACE)                                                         \
	ROW(remap_file_pages, 0, EPERM, SURFACE)                                              \
	ROW(vmsplice, 0, EPERM, SURFACE)                                                      \
	ROW(ptrace, DEBUG, EPERM, INSPECT)                                                    \
	ROW(process_vm_readv, DEBUG, EPERM, INSPECT)                                          \
	ROW(process_vm_writev, DEBUG, EPERM, INSPECT)                                         \
	ROW(kcmp, DEBUG, EPERM, INSPECT)                                                      \
	ROW(pidfd_getfd, 0, EPERM, INSPECT)                                                   \
	ROW(process_madvise, 0, EPERM, MOVE)                                                  \
	ROW(process_mrelease, 0, EPERM, MOVE)                                                 \
	ROW(migrate_pages, 0, EPERM, MOVE)                                                    \
	ROW(move_pages, 0, EPERM, MOVE)                                                       \
	ROW(open_by_handle_at, 0, EPERM, "opens files past every path")                       \
	ROW(name_to_handle_at, 0, EOPNOTSUPP, "for open_by_handle_at")                        \
	ROW(fanotify_init, 0, EPERM, FANOTIFY)                                                \
	ROW(fanotify_mark, 0, EPERM, FANOTIFY)                                                \
	ROW(add_key, 0, EPERM, KEYS)                                                          \
	ROW(request_key, 0, EPERM, KEYS)                                                      \
	ROW(keyctl, 0, EPERM, KEYS)                                                           \
	ROW(chmod, METADATA, EPERM, MODE)                                                     \
	ROW(fchmod, METADATA, EPERM, MODE)                                                    \
	ROW(fchmodat, METADATA, EPERM, MODE)                                                  \
	ROW(fchmodat2, METADATA, EPERM, MODE)                                                 \
	ROW(chown, METADATA, EPERM, OWNER)                                                    \
	ROW(chown32, METADATA, EPERM, OWNER)                                                  \
	ROW(fchown, METADATA, EPERM, OWNER)                                                   \
	ROW(fchown32, METADATA, EPERM, OWNER)                                                 \
	ROW(lchown, METADATA, EPERM, OWNER)                                                   \
	ROW(lchown32, METADATA, EPERM, OWNER)                                                 \
	ROW(fchownat, METADATA, EPERM, OWNER)                                                 \
	ROW(utime, METADATA, EPERM, TIMES)                                                    \
	ROW(utimes, METADATA, EPERM, TIMES)                                                   \
	ROW(futimesat, METADATA, EPERM, TIMES)                                                \
	ROW(utimensat, METADATA, EPERM, TIMES)                                                \
	ROW(utimensat_time64, METADATA, EPERM, TIMES)                                         \
	ROW(setxattr, METADATA, EPERM, XATTR)                                                 \
	ROW(lsetxattr, METADATA, EPERM, XATTR)                                                \
	ROW(fsetxattr, METADATA, EPERM, XATTR)                                                \
	ROW(setxattrat, METADATA, EPERM, XATTR)                                               \
	ROW(removexattr, METADATA, EPERM, XATTR)                                              \
	ROW(lremovexattr, METADATA, EPERM, XATTR)                                             \
	ROW(fremovexattr, METADATA, EPERM, XATTR)                                             \
	ROW(removexattrat, METADATA, EPERM, XATTR)                                            \
	ROW(file_setattr, METADATA, EPERM, XATTR)                                             \
	ROW(getxattr, METADATA, EOPNOTSUPP, XATTR_READ)                                       \
	ROW(lgetxattr, METADATA, EOPNOTSUPP, XATTR_READ)                                      \
	ROW(fgetxattr, METADATA, EOPNOTSUPP, XATTR_READ)                                      \
	ROW(getxattrat, METADATA, EOPNOTSUPP, XATTR_READ)                                     \
	ROW(listxattr, METADATA, EOPNOTSUPP, XATTR_READ)                                      \
	ROW(llistxattr, METADATA, EOPNOTSUPP, XATTR_READ)                                     \
	ROW(flistxattr, METADATA, EOPNOTSUPP, XATTR_READ)                                     \
	ROW(listxattrat, METADATA, EOPNOTSUPP, XATTR_READ)

const struct seccomp_number seccomp_numbers[] = {
#define AS_NUMBER(name, policy, sys_errno, text) { policy, CALL_##name, sys_errno },
	NUMBERS(AS_NUMBER)
#undef AS_NUMBER
};

const size_t seccomp_number_count = sizeof(seccomp_numbers) / sizeof(seccomp_numbers[0]);

_Static_assert(CALL_COUNT <= UINT8_MAX, "a call fits into seccomp_number");
_Static_assert(sizeof(seccomp_numbers) / sizeof(seccomp_numbers[0]) <= CALL_COUNT, "none is twice");

/* Apart, so that a library that prints nothing is without them and their relocations. */
const char *seccomp_number_text(size_t index)
{
	static const char *const texts[] = {
#define AS_TEXT(name, policy, sys_errno, text) text,
		NUMBERS(AS_TEXT)
#undef AS_TEXT
	};

	return texts[index];
}
