/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_LIB_LIB_H
#define TESTS_LIB_LIB_H

#include <nono.h>
#include <stdio.h>
#include <unistd.h>

#include "tests/harness.h"

/*
 * One row: calls with no error around, and compares what is returned, and the text that is left
 * (NULL: none).
 */
#define EXPECT(call, value, text)                                                \
	do {                                                                     \
		nono_clear_error();                                              \
		lib_compare(#call, (long long)(call), (long long)(value), text); \
	} while (0)

/* The same for what returns a string, which is freed; wanted may be NULL. */
#define EXPECT_TEXT(call, wanted, text)                      \
	do {                                                 \
		nono_clear_error();                          \
		lib_compare_text(#call, call, wanted, text); \
	} while (0)

void lib_compare(const char *call, long long got, long long wanted, const char *text);
void lib_compare_text(const char *call, char *got, const char *wanted, const char *text);

/* Fails the test unless the last error is text, or there is none where text is NULL. */
void lib_compare_error(const char *call, const char *text);

/*
 * A directory of this test, with d/ (in it f and sub/), o/, lf -> d/f, ld -> d and dl -> nowhere;
 * lib_path() is the path of NAME in it, good until the fourth call from now.
 */
void lib_make_tree(void);
void lib_remove_tree(void);
const char *lib_path(const char *name);

/* The fixture of most tests: the tree, an empty set, and no error. */
extern struct NonoCapabilitySet *caps;
void lib_setup(void);
void lib_teardown(void);

/* "PREFIXpath of NAMEsuffix", likewise. */
const char *lib_text(const char *prefix, const char *name, const char *suffix);

enum {
	LIB_FAILED = 1
};

/* Runs in a child, which must end with status 0; there NEED() says what is wrong. */
void lib_in_child(void (*run)(void));

#define NEED(condition)                                              \
	do {                                                         \
		if (!(condition))                                    \
			lib_give_up(__FILE__, __LINE__, #condition); \
	} while (0)

/* Says what is not so, and the last error. */
_Noreturn void lib_give_up(const char *file, int line, const char *condition);

/* The last error is text, or has it in it; what it is instead goes to the log. */
bool lib_error_is(const char *text);
bool lib_error_has(const char *text);

#endif
