/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "tests/lib/lib.h"

/* nono-semantics 5 and 11.3 through the C API; the core's own tests have the rest. */

static char *save(void)
{
	struct NonoSandboxState *state = nono_sandbox_state_from_caps(caps);
	char *json = nono_sandbox_state_to_json(state);

	ck_assert_ptr_nonnull(json);
	nono_sandbox_state_free(state);
	return json;
}

static struct NonoCapabilitySet *load(const char *json)
{
	struct NonoSandboxState *state = nono_sandbox_state_from_json(json);
	struct NonoCapabilitySet *loaded;

	ck_assert_ptr_nonnull(state);
	loaded = nono_sandbox_state_to_caps(state);
	nono_sandbox_state_free(state);
	return loaded;
}

/* nono-semantics 5.6 */
START_TEST(documents)
{
	char wanted[2000];

	EXPECT_TEXT(save(), "{\n  \"fs\": [],\n  \"net_blocked\": false\n}", NULL);
	nono_capability_set_set_network_blocked(caps, true);
	EXPECT_TEXT(save(), "{\n  \"fs\": [],\n  \"net_blocked\": true\n}", NULL);
	nono_capability_set_allow_path(caps, lib_path("d"), NONO_ACCESS_MODE_READ_WRITE);
	nono_capability_set_allow_file(caps, lib_path("lf"), NONO_ACCESS_MODE_READ);
	snprintf(wanted, sizeof(wanted),
		"{\n  \"fs\": [\n    {\n      \"original\": \"%s\",\n      \"resolved\": \"%s\",\n"
		"      \"access\": \"read+write\",\n      \"is_file\": false\n    },\n"
		"    {\n      \"original\": \"%s\",\n      \"resolved\": \"%s\",\n"
		"      \"access\": \"read\",\n      \"is_file\": true\n    }\n  ],\n"
		"  \"net_blocked\": true\n}",
		lib_path("d"), lib_path("d"), lib_path("lf"), lib_path("d/f"));
	EXPECT_TEXT(save(), wanted, NULL);
}
END_TEST

START_TEST(round_trip)
{
	struct NonoCapabilitySet *loaded;
	char *json;

	nono_capability_set_allow_path(caps, lib_path("ld"), NONO_ACCESS_MODE_READ_WRITE);
	nono_capability_set_set_network_blocked(caps, true);
	json = save();
	loaded = load(json);
	EXPECT(nono_capability_set_is_network_blocked(loaded), true, NULL);
	EXPECT(nono_capability_set_fs_count(loaded), 1, NULL);
	EXPECT(nono_capability_set_fs_access(loaded, 0), NONO_ACCESS_MODE_READ_WRITE, NULL);
	EXPECT_TEXT(nono_capability_set_fs_original(loaded, 0), lib_path("ld"), NULL);
	EXPECT_TEXT(nono_capability_set_fs_resolved(loaded, 0), lib_path("d"), NULL);
	nono_capability_set_free(loaded);
	nono_string_free(json);
}
END_TEST

START_TEST(path_is_gone)
{
	char *json;

	nono_capability_set_allow_file(caps, lib_path("d/f"), NONO_ACCESS_MODE_READ);
	json = save();
	remove(lib_path("d/f"));
	EXPECT(load(json) != NULL, false, lib_text("Path does not exist: ", "d/f", ""));
	nono_string_free(json);
}
END_TEST

/* Which nono does not see (its defect 38). */
START_TEST(path_leads_elsewhere)
{
	char *json;

	nono_capability_set_allow_path(caps, lib_path("ld"), NONO_ACCESS_MODE_READ);
	json = save();
	ck_assert(!remove(lib_path("ld")) && !symlink(lib_path("o"), lib_path("ld")));
	nono_clear_error();
	ck_assert_ptr_null(load(json));
	ck_assert(lib_error_has("canonical path drifted at state reload"));
	ck_assert_int_eq(nono_last_diagnostic_code(), NONO_DIAGNOSTIC_CODE_CONFIGURATION_ERROR);
	nono_string_free(json);
}
END_TEST

/* In nono a round trip makes them free (its defect 6). */
START_TEST(ports_stay_restricted)
{
	struct NonoCapabilitySet *loaded;
	char *json;

	nono_capability_set_allow_tcp_connect(caps, 443);
	json = save();
	loaded = load(json);
	EXPECT(nono_capability_set_is_network_blocked(loaded), true, NULL);
	nono_capability_set_free(loaded);
	nono_string_free(json);
}
END_TEST

/* nono-semantics 5.3 */
static const struct syntax_row {
	const char *json, *error;
} syntax_rows[] = {
	{ "not valid json", "expected ident at line 1 column 2" },
	{ "", "EOF while parsing a value at line 1 column 0" },
	{ "{}", "missing field `fs` at line 1 column 2" },
	{ "{\"fs\":[]}", "missing field `net_blocked` at line 1 column 9" },
	{ "null", "invalid type: null, expected struct SandboxState at line 1 column 4" },
	{ "{\"fs\":null,\"net_blocked\":true}",
		"invalid type: null, expected a sequence at line 1 column 10" },
	{ "{\"fs\":[],\"net_blocked\":\"true\"}",
		"invalid type: string \"true\", expected a boolean at line 1 column 29" },
};

START_TEST(syntax)
{
	char wanted[200];

	snprintf(wanted, sizeof(wanted), "JSON parse error: %s", syntax_rows[_i].error);
	EXPECT(nono_sandbox_state_from_json(syntax_rows[_i].json) != NULL, false, wanted);
}
END_TEST

/* nono-semantics 5.4 */
START_TEST(unknown_access)
{
	EXPECT(load("{\"fs\":[{\"original\":\"/none\",\"resolved\":\"/none\",\"access\":\"all\","
		    "\"is_file\":false}],\"net_blocked\":false}") != NULL,
		false, "Configuration parse error: invalid access mode in sandbox state: all");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("state");
	TCase *tests = tcase_create("state");

	tcase_add_checked_fixture(tests, lib_setup, lib_teardown);
	tcase_add_test(tests, documents);
	tcase_add_test(tests, round_trip);
	tcase_add_test(tests, path_is_gone);
	tcase_add_test(tests, path_leads_elsewhere);
	tcase_add_test(tests, ports_stay_restricted);
	tcase_add_loop_test(tests, syntax, 0, TEST_ROWS(syntax_rows));
	tcase_add_test(tests, unknown_access);
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
