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
	ORACLE_METADATA,  /* EPERM where metadata is guarded */
	ORACLE_XATTR,	  /* EOPNOTSUPP there */
	ORACLE_TRUNCATE,  /* EACCES where Landlock does not see it */
	ORACLE_DEBUG,	  /* EPERM unless allowed, as are the next ones */
	ORACLE_NAMESPACE, /* EPERM */
	ORACLE_RING,	  /* ENOSYS */
	ORACLE_SYSV,	  /* ENOSYS */
	ORACLE_INOTIFY,	  /* ENOSYS where it is denied */
};

/* Number on x86_64, aarch64, i386 and x32 (without its bit), by hand. -1: there is no such call. */
#define ORACLE_CALLS(CALL)                                          \
	CALL(socket, 41, 198, 359, 41, ORACLE_DEPENDS)              \
	CALL(socketpair, 53, 199, 360, 53, ORACLE_DEPENDS)          \
	CALL(setsockopt, 54, 208, 366, 541, ORACLE_DEPENDS)         \
	CALL(sendto, 44, 206, 369, 44, ORACLE_DEPENDS)              \
	CALL(sendmsg, 46, 211, 370, 518, ORACLE_DEPENDS)            \
	CALL(sendmmsg, 307, 269, 345, 538, ORACLE_DEPENDS)          \
	CALL(open, 2, -1, 5, 2, ORACLE_DEPENDS)                     \
	CALL(openat, 257, 56, 295, 257, ORACLE_DEPENDS)             \
	CALL(execveat, 322, 281, 358, 545, ORACLE_DEPENDS)          \
	CALL(ioctl, 16, 29, 54, 514, ORACLE_DEPENDS)                \
	CALL(clone, 56, 220, 120, 56, ORACLE_DEPENDS)               \
	CALL(unshare, 272, 97, 310, 272, ORACLE_DEPENDS)            \
	CALL(prlimit64, 302, 261, 340, 302, ORACLE_DEPENDS)         \
	CALL(personality, 135, 92, 136, 135, ORACLE_DEPENDS)        \
	CALL(prctl, 157, 167, 172, 157, ORACLE_DEPENDS)             \
	CALL(memfd_create, 319, 279, 356, 319, ORACLE_DEPENDS)      \
	CALL(listen, 50, 201, 363, 50, ORACLE_DEPENDS)              \
	CALL(openat2, 437, 437, 437, 437, ORACLE_DEPENDS)           \
	CALL(truncate, 76, 45, 92, 76, ORACLE_TRUNCATE)             \
	CALL(truncate64, -1, -1, 193, -1, ORACLE_TRUNCATE)          \
	CALL(clone3, 435, 435, 435, 435, ORACLE_NOSYS)              \
	CALL(io_uring_setup, 425, 425, 425, 425, ORACLE_RING)       \
	CALL(io_uring_enter, 426, 426, 426, 426, ORACLE_RING)       \
	CALL(io_uring_register, 427, 427, 427, 427, ORACLE_RING)    \
	CALL(bpf, 321, 280, 357, 321, ORACLE_NOSYS)                 \
	CALL(perf_event_open, 298, 241, 336, 298, ORACLE_NOSYS)     \
	CALL(userfaultfd, 323, 282, 374, 323, ORACLE_NOSYS)         \
	CALL(open_tree, 428, 428, 428, 428, ORACLE_NOSYS)           \
	CALL(move_mount, 429, 429, 429, 429, ORACLE_NOSYS)          \
	CALL(fsopen, 430, 430, 430, 430, ORACLE_NOSYS)              \
	CALL(fsconfig, 431, 431, 431, 431, ORACLE_NOSYS)            \
	CALL(fsmount, 432, 432, 432, 432, ORACLE_NOSYS)             \
	CALL(fspick, 433, 433, 433, 433, ORACLE_NOSYS)              \
	CALL(mount_setattr, 442, 442, 442, 442, ORACLE_NOSYS)       \
	CALL(statmount, 457, 457, 457, 457, ORACLE_NOSYS)           \
	CALL(listmount, 458, 458, 458, 458, ORACLE_NOSYS)           \
	CALL(open_tree_attr, 467, 467, 467, 467, ORACLE_NOSYS)      \
	CALL(lookup_dcookie, 212, 18, 253, 212, ORACLE_NOSYS)       \
	CALL(nfsservctl, 180, 42, 169, -1, ORACLE_NOSYS)            \
	CALL(_sysctl, 156, -1, 149, -1, ORACLE_NOSYS)               \
	CALL(uselib, 134, -1, 86, -1, ORACLE_NOSYS)                 \
	CALL(query_module, 178, -1, 167, -1, ORACLE_NOSYS)          \
	CALL(create_module, 174, -1, 127, -1, ORACLE_NOSYS)         \
	CALL(get_kernel_syms, 177, -1, 130, -1, ORACLE_NOSYS)       \
	CALL(bdflush, -1, -1, 134, -1, ORACLE_NOSYS)                \
	CALL(socketcall, -1, -1, 102, -1, ORACLE_NOSYS)             \
	CALL(shmget, 29, 194, 395, 29, ORACLE_SYSV)                 \
	CALL(shmat, 30, 196, 397, 30, ORACLE_SYSV)                  \
	CALL(shmctl, 31, 195, 396, 31, ORACLE_SYSV)                 \
	CALL(shmdt, 67, 197, 398, 67, ORACLE_SYSV)                  \
	CALL(semget, 64, 190, 393, 64, ORACLE_SYSV)                 \
	CALL(semop, 65, 193, -1, 65, ORACLE_SYSV)                   \
	CALL(semctl, 66, 191, 394, 66, ORACLE_SYSV)                 \
	CALL(semtimedop, 220, 192, -1, 220, ORACLE_SYSV)            \
	CALL(msgget, 68, 186, 399, 68, ORACLE_SYSV)                 \
	CALL(msgsnd, 69, 189, 400, 69, ORACLE_SYSV)                 \
	CALL(msgrcv, 70, 188, 401, 70, ORACLE_SYSV)                 \
	CALL(msgctl, 71, 187, 402, 71, ORACLE_SYSV)                 \
	CALL(semtimedop_time64, -1, -1, 420, -1, ORACLE_SYSV)       \
	CALL(ipc, -1, -1, 117, -1, ORACLE_SYSV)                     \
	CALL(inotify_init, 253, -1, 291, 253, ORACLE_INOTIFY)       \
	CALL(inotify_init1, 294, 26, 332, 294, ORACLE_INOTIFY)      \
	CALL(setns, 308, 268, 346, 308, ORACLE_PERM)                \
	CALL(mount, 165, 40, 21, 165, ORACLE_PERM)                  \
	CALL(umount2, 166, 39, 52, 166, ORACLE_PERM)                \
	CALL(umount, -1, -1, 22, -1, ORACLE_PERM)                   \
	CALL(pivot_root, 155, 41, 217, 155, ORACLE_PERM)            \
	CALL(chroot, 161, 51, 61, 161, ORACLE_NAMESPACE)            \
	CALL(swapon, 167, 224, 87, 167, ORACLE_PERM)                \
	CALL(swapoff, 168, 225, 115, 168, ORACLE_PERM)              \
	CALL(reboot, 169, 142, 88, 169, ORACLE_PERM)                \
	CALL(kexec_load, 246, 104, 283, 528, ORACLE_PERM)           \
	CALL(kexec_file_load, 320, 294, -1, 320, ORACLE_PERM)       \
	CALL(init_module, 175, 105, 128, 175, ORACLE_PERM)          \
	CALL(finit_module, 313, 273, 350, 313, ORACLE_PERM)         \
	CALL(delete_module, 176, 106, 129, 176, ORACLE_PERM)        \
	CALL(iopl, 172, -1, 110, 172, ORACLE_PERM)                  \
	CALL(ioperm, 173, -1, 101, 173, ORACLE_PERM)                \
	CALL(acct, 163, 89, 51, 163, ORACLE_PERM)                   \
	CALL(quotactl, 179, 60, 131, 179, ORACLE_PERM)              \
	CALL(quotactl_fd, 443, 443, 443, 443, ORACLE_PERM)          \
	CALL(syslog, 103, 116, 103, 103, ORACLE_PERM)               \
	CALL(vhangup, 153, 58, 111, 153, ORACLE_PERM)               \
	CALL(settimeofday, 164, 170, 79, 164, ORACLE_PERM)          \
	CALL(stime, -1, -1, 25, -1, ORACLE_PERM)                    \
	CALL(clock_settime, 227, 112, 264, 227, ORACLE_PERM)        \
	CALL(clock_settime64, -1, -1, 404, -1, ORACLE_PERM)         \
	CALL(adjtimex, 159, 171, 124, 159, ORACLE_PERM)             \
	CALL(clock_adjtime, 305, 266, 343, 305, ORACLE_PERM)        \
	CALL(clock_adjtime64, -1, -1, 405, -1, ORACLE_PERM)         \
	CALL(sethostname, 170, 161, 74, 170, ORACLE_PERM)           \
	CALL(setdomainname, 171, 162, 121, 171, ORACLE_PERM)        \
	CALL(modify_ldt, 154, -1, 123, 154, ORACLE_PERM)            \
	CALL(vm86, -1, -1, 166, -1, ORACLE_PERM)                    \
	CALL(vm86old, -1, -1, 113, -1, ORACLE_PERM)                 \
	CALL(ustat, 136, -1, 62, 136, ORACLE_PERM)                  \
	CALL(sysfs, 139, -1, 135, 139, ORACLE_PERM)                 \
	CALL(remap_file_pages, 216, 234, 257, 216, ORACLE_PERM)     \
	CALL(vmsplice, 278, 75, 316, 532, ORACLE_PERM)              \
	CALL(ptrace, 101, 117, 26, 521, ORACLE_DEBUG)               \
	CALL(process_vm_readv, 310, 270, 347, 539, ORACLE_DEBUG)    \
	CALL(process_vm_writev, 311, 271, 348, 540, ORACLE_DEBUG)   \
	CALL(kcmp, 312, 272, 349, 312, ORACLE_DEBUG)                \
	CALL(pidfd_getfd, 438, 438, 438, 438, ORACLE_PERM)          \
	CALL(process_madvise, 440, 440, 440, 440, ORACLE_PERM)      \
	CALL(process_mrelease, 448, 448, 448, 448, ORACLE_PERM)     \
	CALL(migrate_pages, 256, 238, 294, 256, ORACLE_PERM)        \
	CALL(move_pages, 279, 239, 317, 533, ORACLE_PERM)           \
	CALL(open_by_handle_at, 304, 265, 342, 304, ORACLE_PERM)    \
	CALL(fanotify_init, 300, 262, 338, 300, ORACLE_PERM)        \
	CALL(fanotify_mark, 301, 263, 339, 301, ORACLE_PERM)        \
	CALL(add_key, 248, 217, 286, 248, ORACLE_PERM)              \
	CALL(request_key, 249, 218, 287, 249, ORACLE_PERM)          \
	CALL(keyctl, 250, 219, 288, 250, ORACLE_PERM)               \
	CALL(name_to_handle_at, 303, 264, 341, 303, ORACLE_NOTSUPP) \
	CALL(chmod, 90, -1, 15, 90, ORACLE_METADATA)                \
	CALL(fchmod, 91, 52, 94, 91, ORACLE_METADATA)               \
	CALL(fchmodat, 268, 53, 306, 268, ORACLE_METADATA)          \
	CALL(fchmodat2, 452, 452, 452, 452, ORACLE_METADATA)        \
	CALL(chown, 92, -1, 182, 92, ORACLE_METADATA)               \
	CALL(fchown, 93, 55, 95, 93, ORACLE_METADATA)               \
	CALL(lchown, 94, -1, 16, 94, ORACLE_METADATA)               \
	CALL(fchownat, 260, 54, 298, 260, ORACLE_METADATA)          \
	CALL(chown32, -1, -1, 212, -1, ORACLE_METADATA)             \
	CALL(fchown32, -1, -1, 207, -1, ORACLE_METADATA)            \
	CALL(lchown32, -1, -1, 198, -1, ORACLE_METADATA)            \
	CALL(utime, 132, -1, 30, 132, ORACLE_METADATA)              \
	CALL(utimes, 235, -1, 271, 235, ORACLE_METADATA)            \
	CALL(futimesat, 261, -1, 299, 261, ORACLE_METADATA)         \
	CALL(utimensat, 280, 88, 320, 280, ORACLE_METADATA)         \
	CALL(utimensat_time64, -1, -1, 412, -1, ORACLE_METADATA)    \
	CALL(setxattr, 188, 5, 226, 188, ORACLE_METADATA)           \
	CALL(lsetxattr, 189, 6, 227, 189, ORACLE_METADATA)          \
	CALL(fsetxattr, 190, 7, 228, 190, ORACLE_METADATA)          \
	CALL(removexattr, 197, 14, 235, 197, ORACLE_METADATA)       \
	CALL(lremovexattr, 198, 15, 236, 198, ORACLE_METADATA)      \
	CALL(fremovexattr, 199, 16, 237, 199, ORACLE_METADATA)      \
	CALL(setxattrat, 463, 463, 463, 463, ORACLE_METADATA)       \
	CALL(removexattrat, 466, 466, 466, 466, ORACLE_METADATA)    \
	CALL(file_setattr, 469, 469, 469, 469, ORACLE_METADATA)     \
	CALL(getxattr, 191, 8, 229, 191, ORACLE_XATTR)              \
	CALL(lgetxattr, 192, 9, 230, 192, ORACLE_XATTR)             \
	CALL(fgetxattr, 193, 10, 231, 193, ORACLE_XATTR)            \
	CALL(getxattrat, 464, 464, 464, 464, ORACLE_XATTR)          \
	CALL(listxattr, 194, 11, 232, 194, ORACLE_XATTR)            \
	CALL(llistxattr, 195, 12, 233, 195, ORACLE_XATTR)           \
	CALL(flistxattr, 196, 13, 234, 196, ORACLE_XATTR)           \
	CALL(listxattrat, 465, 465, 465, 465, ORACLE_XATTR)

