/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_BASE_ESCAPE_H
#define CORE_BASE_ESCAPE_H

#include <stddef.h>

/*
 * How many bytes at the beginning of text are one character of UTF-8 (RFC 3629) that may go to a
 * terminal as it is; 0: the first one must not.
 */
size_t escape_plain(const char *text);

/*
 * Copies text for a terminal or a log: what could move a cursor or end a line becomes \xNN.
 * Those are C0, DEL, C1 (U+0080 to U+009F, which some terminals obey in UTF-8 as well) and every
 * byte that is not part of UTF-8. Writes at most size bytes with the final NUL, never a part of a
 * character, and returns the number of bytes without the NUL. size must be at least 1.
 */
size_t escape_text(char *out, size_t size, const char *text);

#endif
