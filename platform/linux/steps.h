/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLATFORM_LINUX_STEPS_H
#define PLATFORM_LINUX_STEPS_H

#include <stdbool.h>
#include <stdint.h>

#include "platform/linux/rules.h"

/*
 * The steps of platform_enforce() that have a file of their own, in their order. Each returns
 * NONO_OK, or sets err and returns its code; after any of them only the end of the process is left.
 */

/* The kernel's answer to a step that must not fail, "to do this", as an error; returns its code. */
int step_refused(struct nono_err *err, const char *step, long result);

/*
 * The kernel's answer when what key grants could not be opened or granted, as an error at place;
 * returns its code.
 */
int step_no_grant(const char *path, const char *key, const struct place *place, long result,
	struct nono_err *err);

/* May the grant be left out for that? That is the safe side, so a path may be optional. */
bool step_may_skip(enum caps_missing missing, long result);

/*
 * Gives up every capability but those that the rules keep. no_new_privs has to be set: it is what
 * keeps exec from bringing them back. A process without any pays one call.
 */
int capabilities_drop(const struct rules *rules, struct nono_err *err);

/*
 * The descriptors that the parent has left open: a handle for descriptors_audit(), or -errno.
 * Called before the restriction, which need not leave /proc readable.
 */
long descriptors_list(void);

/* Does something that Landlock must deny; an error when that works. */
int canary_check(const struct rules *rules, struct nono_err *err);

enum {
	DESCRIPTORS_SPARE_NONE = -1
};

/*
 * Closes inherited descriptors as the profile has chosen: each that can do what the rules deny, or
 * all but 0, 1 and 2, or rings of io_uring alone; spare, a descriptor of our own, is left alone.
 * Called after the restriction, since the kernel is asked. Closes listing too.
 */
int descriptors_audit(long listing, long spare, const struct rules *rules, struct nono_err *err);

/* Lowers the resource limits of the profile. */
int limits_lower(const struct rules *rules, struct nono_err *err);

/* One line each. */
void limits_print(const struct rules *rules, struct buf *out);

/* Is the seccomp filter that was installed just now really in force? */
int verify_filter(struct nono_err *err);

/* What decides about an inherited socket. Ports are 0 where there are none. */
struct socket_facts {
	int domain, type, protocol;
	bool is_standard; /* descriptor 0, 1 or 2 */
	bool listens, is_connected;
	uint16_t local_port, peer_port;
};

/* 0 or -errno. */
long socket_look_at(struct socket_facts *out, unsigned fd);

/* May a program under rules keep a socket that it could not have made like this itself? */
bool socket_allowed(const struct socket_facts *facts, const struct rules *rules);

#endif
