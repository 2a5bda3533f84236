/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLATFORM_LINUX_SECCOMP_RULES_H
#define PLATFORM_LINUX_SECCOMP_RULES_H

#include <stdbool.h>

#include "platform/linux/calls.h"
#include "platform/linux/seccomp.h"

enum {
	SECCOMP_MAX_TESTS = 4
};

/*
 * One condition: (half & mask) == value, or != with differs. It looks at 32 bits of an argument:
 * the low half, as the kernel does with an int argument, or the high one of a pointer. mask 0 ends
 * the list.
 */
struct seccomp_test {
	unsigned char argument; /* 0 to 5 */
	bool high;
	bool differs;
	uint32_t mask, value;
};

struct seccomp_rule {
	enum linux_call call;
	unsigned policy; /* in force when one of these is wanted; 0: always */
	int sys_errno;
	struct seccomp_test tests[SECCOMP_MAX_TESTS]; /* all must hold; there is at least one */
	const char *text;			      /* the reason */
};

/* A call that is denied whatever its arguments are. */
struct seccomp_number {
	unsigned char call;    /* enum linux_call */
	unsigned short policy; /* as above */
	int sys_errno;
};

/* TABLE ONE. Of one call the rules stand together; the first that holds decides. */
extern const struct seccomp_rule seccomp_rules[];
extern const size_t seccomp_rule_count;

/* TABLE TWO, of calls that are not in the first. */
extern const struct seccomp_number seccomp_numbers[];
extern const size_t seccomp_number_count;

/* The reason of one of its rows. */
const char *seccomp_number_text(size_t index);

/* The name of a call, and its number on arch or -1. */
const char *seccomp_call_name(enum linux_call call);
int seccomp_call_number(enum linux_call call, const struct seccomp_arch *arch);

#endif
