/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLATFORM_LINUX_SYSCALL_H
#define PLATFORM_LINUX_SYSCALL_H

#include <asm/unistd.h>
#include <stdint.h>

/*
 * System calls without libc: its wrappers set errno, which is the host's and, before libc is
 * initialised, not always there. The result is the kernel's, -errno on failure.
 */

/* Newer than the headers of old distributions; the same on every architecture. */
enum {
	CALL_OPENAT2 = 437,
	CALL_LANDLOCK_CREATE_RULESET = 444,
	CALL_LANDLOCK_ADD_RULE = 445,
	CALL_LANDLOCK_RESTRICT_SELF = 446,
};

#if defined(__x86_64__)
static inline long sys_call(long number, long a, long b, long c, long d, long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "0"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return result;
}
#elif defined(__aarch64__)
static inline long sys_call(long number, long a, long b, long c, long d, long e, long f)
{
	register long x8 __asm__("x8") = number;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;
	register long x4 __asm__("x4") = e;
	register long x5 __asm__("x5") = f;

	__asm__ volatile("svc 0"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
			 : "memory");
	return x0;
}
#else
#error "no system call sequence for this architecture: add one here and a column in calls.h"
#endif

/* getdents64(2) */
struct directory_entry {
	uint64_t inode;
	int64_t offset;
	uint16_t length;
	uint8_t type;
	char name[];
};

#define SYS(number, a, b, c)	 sys_call(number, (long)(a), (long)(b), (long)(c), 0, 0, 0)
#define SYS4(number, a, b, c, d) sys_call(number, (long)(a), (long)(b), (long)(c), (long)(d), 0, 0)

#endif
