/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/errno_text.h"
#include "platform/linux/seccomp_rules.h"

static void print_test(const struct seccomp_test *test, struct buf *out)
{
	buf_format(out, "arg%u%s", (unsigned)test->argument, test->high ? ">>32" : "");
	if (test->mask != 0xffffffffu)
		buf_format(out, "&0x%x", test->mask);
	buf_format(out, test->value > 255 ? " %s 0x%x" : " %s %u",
		test->differs ? "!=" : "==", test->value);
}

static void print_rule(const struct seccomp_rule *rule, struct buf *out)
{
	buf_format(out, "deny %s", seccomp_call_name(rule->call));
	for (unsigned i = 0; seccomp_has_test(rule, i); i++) {
		buf_text(out, i ? " and " : " if ");
		print_test(&rule->tests[i], out);
	}
	buf_format(out, ": %s (%s)\n", errno_name(rule->sys_errno), rule->text);
}

static void print_numbers(const struct seccomp_selection *selection, struct buf *out)
{
	for (size_t i = 0; i < seccomp_number_count; i++) {
		const struct seccomp_number *number = &seccomp_numbers[i];
		enum linux_call call = (enum linux_call)number->call;

		if (seccomp_is_wanted(selection, call, number->policy))
			buf_format(out, "deny %s: %s (%s)\n", seccomp_call_name(call),
				errno_name(number->sys_errno), seccomp_number_text(i));
	}
}

static void print_table(const struct seccomp_selection *selection, struct buf *out)
{
	struct seccomp_rule reduced;

	for (size_t i = 0; i < seccomp_rule_count; i++) {
		if (seccomp_reduce(&reduced, selection, &seccomp_rules[i]))
			print_rule(&reduced, out);
	}
	buf_format(out,
		"deny prctl if arg0 == 0x%x and arg1 to arg4 are the policy or 0: errno %u (tells "
		"that this filter is in force)\n",
		SECCOMP_MARKER, SECCOMP_MARKER_ERRNO);
	print_numbers(selection, out);
}

static void print_head(
	const struct seccomp_arch *arch, bool is_native, bool is_alone, struct buf *out)
{
	buf_format(out, "seccomp %s: ", arch->name);
	if (is_native)
		buf_format(
			out, "other architectures%s killed, ", is_alone ? "" : " than those below");
	buf_format(out, "numbers above %u ENOSYS", arch->newest);
	if (arch->newest_of_all > arch->newest)
		buf_format(out, " except %u to %u", arch->more_from, arch->newest_of_all);
	buf_text(out, "\n");
}

void seccomp_print(unsigned policy, const struct seccomp_arch *arch, struct buf *out)
{
	bool is_alone = !seccomp_next_table(arch, arch, policy);
	struct seccomp_selection selection = { NULL, policy };

	while ((selection.arch = seccomp_next_table(selection.arch, arch, policy))) {
		print_head(selection.arch, selection.arch == arch, is_alone, out);
		print_table(&selection, out);
	}
}
