/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/json.h"

#include <string.h>

#include "core/base/escape.h"

/* A comma, unless what stands before begins a list or is the name of this value. */
static void separate(struct buf *out)
{
	char last = out->length ? out->data[out->length - 1] : '[';

	if (last != '[' && last != '{' && last != ':')
		buf_text(out, ",");
}

void json_begin(struct buf *out, char bracket)
{
	separate(out);
	buf_add(out, &bracket, 1);
}

void json_end(struct buf *out, char bracket)
{
	buf_add(out, &bracket, 1);
}

static size_t continuation(const char *text)
{
	size_t length = 1;

	while ((text[length] & 0xc0) == 0x80)
		length++;
	return length;
}

/* What must not stand as it is: controls (C1 ones are two bytes), and what is not UTF-8. */
static size_t add_escaped(struct buf *out, const char *text)
{
	unsigned char c = (unsigned char)text[0], following = (unsigned char)text[1];

	if (c == 0xc2 && following >= 0x80 && following < 0xa0) {
		buf_format(out, "\\u00%x%x", following >> 4, following & 0xf);
		return 2;
	}
	if (c < 0x80) {
		buf_format(out, "\\u00%x%x", c >> 4, c & 0xf);
		return 1;
	}
	buf_text(out, "\\ufffd");
	return continuation(text);
}

void json_string(struct buf *out, const char *text)
{
	separate(out);
	if (!text) {
		buf_text(out, "null");
		return;
	}
	buf_text(out, "\"");
	while (*text) {
		size_t plain = escape_plain(text);

		if (!plain) {
			text += add_escaped(out, text);
			continue;
		}
		if (*text == '"' || *text == '\\')
			buf_text(out, "\\");
		buf_add(out, text, plain);
		text += plain;
	}
	buf_text(out, "\"");
}

void json_key(struct buf *out, const char *key)
{
	json_string(out, key);
	buf_text(out, ":");
}

/* By hand: format.h has no 64 bits. */
void json_number(struct buf *out, uint64_t number)
{
	char digits[20];
	size_t at = sizeof(digits);

	separate(out);
	do {
		digits[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	buf_add(out, digits + at, sizeof(digits) - at);
}

void json_bool(struct buf *out, bool value)
{
	separate(out);
	buf_text(out, value ? "true" : "false");
}

void json_member(struct buf *out, const char *key, const char *text)
{
	json_key(out, key);
	json_string(out, text);
}

void json_member_number(struct buf *out, const char *key, uint64_t number)
{
	json_key(out, key);
	json_number(out, number);
}
