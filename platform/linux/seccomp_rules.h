/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLATFORM_LINUX_SECCOMP_RULES_H
#define PLATFORM_LINUX_SECCOMP_RULES_H

#include <stdbool.h>

#include "platform/linux/calls.h"
#include "platform/linux/seccomp.h"

enum {
	SECCOMP_MAX_TESTS = 4,
	SECCOMP_ONLY_32_BIT = 1 << 30, /* of a rule: only in the tables of i386 and x32 */
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
	unsigned policy; /* in force when one of these is wanted; 0: always. And ONLY_32_BIT */
	int sys_errno;
	struct seccomp_test tests[SECCOMP_MAX_TESTS]; /* all must hold; there is at least one */
	char text[96]; /* the reason; inside, since a pointer is one more relocation at each start
			*/
};

/* A call that is denied whatever its arguments are. */
struct seccomp_number {
	unsigned policy;	 /* as above */
	unsigned char call;	 /* enum linux_call */
	unsigned char sys_errno; /* as the errno of a rule */
};

/* TABLE ONE. Of one call the rules stand together; the first that holds decides. */
extern const struct seccomp_rule seccomp_rules[];
extern const size_t seccomp_rule_count;

/* TABLE TWO, of calls that are not in the first. */
extern const struct seccomp_number seccomp_numbers[];
extern const size_t seccomp_number_count;

/* The reason of one of its rows. */
const char *seccomp_number_text(size_t index);

/* The name of a call, and its number on arch, without arch->first, or -1. */
const char *seccomp_call_name(enum linux_call call);
int seccomp_call_number(enum linux_call call, const struct seccomp_arch *arch);

/* What one table of a filter is made of. */
struct seccomp_selection {
	const struct seccomp_arch *arch;
	unsigned policy;
};

/* Does arch have call, and is one of the bits of policy wanted, if there are any? */
bool seccomp_is_wanted(
	const struct seccomp_selection *selection, enum linux_call call, unsigned policy);

/* Is rule in force? */
bool seccomp_is_selected(
	const struct seccomp_selection *selection, const struct seccomp_rule *rule);

/*
 * A rule in force without the tests that the rules before it, or the architecture, have decided;
 * false when it can never hold. So every instruction of a filter can run, and a test can ask for
 * that.
 */
bool seccomp_reduce(struct seccomp_rule *out, const struct seccomp_selection *selection,
	const struct seccomp_rule *rule);

/* Does rule have more than number tests? */
bool seccomp_has_test(const struct seccomp_rule *rule, unsigned number);

/* Do two tests look at the same bits? */
bool seccomp_same_bits(const struct seccomp_test *a, const struct seccomp_test *b);

/* The next table of a filter for native under policy: native with NULL, NULL behind the last. */
const struct seccomp_arch *seccomp_next_table(
	const struct seccomp_arch *before, const struct seccomp_arch *native, unsigned policy);

#endif
