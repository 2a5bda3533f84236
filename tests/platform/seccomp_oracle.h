/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_PLATFORM_SECCOMP_ORACLE_H
#define TESTS_PLATFORM_SECCOMP_ORACLE_H

#include <linux/seccomp.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * What the seccomp filter must answer, written down a second time: from the specification, in
 * numbers of the kernel's documentation, sharing nothing with platform/linux.
 */

/* Does the verdict on a call depend on more than its number, and if not, what is it? */
enum oracle_kind {
	ORACLE_DEPENDS, /* on arguments, the network or the ABI */
	ORACLE_NOSYS,
	ORACLE_PERM,
	ORACLE_NOTSUPP,
	ORACLE_METADATA, /* EPERM where nothing is writable */
	ORACLE_XATTR,	 /* EOPNOTSUPP there */
};

/* Number on x86_64, on aarch64, by hand. -1: there is no such call. */
#define ORACLE_CALLS(CALL)                                \
	CALL(socket, 41, 198, ORACLE_DEPENDS)             \
	CALL(socketpair, 53, 199, ORACLE_DEPENDS)         \
	CALL(setsockopt, 54, 208, ORACLE_DEPENDS)         \
	CALL(sendto, 44, 206, ORACLE_DEPENDS)             \
	CALL(sendmsg, 46, 211, ORACLE_DEPENDS)            \
	CALL(sendmmsg, 307, 269, ORACLE_DEPENDS)          \
	CALL(open, 2, -1, ORACLE_DEPENDS)                 \
	CALL(openat, 257, 56, ORACLE_DEPENDS)             \
	CALL(execveat, 322, 281, ORACLE_DEPENDS)          \
	CALL(ioctl, 16, 29, ORACLE_DEPENDS)               \
	CALL(clone, 56, 220, ORACLE_DEPENDS)              \
	CALL(unshare, 272, 97, ORACLE_DEPENDS)            \
	CALL(prlimit64, 302, 261, ORACLE_DEPENDS)         \
	CALL(personality, 135, 92, ORACLE_DEPENDS)        \
	CALL(listen, 50, 201, ORACLE_DEPENDS)             \
	CALL(openat2, 437, 437, ORACLE_DEPENDS)           \
	CALL(truncate, 76, 45, ORACLE_DEPENDS)            \
	CALL(clone3, 435, 435, ORACLE_NOSYS)              \
	CALL(io_uring_setup, 425, 425, ORACLE_NOSYS)      \
	CALL(io_uring_enter, 426, 426, ORACLE_NOSYS)      \
	CALL(io_uring_register, 427, 427, ORACLE_NOSYS)   \
	CALL(bpf, 321, 280, ORACLE_NOSYS)                 \
	CALL(perf_event_open, 298, 241, ORACLE_NOSYS)     \
	CALL(userfaultfd, 323, 282, ORACLE_NOSYS)         \
	CALL(open_tree, 428, 428, ORACLE_NOSYS)           \
	CALL(move_mount, 429, 429, ORACLE_NOSYS)          \
	CALL(fsopen, 430, 430, ORACLE_NOSYS)              \
	CALL(fsconfig, 431, 431, ORACLE_NOSYS)            \
	CALL(fsmount, 432, 432, ORACLE_NOSYS)             \
	CALL(fspick, 433, 433, ORACLE_NOSYS)              \
	CALL(mount_setattr, 442, 442, ORACLE_NOSYS)       \
	CALL(statmount, 457, 457, ORACLE_NOSYS)           \
	CALL(listmount, 458, 458, ORACLE_NOSYS)           \
	CALL(open_tree_attr, 467, 467, ORACLE_NOSYS)      \
	CALL(lookup_dcookie, 212, 18, ORACLE_NOSYS)       \
	CALL(nfsservctl, 180, 42, ORACLE_NOSYS)           \
	CALL(_sysctl, 156, -1, ORACLE_NOSYS)              \
	CALL(uselib, 134, -1, ORACLE_NOSYS)               \
	CALL(query_module, 178, -1, ORACLE_NOSYS)         \
	CALL(create_module, 174, -1, ORACLE_NOSYS)        \
	CALL(get_kernel_syms, 177, -1, ORACLE_NOSYS)      \
	CALL(shmget, 29, 194, ORACLE_NOSYS)               \
	CALL(shmat, 30, 196, ORACLE_NOSYS)                \
	CALL(shmctl, 31, 195, ORACLE_NOSYS)               \
	CALL(shmdt, 67, 197, ORACLE_NOSYS)                \
	CALL(semget, 64, 190, ORACLE_NOSYS)               \
	CALL(semop, 65, 193, ORACLE_NOSYS)                \
	CALL(semctl, 66, 191, ORACLE_NOSYS)               \
	CALL(semtimedop, 220, 192, ORACLE_NOSYS)          \
	CALL(msgget, 68, 186, ORACLE_NOSYS)               \
	CALL(msgsnd, 69, 189, ORACLE_NOSYS)               \
	CALL(msgrcv, 70, 188, ORACLE_NOSYS)               \
	CALL(msgctl, 71, 187, ORACLE_NOSYS)               \
	CALL(setns, 308, 268, ORACLE_PERM)                \
	CALL(mount, 165, 40, ORACLE_PERM)                 \
	CALL(umount2, 166, 39, ORACLE_PERM)               \
	CALL(pivot_root, 155, 41, ORACLE_PERM)            \
	CALL(chroot, 161, 51, ORACLE_PERM)                \
	CALL(swapon, 167, 224, ORACLE_PERM)               \
	CALL(swapoff, 168, 225, ORACLE_PERM)              \
	CALL(reboot, 169, 142, ORACLE_PERM)               \
	CALL(kexec_load, 246, 104, ORACLE_PERM)           \
	CALL(kexec_file_load, 320, 294, ORACLE_PERM)      \
	CALL(init_module, 175, 105, ORACLE_PERM)          \
	CALL(finit_module, 313, 273, ORACLE_PERM)         \
	CALL(delete_module, 176, 106, ORACLE_PERM)        \
	CALL(iopl, 172, -1, ORACLE_PERM)                  \
	CALL(ioperm, 173, -1, ORACLE_PERM)                \
	CALL(acct, 163, 89, ORACLE_PERM)                  \
	CALL(quotactl, 179, 60, ORACLE_PERM)              \
	CALL(quotactl_fd, 443, 443, ORACLE_PERM)          \
	CALL(syslog, 103, 116, ORACLE_PERM)               \
	CALL(vhangup, 153, 58, ORACLE_PERM)               \
	CALL(settimeofday, 164, 170, ORACLE_PERM)         \
	CALL(clock_settime, 227, 112, ORACLE_PERM)        \
	CALL(adjtimex, 159, 171, ORACLE_PERM)             \
	CALL(clock_adjtime, 305, 266, ORACLE_PERM)        \
	CALL(sethostname, 170, 161, ORACLE_PERM)          \
	CALL(setdomainname, 171, 162, ORACLE_PERM)        \
	CALL(modify_ldt, 154, -1, ORACLE_PERM)            \
	CALL(ustat, 136, -1, ORACLE_PERM)                 \
	CALL(sysfs, 139, -1, ORACLE_PERM)                 \
	CALL(remap_file_pages, 216, 234, ORACLE_PERM)     \
	CALL(vmsplice, 278, 75, ORACLE_PERM)              \
	CALL(ptrace, 101, 117, ORACLE_PERM)               \
	CALL(process_vm_readv, 310, 270, ORACLE_PERM)     \
	CALL(process_vm_writev, 311, 271, ORACLE_PERM)    \
	CALL(kcmp, 312, 272, ORACLE_PERM)                 \
	CALL(pidfd_getfd, 438, 438, ORACLE_PERM)          \
	CALL(process_madvise, 440, 440, ORACLE_PERM)      \
	CALL(process_mrelease, 448, 448, ORACLE_PERM)     \
	CALL(migrate_pages, 256, 238, ORACLE_PERM)        \
	CALL(move_pages, 279, 239, ORACLE_PERM)           \
	CALL(open_by_handle_at, 304, 265, ORACLE_PERM)    \
	CALL(fanotify_init, 300, 262, ORACLE_PERM)        \
	CALL(fanotify_mark, 301, 263, ORACLE_PERM)        \
	CALL(add_key, 248, 217, ORACLE_PERM)              \
	CALL(request_key, 249, 218, ORACLE_PERM)          \
	CALL(keyctl, 250, 219, ORACLE_PERM)               \
	CALL(name_to_handle_at, 303, 264, ORACLE_NOTSUPP) \
	CALL(chmod, 90, -1, ORACLE_METADATA)              \
	CALL(fchmod, 91, 52, ORACLE_METADATA)             \
	CALL(fchmodat, 268, 53, ORACLE_METADATA)          \
	CALL(fchmodat2, 452, 452, ORACLE_METADATA)        \
	CALL(chown, 92, -1, ORACLE_METADATA)              \
	CALL(fchown, 93, 55, ORACLE_METADATA)             \
	CALL(lchown, 94, -1, ORACLE_METADATA)             \
	CALL(fchownat, 260, 54, ORACLE_METADATA)          \
	CALL(utime, 132, -1, ORACLE_METADATA)             \
	CALL(utimes, 235, -1, ORACLE_METADATA)            \
	CALL(futimesat, 261, -1, ORACLE_METADATA)         \
	CALL(utimensat, 280, 88, ORACLE_METADATA)         \
	CALL(setxattr, 188, 5, ORACLE_METADATA)           \
	CALL(lsetxattr, 189, 6, ORACLE_METADATA)          \
	CALL(fsetxattr, 190, 7, ORACLE_METADATA)          \
	CALL(removexattr, 197, 14, ORACLE_METADATA)       \
	CALL(lremovexattr, 198, 15, ORACLE_METADATA)      \
	CALL(fremovexattr, 199, 16, ORACLE_METADATA)      \
	CALL(setxattrat, 463, 463, ORACLE_METADATA)       \
	CALL(removexattrat, 466, 466, ORACLE_METADATA)    \
	CALL(file_setattr, 469, 469, ORACLE_METADATA)     \
	CALL(getxattr, 191, 8, ORACLE_XATTR)              \
	CALL(lgetxattr, 192, 9, ORACLE_XATTR)             \
	CALL(fgetxattr, 193, 10, ORACLE_XATTR)            \
	CALL(getxattrat, 464, 464, ORACLE_XATTR)          \
	CALL(listxattr, 194, 11, ORACLE_XATTR)            \
	CALL(llistxattr, 195, 12, ORACLE_XATTR)           \
	CALL(flistxattr, 196, 13, ORACLE_XATTR)           \
	CALL(listxattrat, 465, 465, ORACLE_XATTR)

