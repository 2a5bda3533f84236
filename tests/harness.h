/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_HARNESS_H
#define TESTS_HARNESS_H

#include <check.h>
#include <stddef.h>

#include "core/base/alloc.h"
#include "core/profile/profile.h"

/*
 * An allocator for tests: every object is a malloc of its own, so that sanitizers see its edges,
 * and the n-th one can be made to fail.
 */
struct test_alloc {
	struct allocator allocator; /* first */
	long fail_at;		    /* 0-based number of the call that returns NULL, -1: none */
	long calls;
	void **blocks;
	size_t count, capacity;
};

void test_alloc_init(struct test_alloc *alloc, long fail_at);
void test_alloc_free(struct test_alloc *alloc);

/*
 * A host whose files, variables and working directory are what a test says: rows of name and
 * content, ended by a NULL name. A file whose content is NULL cannot be read (NONO_ERR_IO).
 */
struct test_pair {
	const char *name, *value;
};

struct test_host {
	struct profile_host host; /* pass &host */
	const struct test_pair *files, *variables;
	const char *workdir;
};

void test_host_init(
	struct test_host *host, const struct test_pair *files, const struct test_pair *variables);

/* A whole file into malloc'd, NUL-terminated memory; fails the test when it cannot be read. */
char *test_read_file(const char *path, size_t *length);

/* $top_srcdir/NAME in a static buffer (good until the next call). */
const char *test_path(const char *name);

/* How often a loop test over a table runs: tcase_add_loop_test(tests, name, 0, TEST_ROWS(rows)). */
#define TEST_ROWS(rows) ((int)(sizeof(rows) / sizeof((rows)[0])))

/* Runs the suite as TAP on standard output; the exit status is 0 only when all passed. */
int test_main(Suite *suite);

#endif
