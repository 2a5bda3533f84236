/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/escape.h"
#include "core/profile/prepared.h"
#include "core/profile/profile_keys.h"
#include "tests/harness.h"

/* What the library carries: made by tools/prepare, as for the library itself. */
extern const struct profile_prepared shipped_profiles;

static const char *const names[] = { "base", "dns", "git", "nginx", "node", "python", "redis",
	"tls", "tty" };

static struct profile_text load(const char *name)
{
	char path[64];
	struct profile_text text = { .source = name, .shipped = true };

	snprintf(path, sizeof(path), "profiles/%s.yaml", name);
	text.bytes = test_read_file(test_path(path), &text.length);
	return text;
}

static void same_entry(const struct profile_entry *a, const struct profile_entry *b)
{
	ck_assert_ptr_eq(a->key, b->key);
	ck_assert_str_eq(a->value, b->value);
	ck_assert_int_eq(a->optional, b->optional);
	ck_assert_int_eq(a->shipped, b->shipped);
	ck_assert_str_eq(a->place.source, b->place.source);
	ck_assert_uint_eq(a->place.line, b->place.line);
	ck_assert_uint_eq(a->place.column, b->place.column);
}

/* Prepared and read give the same, entry by entry. */
START_TEST(same_as_read)
{
	struct profile_text text = load(names[_i]);
	const struct prepared_document *document = prepared_find(&shipped_profiles, &text);
	struct profile read;
	struct nono_err err = { 0 };
	struct test_alloc alloc;

	test_alloc_init(&alloc, -1);
	profile_init(&read, &alloc.allocator);
	ck_assert_msg(document, "%s is not among the prepared profiles", names[_i]);
	ck_assert_int_eq(profile_read(&read, &text, &err), NONO_OK);
	ck_assert_uint_gt(read.count, 0);
	ck_assert_uint_eq(document->count, read.count);
	for (size_t i = 0; i < read.count; i++) {
		const struct profile_entry entry =
			prepared_entry(&shipped_profiles, document, i, &text);

		same_entry(&entry, &read.entries[i]);
	}
	free((char *)text.bytes);
	test_alloc_free(&alloc);
}
END_TEST

/* One bit more or less in the file, and it is a file like any other. */
START_TEST(edited_file)
{
	struct profile_text text = load(names[_i]);
	char *bytes = (char *)text.bytes;

	for (size_t i = 0; i < text.length; i++) {
		bytes[i] ^= 1;
		ck_assert_msg(
			!prepared_find(&shipped_profiles, &text), "byte %zu of %s", i, names[_i]);
		bytes[i] ^= 1;
	}
	ck_assert_ptr_nonnull(prepared_find(&shipped_profiles, &text));
	text.length--;
	ck_assert_ptr_null(prepared_find(&shipped_profiles, &text));
	free(bytes);
}
END_TEST

/* The whole way: an edited base.yaml takes effect although one is prepared. */
START_TEST(edit_takes_effect)
{
	static const struct test_pair files[] = {
		{ "/usr/share/nono/profiles/base.yaml", "filesystem: {read: [/only]}\n" },
		{ NULL, NULL },
	};
	struct test_alloc alloc;
	struct test_host host;
	struct profile profile;
	struct nono_err err = { 0 };

	test_alloc_init(&alloc, -1);
	test_host_init(&host, files, NULL);
	host.host.prepared = &shipped_profiles;
	profile_init(&profile, &alloc.allocator);
	ck_assert_int_eq(profile_load(&profile, "base", &host.host, &err), NONO_OK);
	ck_assert_uint_eq(profile.count, 1);
	ck_assert_str_eq(profile.entries[0].value, "/only");
	test_alloc_free(&alloc);
}
END_TEST

/* A prepared document takes memory only for the list it is added to. */
START_TEST(out_of_memory)
{
	struct profile_text text = load("base");
	const struct test_pair files[] = { { "/usr/share/nono/profiles/base.yaml", text.bytes },
		{ NULL, NULL } };
	struct test_host host;
	struct nono_err err = { 0 };
	int r = NONO_ERR_NO_MEMORY;

	test_host_init(&host, files, NULL);
	host.host.prepared = &shipped_profiles;
	for (long n = 0; r; n++) {
		struct test_alloc alloc;
		struct profile profile;

		err = (struct nono_err){ 0 };
		test_alloc_init(&alloc, n);
		profile_init(&profile, &alloc.allocator);
		r = profile_load(&profile, "base", &host.host, &err);
		ck_assert_int_eq(r, err.code);
		ck_assert(!r || r == NONO_ERR_NO_MEMORY);
		ck_assert_msg(r || n > 1, "only %ld requests", n);
		test_alloc_free(&alloc);
	}
	free((char *)text.bytes);
}
END_TEST

static const struct escape_row {
	const char *text, *want;
	size_t size;
} escape_rows[] = {
	{ "plain /path", "plain /path", 64 },
	{ "a\nb\tc", "a\\x0ab\\x09c", 64 },
	{ "\x1b[2J", "\\x1b[2J", 64 },
	{ "\x7f", "\\x7f", 64 },
	{ "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", 64 },
	{ "\xc2\x9b"
	  "31m",
		"\\xc2\\x9b"
		"31m",
		64 },			/* CSI as a C1 control */
	{ "\xc2\xa0", "\xc2\xa0", 64 }, /* first character behind C1 */
	{ "\x9b", "\\x9b", 64 },	/* a lone byte is not UTF-8 */
	{ "\xff\xc3", "\\xff\\xc3", 64 },
	{ "\xc0\x8a", "\\xc0\\x8a", 64 }, /* overlong newline */
	{ "", "", 1 },
	{ "abc", "ab", 3 },
	{ "ab\n", "ab", 6 }, /* an escape is whole or absent */
	{ "ab\n", "ab\\x0a", 7 },
	{ "a\xe2\x82\xac", "a", 4 },
};

START_TEST(escaping)
{
	const struct escape_row *row = &escape_rows[_i];
	char out[64];

	memset(out, '#', sizeof(out));
	ck_assert_uint_eq(escape_text(out, row->size, row->text), strlen(row->want));
	ck_assert_str_eq(out, row->want);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("prepared");
	TCase *tests = tcase_create("prepared");

	tcase_add_loop_test(tests, same_as_read, 0, TEST_ROWS(names));
	tcase_add_loop_test(tests, edited_file, 0, TEST_ROWS(names));
	tcase_add_test(tests, edit_takes_effect);
	tcase_add_test(tests, out_of_memory);
	tcase_add_loop_test(tests, escaping, 0, TEST_ROWS(escape_rows));
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
