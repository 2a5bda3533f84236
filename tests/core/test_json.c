/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/base/escape.h"
#include "core/base/json.h"
#include "tests/harness.h"

static const struct string_row {
	const char *text, *want;
} string_rows[] = {
	{ "", "\"\"" },
	{ "plain /path", "\"plain /path\"" },
	{ "a\"b\\c/", "\"a\\\"b\\\\c/\"" },
	{ "a\nb\tc\x01\x1f\x7f", "\"a\\u000ab\\u0009c\\u0001\\u001f\\u007f\"" },
	{ "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80",
		"\"caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\"" },
	{ "\xc2\x80|\xc2\x9b|\xc2\xa0", "\"\\u0080|\\u009b|\xc2\xa0\"" },
	/* Not UTF-8: alone, cut, too long a form, a surrogate, above U+10FFFF. */
	{ "\xff|", "\"\\ufffd|\"" },
	{ "\xc3", "\"\\ufffd\"" },
	{ "\xe2\x82|", "\"\\ufffd|\"" },
	{ "\x80\x80|", "\"\\ufffd|\"" },
	{ "\xc0\xaf|", "\"\\ufffd|\"" },
	{ "\xe0\x80\xaf|", "\"\\ufffd|\"" },
	{ "\xed\xa0\x80|", "\"\\ufffd|\"" },
	{ "\xf0\x80\x80\x80|", "\"\\ufffd|\"" },
	{ "\xf4\x90\x80\x80|", "\"\\ufffd|\"" },
	{ "\xf5\x80\x80\x80|", "\"\\ufffd|\"" },
	{ NULL, "null" },
};

START_TEST(string)
{
	const struct string_row *row = &string_rows[_i];
	struct test_alloc alloc;
	struct buf out;

	test_alloc_init(&alloc, -1);
	buf_init(&out, &alloc.allocator);
	json_string(&out, row->text);
	ck_assert_str_eq(buf_string(&out), row->want);
	test_alloc_free(&alloc);
}
END_TEST

static const struct number_row {
	uint64_t number;
	const char *want;
} number_rows[] = {
	{ 0, "0" },
	{ 7, "7" },
	{ 10, "10" },
	{ 4294967296, "4294967296" },
	{ UINT64_MAX, "18446744073709551615" },
};

START_TEST(number)
{
	struct test_alloc alloc;
	struct buf out;

	test_alloc_init(&alloc, -1);
	buf_init(&out, &alloc.allocator);
	json_number(&out, number_rows[_i].number);
	ck_assert_str_eq(buf_string(&out), number_rows[_i].want);
	test_alloc_free(&alloc);
}
END_TEST

START_TEST(document)
{
	struct test_alloc alloc;
	struct buf out;

	test_alloc_init(&alloc, -1);
	buf_init(&out, &alloc.allocator);
	json_begin(&out, '{');
	json_member(&out, "a:", "x,");
	json_key(&out, "list");
	json_begin(&out, '[');
	json_begin(&out, '[');
	json_end(&out, ']');
	json_begin(&out, '{');
	json_end(&out, '}');
	json_number(&out, 1);
	json_string(&out, "[");
	json_string(&out, "b");
	json_bool(&out, true);
	json_bool(&out, false);
	json_end(&out, ']');
	json_member_number(&out, "n", 2);
	json_member(&out, "m", NULL);
	json_end(&out, '}');
	ck_assert_str_eq(buf_string(&out),
		"{\"a:\":\"x,\",\"list\":[[],{},1,\"[\",\"b\",true,false],\"n\":2,\"m\":null}");
	test_alloc_free(&alloc);
}
END_TEST

START_TEST(memory_ends)
{
	struct test_alloc alloc;
	struct buf out;

	test_alloc_init(&alloc, 0);
	buf_init(&out, &alloc.allocator);
	json_begin(&out, '{');
	json_member(&out, "a", "b");
	json_end(&out, '}');
	ck_assert_ptr_null(buf_string(&out));
	test_alloc_free(&alloc);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("json");
	TCase *tests = tcase_create("json");

	tcase_add_loop_test(tests, string, 0, TEST_ROWS(string_rows));
	tcase_add_loop_test(tests, number, 0, TEST_ROWS(number_rows));
	tcase_add_test(tests, document);
	tcase_add_test(tests, memory_ends);
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
