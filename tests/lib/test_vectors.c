/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/lib.h"

/* nono-semantics 2.3, 3 to 5 and 11.1 to 11.3 through the C API. */

enum {
	R = NONO_ACCESS_MODE_READ,
	W = NONO_ACCESS_MODE_WRITE,
	RW = NONO_ACCESS_MODE_READ_WRITE
};

static void setup(void)
{
	lib_setup();
	ck_assert_int_eq(chdir(lib_path("d")), 0);
}

static void teardown(void)
{
	ck_assert_int_eq(chdir("/"), 0);
	lib_teardown();
}

/* nono-semantics 2.3. "@NAME" is NAME in the tree; text is what stands around the path. */
static const struct creation_row {
	const char *path;
	int directory, file;  /* codes */
	const char *resolved; /* of what is taken */
	const char *reason;   /* of code -4 */
} creation_rows[] = {
	{ "@none", -1, -1, NULL, NULL },
	{ "", -1, -1, NULL, NULL },
	{ "@dl", -1, -1, NULL, NULL },
	{ "@d/f/child", -4, -4, NULL, "Not a directory (os error 20)" },
	{ "@d/f/", -4, -4, NULL, "Not a directory (os error 20)" },
	{ "@d/f", -2, 0, "@d/f", NULL },
	{ "/dev/null", -2, 0, "/dev/null", NULL },
	{ "@d", 0, -3, "@d", NULL },
	{ "/", 0, -3, "/", NULL },
	{ ".", 0, -3, "@d", NULL },
	{ "sub", 0, -3, "@d/sub", NULL },
	{ "sub/..", 0, -3, "@d", NULL },
	{ "@ld", 0, -3, "@d", NULL },
	{ "@lf", -2, 0, "@d/f", NULL },
	{ "@/d/./sub", 0, -3, "@d/sub", NULL },
	{ "@d/sub/", 0, -3, "@d/sub", NULL },
	{ "@d/sub/../sub", 0, -3, "@d/sub", NULL },
};

static const char *place_of(const char *path)
{
	return *path == '@' ? lib_path(path + 1) : path;
}

static void compare_creation(const struct creation_row *row, bool is_file, int code)
{
	static const char *const texts[] = { [1] = "Path does not exist: ",
		[2] = "Expected a directory but got a file: ",
		[3] = "Expected a file but got a directory: ",
		[4] = "Failed to canonicalize path " };
	const char *path = place_of(row->path);
	char text[2000];

	snprintf(text, sizeof(text), "%s%s%s%s", code ? texts[-code] : "", path,
		code == -4 ? ": " : "", code == -4 ? row->reason : "");
	if (is_file)
		EXPECT(nono_capability_set_allow_file(caps, path, RW), code, code ? text : NULL);
	else
		EXPECT(nono_capability_set_allow_path(caps, path, RW), code, code ? text : NULL);
	ck_assert_uint_eq(nono_capability_set_fs_count(caps), !code);
	if (code)
		return;
	EXPECT_TEXT(nono_capability_set_fs_original(caps, 0), path, NULL);
	EXPECT_TEXT(nono_capability_set_fs_resolved(caps, 0), place_of(row->resolved), NULL);
	EXPECT(nono_capability_set_fs_access(caps, 0), RW, NULL);
	EXPECT(nono_capability_set_fs_is_file(caps, 0), is_file, NULL);
	EXPECT(nono_capability_set_fs_source_tag(caps, 0), 0, NULL);
	EXPECT_TEXT(nono_capability_set_fs_source_group_name(caps, 0), NULL, NULL);
	EXPECT_TEXT(nono_capability_set_fs_source_place(caps, 0), NULL, NULL);
}

START_TEST(creation_of_directory)
{
	compare_creation(&creation_rows[_i], false, creation_rows[_i].directory);
}
END_TEST

START_TEST(creation_of_file)
{
	compare_creation(&creation_rows[_i], true, creation_rows[_i].file);
}
END_TEST

