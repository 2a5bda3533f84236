/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_BASE_UTF8_H
#define CORE_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/buf.h"

/*
 * How many bytes at the beginning of text, which has left (at least 1), are one character of UTF-8
 * (RFC 3629). 0: none are. Reads no further than a NUL.
 */
size_t utf8_character(const char *text, size_t left);

/* Is all of it UTF-8? */
bool utf8_is_valid(const char *text, size_t length);

/*
 * Appends text; each longest beginning of a character that does not go on becomes U+FFFD, and so
 * does each byte that can begin none (the Unicode Standard, 3.9, "maximal subparts").
 */
void utf8_add(struct buf *out, const char *text);

#endif
