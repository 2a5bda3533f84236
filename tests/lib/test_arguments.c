/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/lib/lib.h"

#include <string.h>

/*
 * Every row of the function list, nono-semantics 8.2: what a NULL and what cannot be an argument
 * gives. EXPECT() calls with no error set, so that "no error set" is looked at as well.
 */

#define INVALID NONO_ERROR_CODE_INVALID_ARGUMENT
#define BAD	"caf\xe9" /* Latin-1 */

static const char no_caps[] = "caps pointer is NULL";
static const char no_path[] = "path is NULL or invalid UTF-8";

START_TEST(free_takes_null)
{
	nono_string_free(NULL);
	nono_capability_set_free(NULL);
	nono_query_context_free(NULL);
	nono_sandbox_state_free(NULL);
	nono_query_result_free(NULL);
	lib_compare_error("free", NULL);
}
END_TEST

START_TEST(grants)
{
	EXPECT(nono_capability_set_allow_path(NULL, BAD, 7), INVALID, no_caps);
	EXPECT(nono_capability_set_allow_path(caps, BAD, 3), INVALID, "invalid access mode: 3");
	EXPECT(nono_capability_set_allow_path(caps, NULL, 4294967295u), INVALID,
		"invalid access mode: 4294967295");
	EXPECT(nono_capability_set_allow_path(caps, NULL, 0), INVALID, no_path);
	EXPECT(nono_capability_set_allow_path(caps, BAD, 2), INVALID, no_path);
	EXPECT(nono_capability_set_allow_path(caps, "/", 2), 0, NULL);
	EXPECT(nono_capability_set_allow_file(NULL, BAD, 7), INVALID, no_caps);
	EXPECT(nono_capability_set_allow_file(caps, BAD, 3), INVALID, "invalid access mode: 3");
	EXPECT(nono_capability_set_allow_file(caps, NULL, 1), INVALID, no_path);
	EXPECT(nono_capability_set_allow_file(caps, "a\xc0\xaf", 1), INVALID, no_path);
	EXPECT(nono_capability_set_allow_file(caps, "/dev/null", 1), 0, NULL);
	ck_assert_uint_eq(nono_capability_set_fs_count(caps), 2);
}
END_TEST

START_TEST(texts)
{
	static const char cmd[] = "cmd is NULL or invalid UTF-8";
	static const char rule[] = "rule is NULL or invalid UTF-8";

	EXPECT(nono_capability_set_allow_command(NULL, BAD), INVALID, no_caps);
	EXPECT(nono_capability_set_allow_command(caps, NULL), INVALID, cmd);
	EXPECT(nono_capability_set_allow_command(caps, BAD), INVALID, cmd);
	EXPECT(nono_capability_set_allow_command(caps, ""), 0, NULL);
	EXPECT(nono_capability_set_block_command(NULL, BAD), INVALID, no_caps);
	EXPECT(nono_capability_set_block_command(caps, NULL), INVALID, cmd);
	EXPECT(nono_capability_set_block_command(caps, BAD), INVALID, cmd);
	EXPECT(nono_capability_set_block_command(caps, "rm"), 0, NULL);
	EXPECT(nono_capability_set_add_platform_rule(NULL, BAD), INVALID, no_caps);
	EXPECT(nono_capability_set_add_platform_rule(caps, NULL), INVALID, rule);
	EXPECT(nono_capability_set_add_platform_rule(caps, BAD), INVALID, rule);
	EXPECT(nono_capability_set_add_platform_rule(caps, "(deny file-write-unlink)"), 0, NULL);
	EXPECT(nono_capability_set_add_platform_rule(caps, "x"), NONO_ERROR_CODE_SANDBOX_INIT,
		"Sandbox initialization failed: platform rule must be an S-expression starting "
		"with '(': x");
}
END_TEST

START_TEST(listing)
{
	nono_capability_set_deduplicate(NULL);
	lib_compare_error("deduplicate", NULL);
	EXPECT(nono_capability_set_path_covered(NULL, "/"), false, NULL);
	EXPECT(nono_capability_set_path_covered(caps, NULL), false, NULL);
	EXPECT(nono_capability_set_path_covered(caps, BAD), false, NULL);
	EXPECT_TEXT(nono_capability_set_summary(NULL), NULL, NULL);
	EXPECT(nono_capability_set_fs_count(NULL), 0, NULL);
	EXPECT_TEXT(nono_capability_set_fs_original(NULL, 0), NULL, NULL);
	EXPECT_TEXT(nono_capability_set_fs_original(caps, 0), NULL, NULL);
	EXPECT_TEXT(nono_capability_set_fs_resolved(NULL, 0), NULL, NULL);
	EXPECT_TEXT(nono_capability_set_fs_resolved(caps, 0), NULL, NULL);
	EXPECT(nono_capability_set_fs_access(NULL, 0), 0xFFFFFFFF, no_caps);
	EXPECT(nono_capability_set_fs_access(caps, 0), NONO_ACCESS_MODE_INVALID,
		"index 0 out of bounds");
	EXPECT(nono_capability_set_fs_access(caps, 12), 0xFFFFFFFF, "index 12 out of bounds");
	EXPECT(nono_capability_set_fs_is_file(NULL, 0), false, NULL);
	EXPECT(nono_capability_set_fs_is_file(caps, 0), false, NULL);
	EXPECT(nono_capability_set_fs_source_tag(NULL, 0), 0, no_caps);
	EXPECT(nono_capability_set_fs_source_tag(caps, 1), 0, "index 1 out of bounds");
	EXPECT_TEXT(nono_capability_set_fs_source_group_name(NULL, 0), NULL, NULL);
	EXPECT_TEXT(nono_capability_set_fs_source_group_name(caps, 0), NULL, NULL);
}
END_TEST

