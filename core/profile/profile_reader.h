/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_PROFILE_PROFILE_READER_H
#define CORE_PROFILE_PROFILE_READER_H

#include <yaml.h>

#include "core/profile/profile_keys.h"

/*
 * Inside of profile_read(), in three files: profile_events.c gets the next event and refuses what
 * no profile may contain, profile_values.c reads what stands behind a key, profile_yaml.c walks
 * the document. All functions return NONO_OK or the code in reader->err, with the place set.
 */

enum {
	PROFILE_MAX_KEYS = 128 /* rows of the table, for the duplicate check */
};

struct reader {
	yaml_parser_t parser;
	yaml_event_t event; /* the current one; owned by the reader */
	struct profile *profile;
	const struct profile_text *text;
	unsigned nodes;
	bool seen[PROFILE_MAX_KEYS]; /* per row: has the key stood in this document */
	struct nono_err *err;	     /* never NULL */
};

/* Moves to the next event, which carries no anchor, tag, alias or NUL. */
int reader_next(struct reader *reader);

/* Where the current event begins. */
struct place reader_place(const struct reader *reader);

/* Adds the place of the current event to the error just set and returns its code. */
int reader_fail_here(struct reader *reader);

#define READER_FAIL(reader, ...) \
	(nono_err_set((reader)->err, NONO_ERR_PROFILE, __VA_ARGS__), reader_fail_here(reader))

/* What the current event is, in words: "a list", "a whole number". */
const char *reader_found(const struct reader *reader);

/* Reads the value of a key of any type but SECTION and REFUSED; the current event begins it. */
int reader_value(struct reader *reader, const struct profile_key *key);

#endif
