/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/linux/inspect.h"

#include <string.h>

#include "tests/harness.h"

/* Which filters are taken for ours. The rest of inspect needs processes: tests/cli/test_verify.sh.
 */

static const uint32_t marker[SECCOMP_MARKER_WORDS] = { 0x11223344, 0, 0xffffffff, 5 };

static const unsigned policies[] = { 0, SECCOMP_NET_NONE, SECCOMP_WITH_32_BIT,
	SECCOMP_NO_DEBUG | SECCOMP_NO_NAMESPACES | SECCOMP_NO_IO_URING | SECCOMP_NO_SYSV,
	(SECCOMP_WITH_32_BIT << 1) - 1 };

static struct test_alloc alloc;
static struct seccomp_filter filter;

static void setup(void)
{
	test_alloc_init(&alloc, -1);
}

static void teardown(void)
{
	test_alloc_free(&alloc);
}

static void compile(unsigned policy, const uint32_t words[SECCOMP_MARKER_WORDS],
	const struct seccomp_arch *arch)
{
	struct seccomp_wants wants = { .policy = policy };

	memcpy(wants.marker, words, sizeof(wants.marker));
	ck_assert_int_eq(seccomp_compile(&filter, &wants, arch, &alloc.allocator, NULL), NONO_OK);
}

START_TEST(ours_is_known)
{
	uint32_t words[SECCOMP_MARKER_WORDS] = { 0 };

	compile(policies[_i], marker, seccomp_native());
	ck_assert(inspect_marker(words, filter.code, filter.length));
	ck_assert_mem_eq(words, marker, sizeof(marker));
}
END_TEST

START_TEST(that_of_another_machine_is_not)
{
	uint32_t words[SECCOMP_MARKER_WORDS];

	compile(0, marker,
		seccomp_native() == &seccomp_x86_64 ? &seccomp_aarch64 : &seccomp_x86_64);
	ck_assert(!inspect_marker(words, filter.code, filter.length));
}
END_TEST

/* Zero is the question for any policy, so it is none. */
START_TEST(no_policy_is_none)
{
	static const uint32_t none[SECCOMP_MARKER_WORDS];
	uint32_t words[SECCOMP_MARKER_WORDS];

	compile(0, none, seccomp_native());
	ck_assert(!inspect_marker(words, filter.code, filter.length));
}
END_TEST

static bool is_known(const struct sock_filter *code, size_t length)
{
	uint32_t words[SECCOMP_MARKER_WORDS];

	return inspect_marker(words, code, length) && !memcmp(words, marker, sizeof(marker));
}

/* The shortest beginning that has the block of the marker; shorter ones are nobody's. */
static size_t find_end(void)
{
	size_t end = 0;

	while (end <= filter.length && !is_known(filter.code, end))
		end++;
	ck_assert_uint_le(end, filter.length);
	for (size_t longer = end; longer <= filter.length; longer++)
		ck_assert(is_known(filter.code, longer));
	return end;
}

/* Whatever is changed in one instruction of the head or of the block, it is not this policy. */
START_TEST(every_instruction_counts)
{
	const size_t head = 2, block = 3 + 2 * (2 * SECCOMP_MARKER_WORDS + 1) + 1;
	size_t end;

	compile(policies[_i], marker, seccomp_native());
	end = find_end();
	ck_assert_uint_ge(end, block + head);
	for (size_t i = 0; i < end; i = i + 1 == head ? end - block : i + 1) {
		const struct sock_filter was = filter.code[i];

		filter.code[i].code ^= BPF_MISC;
		ck_assert_msg(!is_known(filter.code, end), "code of %zu", i);
		filter.code[i] = was;
		filter.code[i].k ^= 0x100;
		ck_assert_msg(!is_known(filter.code, end), "value of %zu", i);
		filter.code[i] = was;
		if (BPF_CLASS(was.code) != BPF_JMP)
			continue;
		filter.code[i].jt = (unsigned char)(was.jt ? 0 : 1);
		ck_assert_msg(!is_known(filter.code, end), "jump of %zu", i);
		filter.code[i] = was;
	}
	ck_assert(is_known(filter.code, end));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("inspect");
	TCase *tests = tcase_create("inspect");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_loop_test(tests, ours_is_known, 0, TEST_ROWS(policies));
	tcase_add_test(tests, that_of_another_machine_is_not);
	tcase_add_test(tests, no_policy_is_none);
	tcase_add_loop_test(tests, every_instruction_counts, 0, TEST_ROWS(policies));
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
