/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_CAPS_SET_H
#define CORE_CAPS_SET_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/buf.h"
#include "core/caps/caps.h"
#include "core/caps/files.h"

/*
 * A capability set as a program builds it, one resolved grant after the other: the model of nono.h
 * (libnono(3)). struct caps is what is asked for, this is what was found: it can be listed, asked
 * (query.h), saved (state.h) and made into a struct caps again.
 */

/* Where a grant comes from; the numbers are those of the public ABI. */
enum set_source {
	SET_USER,
	SET_GROUP,
	SET_SYSTEM,
	SET_PROFILE,
};

struct set_origin {
	enum set_source source;
	const char *group; /* of SET_GROUP */
	const char *key;   /* of SET_PROFILE: the key that asked, and where; else NULL */
	struct place place;
};

struct set_fs {
	const char *original; /* exactly as given */
	const char *resolved; /* real path */
	enum caps_access access;
	bool is_file; /* made by set_allow_file(): not a directory */
	struct set_origin from;
};

struct set_socket {
	const char *original, *resolved;
	enum caps_scope scope;
	bool binds; /* connect+bind */
	struct set_origin from;
};

/* The numbers are those of the public ABI. */
enum set_network {
	SET_BLOCKED,
	SET_ALLOW_ALL,
	SET_PROXY_ONLY, /* TCP to one port of this machine */
};

struct set_port {
	uint16_t port;
	unsigned direction; /* bits of enum caps_direction */
	struct set_origin from;
};

/* Strings in the order they were added, duplicates kept. */
struct set_texts {
	const char **texts;
	size_t count, capacity;
};

struct set {
	struct allocator *alloc;
	const struct caps_files *files;
	struct set_fs *fs;
	size_t fs_count, fs_capacity;
	struct set_socket *sockets;
	size_t socket_count, socket_capacity;
	struct set_port *ports;
	size_t port_count, port_capacity;
	enum set_network network;
	uint16_t proxy_port;   /* of SET_PROXY_ONLY; 0: none yet */
	uint16_t *proxy_binds; /* TCP ports that may be bound beside it, in the order added */
	size_t proxy_bind_count, proxy_bind_capacity;
	struct set_origin network_from;
	struct set_texts allowed_commands, blocked_commands, platform_rules;
	bool has_memory_limit; /* resource_limits of a state, carried only ... */
	bool has_memory_bytes; /* ... and whether it says how many */
	uint64_t memory_bytes;
	const struct caps *profile; /* set_from_caps(): everything else it says; or NULL */
};

/* An empty set: no path, all of the network. files and alloc must live as long as it. */
void set_init(struct set *set, const struct caps_files *files, struct allocator *alloc);

/*
 * Adds a directory with what is below it, or one file (anything but a directory). path is copied
 * and resolved now; the strings of from are kept, and NULL is the user. Nothing is merged. On error
 * the set is as before, and err has the words of nono-semantics 2.3 for each code:
 * NONO_ERR_PATH_NOT_FOUND      "Path does not exist: PATH"
 * NONO_ERR_EXPECTED_DIRECTORY  "Expected a directory but got a file: PATH"
 * NONO_ERR_EXPECTED_FILE       "Expected a file but got a directory: PATH"
 * NONO_ERR_CANONICALIZE        "Failed to canonicalize path PATH: TEXT (os error N)", sys_errno N
 * NONO_ERR_NO_MEMORY
 */
int set_allow_path(struct set *set, const char *path, enum caps_access access,
	const struct set_origin *from, struct nono_err *err);
int set_allow_file(struct set *set, const char *path, enum caps_access access,
	const struct set_origin *from, struct nono_err *err);

/*
 * Adds unix sockets, as nono-semantics 3.4 has it: CAPS_SOCKET_FILE that binds need not exist yet,
 * its directory must; a directory scope on "/" is NONO_ERR_SANDBOX. Errors as above. Two defects
 * are not repeated: a bare relative name is one in the working directory, and a dangling link is
 * an error.
 */
int set_allow_socket(struct set *set, const char *path, enum caps_scope scope, bool binds,
	const struct set_origin *from, struct nono_err *err);

/* Adds a port rule. NONO_ERR_INVALID: port or direction is 0. */
int set_allow_port(struct set *set, uint16_t port, unsigned direction,
	const struct set_origin *from, struct nono_err *err);

/*
 * The last one counts. Each forgets the port of the proxy and those that may be bound beside it;
 * set_proxy_port() makes the mode SET_PROXY_ONLY.
 */
void set_network(struct set *set, enum set_network network);
void set_proxy_port(struct set *set, uint16_t port);

/*
 * Adds a TCP port that may be bound in the mode SET_PROXY_ONLY. NONO_ERR_INVALID: another mode, or
 * port is 0. NONO_ERR_NO_MEMORY.
 */
int set_allow_proxy_bind(struct set *set, uint16_t port, struct nono_err *err);

/* Blocked, or proxy only, or limited to ports: is something denied? */
bool set_is_network_restricted(const struct set *set);

/* Kept for the caller and never enforced, as in nono; see libnono(3). NONO_ERR_NO_MEMORY. */
int set_allow_command(struct set *set, const char *command, struct nono_err *err);
int set_block_command(struct set *set, const char *command, struct nono_err *err);

/*
 * Seatbelt text: checked on every system as nono-semantics 3.6 has it, kept as given.
 * NONO_ERR_SANDBOX: "Sandbox initialization failed: platform rule ...".
 */
int set_add_platform_rule(struct set *set, const char *rule, struct nono_err *err);

/* Merges entries of the same file or directory, see nono-semantics 3.7 and 3.8 (Linux). */
int set_deduplicate(struct set *set, struct nono_err *err);

/*
 * Is path, taken as text, in or below a directory of the set? With need not 0 also with that
 * access, which one entry must have whole. ".." is taken away first, unlike in nono (its defect
 * 32); links are not followed; what is relative is in nothing.
 */
bool set_covers(const struct set *set, const char *path, unsigned need);

/* What is granted, for people: nono-semantics 3.11, byte for byte. What is not UTF-8: U+FFFD. */
void set_summary(const struct set *set, struct buf *out);

/*
 * The set that a profile asks for on this system: every path is resolved, entries that may be
 * missing and are missing are left out, each keeps its key and place. caps has been completed
 * (caps_complete()) and must live as long as the set. Errors as set_allow_path(), with the place;
 * the set is then half filled and must not be used.
 */
int set_from_caps(struct set *set, const struct caps *caps, struct nono_err *err);

/*
 * What the kernel is to be asked for: the resolved paths, every other setting as set->profile has
 * it or else the default, but descriptors stay open (the process that applies a set is running),
 * and no port is added for name resolution. Where the network is blocked, ports do not count.
 * NONO_ERR_UNSUPPORTED: SET_PROXY_ONLY, for no rule can tell this machine from another one.
 * NONO_ERR_INVALID: as caps_complete(). caps is initialised; strings of set are kept in it.
 */
int set_to_caps(struct caps *caps, const struct set *set, struct nono_err *err);

#endif
