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

/* Number on x86_64 and on aarch64, by hand. open is not here: aarch64 has none. */
#define ORACLE_CALLS(CALL)                \
	CALL(socket, 41, 198)             \
	CALL(socketpair, 53, 199)         \
	CALL(listen, 50, 201)             \
	CALL(setsockopt, 54, 208)         \
	CALL(sendto, 44, 206)             \
	CALL(sendmsg, 46, 211)            \
	CALL(sendmmsg, 307, 269)          \
	CALL(openat, 257, 56)             \
	CALL(openat2, 437, 437)           \
	CALL(truncate, 76, 45)            \
	CALL(open_by_handle_at, 304, 265) \
	CALL(execveat, 322, 281)          \
	CALL(clone3, 435, 435)            \
	CALL(io_uring_setup, 425, 425)    \
	CALL(io_uring_enter, 426, 426)    \
	CALL(io_uring_register, 427, 427)

enum oracle_call {
#define ORACLE_ENUM(name, x86_64, aarch64) IS_##name,
	ORACLE_CALLS(ORACLE_ENUM)
#undef ORACLE_ENUM
	IS_open,
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
};

/* The number of call, 0xffffffff where the processor has none; and back. */
uint32_t oracle_number(const struct oracle *oracle, enum oracle_call call);
enum oracle_call oracle_call(const struct oracle *oracle, uint32_t number);

/* SECCOMP_RET_* for one system call. */
uint32_t oracle_verdict(const struct oracle *oracle, const struct seccomp_data *data);

/* Does the verdict on call depend on its arguments? If not, the kernel must be able to cache it. */
bool oracle_needs_arguments(const struct oracle *oracle, enum oracle_call call);

#endif
