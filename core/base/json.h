/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_BASE_JSON_H
#define CORE_BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/buf.h"

/*
 * Writes JSON (RFC 8259) on a buffer. Commas come by themselves; begin and end must pair up. An
 * error is that of the buffer.
 */

/* '{' or '[', and '}' or ']'. */
void json_begin(struct buf *out, char bracket);
void json_end(struct buf *out, char bracket);

/* The name of the member whose value comes next. */
void json_key(struct buf *out, const char *key);

/* What is not UTF-8 becomes U+FFFD, what a terminal would obey is escaped. NULL is null. */
void json_string(struct buf *out, const char *text);
void json_number(struct buf *out, uint64_t number);
void json_bool(struct buf *out, bool value);

/* A member of the object that is open. */
void json_member(struct buf *out, const char *key, const char *text);
void json_member_number(struct buf *out, const char *key, uint64_t number);

#endif
