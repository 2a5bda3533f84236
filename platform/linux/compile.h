/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLATFORM_LINUX_COMPILE_H
#define PLATFORM_LINUX_COMPILE_H

#include "platform/linux/rules.h"

/* What platform_compile() works with; the steps are in compile.c and its sister files. */
struct compiler {
	const struct caps *caps;
	const struct nono_support *support;
	struct rules *rules;
	size_t gap_capacity;
	struct nono_err *err;
};

/*
 * A request that this kernel cannot enforce, "what cannot be enforced: why": an error, or with
 * best-effort a gap. Both texts are copied.
 */
int compile_cannot(
	struct compiler *to, const struct place *place, const char *what, const char *why);

/* Whether this kernel can tell apart the unix sockets and ports that the profile does. */
int compile_network_check(struct compiler *to);

/* The first port with a direction, or NULL. */
const struct caps_port *compile_first_port(const struct caps *caps, unsigned direction);

/* Whether the switches of the profile can be what they say; seccomp_policy is known. */
int compile_switches(struct compiler *to);

#endif
