/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/profile/profile.h"
#include "tests/harness.h"

#define USER	"/u/nono/profiles/"
#define SYSTEM	"/etc/nono/profiles/"
#define SHIPPED "/usr/share/nono/profiles/"
#define CONFIG                          \
	{                               \
		"XDG_CONFIG_HOME", "/u" \
	}

/*
 * Which file a name stands for. Only what is in files exists; NULL is a file nobody can read. The
 * one that is meant contains "1".
 */
static const struct find_row {
	const char *name, *from;
	const char *want;  /* the source, NULL: refused, */
	const char *error; /* with this in the text */
	int code;
	bool shipped;
	struct test_pair variables[3], files[6];
} find_rows[] = {
	/* the user's directory, then the system's, then the shipped one */
	{ "web", NULL, USER "web.yaml", NULL, 0, false, { CONFIG },
		{ { SHIPPED "web.yaml", "3" }, { SYSTEM "web.yaml", "2" },
			{ USER "web.yaml", "1" } } },
	{ "web", NULL, USER "web.json", NULL, 0, false, { CONFIG },
		{ { SHIPPED "web.yaml", "3" }, { SYSTEM "web.yaml", "2" },
			{ USER "web.json", "1" } } },
	{ "web", NULL, SYSTEM "web.yaml", NULL, 0, false, { CONFIG },
		{ { SHIPPED "web.yaml", "3" }, { SYSTEM "web.yaml", "1" } } },
	{ "web", NULL, SHIPPED "web.yaml", NULL, 0, true, { CONFIG },
		{ { SHIPPED "web.yaml", "1" } } },
	{ "web", NULL, SHIPPED "web.json", NULL, 0, true, { CONFIG },
		{ { SHIPPED "web.json", "1" } } },

	/* .yaml before .json, and no other suffix */
	{ "web", NULL, USER "web.yaml", NULL, 0, false, { CONFIG },
		{ { USER "web.json", "2" }, { USER "web.yaml", "1" } } },
	{ "web", NULL, NULL, "no profile named 'web'", NONO_ERR_PROFILE, false, { CONFIG },
		{ { USER "web.yml", "1" }, { USER "web", "2" }, { "web", "3" },
			{ "web.yaml", "4" } } },

	/* where the user's directory is */
	{ "web", NULL, "/h/.config/nono/profiles/web.yaml", NULL, 0, false, { { "HOME", "/h" } },
		{ { "/h/.config/nono/profiles/web.yaml", "1" }, { SYSTEM "web.yaml", "2" } } },
	{ "web", NULL, USER "web.yaml", NULL, 0, false, { { "HOME", "/h" }, CONFIG },
		{ { "/h/.config/nono/profiles/web.yaml", "2" }, { USER "web.yaml", "1" } } },
	{ "web", NULL, "/h/.config/nono/profiles/web.yaml", NULL, 0, false,
		{ { "HOME", "/h" }, { "XDG_CONFIG_HOME", "relative" } },
		{ { "/h/.config/nono/profiles/web.yaml", "1" },
			{ "relative/nono/profiles/web.yaml", "2" } } },
	{ "web", NULL, "/h/.config/nono/profiles/web.yaml", NULL, 0, false,
		{ { "HOME", "/h" }, { "XDG_CONFIG_HOME", "" } },
		{ { "/h/.config/nono/profiles/web.yaml", "1" },
			{ "/nono/profiles/web.yaml", "2" } } },
	{ "web", NULL, SYSTEM "web.yaml", NULL, 0, false, { { "HOME", "" } },
		{ { "/.config/nono/profiles/web.yaml", "2" }, { SYSTEM "web.yaml", "1" } } },
	{ "web", NULL, SYSTEM "web.yaml", NULL, 0, false, { { "HOME", "h" } },
		{ { "h/.config/nono/profiles/web.yaml", "2" }, { SYSTEM "web.yaml", "1" } } },

	/* One that is there and may not be used is not passed over: another might grant more. */
	{ "web", NULL, NULL, USER "web.yaml", NONO_ERR_IO, false, { CONFIG },
		{ { USER "web.yaml", NULL }, { USER "web.json", "1" },
			{ SYSTEM "web.yaml", "2" } } },

	/* a path: as it stands, or from the directory of the document that names it */
	{ "web.yaml", NULL, "web.yaml", NULL, 0, false, { CONFIG },
		{ { "web.yaml", "1" }, { USER "web.yaml", "2" }, { USER "web.yaml.yaml", "3" } } },
	{ "web.yml", NULL, "web.yml", NULL, 0, false, { CONFIG }, { { "web.yml", "1" } } },
	{ "web.json", NULL, "web.json", NULL, 0, false, { CONFIG }, { { "web.json", "1" } } },
	{ "./web", NULL, "./web", NULL, 0, false, { CONFIG }, { { "./web", "1" } } },
	{ "d/web", NULL, "d/web", NULL, 0, false, { CONFIG }, { { "d/web", "1" } } },
	{ "/web", NULL, "/web", NULL, 0, false, { CONFIG }, { { "/web", "1" } } },
	{ "b.yaml", "/p/a.yaml", "/p/b.yaml", NULL, 0, false, { CONFIG },
		{ { "b.yaml", "2" }, { "/p/b.yaml", "1" } } },
	{ "d/b.yaml", "p/a.yaml", "p/d/b.yaml", NULL, 0, false, { CONFIG },
		{ { "p/d/b.yaml", "1" } } },
	{ "../b.yaml", "/p/q/a.yaml", "/p/q/../b.yaml", NULL, 0, false, { CONFIG },
		{ { "/p/q/../b.yaml", "1" } } },
	{ "/b.yaml", "/p/a.yaml", "/b.yaml", NULL, 0, false, { CONFIG },
		{ { "/b.yaml", "1" }, { "/p//b.yaml", "2" } } },
	{ "b.yaml", "a.yaml", "b.yaml", NULL, 0, false, { CONFIG }, { { "b.yaml", "1" } } },
	{ "./b.yaml", "/p/a.yaml", "/p/b.yaml", NULL, 0, false, { CONFIG },
		{ { "/p/b.yaml", "1" } } },
	{ "././b", "./a.yaml", "./b", NULL, 0, false, { CONFIG }, { { "./b", "1" } } },
	{ "./../b", "/p/a.yaml", "/p/../b", NULL, 0, false, { CONFIG }, { { "/p/../b", "1" } } },
	{ "base", "/p/a.yaml", SHIPPED "base.yaml", NULL, 0, true, { CONFIG },
		{ { "/p/base.yaml", "2" }, { "/p/base", "3" }, { SHIPPED "base.yaml", "1" } } },

	/* Shipped is what lies directly in the directory, however it was named. */
	{ SHIPPED "web.yaml", NULL, SHIPPED "web.yaml", NULL, 0, true, { CONFIG },
		{ { SHIPPED "web.yaml", "1" } } },
	{ "./b.yaml", SHIPPED "web.yaml", SHIPPED "b.yaml", NULL, 0, true, { CONFIG },
		{ { SHIPPED "b.yaml", "1" } } },
	{ SHIPPED "../x.yaml", NULL, SHIPPED "../x.yaml", NULL, 0, false, { CONFIG },
		{ { SHIPPED "../x.yaml", "1" } } },
	{ SHIPPED "d/x.yaml", NULL, SHIPPED "d/x.yaml", NULL, 0, false, { CONFIG },
		{ { SHIPPED "d/x.yaml", "1" } } },
	{ "/usr/share/nono/profiles2/x.yaml", NULL, "/usr/share/nono/profiles2/x.yaml", NULL, 0,
		false, { CONFIG }, { { "/usr/share/nono/profiles2/x.yaml", "1" } } },

	/* not found */
	{ "web", NULL, NULL, "/u/nono/profiles", NONO_ERR_PROFILE, false, { CONFIG }, { { 0 } } },
	{ "web", NULL, NULL, "/etc/nono/profiles", NONO_ERR_PROFILE, false, { CONFIG }, { { 0 } } },
	{ "web", NULL, NULL, "/usr/share/nono/profiles", NONO_ERR_PROFILE, false, { CONFIG },
		{ { 0 } } },
	{ "web", NULL, NULL, "~/.config/nono/profiles", NONO_ERR_PROFILE, false, { { 0 } },
		{ { 0 } } },
	{ "./web", NULL, NULL, "'./web'", NONO_ERR_PROFILE, false, { CONFIG }, { { 0 } } },
	{ "b.yaml", "/p/a.yaml", NULL, "'/p/b.yaml'", NONO_ERR_PROFILE, false, { CONFIG },
		{ { "b.yaml", "1" } } },
	{ "/p/x.yaml", NULL, NULL, "/p/x.yaml", NONO_ERR_IO, false, { CONFIG },
		{ { "/p/x.yaml", NULL } } },

	/* neither a name nor a path */
	{ ".yaml", NULL, NULL, "'.yaml'", NONO_ERR_PROFILE, false, { CONFIG },
		{ { ".yaml", "1" }, { USER ".yaml", "2" }, { USER ".yaml.yaml", "3" } } },
	{ "", NULL, NULL, "not a profile name", NONO_ERR_PROFILE, false, { CONFIG },
		{ { USER ".yaml", "1" } } },
	{ "..", NULL, NULL, "'..'", NONO_ERR_PROFILE, false, { CONFIG },
		{ { USER "...yaml", "1" } } },
	{ ".web", NULL, NULL, "'.web'", NONO_ERR_PROFILE, false, { CONFIG },
		{ { USER ".web.yaml", "1" } } },
	{ "-web", NULL, NULL, "'-web'", NONO_ERR_PROFILE, false, { CONFIG },
		{ { USER "-web.yaml", "1" } } },
	{ "a b", NULL, NULL, "'a b'", NONO_ERR_PROFILE, false, { CONFIG },
		{ { USER "a b.yaml", "1" } } },
	{ "$web", NULL, NULL, "'$web'", NONO_ERR_PROFILE, false, { CONFIG },
		{ { USER "$web.yaml", "1" } } },
	{ "w\xc3\xa4", NULL, NULL, "not a profile name", NONO_ERR_PROFILE, false, { CONFIG },
		{ { USER "w\xc3\xa4.yaml", "1" } } },
	{ "w\nb", NULL, NULL, "not a profile name", NONO_ERR_PROFILE, false, { CONFIG },
		{ { USER "w\nb.yaml", "1" } } },
	{ "Web-2_x.y", NULL, USER "Web-2_x.y.yaml", NULL, 0, false, { CONFIG },
		{ { USER "Web-2_x.y.yaml", "1" } } },
};

