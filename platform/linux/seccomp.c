/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/linux/seccomp.h"

#include <errno.h>
#include <linux/seccomp.h>

#include "core/base/errno_text.h"
#include "platform/linux/seccomp_rules.h"
#include "platform/linux/syscall.h"

enum {
	/*
	 * A rule is at most 4 tests of 3 instructions and a return, and its call adds two; a number
	 * is one instruction, its errno may add a return, and its block a jump and a return.
	 */
	MAX_RULE = SECCOMP_MAX_TESTS * 3 + 1 + 2,
	MAX_NUMBER = 4,
	BLOCK = 64, /* numbers; all of them with their returns are less than a jump can skip */
	FIXED = 7,
};

struct emitter {
	const struct seccomp_arch *arch;
	unsigned policy;
	struct sock_filter *code;
	size_t length;
	struct seccomp_test loaded; /* what the accumulator holds; mask 0: something else */
	bool jumps_too_far;
	short numbers[CALL_COUNT]; /* of the rows of seccomp_numbers; -1: not wanted */
};

static void statement(struct emitter *to, uint16_t code, uint32_t k)
{
	to->code[to->length++] = (struct sock_filter)BPF_STMT(code, k);
}

/* Jumps are counted in instructions from the next one. */
static void jump(struct emitter *to, uint16_t code, uint32_t k, size_t if_true, size_t if_false)
{
	to->code[to->length++] = (struct sock_filter)BPF_JUMP(
		BPF_JMP | BPF_K | code, k, (uint8_t)if_true, (uint8_t)if_false);
}

static void deny(struct emitter *to, int sys_errno)
{
	statement(to, BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (uint32_t)sys_errno);
}

static void load(struct emitter *to, size_t offset)
{
	statement(to, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset);
}

/* Jumps over what has been emitted since, when the condition of the jump at branch fails. */
static void end_branch(struct emitter *to, size_t branch)
{
	size_t past = to->length - branch - 1;

	to->code[branch].jf = (uint8_t)past;
	if (past > UINT8_MAX)
		to->jumps_too_far = true;
}

static bool is_masked(const struct seccomp_test *test)
{
	return test->mask != 0xffffffffu;
}

static bool same_bits(const struct seccomp_test *a, const struct seccomp_test *b)
{
	return a->argument == b->argument && a->high == b->high && a->mask == b->mask;
}

static bool has_test(const struct seccomp_rule *rule, unsigned number)
{
	return number < SECCOMP_MAX_TESTS && rule->tests[number].mask;
}

/* Instructions of the tests from number on, and of the return behind them. */
static size_t rule_length(const struct seccomp_rule *rule, unsigned number)
{
	size_t length = 1;

	for (; has_test(rule, number); number++) {
		const struct seccomp_test *test = &rule->tests[number];

		length += same_bits(test, test - 1) ? 1 : is_masked(test) ? 3 : 2;
	}
	return length;
}

static void load_argument(struct emitter *to, const struct seccomp_test *test)
{
	if (same_bits(test, &to->loaded))
		return;
	/* Little-endian on every architecture of the list: the low half comes first. */
	load(to, offsetof(struct seccomp_data, args) + test->argument * sizeof(uint64_t) +
			 test->high * sizeof(uint32_t));
	if (is_masked(test))
		statement(to, BPF_ALU | BPF_AND | BPF_K, test->mask);
	to->loaded = *test;
}

/* Falls out at its end when a test does not hold. */
static void emit_rule(struct emitter *to, const struct seccomp_rule *rule)
{
	for (unsigned i = 0; has_test(rule, i); i++) {
		const struct seccomp_test *test = &rule->tests[i];
		size_t past = rule_length(rule, i + 1);

		load_argument(to, test);
		if (test->differs)
			jump(to, BPF_JEQ, test->value, past, 0);
		else
			jump(to, BPF_JEQ, test->value, 0, past);
	}
	deny(to, rule->sys_errno);
	/* Any test may have been the one that failed. */
	for (unsigned i = 1; has_test(rule, i); i++) {
		if (!same_bits(&rule->tests[0], &rule->tests[i]))
			to->loaded.mask = 0;
	}
}

static bool is_wanted(const struct emitter *to, enum linux_call call, unsigned policy)
{
	return (!policy || (policy & to->policy)) && seccomp_call_number(call, to->arch) >= 0;
}

