/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/base/json_scan.h"
#include "core/base/utf8.h"

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Behind "\u". */
static int scan_hex(struct json_reader *reader, unsigned *out)
{
	bool is_wrong = false;

	*out = 0;
	if (reader->end - reader->at < 4) {
		reader->at = reader->end;
		return json_fail(reader, JSON_EOF_STRING);
	}
	for (int i = 0; i < 4; i++) {
		int digit = hex(*reader->at++);

		is_wrong |= digit < 0;
		*out = *out << 4 | (unsigned)(digit & 0xf);
	}
	return is_wrong ? json_fail(reader, "invalid escape") : NONO_OK;
}

static int expect(struct json_reader *reader, char c)
{
	if (reader->at == reader->end)
		return json_fail(reader, JSON_EOF_STRING);
	if (*reader->at++ != c)
		return json_fail(reader, "unexpected end of hex escape");
	return NONO_OK;
}

/* One character behind "\u", which may be two such escapes. */
static int scan_unicode(struct json_reader *reader, unsigned *out)
{
	unsigned second = 0;
	int r = scan_hex(reader, out);

	if (r || *out < 0xd800 || *out > 0xdfff)
		return r;
	if (*out >= 0xdc00)
		return json_fail(reader, "lone leading surrogate in hex escape");
	r = expect(reader, '\\');
	if (!r)
		r = expect(reader, 'u');
	if (!r)
		r = scan_hex(reader, &second);
	if (r)
		return r;
	if (second < 0xdc00 || second > 0xdfff)
		return json_fail(reader, "lone leading surrogate in hex escape");
	*out = 0x10000 + ((*out & 0x3ff) << 10 | (second & 0x3ff));
	return NONO_OK;
}

static size_t encode(char out[4], unsigned character)
{
	size_t length = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
	static const unsigned char marks[] = { 0, 0xc0, 0xe0, 0xf0 };

	for (size_t i = length; i-- > 1; character >>= 6)
		out[i] = (char)(0x80 | (character & 0x3f));
	out[0] = (char)(marks[length - 1] | character);
	return length;
}

/* What "\" and the next byte stand for. */
static int scan_escape(struct json_reader *reader, char out[4], size_t *length)
{
	static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
	unsigned character = 0;
	const char *letter;
	int r;

	if (++reader->at == reader->end)
		return json_fail(reader, JSON_EOF_STRING);
	if (*reader->at == 'u') {
		reader->at++;
		r = scan_unicode(reader, &character);
		*length = r ? 0 : encode(out, character);
		return r;
	}
	letter = *reader->at ? strchr(letters, *reader->at) : NULL;
	reader->at++;
	if (!letter)
		return json_fail(reader, "invalid escape");
	out[0] = meanings[letter - letters];
	*length = 1;
	return NONO_OK;
}

/* Bytes that stand for themselves, at least one. */
static int scan_plain(struct json_reader *reader)
{
	while (reader->at < reader->end && *reader->at != '"' && *reader->at != '\\') {
		size_t length = utf8_character(reader->at, (size_t)(reader->end - reader->at));

		if (!length)
			return json_fail(reader, "invalid unicode code point");
		if ((unsigned char)*reader->at < 0x20) {
			reader->at++;
			return json_fail(reader,
				"control character (\\u0000-\\u001F) found while parsing a string");
		}
		reader->at += length;
	}
	return NONO_OK;
}

/* How many bytes are before the '"' that ends the string, or the end of everything. */
static size_t extent(const struct json_reader *reader, bool *has_escapes)
{
	const char *at = reader->at;

	*has_escapes = false;
	for (; at < reader->end && *at != '"'; at++) {
		if (*at != '\\')
			continue;
		*has_escapes = true;
		if (++at == reader->end)
			break;
	}
	return (size_t)(at - reader->at);
}

/* copy: NULL, or room for what the text becomes, which is never longer. */
static int scan_parts(struct json_reader *reader, char *copy, size_t *length)
{
	*length = 0;
	for (;;) {
		const char *start = reader->at;
		char escaped[4];
		size_t more = 0;
		int r = scan_plain(reader);

		if (r)
			return r;
		if (copy && reader->at > start)
			memcpy(copy + *length, start, (size_t)(reader->at - start));
		*length += (size_t)(reader->at - start);
		if (reader->at == reader->end)
			return json_fail(reader, JSON_EOF_STRING);
		if (*reader->at == '"')
			return NONO_OK;
		r = scan_escape(reader, escaped, &more);
		if (r)
			return r;
		if (copy)
			memcpy(copy + *length, escaped, more);
		*length += more;
	}
}

int json_scan_string(struct json_reader *reader, struct json_text *out)
{
	bool has_escapes;
	size_t length;
	char *copy = NULL;
	int r;

	reader->at++;
	length = extent(reader, &has_escapes);
	if (out && has_escapes) {
		copy = alloc_array(reader->alloc, length + 1, 1);
		if (!copy)
			return nono_err_memory(reader->err);
	}
	if (out)
		out->text = copy ? copy : reader->at;
	r = scan_parts(reader, copy, &length);
	if (out)
		out->length = length;
	reader->at += !r;
	return r;
}
