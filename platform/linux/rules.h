/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLATFORM_LINUX_RULES_H
#define PLATFORM_LINUX_RULES_H

#include "platform/linux/landlock.h"
#include "platform/linux/seccomp.h"
#include "platform/platform.h"

struct rule_path {
	const struct caps_path *from;
	/* Which of the two is used is decided by the file that is found, not by its name. */
	uint64_t directory_rights, file_rights, device_rights;
};

struct rule_port {
	uint16_t port;
	uint64_t rights;
	const struct caps_port *from;
};

/* Everything that platform_enforce() does, computed beforehand. */
struct rules {
	const struct caps *caps;
	int abi;			  /* 0: no Landlock, seccomp only */
	struct landlock_features handled; /* and the flags for restrict_self */
	struct rule_path *paths;
	size_t path_count;
	bool writes; /* something but devices may be written */
	struct rule_port *ports;
	size_t port_count;
	unsigned seccomp_policy; /* enum seccomp_policy */
	struct seccomp_filter filter;
	const char **gaps; /* NULL-terminated */
};

/*
 * How many threads this process has, so that none is left outside: 1, more, or -errno when it
 * cannot be found out.
 */
long threads_count(void);

#endif
