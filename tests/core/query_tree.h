/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_CORE_QUERY_TREE_H
#define TESTS_CORE_QUERY_TREE_H

#include "core/caps/query.h"
#include "tests/harness.h"

/*
 * A small tree of real files for tests of queries, see query_tree.c. '%' in a path is its top, and
 * is put back for it by tree_tell().
 */
void tree_setup(void); /* of tcase_add_checked_fixture(); the working directory is %/d */
void tree_teardown(void);

const char *tree_path(const char *path, struct allocator *alloc);
const char *tree_tell(const char *path, struct allocator *alloc);

/* Adds "r%/d;a%/d/f": r read, w write, a both; a directory or a file, as it is. */
void tree_grant(struct set *set, const char *grants, struct allocator *alloc);

#endif