/* nono-semantics 3.7, both from the user: the other columns need sources that C cannot give. */
static const struct merge_row {
	uint32_t first, second, merged;
} merge_rows[] = { { R, R, R }, { R, W, RW }, { R, RW, RW }, { W, R, RW }, { W, W, W },
	{ W, RW, RW }, { RW, R, RW }, { RW, W, RW }, { RW, RW, RW } };

START_TEST(merge)
{
	const struct merge_row *row = &merge_rows[_i];

	ck_assert_int_eq(nono_capability_set_allow_path(caps, lib_path("d"), row->first), 0);
	ck_assert_int_eq(nono_capability_set_allow_path(caps, lib_path("d"), row->second), 0);
	ck_assert_uint_eq(nono_capability_set_fs_count(caps), 2);
	nono_capability_set_deduplicate(caps);
	ck_assert_uint_eq(nono_capability_set_fs_count(caps), 1);
	EXPECT(nono_capability_set_fs_access(caps, 0), row->merged, NULL);
}
END_TEST

/* nono-semantics 3.9, with a grant of d; the last two are its defect 32, done right. */
static const struct cover_row {
	const char *path;
	bool covered;
} cover_rows[] = { { "@d", true }, { "@d/", true }, { "@d/x/y", true }, { "@/./d/q", true },
	{ "@dd", false }, { "@", false }, { "@ld/x", false }, { "sub", false }, { "", false },
	{ "@d/../o", false }, { "@o/../d", true } };

START_TEST(covered)
{
	const struct cover_row *row = &cover_rows[_i];

	ck_assert_int_eq(nono_capability_set_allow_path(caps, lib_path("d"), R), 0);
	EXPECT(nono_capability_set_path_covered(caps, place_of(row->path)), row->covered, NULL);
}
END_TEST

START_TEST(a_file_covers_nothing)
{
	ck_assert_int_eq(nono_capability_set_allow_file(caps, lib_path("d/f"), R), 0);
	EXPECT(nono_capability_set_path_covered(caps, lib_path("d/f")), false, NULL);
}
END_TEST

/* nono-semantics 3.11 */
START_TEST(summary)
{
	char text[2000];

	EXPECT_TEXT(nono_capability_set_summary(caps),
		"(no capabilities granted)\nNetwork:\n  outbound: allowed", NULL);
	ck_assert_int_eq(nono_capability_set_allow_path(caps, lib_path("d"), RW), 0);
	ck_assert_int_eq(nono_capability_set_allow_file(caps, lib_path("d/f"), R), 0);
	ck_assert_int_eq(nono_capability_set_set_network_blocked(caps, true), 0);
	snprintf(text, sizeof(text),
		"Filesystem:\n  %s [read+write] (dir)\n  %s [read] (file)\n"
		"Network:\n  outbound: blocked",
		lib_path("d"), lib_path("d/f"));
	EXPECT_TEXT(nono_capability_set_summary(caps), text, NULL);
}
END_TEST

START_TEST(summary_of_sockets_and_ports)
{
	char text[2000];

	ck_assert_int_eq(nono_capability_set_allow_unix_socket(caps, lib_path("d/s"), 0, true), 0);
	ck_assert_int_eq(nono_capability_set_allow_unix_socket(caps, lib_path("d"), 1, true), 0);
	ck_assert_int_eq(nono_capability_set_allow_unix_socket(caps, lib_path("d"), 2, false), 0);
	ck_assert_int_eq(nono_capability_set_allow_tcp_connect(caps, 443), 0);
	ck_assert_int_eq(nono_capability_set_allow_tcp_connect(caps, 8443), 0);
	ck_assert_int_eq(nono_capability_set_allow_tcp_bind(caps, 8080), 0);
	snprintf(text, sizeof(text),
		"Unix sockets:\n  %s [connect+bind] (file)\n  %s [connect+bind] (dir-children)\n"
		"  %s [connect] (dir-subtree)\nNetwork:\n  outbound: allowed\n"
		"  tcp connect ports: 443, 8443\n  tcp bind ports: 8080",
		lib_path("d/s"), lib_path("d"), lib_path("d"));
	EXPECT_TEXT(nono_capability_set_summary(caps), text, NULL);
}
END_TEST