static bool in_force(const struct emitter *to, const struct seccomp_rule *rule)
{
	return is_wanted(to, rule->call, rule->policy);
}

/* Does rule deny whenever an argument has the value of test, whatever the others are? */
static bool settles(const struct seccomp_rule *rule, const struct seccomp_test *test)
{
	const struct seccomp_test *only = &rule->tests[0];

	return !rule->tests[1].mask && !only->differs && same_bits(only, test) &&
	       only->value == test->value;
}

static bool is_settled(const struct emitter *from, const struct seccomp_rule *rule,
	const struct seccomp_test *test)
{
	for (const struct seccomp_rule *before = seccomp_rules; before < rule; before++) {
		if (before->call == rule->call && in_force(from, before) && settles(before, test))
			return true;
	}
	return false;
}

/*
 * The rule without the tests that the rules before it have decided; false when it can never hold.
 * So every instruction of a filter can run, and a test can ask for that.
 */
static bool reduce(
	struct seccomp_rule *out, const struct emitter *from, const struct seccomp_rule *rule)
{
	size_t count = 0;

	*out = *rule;
	for (unsigned i = 0; i < SECCOMP_MAX_TESTS; i++) {
		const struct seccomp_test test = rule->tests[i];

		out->tests[i].mask = 0;
		if (!test.mask)
			continue;
		if (!is_settled(from, rule, &test))
			out->tests[count++] = test;
		else if (!test.differs)
			return false;
	}
	return true;
}

static void emit_number(struct emitter *to, enum linux_call call)
{
	jump(to, BPF_JEQ, (uint32_t)seccomp_call_number(call, to->arch), 0, 0);
}

