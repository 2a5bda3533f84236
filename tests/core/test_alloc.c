/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/buf.h"
#include "tests/harness.h"

/* alloc */

static const struct product_row {
	size_t count, size;
} product_rows[] = {
	{ SIZE_MAX, 2 },
	{ 2, SIZE_MAX },
	{ SIZE_MAX / 2 + 1, 2 },
	{ SIZE_MAX, SIZE_MAX },
	{ SIZE_MAX / 24 + 1, 24 },
};

START_TEST(product_overflows)
{
	const struct product_row *row = &product_rows[_i];
	struct test_alloc alloc;

	test_alloc_init(&alloc, -1);
	ck_assert_msg(!alloc_array(&alloc.allocator, row->count, row->size), "%zu * %zu",
		row->count, row->size);
	ck_assert_msg(!alloc.calls, "%zu * %zu was asked for", row->count, row->size);
	test_alloc_free(&alloc);
}
END_TEST

START_TEST(array_and_text)
{
	struct test_alloc alloc;
	long *numbers;
	char *text;

	test_alloc_init(&alloc, 2);
	numbers = alloc_array(&alloc.allocator, 3, sizeof(*numbers));
	ck_assert_ptr_nonnull(numbers);
	ck_assert_int_eq(numbers[0] | numbers[1] | numbers[2], 0);
	text = alloc_text(&alloc.allocator, "a\0bcd", 4);
	ck_assert_ptr_nonnull(text);
	ck_assert_int_eq(memcmp(text, "a\0bc", 5), 0);
	ck_assert_ptr_null(alloc_text(&alloc.allocator, "x", 1));
	text = alloc_text(&alloc.allocator, "", 0);
	ck_assert_str_eq(text, "");
	test_alloc_free(&alloc);
}
END_TEST

START_TEST(array_grows)
{
	struct test_alloc alloc;
	unsigned *items = NULL;
	size_t capacity = 0;

	test_alloc_init(&alloc, -1);
	for (unsigned count = 0; count < 1000; count++) {
		bool full = count == capacity;
		unsigned *more =
			alloc_grow(&alloc.allocator, items, count, &capacity, sizeof(*items));

		ck_assert_ptr_nonnull(more);
		ck_assert_msg(full || more == items, "moved at %u of %zu", count, capacity);
		ck_assert_uint_gt(capacity, count);
		items = more;
		items[count] = count;
	}
	for (unsigned i = 0; i < 1000; i++)
		ck_assert_uint_eq(items[i], i);
	/* Doubling from 64: 1000 elements in 5 steps. */
	ck_assert_int_eq(alloc.calls, 5);
	test_alloc_free(&alloc);
}
END_TEST

START_TEST(array_cannot_grow)
{
	struct test_alloc alloc;
	size_t capacity = 0, huge = SIZE_MAX / 8;
	char *items;

	test_alloc_init(&alloc, 1);
	items = alloc_grow(&alloc.allocator, NULL, 0, &capacity, 1);
	ck_assert_ptr_nonnull(items);
	memset(items, 'x', capacity);
	ck_assert_ptr_null(alloc_grow(&alloc.allocator, items, capacity, &capacity, 1));
	ck_assert_uint_eq(capacity, 64);
	ck_assert_int_eq(memcmp(items, "xxxxxxxx", 8), 0);
	/* Twice that many elements of 8 bytes are more than there are addresses. */
	ck_assert_ptr_null(alloc_grow(&alloc.allocator, items, huge, &huge, 8));
	ck_assert_uint_eq(huge, SIZE_MAX / 8);
	ck_assert_int_eq(alloc.calls, 2);
	test_alloc_free(&alloc);
}
END_TEST

/* buf */

