/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "core/caps/caps.h"
#include "core/profile/profile.h"
#include "tests/harness.h"

/* A name of 127 bytes is the longest that is taken. */
#define N16  "SIXTEEN_BYTES_16"
#define N112 N16 N16 N16 N16 N16 N16 N16
#define N127 N112 "FIFTEEN_BYTES15"
#define N128 N112 N16

static const struct expand_row {
	const char *value, *want; /* want NULL: refused, */
	const char *error;	  /* with this in the text */
	struct test_pair variables[4];
} expand_rows[] = {
	/* nothing to do */
	{ "", "", NULL, { { 0 } } },
	{ "/etc/x", "/etc/x", NULL, { { 0 } } },
	{ "/a~b/~", "/a~b/~", NULL, { { 0 } } },
	{ "/a{b}\\c%s", "/a{b}\\c%s", NULL, { { 0 } } },

	/* ~ only in front, and only one's own */
	{ "~", "/home/ann", NULL, { { "HOME", "/home/ann" } } },
	{ "~/x", "/home/ann/x", NULL, { { "HOME", "/home/ann" } } },
	{ "~/", "/home/ann/", NULL, { { "HOME", "/home/ann" } } },
	{ "~/$UID", "/home/ann/1000", NULL, { { "HOME", "/home/ann" } } },
	{ "~user", "~user", NULL, { { "HOME", "/home/ann" } } },
	{ "~user/x", "~user/x", NULL, { { "HOME", "/home/ann" } } },
	{ "~~", "~~", NULL, { { "HOME", "/home/ann" } } },
	{ "~$UID", "~1000", NULL, { { "HOME", "/home/ann" } } },
	{ "~/x", NULL, "$HOME", { { 0 } } },
	{ "~", NULL, "$HOME", { { "HOME", "" } } },
	{ "~/x", NULL, "'home/ann'", { { "HOME", "home/ann" } } },

	{ "$HOME", "/home/ann", NULL, { { "HOME", "/home/ann" } } },
	{ "$HOME/x", "/home/ann/x", NULL, { { "HOME", "/home/ann/" } } },
	{ "$HOME/x", "/home/ann/x", NULL, { { "HOME", "/home/ann///" } } },
	{ "$HOME", "/", NULL, { { "HOME", "/" } } },
	{ "${HOME}", "/home/ann", NULL, { { "HOME", "/home/ann" } } },
	{ "${HOME}s", "/home/anns", NULL, { { "HOME", "/home/ann" } } },
	{ "/mnt$HOME", "/mnt/home/ann", NULL, { { "HOME", "/home/ann" } } },
	{ "$HOME$HOME", "/h/h", NULL, { { "HOME", "/h" } } },
	{ "$HOME", "/$UID", NULL, { { "HOME", "/$UID" } } }, /* once, not again */
	{ "$HOME", NULL, "$HOME", { { 0 } } },
	{ "$HOME/x", NULL, "$HOME", { { "HOME", "" } } },
	{ "$HOME/x", NULL, "absolute", { { "HOME", "~" } } },
	{ "${HOME}/x", NULL, "absolute", { { "HOME", "." } } },

	{ "$TMPDIR/x", "/tmp/x", NULL, { { 0 } } },
	{ "$TMPDIR", "/tmp", NULL, { { "TMPDIR", "" } } },
	{ "$TMPDIR", "/var/tmp", NULL, { { "TMPDIR", "/var/tmp/" } } },
	{ "$TMPDIR", NULL, "absolute", { { "TMPDIR", "tmp" } } },

	{ "$XDG_CONFIG_HOME/x", "/h/.config/x", NULL, { { "HOME", "/h" } } },
	{ "$XDG_DATA_HOME", "/h/.local/share", NULL, { { "HOME", "/h" } } },
	{ "$XDG_STATE_HOME", "/h/.local/state", NULL, { { "HOME", "/h" } } },
	{ "$XDG_CACHE_HOME", "/h/.cache", NULL, { { "HOME", "/h/" } } },
	{ "$XDG_CACHE_HOME", "/h/.cache", NULL, { { "HOME", "/h" }, { "XDG_CACHE_HOME", "" } } },
	{ "$XDG_CACHE_HOME", "/c", NULL, { { "HOME", "/h" }, { "XDG_CACHE_HOME", "/c/" } } },
	{ "${XDG_DATA_HOME}", "/d", NULL, { { "XDG_DATA_HOME", "/d" } } },
	{ "$XDG_RUNTIME_DIR", "/run/7", NULL, { { "XDG_RUNTIME_DIR", "/run/7" } } },
	{ "$XDG_RUNTIME_DIR", NULL, "$XDG_RUNTIME_DIR", { { "HOME", "/h" } } },
	{ "$XDG_CONFIG_HOME", NULL, "$HOME", { { 0 } } },
	{ "$XDG_CONFIG_HOME", NULL, "absolute", { { "HOME", "h" } } },
	{ "$XDG_DATA_HOME", NULL, "'d'", { { "HOME", "/h" }, { "XDG_DATA_HOME", "d" } } },
	{ "$XDG_OTHER", NULL, "$XDG_OTHER", { { "XDG_OTHER", "/x" } } },

	/* facts, which no variable shadows */
	{ "$WORKDIR", "/work/dir", NULL, { { "WORKDIR", "/shadow" } } },
	{ "${WORKDIR}/x", "/work/dir/x", NULL, { { "WORKDIR", "/shadow" } } },
	{ "$UID", "1000", NULL, { { "UID", "0" } } },
	{ "/run/user/${UID}/x", "/run/user/1000/x", NULL, { { "UID", "0" } } },

	/* any other, in braces */
	{ "/x/${NAME}", "/x/value", NULL, { { "NAME", "value" } } },
	{ "${A}${B_2}", "/a/b/", NULL, { { "A", "/a" }, { "B_2", "/b/" } } },
	{ "${a}", "lower", NULL, { { "a", "lower" }, { "A", "upper" } } },
	{ "${" N127 "}/x", "/long/x", NULL, { { N127, "/long" } } },
	{ "${" N128 "}", NULL, "$", { { N128, "/x" }, { N127, "/x" } } },
	{ "${" N128 N128 N128 "}", NULL, "$", { { 0 } } },
	{ "/x/${NAME}", NULL, "$NAME", { { "NAM", "x" }, { "NAMES", "x" } } },
	{ "/x/${NAME}", NULL, "$NAME", { { "NAME", "" } } },
	{ "$NAME", NULL, "${NAME}", { { "NAME", "/x" } } },
	{ "$HOMES", NULL, "$HOMES", { { "HOME", "/h" } } },
	{ "$home", NULL, "$home", { { "HOME", "/h" } } },
	{ "$1", NULL, "$1", { { 0 } } },

	/* dollars */
	{ "$$", "$", NULL, { { 0 } } },
	{ "/a$$b", "/a$b", NULL, { { 0 } } },
	{ "$$HOME", "$HOME", NULL, { { "HOME", "/h" } } },
	{ "$$$HOME", "$/h", NULL, { { "HOME", "/h" } } },
	{ "$$$$", "$$", NULL, { { 0 } } },
	{ "$", NULL, "$$", { { 0 } } },
	{ "/x$", NULL, "$$", { { 0 } } },
	{ "$$$", NULL, "$$", { { 0 } } },
	{ "$/x", NULL, "$$", { { 0 } } },
	{ "$-x", NULL, "$$", { { 0 } } },
	{ "${}", NULL, "${NAME}", { { 0 } } },
	{ "${", NULL, "${NAME}", { { 0 } } },
	{ "${HOME", NULL, "${NAME}", { { "HOME", "/h" } } },
	{ "${HOME/x}", NULL, "${NAME}", { { "HOME", "/h" } } },
	{ "${HOME:-/x}", NULL, "${NAME}", { { "HOME", "/h" } } },
	{ "${$HOME}", NULL, "${NAME}", { { "HOME", "/h" } } },
	{ "$(HOME)", NULL, "$", { { "HOME", "/h" } } },
};

