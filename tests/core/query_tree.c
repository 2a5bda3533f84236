/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/core/query_tree.h"

#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/buf.h"

static char top[PATH_MAX];

/* 'd' a directory, 'f' a file, 'l' a link, 'h' a second name. */
static const struct made {
	char kind;
	const char *path, *target;
} made[] = {
	{ 'd', "%/d", NULL },
	{ 'f', "%/d/f", NULL },
	{ 'f', "%/d/g", NULL },
	{ 'd', "%/d/sub", NULL },
	{ 'f', "%/d/sub/x", NULL },
	{ 'd', "%/d/closed", NULL },
	{ 'f', "%/d/closed/x", NULL },
	{ 'd', "%/dx", NULL },
	{ 'd', "%/other", NULL },
	{ 'f', "%/other/file", NULL },
	{ 'h', "%/other/hard", "%/d/g" },
	{ 'l', "%/link", "%/d" },
	{ 'l', "%/lf", "%/d/f" },
	{ 'l', "%/d/dl", "%/outside_new" },
	{ 'l', "%/d/deep", "%/gone/gone" },
	{ 'l', "%/d/up", ".." },
	{ 'l', "%/d/loop", "loop" },
	{ 'l', "%/other/in", "../d/sub/../new" },
};

const char *tree_path(const char *path, struct allocator *alloc)
{
	struct buf out;

	buf_init(&out, alloc);
	for (; *path; path++) {
		if (*path == '%')
			buf_text(&out, top);
		else
			buf_add(&out, path, 1);
	}
	return buf_string(&out);
}

const char *tree_tell(const char *path, struct allocator *alloc)
{
	struct buf out;

	if (!path)
		return "nowhere";
	if (strncmp(path, top, strlen(top)))
		return path;
	buf_init(&out, alloc);
	buf_text(&out, "%");
	buf_text(&out, path + strlen(top));
	return buf_string(&out);
}

static int make(const struct made *row, struct allocator *alloc)
{
	const char *path = tree_path(row->path, alloc);
	const char *target = row->target ? tree_path(row->target, alloc) : NULL;

	switch (row->kind) {
	case 'd':
		return mkdir(path, 0777);
	case 'f':
		return mknod(path, S_IFREG | 0666, 0);
	case 'h':
		return link(target, path);
	default:
		return symlink(target, path);
	}
}

void tree_setup(void)
{
	char name[] = "/tmp/nono-test.XXXXXX";
	struct test_alloc alloc;

	test_alloc_init(&alloc, -1);
	ck_assert_ptr_nonnull(mkdtemp(name));
	ck_assert_ptr_nonnull(realpath(name, top));
	for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++)
		ck_assert_msg(!make(&made[i], &alloc.allocator), "%s", made[i].path);
	ck_assert_int_eq(chdir(tree_path("%/d", &alloc.allocator)), 0);
	ck_assert_int_eq(chmod("closed", 0), 0);
	test_alloc_free(&alloc);
}

static int take(const char *path, const struct stat *stat, int type, struct FTW *where)
{
	(void)stat, (void)type, (void)where;
	return remove(path);
}

void tree_teardown(void)
{
	ck_assert_int_eq(chmod("closed", 0777), 0);
	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_int_eq(nftw(top, take, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static void grant_one(struct set *set, char access, const char *path)
{
	enum caps_access how = access == 'r'   ? CAPS_READ
			       : access == 'w' ? CAPS_WRITE
					       : CAPS_READ_WRITE;
	struct nono_err err = { 0 };
	int r = set_allow_path(set, path, how, NULL, NULL);

	if (r == NONO_ERR_EXPECTED_DIRECTORY)
		r = set_allow_file(set, path, how, NULL, &err);
	ck_assert_msg(!r, "%s: %s", path, err.text);
}

void tree_grant(struct set *set, const char *grants, struct allocator *alloc)
{
	while (*grants) {
		size_t length = strcspn(grants, ";");

		grant_one(set, grants[0],
			tree_path(alloc_text(alloc, grants + 1, length - 1), alloc));
		grants += length + (grants[length] == ';');
	}
}
