/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/platform/bpf_sim.h"

#include <linux/bpf_common.h>
#include <string.h>

/* The accumulator and the index register. */
struct registers {
	uint32_t a, x;
};

/* seccomp_check_filter() in kernel/seccomp.c, less the six opcodes of scratch memory. */
static const uint16_t allowed[] = {
	BPF_LD | BPF_W | BPF_ABS,
	BPF_LD | BPF_W | BPF_LEN,
	BPF_LDX | BPF_W | BPF_LEN,
	BPF_LD | BPF_IMM,
	BPF_LDX | BPF_IMM,
	BPF_MISC | BPF_TAX,
	BPF_MISC | BPF_TXA,
	BPF_RET | BPF_K,
	BPF_RET | BPF_A,
	BPF_ALU | BPF_ADD | BPF_K,
	BPF_ALU | BPF_ADD | BPF_X,
	BPF_ALU | BPF_SUB | BPF_K,
	BPF_ALU | BPF_SUB | BPF_X,
	BPF_ALU | BPF_MUL | BPF_K,
	BPF_ALU | BPF_MUL | BPF_X,
	BPF_ALU | BPF_DIV | BPF_K,
	BPF_ALU | BPF_DIV | BPF_X,
	BPF_ALU | BPF_AND | BPF_K,
	BPF_ALU | BPF_AND | BPF_X,
	BPF_ALU | BPF_OR | BPF_K,
	BPF_ALU | BPF_OR | BPF_X,
	BPF_ALU | BPF_XOR | BPF_K,
	BPF_ALU | BPF_XOR | BPF_X,
	BPF_ALU | BPF_LSH | BPF_K,
	BPF_ALU | BPF_LSH | BPF_X,
	BPF_ALU | BPF_RSH | BPF_K,
	BPF_ALU | BPF_RSH | BPF_X,
	BPF_ALU | BPF_NEG,
	BPF_JMP | BPF_JA,
	BPF_JMP | BPF_JEQ | BPF_K,
	BPF_JMP | BPF_JEQ | BPF_X,
	BPF_JMP | BPF_JGT | BPF_K,
	BPF_JMP | BPF_JGT | BPF_X,
	BPF_JMP | BPF_JGE | BPF_K,
	BPF_JMP | BPF_JGE | BPF_X,
	BPF_JMP | BPF_JSET | BPF_K,
	BPF_JMP | BPF_JSET | BPF_X,
};

static bool is_allowed(uint16_t code)
{
	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++) {
		if (allowed[i] == code)
			return true;
	}
	return false;
}

static bool is_conditional(uint16_t code)
{
	return BPF_CLASS(code) == BPF_JMP && BPF_OP(code) != BPF_JA;
}

/* left: how many instructions stand behind this one. Offsets are unsigned: always forward. */
static const char *check(const struct sock_filter *at, size_t left)
{
	bool constant = BPF_CLASS(at->code) == BPF_ALU && BPF_SRC(at->code) == BPF_K;

	if (!is_allowed(at->code))
		return "an instruction that seccomp does not allow";
	if (at->code == (BPF_LD | BPF_W | BPF_ABS) &&
		(at->k % 4 || at->k >= sizeof(struct seccomp_data)))
		return "a load that is unaligned or outside of struct seccomp_data";
	if (constant && BPF_OP(at->code) == BPF_DIV && !at->k)
		return "a division by zero";
	if (constant && (BPF_OP(at->code) == BPF_LSH || BPF_OP(at->code) == BPF_RSH) && at->k > 31)
		return "a shift by more than 31";
	if (at->code == (BPF_JMP | BPF_JA) && at->k >= left)
		return "a jump behind the end";
	if (is_conditional(at->code) && (at->jt >= left || at->jf >= left))
		return "a conditional jump behind the end";
	return NULL;
}

const char *bpf_sim_init(struct bpf_sim *sim, const struct sock_filter *code, size_t length)
{
	memset(sim, 0, sizeof(*sim));
	sim->code = code;
	sim->length = length;
	if (length < 1 || length > BPF_MAXINSNS)
		return "a length outside of 1 to 4096";
	for (size_t i = 0; i < length; i++) {
		const char *why = check(&code[i], length - 1 - i);

		if (why)
			return why;
	}
	return BPF_CLASS(code[length - 1].code) == BPF_RET ? NULL : "no return at the end";
}

