/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "core/base/err.h"
#include "core/base/errno_text.h"
#include "core/base/format.h"
#include "core/base/words.h"
#include "tests/harness.h"

/* err */

START_TEST(first_error_wins)
{
	struct nono_err err = { 0 };

	ck_assert_int_eq(nono_err_system(&err, NONO_ERR_IO, ENOENT, "first %d", 1), NONO_ERR_IO);
	ck_assert_int_eq(nono_err_set(&err, NONO_ERR_PROFILE, "second"), NONO_ERR_PROFILE);
	ck_assert_int_eq(nono_err_system(&err, NONO_ERR_SANDBOX, EPERM, "x"), NONO_ERR_SANDBOX);
	ck_assert_int_eq(nono_err_memory(&err), NONO_ERR_NO_MEMORY);
	ck_assert_int_eq(err.code, NONO_ERR_IO);
	ck_assert_int_eq(err.sys_errno, ENOENT);
	ck_assert_str_eq(err.text, "first 1");
}
END_TEST

/* Whoever asks for a place is failing: that must not come out as NONO_OK. */
START_TEST(unset_error_is_a_failure)
{
	const struct place place = { "a.yaml", 1, 2 };
	struct nono_err err = { 0 };

	ck_assert_int_eq(nono_err_at(&err, &place), NONO_ERR_SANDBOX);
	ck_assert_int_eq(err.code, NONO_ERR_SANDBOX);
	ck_assert_str_eq(err.source, "a.yaml");
	ck_assert_ptr_nonnull(strstr(err.text, "internal error"));
}
END_TEST

START_TEST(place_is_added_later)
{
	static const struct place unknown = { NULL, 9, 9 }, place = { "a.yaml", 3, 5 },
				  other = { "b.yaml", 7, 8 };
	struct nono_err err = { 0 };

	nono_err_set(&err, NONO_ERR_PROFILE, "text");
	ck_assert_int_eq(nono_err_at(&err, &unknown), NONO_ERR_PROFILE);
	ck_assert_str_eq(err.source, "");
	ck_assert_uint_eq(err.line, 0);
	ck_assert_int_eq(nono_err_at(&err, &place), NONO_ERR_PROFILE);
	ck_assert_int_eq(nono_err_at(&err, &other), NONO_ERR_PROFILE);
	ck_assert_str_eq(err.source, "a.yaml");
	ck_assert_uint_eq(err.line, 3);
	ck_assert_uint_eq(err.column, 5);
	ck_assert_str_eq(err.text, "text");
}
END_TEST

START_TEST(no_error_struct)
{
	static const struct place place = { "a.yaml", 1, 1 };

	ck_assert_int_eq(nono_err_set(NULL, NONO_ERR_IO, "%s", "x"), NONO_ERR_IO);
	ck_assert_int_eq(nono_err_system(NULL, NONO_ERR_IO, EIO, "x"), NONO_ERR_IO);
	ck_assert_int_eq(nono_err_memory(NULL), NONO_ERR_NO_MEMORY);
	ck_assert_int_eq(nono_err_at(NULL, &place), NONO_ERR_INVALID);
}
END_TEST

START_TEST(memory_error_is_one_sentence)
{
	struct nono_err err = { 0 };

	ck_assert_int_eq(nono_err_memory(&err), NONO_ERR_NO_MEMORY);
	ck_assert_int_eq(err.code, NONO_ERR_NO_MEMORY);
	ck_assert_int_eq(err.sys_errno, 0);
	ck_assert_ptr_nonnull(strstr(err.text, "out of memory"));
	ck_assert_ptr_null(strchr(err.text, '\n'));
	ck_assert_uint_lt(strlen(err.text), sizeof(err.text) - 1);
}
END_TEST

/* 255 bytes are what a source of 256 holds. */
static const size_t source_lengths[] = { 1, 254, 255, 256, 257, 4095 };

START_TEST(tail_of_a_long_source)
{
	size_t length = source_lengths[_i];
	char name[4096];
	const struct place place = { name, 1, 2 };
	struct nono_err err = { 0 };

	for (size_t i = 0; i < length; i++)
		name[i] = (char)('a' + i % 26);
	name[length] = '\0';
	nono_err_set(&err, NONO_ERR_PROFILE, "text");
	nono_err_at(&err, &place);
	if (length < sizeof(err.source)) {
		ck_assert_str_eq(err.source, name);
		return;
	}
	ck_assert_uint_eq(strlen(err.source), sizeof(err.source) - 1);
	ck_assert_int_eq(strncmp(err.source, "...", 3), 0);
	ck_assert_str_eq(err.source + 3, name + length - (sizeof(err.source) - 1 - 3));
	ck_assert_uint_eq(err.line, 1);
}
END_TEST

