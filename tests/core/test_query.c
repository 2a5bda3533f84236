/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/errno_text.h"
#include "platform/files.h"
#include "tests/core/query_tree.h"

enum {
	READ = QUERY_READ,
	WRITE = QUERY_WRITE,
	BOTH = QUERY_READ_WRITE,
	EXECUTE = QUERY_EXECUTE,
	CREATE = QUERY_CREATE,
	MKDIR = QUERY_MAKE_DIRECTORY,
	REMOVE = QUERY_REMOVE,
	RENAME = QUERY_RENAME,
	LINK = QUERY_LINK,
};

struct row {
	const char *grants;
	int operation;
	const char *path, *other;
	const char *want;  /* "allowed BY", "denied" or "GRANTED, not REQUESTED"; and an errno */
	const char *leads; /* NULL: not looked at */
};

/* "allowed %/d", "read, not write", "denied"; then ": ENOENT" */
static const char *tell(const struct query_result *result, struct allocator *alloc)
{
	struct buf out;

	buf_init(&out, alloc);
	if (result->status == QUERY_ALLOWED) {
		ck_assert_int_eq(result->reason, QUERY_GRANTED_PATH);
		buf_format(&out, "allowed %s", tree_tell(result->grant->resolved, alloc));
	} else if (result->reason == QUERY_INSUFFICIENT_ACCESS) {
		ck_assert_ptr_nonnull(result->grant);
		buf_format(&out, "%s, not %s", caps_access_name(result->granted),
			caps_access_name(result->requested));
	} else {
		ck_assert_int_eq(result->reason, QUERY_PATH_NOT_GRANTED);
		ck_assert_ptr_null(result->grant);
		buf_text(&out, "denied");
	}
	if (result->sys_errno)
		buf_format(&out, ": %s", errno_name(result->sys_errno));
	return buf_string(&out);
}

static void ask(const struct row *row, bool can_refer, const char *want)
{
	struct query_result result;
	struct nono_err err = { 0 };
	struct test_alloc alloc;
	struct query *query;
	struct set set;
	const char *path, *other, *got;

	test_alloc_init(&alloc, -1);
	set_init(&set, &platform_files, &alloc.allocator);
	tree_grant(&set, row->grants, &alloc.allocator);
	ck_assert_int_eq(query_new(&query, &set, can_refer, &alloc.allocator, &err), NONO_OK);
	path = tree_path(row->path, &alloc.allocator);
	other = row->other ? tree_path(row->other, &alloc.allocator) : NULL;
	ck_assert_int_eq(query_path(query, (enum query_operation)row->operation, path, other,
				 &alloc.allocator, &result, &err),
		NONO_OK);
	got = tell(&result, &alloc.allocator);
	ck_assert_msg(!strcmp(got, want), "%s, %d '%s': got '%s', wanted '%s'", row->grants,
		row->operation, row->path, got, want);
	if (row->leads)
		ck_assert_str_eq(tree_tell(result.path, &alloc.allocator), row->leads);
	test_alloc_free(&alloc);
}

/*
 * nono-semantics 4.3, row by row, with what the kernel says. nono says otherwise where there is
 * "(!)": its defects 29 to 31.
 */
