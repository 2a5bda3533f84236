/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLATFORM_LINUX_CALLS_H
#define PLATFORM_LINUX_CALLS_H

/*
 * THE LIST of system calls that the filter names: name, number on x86_64, number on aarch64, -1
 * where it does not exist. From arch/x86/entry/syscalls/syscall_64.tbl and scripts/syscall.tbl of
 * Linux 6.18; own numbers, since the headers of Debian 12 stop at Linux 6.1.
 */
#define LINUX_CALLS(CALL)                 \
	CALL(socket, 41, 198)             \
	CALL(sendto, 44, 206)             \
	CALL(sendmsg, 46, 211)            \
	CALL(sendmmsg, 307, 269)          \
	CALL(setsockopt, 54, 208)         \
	CALL(socketpair, 53, 199)         \
	CALL(listen, 50, 201)             \
	CALL(ioctl, 16, 29)               \
	CALL(clone, 56, 220)              \
	CALL(unshare, 272, 97)            \
	CALL(prlimit64, 302, 261)         \
	CALL(personality, 135, 92)        \
	CALL(open, 2, -1)                 \
	CALL(openat, 257, 56)             \
	CALL(openat2, 437, 437)           \
	CALL(truncate, 76, 45)            \
	CALL(open_by_handle_at, 304, 265) \
	CALL(execveat, 322, 281)          \
	CALL(clone3, 435, 435)            \
	CALL(io_uring_setup, 425, 425)    \
	CALL(io_uring_enter, 426, 426)    \
	CALL(io_uring_register, 427, 427) \
	CALL(bpf, 321, 280)               \
	CALL(perf_event_open, 298, 241)   \
	CALL(userfaultfd, 323, 282)       \
	CALL(open_tree, 428, 428)         \
	CALL(move_mount, 429, 429)        \
	CALL(fsopen, 430, 430)            \
	CALL(fsconfig, 431, 431)          \
	CALL(fsmount, 432, 432)           \
	CALL(fspick, 433, 433)            \
	CALL(mount_setattr, 442, 442)     \
	CALL(open_tree_attr, 467, 467)    \
	CALL(statmount, 457, 457)         \
	CALL(listmount, 458, 458)         \
	CALL(lookup_dcookie, 212, 18)     \
	CALL(nfsservctl, 180, 42)         \
	CALL(_sysctl, 156, -1)            \
	CALL(uselib, 134, -1)             \
	CALL(query_module, 178, -1)       \
	CALL(create_module, 174, -1)      \
	CALL(get_kernel_syms, 177, -1)    \
	CALL(setns, 308, 268)             \
	CALL(mount, 165, 40)              \
	CALL(umount2, 166, 39)            \
	CALL(pivot_root, 155, 41)         \
	CALL(chroot, 161, 51)             \
	CALL(swapon, 167, 224)            \
	CALL(swapoff, 168, 225)           \
	CALL(reboot, 169, 142)            \
	CALL(kexec_load, 246, 104)        \
	CALL(kexec_file_load, 320, 294)   \
	CALL(init_module, 175, 105)       \
	CALL(finit_module, 313, 273)      \
	CALL(delete_module, 176, 106)     \
	CALL(iopl, 172, -1)               \
	CALL(ioperm, 173, -1)             \
	CALL(acct, 163, 89)               \
	CALL(quotactl, 179, 60)           \
	CALL(quotactl_fd, 443, 443)       \
	CALL(syslog, 103, 116)            \
	CALL(vhangup, 153, 58)            \
	CALL(settimeofday, 164, 170)      \
	CALL(clock_settime, 227, 112)     \
	CALL(adjtimex, 159, 171)          \
	CALL(clock_adjtime, 305, 266)     \
	CALL(sethostname, 170, 161)       \
	CALL(setdomainname, 171, 162)     \
	CALL(modify_ldt, 154, -1)         \
	CALL(ustat, 136, -1)              \
	CALL(sysfs, 139, -1)              \
	CALL(remap_file_pages, 216, 234)  \
	CALL(vmsplice, 278, 75)           \
	CALL(ptrace, 101, 117)            \
	CALL(process_vm_readv, 310, 270)  \
	CALL(process_vm_writev, 311, 271) \
	CALL(kcmp, 312, 272)              \
	CALL(pidfd_getfd, 438, 438)       \
	CALL(process_madvise, 440, 440)   \
	CALL(process_mrelease, 448, 448)  \
	CALL(migrate_pages, 256, 238)     \
	CALL(move_pages, 279, 239)        \
	CALL(fanotify_init, 300, 262)     \
	CALL(fanotify_mark, 301, 263)     \
	CALL(name_to_handle_at, 303, 264) \
	CALL(add_key, 248, 217)           \
	CALL(request_key, 249, 218)       \
	CALL(keyctl, 250, 219)            \
	CALL(shmget, 29, 194)             \
	CALL(shmat, 30, 196)              \
	CALL(shmctl, 31, 195)             \
	CALL(shmdt, 67, 197)              \
	CALL(msgget, 68, 186)             \
	CALL(msgsnd, 69, 189)             \
	CALL(msgrcv, 70, 188)             \
	CALL(msgctl, 71, 187)             \
	CALL(semget, 64, 190)             \
	CALL(semop, 65, 193)              \
	CALL(semctl, 66, 191)             \
	CALL(semtimedop, 220, 192)        \
	CALL(chmod, 90, -1)               \
	CALL(fchmod, 91, 52)              \
	CALL(fchmodat, 268, 53)           \
	CALL(fchmodat2, 452, 452)         \
	CALL(chown, 92, -1)               \
	CALL(fchown, 93, 55)              \
	CALL(lchown, 94, -1)              \
	CALL(fchownat, 260, 54)           \
	CALL(utime, 132, -1)              \
	CALL(utimes, 235, -1)             \
	CALL(futimesat, 261, -1)          \
	CALL(utimensat, 280, 88)          \
	CALL(setxattr, 188, 5)            \
	CALL(lsetxattr, 189, 6)           \
	CALL(fsetxattr, 190, 7)           \
	CALL(setxattrat, 463, 463)        \
	CALL(removexattr, 197, 14)        \
	CALL(lremovexattr, 198, 15)       \
	CALL(fremovexattr, 199, 16)       \
	CALL(removexattrat, 466, 466)     \
	CALL(file_setattr, 469, 469)      \
	CALL(getxattr, 191, 8)            \
	CALL(lgetxattr, 192, 9)           \
	CALL(fgetxattr, 193, 10)          \
	CALL(getxattrat, 464, 464)        \
	CALL(listxattr, 194, 11)          \
	CALL(llistxattr, 195, 12)         \
	CALL(flistxattr, 196, 13)         \
	CALL(listxattrat, 465, 465)

enum linux_call {
#define AS_ENUM(name, x86_64, aarch64) CALL_##name,
	LINUX_CALLS(AS_ENUM)
#undef AS_ENUM
	CALL_COUNT
};

#endif
