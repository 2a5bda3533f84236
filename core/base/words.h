/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_BASE_WORDS_H
#define CORE_BASE_WORDS_H

#include <stddef.h>

/*
 * One word of a closed list and what it stands for. A list ends with an empty name. Inside the
 * struct, since the tables are in a library that is relocated at each start of a program.
 */
struct word {
	char name[20];
	int value;
};

/* The row of words whose name is exactly name, or NULL. */
const struct word *words_find(const struct word *words, const char *name);

/*
 * How many edits (insert, delete or replace a byte, swap two neighbours) lead from a to b, counted
 * only up to limit: limit + 1 means "more". Looks at no more than the first 64 bytes of either.
 */
unsigned words_distance(const char *a, const char *b, unsigned limit);

/*
 * How far off a misspelling may be and still earn a "did you mean": a third of its length, at
 * least 1, so that 'reed' finds 'read' and 'x' finds nothing.
 */
unsigned words_tolerance(const char *name);

#endif
