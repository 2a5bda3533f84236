/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_BASE_ALLOC_H
#define CORE_BASE_ALLOC_H

#include <stddef.h>
#include <stdint.h>

/*
 * Memory comes from an allocator that the caller owns. It only hands out: what was taken lives
 * as long as the allocator, so no stage has to free, and no error path can free twice.
 */
struct allocator {
	/* size > 0 bytes, zeroed and aligned to 16; NULL when there are none left. */
	void *(*allocate)(struct allocator *self, size_t size);
};

/* count * size zeroed bytes, or NULL; a product that overflows is NULL. */
void *alloc_array(struct allocator *alloc, size_t count, size_t size);

/* A copy of length bytes with a NUL behind them, or NULL. */
char *alloc_text(struct allocator *alloc, const char *text, size_t length);

/*
 * Makes room for one more element of size bytes in an array of count elements: returns items
 * itself while *capacity suffices, otherwise a copy of twice the room. NULL when out of memory;
 * items is then untouched and still valid.
 */
void *alloc_grow(struct allocator *alloc, void *items, size_t count, size_t *capacity, size_t size);

/*
 * The allocator of the shim: pages straight from the kernel, because the host's malloc may not
 * be initialised yet and is not ours to use. Freed as a whole.
 */
struct arena {
	struct allocator allocator; /* first: allocate() gets back to the arena */
	void *(*map)(size_t size);  /* zeroed pages or NULL */
	void (*unmap)(void *pages, size_t size);
	struct arena_block *blocks; /* newest first */
	struct arena_block *lent;   /* the oldest, when it is the caller's */
	size_t used;		    /* bytes of the newest block that are taken */
};

void arena_init(struct arena *arena, void *(*map)(size_t), void (*unmap)(void *, size_t));

/*
 * Takes the first size bytes from what the caller owns, which is zeroed, aligned to 16 and stays
 * as long as the arena. Right after arena_init(). Pages from the kernel cost more than the rest of
 * a start does: mmap(2) and munmap(2) 50 us of 900 in a virtual machine (Linux 6.18).
 */
void arena_lend(struct arena *arena, void *start, size_t size);

/*
 * Gives every page back, and what was lent as zeroes. What was allocated is gone. The arena may be
 * used again.
 */
void arena_free(struct arena *arena);

#endif
