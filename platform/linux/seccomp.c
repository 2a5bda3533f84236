/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/linux/seccomp.h"

#include <errno.h>
#include <linux/seccomp.h>

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
	FIXED = 10,
	MARKER = 4 + 2 * (2 * SECCOMP_MARKER_WORDS + 1), /* and asked for twice */
	HEAD = 8,
};

struct emitter {
	struct seccomp_selection selection;
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

/* Instructions of the tests from number on, and of the return behind them. */
static size_t rule_length(const struct seccomp_rule *rule, unsigned number)
{
	size_t length = 1;

	for (; seccomp_has_test(rule, number); number++) {
		const struct seccomp_test *test = &rule->tests[number];

		length += seccomp_same_bits(test, test - 1) ? 1 : is_masked(test) ? 3 : 2;
	}
	return length;
}

static void load_argument(struct emitter *to, const struct seccomp_test *test)
{
	if (seccomp_same_bits(test, &to->loaded))
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
	for (unsigned i = 0; seccomp_has_test(rule, i); i++) {
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
	for (unsigned i = 1; seccomp_has_test(rule, i); i++) {
		if (!seccomp_same_bits(&rule->tests[0], &rule->tests[i]))
			to->loaded.mask = 0;
	}
}

static void emit_number(struct emitter *to, enum linux_call call)
{
	const struct seccomp_arch *arch = to->selection.arch;

	jump(to, BPF_JEQ, arch->first + (uint32_t)seccomp_call_number(call, arch), 0, 0);
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

		if (rule->call != call || !seccomp_reduce(&reduced, &to->selection, rule))
			continue;
		emit_rule(to, &reduced);
		falls_out = seccomp_has_test(&reduced, 0);
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

		if (done[rule->call] || !seccomp_is_selected(&to->selection, rule))
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
	const struct seccomp_arch *arch = to->selection.arch;
	bool is_last = (block + 1) * BLOCK > arch->newest_of_all;
	size_t branch = to->length, start = branch + !is_last;

	if (!is_last)
		jump(to, BPF_JGE, arch->first + (block + 1) * BLOCK, 0, 0);
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
	const struct seccomp_arch *arch = to->selection.arch;

	for (size_t i = 0; i < seccomp_number_count; i++) {
		const struct seccomp_number *number = &seccomp_numbers[i];
		enum linux_call call = (enum linux_call)number->call;

		to->numbers[i] = -1;
		if (seccomp_is_wanted(&to->selection, call, number->policy))
			to->numbers[i] = (short)seccomp_call_number(call, arch);
	}
	for (unsigned block = 0; block * BLOCK <= arch->newest_of_all; block++)
		emit_block(to, block);
}

static void load_low(struct emitter *to, unsigned argument)
{
	load(to, offsetof(struct seccomp_data, args) + argument * sizeof(uint64_t));
}

/* prctl(SECCOMP_MARKER, words): falls out at its end when it is not that. */
static void emit_marker_words(struct emitter *to, const uint32_t *words)
{
	for (unsigned i = 0; i < SECCOMP_MARKER_WORDS; i++) {
		load_low(to, i + 1);
		jump(to, BPF_JEQ, words[i], 0, (SECCOMP_MARKER_WORDS - i - 1) * 2 + 1);
	}
	deny(to, SECCOMP_MARKER_ERRNO);
}

/*
 * What tells a process under this filter that it is. Asked with zeros: that it is under one of
 * ours.
 */
static void emit_marker(struct emitter *to, const uint32_t *words)
{
	static const uint32_t any[SECCOMP_MARKER_WORDS];
	size_t branch = to->length, no_marker;

	emit_number(to, CALL_prctl);
	load_low(to, 0);
	no_marker = to->length;
	jump(to, BPF_JEQ, SECCOMP_MARKER, 0, 0);
	emit_marker_words(to, any);
	if (words[0] || words[1] || words[2] || words[3])
		emit_marker_words(to, words);
	end_branch(to, no_marker);
	statement(to, BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	end_branch(to, branch);
}

/* Numbers that are not known: ENOSYS. The accumulator holds the number. */
static void emit_range(struct emitter *to)
{
	const struct seccomp_arch *arch = to->selection.arch;
	bool has_more = arch->newest_of_all > arch->newest;

	jump(to, BPF_JGT, arch->first + arch->newest, 0, has_more ? 3 : 1);
	if (has_more) {
		jump(to, BPF_JGT, arch->first + arch->newest_of_all, 1, 0);
		jump(to, BPF_JGE, arch->first + arch->more_from, 1, 0);
	}
	deny(to, ENOSYS);
}

static void emit_table(
	struct emitter *to, const struct seccomp_arch *arch, const struct seccomp_wants *wants)
{
	to->selection.arch = arch;
	emit_range(to);
	emit_rules(to);
	emit_marker(to, wants->marker);
	emit_numbers(to);
	statement(to, BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
}

/* The unconditional jump at branch goes to what is emitted next. */
static void end_far_jump(struct emitter *to, size_t branch)
{
	to->code[branch].k = (uint32_t)(to->length - branch - 1);
}

static void emit_native(
	struct emitter *to, const struct seccomp_arch *arch, const struct seccomp_wants *wants)
{
	load(to, offsetof(struct seccomp_data, arch));
	jump(to, BPF_JEQ, arch->audit, 1, 0);
	statement(to, BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
	load(to, offsetof(struct seccomp_data, nr));
	/* x32 numbers carry bit 30 and are above all that are known. */
	emit_table(to, arch, wants);
}

/* i386 is told by its architecture, x32 by bit 30 of the number. Jumps of 8 bits end too early. */
static void emit_with_32_bit(struct emitter *to, const struct seccomp_wants *wants)
{
	size_t to_i386, to_x32;

	load(to, offsetof(struct seccomp_data, arch));
	jump(to, BPF_JEQ, seccomp_x86_64.audit, 3, 0);
	jump(to, BPF_JEQ, seccomp_i386.audit, 1, 0);
	statement(to, BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
	to_i386 = to->length;
	statement(to, BPF_JMP | BPF_JA, 0);
	load(to, offsetof(struct seccomp_data, nr));
	jump(to, BPF_JGE, seccomp_x32.first, 0, 1);
	to_x32 = to->length;
	statement(to, BPF_JMP | BPF_JA, 0);
	emit_table(to, &seccomp_x86_64, wants);
	end_far_jump(to, to_x32);
	emit_table(to, &seccomp_x32, wants);
	end_far_jump(to, to_i386);
	load(to, offsetof(struct seccomp_data, nr));
	emit_table(to, &seccomp_i386, wants);
}

/* More instructions than a filter for native has. */
static size_t longest(const struct seccomp_arch *native, unsigned policy)
{
	const struct seccomp_arch *table = NULL;
	size_t length = HEAD;

	while ((table = seccomp_next_table(table, native, policy)))
		length += FIXED + MARKER + seccomp_rule_count * MAX_RULE +
			  seccomp_number_count * MAX_NUMBER;
	return length;
}

int seccomp_compile(struct seccomp_filter *out, const struct seccomp_wants *wants,
	const struct seccomp_arch *arch, struct allocator *alloc, struct nono_err *err)
{
	struct emitter to = { .selection.policy = wants->policy };

	to.code = alloc_array(alloc, longest(arch, wants->policy), sizeof(*to.code));
	if (!to.code)
		return nono_err_memory(err);
	if (seccomp_next_table(arch, arch, wants->policy))
		emit_with_32_bit(&to, wants);
	else
		emit_native(&to, arch, wants);
	if (to.jumps_too_far)
		return nono_err_set(err, NONO_ERR_SANDBOX,
			"the seccomp filter: the rules of one call take more than 255 instructions");
	*out = (struct seccomp_filter){ to.code, to.length };
	return NONO_OK;
}

long seccomp_install(const struct seccomp_filter *filter)
{
	const struct sock_fprog program = { (unsigned short)filter->length, filter->code };

	return SYS(__NR_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
}
