/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/escape.h"

#include <stdbool.h>
#include <string.h>

/* The second byte of UTF-8 rules out long forms, surrogates and what is above U+10FFFF. */
static bool is_second(unsigned char first, unsigned char second)
{
	unsigned char least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
	unsigned char most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;

	return second >= least && second <= most;
}

size_t escape_plain(const char *text)
{
	unsigned char c = (unsigned char)text[0];
	size_t length = c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

	if (c < 0x80)
		return c >= 0x20 && c != 0x7f;
	if (c < 0xc2 || c > 0xf4 || !is_second(c, (unsigned char)text[1]))
		return 0;
	if (c == 0xc2 && (unsigned char)text[1] < 0xa0)
		return 0;
	for (size_t i = 2; i < length; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
	}
	return length;
}

size_t escape_text(char *out, size_t size, const char *text)
{
	static const char digits[] = "0123456789abcdef";
	size_t at = 0;

	while (*text) {
		size_t plain = escape_plain(text), length = plain ? plain : 4;
		const char escape[4] = { '\\', 'x', digits[(unsigned char)*text >> 4],
			digits[*text & 0xf] };

		if (length >= size - at)
			break;
		memcpy(out + at, plain ? text : escape, length);
		at += length;
		text += plain ? plain : 1;
	}
	out[at] = '\0';
	return at;
}
