/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLATFORM_LINUX_RULES_H
#define PLATFORM_LINUX_RULES_H

#include "platform/linux/landlock.h"
#include "platform/linux/seccomp.h"
#include "platform/platform.h"

/* What has become of a grant, for the report. */
struct rule_result {
	uint64_t rights; /* that the kernel was given */
	int skipped;	 /* errno for which it was left out */
};

struct rule_path {
	const struct caps_path *from;
	struct rule_result *result;
	/* Which of the two is used is decided by the file that is found, not by its name. */
	uint64_t directory_rights, file_rights, device_rights;
};

struct rule_socket {
	const struct caps_socket *from;
	struct rule_result *result;
	const char *parent; /* of what is bound by its name: the directory; else NULL */
	/*
	 * The first on the socket, on each socket that is in the directory, or on the directory;
	 * the second on the directory.
	 */
	uint64_t connect_rights, bind_rights;
};

struct rule_port {
	uint16_t port;
	uint64_t rights;
	const struct caps_port *from;
};

/* What is asked for and will not be enforced (best-effort). */
struct rule_gap {
	const char *what; /* a key, or in words */
	const char *why;
	struct place place;
	const char *text; /* all of it, for people */
};

/* Everything that platform_enforce() does, computed beforehand. */
struct rules {
	const struct caps *caps;
	int abi;			  /* 0: no Landlock, seccomp only */
	struct landlock_features handled; /* and the flags for restrict_self */
	struct rule_path *paths;
	size_t path_count;
	struct rule_socket *sockets;
	size_t socket_count;
	bool writes; /* something but devices may be written */
	struct rule_port *ports;
	size_t port_count;
	unsigned seccomp_policy;	       /* enum seccomp_policy */
	uint32_t marker[SECCOMP_MARKER_WORDS]; /* hash of the policy */
	struct seccomp_filter filter;
	uint64_t privileges; /* capabilities(7) that are kept, a mask of their numbers */
	struct rule_gap *gaps;
	size_t gap_count;
};

/*
 * How many threads this process has, so that none is left outside: 1, more, or -errno when it
 * cannot be found out. Waits up to 20 ms for those that are ending.
 */
long threads_count(void);

#endif
