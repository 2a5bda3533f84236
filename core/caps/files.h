/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_CAPS_FILES_H
#define CORE_CAPS_FILES_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/alloc.h"

/*
 * How the file system is asked; core/ itself asks nobody. platform/files.h is the one of the
 * running system, tests make their own. Results are 0 or an errno (positive). What is returned
 * lives as long as alloc.
 */

enum caps_file_kind {
	CAPS_IS_MISSING, /* a name that does not exist in a directory that does */
	CAPS_IS_DIRECTORY,
	CAPS_IS_REGULAR,
	CAPS_IS_LINK, /* a symbolic link itself, where it was not to be followed */
	CAPS_IS_DEVICE,
	CAPS_IS_OTHER /* pipe, socket */
};

struct caps_file {
	const char *path; /* absolute, without links, "." and "..", no "/" at the end */
	enum caps_file_kind kind;
	uint64_t device, inode; /* 0 when it is missing */
	uint64_t links;		/* st_nlink; of what is no directory: over 1, it has other names */
};

struct caps_files {
	void *context;

	/* As realpath(3): all links followed, everything must exist. Relative: working directory.
	 */
	int (*resolve)(
		void *context, const char *path, struct caps_file *out, struct allocator *alloc);

	/*
	 * What the kernel gets to by path: directories on the way must exist, the last name need
	 * not (kind CAPS_IS_MISSING). follow: a link at the end is followed, also one that leads
	 * to a missing name, as open(2) with O_CREAT does; else it is the answer, as for
	 * unlink(2). A "/" at the end is as the kernel has it.
	 */
	int (*reach)(void *context, const char *path, bool follow, struct caps_file *out,
		struct allocator *alloc);
};

#endif
