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
 * One condition: (argument & mask) == value, or != with differs. Only the low 32 bits are looked
 * at, as the kernel does with an int argument. mask 0 ends the list.
 */
struct seccomp_test {
	unsigned char argument; /* 0 to 5 */
	bool differs;
	uint32_t mask, value;
};

struct seccomp_rule {
	enum linux_call call;
	unsigned policy; /* in force when one of these is wanted; 0: always */
	int sys_errno;
	struct seccomp_test tests[SECCOMP_MAX_TESTS]; /* all must hold; none: the number decides */
	const char *text;			      /* the reason */
};

/* THE TABLE. Of one call the rules stand together; the first that holds decides. */
extern const struct seccomp_rule seccomp_rules[];
extern const size_t seccomp_rule_count;

/* The name of a call, and its number on arch or -1. */
const char *seccomp_call_name(enum linux_call call);
int seccomp_call_number(enum linux_call call, const struct seccomp_arch *arch);

static inline bool seccomp_rule_applies(const struct seccomp_rule *rule, unsigned policy)
{
	return !rule->policy || (rule->policy & policy);
}

#endif
