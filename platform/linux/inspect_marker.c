/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/seccomp.h>

#include "platform/linux/inspect.h"
#include "platform/linux/seccomp_rules.h"

/* The other end of emit_native(), emit_with_32_bit() and emit_marker() in seccomp.c. */

enum {
	WORDS = 2 * SECCOMP_MARKER_WORDS + 1, /* instructions that ask for one hash */
};

static bool is_code(const struct sock_filter *at, unsigned code, uint32_t k)
{
	return at->code == code && at->k == k;
}

static bool is_load(const struct sock_filter *at, size_t offset)
{
	return is_code(at, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset);
}

static bool is_jump(const struct sock_filter *at)
{
	return at->code == (BPF_JMP | BPF_JEQ | BPF_K);
}

static bool is_argument(const struct sock_filter *at, unsigned argument)
{
	return is_load(at, offsetof(struct seccomp_data, args) + argument * sizeof(uint64_t));
}

/* Another architecture than the native one is killed, or has a table of its own. */
static bool is_head(const struct sock_filter *code, size_t length)
{
	return length > 4 && is_load(&code[0], offsetof(struct seccomp_data, arch)) &&
	       is_jump(&code[1]) && code[1].k == seccomp_native()->audit && code[1].jf == 0 &&
	       code[1].jt > 0;
}

static bool read_words(uint32_t words[SECCOMP_MARKER_WORDS], const struct sock_filter *at)
{
	for (unsigned i = 0; i < SECCOMP_MARKER_WORDS; i++) {
		const struct sock_filter *test = &at[2 * i + 1];

		if (!is_argument(&at[2 * i], i + 1) || !is_jump(test) || test->jt != 0 ||
			test->jf != (SECCOMP_MARKER_WORDS - i - 1) * 2 + 1)
			return false;
		words[i] = test->k;
	}
	return is_code(&at[WORDS - 1], BPF_RET | BPF_K, SECCOMP_RET_ERRNO | SECCOMP_MARKER_ERRNO);
}

static bool is_any(const uint32_t words[SECCOMP_MARKER_WORDS])
{
	return !(words[0] | words[1] | words[2] | words[3]);
}

/* prctl, its first argument, any of our policies, this policy, allowed. */
static bool read_block(uint32_t words[SECCOMP_MARKER_WORDS], const struct sock_filter *at)
{
	const uint32_t number = (uint32_t)seccomp_call_number(CALL_prctl, seccomp_native());

	return is_jump(&at[0]) && at[0].k == number && at[0].jt == 0 && is_argument(&at[1], 0) &&
	       is_jump(&at[2]) && at[2].k == SECCOMP_MARKER && at[2].jt == 0 &&
	       read_words(words, &at[3]) && is_any(words) && read_words(words, &at[3 + WORDS]) &&
	       !is_any(words) && is_code(&at[3 + 2 * WORDS], BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
}

bool inspect_marker(
	uint32_t words[SECCOMP_MARKER_WORDS], const struct sock_filter *code, size_t length)
{
	const size_t block = 3 + 2 * WORDS + 1;

	if (!is_head(code, length))
		return false;
	for (size_t i = 0; i + block <= length; i++) {
		if (read_block(words, &code[i]))
			return true;
	}
	return false;
}