/* nono-semantics 4.3, with READ on d; what nono has wrong there is as the kernel has it. */
static const struct query_row {
	const char *path;
	uint32_t mode;
	int reason;
	const char *granted, *requested;
} query_rows[] = {
	{ "@d", R, 0, NULL, NULL },
	{ "@d/f", R, 0, NULL, NULL },
	{ "@d/missing", R, 0, NULL, NULL },
	{ "@d/m1/m2", R, 0, NULL, NULL },
	{ "@ld/f", R, 0, NULL, NULL },
	{ "@ld/missing", R, 0, NULL, NULL },
	{ "@lf", R, 0, NULL, NULL },
	{ "@dx", R, 2, NULL, NULL },
	{ "@d/../o", R, 2, NULL, NULL },
	{ "/", R, 2, NULL, NULL },
	{ "", R, 2, NULL, NULL },
	{ "f", R, 0, NULL, NULL },
	{ "./f", R, 0, NULL, NULL },
	{ "../d/f", R, 0, NULL, NULL },
	{ "sub/missing", R, 0, NULL, NULL },
	{ "missing", R, 0, NULL, NULL }, /* defect 31 */
	{ "./missing", R, 0, NULL, NULL },
	{ "@d/f", W, 3, "read", "write" },
	{ "@d/f", RW, 3, "read", "read+write" },
	{ "@dl", R, 2, NULL, NULL }, /* defect 30, and so are these */
	{ "@d/sub/../../o/missing", R, 2, NULL, NULL },
	{ "@d/nope/../../../../etc/shadow", R, 2, NULL, NULL },
};

static void compare_string(const char *name, const char *got, const char *wanted)
{
	ck_assert_msg(got && wanted ? !strcmp(got, wanted) : !got && !wanted, "%s: %s, wanted %s",
		name, got ? got : "NULL", wanted ? wanted : "NULL");
}

START_TEST(query)
{
	const struct query_row *row = &query_rows[_i];
	struct NonoQueryResult result;
	struct NonoQueryContext *ctx;

	ck_assert_int_eq(nono_capability_set_allow_path(caps, lib_path("d"), R), 0);
	ctx = nono_query_context_new(caps);
	EXPECT(nono_query_context_query_path(ctx, place_of(row->path), row->mode, &result), 0,
		NULL);
	ck_assert_msg(
		(int)result.reason == row->reason, "%s: reason %d", row->path, (int)result.reason);
	ck_assert_int_eq(result.status, row->reason != 0);
	compare_string("granted_path", result.granted_path, row->reason ? NULL : lib_path("d"));
	compare_string("access", result.access, row->reason ? NULL : "read");
	compare_string("granted", result.granted, row->granted);
	compare_string("requested", result.requested, row->requested);
	nono_query_result_free(&result);
	ck_assert_ptr_null(result.granted_path);
	nono_query_context_free(ctx);
}
END_TEST

static int reason_of(const char *path, uint32_t mode)
{
	struct NonoQueryContext *ctx = nono_query_context_new(caps);
	struct NonoQueryResult result;
	int reason;

	ck_assert_int_eq(nono_query_context_query_path(ctx, path, mode, &result), 0);
	reason = (int)result.reason;
	nono_query_result_free(&result);
	nono_query_context_free(ctx);
	return reason;
}

/* The order of grants does not matter, and what they grant adds up (defects 29 and 31). */
START_TEST(grants_are_united)
{
	ck_assert_int_eq(nono_capability_set_allow_path(caps, lib_path("d"), R), 0);
	ck_assert_int_eq(reason_of(lib_path("d/sub/x"), W), 3);
	ck_assert_int_eq(nono_capability_set_allow_path(caps, lib_path("d/sub"), RW), 0);
	ck_assert_int_eq(reason_of(lib_path("d/sub/x"), W), 0);
	ck_assert_int_eq(nono_capability_set_allow_path(caps, lib_path("d"), W), 0);
	ck_assert_int_eq(reason_of(lib_path("d/f"), RW), 0);
}
END_TEST