static const struct row nono_rows[] = {
	{ "r%/d", READ, "%/d", NULL, "allowed %/d", "%/d" },
	{ "r%/d", READ, "%/d/f", NULL, "allowed %/d", "%/d/f" },
	{ "r%/d", READ, "%/d/missing", NULL, "allowed %/d: ENOENT", "%/d/missing" },
	{ "r%/d", READ, "%/d/m1/m2", NULL, "allowed %/d: ENOENT", "%/d/m1/m2" },
	{ "r%/d", READ, "%/link/f", NULL, "allowed %/d", "%/d/f" },
	{ "r%/d", READ, "%/link/missing", NULL, "allowed %/d: ENOENT", "%/d/missing" },
	{ "r%/d", READ, "%/lf", NULL, "allowed %/d", "%/d/f" },
	{ "r%/d", READ, "%/dx", NULL, "denied", "%/dx" },
	{ "r%/d", READ, "%/d/../other", NULL, "denied", "%/other" },
	{ "r%/d", READ, "/", NULL, "denied", "/" },
	{ "r%/d", READ, "", NULL, "denied: ENOENT", "nowhere" },
	{ "r%/d", READ, "%/d/loop", NULL, "denied: ELOOP", "nowhere" },
	{ "r%/d", READ, "f", NULL, "allowed %/d", "%/d/f" },
	{ "r%/d", READ, "./f", NULL, "allowed %/d", "%/d/f" },
	{ "r%/d", READ, "../d/f", NULL, "allowed %/d", "%/d/f" },
	{ "r%/d", READ, "sub/missing", NULL, "allowed %/d: ENOENT", "%/d/sub/missing" },
	/* (!) */
	{ "r%/d", READ, "missing", NULL, "allowed %/d: ENOENT", "%/d/missing" },
	{ "r%/d", READ, "./missing", NULL, "allowed %/d: ENOENT", "%/d/missing" },
	/* (!) a slash behind a file, and a name */
	{ "r%/d", READ, "%/d/f/", NULL, "denied: ENOTDIR", "nowhere" },
	{ "r%/d", READ, "%/d/f/child", NULL, "denied: ENOTDIR", "nowhere" },
	{ "r%/d", WRITE, "%/d/f", NULL, "read, not write", "%/d/f" },
	{ "r%/d", BOTH, "%/d/f", NULL, "read, not read+write", "%/d/f" },
	/* (!) the target is outside */
	{ "r%/d", READ, "%/d/dl", NULL, "denied: ENOENT", "%/outside_new" },
	{ "a%/d", WRITE, "%/d/dl", NULL, "denied", "%/outside_new" },
	/* (!) */
	{ "r%/d", READ, "%/d/sub/../../other/missing", NULL, "denied: ENOENT", "%/other/missing" },
	{ "r%/d", READ, "%/d/nope/../../../../etc/shadow", NULL, "denied: ENOENT", "nowhere" },
	{ "r%/d", READ, "%/d/nope/..", NULL, "denied: ENOENT", "nowhere" },
	{ "r%/d", READ, "%/d/closed", NULL, "allowed %/d", "%/d/closed" },
	/* (!) each of these two pairs in both orders */
	{ "r%/d;a%/d/sub", WRITE, "%/d/sub/x", NULL, "allowed %/d/sub", NULL },
	{ "a%/d/sub;r%/d", WRITE, "%/d/sub/x", NULL, "allowed %/d/sub", NULL },
	{ "r%/d;w%/d", WRITE, "%/d/f", NULL, "allowed %/d", NULL },
	{ "w%/d;r%/d", WRITE, "%/d/f", NULL, "allowed %/d", NULL },
	{ "r%/d;w%/d", BOTH, "%/d/f", NULL, "allowed %/d", NULL },
	{ "w%/d;r%/d", BOTH, "%/d/f", NULL, "allowed %/d", NULL },
	/* a file, granted by a link to it */
	{ "r%/lf", READ, "%/lf", NULL, "allowed %/d/f", "%/d/f" },
	{ "r%/lf", READ, "%/d/f", NULL, "allowed %/d/f", "%/d/f" },
	{ "r%/lf", READ, "%/d", NULL, "denied", "%/d" },
	{ "r%/lf", READ, "%/d/f/x", NULL, "denied: ENOTDIR", "nowhere" },
	{ "r%/lf", READ, "%/d/g", NULL, "denied", "%/d/g" },
};

START_TEST(nono)
{
	ask(&nono_rows[_i], true, nono_rows[_i].want);
}
END_TEST