static const size_t text_lengths[] = { 510, 511, 512, 600 };

START_TEST(long_text_is_cut)
{
	char text[601];
	size_t length = text_lengths[_i];
	struct nono_err err = { 0 };

	memset(text, 'x', length);
	text[length] = '\0';
	ck_assert_int_eq(nono_err_set(&err, NONO_ERR_INVALID, "%s", text), NONO_ERR_INVALID);
	ck_assert_uint_eq(strlen(err.text), length < 511 ? length : 511);
	ck_assert_int_eq(strncmp(err.text, text, strlen(err.text)), 0);
}
END_TEST

/* format */

static size_t format(char *out, size_t size, const char *format, ...)
{
	va_list args;
	size_t length;

	va_start(args, format);
	length = format_text(out, size, format, args);
	va_end(args);
	return length;
}

enum argument {
	NOTHING,
	NUMBER,
	SIZE,
	TEXT,
	PREFIX /* number, text */
};

static const struct format_row {
	const char *format;
	enum argument argument;
	int number;
	const char *text, *want;
	size_t size; /* of out; 0: all there is */
} format_rows[] = {
	{ "", NOTHING, 0, NULL, "", 0 },
	{ "plain text", NOTHING, 0, NULL, "plain text", 0 },
	{ "100%%", NOTHING, 0, NULL, "100%", 0 },
	{ "%%d", NOTHING, 0, NULL, "%d", 0 },
	{ "%d", NUMBER, 0, NULL, "0", 0 },
	{ "<%d>", NUMBER, 1234567890, NULL, "<1234567890>", 0 },
	{ "%d", NUMBER, -1, NULL, "-1", 0 },
	{ "%d", NUMBER, INT_MAX, NULL, "2147483647", 0 },
	{ "%d", NUMBER, INT_MIN, NULL, "-2147483648", 0 },
	{ "%u", NUMBER, 0, NULL, "0", 0 },
	{ "%u", NUMBER, -1, NULL, "4294967295", 0 },
	{ "%x", NUMBER, 0x1f, NULL, "1f", 0 },
	{ "%x", NUMBER, -1, NULL, "ffffffff", 0 },
	{ "%c%%", NUMBER, 'z', NULL, "z%", 0 },
	{ "%zu", SIZE, 0, NULL, "18446744073709551615", 0 },
	{ "%zu%%", SIZE, 0, NULL, "18446744073709551615%", 0 },
	{ "[%s]", TEXT, 0, "text", "[text]", 0 },
	{ "[%s]", TEXT, 0, "", "[]", 0 },
	{ "[%s]", TEXT, 0, "a%sb", "[a%sb]", 0 },
	{ "[%s]", TEXT, 0, NULL, "[(none)]", 0 },
	{ "[%.*s]", PREFIX, 2, "text", "[te]", 0 },
	{ "[%.*s]", PREFIX, 4, "text", "[text]", 0 },
	{ "[%.*s]", PREFIX, 9, "text", "[text]", 0 },
	{ "[%.*s]", PREFIX, 0, "text", "[]", 0 },
	{ "[%.*s]", PREFIX, -1, "text", "[]", 0 },
	{ "50%", NOTHING, 0, NULL, "50%", 0 },
	{ "%q", NOTHING, 0, NULL, "%q", 0 },
	{ "%5d", NOTHING, 0, NULL, "%5d", 0 },
	{ "%z %.* %", NOTHING, 0, NULL, "%z %.* %", 0 },
	{ "anything", NOTHING, 0, NULL, "", 1 },
	{ "%d", NUMBER, 12345, NULL, "", 1 },
	{ "anything", NOTHING, 0, NULL, "anyt", 5 },
	{ "four", NOTHING, 0, NULL, "four", 5 },
	{ "ab%d", NUMBER, -12345, NULL, "ab-1", 5 },
	{ "ab%s!", TEXT, 0, "cdef", "abcd", 5 },
	{ "ab%%%%%%", NOTHING, 0, NULL, "ab%%", 5 },
};

