/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/alloc.h"

#include <string.h>

enum {
	ALIGNMENT = 16,
	/* Holds the shipped profiles with room to spare: one mmap for most starts. */
	BLOCK_SIZE = 1 << 20,
	/* A shipped profile with all it extends fits without copying. */
	FIRST_CAPACITY = 64,
};

struct arena_block {
	_Alignas(ALIGNMENT) struct arena_block *older; /* and so is what follows, on 32 bits too */
	size_t size;
};

void *alloc_array(struct allocator *alloc, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		return NULL;
	return alloc->allocate(alloc, count * size);
}

char *alloc_text(struct allocator *alloc, const char *text, size_t length)
{
	char *copy = alloc->allocate(alloc, length + 1);

	if (copy)
		memcpy(copy, text, length);
	return copy;
}

void *alloc_grow(struct allocator *alloc, void *items, size_t count, size_t *capacity, size_t size)
{
	size_t larger = *capacity ? *capacity * 2 : FIRST_CAPACITY;
	void *copy;

	if (count < *capacity)
		return items;
	copy = alloc_array(alloc, larger, size);
	if (!copy)
		return NULL;
	if (count)
		memcpy(copy, items, count * size);
	*capacity = larger;
	return copy;
}

/* A block for at least size bytes becomes the newest one. */
static int add_block(struct arena *arena, size_t size)
{
	size_t total = BLOCK_SIZE;
	struct arena_block *block;

	if (size > SIZE_MAX / 2)
		return -1;
	while (total < size + sizeof(*block))
		total *= 2;
	block = arena->map(total);
	if (!block)
		return -1;
	block->older = arena->blocks;
	block->size = total;
	arena->blocks = block;
	arena->used = sizeof(*block);
	return 0;
}

static void *arena_allocate(struct allocator *self, size_t size)
{
	struct arena *arena = (struct arena *)self;
	void *start;

	if (size > SIZE_MAX - ALIGNMENT)
		return NULL;
	size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	if (!arena->blocks || arena->blocks->size - arena->used < size) {
		if (add_block(arena, size))
			return NULL;
	}
	start = (char *)arena->blocks + arena->used;
	arena->used += size;
	return start;
}

void arena_init(struct arena *arena, void *(*map)(size_t), void (*unmap)(void *, size_t))
{
	*arena = (struct arena){ { arena_allocate }, map, unmap, NULL, NULL, 0 };
}

static void use_lent(struct arena *arena)
{
	arena->blocks = arena->lent;
	arena->used = sizeof(*arena->lent);
}

void arena_lend(struct arena *arena, void *start, size_t size)
{
	arena->lent = start;
	*arena->lent = (struct arena_block){ NULL, size };
	use_lent(arena);
}

/* Only what was taken: the whole of the block, unless it is the newest. */
static void wipe_lent(struct arena *arena, size_t used)
{
	memset(arena->lent + 1, 0, used - sizeof(*arena->lent));
	use_lent(arena);
}

void arena_free(struct arena *arena)
{
	size_t used = arena->used;

	while (arena->blocks != arena->lent) {
		struct arena_block *older = arena->blocks->older;

		used = older ? older->size : 0;
		arena->unmap(arena->blocks, arena->blocks->size);
		arena->blocks = older;
	}
	arena->used = 0;
	if (arena->lent)
		wipe_lent(arena, used);
}
