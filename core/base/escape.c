/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/escape.h"

#include <string.h>

#include "core/base/utf8.h"

size_t escape_plain(const char *text)
{
	unsigned char c = (unsigned char)text[0];

	if (c < 0x20 || c == 0x7f || (c == 0xc2 && (unsigned char)text[1] < 0xa0))
		return 0;
	return utf8_character(text, 4);
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
