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
	CALL(open, 2, -1)                 \
	CALL(openat, 257, 56)             \
	CALL(openat2, 437, 437)           \
	CALL(truncate, 76, 45)            \
	CALL(open_by_handle_at, 304, 265) \
	CALL(execveat, 322, 281)          \
	CALL(clone3, 435, 435)            \
	CALL(io_uring_setup, 425, 425)    \
	CALL(io_uring_enter, 426, 426)    \
	CALL(io_uring_register, 427, 427)

enum linux_call {
#define AS_ENUM(name, x86_64, aarch64) CALL_##name,
	LINUX_CALLS(AS_ENUM)
#undef AS_ENUM
	CALL_COUNT
};

#endif
