/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/escape.h"

#include <string.h>

/* How many bytes may go out as they are; 0: the first one must not. */
static size_t printable(const char *text)
{
	unsigned char c = (unsigned char)text[0];
	size_t length = c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

	if (c < 0x80)
		return c >= 0x20 && c != 0x7f;
	if (c < 0xc2 || c > 0xf4 || (c == 0xc2 && (unsigned char)text[1] < 0xa0))
		return 0;
	for (size_t i = 1; i < length; i++) {
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
		size_t plain = printable(text), length = plain ? plain : 4;
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