START_TEST(queries)
{
	static const char no_ctx[] = "ctx or out_result pointer is NULL";
	struct NonoQueryResult out = { 77, 77, NULL, NULL, NULL, NULL };
	struct NonoQueryContext *ctx = nono_query_context_new(caps);

	ck_assert_ptr_nonnull(ctx);
	EXPECT(nono_query_context_new(NULL) != NULL, false, NULL);
	EXPECT(nono_query_context_query_path(NULL, BAD, 7, &out), INVALID, no_ctx);
	EXPECT(nono_query_context_query_path(ctx, BAD, 7, NULL), INVALID, no_ctx);
	EXPECT(nono_query_context_query_path(ctx, BAD, 7, &out), INVALID, "invalid access mode: 7");
	EXPECT(nono_query_context_query_path(ctx, BAD, 0, &out), INVALID, no_path);
	EXPECT(nono_query_context_query_path(ctx, NULL, 0, &out), INVALID, no_path);
	EXPECT(nono_query_context_query_network(NULL, &out), INVALID, no_ctx);
	EXPECT(nono_query_context_query_network(ctx, NULL), INVALID, no_ctx);
	EXPECT(nono_query_context_query_operation(NULL, 99, BAD, BAD, &out), INVALID, no_ctx);
	EXPECT(nono_query_context_query_operation(ctx, 9, BAD, BAD, &out), INVALID,
		"invalid operation: 9");
	EXPECT(nono_query_context_query_operation(ctx, 0, BAD, BAD, &out), INVALID, no_path);
	EXPECT(nono_query_context_query_operation(ctx, NONO_OPERATION_RENAME, "/a", NULL, &out),
		INVALID, "other is NULL or invalid UTF-8");
	EXPECT(nono_query_context_query_port(ctx, 3, 1, &out), INVALID, "invalid direction: 3");
	EXPECT(nono_query_context_query_port(NULL, 1, 1, &out), INVALID, no_ctx);
	ck_assert_int_eq(out.status, 77);
	ck_assert_int_eq(out.reason, 77);
	nono_query_context_free(ctx);
}
END_TEST

START_TEST(states)
{
	EXPECT(nono_sandbox_state_from_caps(NULL) != NULL, false, NULL);
	EXPECT_TEXT(nono_sandbox_state_to_json(NULL), NULL, NULL);
	EXPECT(nono_sandbox_state_from_json(NULL) != NULL, false, "json is NULL or invalid UTF-8");
	EXPECT(nono_sandbox_state_from_json(BAD) != NULL, false, "json is NULL or invalid UTF-8");
	EXPECT(nono_sandbox_state_to_caps(NULL) != NULL, false, "state pointer is NULL");
}
END_TEST

START_TEST(applying)
{
	char *receipt = (char *)BAD;

	EXPECT(nono_sandbox_apply(NULL), INVALID, no_caps);
	EXPECT(nono_sandbox_apply_with_receipt(caps, NULL), INVALID,
		"receipt_json pointer is NULL");
	EXPECT(nono_sandbox_apply_with_receipt(NULL, &receipt), INVALID, no_caps);
	ck_assert_ptr_null(receipt);
	EXPECT_TEXT(nono_capability_set_rules_text(NULL, 7), NULL, no_caps);
	EXPECT_TEXT(nono_capability_set_rules_text(caps, -2), NULL, "invalid Landlock ABI: -2");
}
END_TEST