enum oracle_call {
#define ORACLE_ENUM(name, x86_64, aarch64, kind) IS_##name,
	ORACLE_CALLS(ORACLE_ENUM)
#undef ORACLE_ENUM
	IS_OTHER
};

enum oracle_network {
	NETWORK_FREE,
	NETWORK_BLOCKED,
	NETWORK_CONNECT, /* only connect ports are granted */
	NETWORK_LISTEN,	 /* ports to listen on as well */
	NETWORKS,
};

enum {
	ORACLE_X86_64 = 0xc000003e, /* AUDIT_ARCH_*, <linux/audit.h> */
	ORACLE_AARCH64 = 0xc00000b7,
	ORACLE_NEWEST = 469, /* file_setattr, Linux 6.18 */
};

/* What one filter is made for. */
struct oracle {
	enum oracle_network network;
	int abi;  /* of Landlock */
	bool arm; /* aarch64, otherwise x86_64 */
	bool read_only;
};

/* The number of call, 0xffffffff where the processor has none; and back. */
uint32_t oracle_number(const struct oracle *oracle, enum oracle_call call);
enum oracle_call oracle_call(const struct oracle *oracle, uint32_t number);

/* SECCOMP_RET_* for one system call. */
uint32_t oracle_verdict(const struct oracle *oracle, const struct seccomp_data *data);

/* Does the verdict on call depend on its arguments? If not, the kernel must be able to cache it. */
bool oracle_needs_arguments(const struct oracle *oracle, enum oracle_call call);

#endif
