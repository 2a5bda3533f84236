/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/lib/lib.h"

/* Sets that come from a profile, and rules as text. */

static void setup(void)
{
	lib_make_tree();
}

static void teardown(void)
{
	lib_remove_tree();
}

static void write_profile(const char *text)
{
	FILE *file = fopen(lib_path("p.yaml"), "w");

	ck_assert_ptr_nonnull(file);
	ck_assert_int_ge(fputs(text, file), 0);
	ck_assert_int_eq(fclose(file), 0);
}

static void write_example(void)
{
	char text[2000];

	snprintf(text, sizeof(text),
		"filesystem:\n"
		"  read:\n"
		"    - %s\n"
		"  allow: [{path: %s, optional: true}, %s]\n"
		"network: {connect_port: [443]}\n"
		"linux: {metadata: deny}\n",
		lib_path("ld"), lib_path("none"), lib_path("o"));
	write_profile(text);
}

START_TEST(entries_and_places)
{
	struct NonoCapabilitySet *loaded;

	write_example();
	loaded = nono_capability_set_from_profile(lib_path("p.yaml"));
	ck_assert_ptr_nonnull(loaded);
	EXPECT(nono_capability_set_fs_count(loaded), 2, NULL);
	EXPECT_TEXT(nono_capability_set_fs_original(loaded, 0), lib_path("ld"), NULL);
	EXPECT_TEXT(nono_capability_set_fs_resolved(loaded, 0), lib_path("d"), NULL);
	EXPECT(nono_capability_set_fs_access(loaded, 0), NONO_ACCESS_MODE_READ, NULL);
	EXPECT(nono_capability_set_fs_source_tag(loaded, 0), 3, NULL);
	EXPECT_TEXT(nono_capability_set_fs_source_place(loaded, 0), lib_text("", "p.yaml", ":3:7"),
		NULL);
	EXPECT(nono_capability_set_fs_access(loaded, 1), NONO_ACCESS_MODE_READ_WRITE, NULL);
	EXPECT_TEXT(nono_capability_set_fs_source_group_name(loaded, 1), NULL, NULL);
	EXPECT(nono_capability_set_is_network_blocked(loaded), true, NULL);
	nono_capability_set_free(loaded);
}
END_TEST

START_TEST(errors_have_a_place)
{
	char text[1000];

	write_profile("filesystem:\n  read: [/none/at/all]\n");
	snprintf(text, sizeof(text), "%s:2:10: Path does not exist: /none/at/all",
		lib_path("p.yaml"));
	EXPECT(nono_capability_set_from_profile(lib_path("p.yaml")) != NULL, false, text);
	write_profile("filesystem:\n  reed: [/]\n");
	ck_assert_ptr_null(nono_capability_set_from_profile(lib_path("p.yaml")));
	ck_assert(lib_error_has(lib_text("", "p.yaml", ":2:3: unknown key 'filesystem.reed'")));
}
END_TEST

/* What the set cannot say is enforced all the same: the mode of a file may not be changed. */
static void run_profile(void)
{
	struct NonoCapabilitySet *loaded = nono_capability_set_from_profile(lib_path("p.yaml"));

	NEED(loaded && !chmod(lib_path("o/f"), 0600));
	NEED(!nono_sandbox_apply(loaded));
	NEED(chmod(lib_path("o/f"), 0644) == -1 && errno == EPERM);
	NEED(open(lib_path("d/f"), O_RDONLY) >= 0);
	NEED(open(lib_path("o/f"), O_RDWR) >= 0);
	NEED(open(lib_path("d/f"), O_RDWR) == -1 && errno == EACCES);
	NEED(open(lib_path("p.yaml"), O_RDONLY) == -1 && errno == EACCES);
}

START_TEST(profile_is_enforced)
{
	if (nono_sandbox_landlock_abi() < 4)
		return; /* which apply refuses: TCP ports */
	write_example();
	lib_in_child(run_profile);
}
END_TEST