START_TEST(additions)
{
	EXPECT(nono_capability_set_from_profile(NULL) != NULL, false,
		"name_or_path is NULL or invalid UTF-8");
	EXPECT(nono_capability_set_allow_tcp_connect(NULL, 1), INVALID, no_caps);
	EXPECT(nono_capability_set_allow_tcp_connect(caps, 0), INVALID,
		"port 0 cannot be granted; ports are numbers from 1 to 65535");
	EXPECT(nono_capability_set_allow_tcp_bind(NULL, 1), INVALID, no_caps);
	EXPECT(nono_capability_set_allow_tcp_bind(caps, 0), INVALID,
		"port 0 cannot be granted; ports are numbers from 1 to 65535");
	EXPECT(nono_capability_set_allow_proxy_bind(NULL, 1), INVALID, no_caps);
	EXPECT(nono_capability_set_allow_proxy_bind(caps, 0), INVALID,
		"port 0 cannot be granted; ports are numbers from 1 to 65535");
	EXPECT(nono_capability_set_allow_proxy_bind(caps, 3000), INVALID,
		"port 3000 can be bound beside a proxy only; choose the proxy's port first, or allow "
		"this one without a proxy");
	EXPECT(nono_capability_set_allow_unix_socket(NULL, BAD, 9, true), INVALID, no_caps);
	EXPECT(nono_capability_set_allow_unix_socket(caps, BAD, 3, true), INVALID,
		"invalid unix socket scope: 3");
	EXPECT(nono_capability_set_allow_unix_socket(caps, BAD, 2, true), INVALID, no_path);
	EXPECT(nono_capability_set_allow_unix_socket(caps, "/", 2, true),
		NONO_ERROR_CODE_SANDBOX_INIT,
		"Sandbox initialization failed: unix socket directory grant at filesystem root is "
		"not permitted");
	EXPECT_TEXT(nono_capability_set_fs_source_place(NULL, 0), NULL, NULL);
	EXPECT_TEXT(nono_capability_set_fs_source_place(caps, 0), NULL, NULL);
}
END_TEST

START_TEST(reports)
{
	EXPECT_TEXT(nono_session_diagnostic_report_to_json(-3, NULL, "", " \n"),
		"{\"exit_code\":-3,\"denials\":[],\"ipc_denials\":[],\"violations\":[]}", NULL);
	EXPECT_TEXT(nono_session_diagnostic_report_to_json(
			    0, " [ {\"a\" : [1e3,-0.5]} ]\n", "[null,true]", "[\"\\u00e9\"]"),
		"{\"exit_code\":0,\"denials\":[ {\"a\" : [1e3,-0.5]} ],\"ipc_denials\":[null,true],"
		"\"violations\":[\"\\u00e9\"]}",
		NULL);
	/* Behind the colon are the words of serde_json. */
	EXPECT_TEXT(nono_session_diagnostic_report_to_json(0, "{}", NULL, NULL), NULL,
		"invalid denial JSON array: invalid type: map, expected a sequence at line 1 "
		"column 0");
	EXPECT_TEXT(nono_session_diagnostic_report_to_json(0, NULL, "[", "["), NULL,
		"invalid IPC denial JSON array: EOF while parsing a list at line 1 column 1");
	EXPECT_TEXT(nono_session_diagnostic_report_to_json(0, NULL, NULL, "[\"" BAD "\"]"), NULL,
		"invalid violation JSON array: not UTF-8");
	EXPECT_TEXT(nono_merge_diagnostic_report_json(NULL, "{}"), NULL, "session_json is null");
	EXPECT_TEXT(nono_merge_diagnostic_report_json("[]", NULL), NULL,
		"invalid session JSON: expected an object");
	EXPECT_TEXT(nono_merge_diagnostic_report_json("{}", "x"), NULL,
		"invalid proxy JSON: expected value at line 1 column 1");
	EXPECT_TEXT(nono_merge_diagnostic_report_json(" { } ", NULL), "{ }", NULL);
	EXPECT_TEXT(nono_merge_diagnostic_report_json("{}", " [1]"), "{\"proxy\":[1]}", NULL);
	EXPECT_TEXT(nono_merge_diagnostic_report_json("{\"a\":1 }", "{}"),
		"{\"a\":1 ,\"proxy\":{}}", NULL);
}
END_TEST

/* No array by RFC 8259; each would make a report that its reader refuses. */
static const char *const no_arrays[] = { "[1,]", "[,]", "[1 2]", "[01]", "[1.]", "[.5]", "[+1]",
	"[1e]", "[tru]", "[\"a]", "[\"\t\"]", "[\"\\x\"]", "[\"\\u12\"]", "[{\"a\"}]", "[{a:1}]",
	"[{\"a\":1,}]", "[]]", "[] []", "[\\]", "[-]", "]", "null", "\"[]\"", "[{]}" };

START_TEST(no_array)
{
	static const char begins[] = "invalid denial JSON array: ";
	char *text;

	ck_assert_ptr_null(nono_session_diagnostic_report_to_json(0, no_arrays[_i], NULL, NULL));
	text = nono_last_error();
	ck_assert_msg(text && !strncmp(text, begins, strlen(begins)), "%s", text);
	nono_string_free(text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("arguments");
	TCase *tests = tcase_create("arguments");

	tcase_add_checked_fixture(tests, lib_setup, lib_teardown);
	tcase_add_test(tests, free_takes_null);
	tcase_add_test(tests, grants);
	tcase_add_test(tests, texts);
	tcase_add_test(tests, listing);
	tcase_add_test(tests, queries);
	tcase_add_test(tests, states);
	tcase_add_test(tests, applying);
	tcase_add_test(tests, additions);
	tcase_add_test(tests, reports);
	tcase_add_loop_test(tests, no_array, 0, TEST_ROWS(no_arrays));
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