START_TEST(value_is_expanded)
{
	const struct expand_row *row = &expand_rows[_i];
	struct test_alloc alloc;
	struct test_host host;
	struct nono_err err = { 0 };
	const char *got = "unset";
	int r;

	test_alloc_init(&alloc, -1);
	test_host_init(&host, NULL, row->variables);
	r = profile_expand(&got, row->value, &host.host, &alloc.allocator, &err);
	ck_assert_msg(r == err.code, "'%s': %d, but the error says %d", row->value, r, err.code);
	if (row->want) {
		ck_assert_msg(r == NONO_OK, "'%s': %d: %s", row->value, r, err.text);
		ck_assert_msg(!strcmp(got, row->want), "'%s': got '%s', want '%s'", row->value, got,
			row->want);
	} else {
		ck_assert_msg(r == NONO_ERR_PROFILE, "'%s': %d, '%s'", row->value, r, got);
		ck_assert_msg(strstr(err.text, row->error) != NULL, "'%s': no '%s' in: %s",
			row->value, row->error, err.text);
	}
	ck_assert_int_eq(profile_expand(&got, row->value, &host.host, &alloc.allocator, NULL), r);
	test_alloc_free(&alloc);
}
END_TEST

static const struct workdir_row {
	const char *workdir, *want;
} workdir_rows[] = {
	{ "/", "/" }, { "/srv/app", "/srv/app" },
	{ "/srv/$UID", "/srv/$UID" },		       /* a name, not a value to expand */
	{ NULL, NULL }, { "(unreachable)/srv", NULL }, /* getcwd(2) of Linux, outside of the root */
};

