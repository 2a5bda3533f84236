/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/profile/profile_keys.h"
#include "tests/harness.h"

#define SHIPPED "/usr/share/nono/profiles/"

/* A row per set of files; the profile that is loaded is /p/a.yaml. */
static const struct load_row {
	const char *name;
	const char *want;	   /* "SOURCE:VALUE " per entry; NULL: refused, */
	const char *place, *error; /* there and with this in the text */
	struct test_pair files[8];
} load_rows[] = {
	{ "nothing extended", "/p/a.yaml:/a ", NULL, NULL,
		{ { "/p/a.yaml", "filesystem: {read: [/a]}" } } },
	{ "extends stands first", "/p/b.yaml:/b /p/a.yaml:/a ", NULL, NULL,
		{ { "/p/a.yaml", "extends: b.yaml\nfilesystem: {read: [/a]}" },
			{ "/p/b.yaml", "filesystem: {read: [/b]}" } } },
	{ "extends stands last", "/p/b.yaml:/b /p/a.yaml:/a ", NULL, NULL,
		{ { "/p/a.yaml", "filesystem: {read: [/a]}\nextends: [b.yaml]" },
			{ "/p/b.yaml", "filesystem: {read: [/b]}" } } },
	{ "extends stands between", "/p/b.yaml:/b /p/a.yaml:/a /p/a.yaml:443 ", NULL, NULL,
		{ { "/p/a.yaml", "filesystem: {read: [/a]}\nextends: [b.yaml]\n"
				 "network: {connect_port: [443]}" },
			{ "/p/b.yaml", "filesystem: {read: [/b]}" } } },
	{ "several in their order", "/p/c.yaml:/c /p/b.yaml:/b /p/a.yaml:/a ", NULL, NULL,
		{ { "/p/a.yaml", "extends: [c.yaml, b.yaml]\nfilesystem: {read: [/a]}" },
			{ "/p/b.yaml", "filesystem: {read: [/b]}" },
			{ "/p/c.yaml", "filesystem: {read: [/c]}" } } },
	{ "depth first", "/p/d.yaml:/d /p/b.yaml:/b /p/c.yaml:/c /p/a.yaml:/a ", NULL, NULL,
		{ { "/p/a.yaml", "extends: [b.yaml, c.yaml]\nfilesystem: {read: [/a]}" },
			{ "/p/b.yaml", "filesystem: {read: [/b]}\nextends: d.yaml" },
			{ "/p/c.yaml", "filesystem: {read: [/c]}" },
			{ "/p/d.yaml", "filesystem: {read: [/d]}" } } },
	{ "a diamond is no circle",
		"/p/d.yaml:/d /p/b.yaml:/b /p/d.yaml:/d /p/c.yaml:/c /p/a.yaml:/a ", NULL, NULL,
		{ { "/p/a.yaml", "extends: [b.yaml, c.yaml]\nfilesystem: {read: [/a]}" },
			{ "/p/b.yaml", "extends: d.yaml\nfilesystem: {read: [/b]}" },
			{ "/p/c.yaml", "extends: d.yaml\nfilesystem: {read: [/c]}" },
			{ "/p/d.yaml", "filesystem: {read: [/d]}" } } },
	{ "the same twice", "/p/b.yaml:/b /p/b.yaml:/b ", NULL, NULL,
		{ { "/p/a.yaml", "extends: [b.yaml, b.yaml]" },
			{ "/p/b.yaml", "filesystem: {read: [/b]}" } } },
	{ "from the directory of the file", "/p/q/c.yaml:/c /p/q/b.yaml:/b ", NULL, NULL,
		{ { "/p/a.yaml", "extends: q/b.yaml" },
			{ "/p/q/b.yaml", "extends: c.yaml\nfilesystem: {read: [/b]}" },
			{ "/p/q/c.yaml", "filesystem: {read: [/c]}" },
			{ "/p/c.yaml", "filesystem: {read: [/wrong]}" } } },
	{ "a name and a file of that name", SHIPPED "b.yaml:/b ", NULL, NULL,
		{ { "/p/a.yaml", "extends: b" }, { SHIPPED "b.yaml", "filesystem: {read: [/b]}" },
			{ "/p/b", "filesystem: {read: [/wrong]}" },
			{ "/p/b.yaml", "filesystem: {read: [/wrong]}" } } },
	{ "JSON", "/p/b.json:/b /p/a.yaml:/a ", NULL, NULL,
		{ { "/p/a.yaml",
			  "{\"extends\": [\"b.json\"], \"filesystem\": {\"read\": [\"/a\"]}}" },
			{ "/p/b.json", "{\"filesystem\": {\"read\": [\"/b\"]}}" } } },

	/* errors stand where they are: at the extends entry or inside of what is extended */
	{ "itself", NULL, "/p/a.yaml:1:10", "in a circle: '/p/a.yaml'",
		{ { "/p/a.yaml", "extends: a.yaml" } } },
	{ "itself by another name", NULL, "/p/a.yaml:2:3", "in a circle: '/p/a.yaml'",
		{ { "/p/a.yaml", "extends:\n- ./a.yaml" } } },
	{ "a circle of three", NULL, "/p/c.yaml:1:10",
		"'/p/a.yaml' is extended by itself through '/p/c.yaml'",
		{ { "/p/a.yaml", "extends: b.yaml" }, { "/p/b.yaml", "extends: c.yaml" },
			{ "/p/c.yaml", "extends: a.yaml" } } },
	{ "a circle without the first", NULL, "/p/c.yaml:1:10", "circle: '/p/b.yaml'",
		{ { "/p/a.yaml", "extends: b.yaml" }, { "/p/b.yaml", "extends: c.yaml" },
			{ "/p/c.yaml", "extends: b.yaml" } } },
	{ "missing base", NULL, "/p/a.yaml:2:19", "'/p/c.yaml'",
		{ { "/p/a.yaml", "meta: {}\nextends: [b.yaml, c.yaml]" },
			{ "/p/b.yaml", "filesystem: {read: [/b]}" } } },
	{ "missing name", NULL, "/p/a.yaml:1:11", "no profile named 'bsae'",
		{ { "/p/a.yaml", "extends: [bsae]" } } },
	{ "bad name", NULL, "/p/a.yaml:1:10", "not a profile name",
		{ { "/p/a.yaml", "extends: a b" } } },
	{ "unreadable base", NULL, "/p/a.yaml:1:10", "/p/b.yaml",
		{ { "/p/a.yaml", "extends: b.yaml" }, { "/p/b.yaml", NULL } } },
	{ "bad base", NULL, "/p/b.yaml:2:14", "filesystem.read",
		{ { "/p/a.yaml", "extends: b.yaml" },
			{ "/p/b.yaml", "\nfilesystem: {reed: [/b]}" } } },
	{ "missing itself", NULL, "/p/a.yaml:0:0", "no profile file '/p/a.yaml'", { { 0 } } },
	{ "unreadable itself", NULL, "/p/a.yaml:0:0", "/p/a.yaml", { { "/p/a.yaml", NULL } } },
};

