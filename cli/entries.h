/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_ENTRIES_H
#define CLI_ENTRIES_H

#include "cli/cli.h"
#include "core/profile/profile_keys.h"

/*
 * What a profile says when all that it extends and every variable has been put in: the entries that
 * count, in the order of the table of keys, and of one key as they stand.
 */
struct entry {
	const struct profile_key *key;
	const char *name;  /* of environment.set_vars the variable, of workdir.access the word */
	const char *value; /* of workdir.access the directory */
	enum caps_missing missing; /* of paths */
	bool is_added;		   /* not asked for, but needed by what was */
	struct place place;
};

struct entries {
	struct allocator *alloc;
	struct entry *items;
	size_t count, capacity;
};

/* NONO_ERR_NO_MEMORY. Strings are those of the profile. */
int entries_collect(struct entries *out, const struct cli_profile *loaded, struct allocator *alloc,
	struct nono_err *err);

/* Appends a profile without extends and variables that means the same. NONO_ERR_INVALID: what
 * cannot be written so, with its place. */
int entries_to_yaml(const struct entries *entries, struct buf *out, struct nono_err *err);

#endif