START_TEST(workdir_is_what_the_host_says)
{
	const struct workdir_row *row = &workdir_rows[_i];
	struct test_alloc alloc;
	struct test_host host;
	struct nono_err err = { 0 };
	const char *got;
	int r;

	test_alloc_init(&alloc, -1);
	test_host_init(&host, NULL, NULL);
	host.workdir = row->workdir;
	r = profile_expand(&got, "$WORKDIR", &host.host, &alloc.allocator, &err);
	ck_assert_msg(r == (row->want ? NONO_OK : NONO_ERR_PROFILE), "%d: %s", r, err.text);
	if (row->want)
		ck_assert_str_eq(got, row->want);
	test_alloc_free(&alloc);
}
END_TEST

START_TEST(long_values)
{
	char home[5000], want[10001];
	const struct test_pair variables[] = { { "HOME", home }, { NULL, NULL } };
	struct test_alloc alloc;
	struct test_host host;
	const char *got;

	memset(home, 'h', sizeof(home));
	home[0] = '/';
	home[sizeof(home) - 1] = '\0';
	snprintf(want, sizeof(want), "%s%s", home, home);
	test_alloc_init(&alloc, -1);
	test_host_init(&host, NULL, variables);
	ck_assert_int_eq(
		profile_expand(&got, "$HOME$HOME", &host.host, &alloc.allocator, NULL), NONO_OK);
	ck_assert_str_eq(got, want);
	test_alloc_free(&alloc);
}
END_TEST

/* What has no meaning to profile_expand() does not become a path by accident. */
static const char *const not_paths[] = { "~user", "~user/x", "~~", "~$UID", "$UID", "${NAME}/x",
	"x/$HOME", "$$HOME" };

START_TEST(not_a_path)
{
	static const struct test_pair variables[] = { { "HOME", "/h" }, { "NAME", "relative" },
		{ NULL, NULL } };
	struct caps_path path = { .key = "filesystem.read" };
	struct test_alloc alloc;
	struct test_host host;
	struct caps caps;

	test_alloc_init(&alloc, -1);
	test_host_init(&host, NULL, variables);
	caps_init(&caps, &alloc.allocator);
	ck_assert_int_eq(
		profile_expand(&path.path, not_paths[_i], &host.host, &alloc.allocator, NULL),
		NONO_OK);
	ck_assert_msg(caps_add_path(&caps, &path, NULL) == NONO_ERR_INVALID, "'%s' became '%s'",
		not_paths[_i], path.path);
	test_alloc_free(&alloc);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("expand");
	TCase *tests = tcase_create("expand");

	tcase_add_loop_test(tests, value_is_expanded, 0, TEST_ROWS(expand_rows));
	tcase_add_loop_test(tests, workdir_is_what_the_host_says, 0, TEST_ROWS(workdir_rows));
	tcase_add_test(tests, long_values);
	tcase_add_loop_test(tests, not_a_path, 0, TEST_ROWS(not_paths));
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
