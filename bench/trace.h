/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BENCH_TRACE_H
#define BENCH_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Newer than the headers of old distributions. */
enum {
	CALL_OPENAT2 = 437,
	CALL_CREATE_RULESET = 444,
	CALL_ADD_RULE = 445,
	CALL_RESTRICT_SELF = 446,
};

/* One system call of the traced program. */
struct call {
	uint64_t number, args[6];
	int64_t result;
	bool inside; /* made by code of the preloaded library itself, not of libc */
	/* What the pointer argument of interest held when the call was made, if it has one. */
	unsigned char *data;
	size_t size;
	uint64_t how[3]; /* of openat2: flags, mode, resolve */
};

/* The calls of program, from exec to exit. */
struct trace {
	struct call *calls;
	size_t count, capacity;
};

/* Runs program with library as LD_PRELOAD; ends this process when that cannot be done. */
void trace_run(struct trace *trace, const char *library, char *const *program);

_Noreturn void trace_die(const char *what, const char *detail);

#endif
