/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_BASE_BUF_H
#define CORE_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/alloc.h"

/*
 * A growing string with a sticky failure flag: append as often as you like, ask once at the
 * end. Memory belongs to the allocator.
 */
struct buf {
	struct allocator *alloc;
	char *data; /* NUL-terminated once something was added */
	size_t length, capacity;
	bool failed;
};

void buf_init(struct buf *buf, struct allocator *alloc);
void buf_add(struct buf *buf, const char *bytes, size_t length);
void buf_text(struct buf *buf, const char *text);

/* Formats as format.h says. One call adds at most 1023 bytes; what is longer is cut. */
void buf_format(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The string ("" when empty), or NULL when any append ran out of memory. */
const char *buf_string(const struct buf *buf);

#endif
