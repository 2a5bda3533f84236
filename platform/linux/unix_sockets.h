/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLATFORM_LINUX_UNIX_SOCKETS_H
#define PLATFORM_LINUX_UNIX_SOCKETS_H

#include "platform/linux/rules.h"

enum unix_mode {
	UNIX_NONE,   /* seccomp: none can be made */
	UNIX_LISTED, /* Landlock: those of the sandbox, and those granted */
	UNIX_ALL,    /* every one that permissions allow, abstract ones too */
};

/*
 * What becomes of linux.unix_sockets. Below LANDLOCK_ABI_UNIX UNIX_LISTED is what cannot be
 * enforced: then nothing is restricted but what the ABI has (abstract sockets, from 6 on).
 */
enum unix_mode unix_mode(const struct caps *caps, int abi);

/* May the program bind a socket, and so listen(2)? */
bool unix_binds(const struct caps *caps);

/* Takes out of features what mode leaves free. */
void unix_mode_handle(struct landlock_features *features, enum unix_mode mode);

/* Fills rules->sockets; rules->handled has to be final. NONO_ERR_NO_MEMORY, NONO_ERR_INVALID. */
int unix_sockets_compile(struct rules *rules, const struct caps *caps, struct nono_err *err);

/*
 * Opens what the grant names and adds it to the ruleset, errors as for paths: see
 * platform_enforce(). Before the restriction, since directories are listed.
 */
int unix_sockets_add(long ruleset, const struct rule_socket *socket, struct nono_err *err);

#endif
