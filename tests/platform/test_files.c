/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/core/query_tree.h"

/* In the tree of tests/core/query_tree.c; want NULL: the errno. */
static const struct reach_row {
	const char *path;
	bool follow;
	const char *want;
	enum caps_file_kind kind;
	int number;
} reach_rows[] = {
	{ "f", true, "%/d/f", CAPS_IS_REGULAR, 0 },
	{ "f", false, "%/d/f", CAPS_IS_REGULAR, 0 },
	{ "%/link", true, "%/d", CAPS_IS_DIRECTORY, 0 },
	{ "%/link", false, "%/link", CAPS_IS_LINK, 0 },
	{ "%/link/", false, "%/d", CAPS_IS_DIRECTORY, 0 },
	{ "%/link/up/lf", true, "%/d/f", CAPS_IS_REGULAR, 0 },
	{ "%/link/up/lf", false, "%/lf", CAPS_IS_LINK, 0 },
	{ ".", false, "%/d", CAPS_IS_DIRECTORY, 0 },
	{ "sub//../.", true, "%/d", CAPS_IS_DIRECTORY, 0 },
	{ "/", true, "/", CAPS_IS_DIRECTORY, 0 },
	{ "/..", false, "/", CAPS_IS_DIRECTORY, 0 },
	{ "/dev/null", true, "/dev/null", CAPS_IS_DEVICE, 0 },
	{ "new", true, "%/d/new", CAPS_IS_MISSING, 0 },
	{ "new", false, "%/d/new", CAPS_IS_MISSING, 0 },
	{ "new//", false, "%/d/new", CAPS_IS_MISSING, 0 },
	{ "/new", false, "/new", CAPS_IS_MISSING, 0 },
	{ "%/link/new", false, "%/d/new", CAPS_IS_MISSING, 0 },
	{ "dl", true, "%/outside_new", CAPS_IS_MISSING, 0 },
	{ "dl", false, "%/d/dl", CAPS_IS_LINK, 0 },
	{ "%/other/in", true, "%/d/new", CAPS_IS_MISSING, 0 },
	{ "deep", true, NULL, CAPS_IS_MISSING, ENOENT },
	{ "deep", false, "%/d/deep", CAPS_IS_LINK, 0 },
	{ "dl/x", true, NULL, CAPS_IS_MISSING, ENOENT },
	{ "new/x", false, NULL, CAPS_IS_MISSING, ENOENT },
	{ "new/..", true, NULL, CAPS_IS_MISSING, ENOENT },
	{ "new/.", true, NULL, CAPS_IS_MISSING, ENOENT },
	{ "", true, NULL, CAPS_IS_MISSING, ENOENT },
	{ "f/", true, NULL, CAPS_IS_MISSING, ENOTDIR },
	{ "f/x", false, NULL, CAPS_IS_MISSING, ENOTDIR },
	{ "loop", true, NULL, CAPS_IS_MISSING, ELOOP },
	{ "loop", false, "%/d/loop", CAPS_IS_LINK, 0 },
};

