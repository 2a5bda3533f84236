/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/yaml.h"

#include <stdint.h>
#include <string.h>

#include "core/base/escape.h"

/* An absolute path of these is no number, word or indicator of YAML. */
static bool is_plain_path(const char *text)
{
	static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				   "/._+=@%-";

	return text[0] == '/' && !text[strspn(text, safe)];
}

/* The code point at text, which is length bytes of UTF-8 long. */
static uint32_t decode(const char *text, size_t length)
{
	static const unsigned char masks[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	uint32_t code = (unsigned char)text[0] & masks[length];

	for (size_t i = 1; i < length; i++)
		code = code << 6 | ((unsigned char)text[i] & 0x3f);
	return code;
}

/* Not printable (YAML 1.2.2, 5.1), or taken for the end of a line, or invisible. */
static bool is_hidden(uint32_t code)
{
	return code == 0x2028 || code == 0x2029 || code == 0xfeff || code == 0xfffe ||
	       code == 0xffff;
}

static size_t add_control(struct buf *out, const char *text)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char c = (unsigned char)text[0];
	bool is_c1 = c == 0xc2 && ((unsigned char)text[1] & 0xe0) == 0x80;

	if (c >= 0x80 && !is_c1)
		return 0;
	if (is_c1)
		c = (unsigned char)text[1];
	buf_format(out, "\\x%c%c", digits[c >> 4], digits[c & 0xf]);
	return is_c1 ? 2 : 1;
}

/* One character; how many bytes it is, or 0: this is not UTF-8. */
static size_t add_character(struct buf *out, const char *text, bool doubles_dollar)
{
	size_t length = escape_plain(text);

	if (!length)
		return add_control(out, text);
	if (is_hidden(decode(text, length))) {
		buf_format(out, "\\u%x", (unsigned)decode(text, length));
		return length;
	}
	if (*text == '"' || *text == '\\')
		buf_text(out, "\\");
	if (*text == '$' && doubles_dollar)
		buf_text(out, "$");
	buf_add(out, text, length);
	return length;
}

static bool add_scalar(struct buf *out, const char *text, bool doubles_dollar)
{
	if (is_plain_path(text)) {
		buf_text(out, text);
		return true;
	}
	buf_text(out, "\"");
	while (*text) {
		size_t length = add_character(out, text, doubles_dollar);

		if (!length)
			return false;
		text += length;
	}
	buf_text(out, "\"");
	return true;
}

bool yaml_text(struct buf *out, const char *text)
{
	return add_scalar(out, text, false);
}

bool yaml_literal(struct buf *out, const char *text)
{
	return add_scalar(out, text, true);
}
