/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLATFORM_LINUX_GRANTS_H
#define PLATFORM_LINUX_GRANTS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "core/base/alloc.h"
#include "core/base/err.h"

/*
 * How granted paths are opened. A program that may write could replace what its profile grants by a
 * symbolic link to "/", and its next run would get that. So links are followed here, one by one,
 * and each is remembered: when the restriction is in force, tamper_check() asks whether it could
 * have been made from inside. What is opened in the end has no link on it, so nothing can be
 * exchanged in between: either a directory on the way can be written to, and that is found, or what
 * was read in it is what is in it.
 */

/* The entry that grants, for error texts. Nothing in it is owned. */
struct grant_origin {
	const char *key, *path;
	const struct place *place;
};

struct grants {
	struct allocator *alloc;
	bool follows_freely; /* nothing is writable, so nobody can have made a link */
	struct grant_link {
		const char *path; /* of the link, itself without links on the way */
		struct grant_origin from;
	} * links;
	size_t link_count, link_capacity;
	struct grant_inode {
		uint64_t device, inode;
	} * writable; /* files and directories of which writing is granted */
	size_t writable_count, writable_capacity;
};

/* An O_PATH descriptor of what from->path names, or -errno. */
long grants_open(struct grants *grants, const struct grant_origin *from);

/* Remembers what writing is granted of. 0 or -errno. */
long grants_note_writable(struct grants *grants, const struct stat *stat);

/* Was it remembered? */
bool grants_is_writable(const struct grants *grants, const struct stat *stat);

#endif