/* When no descriptor is left the slow way is taken. */
static void limit_descriptors(rlim_t most)
{
	struct rlimit limit;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = most ? most : limit.rlim_max;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

static void check_reach(const struct reach_row *row)
{
	struct test_alloc alloc;
	struct caps_file file;
	struct stat stat;
	const char *path;
	int r;

	test_alloc_init(&alloc, -1);
	path = tree_path(row->path, &alloc.allocator);
	r = platform_files.reach(NULL, path, row->follow, &file, &alloc.allocator);
	ck_assert_msg(r == row->number, "%s: %d", path, r);
	if (!r) {
		ck_assert_str_eq(file.path, tree_path(row->want, &alloc.allocator));
		ck_assert_msg(file.kind == row->kind, "%s: %d", path, file.kind);
		memset(&stat, 0, sizeof(stat));
		ck_assert_int_eq(lstat(file.path, &stat), row->kind == CAPS_IS_MISSING ? -1 : 0);
		ck_assert_uint_eq(file.device, stat.st_dev);
		ck_assert_uint_eq(file.inode, stat.st_ino);
		ck_assert_uint_eq(file.links, stat.st_nlink);
	}
	test_alloc_free(&alloc);
}

START_TEST(reached)
{
	check_reach(&reach_rows[_i]);
}
END_TEST

START_TEST(reached_slowly)
{
	limit_descriptors(3);
	ck_assert(open("/", O_RDONLY) < 0 && errno == EMFILE);
	check_reach(&reach_rows[_i]);
	limit_descriptors(0);
}
END_TEST

/* resolve is realpath(3). */
START_TEST(resolved)
{
	const struct reach_row *row = &reach_rows[_i];
	struct test_alloc alloc;
	struct caps_file file;
	char real[PATH_MAX];
	const char *path;
	int want, r;

	test_alloc_init(&alloc, -1);
	path = tree_path(row->path, &alloc.allocator);
	errno = 0;
	want = realpath(path, real) ? 0 : errno;
	r = platform_files.resolve(NULL, path, &file, &alloc.allocator);
	ck_assert_msg(r == want, "%s: %d, not %d", path, r, want);
	if (!r)
		ck_assert_str_eq(file.path, real);
	test_alloc_free(&alloc);
}
END_TEST

/* What the kernel writes for a name is not always one. */
START_TEST(names_that_are_none)
{
	struct test_alloc alloc;
	struct caps_file file;
	char link[64];
	int fd, pipes[2];

	test_alloc_init(&alloc, -1);
	ck_assert_int_eq(mknod("x (deleted)", S_IFREG | 0666, 0), 0);
	ck_assert_int_eq(
		platform_files.reach(NULL, "x (deleted)", true, &file, &alloc.allocator), 0);
	ck_assert_str_eq(file.path, tree_path("%/d/x (deleted)", &alloc.allocator));
	ck_assert_int_eq(mknod("x", S_IFREG | 0666, 0), 0);
	fd = open("x", O_RDONLY);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(unlink("x"), 0);
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	ck_assert_int_eq(platform_files.reach(NULL, link, true, &file, &alloc.allocator), ENXIO);
	ck_assert_int_eq(pipe(pipes), 0);
	snprintf(link, sizeof(link), "/proc/self/fd/%d", pipes[0]);
	ck_assert_int_eq(platform_files.reach(NULL, link, true, &file, &alloc.allocator), ENXIO);
	close(fd);
	close(pipes[0]);
	close(pipes[1]);
	test_alloc_free(&alloc);
}
END_TEST

START_TEST(memory_ends)
{
	struct test_alloc alloc;
	struct caps_file file;

	test_alloc_init(&alloc, 0);
	ck_assert_int_eq(platform_files.resolve(NULL, "/", &file, &alloc.allocator), ENOMEM);
	alloc.fail_at = 1;
	ck_assert_int_eq(platform_files.reach(NULL, "/", true, &file, &alloc.allocator), ENOMEM);
	test_alloc_free(&alloc);
	test_alloc_init(&alloc, 1);
	ck_assert_int_eq(platform_files.reach(NULL, "/new", true, &file, &alloc.allocator), ENOMEM);
	test_alloc_free(&alloc);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("files");
	TCase *tests = tcase_create("files");

	tcase_add_checked_fixture(tests, tree_setup, tree_teardown);
	tcase_add_loop_test(tests, reached, 0, TEST_ROWS(reach_rows));
	tcase_add_loop_test(tests, reached_slowly, 0, TEST_ROWS(reach_rows));
	tcase_add_loop_test(tests, resolved, 0, TEST_ROWS(reach_rows));
	tcase_add_test(tests, names_that_are_none);
	tcase_add_test(tests, memory_ends);
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