/* What the kernel does with each operation (landlock(7), nono-semantics 7.4). */
static const struct row rows[] = {
	/* the deepest grant that suffices is named; else the union of what is above */
	{ "a/;r%/d;r%/d/sub", READ, "%/d/sub/x", NULL, "allowed %/d/sub", NULL },
	{ "a/;r%/d;r%/d/sub", WRITE, "%/d/sub/x", NULL, "allowed /", NULL },
	{ "w%;r%/d", BOTH, "%/d/f", NULL, "allowed %/d", NULL },
	{ "w%/d/f;r%/d", BOTH, "%/d/f", NULL, "allowed %/d/f", NULL },
	{ "r%", READ, "sub/x", NULL, "allowed %", NULL },
	{ "r%/d", READ, "up/other/file", NULL, "denied", "%/other/file" },
	{ "r%/d", READ, "//proc/../..", NULL, "denied", "/" },
	{ "r/", READ, "/", NULL, "allowed /", "/" },
	{ "r/", READ, "%/nope/x/./y//z/", NULL, "allowed /: ENOENT", "%/nope/x/y/z" },
	{ "r/", READ, "%/d/deep", NULL, "denied: ENOENT", "nowhere" },
	{ "r/", READ, "%/d/deep/x", NULL, "denied: ENOENT", "nowhere" },
	{ "r%/d", READ, "%/d/dl/x", NULL, "denied: ENOENT", "%/outside_new/x" },
	/* writing */
	{ "a%/d", WRITE, "%/d", NULL, "allowed %/d: EISDIR", NULL },
	{ "r%/d", WRITE, "%/d", NULL, "read, not write: EISDIR", NULL },
	{ "w%/d", WRITE, "%/d/new", NULL, "allowed %/d", "%/d/new" },
	{ "w%/d", WRITE, "%/d/new/", NULL, "allowed %/d: EISDIR", "%/d/new" },
	{ "w%/d", BOTH, "%/d/new", NULL, "write, not read+write", NULL },
	{ "w%/d", WRITE, "%/other/in", NULL, "allowed %/d", "%/d/new" },
	{ "w%/other", WRITE, "%/other/in", NULL, "denied", "%/d/new" },
	{ "w%/d/f", WRITE, "%/lf", NULL, "allowed %/d/f", NULL },
	{ "w%/d/f", WRITE, "%/d/f2", NULL, "denied", NULL },
	/* running: the file is read as well */
	{ "r%/d", EXECUTE, "%/d/f", NULL, "allowed %/d", NULL },
	{ "w%/d", EXECUTE, "%/d/f", NULL, "write, not read", NULL },
	{ "r%/d", EXECUTE, "%/d/sub", NULL, "allowed %/d: EACCES", NULL },
	{ "r%/d", EXECUTE, "%/d/none", NULL, "allowed %/d: ENOENT", NULL },
	/* what changes a directory; links are not followed */
	{ "w%/d", CREATE, "%/d/new", NULL, "allowed %/d", "%/d/new" },
	{ "w%/d", CREATE, "%/d/new/", NULL, "allowed %/d: ENOENT", NULL },
	{ "w%/d", CREATE, "%/d/f", NULL, "allowed %/d: EEXIST", NULL },
	{ "w%/d", CREATE, "%/d/dl", NULL, "allowed %/d: EEXIST", "%/d/dl" },
	{ "w%/d", CREATE, "%/d/m1/m2", NULL, "allowed %/d: ENOENT", "%/d/m1/m2" },
	{ "r%/d", CREATE, "%/d/new", NULL, "read, not write", NULL },
	{ "w%/d", MKDIR, "%/d/new/", NULL, "allowed %/d", "%/d/new" },
	{ "w%/d", MKDIR, "%/d/sub", NULL, "allowed %/d: EEXIST", NULL },
	{ "w%/d", MKDIR, "%/new", NULL, "denied", NULL },
	{ "w%/d", REMOVE, "%/d/f", NULL, "allowed %/d", NULL },
	{ "w%/d", REMOVE, "%/d/sub", NULL, "allowed %/d", NULL },
	{ "w%/d", REMOVE, "%/d/none", NULL, "allowed %/d: ENOENT", NULL },
	{ "w%/d", REMOVE, "%/d/dl", NULL, "allowed %/d", "%/d/dl" },
	{ "w%/d", REMOVE, "%/lf", NULL, "denied", "%/lf" },
	{ "w%/d", REMOVE, "%/d", NULL, "denied", NULL },
	{ "a%/d/f", REMOVE, "%/d/f", NULL, "denied", NULL },
	{ "r%/d;a%/d/f", REMOVE, "%/d/f", NULL, "read, not write", NULL },
	{ "a/", REMOVE, "/", NULL, "allowed /: EBUSY", NULL },
	{ "a/", REMOVE, "%/d/.", NULL, "allowed /: EINVAL", NULL },
	{ "a/", REMOVE, "%/d/..", NULL, "allowed /: ENOTEMPTY", NULL },
	/* other names of a file */
	{ "r%/d/g", READ, "%/other/hard", NULL, "allowed %/d/g", "%/other/hard" },
	{ "r%/other/hard", READ, "%/d/g", NULL, "allowed %/other/hard", NULL },
	{ "r%/other/hard;w%/d/g", BOTH, "g", NULL, "allowed %/d/g", NULL },
	{ "r%/other", READ, "%/d/g", NULL, "denied", NULL },
	/* two directories */
	{ "w%/d", RENAME, "%/d/f", "%/d/new", "allowed %/d", "%/d/f" },
	{ "r%/d", RENAME, "%/d/f", "%/d/new", "read, not write", NULL },
	{ "w%/d", RENAME, "%/d/f", "%/d/sub/new", "allowed %/d", NULL },
	{ "w%/d", RENAME, "%/d/f", "%/other/new", "denied", NULL },
	{ "w%/other", RENAME, "%/d/f", "%/other/new", "denied", NULL },
	{ "a%/d;a%/other", RENAME, "%/d/f", "%/other/new", "allowed %/d", NULL },
	{ "a%/d;w%/other", RENAME, "%/d/f", "%/other/new", "allowed %/d", NULL },
	{ "w%/d;a%/other", RENAME, "%/d/f", "%/other/new", "write, not read+write", NULL },
	{ "w%/d;r%/d/f;a%/other", RENAME, "%/d/f", "%/other/new", "allowed %/d", NULL },
	{ "w%/d;r%/d/sub;a%/other", RENAME, "%/d/sub", "%/other/new", "allowed %/d", NULL },
	{ "w%/d;r%/d/sub/x;a%/other", RENAME, "%/d/sub", "%/other/new", "write, not read+write",
		NULL },
	{ "w%;r%/other/file", RENAME, "%/d/f", "%/other/file", "allowed %", NULL },
	{ "a%/d/f;w%/other", RENAME, "%/d/f", "%/other/f", "denied", NULL },
	{ "a%", RENAME, "%/d/none", "%/other/f", "allowed %: ENOENT", NULL },
	{ "a%", RENAME, "%/d/f", "%/none/f", "allowed %: ENOENT", NULL },
	{ "a%", RENAME, "%/d/.", "%/other/f", "allowed %: EBUSY", NULL },
	{ "a%", RENAME, "%/d/f", "%/new/", "allowed %: ENOTDIR", NULL },
	{ "a%", RENAME, "%/d/sub", "%/new/", "allowed %", NULL },
	{ "a%", RENAME, "%/d/loop", "%/d/l2", "allowed %", "%/d/loop" },
	{ "a%", RENAME, "%/d/loop/x", "%/d/l2", "denied: ELOOP", "nowhere" },
	{ "a%", RENAME, "%/d/f", "%/d/loop/x", "denied: ELOOP", "%/d/f" },
	{ "w%/d", LINK, "%/d/f", "%/d/new", "allowed %/d", NULL },
	{ "w%/d;w%/other", LINK, "%/d/f", "%/other/new", "allowed %/d", NULL },
	{ "w%/other", LINK, "%/d/f", "%/other/new", "denied", NULL },
	{ "a%/other;w%/d", LINK, "%/d/f", "%/other/new", "write, not read+write", NULL },
	{ "a%", LINK, "%/d/f", "%/d/g", "allowed %: EEXIST", NULL },
	{ "a%", LINK, "%/d/f", "%/new/", "allowed %: ENOENT", NULL },
	{ "a%", LINK, "%/d", "%/new", "allowed %: EPERM", NULL },
	{ "a%", LINK, "%/d/none", "%/new", "allowed %: ENOENT", NULL },
	{ "a/", RENAME, "%/d/f", "/proc/new", "allowed /: EXDEV", NULL },
};

