/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/linux/seccomp_rules.h"

bool seccomp_same_bits(const struct seccomp_test *a, const struct seccomp_test *b)
{
	return a->argument == b->argument && a->high == b->high && a->mask == b->mask;
}

bool seccomp_has_test(const struct seccomp_rule *rule, unsigned number)
{
	return number < SECCOMP_MAX_TESTS && rule->tests[number].mask;
}

bool seccomp_is_wanted(
	const struct seccomp_selection *selection, enum linux_call call, unsigned policy)
{
	return (!policy || (policy & selection->policy)) &&
	       seccomp_call_number(call, selection->arch) >= 0;
}

bool seccomp_is_selected(const struct seccomp_selection *selection, const struct seccomp_rule *rule)
{
	if ((rule->policy & SECCOMP_ONLY_32_BIT) && selection->arch != &seccomp_i386 &&
		selection->arch != &seccomp_x32)
		return false;
	return seccomp_is_wanted(
		selection, rule->call, rule->policy & ~(unsigned)SECCOMP_ONLY_32_BIT);
}

/* Does rule deny whenever an argument has the value of test, whatever the others are? */
static bool settles(const struct seccomp_rule *rule, const struct seccomp_test *test)
{
	const struct seccomp_test *only = &rule->tests[0];

	return !rule->tests[1].mask && !only->differs && seccomp_same_bits(only, test) &&
	       only->value == test->value;
}

static bool is_settled(const struct seccomp_selection *selection, const struct seccomp_rule *rule,
	const struct seccomp_test *test)
{
	for (const struct seccomp_rule *before = seccomp_rules; before < rule; before++) {
		if (before->call == rule->call && seccomp_is_selected(selection, before) &&
			settles(before, test))
			return true;
	}
	return false;
}

/* The kernel takes 32 bits of each register of i386, so the high half counts as 0. */
static bool is_out_of_reach(
	const struct seccomp_selection *selection, const struct seccomp_test *test)
{
	return test->high && selection->arch->is_narrow;
}

bool seccomp_reduce(struct seccomp_rule *out, const struct seccomp_selection *selection,
	const struct seccomp_rule *rule)
{
	size_t count = 0;

	if (!seccomp_is_selected(selection, rule))
		return false;
	*out = *rule;
	for (unsigned i = 0; i < SECCOMP_MAX_TESTS; i++) {
		const struct seccomp_test test = rule->tests[i];
		bool is_known = is_out_of_reach(selection, &test);
		bool is_equal = is_known && !test.value;

		out->tests[i].mask = 0;
		if (!test.mask)
			continue;
		/* An earlier rule has returned for this value. */
		is_known = is_known || is_settled(selection, rule, &test);
		if (!is_known)
			out->tests[count++] = test;
		else if (test.differs == is_equal)
			return false;
	}
	return true;
}
