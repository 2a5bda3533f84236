/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/environment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/environment_plan.h"
#include "tests/harness.h"

#define SHIM "/usr/lib/libnono_shim.so"

enum {
	MOST = 8
};

/* A block of strings of its own: they are edited in place, and sanitizers see their edges. */
struct block {
	char *env[MOST + 1];
	char *owned[MOST];
};

static void make_block(struct block *block, const char *const *settings)
{
	memset(block, 0, sizeof(*block));
	for (int i = 0; settings[i]; i++) {
		ck_assert_int_lt(i, MOST);
		block->owned[i] = strdup(settings[i]);
		block->env[i] = block->owned[i];
	}
}

static void free_block(struct block *block)
{
	for (int i = 0; i < MOST; i++)
		free(block->owned[i]);
}

/* get and count */

static const char *const settings[] = { "PATH=/bin", "NONO_PROFILES=many", "NONO_PROFIL=short",
	"NONO_PROFILE=first", "XNONO_PROFILE=other", "NONO_PROFILE=second", "EMPTY=", "NO_SIGN",
	NULL };

static const struct get_row {
	const char *name, *want;
	unsigned count;
} get_rows[] = {
	{ "PATH", "/bin", 1 },
	{ "NONO_PROFILE", "first", 2 },
	{ "NONO_PROFILES", "many", 1 },
	{ "NONO_PROFIL", "short", 1 },
	{ "NONO", NULL, 0 },
	{ "PROFILE", NULL, 0 },
	{ "nono_profile", NULL, 0 },
	{ "EMPTY", "", 1 },
	{ "NO_SIGN", NULL, 0 },
	{ "PATH=/bin", NULL, 0 },
	{ "UNSET", NULL, 0 },
};

START_TEST(value_of_a_name)
{
	const struct get_row *row = &get_rows[_i];
	char *env[sizeof(settings) / sizeof(settings[0])];
	const char *got;

	memcpy(env, settings, sizeof(settings));
	got = environment_get(env, row->name);
	ck_assert_msg(row->want ? got && !strcmp(got, row->want) : !got, "%s: got %s, want %s",
		row->name, got ? got : "nothing", row->want ? row->want : "nothing");
	ck_assert_msg(environment_count(env, row->name) == row->count, "%s: %u times", row->name,
		environment_count(env, row->name));
}
END_TEST

START_TEST(empty_block)
{
	char *env[] = { NULL };

	ck_assert_ptr_null(environment_get(env, "PATH"));
	ck_assert_uint_eq(environment_count(env, "PATH"), 0);
}
END_TEST

static void check_block(const struct block *block, const char *const *want, const char *name)
{
	for (int i = 0; i < MOST && (want[i] || block->env[i]); i++)
		ck_assert_msg(want[i] && block->env[i] && !strcmp(block->env[i], want[i]),
			"%s: setting %d is %s, want %s", name, i,
			block->env[i] ? block->env[i] : "nothing", want[i] ? want[i] : "nothing");
}

/* With nothing else to do. */
static void leave_preload(char **env)
{
	const struct environment_edit edit = { 0 };
	struct environment_plan plan;
	struct test_alloc alloc;

	test_alloc_init(&alloc, -1);
	ck_assert_int_eq(
		environment_plan(&plan, &edit, env, SHIM, &alloc.allocator, NULL, NULL), NONO_OK);
	environment_apply(&plan);
	test_alloc_free(&alloc);
}

/*
 * leave_preload. What matters is which entries are left, in which order: a setting is compared
 * with its separators turned into one space each and none at its ends.
 */