/* What was loaded, as in load_row.want. */
static const char *as_text(const struct profile *profile)
{
	struct buf text;

	buf_init(&text, profile->alloc);
	for (size_t i = 0; i < profile->count; i++)
		buf_format(&text, "%s:%s ", profile->entries[i].place.source,
			profile->entries[i].value);
	return buf_string(&text);
}

START_TEST(profile_is_loaded)
{
	const struct load_row *row = &load_rows[_i];
	struct test_alloc alloc;
	struct test_host host;
	struct profile profile;
	struct nono_err err = { 0 };
	char place[600];
	int r;

	test_alloc_init(&alloc, -1);
	test_host_init(&host, row->files, NULL);
	profile_init(&profile, &alloc.allocator);
	r = profile_load(&profile, "/p/a.yaml", &host.host, &err);
	ck_assert_msg(r == err.code, "%s: %d, but the error says %d", row->name, r, err.code);
	if (row->want) {
		ck_assert_msg(r == NONO_OK, "%s: %s", row->name, err.text);
		ck_assert_msg(!strcmp(as_text(&profile), row->want), "%s: got %s", row->name,
			as_text(&profile));
	} else {
		snprintf(place, sizeof(place), "%s:%u:%u", err.source, err.line, err.column);
		ck_assert_msg(r != NONO_OK, "%s: loaded", row->name);
		ck_assert_msg(!strcmp(place, row->place), "%s: at %s", row->name, place);
		ck_assert_msg(strstr(err.text, row->error) != NULL, "%s: %s", row->name, err.text);
	}
	profile_init(&profile, &alloc.allocator);
	ck_assert_int_eq(profile_load(&profile, "/p/a.yaml", &host.host, NULL), r);
	test_alloc_free(&alloc);
}
END_TEST

/* Files 0 to count - 1; each extends the next (a chain), or the first all others (a fan). */
struct made {
	struct test_pair files[PROFILE_MAX_FILES + 3];
	char names[PROFILE_MAX_FILES + 2][32], texts[PROFILE_MAX_FILES + 2][1024];
};

static struct made *make_files(int count, bool chain)
{
	struct made *made = calloc(1, sizeof(*made));
	size_t length;

	ck_assert_ptr_nonnull(made);
	for (int i = 0; i < count; i++) {
		snprintf(made->names[i], sizeof(made->names[i]), "%d.yaml", i);
		snprintf(made->texts[i], sizeof(made->texts[i]), "filesystem: {read: [/%d]}\n", i);
		made->files[i] = (struct test_pair){ made->names[i], made->texts[i] };
	}
	for (int i = 1; i < count; i++) {
		char *text = made->texts[chain ? i - 1 : 0];

		length = strlen(text);
		snprintf(text + length, sizeof(made->texts[0]) - length, "%s%s",
			chain || i == 1 ? "extends:\n- " : "- ", made->names[i]);
		length = strlen(text);
		snprintf(text + length, sizeof(made->texts[0]) - length, "\n");
	}
	return made;
}

