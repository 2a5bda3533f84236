/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_LIVE_QUERY_WORLD_H
#define TESTS_LIVE_QUERY_WORLD_H

#include "platform/platform.h"
#include "tests/live/query_kernel.h"

/* What all worlds share, in memory that their processes share. */
struct score {
	unsigned long allowed[ASK_COUNT], denied[ASK_COUNT], vacuous[ASK_COUNT];
	unsigned long disagreements, cut_short;
};

struct setting {
	struct nono_support support;
	const char *base; /* real path of a directory for everyone */
	uint64_t seed;
	int listeners[PORTS / 2];
	uint16_t ports[PORTS];
};

/* One tree, one set of grants and many requests, in this process, which ends with it. */
_Noreturn void world_run(const struct setting *setting, unsigned number, struct score *score);

#endif
