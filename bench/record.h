/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BENCH_RECORD_H
#define BENCH_RECORD_H

#include <stdio.h>

#include "trace.h"

/*
 * What a preloaded library asks the kernel for, as a list, and as the C source of a library that
 * asks for the same with everything hard-coded: what somebody would write by hand.
 */

enum {
	RULE_PATH = 1,
	MAX_DESCRIPTOR = 1024,
};

/* purpose.c: what each call is made for. */
enum purpose {
	FOR_SHIM,     /* reading profiles and the environment, memory */
	FOR_SANDBOX,  /* part of the sandbox, or a check that it holds */
	FOR_LANDLOCK, /* Landlock's own, and the no_new_privs without which it takes none */
};

/* What nothing but the set-up of a sandbox asks for; some check it, or drop rights. */
bool is_sandbox_only(uint64_t number);

/* One for each call, which are in order: descriptors are followed. To be freed. */
enum purpose *find_purposes(const struct call *calls, size_t count);

/* shape.c: calls that can be written down one by one. */
struct shape {
	uint64_t number;
	const char *name; /* in C */
	/*
	 * d descriptor, p path, n number, h struct open_how, w the words of call.data, 0 always 0,
	 * s a struct stat, b a buffer, z its size
	 */
	const char *arguments;
};

/* NULL for others. */
const struct shape *find_shape(uint64_t number);

/* purpose.c: 0 for a call that opens nothing. */
uint64_t open_flags(const struct call *call);

/* library.c: the C source of a library that makes these calls. */
void write_library(FILE *out, const struct call *calls, size_t count);

#endif
