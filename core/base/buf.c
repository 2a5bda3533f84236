/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/buf.h"

#include <stdarg.h>
#include <string.h>

#include "core/base/format.h"

void buf_init(struct buf *buf, struct allocator *alloc)
{
	*buf = (struct buf){ .alloc = alloc };
}

static bool reserve(struct buf *buf, size_t more)
{
	size_t larger = buf->capacity ? buf->capacity : 128;
	char *copy;

	if (buf->length + more < buf->capacity)
		return true;
	while (larger <= buf->length + more)
		larger *= 2;
	copy = alloc_array(buf->alloc, larger, 1);
	if (!copy)
		return false;
	if (buf->length)
		memcpy(copy, buf->data, buf->length);
	buf->data = copy;
	buf->capacity = larger;
	return true;
}

void buf_add(struct buf *buf, const char *bytes, size_t length)
{
	if (buf->failed || length > SIZE_MAX / 4 || !reserve(buf, length)) {
		buf->failed = true;
		return;
	}
	memcpy(buf->data + buf->length, bytes, length);
	buf->length += length;
	buf->data[buf->length] = '\0';
}

void buf_text(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text));
}

void buf_format(struct buf *buf, const char *format, ...)
{
	char text[1024];
	va_list args;
	size_t length;

	va_start(args, format);
	length = format_text(text, sizeof(text), format, args);
	va_end(args);
	buf_add(buf, text, length);
}

const char *buf_string(const struct buf *buf)
{
	if (buf->failed)
		return NULL;
	return buf->data ? buf->data : "";
}
