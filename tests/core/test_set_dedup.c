/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "core/caps/set.h"
#include "tests/fake_files.h"
#include "tests/harness.h"

/* nono-semantics 3.7 and 3.8. */

static struct test_alloc memory;
static struct set set;

static void make_set(void)
{
	test_alloc_init(&memory, -1);
	set_init(&set, &fake_files, &memory.allocator);
}

static void free_set(void)
{
	test_alloc_free(&memory);
}

/* U, P, G, S: user, profile, group, system. */
static struct set_origin origin(char letter)
{
	switch (letter) {
	case 'U':
		return (struct set_origin){ SET_USER, NULL, NULL, { 0 } };
	case 'P':
		return (struct set_origin){ SET_PROFILE, NULL, "filesystem.read", { "p", 1, 2 } };
	case 'G':
		return (struct set_origin){ SET_GROUP, "group", NULL, { 0 } };
	default:
		return (struct set_origin){ SET_SYSTEM, NULL, NULL, { 0 } };
	}
}

static const char letters[] = {
	[SET_USER] = 'U', [SET_GROUP] = 'G', [SET_SYSTEM] = 'S', [SET_PROFILE] = 'P'
};
static const char *const modes[] = { "", "R", "W", "RW" };

static enum caps_access access_of(const char *mode)
{
	for (unsigned i = 1; i <= 3; i++) {
		if (!strcmp(mode, modes[i]))
			return (enum caps_access)i;
	}
	ck_abort_msg("%s is no mode", mode);
}

/* One line a pair of modes; the columns are who wants the first one and the second one. */
static const char pairs[5][3] = { "UU", "UG", "GU", "GS", "PU" };

static const struct cell_row {
	const char *first, *second, *results[5];
} cells[] = {
	{ "R", "R", { "R U", "R U", "R U", "R G", "R P" } },
	{ "R", "W", { "RW U", "RW U", "RW U", "RW G", "RW P" } },
	{ "R", "RW", { "RW U", "R U", "RW U", "RW S", "RW U" } },
	{ "W", "R", { "RW U", "RW U", "RW U", "RW G", "RW P" } },
	{ "W", "W", { "W U", "W U", "W U", "W G", "W P" } },
	{ "W", "RW", { "RW U", "W U", "RW U", "RW S", "RW U" } },
	{ "RW", "R", { "RW U", "RW U", "R U", "RW G", "RW P" } },
	{ "RW", "W", { "RW U", "RW U", "W U", "RW G", "RW P" } },
	{ "RW", "RW", { "RW U", "RW U", "RW U", "RW G", "RW P" } },
};

START_TEST(two_entries)
{
	const struct cell_row *row = &cells[_i / 5];
	const char *pair = pairs[_i % 5];
	const struct set_origin first = origin(pair[0]), second = origin(pair[1]);
	char result[8];

	ck_assert_int_eq(set_allow_path(&set, "/a", access_of(row->first), &first, NULL), 0);
	ck_assert_int_eq(set_allow_path(&set, "/a", access_of(row->second), &second, NULL), 0);
	for (int again = 0; again < 2; again++) {
		ck_assert_int_eq(set_deduplicate(&set, NULL), NONO_OK);
		ck_assert_uint_eq(set.fs_count, 1);
		snprintf(result, sizeof(result), "%s %c", modes[set.fs->access],
			letters[set.fs->from.source]);
		ck_assert_msg(!strcmp(result, row->results[_i % 5]), "%s+%s %s: %s", row->first,
			row->second, pair, result);
	}
}
END_TEST

/* Entries as "U:R:/path", and what is left as "U:R:original>resolved". */
static const struct list_row {
	const char *given[4], *left[4];
} lists[] = {
	{ { "U:R:/a", "U:R:/b", "U:RW:/a" }, { "U:R:/b>/b", "U:RW:/a>/a" } },
	{ { "U:R:/a", "U:R:/b", "U:W:/a" }, { "U:RW:/a>/a", "U:R:/b>/b" } },
	{ { "U:R:/a", "U:W:/a", "U:R:/a" }, { "U:RW:/a>/a" } },
	{ { "U:R:/a", "U:R:/a", "U:W:/a" }, { "U:RW:/a>/a" } },
	{ { "G:R:/a", "G:W:/a", "U:R:/a" }, { "U:R:/a>/a" } },
	{ { "G:R:/a", "U:R:/a", "G:W:/a" }, { "U:RW:/a>/a" } },
	{ { "U:R:/link", "U:R:/real" }, { "U:R:/link>/real" } },
	{ { "U:R:/real", "U:R:/link" }, { "U:R:/link>/real" } },
	{ { "U:R:/link", "U:R:/x/../link" }, { "U:R:/link>/real" } },
	{ { "U:R:/real", "U:R:/link", "U:R:/x/../link" }, { "U:R:/x/../link>/real" } },
	/* "/real/" is "/real". */
	{ { "U:R:/real/", "U:R:/link" }, { "U:R:/link>/real" } },
	{ { "U:R:/link", "U:RW:/real//." }, { "U:RW:/link>/real" } },
	/* No subsumption, and no other path. */
	{ { "U:RW:/a", "U:R:/a/b", "U:R:/ab" }, { "U:RW:/a>/a", "U:R:/a/b>/a/b", "U:R:/ab>/ab" } },
	{ { "G:R:/a", "S:W:/b", "P:R:/a", "U:W:/b" }, { "P:R:/a>/a", "U:W:/b>/b" } },
};

static void add(const char *entry)
{
	const struct set_origin from = origin(entry[0]);
	char mode[3] = { entry[2], entry[3] == ':' ? '\0' : entry[3], '\0' };

	ck_assert_int_eq(
		set_allow_path(&set, entry + 3 + strlen(mode), access_of(mode), &from, NULL), 0);
}

