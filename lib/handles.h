/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LIB_HANDLES_H
#define LIB_HANDLES_H

#include "core/base/buf.h"
#include "core/caps/query.h"
#include "core/caps/set.h"
#include "core/caps/state.h"
#include "lib/memory.h"

/* Everything else of the library is hidden. */
#pragma GCC visibility push(default)
#include "include/nono.h"
#pragma GCC visibility pop

/*
 * What is behind the handles. Each lives in its own memory, so that one memory_release() is the end
 * of both.
 */

struct NonoCapabilitySet {
	struct memory *memory;
	struct set set;
};

struct NonoQueryContext {
	struct memory *memory;
	struct memory *origin; /* of the set, for its strings */
	struct set set;
	struct query *query;
};

struct NonoSandboxState {
	struct memory *memory;
	struct state state;
};

/*
 * An access mode of the ABI as the core's, an argument error if there is no such mode; and back.
 * handles_access() returns 0 for it.
 */
enum caps_access handles_access(uint32_t mode);
uint32_t handles_mode(enum caps_access access);

#endif
