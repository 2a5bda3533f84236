/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>

/*
 * A library that changes the process before any constructor, that of the shim included: ld.so runs
 * the resolver of an indirect function while it relocates. Nothing of libc may be used there.
 * -DSTATE=LIMIT_FILES, LIMIT_MEMORY or THREAD says what it does, -DAS_CONSTRUCTOR that a
 * constructor does it.
 */

#define LIMIT_FILES  1
#define LIMIT_MEMORY 2
#define THREAD	     3

#if defined(__x86_64__)
static inline long call(long number, long a, long b, long c, long d)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = 0;
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "0"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
			 : "rcx", "r11", "memory");
	return result;
}

/* A thread that waits for ever; the end of the process takes it along. */
static inline void start_thread(void)
{
	static char stack[4096] __attribute__((aligned(16)));
	register long r10 __asm__("r10") = 0;
	register long r8 __asm__("r8") = 0;
	long result;

	__asm__ volatile(
		"syscall\n\t"
		"test %%rax, %%rax\n\t"
		"jnz 2f\n"
		"1:\tmov %[pause], %%eax\n\t"
		"syscall\n\t"
		"jmp 1b\n"
		"2:"
		: "=a"(result)
		: "0"((long)SYS_clone), "D"((long)(CLONE_VM | CLONE_SIGHAND | CLONE_THREAD)),
		"S"(stack + sizeof(stack)), "d"(0L), "r"(r10), "r"(r8), [pause] "i"(SYS_pause)
		: "rcx", "r11", "memory");
	(void)result;
}
#elif defined(__aarch64__)
static inline long call(long number, long a, long b, long c, long d)
{
	register long x8 __asm__("x8") = number;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;

	__asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
	return x0;
}

static inline void start_thread(void)
{
	static char stack[4096] __attribute__((aligned(16)));
	register long x8 __asm__("x8") = SYS_clone;
	register long x0 __asm__("x0") = CLONE_VM | CLONE_SIGHAND | CLONE_THREAD;
	register long x1 __asm__("x1") = (long)(stack + sizeof(stack));
	register long x2 __asm__("x2") = 0;
	register long x3 __asm__("x3") = 0;
	register long x4 __asm__("x4") = 0;

	__asm__ volatile("svc 0\n\t"
			 "cbnz x0, 2f\n"
			 "1:\tmov x8, %[ppoll]\n\t"
			 "mov x0, 0\n\t"
			 "mov x1, 0\n\t"
			 "mov x2, 0\n\t"
			 "mov x3, 0\n\t"
			 "svc 0\n\t"
			 "b 1b\n"
			 "2:"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), [ppoll] "i"(SYS_ppoll)
			 : "memory");
}
#endif

static inline void limit(int resource, unsigned long value)
{
	const struct rlimit64 limits = { value, value };

	call(SYS_prlimit64, 0, resource, (long)&limits, 0);
}

static void nothing(void)
{
}

static void (*resolve(void))(void)
{
	if (STATE == LIMIT_FILES)
		limit(RLIMIT_NOFILE, 3);
	else if (STATE == LIMIT_MEMORY)
		limit(RLIMIT_AS, 1);
	else
		start_thread();
	return nothing;
}

#ifdef AS_CONSTRUCTOR
/* For a library linked with -z initfirst: of several the one mapped last comes first. */
__attribute__((constructor)) static void early(void)
{
	resolve();
}
#else
static void early(void) __attribute__((ifunc("resolve")));

/* The relocation for this address is what makes ld.so call the resolver. */
__attribute__((used)) static void (*address)(void) = early;
#endif