START_TEST(more_entries)
{
	const struct list_row *row = &lists[_i];
	size_t count = 0;

	for (size_t i = 0; i < 4 && row->given[i]; i++)
		add(row->given[i]);
	ck_assert_int_eq(set_deduplicate(&set, NULL), NONO_OK);
	for (; count < 4 && row->left[count]; count++) {
		const struct set_fs *fs = &set.fs[count];
		char text[128];

		ck_assert_uint_gt(set.fs_count, count);
		snprintf(text, sizeof(text), "%c:%s:%s>%s", letters[fs->from.source],
			modes[fs->access], fs->original, fs->resolved);
		ck_assert_str_eq(text, row->left[count]);
	}
	ck_assert_uint_eq(set.fs_count, count);
}
END_TEST

/* Links that mean another file in each process are not inherited; no name of the fake is one. */
static const struct of_process {
	const char *original;
	bool is_inherited;
} of_process[] = {
	{ "/dev/fd", false },
	{ "/dev/stdin", false },
	{ "/dev/stdout", false },
	{ "/dev/stderr", false },
	{ "/proc/self", false },
	{ "/proc/self/fd", false },
	{ "/proc//self/", false },
	{ "/proc/thread-self/x", false },
	{ "/dev/fd/3", true },
	{ "/proc/selfish", true },
	{ "/proc/1", true },
};

START_TEST(links_of_processes)
{
	const struct of_process *row = &of_process[_i];

	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(set_allow_path(&set, "/a", CAPS_READ, NULL, NULL), 0);
	set.fs[1].original = row->original;
	ck_assert_int_eq(set_deduplicate(&set, NULL), NONO_OK);
	ck_assert_uint_eq(set.fs_count, 1);
	ck_assert_str_eq(set.fs->original, row->is_inherited ? row->original : "/a");
}
END_TEST

START_TEST(a_file_is_no_directory)
{
	ck_assert_int_eq(set_allow_path(&set, "/a", CAPS_READ, NULL, NULL), 0);
	ck_assert_int_eq(set_allow_file(&set, "/f", CAPS_WRITE, NULL, NULL), 0);
	set.fs[1].resolved = set.fs[1].original = "/a";
	ck_assert_int_eq(set_deduplicate(&set, NULL), NONO_OK);
	ck_assert_uint_eq(set.fs_count, 2);
}
END_TEST

/* 3.8: two sockets "U:c", "G:b"; what is left, "-" when both are. */
static const struct socket_row {
	const char *first, *second, *left;
} sockets[] = {
	{ "U:c", "U:c", "1 U:c" },
	{ "U:c", "U:b", "2 U:b" },
	{ "U:b", "U:c", "1 U:b" },
	{ "U:b", "U:b", "1 U:b" },
	{ "P:c", "U:b", "2 U:b" },
	{ "G:c", "S:b", "2 S:b" },
	{ "G:b", "S:b", "1 G:b" },
	{ "U:c", "G:b", "1 U:c" },
	{ "G:b", "U:c", "2 U:c" },
	{ "S:c", "P:c", "2 P:c" },
	{ "U:b", "G:c", "1 U:b" },
};

static void add_socket(const char *entry, enum caps_scope scope, const char *original)
{
	const struct set_origin from = origin(entry[0]);

	ck_assert_int_eq(set_allow_socket(&set, "/real", scope, entry[2] == 'b', &from, NULL), 0);
	set.sockets[set.socket_count - 1].original = original;
}

START_TEST(two_sockets)
{
	const struct socket_row *row = &sockets[_i];
	const struct set_socket *left;
	char text[16];

	add_socket(row->first, CAPS_SOCKET_CHILDREN, "/l1");
	add_socket(row->second, CAPS_SOCKET_CHILDREN, "/l2");
	add_socket(row->second, CAPS_SOCKET_SUBTREE, "/l3");
	ck_assert_int_eq(set_deduplicate(&set, NULL), NONO_OK);
	ck_assert_uint_eq(set.socket_count, 2);
	left = set.sockets[0].scope == CAPS_SOCKET_CHILDREN ? &set.sockets[0] : &set.sockets[1];
	ck_assert_int_eq(left->scope, CAPS_SOCKET_CHILDREN);
	snprintf(text, sizeof(text), "%c %c:%c", left->original[2], letters[left->from.source],
		left->binds ? 'b' : 'c');
	ck_assert_str_eq(text, row->left);
}
END_TEST

/* Without the exception for links of processes. */
START_TEST(sockets_inherit)
{
	add_socket("U:c", CAPS_SOCKET_CHILDREN, "/real");
	add_socket("U:c", CAPS_SOCKET_CHILDREN, "/proc/self/cwd");
	ck_assert_int_eq(set_deduplicate(&set, NULL), NONO_OK);
	ck_assert_uint_eq(set.socket_count, 1);
	ck_assert_str_eq(set.sockets->original, "/proc/self/cwd");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("set_dedup");
	TCase *tests = tcase_create("set_dedup");

	tcase_add_checked_fixture(tests, make_set, free_set);
	tcase_add_loop_test(tests, two_entries, 0, 5 * TEST_ROWS(cells));
	tcase_add_loop_test(tests, more_entries, 0, TEST_ROWS(lists));
	tcase_add_loop_test(tests, links_of_processes, 0, TEST_ROWS(of_process));
	tcase_add_test(tests, a_file_is_no_directory);
	tcase_add_loop_test(tests, two_sockets, 0, TEST_ROWS(sockets));
	tcase_add_test(tests, sockets_inherit);
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
