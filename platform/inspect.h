/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLATFORM_INSPECT_H
#define PLATFORM_INSPECT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/alloc.h"
#include "core/base/err.h"
#include "core/base/hash.h"

/* Is another process confined by this library? From what the kernel says about it. */

enum inspect_answer {
	INSPECT_CONFINED, /* a filter of this library is in force for all its threads */
	INSPECT_FREE,	  /* none is */
	INSPECT_UNKNOWN,  /* reason says what it would take */
};

enum {
	INSPECT_MAX_POLICIES = 16
};

struct inspect {
	enum inspect_answer answer;
	char reason[256]; /* one sentence, for people; "" with INSPECT_CONFINED */
	/* As platform_policy() has them, the outermost first: several, that all threads are under.
	 */
	char policies[INSPECT_MAX_POLICIES][2 * HASH_SIZE + 1];
	size_t policy_count;
	/* Of /proc/PID/status; of threads that differ the weaker value. */
	bool no_new_privs;
	unsigned seccomp_mode; /* 2: filters */
	unsigned filter_count; /* 0 also where the kernel does not tell (Linux < 5.9) */
	unsigned thread_count;
};

/*
 * Stops the process for a moment, to read its filters; with CAP_SYS_ADMIN alone, and only from a
 * process that is under no filter itself. NONO_ERR_PATH_NOT_FOUND: there is no such process.
 * NONO_ERR_IO: /proc cannot be read. NONO_ERR_UNSUPPORTED: not on this system.
 */
int inspect_process(
	struct inspect *out, unsigned pid, struct allocator *alloc, struct nono_err *err);

#endif