START_TEST(format_conversions)
{
	const struct format_row *row = &format_rows[_i];
	char out[64];
	size_t size = row->size ? row->size : sizeof(out) - 1, length = 0;

	memset(out, '#', sizeof(out));
	if (row->argument == NOTHING)
		length = format(out, size, row->format);
	else if (row->argument == NUMBER)
		length = format(out, size, row->format, row->number);
	else if (row->argument == SIZE)
		length = format(out, size, row->format, (size_t)18446744073709551615ULL);
	else if (row->argument == TEXT)
		length = format(out, size, row->format, row->text);
	else
		length = format(out, size, row->format, row->number, row->text);
	ck_assert_msg(memchr(out, '\0', size) != NULL, "'%s': no NUL", row->format);
	ck_assert_msg(
		!strcmp(out, row->want), "'%s': got '%s', want '%s'", row->format, out, row->want);
	ck_assert_msg(length == strlen(row->want), "'%s': returned %zu", row->format, length);
	ck_assert_msg(out[size] == '#', "'%s': wrote behind %zu bytes", row->format, size);
}
END_TEST

/* words */

static const struct word colours[] = {
	{ "red", 1 }, { "green", 2 }, { "redder", 4 }, { "", 5 }, /* the end, which nothing finds */
};

static const struct find_row {
	const char *name;
	int want; /* 0: not there */
} find_rows[] = {
	{ "red", 1 },
	{ "green", 2 },
	{ "redder", 4 },
	{ "", 0 },
	{ "re", 0 },
	{ "redd", 0 },
	{ "Red", 0 },
	{ "red ", 0 },
};

START_TEST(word_is_found)
{
	const struct find_row *row = &find_rows[_i];
	const struct word *word = words_find(colours, row->name);

	ck_assert_msg((word ? word->value : 0) == row->want, "'%s': got %d, want %d", row->name,
		word ? word->value : 0, row->want);
}
END_TEST

#define TEN   "0123456789"
#define SIXTY TEN TEN TEN TEN TEN TEN

static const struct distance_row {
	const char *a, *b;
	unsigned limit, want;
} distance_rows[] = {
	{ "", "", 5, 0 },
	{ "a", "", 5, 1 },
	{ "read", "read", 5, 0 },
	{ "read", "reed", 5, 1 },
	{ "read", "reads", 5, 1 },
	{ "read", "ead", 5, 1 },
	{ "read", "raed", 5, 1 }, /* a swap is one edit */
	{ "write", "wirte", 5, 1 },
	{ "ab", "ba", 5, 1 },
	{ "abcd", "badc", 5, 2 },
	{ "ca", "abc", 5, 3 }, /* swapped neighbours are not edited again */
	{ "kitten", "sitting", 5, 3 },
	{ "kitten", "sitting", 3, 3 },
	{ "kitten", "sitting", 2, 3 }, /* limit + 1: more */
	{ "kitten", "sitting", 0, 1 },
	{ "flaw", "lawn", 5, 2 },
	{ "intention", "execution", 9, 5 },
	{ "abc", "xyz", 9, 3 },
	{ "abc", "", 2, 3 },
	{ SIXTY "abcd", SIXTY "abcd", 9, 0 },
	{ SIXTY "abcd", SIXTY "abce", 9, 1 },
	{ SIXTY "abcd" TEN, SIXTY "abcd", 9, 0 }, /* 64 bytes are looked at */
	{ SIXTY "abcdX", SIXTY "abcdY", 9, 0 },
	{ SIXTY SIXTY, "", 99, 64 },
};

/* What is cut is the beginning of a path, never the reason behind it. */
START_TEST(long_paths_are_clipped)
{
	char path[5000];
	struct nono_clip clip;
	const char *text;

	memset(path, 'x', sizeof(path));
	path[sizeof(clip.text) - 1] = '\0';
	ck_assert_ptr_eq(nono_err_clip(&clip, path), path);
	path[sizeof(clip.text) - 1] = 'x';
	memcpy(path + sizeof(path) - 5, "/end", 5);
	text = nono_err_clip(&clip, path);
	ck_assert_uint_eq(strlen(text), sizeof(clip.text) - 1);
	ck_assert(!strncmp(text, "...xxx", 6));
	ck_assert_str_eq(text + strlen(text) - 5, "x/end");
}
END_TEST

