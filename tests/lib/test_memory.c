/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/lib.h"

/*
 * Memory that fails at the n-th request, for all n, once or from then on: each call says so, with a
 * code or NULL and the error "out of memory", and the same call works when there is memory again.
 * Calls of malloc() and its sisters in the library come here (-Wl,--wrap); libc's and libyaml's own
 * do not.
 */

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
char *__real_strdup(const char *text);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
char *__wrap_strdup(const char *text);

static struct {
	bool on, for_good;
	long left; /* requests that succeed */
	bool has_failed;
	bool is_half; /* a call that failed has changed something */
} limit;

static bool fails(void)
{
	if (!limit.on || limit.left-- > 0)
		return false;
	limit.on = limit.for_good;
	limit.has_failed = true;
	return true;
}

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return fails() ? NULL : __real_calloc(count, size);
}

char *__wrap_strdup(const char *text)
{
	return fails() ? NULL : __real_strdup(text);
}

/* The operations: was everything done? */

/* One entry more, or an error and none. Check takes memory as well, so it is not asked here. */
static bool add_file(struct NonoCapabilitySet *set)
{
	uintptr_t before = nono_capability_set_fs_count(set);
	bool good = !nono_capability_set_allow_file(set, lib_path("d/f"), NONO_ACCESS_MODE_WRITE);

	limit.is_half |= nono_capability_set_fs_count(set) != before + good;
	return good;
}

static bool add_to(struct NonoCapabilitySet *set)
{
	return add_file(set) &&
	       !nono_capability_set_allow_path(set, lib_path("d"), NONO_ACCESS_MODE_READ) &&
	       !nono_capability_set_allow_unix_socket(set, lib_path("d/s"), 0, true) &&
	       !nono_capability_set_allow_tcp_connect(set, 443) &&
	       !nono_capability_set_allow_command(set, "ls") &&
	       !nono_capability_set_block_command(set, "rm") &&
	       !nono_capability_set_add_platform_rule(set, "(a)");
}

static bool run_set(void)
{
	struct NonoCapabilitySet *set = nono_capability_set_new();
	bool good = set;

	for (int i = 0; good && i < 10; i++)
		good = add_to(set);
	nono_capability_set_free(set);
	return good;
}

static bool run_proxy(void)
{
	struct NonoCapabilitySet *set = nono_capability_set_new();
	bool good = set && !nono_capability_set_set_proxy_port(set, 8080);

	for (uint16_t port = 1; good && port < 30; port++)
		good = !nono_capability_set_allow_proxy_bind(set, port);
	nono_capability_set_free(set);
	return good;
}

/* It returns nothing. */
static bool run_deduplicate(void)
{
	char *error;

	nono_clear_error();
	nono_capability_set_deduplicate(caps);
	limit.on = false;
	error = nono_last_error();
	nono_string_free(error);
	return !error;
}

static bool is_given(char *text)
{
	nono_string_free(text);
	return text;
}

static bool run_texts(void)
{
	return is_given(nono_capability_set_summary(caps)) &&
	       is_given(nono_capability_set_fs_original(caps, 0)) &&
	       is_given(nono_capability_set_fs_resolved(caps, 1)) &&
	       is_given(nono_capability_set_rules_text(caps, 10)) && is_given(nono_version());
}

static bool run_reports(void)
{
	return is_given(nono_session_diagnostic_report_to_json(1, "[1]", NULL, "[{}]")) &&
	       is_given(nono_merge_diagnostic_report_json("{\"\\u0061\":1}", "[1]"));
}

static bool run_query(void)
{
	struct NonoQueryContext *ctx = nono_query_context_new(caps);
	struct NonoQueryResult first = { 0 }, second = { 0 };
	bool good = ctx &&
		    !nono_query_context_query_path(
			    ctx, lib_path("d/f"), NONO_ACCESS_MODE_READ_WRITE, &first) &&
		    !nono_query_context_query_operation(
			    ctx, NONO_OPERATION_RENAME, lib_path("d/f"), lib_path("o/f"), &second);

	nono_query_result_free(&first);
	nono_query_result_free(&second);
	nono_query_context_free(ctx);
	return good;
}

