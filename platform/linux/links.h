/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLATFORM_LINUX_LINKS_H
#define PLATFORM_LINUX_LINKS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Names of files taken apart as path_resolution(7) does, in text: so that it is known which links a
 * path went through, and in which directory each of them lies. Paths are absolute.
 */

enum {
	LINKS_LONGEST = 4096, /* PATH_MAX of Linux, NUL included */
	LINKS_MOST = 40,      /* MAXSYMLINKS of Linux */
};

/* A path without links, "." and "..": "" is "/". */
struct links_real {
	char path[LINKS_LONGEST];
	size_t length;
};

/*
 * Appends the next component of *rest to real, where real must not end in a link; ".." takes one
 * away. false at the end of *rest. *rest must be shorter than LINKS_LONGEST when it is begun with.
 */
bool links_next(struct links_real *real, const char **rest);

/*
 * Replaces the first symbolic link on path by what it says, and puts where it lies into *link.
 * 1: done; 0: there is none up to the end or to what is missing; or -errno.
 */
long links_follow(char path[LINKS_LONGEST], struct links_real *link);

#endif
