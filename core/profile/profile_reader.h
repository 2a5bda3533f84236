/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_PROFILE_PROFILE_READER_H
#define CORE_PROFILE_PROFILE_READER_H

#include <yaml.h>

#include "core/profile/profile_keys.h"
#include "core/profile/profile_scalar.h"

/*
 * Inside of profile_read(): profile_events.c gets the next event and refuses what no profile may
 * contain, profile_scalar.c tells what a scalar is, profile_syntax.c words what libyaml refuses,
 * profile_values*.c read what stands behind a key, profile_yaml.c walks the document. All functions
 * return NONO_OK or the code in reader->err, with the place set.
 */

struct reader {
	yaml_parser_t parser;
	yaml_event_t event; /* the current one; owned by the reader */
	struct profile *profile;
	const struct profile_text *text;
	unsigned nodes;
	unsigned seen[PROFILE_MAX_KEYS]; /* per row: line in which the key stands, 0 if nowhere */
	char excerpt[80], found[96];	 /* for error texts */
	struct nono_err *err;		 /* never NULL */
};

/*
 * Takes a byte order mark off the beginning and refuses characters that would make the document
 * mean something else than an editor shows.
 */
int reader_check_text(struct reader *reader, struct profile_text *text);

/* Moves to the next event, which carries no anchor, tag, alias or NUL. */
int reader_next(struct reader *reader);

/* Where the current event begins. */
struct place reader_place(const struct reader *reader);

/* Adds the place of the current event to the error just set and returns its code. */
int reader_fail_here(struct reader *reader);

/* As reader_fail_here, for another mark of libyaml's. */
int reader_fail_at_mark(struct reader *reader, const yaml_mark_t *mark);

/* As reader_fail_here, for what is found in the bytes, where libyaml has an offset and no line. */
int reader_fail_at_offset(struct reader *reader, size_t offset);

/* Turns the error that libyaml has just met into ours (profile_syntax.c). */
int reader_fail_syntax(struct reader *reader);

#define READER_FAIL(reader, ...) \
	(nono_err_set((reader)->err, NONO_ERR_PROFILE, __VA_ARGS__), reader_fail_here(reader))

/* text, or its beginning when it is long; good until the next call. */
const char *reader_excerpt(struct reader *reader, const char *text);

/* What the current event is, in words: "a list", "text 'yes'"; good until the next call. */
const char *reader_found(struct reader *reader);

/* Appends an entry with the value, length bytes, and the place of the current event. */
int reader_add(
	struct reader *reader, const struct profile_key *key, const char *value, size_t length);

/* The same with the current scalar. */
int reader_add_scalar(struct reader *reader, const struct profile_key *key);

/* Is the current event a scalar of type? */
bool reader_is_scalar(const struct reader *reader, enum scalar_type type);

/* What to tell a person who quoted a value of type, or left a text bare that is one. */
const char *reader_quote_hint(const struct reader *reader, enum scalar_type type);

/* Reads list elements up to the end of the list. */
int reader_list(struct reader *reader, const struct profile_key *key,
	int (*element)(struct reader *, const struct profile_key *));

/* The values of PROFILE_WORD, WORDS, PATTERNS and MAP. */
int reader_word(struct reader *reader, const struct profile_key *key);
int reader_words(struct reader *reader, const struct profile_key *key);
int reader_patterns(struct reader *reader, const struct profile_key *key);
int reader_map(struct reader *reader, const struct profile_key *key);

/* Reads the value of a key of any type but SECTION and REFUSED; the current event begins it. */
int reader_value(struct reader *reader, const struct profile_key *key);

#endif