START_TEST(word_distance)
{
	const struct distance_row *row = &distance_rows[_i];
	unsigned there = words_distance(row->a, row->b, row->limit);
	unsigned back = words_distance(row->b, row->a, row->limit);

	ck_assert_msg(
		there == row->want, "'%s' to '%s': %u, want %u", row->a, row->b, there, row->want);
	ck_assert_msg(back == row->want, "'%s' back to '%s': %u", row->b, row->a, back);
}
END_TEST

static const struct find_row tolerance_rows[] = {
	{ "", 1 }, { "x", 1 }, { "reed", 1 }, { "filet", 1 }, { "writer", 2 }, { "ninechars", 3 },
	{ SIXTY SIXTY, 21 }, /* a third of the 64 bytes that count */
};

START_TEST(word_tolerance)
{
	const struct find_row *row = &tolerance_rows[_i];

	ck_assert_msg(words_tolerance(row->name) == (unsigned)row->want, "'%s': %u, want %d",
		row->name, words_tolerance(row->name), row->want);
}
END_TEST

/* errno_text */

static const struct errno_row {
	int number;
	const char *name;
} errno_rows[] = {
	/* What open, read, mmap, prctl, seccomp and the calls of Landlock may return. */
	{ E2BIG, "E2BIG" },
	{ EACCES, "EACCES" },
	{ EBADF, "EBADF" },
	{ EFAULT, "EFAULT" },
	{ EINVAL, "EINVAL" },
	{ EIO, "EIO" },
	{ EISDIR, "EISDIR" },
	{ ELOOP, "ELOOP" },
	{ EMFILE, "EMFILE" },
	{ ENAMETOOLONG, "ENAMETOOLONG" },
	{ ENFILE, "ENFILE" },
	{ ENOENT, "ENOENT" },
	{ ENOMEM, "ENOMEM" },
	{ ENOSYS, "ENOSYS" },
	/* What execve, mkdir, unlink, rename and link may. */
	{ EBUSY, "EBUSY" },
	{ ENOTEMPTY, "ENOTEMPTY" },
	{ ETXTBSY, "ETXTBSY" },
	{ EXDEV, "EXDEV" },
	{ ENOTDIR, "ENOTDIR" },
	{ ENXIO, "ENXIO" },
	{ EOPNOTSUPP, "EOPNOTSUPP" },
	{ EPERM, "EPERM" },
	{ ESRCH, "ESRCH" },
	{ 0, "errno" },
	{ -EPERM, "errno" },
	{ 4095, "errno" },
};

START_TEST(errno_in_words)
{
	const struct errno_row *row = &errno_rows[_i];
	bool unknown = !strcmp(row->name, "errno");
	const char *text = errno_text(row->number);

	ck_assert_msg(!strcmp(errno_name(row->number), row->name), "%d: got %s, want %s",
		row->number, errno_name(row->number), row->name);
	ck_assert_msg(!strcmp(text, "unexpected error") == unknown, "%s: '%s'", row->name, text);
	ck_assert_msg(*text && !strchr(text, '\n'), "%s: '%s'", row->name, text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("base");
	TCase *tests = tcase_create("base");

	tcase_add_test(tests, first_error_wins);
	tcase_add_test(tests, place_is_added_later);
	tcase_add_test(tests, unset_error_is_a_failure);
	tcase_add_test(tests, no_error_struct);
	tcase_add_test(tests, memory_error_is_one_sentence);
	tcase_add_loop_test(tests, tail_of_a_long_source, 0, TEST_ROWS(source_lengths));
	tcase_add_loop_test(tests, long_text_is_cut, 0, TEST_ROWS(text_lengths));
	tcase_add_loop_test(tests, format_conversions, 0, TEST_ROWS(format_rows));
	tcase_add_loop_test(tests, word_is_found, 0, TEST_ROWS(find_rows));
	tcase_add_test(tests, long_paths_are_clipped);
	tcase_add_loop_test(tests, word_distance, 0, TEST_ROWS(distance_rows));
	tcase_add_loop_test(tests, word_tolerance, 0, TEST_ROWS(tolerance_rows));
	tcase_add_loop_test(tests, errno_in_words, 0, TEST_ROWS(errno_rows));
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
