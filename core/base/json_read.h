/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_BASE_JSON_READ_H
#define CORE_BASE_JSON_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/alloc.h"
#include "core/base/err.h"

/*
 * Reads JSON (RFC 8259) strictly, from left to right, into what the caller knows to be there. The
 * words of errors and where they point are those of serde_json (1.0), which programs that read the
 * formats of nono have seen; " at line L column C" is part of the text.
 *
 * Each function returns NONO_OK, NONO_ERR_CONFIG with err->line and err->column (1-based, in bytes;
 * 0 is before the first one), or NONO_ERR_NO_MEMORY.
 */

enum {
	JSON_DEPTH = 128 /* objects and arrays inside each other */
};

struct json_reader {
	const char *text, *at, *end;
	struct allocator *alloc; /* of what is read */
	struct nono_err *err;
	unsigned depth;
	bool unplaced; /* an error waits for the end of the object that it is about */
	struct nono_err own;
};

/* text need not end with a NUL and must live as long as what is read. err may be NULL. */
void json_read_init(struct json_reader *reader, const char *text, size_t length,
	struct allocator *alloc, struct nono_err *err);

/* Nothing but white space may be left. */
int json_read_end(struct json_reader *reader);

/* Is null next? It is then read. */
int json_read_null(struct json_reader *reader, bool *out);
int json_read_bool(struct json_reader *reader, bool *out);
int json_read_number(struct json_reader *reader, uint64_t *out);

/* A string without a NUL in it. */
int json_read_string(struct json_reader *reader, const char **out);

/* A string that is one of words, which end with NULL; *out: which. */
int json_read_word(struct json_reader *reader, const char *const *words, int *out);

/* Reads over one value of any kind. */
int json_read_skip(struct json_reader *reader);

/* An array; each element is read by read(). */
int json_read_array(struct json_reader *reader,
	int (*read)(struct json_reader *reader, void *context), void *context);

/* What an object has: names it knows once each, in any order, and others that are skipped. */
struct json_field {
	const char *name;
	bool is_required;
	int (*read)(struct json_reader *reader, void *context);
};

enum {
	JSON_FIELDS = 8 /* at most */
};

struct json_shape {
	const char *name; /* for errors */
	const struct json_field *fields;
	size_t count;
};

/* An object, or an array with the values of the fields in their order. */
int json_read_object(struct json_reader *reader, const struct json_shape *shape, void *context);

#endif
