/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_PROFILE_PROFILE_KEYS_H
#define CORE_PROFILE_PROFILE_KEYS_H

#include "core/base/words.h"
#include "core/profile/profile.h"

/* What may stand behind a key. */
enum profile_type {
	PROFILE_SECTION,  /* a mapping whose keys have rows of their own */
	PROFILE_PATHS,	  /* a list of paths or {path: ..., optional: ...} */
	PROFILE_NAMES,	  /* one name or a list of names */
	PROFILE_PORTS,	  /* a list of whole numbers from 1 to 65535 */
	PROFILE_BOOL,	  /* true or false */
	PROFILE_WORD,	  /* one of .words */
	PROFILE_WORDS,	  /* one of .words or a list of them; each is an entry */
	PROFILE_NUMBER,	  /* a whole number from 0 to PROFILE_MAX_NUMBER */
	PROFILE_PATTERNS, /* a list of names of variables, or of beginnings with '*' */
	PROFILE_MAP,	  /* names of variables with values; an entry is NAME=VALUE */
	PROFILE_TEXT,	  /* any scalar; kept for people, never enforced */
	PROFILE_REFUSED,  /* known, and an error; .text says why and what to do */
};

/* Where a value goes. */
struct profile_target {
	struct caps *caps;
	const struct profile_host *host;
};

struct profile_key {
	const char *name; /* dotted path in the document */
	enum profile_type type;
	/* NULL: nothing to do when the profile becomes capabilities */
	int (*apply)(const struct profile_target *target, const struct profile_entry *entry,
		struct nono_err *err);
	unsigned access;     /* for paths: enum caps_access; ports: directions; else which one */
	enum caps_kind kind; /* for paths */
	const struct word *words; /* for PROFILE_WORD */
	const char *text;	  /* one sentence for people; for REFUSED the reason */
};

enum {
	PROFILE_MAX_KEYS = 160 /* rows of the table */
};

/* THE TABLE: one row a key, sections before their members, in the order of the manual page. */
extern const struct profile_key profile_keys[];
extern const size_t profile_key_count;

/* The row named exactly name, or NULL. */
const struct profile_key *profile_key_find(const char *name);

/*
 * The last part of the name of the row that is nearest to name among those with the same
 * parent ("" for the top level), or NULL when none is near. Refused rows are not offered.
 */
const char *profile_key_nearest(const char *parent, const char *name);

/*
 * The row whose name, or the last part of it, is exactly name, for a key that stands in the wrong
 * section; NULL when there is none. Refused rows are not offered.
 */
const struct profile_key *profile_key_elsewhere(const char *name);

#endif
