/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "tests/harness.h"
#include "tests/platform/bpf_sim.h"

/* The simulator that tests/platform/test_seccomp.c relies on. */

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define LOAD(k)		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, k)
#define RETURN(k)	BPF_STMT(BPF_RET | BPF_K, k)
#define RETURN_A	BPF_STMT(BPF_RET | BPF_A, 0)
#define ALU(op, k)	BPF_STMT(BPF_ALU | BPF_##op | BPF_K, k)
#define ALU_X(op)	BPF_STMT(BPF_ALU | BPF_##op | BPF_X, 0)
#define IF(op, k, t, f) BPF_JUMP(BPF_JMP | BPF_##op | BPF_K, k, t, f)
#define IMMEDIATE(k)	BPF_STMT(BPF_LD | BPF_IMM, k)
#define TO_X		BPF_STMT(BPF_MISC | BPF_TAX, 0)

static const struct {
	struct sock_filter code[4];
	const char *refused; /* a part of the reason */
	uint32_t verdict;    /* on the call in simulates */
} programs[] = {
	{ { LOAD(0), RETURN_A }, NULL, 7 },
	{ { LOAD(4), RETURN_A }, NULL, 0x11 },
	{ { LOAD(16), RETURN_A }, NULL, 0x33 },
	{ { LOAD(20), RETURN_A }, NULL, 0x22 },
	{ { LOAD(60), RETURN_A }, NULL, 0x99 },
	{ { LOAD(0), ALU(AND, 5), RETURN_A }, NULL, 5 },
	{ { LOAD(0), ALU(SUB, 8), RETURN_A }, NULL, 0xffffffff },
	{ { LOAD(0), ALU(LSH, 31), RETURN_A }, NULL, 0x80000000 },
	{ { LOAD(0), TO_X, ALU_X(MUL), RETURN_A }, NULL, 49 },
	{ { IMMEDIATE(3), ALU_X(DIV), RETURN(5) }, NULL, SECCOMP_RET_KILL_THREAD },
	{ { LOAD(0), IF(JEQ, 7, 0, 1), RETURN(1), RETURN(2) }, NULL, 1 },
	{ { LOAD(0), IF(JEQ, 8, 0, 1), RETURN(1), RETURN(2) }, NULL, 2 },
	{ { LOAD(0), IF(JGT, 7, 0, 1), RETURN(1), RETURN(2) }, NULL, 2 },
	{ { LOAD(0), IF(JGE, 7, 0, 1), RETURN(1), RETURN(2) }, NULL, 1 },
	{ { LOAD(0), IF(JSET, 8, 0, 1), RETURN(1), RETURN(2) }, NULL, 2 },
	{ { IF(JA, 1, 0, 0), RETURN(1), RETURN(2) }, NULL, 2 },
	{ { BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0), RETURN_A }, NULL, 64 },
	{ { LOAD(64), RETURN_A }, "outside", 0 },
	{ { LOAD(2), RETURN_A }, "unaligned", 0 },
	{ { BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 0), RETURN_A }, "not allow", 0 },
	{ { BPF_STMT(BPF_LD | BPF_W | BPF_IND, 0), RETURN_A }, "not allow", 0 },
	{ { ALU(MOD, 2), RETURN_A }, "not allow", 0 },
	{ { ALU(DIV, 0), RETURN_A }, "zero", 0 },
	{ { ALU(RSH, 32), RETURN_A }, "shift", 0 },
	{ { IF(JEQ, 0, 1, 0), RETURN(0) }, "conditional", 0 },
	{ { IF(JEQ, 0, 0, 1), RETURN(0) }, "conditional", 0 },
	{ { IF(JA, 1, 0, 0), RETURN(0) }, "behind", 0 },
	{ { IF(JA, 0xffffffff, 0, 0), RETURN(0) }, "behind", 0 },
	{ { RETURN(0), LOAD(4) }, "no return", 0 },
};

START_TEST(simulates)
{
	const struct seccomp_data data = {
		.nr = 7, .arch = 0x11, .args = { 0x2200000033, 0, 0, 0, 0, 0x9900000088 }
	};
	struct bpf_sim sim;
	size_t length = COUNT(programs[_i].code);
	const char *why;

	while (!programs[_i].code[length - 1].code)
		length--;
	why = bpf_sim_init(&sim, programs[_i].code, length);
	if (!programs[_i].refused) {
		ck_assert_msg(why == NULL, "refused: %s", why);
		ck_assert_uint_eq(bpf_sim_run(&sim, &data), programs[_i].verdict);
	} else {
		ck_assert_msg(why && strstr(why, programs[_i].refused), "got: %s",
			why ? why : "accepted");
	}
}
END_TEST

START_TEST(simulates_limits)
{
	static const struct sock_filter three[] = { LOAD(0), IF(JEQ, 7, 0, 0), RETURN(1) };
	static struct sock_filter longest[BPF_MAXINSNS + 1];
	const struct seccomp_data seven = { .nr = 7 }, eight = { .nr = 8, .args = { 1 } };
	struct bpf_sim sim;

	for (size_t i = 0; i < COUNT(longest); i++)
		longest[i] = (struct sock_filter)RETURN(0);
	ck_assert_ptr_null(bpf_sim_init(&sim, longest, BPF_MAXINSNS));
	ck_assert_ptr_nonnull(bpf_sim_init(&sim, longest, BPF_MAXINSNS + 1));
	ck_assert_ptr_nonnull(bpf_sim_init(&sim, longest, 0));
	ck_assert_ptr_null(bpf_sim_init(&sim, three, 3));
	ck_assert_uint_eq(bpf_sim_uncovered(&sim), 0);
	bpf_sim_run(&sim, &seven);
	ck_assert_uint_eq(bpf_sim_uncovered(&sim), 1);
	bpf_sim_run(&sim, &eight);
	ck_assert_uint_eq(bpf_sim_uncovered(&sim), 3);
	ck_assert(!sim.loaded_argument);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("bpf_sim");
	TCase *all = tcase_create("all");

	tcase_add_loop_test(all, simulates, 0, (int)COUNT(programs));
	tcase_add_test(all, simulates_limits);
	suite_add_tcase(suite, all);
	return test_main(suite);
}
