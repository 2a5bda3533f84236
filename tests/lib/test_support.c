/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "platform/linux/landlock.h"
#include "platform/support.h"
#include "tests/harness.h"

/* nono-semantics 6, byte for byte. */
#define V1		    "Basic filesystem access control"
#define V2		    V1 ", File rename across directories (Refer)"
#define V3		    V2 ", File truncation (Truncate)"
#define V4		    V3 ", TCP network filtering"
#define V5		    V4 ", Device ioctl filtering"
#define V6		    V5 ", Signal and abstract UNIX socket scoping"
#define V(number, features) "Landlock available (Landlock V" #number ", features: " features ")"
#define ABSENT		    "Landlock not available. Requires Linux kernel 5.13+ with Landlock enabled."

static const struct details_row {
	int abi, error;
	bool is_there;
	const char *details;
} details_rows[] = {
	{ 0, ENOSYS, false, ABSENT },
	{ 0, EOPNOTSUPP, false, ABSENT },
	{ 0, EPERM, false, ABSENT },
	{ 0, 0, false, ABSENT },
	{ 1, 0, true, V(1, V1) },
	{ 2, 0, true, V(2, V2) },
	{ 3, 0, true, V(3, V3) },
	{ 4, 0, true, V(4, V4) },
	{ 5, 0, true, V(5, V5) },
	{ 6, 0, true, V(6, V6) },
	{ 7, 0, true, V(6, V6) },
	{ 8, 0, true, V(6, V6) },
	{ 9, 0, true, V(6, V6) },
	{ 10, 0, true, V(6, V6) },
	{ 11, 0, true, V(6, V6) },
	{ 1000, 0, true, V(6, V6) },
};

START_TEST(details)
{
	const struct details_row *row = &details_rows[_i];
	const struct nono_support support = { row->abi, row->error };
	struct test_alloc alloc;
	struct buf text;

	test_alloc_init(&alloc, -1);
	buf_init(&text, &alloc.allocator);
	support_details(&support, &text);
	ck_assert_str_eq(buf_string(&text), row->details);
	ck_assert_int_eq(support_is_there(&support), row->is_there);
	ck_assert_str_eq(support_platform(), "linux");
	test_alloc_free(&alloc);
}
END_TEST

/* From which ABI on each is there: landlock(7) and the kernel's documentation; 0: not Landlock's.
 */
static const struct feature_row {
	const char *name;
	int abi;
} feature_rows[] = {
	{ "filesystem", 1 },
	{ "refer", 2 },
	{ "truncate", 3 },
	{ "tcp_ports", 4 },
	{ "device_ioctl", 5 },
	{ "abstract_unix_sockets", 6 },
	{ "signals", 6 },
	{ "audit", 7 },
	{ "threads", 8 },
	{ "unix_sockets", 9 },
	{ "udp_ports", 10 },
	{ "seccomp", 0 },
	{ "seccomp_threads", 0 },
};

START_TEST(feature_is_there)
{
	const struct feature_row *row = &feature_rows[_i];
	struct support_feature feature;
	char since[80];

	for (int abi = 0; abi <= 12; abi++) {
		const struct nono_support support = { abi, 0 };

		ck_assert(support_feature(&support, (size_t)_i, &feature));
		ck_assert_str_eq(feature.name, row->name);
		ck_assert_msg(strlen(feature.what) > 5, "%s: says nothing", row->name);
		if (!row->abi)
			continue;
		ck_assert_msg(
			feature.is_there == (abi >= row->abi), "%s at ABI %d", row->name, abi);
		snprintf(since, sizeof(since), "Linux %s, Landlock ABI %d",
			landlock_linux_version(row->abi), row->abi);
		ck_assert_str_eq(feature.since, since);
	}
}
END_TEST

START_TEST(list_ends)
{
	const struct nono_support support = { 10, 0 };
	struct support_feature feature;

	ck_assert(!support_feature(&support, TEST_ROWS(feature_rows), &feature));
	ck_assert(!support_feature(&support, (size_t)-1, &feature));
}
END_TEST

/* Each ABI that landlock.c knows brings something that the list names. */
START_TEST(abi_is_named)
{
	const struct landlock_features now = landlock_features(_i);
	bool found = false;

	for (size_t i = 0; i < TEST_ROWS(feature_rows); i++)
		found = found || feature_rows[i].abi == _i;
	ck_assert_msg(found, "ABI %d has no row", _i);
	ck_assert_uint_ne(now.fs, 0);
}
END_TEST

/* What only the list tells, and the sentence of nono does not. */
static const struct reason_row {
	int error;
	const char *says;
} reason_rows[] = {
	{ ENOSYS, "built without Landlock" },
	{ EOPNOTSUPP, "switched off at boot" },
	{ EPERM, "filter around this process" },
};

START_TEST(reason)
{
	const struct nono_support support = { 0, reason_rows[_i].error };
	const struct nono_support present = { 1, 0 };
	struct support_feature feature;

	ck_assert(support_feature(&support, 0, &feature));
	ck_assert_msg(strstr(feature.what, reason_rows[_i].says) != NULL, "%s", feature.what);
	ck_assert(support_feature(&support, 1, &feature));
	ck_assert_ptr_null(strstr(feature.what, reason_rows[_i].says));
	ck_assert(support_feature(&present, 0, &feature));
	ck_assert_ptr_null(strstr(feature.what, reason_rows[_i].says));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("support");
	TCase *tests = tcase_create("support");

	tcase_add_loop_test(tests, details, 0, TEST_ROWS(details_rows));
	tcase_add_loop_test(tests, feature_is_there, 0, TEST_ROWS(feature_rows));
	tcase_add_test(tests, list_ends);
	tcase_add_loop_test(tests, abi_is_named, 1, LANDLOCK_NEWEST + 1);
	tcase_add_loop_test(tests, reason, 0, TEST_ROWS(reason_rows));
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
