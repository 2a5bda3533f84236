/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/caps/state.h"
#include "tests/core/random_set.h"
#include "tests/fake_files.h"
#include "tests/harness.h"

/*
 * Random sets that are saved and read again. NONO_TEST_SEED repeats a run: the seed of a failure
 * is in its message.
 */

enum {
	SETS = 1000
};

static uint64_t first_seed;

static void check_fs(const struct set *set, const struct state *state, const char *where)
{
	ck_assert_msg(set->fs_count == state->fs_count, "%s: %zu and %zu", where, set->fs_count,
		state->fs_count);
	for (size_t i = 0; i < set->fs_count; i++) {
		const struct set_fs *a = &set->fs[i];
		const struct state_fs *b = &state->fs[i];

		ck_assert_msg(!strcmp(a->original, b->original) &&
				      !strcmp(a->resolved, b->resolved) &&
				      !strcmp(caps_access_name(a->access), b->access) &&
				      a->is_file == b->is_file,
			"%s: entry %zu, '%s'", where, i, a->original);
	}
}

static void check_sockets(const struct set *set, const struct state *state, const char *where)
{
	ck_assert_msg(set->socket_count == state->socket_count, "%s", where);
	for (size_t i = 0; i < set->socket_count; i++) {
		const struct set_socket *a = &set->sockets[i];
		const struct state_socket *b = &state->sockets[i];

		ck_assert_msg(!strcmp(a->original, b->original) &&
				      !strcmp(a->resolved, b->resolved) &&
				      !strcmp(a->binds ? "connect+bind" : "connect", b->mode) &&
				      a->scope == b->scope,
			"%s: socket %zu, '%s'", where, i, a->original);
	}
}

static void check_rest(const struct set *set, const struct state *state, const char *where)
{
	ck_assert_msg((set->network == SET_BLOCKED) == state->net_blocked, "%s", where);
	ck_assert_msg(set->has_memory_limit == state->has_memory_limit &&
			      set->has_memory_bytes == state->has_memory_bytes &&
			      set->memory_bytes == state->memory_bytes,
		"%s: limits", where);
}

/* What the state says is what the set says. */
static void check_same(const struct set *set, const struct state *state, const char *where)
{
	check_fs(set, state, where);
	check_sockets(set, state, where);
	check_rest(set, state, where);
}

static void check_round(uint64_t seed, size_t *entries)
{
	struct nono_err err = { 0 };
	struct test_alloc alloc;
	struct set set, again;
	struct state state, read;
	struct buf text;
	char where[64];

	snprintf(where, sizeof(where), "NONO_TEST_SEED=%llu", (unsigned long long)seed);
	test_alloc_init(&alloc, -1);
	state.alloc = &alloc.allocator;
	set_init(&set, &fake_files, &alloc.allocator);
	set_init(&again, &fake_files, &alloc.allocator);
	random_set(&set, &seed);
	*entries += set.fs_count + set.socket_count;
	ck_assert_int_eq(state_from_set(&state, &set, &err), NONO_OK);
	buf_init(&text, &alloc.allocator);
	ck_assert_int_eq(state_to_json(&state, &text, &err), NONO_OK);
	ck_assert_msg(!state_from_json(&read, text.data, text.length, &alloc.allocator, &err),
		"%s: %s in %s", where, err.text, text.data);
	check_same(&set, &read, where);
	ck_assert_msg(!state_to_set(&again, &read, &err), "%s: %s", where, err.text);
	check_same(&again, &state, where);
	test_alloc_free(&alloc);
}

START_TEST(round_trips)
{
	size_t entries = 0;

	for (uint64_t i = 0; i < SETS; i++)
		check_round(first_seed + i, &entries);
	/* Else the names have all been refused, and nothing was shown. */
	ck_assert_uint_gt(entries, 3 * SETS);
}
END_TEST

int main(void)
{
	const char *given = getenv("NONO_TEST_SEED");
	Suite *suite = suite_create("state_random");
	TCase *tests = tcase_create("state_random");

	first_seed = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
	printf("# %d sets, NONO_TEST_SEED=%llu\n", SETS, (unsigned long long)first_seed);
	fflush(stdout);
	tcase_set_timeout(tests, 120); /* under valgrind */
	tcase_add_test(tests, round_trips);
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
