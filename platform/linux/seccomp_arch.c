/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/audit.h>

#include "platform/linux/seccomp_rules.h"

enum {
	NEWEST = 469, /* file_setattr, Linux 6.18 */
	X32_BIT = 0x40000000,
	/* What x32 has of its own, closed for good; syscall_64.tbl. */
	X32_FROM = 512,
	X32_TO = 547,
};

/* In the order of the columns of calls.h. */
enum {
	COLUMN_X86_64,
	COLUMN_AARCH64,
	COLUMN_I386,
	COLUMN_X32,
	COLUMNS
};

const struct seccomp_arch seccomp_x86_64 = { "x86_64", AUDIT_ARCH_X86_64, 0, NEWEST, NEWEST, NEWEST,
	COLUMN_X86_64, false };
const struct seccomp_arch seccomp_aarch64 = { "aarch64", AUDIT_ARCH_AARCH64, 0, NEWEST, NEWEST,
	NEWEST, COLUMN_AARCH64, false };
const struct seccomp_arch seccomp_i386 = { "i386", AUDIT_ARCH_I386, 0, NEWEST, NEWEST, NEWEST,
	COLUMN_I386, true };
/* Pointers of x32 have 64 bits: most of its calls are those of x86_64. */
const struct seccomp_arch seccomp_x32 = { "x32", AUDIT_ARCH_X86_64, X32_BIT, NEWEST, X32_FROM,
	X32_TO, COLUMN_X32, false };

const char *seccomp_call_name(enum linux_call call)
{
	static const char *const names[] = {
#define AS_NAME(name, x86_64, aarch64, i386, x32) #name,
		LINUX_CALLS(AS_NAME)
#undef AS_NAME
	};

	return names[call];
}

int seccomp_call_number(enum linux_call call, const struct seccomp_arch *arch)
{
	static const short numbers[][COLUMNS] = {
#define AS_NUMBERS(name, x86_64, aarch64, i386, x32) { x86_64, aarch64, i386, x32 },
		LINUX_CALLS(AS_NUMBERS)
#undef AS_NUMBERS
	};

	return numbers[call][arch->column];
}

const struct seccomp_arch *seccomp_native(void)
{
#if defined(__aarch64__)
	return &seccomp_aarch64;
#else
	return &seccomp_x86_64;
#endif
}

const struct seccomp_arch *seccomp_next_table(
	const struct seccomp_arch *before, const struct seccomp_arch *native, unsigned policy)
{
	if (!before)
		return native;
	if (native != &seccomp_x86_64 || !(policy & SECCOMP_WITH_32_BIT))
		return NULL;
	return before == &seccomp_x86_64 ? &seccomp_i386
	       : before == &seccomp_i386 ? &seccomp_x32
					 : NULL;
}
