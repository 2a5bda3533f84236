/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_CAPS_QUERY_REACH_H
#define CORE_CAPS_QUERY_REACH_H

#include "core/caps/files.h"

/* Where a path leads. */
struct query_reached {
	struct caps_file file;
	size_t parent; /* so much of file.path is the directory that it stands in */
	bool is_alone; /* that directory is missing as well */
	bool is_named; /* path ends in a name, not in "." or ".." or with the root */
	bool slash;    /* path ends in "/" */
};

/*
 * As caps_files.reach(), but what is behind a missing directory is what would be there. Results
 * are the same errno numbers; ENOMEM is a failure of scratch, all others of path.
 */
int query_reach(struct query_reached *out, const struct caps_files *files, const char *path,
	bool follow, struct allocator *scratch);

#endif