/* All rules of one call; the accumulator holds its number before and behind. */
static void emit_call(struct emitter *to, enum linux_call call)
{
	size_t branch = to->length;
	bool falls_out = true;
	struct seccomp_rule reduced;

	emit_number(to, call);
	to->loaded.mask = 0;
	for (size_t i = 0; i < seccomp_rule_count && falls_out; i++) {
		const struct seccomp_rule *rule = &seccomp_rules[i];

		if (rule->call != call || !in_force(to, rule) || !reduce(&reduced, to, rule))
			continue;
		emit_rule(to, &reduced);
		falls_out = has_test(&reduced, 0);
	}
	if (falls_out)
		statement(to, BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	end_branch(to, branch);
}

static void emit_rules(struct emitter *to)
{
	bool done[CALL_COUNT] = { false };

	for (size_t i = 0; i < seccomp_rule_count; i++) {
		const struct seccomp_rule *rule = &seccomp_rules[i];

		if (done[rule->call] || !in_force(to, rule))
			continue;
		done[rule->call] = true;
		emit_call(to, rule->call);
	}
}

static bool is_in_block(const struct emitter *to, size_t index, unsigned block)
{
	return to->numbers[index] >= 0 && (unsigned)to->numbers[index] / BLOCK == block;
}

/* The calls of a block with one errno, and their return. */
static void emit_errno(struct emitter *to, unsigned block, int sys_errno)
{
	size_t start = to->length;

	for (size_t i = 0; i < seccomp_number_count; i++) {
		if (seccomp_numbers[i].sys_errno == sys_errno && is_in_block(to, i, block))
			emit_number(to, seccomp_numbers[i].call);
	}
	for (size_t i = start; i < to->length; i++)
		to->code[i].jt = (uint8_t)(to->length - i - 1);
	to->code[to->length - 1].jf = 1;
	deny(to, sys_errno);
}

static bool has_errno_before(const struct emitter *to, size_t index, unsigned block)
{
	for (size_t i = 0; i < index; i++) {
		if (seccomp_numbers[i].sys_errno == seccomp_numbers[index].sys_errno &&
			is_in_block(to, i, block))
			return true;
	}
	return false;
}

/* Numbers above the block go on behind it; of the last block there are none. */
static void emit_block(struct emitter *to, unsigned block)
{
	bool is_last = (block + 1) * BLOCK > to->arch->newest;
	size_t branch = to->length, start = branch + !is_last;

	if (!is_last)
		jump(to, BPF_JGE, (block + 1) * BLOCK, 0, 0);
	for (size_t i = 0; i < seccomp_number_count; i++) {
		if (is_in_block(to, i, block) && !has_errno_before(to, i, block))
			emit_errno(to, block, seccomp_numbers[i].sys_errno);
	}
	if (to->length == start) {
		to->length = branch;
	} else if (!is_last) {
		statement(to, BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
		to->code[branch].jt = (uint8_t)(to->length - branch - 1);
	}
}

/*
 * Calls that the number alone decides load no argument, so the kernel finds out once that the
 * others are allowed and keeps that in a bitmap (seccomp_cache_prepare, since Linux 5.11). For
 * that it runs the filter with every number: in blocks that takes half of the time.
 */
static void emit_numbers(struct emitter *to)
{
	for (size_t i = 0; i < seccomp_number_count; i++) {
		const struct seccomp_number *number = &seccomp_numbers[i];

		to->numbers[i] = -1;
		if (is_wanted(to, number->call, number->policy))
			to->numbers[i] = (short)seccomp_call_number(number->call, to->arch);
	}
	for (unsigned block = 0; block * BLOCK <= to->arch->newest; block++)
		emit_block(to, block);
}

int seccomp_compile(struct seccomp_filter *out, unsigned policy, const struct seccomp_arch *arch,
	struct allocator *alloc, struct nono_err *err)
{
	size_t most = FIXED + seccomp_rule_count * MAX_RULE + seccomp_number_count * MAX_NUMBER;
	struct emitter to = { .arch = arch, .policy = policy };

	to.code = alloc_array(alloc, most, sizeof(*to.code));
	if (!to.code)
		return nono_err_memory(err);
	load(&to, offsetof(struct seccomp_data, arch));
	jump(&to, BPF_JEQ, arch->audit, 1, 0);
	statement(&to, BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
	load(&to, offsetof(struct seccomp_data, nr));
	/* x32 numbers carry bit 30 and end here as well. */
	jump(&to, BPF_JGT, arch->newest, 0, 1);
	deny(&to, ENOSYS);
	emit_rules(&to);
	emit_numbers(&to);
	statement(&to, BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	if (to.jumps_too_far)
		return nono_err_set(err, NONO_ERR_SANDBOX,
			"the seccomp filter: the rules of one call take more than 255 instructions");
	*out = (struct seccomp_filter){ to.code, to.length };
	return NONO_OK;
}

static void print_test(const struct seccomp_test *test, struct buf *out)
{
	buf_format(out, "arg%u%s", (unsigned)test->argument, test->high ? ">>32" : "");
	if (is_masked(test))
		buf_format(out, "&0x%x", test->mask);
	buf_format(out, test->value > 255 ? " %s 0x%x" : " %s %u",
		test->differs ? "!=" : "==", test->value);
}

static void print_rule(const struct seccomp_rule *rule, struct buf *out)
{
	buf_format(out, "deny %s", seccomp_call_name(rule->call));
	for (unsigned i = 0; has_test(rule, i); i++) {
		buf_text(out, i ? " and " : " if ");
		print_test(&rule->tests[i], out);
	}
	buf_format(out, ": %s (%s)\n", errno_name(rule->sys_errno), rule->text);
}

void seccomp_print(unsigned policy, const struct seccomp_arch *arch, struct buf *out)
{
	const struct emitter from = { .arch = arch, .policy = policy };
	struct seccomp_rule reduced;

	buf_format(out, "seccomp %s: other architectures killed, numbers above %u ENOSYS\n",
		arch->name, arch->newest);
	for (size_t i = 0; i < seccomp_rule_count; i++) {
		const struct seccomp_rule *rule = &seccomp_rules[i];

		if (in_force(&from, rule) && reduce(&reduced, &from, rule))
			print_rule(rule, out);
	}
	for (size_t i = 0; i < seccomp_number_count; i++) {
		const struct seccomp_number *number = &seccomp_numbers[i];

		if (is_wanted(&from, number->call, number->policy))
			buf_format(out, "deny %s: %s (%s)\n", seccomp_call_name(number->call),
				errno_name(number->sys_errno), seccomp_number_text(i));
	}
}

long seccomp_install(const struct seccomp_filter *filter)
{
	const struct sock_fprog program = { (unsigned short)filter->length, filter->code };

	return SYS(__NR_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
}