static uint32_t operand(const struct sock_filter *at, const struct registers *have)
{
	return BPF_SRC(at->code) == BPF_X ? have->x : at->k;
}

/* False when the program ends with verdict 0: division by a zero index register. */
static bool calculate(const struct sock_filter *at, struct registers *have)
{
	uint32_t b = operand(at, have);

	switch (BPF_OP(at->code)) {
	case BPF_ADD:
		have->a += b;
		return true;
	case BPF_SUB:
		have->a -= b;
		return true;
	case BPF_MUL:
		have->a *= b;
		return true;
	case BPF_DIV:
		have->a = b ? have->a / b : 0;
		return b;
	case BPF_AND:
		have->a &= b;
		return true;
	case BPF_OR:
		have->a |= b;
		return true;
	case BPF_XOR:
		have->a ^= b;
		return true;
	case BPF_LSH:
		have->a <<= b & 31;
		return true;
	case BPF_RSH:
		have->a >>= b & 31;
		return true;
	default:
		have->a = -have->a;
		return true;
	}
}

static bool compare(const struct sock_filter *at, const struct registers *have)
{
	uint32_t b = operand(at, have);

	switch (BPF_OP(at->code)) {
	case BPF_JEQ:
		return have->a == b;
	case BPF_JGT:
		return have->a > b;
	case BPF_JGE:
		return have->a >= b;
	default:
		return have->a & b;
	}
}

static void load(struct bpf_sim *sim, const struct sock_filter *at, const struct seccomp_data *data,
	struct registers *have)
{
	uint32_t value = at->k;

	if (BPF_MODE(at->code) == BPF_LEN)
		value = sizeof(*data);
	if (BPF_MODE(at->code) == BPF_ABS) {
		memcpy(&value, (const char *)data + at->k, sizeof(value));
		sim->loaded_argument |= at->k > offsetof(struct seccomp_data, arch);
	}
	if (BPF_CLASS(at->code) == BPF_LDX)
		have->x = value;
	else
		have->a = value;
}

static void transfer(const struct sock_filter *at, struct registers *have)
{
	if (BPF_MISCOP(at->code) == BPF_TXA)
		have->a = have->x;
	else
		have->x = have->a;
}

/* How many instructions to skip. */
static size_t branch(struct bpf_sim *sim, size_t pc, const struct registers *have)
{
	const struct sock_filter *at = &sim->code[pc];
	bool taken;

	if (!is_conditional(at->code))
		return at->k;
	taken = compare(at, have);
	sim->seen[pc] |= taken ? BPF_SEEN_TRUE : BPF_SEEN_FALSE;
	return taken ? at->jt : at->jf;
}

uint32_t bpf_sim_run(struct bpf_sim *sim, const struct seccomp_data *data)
{
	struct registers have = { 0, 0 };

	sim->loaded_argument = false;
	for (size_t pc = 0;; pc++) {
		const struct sock_filter *at = &sim->code[pc];

		sim->seen[pc] |= BPF_SEEN_RUN;
		switch (BPF_CLASS(at->code)) {
		case BPF_RET:
			return BPF_RVAL(at->code) == BPF_A ? have.a : at->k;
		case BPF_JMP:
			pc += branch(sim, pc, &have);
			break;
		case BPF_ALU:
			if (!calculate(at, &have))
				return SECCOMP_RET_KILL_THREAD;
			break;
		case BPF_MISC:
			transfer(at, &have);
			break;
		default:
			load(sim, at, data, &have);
		}
	}
}

size_t bpf_sim_uncovered(const struct bpf_sim *sim)
{
	for (size_t pc = 0; pc < sim->length; pc++) {
		unsigned wanted = BPF_SEEN_RUN;

		if (is_conditional(sim->code[pc].code))
			wanted |= BPF_SEEN_TRUE | BPF_SEEN_FALSE;
		if ((sim->seen[pc] & wanted) != wanted)
			return pc;
	}
	return sim->length;
}