static const struct limit_row {
	int count;
	bool chain;
	const char *error; /* NULL: taken */
	const char *place;
} limit_rows[] = {
	{ 2, true, NULL, NULL },
	{ 1 + PROFILE_MAX_EXTENDS, true, NULL, NULL },
	{ 2 + PROFILE_MAX_EXTENDS, true, "more than 10 deep", "10.yaml:3:3" },
	{ 30, true, "more than 10 deep", "10.yaml:3:3" },
	{ PROFILE_MAX_FILES, false, NULL, NULL },
	{ PROFILE_MAX_FILES + 1, false, "more than 64 files", "0.yaml:66:3" },
};

START_TEST(limits_of_extends)
{
	const struct limit_row *row = &limit_rows[_i];
	struct made *made = make_files(row->count, row->chain);
	struct test_alloc alloc;
	struct test_host host;
	struct profile profile;
	struct nono_err err = { 0 };
	char place[600];
	int r;

	test_alloc_init(&alloc, -1);
	test_host_init(&host, made->files, NULL);
	profile_init(&profile, &alloc.allocator);
	r = profile_load(&profile, "0.yaml", &host.host, &err);
	if (!row->error) {
		ck_assert_msg(r == NONO_OK, "%d files: %s", row->count, err.text);
		ck_assert_uint_eq(profile.count, (unsigned)row->count);
		ck_assert_str_eq(profile.entries[profile.count - 1].value, "/0");
		/* The end of a chain comes first, or the first of a fan. */
		ck_assert_int_eq(
			atoi(profile.entries[0].value + 1), row->chain ? row->count - 1 : 1);
	} else {
		snprintf(place, sizeof(place), "%s:%u:%u", err.source, err.line, err.column);
		ck_assert_msg(r == NONO_ERR_PROFILE, "%d files: %d", row->count, r);
		ck_assert_msg(
			strstr(err.text, row->error) != NULL, "%d files: %s", row->count, err.text);
		ck_assert_msg(!strcmp(place, row->place), "%d files: at %s", row->count, place);
	}
	test_alloc_free(&alloc);
	free(made);
}
END_TEST

/* Each of 7 files extends the next one twice: 127 documents to read from 7 files. */
START_TEST(documents_are_counted_not_names)
{
	struct test_pair files[8] = { 0 };
	char names[7][32], texts[7][64];
	struct test_alloc alloc;
	struct test_host host;
	struct profile profile;
	struct nono_err err = { 0 };

	for (int i = 0; i < 7; i++) {
		snprintf(names[i], sizeof(names[i]), "%d.yaml", i);
		snprintf(texts[i], sizeof(texts[i]), "extends: [%d.yaml, %d.yaml]", i + 1, i + 1);
		files[i] = (struct test_pair){ names[i], i == 6 ? "meta: {}" : texts[i] };
	}
	test_alloc_init(&alloc, -1);
	test_host_init(&host, files, NULL);
	profile_init(&profile, &alloc.allocator);
	ck_assert_int_eq(profile_load(&profile, "0.yaml", &host.host, &err), NONO_ERR_PROFILE);
	ck_assert_ptr_nonnull(strstr(err.text, "more than 64 files"));
	err = (struct nono_err){ 0 };
	ck_assert_int_eq(profile_load(&profile, "1.yaml", &host.host, &err), NONO_OK);
	test_alloc_free(&alloc);
}
END_TEST

START_TEST(shipped_entries_are_marked)
{
	static const struct test_pair files[] = {
		{ "a.yaml", "extends: [b, " SHIPPED "c.yaml]\nfilesystem: {read: [/a]}" },
		{ SHIPPED "b.yaml", "filesystem: {read: [/b]}" },
		{ SHIPPED "c.yaml", "extends: ../d.yaml\nfilesystem: {read: [/c]}" },
		{ SHIPPED "../d.yaml", "filesystem: {read: [/d]}" },
		{ NULL, NULL },
	};
	static const char *const want[] = { "/b+", "/d", "/c+", "/a" };
	struct test_alloc alloc;
	struct test_host host;
	struct profile profile;

	test_alloc_init(&alloc, -1);
	test_host_init(&host, files, NULL);
	profile_init(&profile, &alloc.allocator);
	ck_assert_int_eq(profile_load(&profile, "a.yaml", &host.host, NULL), NONO_OK);
	ck_assert_uint_eq(profile.count, 4);
	for (size_t i = 0; i < 4; i++) {
		const struct profile_entry *entry = &profile.entries[i];

		ck_assert_msg(!strncmp(entry->value, want[i], 2), "%zu is %s", i, entry->value);
		ck_assert_msg(entry->shipped == (want[i][2] == '+'), "%s", entry->value);
	}
	test_alloc_free(&alloc);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("load");
	TCase *tests = tcase_create("load");

	tcase_add_loop_test(tests, profile_is_loaded, 0, TEST_ROWS(load_rows));
	tcase_add_loop_test(tests, limits_of_extends, 0, TEST_ROWS(limit_rows));
	tcase_add_test(tests, documents_are_counted_not_names);
	tcase_add_test(tests, shipped_entries_are_marked);
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
