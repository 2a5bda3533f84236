/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/errno_system.h"
#include "core/base/utf8.h"
#include "lib/last_error.h"
#include "lib/memory.h"

bool text_is_utf8(const char *text)
{
	return text && utf8_is_valid(text, strlen(text));
}

/* NULL without memory. */
static char *replace(const char *text)
{
	struct memory *scratch = memory_new();
	struct buf valid;
	char *copy;

	if (!scratch)
		return NULL;
	buf_init(&valid, &scratch->allocator);
	utf8_add(&valid, text);
	copy = buf_string(&valid) ? strdup(buf_string(&valid)) : NULL;
	memory_release(scratch);
	return copy;
}

char *text_give(const char *text)
{
	char *copy;

	if (!text)
		return NULL;
	copy = text_is_utf8(text) ? strdup(text) : replace(text);
	if (!copy)
		last_error_memory();
	return copy;
}

char *text_give_buf(const struct buf *buf)
{
	if (buf_string(buf))
		return text_give(buf_string(buf));
	last_error_memory();
	return NULL;
}

void text_os_error(char *out, size_t size, int number)
{
	snprintf(out, size, "%s (os error %d)", errno_system_text(number), number);
}

char *text_give_place(const struct place *place)
{
	char numbers[32];
	size_t length;
	char *text, *given;

	if (!place->source || !place->line)
		return NULL;
	snprintf(numbers, sizeof(numbers), ":%u:%u", place->line, place->column);
	length = strlen(place->source);
	text = malloc(length + sizeof(numbers));
	if (!text) {
		last_error_memory();
		return NULL;
	}
	memcpy(text, place->source, length);
	strcpy(text + length, numbers);
	given = text_give(text);
	free(text);
	return given;
}
