/* SPDX-License-Identifier: Apache-2.0 */
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/lib.h"

/* nono-semantics 8.3 and 8.4: what the last error of a thread is, and the numbers. */

/* Code, kind and remedy of one failure each. */
static int missing_path(void)
{
	return nono_capability_set_allow_path(caps, lib_path("none"), 0);
}

static int no_directory(void)
{
	return nono_capability_set_allow_path(caps, lib_path("d/f"), 0);
}

static int no_file(void)
{
	return nono_capability_set_allow_file(caps, lib_path("d"), 0);
}

static int through_file(void)
{
	return nono_capability_set_allow_path(caps, lib_path("d/f/x"), 0);
}

static int bad_rule(void)
{
	return nono_capability_set_add_platform_rule(caps, "(");
}

static int proxy_only(void)
{
	nono_capability_set_set_proxy_port(caps, 8080);
	return nono_sandbox_apply(caps);
}

static int no_profile(void)
{
	return nono_capability_set_from_profile(lib_path("none.yaml")) ? 0 : -10;
}

static int bad_json(void)
{
	return nono_sandbox_state_from_json("{}") ? 0 : -9;
}

static int bad_argument(void)
{
	return nono_capability_set_allow_path(caps, NULL, 0);
}

static const struct failure_row {
	const char *name;
	int (*make)(void);
	int code;
	int kind;
	const char *remedy;
} failure_rows[] = {
	{ "path not found", missing_path, -1, 99, NULL },
	{ "expected directory", no_directory, -2, 99, NULL },
	{ "expected file", no_file, -3, 99, NULL },
	{ "canonicalisation", through_file, -4, 99, NULL },
	{ "sandbox init", bad_rule, -6, 0, NULL },
	{ "per-port filter", proxy_only, -7, 8, "{\"kind\":\"grant_network\"}" },
	{ "config parse", bad_json, -9, 11, "{\"kind\":\"check_policy\"}" },
	{ "profile not found", no_profile, -10, 11, "{\"kind\":\"check_policy\"}" },
	{ "argument", bad_argument, -12, 99, NULL },
};

static void compare_kind(const struct failure_row *row)
{
	char *remedy = nono_last_remediation_json();

	ck_assert_msg((int)nono_last_diagnostic_code() == row->kind, "%s: kind %d", row->name,
		(int)nono_last_diagnostic_code());
	ck_assert_msg(remedy && row->remedy ? !strcmp(remedy, row->remedy) : remedy == row->remedy,
		"%s: remedy %s", row->name, remedy ? remedy : "none");
	nono_string_free(remedy);
}

START_TEST(failure)
{
	const struct failure_row *row = &failure_rows[_i];
	char *text;
	int code = row->make();

	ck_assert_msg(code == row->code, "%s: %d", row->name, code);
	compare_kind(row);
	text = nono_last_error();
	ck_assert_msg(text && *text, "%s: no text", row->name);
	nono_string_free(text);
}
END_TEST

/* Each failure after each: nothing of the one before stays (in nono its kind did). */
START_TEST(nothing_is_stale)
{
	for (int i = 0; i < TEST_ROWS(failure_rows); i++) {
		failure_rows[i].make();
		failure_rows[_i].make();
		compare_kind(&failure_rows[_i]);
	}
}
END_TEST

START_TEST(starts_without)
{
	ck_assert_int_eq(nono_last_diagnostic_code(), 99);
	ck_assert_ptr_null(nono_last_remediation_json());
	ck_assert_ptr_null(nono_last_error());
}
END_TEST

START_TEST(success_keeps_it)
{
	missing_path();
	ck_assert_int_eq(nono_capability_set_allow_path(caps, "/", 0), 0);
	lib_compare_error("after a success", lib_text("Path does not exist: ", "none", ""));
	bad_json();
	ck_assert_int_eq(nono_capability_set_allow_path(caps, "/", 0), 0);
	ck_assert_int_eq(nono_last_diagnostic_code(), 11);
}
END_TEST

START_TEST(clear_forgets_all)
{
	bad_json();
	nono_clear_error();
	ck_assert_int_eq(nono_last_diagnostic_code(), 99);
	ck_assert_ptr_null(nono_last_remediation_json());
	ck_assert_ptr_null(nono_last_error());
}
END_TEST

START_TEST(copies_are_independent)
{
	char *first, *second;

	missing_path();
	first = nono_last_error();
	second = nono_last_error();
	ck_assert_ptr_ne(first, second);
	ck_assert_str_eq(first, second);
	nono_string_free(first);
	bad_argument();
	ck_assert_str_eq(second, lib_text("Path does not exist: ", "none", ""));
	nono_string_free(second);
}
END_TEST

