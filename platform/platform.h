/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLATFORM_PLATFORM_H
#define PLATFORM_PLATFORM_H

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/hash.h"
#include "core/caps/caps.h"

/*
 * A capability set in the terms of one kernel. One implementation is linked in, chosen by
 * configure: platform/linux, platform/macos or platform/unsupported.c.
 */

struct rules;

/* What a kernel can enforce. Tests fill it by hand to compile for another kernel. */
struct nono_support {
	int landlock_abi;   /* Linux: 0 none, else 1 and up */
	int landlock_errno; /* Linux: why it is 0 (ENOSYS, EOPNOTSUPP, EPERM ...) */
};

/* Asks the running kernel. Changes nothing. NONO_ERR_UNSUPPORTED: no sandbox on this system. */
int platform_probe(struct nono_support *out, struct nono_err *err);

/*
 * Capability set to rules. Pure: opens nothing, restricts nothing. What support cannot enforce is
 * NONO_ERR_UNSUPPORTED with the place of the entry, or a gap (below) if caps->best_effort.
 * *out lives as long as caps->alloc and refers to the strings in caps. NONO_ERR_NO_MEMORY.
 */
int platform_compile(struct rules **out, const struct caps *caps,
	const struct nono_support *support, struct nono_err *err);

/* The rules as text, one per line: for tests and dry runs. */
void platform_print(const struct rules *rules, struct buf *out);

/* The hash of what is enforced, BLAKE2b-128 in hexadecimal: equal for equal rules. */
void platform_policy(char out[2 * HASH_SIZE + 1], const struct rules *rules);

/*
 * Appends to the JSON object that is open in out what the kernel is and, for each thing that the
 * profile asks for, what enforces it or why nothing does. After platform_enforce().
 */
void platform_report(const struct rules *rules, struct buf *out);

enum platform_state {
	PLATFORM_FREE,
	PLATFORM_CONFINED, /* a policy of this library is in force */
	PLATFORM_SAME,	   /* and it is the one of rules */
};

/* Asks the kernel, nobody else. rules may be NULL: not compared. */
enum platform_state platform_state(const struct rules *rules);

/* What is asked but will not be enforced, one sentence each; NULL behind the last. */
const char *platform_gap(const struct rules *rules, size_t index);

/*
 * Restricts this process and its children for good. Paths are opened now. On error nothing may
 * be assumed about what is already in force: exit. NONO_ERR_PATH_NOT_FOUND,
 * NONO_ERR_EXPECTED_FILE and NONO_ERR_IO carry the place of the path; NONO_ERR_SANDBOX is the
 * kernel's refusal, NONO_ERR_UNSUPPORTED a process that already has several threads.
 */
int platform_enforce(const struct rules *rules, struct nono_err *err);

#endif
