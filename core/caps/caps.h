/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_CAPS_CAPS_H
#define CORE_CAPS_CAPS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/alloc.h"
#include "core/base/err.h"

/*
 * A capability set: what a program may do, in terms of no kernel. Nothing is granted that is
 * not in it, with one exception that profiles inherit from nono: without a network restriction
 * the network is free.
 */

enum caps_access {
	CAPS_READ = 1, /* read files, list directories, execute */
	CAPS_WRITE = 2,
	CAPS_READ_WRITE = CAPS_READ | CAPS_WRITE,
};

enum caps_direction {
	CAPS_CONNECT = 1, /* outbound */
	CAPS_LISTEN = 2,  /* bind and listen */
};

/* What a path must turn out to be when it is opened. */
enum caps_kind {
	CAPS_FILE_OR_DIRECTORY, /* a directory is meant with everything below it */
	CAPS_FILE,		/* anything but a directory */
};

/* What to do about a path that cannot be had. */
enum caps_missing {
	CAPS_MISSING_ERROR,
	CAPS_MISSING_SKIP,   /* optional: it need not exist */
	CAPS_MISSING_SHIPPED /* of a shipped profile: nor be reachable for this user */
};

struct caps_path {
	const char *path; /* absolute; kept, not copied */
	enum caps_access access;
	enum caps_kind kind;
	enum caps_missing missing;
	const char *key;    /* the profile key that asked, for error texts; not owned */
	struct place place; /* and where it did */
};

struct caps_port {
	uint16_t port;	    /* TCP, 1 to 65535 */
	unsigned direction; /* CAPS_CONNECT | CAPS_LISTEN */
	const char *key;
	struct place place;
};

struct caps {
	struct allocator *alloc;
	struct caps_path *paths; /* in the order they were added */
	size_t path_count, path_capacity;
	struct caps_port *ports;
	size_t port_count, port_capacity;
	bool network_blocked;
	struct place blocked_at;
	bool best_effort; /* enforce what the kernel can and report the rest */
};

/* An empty set whose memory comes from alloc. */
void caps_init(struct caps *caps, struct allocator *alloc);

/*
 * Adds one grant; the strings in it are kept and must live as long as the set.
 * NONO_ERR_INVALID: the path is empty, relative or longer than PATH_MAX (4096) with its NUL.
 * NONO_ERR_NO_MEMORY. On error the set is as before.
 */
int caps_add_path(struct caps *caps, const struct caps_path *path, struct nono_err *err);

/* Adds one port rule; with any port rule everything else on the network is denied. */
int caps_add_port(struct caps *caps, const struct caps_port *port, struct nono_err *err);

/* No network at all. Sticks; the first place is kept. */
void caps_block_network(struct caps *caps, const struct place *place);

/*
 * Are the capabilities compatible with each other? NONO_ERR_INVALID, with the place of the
 * port rule, when the network is blocked and ports are granted.
 */
int caps_check(const struct caps *caps, struct nono_err *err);

/* Is anything said about the network, that is: is it blocked or limited to ports? */
bool caps_network_restricted(const struct caps *caps);

/* Does any port rule grant direction (one or both bits)? */
bool caps_has_port(const struct caps *caps, unsigned direction);

/* "read", "write" or "read+write". */
const char *caps_access_name(enum caps_access access);

#endif
