/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_CAPS_QUERY_FIND_H
#define CORE_CAPS_QUERY_FIND_H

#include "core/caps/query_index.h"
#include "core/caps/query_reach.h"

/* Which part of what applies is looked for. */
enum query_part {
	QUERY_OBJECT,	   /* the file with all directories above it */
	QUERY_PARENT,	   /* the directory that it stands in, with those above */
	QUERY_PARENT_MOST, /* the same without "/" */
};

/*
 * Collects what applies, until found->need is met; thorough: all of it, also what is known by
 * another path (a bind mount), which costs a look at every directory. 0 or ENOMEM.
 */
int query_find(const struct query *query, const struct query_reached *where, enum query_part part,
	bool thorough, struct allocator *scratch, struct query_found *found);

/* The answer for what was found. */
void query_decide(struct query_result *out, const struct query_found *found);

/* QUERY_RENAME and QUERY_LINK, of query_path(): 0 or ENOMEM. */
int query_refer(const struct query *query, enum query_operation operation, const char *path,
	const char *other, struct allocator *scratch, struct query_result *out);

#endif