static bool run_state(void)
{
	struct NonoSandboxState *saved = nono_sandbox_state_from_caps(caps), *read = NULL;
	char *json = saved ? nono_sandbox_state_to_json(saved) : NULL;
	struct NonoCapabilitySet *again = NULL;
	bool good;

	if (json)
		read = nono_sandbox_state_from_json(json);
	if (read)
		again = nono_sandbox_state_to_caps(read);
	good = again;
	nono_capability_set_free(again);
	nono_sandbox_state_free(read);
	nono_string_free(json);
	nono_sandbox_state_free(saved);
	return good;
}

static bool run_profile(void)
{
	struct NonoCapabilitySet *set = nono_capability_set_from_profile(lib_path("p.yaml"));
	bool good = set && is_given(nono_capability_set_fs_source_place(set, 0));

	nono_capability_set_free(set);
	return good;
}

static bool run_support(void)
{
	struct NonoSupportInfo info = nono_sandbox_support_info();
	bool good = info.platform && info.details;

	nono_string_free(info.platform);
	nono_string_free(info.details);
	return good;
}

static const struct operation {
	const char *name;
	bool (*run)(void);
	long least; /* requests, so that the loop is known to have met them */
} operations[] = {
	{ "a set", run_set, 100 },
	{ "a proxy", run_proxy, 3 },
	{ "deduplicate", run_deduplicate, 4 },
	{ "texts", run_texts, 8 },
	{ "reports", run_reports, 4 },
	{ "a query", run_query, 10 },
	{ "a state", run_state, 12 },
	{ "a profile", run_profile, 20 },
	{ "support", run_support, 3 },
};

static void check_error(const struct operation *row, long n)
{
	char *error = nono_last_error();

	ck_assert_msg(error && strstr(error, "out of memory"), "%s, request %ld: %s", row->name, n,
		error ? error : "(no error)");
	nono_string_free(error);
}

static void run_all(const struct operation *row, bool for_good)
{
	bool good = false;
	long n;

	for (n = 0; !good && n < 10000; n++) {
		nono_clear_error();
		limit.on = true;
		limit.for_good = for_good;
		limit.left = n;
		limit.has_failed = false;
		good = row->run();
		limit.on = false;
		ck_assert_msg(good != limit.has_failed, "%s, request %ld: success is %d", row->name,
			n, good);
		if (!good)
			check_error(row, n);
	}
	ck_assert_msg(!limit.is_half, "%s: a call that failed has had an effect", row->name);
	ck_assert_msg(n > row->least, "%s: only %ld requests", row->name, n - 1);
}

START_TEST(memory_fails_once)
{
	run_all(&operations[_i], false);
}
END_TEST

START_TEST(memory_is_used_up)
{
	run_all(&operations[_i], true);
}
END_TEST

static void setup(void)
{
	FILE *profile;

	lib_setup();
	profile = fopen(lib_path("p.yaml"), "w");
	ck_assert_ptr_nonnull(profile);
	fprintf(profile, "filesystem:\n  read: [%s]\nnetwork: {connect_port: [443]}\n",
		lib_path("d"));
	ck_assert_int_eq(fclose(profile), 0);
	ck_assert(!nono_capability_set_allow_path(caps, lib_path("d"), NONO_ACCESS_MODE_READ));
	ck_assert(!nono_capability_set_allow_path(caps, lib_path("d"), NONO_ACCESS_MODE_WRITE));
	ck_assert(!nono_capability_set_allow_file(caps, lib_path("o/f"), NONO_ACCESS_MODE_READ));
}

int main(void)
{
	Suite *suite = suite_create("memory");
	TCase *tests = tcase_create("memory");

	tcase_add_checked_fixture(tests, setup, lib_teardown);
	tcase_add_loop_test(tests, memory_fails_once, 0, TEST_ROWS(operations));
	tcase_add_loop_test(tests, memory_is_used_up, 0, TEST_ROWS(operations));
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
