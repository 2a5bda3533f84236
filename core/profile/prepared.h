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

/*
 * Appends the entries of the document whose bytes are those of text. *found says whether there is
 * one; if not, nothing was done. NONO_ERR_NO_MEMORY. The values live as long as prepared.
 */
int prepared_read(bool *found, struct profile *profile, const struct profile_text *text,
	const struct profile_prepared *prepared, struct nono_err *err);

#endif