static int find(struct profile_text *text, const char *name, const char *from,
	struct test_host *host, struct test_alloc *alloc, struct nono_err *err)
{
	struct profile_search search;
	struct profile profile;

	profile_init(&profile, &alloc->allocator);
	profile_search_init(&search, &host->host, &profile);
	return profile_find(text, name, from, &search, err);
}

START_TEST(profile_is_found)
{
	const struct find_row *row = &find_rows[_i];
	struct test_alloc alloc;
	struct test_host host;
	struct profile_text text = { 0 };
	struct nono_err err = { 0 };
	int r;

	test_alloc_init(&alloc, -1);
	test_host_init(&host, row->files, row->variables);
	r = find(&text, row->name, row->from, &host, &alloc, &err);
	ck_assert_msg(r == row->code, "%d '%s': %d: %s", _i, row->name, r, err.text);
	ck_assert_msg(err.code == r, "'%s': %d, but the error says %d", row->name, r, err.code);
	if (row->want) {
		ck_assert_msg(!strcmp(text.source, row->want), "'%s': found '%s', want '%s'",
			row->name, text.source, row->want);
		ck_assert_msg(
			!strcmp(text.bytes, "1"), "'%s': read file %s", row->name, text.bytes);
		ck_assert_uint_eq(text.length, 1);
		ck_assert_msg(text.shipped == row->shipped, "'%s': shipped is %d", row->name,
			text.shipped);
	} else {
		ck_assert_msg(strstr(err.text, row->error) != NULL, "'%s': no '%s' in: %s",
			row->name, row->error, err.text);
	}
	ck_assert_int_eq(find(&text, row->name, row->from, &host, &alloc, NULL), r);
	test_alloc_free(&alloc);
}
END_TEST