START_TEST(operation)
{
	ask(&rows[_i], true, rows[_i].want);
}
END_TEST

/* Below ABI 2 nothing gets from one directory into another. */
static const struct row old_rows[] = {
	{ "a%/d", RENAME, "%/d/f", "%/d/new", "allowed %/d", NULL },
	{ "a%/d", LINK, "%/d/f", "%/d/new", "allowed %/d", NULL },
	{ "a%/d", RENAME, "%/d/f", "%/d/sub/new", "read+write, not write", NULL },
	{ "a%/d", LINK, "%/d/f", "%/d/sub/new", "read+write, not write", NULL },
	{ "a%/d", REMOVE, "%/d/f", NULL, "allowed %/d", NULL },
};

START_TEST(without_refer)
{
	ask(&old_rows[_i], false, old_rows[_i].want);
}
END_TEST

/* Who may not look, cannot be told. */
START_TEST(closed_directory)
{
	const struct row row = { "r%/d", READ, "%/d/closed/x", NULL, NULL, NULL };

	ask(&row, true, geteuid() ? "denied: EACCES" : "allowed %/d");
}
END_TEST

START_TEST(gone)
{
	struct query_result result;
	struct test_alloc alloc;
	struct query *query;
	struct set set;

	test_alloc_init(&alloc, -1);
	set_init(&set, &platform_files, &alloc.allocator);
	tree_grant(&set, "r%/d/f;r%/d/closed", &alloc.allocator);
	ck_assert_int_eq(unlink("f"), 0);
	ck_assert_int_eq(query_new(&query, &set, true, &alloc.allocator, NULL), NONO_OK);
	ck_assert_int_eq(
		query_path(query, QUERY_READ, "f", NULL, &alloc.allocator, &result, NULL), 0);
	ck_assert_int_eq(result.status, QUERY_DENIED);
	ck_assert_int_eq(
		query_path(query, QUERY_READ, "closed", NULL, &alloc.allocator, &result, NULL), 0);
	ck_assert_int_eq(result.status, QUERY_ALLOWED);
	test_alloc_free(&alloc);
}
END_TEST

