/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "tests/harness.h"

/* The arena on pages that are counted. */

enum {
	MOST_BLOCKS = 32,
	MEGABYTE = 1 << 20
};

static struct {
	void *pages[MOST_BLOCKS];
	size_t sizes[MOST_BLOCKS];
	unsigned count, live, fail_at; /* 0-based map that fails, MOST_BLOCKS: none */
} kernel;

static void *map(size_t size)
{
	if (size > 64 * (size_t)MEGABYTE || kernel.count == kernel.fail_at) {
		kernel.fail_at = MOST_BLOCKS;
		return NULL;
	}
	ck_assert_uint_lt(kernel.count, MOST_BLOCKS);
	ck_assert_int_eq(posix_memalign(&kernel.pages[kernel.count], 4096, size), 0);
	memset(kernel.pages[kernel.count], 0, size);
	kernel.sizes[kernel.count] = size;
	kernel.live++;
	return kernel.pages[kernel.count++];
}

static void unmap(void *pages, size_t size)
{
	for (unsigned i = 0; i < kernel.count; i++) {
		if (kernel.pages[i] != pages)
			continue;
		ck_assert_uint_eq(kernel.sizes[i], size);
		kernel.pages[i] = NULL;
		kernel.live--;
		free(pages);
		return;
	}
	ck_abort_msg("unmapped what is not mapped");
}

static void start(struct arena *arena, unsigned fail_at)
{
	memset(&kernel, 0, sizeof(kernel));
	kernel.fail_at = fail_at;
	arena_init(arena, map, unmap);
}

/* Takes size bytes, which must be zeroed, aligned and inside one live block, and fills them. */
static void *take(struct arena *arena, size_t size)
{
	unsigned char *start = arena->allocator.allocate(&arena->allocator, size);
	bool inside = false;
	size_t used = 0;

	ck_assert_msg(start != NULL, "no %zu bytes", size);
	ck_assert_msg((uintptr_t)start % 16 == 0, "%zu bytes at %p", size, (void *)start);
	for (unsigned i = 0; i < kernel.count; i++) {
		unsigned char *page = kernel.pages[i];

		inside |= page && start >= page && start + size <= page + kernel.sizes[i];
	}
	ck_assert_msg(inside, "%zu bytes at %p are not all mapped", size, (void *)start);
	while (used < size && !start[used])
		used++;
	ck_assert_msg(used == size, "%zu bytes: byte %zu is in use", size, used);
	memset(start, 0xa5, size);
	return start;
}

static const size_t arena_sizes[] = { 1, 15, 16, 17, 100, 4096, MEGABYTE - 33, MEGABYTE - 32,
	MEGABYTE - 17, MEGABYTE - 16, MEGABYTE - 15, MEGABYTE - 1, MEGABYTE, MEGABYTE + 1,
	3 * MEGABYTE + 5 };

START_TEST(arena_hands_out)
{
	struct arena arena;

	start(&arena, MOST_BLOCKS);
	/* Each object is checked to be zero, so none may reach into one that was filled before. */
	for (int i = 0; i < 3; i++) {
		take(&arena, 1);
		take(&arena, arena_sizes[_i]);
	}
	ck_assert_uint_eq(kernel.live, kernel.count);
	arena_free(&arena);
	ck_assert_uint_eq(kernel.live, 0);
}
END_TEST

START_TEST(small_objects_share_a_block)
{
	struct arena arena;

	start(&arena, MOST_BLOCKS);
	for (int i = 0; i < 1000; i++)
		take(&arena, 100);
	ck_assert_uint_eq(kernel.count, 1);
	arena_free(&arena);
}
END_TEST

START_TEST(arena_is_freed_and_used_again)
{
	struct arena arena;

	start(&arena, MOST_BLOCKS);
	arena_free(&arena);
	for (int round = 1; round <= 2; round++) {
		for (int i = 0; i < 5; i++)
			take(&arena, MEGABYTE - 100);
		ck_assert_uint_eq(kernel.live, 5);
		ck_assert_uint_eq(kernel.count, 5 * (unsigned)round);
		arena_free(&arena);
		ck_assert_uint_eq(kernel.live, 0);
	}
	arena_free(&arena);
}
END_TEST

/* The first block is the caller's: used before the kernel is asked, and given back as zeroes. */
START_TEST(lent_is_wiped)
{
	static _Alignas(16) unsigned char lent[4096 + 1];
	struct arena arena;

	lent[4096] = 0xa5;
	start(&arena, MOST_BLOCKS);
	arena_lend(&arena, lent, 4096);
	for (int round = 0; round < 2; round++) {
		unsigned char *first = arena.allocator.allocate(&arena.allocator, 1000);

		ck_assert(first > lent && first + 1000 <= lent + 4096);
		ck_assert(!first[0] && !first[999]);
		memset(first, 0xa5, 1000);
		ck_assert_uint_eq(kernel.live, 0);
		/* What does not fit comes from the kernel, and again what is small. */
		if (_i) {
			take(&arena, 4096);
			ck_assert_uint_eq(kernel.live, 1);
		}
		arena_free(&arena);
		ck_assert_uint_eq(kernel.live, 0);
		for (size_t i = 32; i < 4096; i++)
			ck_assert_msg(!lent[i], "byte %zu was left", i);
	}
	ck_assert_uint_eq(lent[4096], 0xa5);
}
END_TEST

START_TEST(map_fails)
{
	struct arena arena;
	unsigned char *first = NULL;

	start(&arena, (unsigned)_i);
	if (_i)
		first = take(&arena, 600000);
	ck_assert_ptr_null(arena.allocator.allocate(&arena.allocator, 600000));
	ck_assert_uint_eq(kernel.live, (unsigned)_i);
	/* Once there are pages again it goes on, and what was taken is as it was. */
	take(&arena, 600000);
	ck_assert(!first || (first[0] == 0xa5 && first[599999] == 0xa5));
	arena_free(&arena);
	ck_assert_uint_eq(kernel.live, 0);
}
END_TEST

static const size_t impossible_sizes[] = { SIZE_MAX, SIZE_MAX - 15, SIZE_MAX - 16, SIZE_MAX - 32,
	SIZE_MAX / 2 + 2, SIZE_MAX / 2 + 1, SIZE_MAX / 2, SIZE_MAX / 2 - 16, SIZE_MAX / 4 };

START_TEST(impossible_size)
{
	struct arena arena;

	start(&arena, MOST_BLOCKS);
	take(&arena, 16);
	ck_assert_ptr_null(arena.allocator.allocate(&arena.allocator, impossible_sizes[_i]));
	take(&arena, 16);
	ck_assert_uint_eq(kernel.count, 1);
	arena_free(&arena);
	ck_assert_uint_eq(kernel.live, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("arena");
	TCase *tests = tcase_create("arena");

	tcase_add_loop_test(tests, arena_hands_out, 0, TEST_ROWS(arena_sizes));
	tcase_add_test(tests, small_objects_share_a_block);
	tcase_add_test(tests, arena_is_freed_and_used_again);
	tcase_add_loop_test(tests, lent_is_wiped, 0, 2);
	tcase_add_loop_test(tests, map_fails, 0, 2);
	tcase_add_loop_test(tests, impossible_size, 0, TEST_ROWS(impossible_sizes));
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
