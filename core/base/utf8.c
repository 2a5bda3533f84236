/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/utf8.h"

#include <string.h>

/* The second byte rules out long forms, surrogates and what is above U+10FFFF. */
static bool is_second(unsigned char first, unsigned char second)
{
	unsigned char least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
	unsigned char most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;

	return second >= least && second <= most;
}

/* How many bytes are right so far, at least 1; *complete: they are a character. */
static size_t measure(const char *text, size_t left, bool *complete)
{
	unsigned char first = (unsigned char)text[0];
	size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	size_t have = 1;

	*complete = false;
	if (first >= 0x80 && (first < 0xc2 || first > 0xf4))
		return 1;
	while (have < length && have < left) {
		unsigned char next = (unsigned char)text[have];

		if (have == 1 ? !is_second(first, next) : (next & 0xc0) != 0x80)
			break;
		have++;
	}
	*complete = have == length;
	return have;
}

size_t utf8_character(const char *text, size_t left)
{
	bool complete;
	size_t length = measure(text, left, &complete);

	return complete ? length : 0;
}

bool utf8_is_valid(const char *text, size_t length)
{
	while (length) {
		size_t character = utf8_character(text, length);

		if (!character)
			return false;
		text += character;
		length -= character;
	}
	return true;
}

void utf8_add(struct buf *out, const char *text)
{
	size_t left = strlen(text);

	while (left) {
		bool complete;
		size_t length = measure(text, left, &complete);

		if (complete)
			buf_add(out, text, length);
		else
			buf_text(out, "\xef\xbf\xbd");
		text += length;
		left -= length;
	}
}