enum oracle_call {
#define ORACLE_ENUM(name, x86_64, aarch64, i386, x32, kind) IS_##name,
	ORACLE_CALLS(ORACLE_ENUM)
#undef ORACLE_ENUM
	IS_OTHER
};

/* Which numbers a program uses, in the order of the columns. */
enum oracle_table {
	TABLE_X86_64,
	TABLE_AARCH64,
	TABLE_I386,
	TABLE_X32,
	TABLES, /* none of them: killed */
};

enum oracle_network {
	NETWORK_FREE,
	NETWORK_BLOCKED,
	NETWORK_CONNECT, /* only connect ports are granted */
	NETWORK_LISTEN,	 /* ports to listen on as well */
	NETWORK_UDP,	 /* and UDP, beside ports to connect to */
	NETWORK_UDP_LISTEN,
	NETWORKS,
};

/* What is said about unix sockets, and what is granted of them. */
enum oracle_unix {
	SOCKETS_AUTO, /* those listed from ABI 9 on; below none, unless there is a grant */
	SOCKETS_NONE,
	SOCKETS_LISTED,
	SOCKETS_ALL,
	SOCKETS
};

enum oracle_grants {
	GRANTS_NONE,
	GRANTS_CONNECT,
	GRANTS_BIND, /* a file is made, and listened on */
	GRANTS
};

