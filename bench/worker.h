/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BENCH_WORKER_H
#define BENCH_WORKER_H

#include <stdbool.h>

/* The measuring half of syscalls.c: what runs in each of the processes. */

struct worker_objects;

struct worker_call {
	const char *name;
	void (*call)(const struct worker_objects *objects);
	bool by_number; /* the filter does not look at an argument of it, from Landlock ABI 3 on */
};

enum {
	WORKER_CALLS = 5
};

extern const struct worker_call worker_calls[WORKER_CALLS];

/* Cycles for one call. */
struct worker_answer {
	double median, lowest;
};

/*
 * Writes to standard output one byte, the errno of opening forbidden (0: it can be opened), and
 * then an answer for each byte of standard input, the index of a call.
 */
int worker_run(const char *granted, const char *forbidden);

/* One instruction that allows everything. */
void worker_install_least(void);

#endif