START_TEST(query_of_a_file)
{
	ck_assert_int_eq(nono_capability_set_allow_file(caps, lib_path("d/f"), RW), 0);
	ck_assert_int_eq(reason_of(lib_path("d/f"), R), 0);
	ck_assert_int_eq(reason_of(lib_path("d/f"), W), 0);
	ck_assert_int_eq(reason_of(lib_path("lf"), RW), 0);
	ck_assert_int_eq(reason_of(lib_path("d/other"), R), 2);
	ck_assert_int_eq(reason_of(lib_path("d"), R), 2);
}
END_TEST

/* The context of a set that is changed, and then gone. */
START_TEST(query_is_isolated)
{
	struct NonoCapabilitySet *other = nono_capability_set_new();
	struct NonoQueryContext *ctx;
	struct NonoQueryResult result;

	ck_assert_int_eq(nono_capability_set_allow_path(other, lib_path("d"), R), 0);
	ctx = nono_query_context_new(other);
	ck_assert_int_eq(nono_capability_set_allow_path(other, lib_path("o"), R), 0);
	ck_assert_int_eq(nono_capability_set_allow_path(other, lib_path("d"), W), 0);
	nono_capability_set_deduplicate(other);
	nono_capability_set_free(other);
	ck_assert_int_eq(nono_query_context_query_path(ctx, lib_path("o/f"), R, &result), 0);
	ck_assert_int_eq(result.reason, NONO_QUERY_REASON_PATH_NOT_GRANTED);
	ck_assert_int_eq(nono_query_context_query_path(ctx, lib_path("d/f"), W, &result), 0);
	ck_assert_int_eq(result.reason, NONO_QUERY_REASON_INSUFFICIENT_ACCESS);
	nono_query_result_free(&result);
	ck_assert_int_eq(nono_query_context_query_path(ctx, lib_path("d/f"), R, &result), 0);
	compare_string("granted_path", result.granted_path, lib_path("d"));
	nono_query_result_free(&result);
	nono_query_context_free(ctx);
}
END_TEST

static void compare_rename(struct NonoQueryContext *ctx, const char *to, int reason)
{
	struct NonoQueryResult result;

	ck_assert_int_eq(nono_query_context_query_operation(ctx, NONO_OPERATION_RENAME,
				 lib_path("d/f"), lib_path(to), &result),
		0);
	ck_assert_msg((int)result.reason == reason, "to %s: %d", to, (int)result.reason);
	nono_query_result_free(&result);
}

START_TEST(query_operation)
{
	struct NonoQueryContext *ctx;
	struct NonoQueryResult result;

	ck_assert_int_eq(nono_capability_set_allow_path(caps, lib_path("d"), RW), 0);
	ctx = nono_query_context_new(caps);
	compare_rename(ctx, "d/new", 0);
	compare_rename(ctx, "o/new", 2);
	ck_assert_int_eq(nono_query_context_query_operation(
				 ctx, NONO_OPERATION_EXECUTE, lib_path("d/f"), NULL, &result),
		0);
	ck_assert_int_eq(result.reason, 0);
	nono_query_result_free(&result);
	nono_query_context_free(ctx);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("vectors");
	TCase *tests = tcase_create("vectors");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_loop_test(tests, creation_of_directory, 0, TEST_ROWS(creation_rows));
	tcase_add_loop_test(tests, creation_of_file, 0, TEST_ROWS(creation_rows));
	tcase_add_loop_test(tests, merge, 0, TEST_ROWS(merge_rows));
	tcase_add_loop_test(tests, covered, 0, TEST_ROWS(cover_rows));
	tcase_add_test(tests, a_file_covers_nothing);
	tcase_add_test(tests, summary);
	tcase_add_test(tests, summary_of_sockets_and_ports);
	tcase_add_loop_test(tests, query, 0, TEST_ROWS(query_rows));
	tcase_add_test(tests, grants_are_united);
	tcase_add_test(tests, query_of_a_file);
	tcase_add_test(tests, query_is_isolated);
	tcase_add_test(tests, query_operation);
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
