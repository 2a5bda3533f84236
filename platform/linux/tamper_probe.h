/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLATFORM_LINUX_TAMPER_PROBE_H
#define PLATFORM_LINUX_TAMPER_PROBE_H

#include "platform/linux/grants.h"
#include "platform/linux/links.h"

/*
 * What this process, restricted as it is by now, could do to the files that a path leads to. The
 * kernel is asked for everything; only what the owner of a file could allow himself is inferred.
 */

enum tamper_verdict {
	TAMPER_NONE,	/* nothing */
	TAMPER_WRITE,	/* write to the file */
	TAMPER_REPLACE, /* put something else in its place, or in that of a directory on the way */
	TAMPER_CREATE,	/* make it exist */
	TAMPER_UNKNOWN, /* the kernel's answer is none: failure */
};

struct tamper_probe {
	const struct grants *grants;
	bool may_change_modes; /* chmod(2) is not denied */
	long failure;	       /* -errno */
	struct links_real at;  /* the entry that the verdict is about */
	struct tamper_known {
		const char *path;
		size_t length;
	} * known; /* entries, and directories ("/" at the end), that are safe */
	size_t known_count, known_capacity;
};

/* The entries on path, which has no links: could one of them be replaced or created? */
enum tamper_verdict tamper_entries(struct tamper_probe *probe, const char *path);

/*
 * All of it: links on path are followed, and could be replaced as well as the file. path is
 * absolute and shorter than LINKS_LONGEST.
 */
enum tamper_verdict tamper_file(struct tamper_probe *probe, const char *path);

#endif