/* Longer than what one buf_format() takes: the name is found whole or not at all. */
static const size_t home_lengths[] = { 1000, 1015, 1016, 1023, 1024, 3000 };

START_TEST(long_home)
{
	char home[3001], path[3100];
	const struct test_pair variables[] = { { "HOME", home }, { NULL, NULL } };
	const struct test_pair files[] = { { path, "1" }, { NULL, NULL } };
	struct test_alloc alloc;
	struct test_host host;
	struct profile_text text;
	struct nono_err err = { 0 };

	memset(home, 'h', home_lengths[_i]);
	home[0] = '/';
	home[home_lengths[_i]] = '\0';
	snprintf(path, sizeof(path), "%s/.config/nono/profiles/web.yaml", home);
	test_alloc_init(&alloc, -1);
	test_host_init(&host, files, variables);
	ck_assert_int_eq(find(&text, "web", NULL, &host, &alloc, &err), NONO_OK);
	ck_assert_str_eq(text.source, path);
	test_alloc_free(&alloc);
}
END_TEST

static unsigned asked, reads;

static bool only_shipped(void *context, const char *path)
{
	(void)context;
	asked++;
	return !strncmp(path, "/usr/", 5);
}

static int count_reads(
	void *context, const char *path, const char **bytes, size_t *length, struct nono_err *err)
{
	(void)context;
	(void)err;
	reads++;
	if (strcmp(path, SHIPPED "web.yaml") != 0)
		return NONO_ERR_PATH_NOT_FOUND;
	*bytes = "1";
	*length = 1;
	return NONO_OK;
}

