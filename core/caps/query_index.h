/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_CAPS_QUERY_INDEX_H
#define CORE_CAPS_QUERY_INDEX_H

#include "core/caps/query.h"

/* The grants of a set by where they apply, so that a look-up does not depend on their number. */

/* All grants on one directory or file, under whatever names. */
struct query_entry {
	const struct set_fs
		*by_access[CAPS_READ_WRITE + 1]; /* the first with exactly this access */
	unsigned access;			 /* of all of them */
	bool has_ioctl;				 /* writing comes with ioctl(2) on devices */
	bool is_directory;
};

struct query_index {
	struct query_entry *entries;
	size_t count;
	struct query_name *names; /* by path: directories, and files that were missing */
	struct query_inode *inodes;
	size_t slots; /* of each table, a power of two above twice the number of grants */
};

struct query {
	const struct set *set;
	struct query_index index;
	bool can_refer;
};

/* What a search has met with so far. */
struct query_found {
	unsigned need;	 /* set by the caller */
	unsigned access; /* of all that apply */
	bool has_ioctl;
	/* The last that gives all of need by itself, that gives some of it, and of any kind. */
	const struct set_fs *whole, *part, *any;
};

/* Looks at every grant once. NONO_ERR_NO_MEMORY. */
int query_index_build(struct query_index *index, const struct set *set, struct allocator *alloc,
	struct nono_err *err);

/* The grants on one file or directory. */
void query_index_object(
	const struct query_index *index, const struct caps_file *file, struct query_found *found);

/* Those on the directory that the first length bytes of path are (0: the root). */
void query_index_name(const struct query_index *index, const char *path, size_t length,
	bool is_directory, struct query_found *found);

/* The same for it and for every directory above it; without_root: except for "/". */
void query_index_above(const struct query_index *index, const char *path, size_t length,
	bool without_root, struct query_found *found);

#endif
