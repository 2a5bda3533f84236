/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLATFORM_LINUX_CALLS_H
#define PLATFORM_LINUX_CALLS_H

/*
 * THE LIST of system calls that the filter names: name, and number on x86_64, aarch64, i386 and
 * x32 (without bit 30), -1 where it does not exist. From syscall_64.tbl and syscall_32.tbl in
 * arch/x86/entry/syscalls, and scripts/syscall.tbl, of Linux 6.18; own numbers, since the headers
 * of Debian 12 stop at Linux 6.1. At the end what only i386 has.
 */
#define LINUX_CALLS(CALL)                           \
	CALL(socket, 41, 198, 359, 41)              \
	CALL(sendto, 44, 206, 369, 44)              \
	CALL(sendmsg, 46, 211, 370, 518)            \
	CALL(sendmmsg, 307, 269, 345, 538)          \
	CALL(setsockopt, 54, 208, 366, 541)         \
	CALL(socketpair, 53, 199, 360, 53)          \
	CALL(listen, 50, 201, 363, 50)              \
	CALL(ioctl, 16, 29, 54, 514)                \
	CALL(clone, 56, 220, 120, 56)               \
	CALL(unshare, 272, 97, 310, 272)            \
	CALL(prlimit64, 302, 261, 340, 302)         \
	CALL(personality, 135, 92, 136, 135)        \
	CALL(prctl, 157, 167, 172, 157)             \
	CALL(memfd_create, 319, 279, 356, 319)      \
	CALL(open, 2, -1, 5, 2)                     \
	CALL(openat, 257, 56, 295, 257)             \
	CALL(openat2, 437, 437, 437, 437)           \
	CALL(truncate, 76, 45, 92, 76)              \
	CALL(open_by_handle_at, 304, 265, 342, 304) \
	CALL(execveat, 322, 281, 358, 545)          \
	CALL(clone3, 435, 435, 435, 435)            \
	CALL(io_uring_setup, 425, 425, 425, 425)    \
	CALL(io_uring_enter, 426, 426, 426, 426)    \
	CALL(io_uring_register, 427, 427, 427, 427) \
	CALL(bpf, 321, 280, 357, 321)               \
	CALL(perf_event_open, 298, 241, 336, 298)   \
	CALL(userfaultfd, 323, 282, 374, 323)       \
	CALL(open_tree, 428, 428, 428, 428)         \
	CALL(move_mount, 429, 429, 429, 429)        \
	CALL(fsopen, 430, 430, 430, 430)            \
	CALL(fsconfig, 431, 431, 431, 431)          \
	CALL(fsmount, 432, 432, 432, 432)           \
	CALL(fspick, 433, 433, 433, 433)            \
	CALL(mount_setattr, 442, 442, 442, 442)     \
	CALL(open_tree_attr, 467, 467, 467, 467)    \
	CALL(statmount, 457, 457, 457, 457)         \
	CALL(listmount, 458, 458, 458, 458)         \
	CALL(lookup_dcookie, 212, 18, 253, 212)     \
	CALL(nfsservctl, 180, 42, 169, -1)          \
	CALL(_sysctl, 156, -1, 149, -1)             \
	CALL(uselib, 134, -1, 86, -1)               \
	CALL(query_module, 178, -1, 167, -1)        \
	CALL(create_module, 174, -1, 127, -1)       \
	CALL(get_kernel_syms, 177, -1, 130, -1)     \
	CALL(inotify_init, 253, -1, 291, 253)       \
	CALL(inotify_init1, 294, 26, 332, 294)      \
	CALL(setns, 308, 268, 346, 308)             \
	CALL(mount, 165, 40, 21, 165)               \
	CALL(umount2, 166, 39, 52, 166)             \
	CALL(pivot_root, 155, 41, 217, 155)         \
	CALL(chroot, 161, 51, 61, 161)              \
	CALL(swapon, 167, 224, 87, 167)             \
	CALL(swapoff, 168, 225, 115, 168)           \
	CALL(reboot, 169, 142, 88, 169)             \
	CALL(kexec_load, 246, 104, 283, 528)        \
	CALL(kexec_file_load, 320, 294, -1, 320)    \
	CALL(init_module, 175, 105, 128, 175)       \
	CALL(finit_module, 313, 273, 350, 313)      \
	CALL(delete_module, 176, 106, 129, 176)     \
	CALL(iopl, 172, -1, 110, 172)               \
	CALL(ioperm, 173, -1, 101, 173)             \
	CALL(acct, 163, 89, 51, 163)                \
	CALL(quotactl, 179, 60, 131, 179)           \
	CALL(quotactl_fd, 443, 443, 443, 443)       \
	CALL(syslog, 103, 116, 103, 103)            \
	CALL(vhangup, 153, 58, 111, 153)            \
	CALL(settimeofday, 164, 170, 79, 164)       \
	CALL(clock_settime, 227, 112, 264, 227)     \
	CALL(adjtimex, 159, 171, 124, 159)          \
	CALL(clock_adjtime, 305, 266, 343, 305)     \
	CALL(sethostname, 170, 161, 74, 170)        \
	CALL(setdomainname, 171, 162, 121, 171)     \
	CALL(modify_ldt, 154, -1, 123, 154)         \
	CALL(ustat, 136, -1, 62, 136)               \
	CALL(sysfs, 139, -1, 135, 139)              \
	CALL(remap_file_pages, 216, 234, 257, 216)  \
	CALL(vmsplice, 278, 75, 316, 532)           \
	CALL(ptrace, 101, 117, 26, 521)             \
	CALL(process_vm_readv, 310, 270, 347, 539)  \
	CALL(process_vm_writev, 311, 271, 348, 540) \
	CALL(kcmp, 312, 272, 349, 312)              \
	CALL(pidfd_getfd, 438, 438, 438, 438)       \
	CALL(process_madvise, 440, 440, 440, 440)   \
	CALL(process_mrelease, 448, 448, 448, 448)  \
	CALL(migrate_pages, 256, 238, 294, 256)     \
	CALL(move_pages, 279, 239, 317, 533)        \
	CALL(fanotify_init, 300, 262, 338, 300)     \
	CALL(fanotify_mark, 301, 263, 339, 301)     \
	CALL(name_to_handle_at, 303, 264, 341, 303) \
	CALL(add_key, 248, 217, 286, 248)           \
	CALL(request_key, 249, 218, 287, 249)       \
	CALL(keyctl, 250, 219, 288, 250)            \
	CALL(shmget, 29, 194, 395, 29)              \
	CALL(shmat, 30, 196, 397, 30)               \
	CALL(shmctl, 31, 195, 396, 31)              \
	CALL(shmdt, 67, 197, 398, 67)               \
	CALL(msgget, 68, 186, 399, 68)              \
	CALL(msgsnd, 69, 189, 400, 69)              \
	CALL(msgrcv, 70, 188, 401, 70)              \
	CALL(msgctl, 71, 187, 402, 71)              \
	CALL(semget, 64, 190, 393, 64)              \
	CALL(semop, 65, 193, -1, 65)                \
	CALL(semctl, 66, 191, 394, 66)              \
	CALL(semtimedop, 220, 192, -1, 220)         \
	CALL(chmod, 90, -1, 15, 90)                 \
	CALL(fchmod, 91, 52, 94, 91)                \
	CALL(fchmodat, 268, 53, 306, 268)           \
	CALL(fchmodat2, 452, 452, 452, 452)         \
	CALL(chown, 92, -1, 182, 92)                \
	CALL(fchown, 93, 55, 95, 93)                \
	CALL(lchown, 94, -1, 16, 94)                \
	CALL(fchownat, 260, 54, 298, 260)           \
	CALL(utime, 132, -1, 30, 132)               \
	CALL(utimes, 235, -1, 271, 235)             \
	CALL(futimesat, 261, -1, 299, 261)          \
	CALL(utimensat, 280, 88, 320, 280)          \
	CALL(setxattr, 188, 5, 226, 188)            \
	CALL(lsetxattr, 189, 6, 227, 189)           \
	CALL(fsetxattr, 190, 7, 228, 190)           \
	CALL(setxattrat, 463, 463, 463, 463)        \
	CALL(removexattr, 197, 14, 235, 197)        \
	CALL(lremovexattr, 198, 15, 236, 198)       \
	CALL(fremovexattr, 199, 16, 237, 199)       \
	CALL(removexattrat, 466, 466, 466, 466)     \
	CALL(file_setattr, 469, 469, 469, 469)      \
	CALL(getxattr, 191, 8, 229, 191)            \
	CALL(lgetxattr, 192, 9, 230, 192)           \
	CALL(fgetxattr, 193, 10, 231, 193)          \
	CALL(getxattrat, 464, 464, 464, 464)        \
	CALL(listxattr, 194, 11, 232, 194)          \
	CALL(llistxattr, 195, 12, 233, 195)         \
	CALL(flistxattr, 196, 13, 234, 196)         \
	CALL(listxattrat, 465, 465, 465, 465)       \
	CALL(umount, -1, -1, 22, -1)                \
	CALL(stime, -1, -1, 25, -1)                 \
	CALL(socketcall, -1, -1, 102, -1)           \
	CALL(ipc, -1, -1, 117, -1)                  \
	CALL(bdflush, -1, -1, 134, -1)              \
	CALL(vm86, -1, -1, 166, -1)                 \
	CALL(vm86old, -1, -1, 113, -1)              \
	CALL(truncate64, -1, -1, 193, -1)           \
	CALL(chown32, -1, -1, 212, -1)              \
	CALL(fchown32, -1, -1, 207, -1)             \
	CALL(lchown32, -1, -1, 198, -1)             \
	CALL(utimensat_time64, -1, -1, 412, -1)     \
	CALL(clock_settime64, -1, -1, 404, -1)      \
	CALL(clock_adjtime64, -1, -1, 405, -1)      \
	CALL(semtimedop_time64, -1, -1, 420, -1)

enum linux_call {
#define AS_ENUM(name, x86_64, aarch64, i386, x32) CALL_##name,
	LINUX_CALLS(AS_ENUM)
#undef AS_ENUM
	CALL_COUNT
};

#endif