static void *fail_elsewhere(void *unused)
{
	lib_compare_error("a new thread", NULL);
	bad_json();
	ck_assert_int_eq(nono_last_diagnostic_code(), 11);
	return unused;
}

START_TEST(threads_have_their_own)
{
	pthread_t thread;

	missing_path();
	ck_assert_int_eq(pthread_create(&thread, NULL, fail_elsewhere, NULL), 0);
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
	lib_compare_error("the first thread", lib_text("Path does not exist: ", "none", ""));
	ck_assert_int_eq(nono_last_diagnostic_code(), 99);
}
END_TEST

/* The words of nono-semantics 2.3, whatever the length of the path. */
static const size_t lengths[] = { 50, 159, 160, 300, 470, 471, 490, 511, 512, 600, 4000 };

static char *long_path(const char *begin, size_t length)
{
	char *path = malloc(length + 1);
	size_t at = strlen(begin);

	ck_assert_ptr_nonnull(path);
	ck_assert_uint_lt(at, length);
	memcpy(path, begin, at);
	/* Components of 100, so that none is too long. */
	for (; at < length; at++)
		path[at] = at % 100 ? 'x' : '/';
	if (path[length - 1] == '/')
		path[length - 1] = 'x';
	path[length] = '\0';
	return path;
}

static void compare_long(const char *before, const char *path, const char *after, int code)
{
	char *wanted = malloc(strlen(before) + strlen(path) + strlen(after) + 1);

	ck_assert_ptr_nonnull(wanted);
	sprintf(wanted, "%s%s%s", before, path, after);
	EXPECT(nono_capability_set_allow_path(caps, path, 0), code, wanted);
	EXPECT(nono_capability_set_allow_file(caps, path, 0), code, wanted);
	free(wanted);
}

START_TEST(long_paths_are_whole)
{
	char *path = long_path("/none/", lengths[_i]);

	compare_long("Path does not exist: ", path, "", -1);
	free(path);
	path = long_path("/dev/null/", lengths[_i]);
	compare_long("Failed to canonicalize path ", path, ": Not a directory (os error 20)", -4);
	free(path);
}
END_TEST

START_TEST(long_rule_is_whole)
{
	char *rule = long_path("x", lengths[_i]), *wanted = malloc(lengths[_i] + 200);

	ck_assert_ptr_nonnull(wanted);
	sprintf(wanted,
		"Sandbox initialization failed: platform rule must be an S-expression starting with "
		"'(': %s",
		rule);
	EXPECT(nono_capability_set_add_platform_rule(caps, rule), -6, wanted);
	free(rule);
	free(wanted);
}
END_TEST

START_TEST(entry_of_a_state_is_whole)
{
	char *path = long_path("/none/", lengths[_i]), *json = malloc(lengths[_i] * 2 + 300),
	     *wanted = malloc(lengths[_i] + 200);
	struct NonoSandboxState *state;

	ck_assert(json && wanted);
	sprintf(json,
		"{\"fs\":[{\"original\":\"/\",\"resolved\":\"/\",\"access\":\"read\",\"is_file\":"
		"false},{\"original\":\"%s\",\"resolved\":\"%s\",\"access\":\"read\",\"is_file\":"
		"false}],\"net_blocked\":false}",
		path, path);
	state = nono_sandbox_state_from_json(json);
	ck_assert_ptr_nonnull(state);
	sprintf(wanted, "Path does not exist: %s", path);
	EXPECT(nono_sandbox_state_to_caps(state) != NULL, false, wanted);
	nono_sandbox_state_free(state);
	free(path);
	free(json);
	free(wanted);
}
END_TEST

START_TEST(version)
{
	EXPECT_TEXT(nono_version(), SHIM_VERSION, NULL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("errors");
	TCase *tests = tcase_create("errors");

	tcase_add_checked_fixture(tests, lib_setup, lib_teardown);
	tcase_add_loop_test(tests, failure, 0, TEST_ROWS(failure_rows));
	tcase_add_loop_test(tests, nothing_is_stale, 0, TEST_ROWS(failure_rows));
	tcase_add_test(tests, starts_without);
	tcase_add_test(tests, success_keeps_it);
	tcase_add_test(tests, clear_forgets_all);
	tcase_add_test(tests, copies_are_independent);
	tcase_add_test(tests, threads_have_their_own);
	tcase_add_loop_test(tests, long_paths_are_whole, 0, TEST_ROWS(lengths));
	tcase_add_loop_test(tests, long_rule_is_whole, 0, TEST_ROWS(lengths));
	tcase_add_loop_test(tests, entry_of_a_state_is_whole, 0, TEST_ROWS(lengths));
	tcase_add_test(tests, version);
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