/* The context needs the profile as well, when nobody else has it any more. */
START_TEST(query_outlives_the_profile)
{
	struct NonoCapabilitySet *loaded;
	struct NonoQueryContext *ctx;
	struct NonoQueryResult result;

	write_example();
	loaded = nono_capability_set_from_profile(lib_path("p.yaml"));
	ctx = nono_query_context_new(loaded);
	nono_capability_set_free(loaded);
	ck_assert_ptr_nonnull(ctx);
	ck_assert_int_eq(nono_query_context_query_path(ctx, lib_path("o/f"), 2, &result), 0);
	ck_assert_str_eq(result.granted_path, lib_path("o"));
	nono_query_result_free(&result);
	ck_assert_int_eq(
		nono_query_context_query_port(ctx, NONO_DIRECTION_TCP_CONNECT, 443, &result), 0);
	ck_assert_int_eq(result.reason, NONO_QUERY_REASON_NETWORK_ALLOWED);
	ck_assert_int_eq(
		nono_query_context_query_port(ctx, NONO_DIRECTION_TCP_CONNECT, 80, &result), 0);
	ck_assert_int_eq(result.reason, NONO_QUERY_REASON_NETWORK_BLOCKED);
	nono_query_context_free(ctx);
}
END_TEST

/* Which rights a grant of d, READ_WRITE, comes to: nono-semantics 7.2 but for device nodes. */
static const struct rights_row {
	int abi;
	const char *rights;
} rights_rows[] = {
	{ 1, " execute write_file read_file read_dir remove_dir remove_file make_dir make_reg "
	     "make_sock make_fifo make_sym;" },
	{ 2, " make_sym refer;" },
	{ 3, " make_sym refer truncate;" },
	{ 4, " refer truncate;" },
	{ 7, " refer truncate;" },
	{ 10, " refer truncate;" },
};

START_TEST(rules_of_another_kernel)
{
	const struct rights_row *row = &rights_rows[_i];
	struct NonoCapabilitySet *loaded = nono_capability_set_new();
	char *text, *line, *end;

	ck_assert_int_eq(nono_capability_set_allow_path(loaded, lib_path("d"), 2), 0);
	text = nono_capability_set_rules_text(loaded, row->abi);
	ck_assert_ptr_nonnull(text);
	line = strstr(text, lib_path("d"));
	ck_assert_ptr_nonnull(line);
	end = strstr(line, row->rights);
	ck_assert_msg(end && !memchr(line, '\n', (size_t)(end - line)), "%.400s", line);
	nono_string_free(text);
	nono_capability_set_free(loaded);
}
END_TEST

START_TEST(rules_that_cannot_be)
{
	struct NonoCapabilitySet *loaded = nono_capability_set_new();
	char *text;

	ck_assert_int_eq(nono_capability_set_allow_tcp_connect(loaded, 443), 0);
	ck_assert_ptr_null(nono_capability_set_rules_text(loaded, 3));
	ck_assert_int_eq(
		nono_last_diagnostic_code(), NONO_DIAGNOSTIC_CODE_UNSUPPORTED_PLATFORM_FEATURE);
	ck_assert_ptr_null(nono_capability_set_rules_text(loaded, 0));
	text = nono_capability_set_rules_text(loaded, 4);
	ck_assert_ptr_nonnull(text);
	nono_string_free(text);
	nono_capability_set_free(loaded);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("profile");
	TCase *tests = tcase_create("profile");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, entries_and_places);
	tcase_add_test(tests, errors_have_a_place);
	tcase_add_test(tests, profile_is_enforced);
	tcase_add_test(tests, query_outlives_the_profile);
	tcase_add_loop_test(tests, rules_of_another_kernel, 0, TEST_ROWS(rights_rows));
	tcase_add_test(tests, rules_that_cannot_be);
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
