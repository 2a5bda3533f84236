/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_CAPS_STATE_H
#define CORE_CAPS_STATE_H

#include "core/base/buf.h"
#include "core/caps/set.h"

/*
 * A capability set as JSON that can be given to another process, in the format of nono
 * (nono-semantics 5): the state holds text; no path is looked at before state_to_set().
 */

struct state_fs {
	const char *original, *resolved, *access;
	bool is_file;
};

struct state_socket {
	const char *original, *resolved, *mode;
	enum caps_scope scope;
};

struct state {
	struct allocator *alloc;
	struct state_fs *fs;
	size_t fs_count, fs_capacity;
	struct state_socket *sockets;
	size_t socket_count, socket_capacity;
	bool net_blocked;
	bool has_memory_limit, has_memory_bytes;
	uint64_t memory_bytes;
};

/*
 * Copies what a state can hold, to state->alloc, which is set. Nothing that a state cannot hold
 * makes it wider: the network of a set that limits it to ports is blocked in the state (in nono it
 * is free, its defect 6). NONO_ERR_NO_MEMORY.
 */
int state_from_set(struct state *state, const struct set *set, struct nono_err *err);

/*
 * Appends the document, byte for byte as nono writes it. NONO_ERR_CONFIG: a path that is not
 * UTF-8, "Configuration parse error: Failed to serialize sandbox state: path contains invalid
 * UTF-8 characters".
 */
int state_to_json(const struct state *state, struct buf *out, struct nono_err *err);

/*
 * Reads length bytes, strictly: RFC 8259, UTF-8, depth at most 128, no duplicate of a known key, no
 * NUL in a string that is kept; unknown keys are skipped, as nono does. state is then whole, or not
 * to be used. NONO_ERR_CONFIG with err->line and err->column (1-based, in bytes as serde_json
 * counts them); the text is serde_json's, " at line L column C" included. NONO_ERR_NO_MEMORY.
 */
int state_from_json(struct state *state, const char *json, size_t length, struct allocator *alloc,
	struct nono_err *err);

/*
 * Resolves every original again, as set_allow_path() and its sisters do, and adds it to set, which
 * is empty. NONO_ERR_CONFIG: an unknown access or mode, or a path that is not what it was when the
 * state was made (in nono only sockets are compared, its defect 38):
 * "... canonical path drifted at state reload: serialized resolved=A, actual resolved=B". Errors of
 * set_allow_path() and set_allow_socket(). The entries before the one that failed are in the set.
 */
int state_to_set(struct set *set, const struct state *state, struct nono_err *err);

#endif
