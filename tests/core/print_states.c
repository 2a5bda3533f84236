/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/caps/state.h"
#include "tests/core/random_set.h"
#include "tests/fake_files.h"

/* Random states as JSON, with a NUL behind each: print_states SEED COUNT */

struct block {
	_Alignas(16) struct block *next;
};

static struct block *blocks;

static void *allocate(struct allocator *self, size_t size)
{
	struct block *block = calloc(1, sizeof(*block) + size);

	(void)self;
	if (!block)
		return NULL;
	block->next = blocks;
	blocks = block;
	return block + 1;
}

static void free_all(void)
{
	while (blocks) {
		struct block *next = blocks->next;

		free(blocks);
		blocks = next;
	}
}

static int print_state(uint64_t *seed)
{
	struct allocator alloc = { allocate };
	struct state state = { .alloc = &alloc };
	struct set set;
	struct buf text;

	set_init(&set, &fake_files, &alloc);
	random_set(&set, seed);
	buf_init(&text, &alloc);
	if (state_from_set(&state, &set, NULL) || state_to_json(&state, &text, NULL))
		return -1;
	fwrite(text.data, 1, text.length + 1, stdout);
	free_all();
	return 0;
}

int main(int argc, char **argv)
{
	uint64_t seed = argc > 2 ? strtoull(argv[1], NULL, 10) : 0;

	for (long i = argc > 2 ? strtol(argv[2], NULL, 10) : 0; i; i--) {
		if (print_state(&seed))
			return EXIT_FAILURE;
	}
	return fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
