/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LIB_MEMORY_H
#define LIB_MEMORY_H

#include "core/base/alloc.h"

/*
 * The memory of one handle, from malloc(). It is gone with the last of those who hold it: a query
 * context uses the strings of the set that it was made of, whose handle may be freed first, and on
 * another thread.
 */
struct memory {
	struct allocator allocator; /* first */
	struct memory_block *blocks;
	unsigned holders;
};

/* With one holder; NULL when there is none left. */
struct memory *memory_new(void);

/* Returns memory. */
struct memory *memory_hold(struct memory *memory);

/* NULL is fine. */
void memory_release(struct memory *memory);

#endif
