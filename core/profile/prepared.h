/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_PROFILE_PREPARED_H
#define CORE_PROFILE_PREPARED_H

#include <stdint.h>

#include "core/profile/profile.h"

/*
 * Documents that were read when the library was built. When the bytes of a file are those of one
 * of them, to the last, its entries are taken from here: what profile_read() would give, without
 * libyaml, which was three quarters of the start-up cost of a shipped profile (75 of 100 us with
 * four files, libyaml 0.2.5). A file that was edited is read as any other.
 */

/* Offsets instead of pointers: nothing to relocate when the library is loaded. */
struct prepared_entry {
	uint16_t key;	   /* row of profile_keys */
	uint16_t optional; /* 0 or 1 */
	uint32_t line, column;
	uint32_t value; /* into bytes, NUL-terminated */
};

struct prepared_document {
	uint32_t text, length; /* into bytes */
	uint32_t first, count; /* into entries */
};

struct profile_prepared {
	size_t count;
	const struct prepared_document *documents;
	const struct prepared_entry *entries;
	const char *bytes;
};

/* The document whose bytes are those of text, or NULL. */
const struct prepared_document *prepared_find(
	const struct profile_prepared *prepared, const struct profile_text *text);

/* Entry number index of document, as if it had been read from text. Its value lives as prepared. */
struct profile_entry prepared_entry(const struct profile_prepared *prepared,
	const struct prepared_document *document, size_t index, const struct profile_text *text);

#endif