START_TEST(buf_grows)
{
	struct test_alloc alloc;
	struct buf buf;

	test_alloc_init(&alloc, -1);
	buf_init(&buf, &alloc.allocator);
	ck_assert_str_eq(buf_string(&buf), "");
	ck_assert_int_eq(alloc.calls, 0);
	for (size_t i = 0; i < 5000; i++) {
		char c = (char)('a' + i % 26);

		buf_add(&buf, &c, 1);
		ck_assert_uint_eq(buf.length, i + 1);
		ck_assert_int_eq(buf_string(&buf)[i], c);
		ck_assert_int_eq(buf_string(&buf)[i + 1], '\0');
	}
	for (size_t i = 0; i < 5000; i++)
		ck_assert_int_eq(buf_string(&buf)[i], (char)('a' + i % 26));
	ck_assert_int_lt(alloc.calls, 10);
	test_alloc_free(&alloc);
}
END_TEST

/* Around the sizes at which it grows, and one step over several of them. */
static const size_t buf_lengths[] = { 0, 1, 126, 127, 128, 129, 255, 256, 257, 100000 };

START_TEST(buf_takes_it_at_once)
{
	size_t length = buf_lengths[_i];
	struct test_alloc alloc;
	struct buf buf;
	char *text = malloc(length + 1);

	ck_assert_ptr_nonnull(text);
	memset(text, 'x', length);
	text[length] = '\0';
	test_alloc_init(&alloc, -1);
	buf_init(&buf, &alloc.allocator);
	buf_text(&buf, text);
	buf_text(&buf, "");
	ck_assert_str_eq(buf_string(&buf), text);
	buf_text(&buf, "<end>");
	ck_assert_uint_eq(buf.length, length + 5);
	ck_assert_str_eq(buf_string(&buf) + length, "<end>");
	test_alloc_free(&alloc);
	free(text);
}
END_TEST

START_TEST(buf_formats)
{
	struct test_alloc alloc;
	struct buf buf;
	char text[1025];

	memset(text, 'x', 1024);
	text[1024] = '\0';
	test_alloc_init(&alloc, -1);
	buf_init(&buf, &alloc.allocator);
	buf_format(&buf, "%s:%u:", "a.yaml", 3U);
	buf_format(&buf, "%d", -5);
	ck_assert_str_eq(buf_string(&buf), "a.yaml:3:-5");
	buf_init(&buf, &alloc.allocator);
	buf_format(&buf, "%s", text);
	ck_assert_uint_eq(buf.length, 1023);
	ck_assert_int_eq(strncmp(buf_string(&buf), text, 1023), 0);
	test_alloc_free(&alloc);
}
END_TEST

START_TEST(buf_failure_sticks)
{
	struct test_alloc alloc;
	struct buf buf;

	test_alloc_init(&alloc, _i);
	buf_init(&buf, &alloc.allocator);
	for (int i = 0; i < 200; i++)
		buf_text(&buf, "0123456789");
	ck_assert(buf.failed);
	ck_assert_ptr_null(buf_string(&buf));
	/* The allocator would serve a second attempt, with a hole in the text. */
	ck_assert_int_eq(alloc.calls, _i + 1);
	buf_text(&buf, "");
	buf_format(&buf, "x");
	ck_assert_ptr_null(buf_string(&buf));
	test_alloc_free(&alloc);
}
END_TEST

START_TEST(buf_refuses_absurd_lengths)
{
	struct test_alloc alloc;
	struct buf buf;

	test_alloc_init(&alloc, -1);
	buf_init(&buf, &alloc.allocator);
	buf_text(&buf, "x");
	buf_add(&buf, "y", SIZE_MAX);
	ck_assert_ptr_null(buf_string(&buf));
	test_alloc_free(&alloc);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("alloc");
	TCase *tests = tcase_create("alloc");

	tcase_add_loop_test(tests, product_overflows, 0, TEST_ROWS(product_rows));
	tcase_add_test(tests, array_and_text);
	tcase_add_test(tests, array_grows);
	tcase_add_test(tests, array_cannot_grow);
	tcase_add_test(tests, buf_grows);
	tcase_add_loop_test(tests, buf_takes_it_at_once, 0, TEST_ROWS(buf_lengths));
	tcase_add_test(tests, buf_formats);
	tcase_add_loop_test(tests, buf_failure_sticks, 0, 4);
	tcase_add_test(tests, buf_refuses_absurd_lengths);
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
