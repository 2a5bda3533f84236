/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/memory.h"

#include <stdlib.h>

enum {
	ALIGNMENT = 16 /* that the allocator promises */
};

struct memory_block {
	_Alignas(ALIGNMENT) struct memory_block *older;
};

static void *allocate(struct allocator *self, size_t size)
{
	struct memory *memory = (struct memory *)self;
	struct memory_block *block;

	if (size > SIZE_MAX - sizeof(*block))
		return NULL;
	block = calloc(1, sizeof(*block) + size);
	if (!block)
		return NULL;
	block->older = memory->blocks;
	memory->blocks = block;
	return block + 1;
}

struct memory *memory_new(void)
{
	struct memory *memory = malloc(sizeof(*memory));

	if (memory)
		*memory = (struct memory){ .allocator = { allocate }, .holders = 1 };
	return memory;
}

struct memory *memory_hold(struct memory *memory)
{
	__atomic_add_fetch(&memory->holders, 1, __ATOMIC_RELAXED);
	return memory;
}

void memory_release(struct memory *memory)
{
	struct memory_block *older;

	if (!memory || __atomic_sub_fetch(&memory->holders, 1, __ATOMIC_ACQ_REL))
		return;
	for (struct memory_block *block = memory->blocks; block; block = older) {
		older = block->older;
		free(block);
	}
	free(memory);
}
