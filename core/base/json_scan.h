/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_BASE_JSON_SCAN_H
#define CORE_BASE_JSON_SCAN_H

#include "core/base/json_read.h"

/* The parts of json_read.h. */

enum {
	JSON_END = -1
};

/* The next byte, or JSON_END; the second one goes over white space first. */
int json_peek(const struct json_reader *reader);
int json_peek_value(struct json_reader *reader);

/* An error behind what has been read, or behind the next byte. */
int json_fail(struct json_reader *reader, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
int json_fail_next(struct json_reader *reader, const char *text);

/* An error that gets its place where the object ends that it is about. */
int json_fail_later(struct json_reader *reader, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
int json_place(struct json_reader *reader);

/* A value of another kind is next. expected: "a string" */
int json_fail_type(struct json_reader *reader, const char *expected);

/* The rest of a word behind its first letter. */
int json_scan_word(struct json_reader *reader, const char *rest);

/* Text as it stands, unless there are escapes in it. Not NUL-terminated. */
struct json_text {
	const char *text;
	size_t length;
};

/* A string, whose '"' is next; out may be NULL. */
int json_scan_string(struct json_reader *reader, struct json_text *out);

struct json_number {
	const char *text;
	size_t length;
	bool is_negative, is_integer; /* of 64 bits, signed when negative */
	uint64_t value;		      /* without the sign */
};

int json_scan_number(struct json_reader *reader, struct json_number *out);

/* One object or array deeper; the bracket is next. */
int json_enter(struct json_reader *reader);

/* Errors of the reader as they are written in several places. */
#define JSON_NO_VALUE	"expected value"
#define JSON_EOF_VALUE	"EOF while parsing a value"
#define JSON_EOF_STRING "EOF while parsing a string"
#define JSON_EOF_LIST	"EOF while parsing a list"
#define JSON_EOF_OBJECT "EOF while parsing an object"
#define JSON_TRAILING	"trailing characters"
#define JSON_COMMA	"trailing comma"

#endif
