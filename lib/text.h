/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LIB_TEXT_H
#define LIB_TEXT_H

#include <stdbool.h>

#include "core/base/buf.h"
#include "core/base/err.h"

/* Strings that cross the edge. */

/* Not NULL, and UTF-8 (RFC 3629) to the end. */
bool text_is_utf8(const char *text);

/*
 * For the caller of the library, who frees it; what is not UTF-8 becomes U+FFFD. NULL without
 * memory, then the last error says so, or when text is NULL.
 */
char *text_give(const char *text);

/* The same for what is in a buffer; NULL as well when the buffer has failed. */
char *text_give_buf(const struct buf *buf);

/* "Permission denied (os error 13)", as nono says it. */
void text_os_error(char *out, size_t size, int number);

/* "FILE:LINE:COLUMN", or NULL when the place is not known. */
char *text_give_place(const struct place *place);

#endif