static const struct preload_row {
	const char *name, *settings[MOST], *want[MOST];
} preload_rows[] = {
	{ "only entry", { "A=1", "LD_PRELOAD=" SHIM, "B=2" }, { "A=1", "B=2" } },
	{ "by its name alone", { "LD_PRELOAD=libnono_shim.so" }, { NULL } },
	{ "first", { "LD_PRELOAD=" SHIM ":/a.so:/b.so" }, { "LD_PRELOAD=/a.so /b.so" } },
	{ "middle", { "LD_PRELOAD=/a.so:" SHIM ":/b.so" }, { "LD_PRELOAD=/a.so /b.so" } },
	{ "last", { "LD_PRELOAD=/a.so:/b.so:" SHIM }, { "LD_PRELOAD=/a.so /b.so" } },
	{ "spaces", { "LD_PRELOAD=/a.so " SHIM " /b.so" }, { "LD_PRELOAD=/a.so /b.so" } },
	{ "mixed", { "LD_PRELOAD=/a.so: " SHIM ":/b.so " SHIM " /c.so" },
		{ "LD_PRELOAD=/a.so /b.so /c.so" } },
	{ "doubled", { "LD_PRELOAD=" SHIM ":" SHIM }, { NULL } },
	{ "around another", { "LD_PRELOAD=" SHIM ":/a.so:" SHIM }, { "LD_PRELOAD=/a.so" } },
	{ "separators behind", { "LD_PRELOAD=" SHIM ":" }, { NULL } },
	{ "separators before", { "LD_PRELOAD=: " SHIM }, { NULL } },
	{ "separators around", { "LD_PRELOAD=::" SHIM ": " }, { NULL } },
	{ "another directory, the same file name",
		{ "LD_PRELOAD=/opt/libnono_shim.so:./libnono_shim.so:$ORIGIN/libnono_shim.so:/a.so" },
		{ "LD_PRELOAD=/a.so" } },
	{ "similar names",
		{ "LD_PRELOAD=libnono_shim.so.1:libnono_shim.s:xlibnono_shim.so:libnono_shim.so/x" },
		{ "LD_PRELOAD=libnono_shim.so.1 libnono_shim.s xlibnono_shim.so libnono_shim.so/x" } },
	{ "not there", { "LD_PRELOAD=/a.so:/b.so" }, { "LD_PRELOAD=/a.so /b.so" } },
	{ "nothing set", { "A=1" }, { "A=1" } },
	{ "set and empty", { "LD_PRELOAD=", "A=1" }, { "A=1" } },
	{ "two settings", { "LD_PRELOAD=/a.so:" SHIM, "A=1", "LD_PRELOAD=" SHIM " /b.so" },
		{ "LD_PRELOAD=/a.so", "A=1", "LD_PRELOAD=/b.so" } },
	{ "two settings, each alone", { "LD_PRELOAD=" SHIM, "A=1", "LD_PRELOAD=" SHIM },
		{ "A=1" } },
	{ "two settings, the first alone", { "LD_PRELOAD=" SHIM, "LD_PRELOAD=/b.so" },
		{ "LD_PRELOAD=/b.so" } },
	{ "two settings, the second alone", { "LD_PRELOAD=/a.so", "LD_PRELOAD=" SHIM },
		{ "LD_PRELOAD=/a.so" } },
	{ "other variables", { "LD_PRELOAD_32=" SHIM, "X=" SHIM, "LD_LIBRARY_PATH=/x" },
		{ "LD_PRELOAD_32=" SHIM, "X=" SHIM, "LD_LIBRARY_PATH=/x" } },
};

static void tidy(char *setting)
{
	char *to = strchr(setting, '=') + 1, *list = to;

	if (strncmp(setting, "LD_PRELOAD=", 11) != 0)
		return;
	for (const char *from = to; *from; from++) {
		if (*from != ' ' && *from != ':')
			*to++ = *from;
		else if (to > list && to[-1] != ' ')
			*to++ = ' ';
	}
	if (to > list && to[-1] == ' ')
		to--;
	*to = '\0';
}

START_TEST(preload_is_left)
{
	const struct preload_row *row = &preload_rows[_i];
	struct block block;

	make_block(&block, row->settings);
	leave_preload(block.env);
	for (int i = 0; block.env[i]; i++)
		tidy(block.env[i]);
	check_block(&block, row->want, row->name);
	free_block(&block);
}
END_TEST

/*
 * /proc/PID/environ shows the bytes behind a setting that became shorter: no path is left there,
 * and no empty string, at which AddressSanitizer (gcc 12) stops to look for its options.
 */
START_TEST(nothing_remains_behind)
{
	static const char *const before[] = { "LD_PRELOAD=/a.so:" SHIM ":/b.so", NULL };
	struct block block;
	size_t length, whole = strlen(before[0]);

	make_block(&block, before);
	leave_preload(block.env);
	length = strlen(block.env[0]);
	ck_assert_uint_lt(length, whole - strlen(SHIM) + 1);
	for (size_t i = length + 1; i < whole; i++)
		ck_assert_msg(block.env[0][i] == ':', "byte %zu is '%c'", i, block.env[0][i]);
	free_block(&block);
}
END_TEST

/* lists */

static const struct list_row {
	const char *list, *library;
	bool want;
} list_rows[] = {
	{ "", SHIM, false },
	{ SHIM, SHIM, true },
	{ SHIM "\n", SHIM, true },
	{ "/a.so\n" SHIM "\n/b.so\n", SHIM, true },
	{ "/a.so:" SHIM, SHIM, true },
	{ "/a.so\t" SHIM, SHIM, true },
	{ " : \n", SHIM, false },
	{ "/a.so /b.so", SHIM, false },
	{ "/opt/libnono_shim.so", SHIM, true },
	{ "libnono_shim.so", SHIM, true },
	{ SHIM, "libnono_shim.so", true },
	{ "libnono_shim.so.1", SHIM, false },
	{ "xlibnono_shim.so", SHIM, false },
	{ "libnono_shim.so/", SHIM, false },
	{ "libnono_shim.so", "/usr/lib/other.so", false },
	{ "/usr/lib/", SHIM, false },
};

START_TEST(list_has_it)
{
	const struct list_row *row = &list_rows[_i];

	ck_assert_msg(environment_lists(row->list, row->library) == row->want, "'%s' in '%s'",
		row->library, row->list);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("environment");
	TCase *tests = tcase_create("environment");

	tcase_add_loop_test(tests, value_of_a_name, 0, TEST_ROWS(get_rows));
	tcase_add_test(tests, empty_block);
	tcase_add_loop_test(tests, preload_is_left, 0, TEST_ROWS(preload_rows));
	tcase_add_test(tests, nothing_remains_behind);
	tcase_add_loop_test(tests, list_has_it, 0, TEST_ROWS(list_rows));
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