/* Every allocation fails once. */
static int ask_with(struct test_alloc *alloc, const struct set *set, struct nono_err *err)
{
	static const struct row asked[] = {
		{ "", READ, "f", NULL, NULL, NULL },
		{ "", READ, "../other/file", NULL, NULL, NULL },
		{ "", WRITE, "m1/m2/m3", NULL, NULL, NULL },
		{ "", RENAME, "f", "sub/new", NULL, NULL },
	};
	struct query_result result;
	struct query *query;
	int r = query_new(&query, set, true, &alloc->allocator, err);

	for (size_t i = 0; !r && i < sizeof(asked) / sizeof(asked[0]); i++)
		r = query_path(query, (enum query_operation)asked[i].operation, asked[i].path,
			asked[i].other, &alloc->allocator, &result, err);
	return r;
}

START_TEST(memory_ends)
{
	struct test_alloc alloc, of_set;
	struct set set;
	int r = NONO_ERR_NO_MEMORY;
	long calls = 0;

	test_alloc_init(&of_set, -1);
	set_init(&set, &platform_files, &of_set.allocator);
	tree_grant(&set, "a%/d;r%/d/f", &of_set.allocator);
	for (; r; calls++) {
		struct nono_err err = { 0 };

		test_alloc_init(&alloc, calls);
		r = ask_with(&alloc, &set, &err);
		ck_assert_int_eq(err.code, r);
		ck_assert(r == NONO_OK || r == NONO_ERR_NO_MEMORY);
		test_alloc_free(&alloc);
	}
	ck_assert_int_gt(calls, 20);
	test_alloc_free(&of_set);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("query");
	TCase *tests = tcase_create("query");

	tcase_add_checked_fixture(tests, tree_setup, tree_teardown);
	tcase_add_loop_test(tests, nono, 0, TEST_ROWS(nono_rows));
	tcase_add_loop_test(tests, operation, 0, TEST_ROWS(rows));
	tcase_add_loop_test(tests, without_refer, 0, TEST_ROWS(old_rows));
	tcase_add_test(tests, closed_directory);
	tcase_add_test(tests, gone);
	tcase_add_test(tests, memory_ends);
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