enum oracle_metadata {
	METADATA_AUTO, /* guarded where nothing is writable */
	METADATA_ALLOW,
	METADATA_DENY,
	METADATAS
};

/* Switches that are not at their default. */
enum oracle_switch {
	ALLOWS_DEBUG = 1,
	ALLOWS_NAMESPACES = 2,
	ALLOWS_IO_URING = 4,
	ALLOWS_SYSV = 8,
	DENIES_INOTIFY = 16,
	DENIES_MEMFD_EXEC = 32,
	SWITCHES = 64,
};

enum {
	ORACLE_X86_64 = 0xc000003e, /* AUDIT_ARCH_*, <linux/audit.h> */
	ORACLE_AARCH64 = 0xc00000b7,
	ORACLE_I386 = 0x40000003,
	ORACLE_NEWEST = 469,	 /* file_setattr, Linux 6.18 */
	ORACLE_X32 = 0x40000000, /* the bit of x32; it has 512 to 547 as well */
	ORACLE_X32_FROM = 512,
	ORACLE_X32_TO = 547,
	ORACLE_MARKER = 0x4e4f4e4f,
	ORACLE_MARKER_ERRNO = 3662,
};

/* What one filter is made for. */
struct oracle {
	enum oracle_network network;
	int abi;	  /* of Landlock */
	bool arm;	  /* aarch64, otherwise x86_64 */
	bool read_only;	  /* no path may be written */
	bool with_32_bit; /* i386 and x32 are not killed */
	enum oracle_unix sockets;
	enum oracle_grants grants;
	enum oracle_metadata metadata;
	unsigned switches; /* bits of enum oracle_switch */
	uint32_t marker[4];
};

/* The number of call as a program uses it, 0xffffffff where there is none; and back. */
uint32_t oracle_number(enum oracle_table table, enum oracle_call call);
enum oracle_call oracle_call(enum oracle_table table, uint32_t number);

/* The AUDIT_ARCH_* of a table, and the table that a filter looks into, TABLES for none. */
uint32_t oracle_arch(enum oracle_table table);
enum oracle_table oracle_table(const struct oracle *oracle, const struct seccomp_data *data);

/* SECCOMP_RET_* for one system call. */
uint32_t oracle_verdict(const struct oracle *oracle, const struct seccomp_data *data);

/* What the filter alone denies, which rings of io_uring do not see. */
bool oracle_no_unix(const struct oracle *oracle);
bool oracle_guards_metadata(const struct oracle *oracle);

/* Does the verdict on call depend on its arguments? If not, the kernel must be able to cache it. */
bool oracle_needs_arguments(const struct oracle *oracle, enum oracle_call call);

#endif