/* What is absent is asked for once, however many names are looked up. */
START_TEST(absent_directories)
{
	const struct test_pair variables[] = { { "HOME", "/h" }, { NULL, NULL } };
	struct test_alloc alloc;
	struct test_host host;
	struct profile_search search;
	struct profile profile;
	struct profile_text text;
	struct nono_err err = { 0 };

	test_alloc_init(&alloc, -1);
	test_host_init(&host, NULL, variables);
	profile_init(&profile, &alloc.allocator);
	host.host.read = count_reads;
	host.host.has_directory = only_shipped;
	profile_search_init(&search, &host.host, &profile);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(profile_find(&text, "web", NULL, &search, &err), NONO_OK);
	ck_assert_uint_eq(asked, 2);
	ck_assert_uint_eq(reads, 3);
	test_alloc_free(&alloc);
}
END_TEST

/* Where it was looked, in that order; below what does not exist only the directory counts. */
static const struct where_row {
	const char *title, *name, *existing; /* only directories that begin like this */
	const char *want;
	struct test_pair files[4];
} where_rows[] = {
	{ "a path", "/p/a.yaml", "", "/p/a.yaml ", { { "/p/a.yaml", "1" } } },
	{ "a relative path", "./a.yaml", "", "./a.yaml ", { { "./a.yaml", "1" } } },
	{ "a path of nothing", "/p/a.yaml", "", "/p/a.yaml ", { { 0 } } },
	{ "the first place", "web", "", USER "web.yaml ", { { USER "web.yaml", "1" } } },
	{ "the second suffix", "web", "", USER "web.yaml " USER "web.json ",
		{ { USER "web.json", "1" } } },
	{ "the shipped one", "web", "",
		USER "web.yaml " USER "web.json " SYSTEM "web.yaml " SYSTEM "web.json " SHIPPED
		     "web.yaml ",
		{ { SHIPPED "web.yaml", "1" } } },
	{ "no directory of the user", "web", "/etc/",
		"/u/nono/profiles " SYSTEM "web.yaml " SYSTEM "web.json " SHIPPED "web.yaml ",
		{ { SHIPPED "web.yaml", "1" } } },
	{ "the shipped directory alone", "web", "/usr/",
		"/u/nono/profiles /etc/nono/profiles " SHIPPED "web.yaml ",
		{ { SHIPPED "web.yaml", "1" } } },
	{ "nowhere", "web", "/usr/",
		"/u/nono/profiles /etc/nono/profiles " SHIPPED "web.yaml " SHIPPED "web.json ",
		{ { 0 } } },
	{ "what cannot be read", "web", "", USER "web.yaml ",
		{ { USER "web.yaml", NULL }, { SHIPPED "web.yaml", "1" } } },
};

static const char *existing;

static bool begins_as_existing(void *context, const char *path)
{
	(void)context;
	return !strncmp(path, existing, strlen(existing));
}

START_TEST(places_are_recorded)
{
	static const struct test_pair variables[] = { CONFIG, { NULL, NULL } };
	const struct where_row *row = &where_rows[_i];
	struct test_alloc alloc;
	struct test_host host;
	struct profile profile;
	struct profile_search search;
	struct profile_text text;
	struct buf got;

	test_alloc_init(&alloc, -1);
	test_host_init(&host, row->files, variables);
	existing = row->existing;
	host.host.has_directory = begins_as_existing;
	profile_init(&profile, &alloc.allocator);
	profile_search_init(&search, &host.host, &profile);
	profile_find(&text, row->name, NULL, &search, NULL);
	buf_init(&got, &alloc.allocator);
	for (size_t i = 0; i < profile.file_count; i++)
		buf_format(&got, "%s ", profile.files[i]);
	ck_assert_msg(!strcmp(buf_string(&got), row->want), "%s: got '%s', want '%s'", row->title,
		buf_string(&got), row->want);
	test_alloc_free(&alloc);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("find");
	TCase *tests = tcase_create("find");

	tcase_add_loop_test(tests, profile_is_found, 0, TEST_ROWS(find_rows));
	tcase_add_loop_test(tests, long_home, 0, TEST_ROWS(home_lengths));
	tcase_add_test(tests, absent_directories);
	tcase_add_loop_test(tests, places_are_recorded, 0, TEST_ROWS(where_rows));
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
