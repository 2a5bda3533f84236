/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/json_read.h"

#include <string.h>

#include "core/base/format.h"
#include "core/base/json_scan.h"

int json_read_end(struct json_reader *reader)
{
	return json_peek_value(reader) == JSON_END ? NONO_OK
						   : json_fail_next(reader, JSON_TRAILING);
}

/* A string as an error text has it: what no text may have in it is escaped, the rest cut. */
struct quoted {
	char text[200];
};

static const char *quote(struct quoted *out, const struct json_text *string)
{
	static const char digits[] = "0123456789abcdef";
	static const char letters[] = "nrt\"\\0", meanings[] = "\n\r\t\"\\";
	size_t length = 0;

	for (size_t i = 0; i < string->length && length < sizeof(out->text) - 8; i++) {
		unsigned char c = (unsigned char)string->text[i];
		const char *found = memchr(meanings, c, sizeof(meanings));

		if (found) {
			out->text[length++] = '\\';
			out->text[length++] = letters[found - meanings];
		} else if (c < 0x20 || c == 0x7f) {
			memcpy(out->text + length, "\\u{", 3);
			length += 3;
			if (c >> 4)
				out->text[length++] = digits[c >> 4];
			out->text[length++] = digits[c & 0xf];
			out->text[length++] = '}';
		} else {
			out->text[length++] = (char)c;
		}
	}
	out->text[length] = '\0';
	return out->text;
}

static int fail_number(struct json_reader *reader, const char *what,
	const struct json_number *number, const char *expected)
{
	return json_fail(reader, "invalid %s: %s `%.*s`, expected %s", what,
		number->is_integer ? "integer" : "floating point",
		number->length > 100 ? 100 : (int)number->length, number->text, expected);
}

static int fail_string(struct json_reader *reader, const char *expected)
{
	struct quoted quoted;
	struct json_text string;
	int r = json_scan_string(reader, &string);

	return r ? r
		 : json_fail(reader, "invalid type: string \"%s\", expected %s",
			   quote(&quoted, &string), expected);
}

static int fail_word(
	struct json_reader *reader, const char *rest, const char *what, const char *expected)
{
	int r;

	reader->at++;
	r = json_scan_word(reader, rest);
	return r ? r : json_fail(reader, "invalid type: %s, expected %s", what, expected);
}

int json_fail_type(struct json_reader *reader, const char *expected)
{
	struct json_number number;
	int r;

	switch (json_peek(reader)) {
	case 'n':
		return fail_word(reader, "ull", "null", expected);
	case 't':
		return fail_word(reader, "rue", "boolean `true`", expected);
	case 'f':
		return fail_word(reader, "alse", "boolean `false`", expected);
	case '"':
		return fail_string(reader, expected);
	case '[':
		return json_fail(reader, "invalid type: sequence, expected %s", expected);
	case '{':
		return json_fail(reader, "invalid type: map, expected %s", expected);
	case '-':
	case '0' ... '9':
		r = json_scan_number(reader, &number);
		return r ? r : fail_number(reader, "type", &number, expected);
	case JSON_END:
		return json_fail_next(reader, JSON_EOF_VALUE);
	default:
		return json_fail_next(reader, JSON_NO_VALUE);
	}
}

int json_read_null(struct json_reader *reader, bool *out)
{
	*out = json_peek_value(reader) == 'n';
	reader->at += *out;
	return *out ? json_scan_word(reader, "ull") : NONO_OK;
}

int json_read_bool(struct json_reader *reader, bool *out)
{
	int next = json_peek_value(reader);

	if (next != 't' && next != 'f')
		return json_fail_type(reader, "a boolean");
	*out = next == 't';
	reader->at++;
	return json_scan_word(reader, *out ? "rue" : "alse");
}

int json_read_number(struct json_reader *reader, uint64_t *out)
{
	int next = json_peek_value(reader);
	struct json_number number;
	int r;

	if (next != '-' && (next < '0' || next > '9'))
		return json_fail_type(reader, "u64");
	r = json_scan_number(reader, &number);
	if (r)
		return r;
	if (!number.is_integer || number.is_negative)
		return fail_number(reader, number.is_integer ? "value" : "type", &number, "u64");
	*out = number.value;
	return NONO_OK;
}

int json_read_string(struct json_reader *reader, const char **out)
{
	struct quoted quoted;
	struct json_text string;
	int r;

	if (json_peek_value(reader) != '"')
		return json_fail_type(reader, "a string");
	r = json_scan_string(reader, &string);
	if (r)
		return r;
	/* nono takes it here and refuses it as a path. */
	if (memchr(string.text, '\0', string.length))
		return json_fail(reader,
			"invalid value: string \"%s\", expected a string without NUL bytes",
			quote(&quoted, &string));
	*out = alloc_text(reader->alloc, string.text, string.length);
	return *out ? NONO_OK : nono_err_memory(reader->err);
}

static int fail_choice(
	struct json_reader *reader, const struct json_text *string, const char *const *words)
{
	char text[256] = "";
	size_t length = 0;

	for (size_t i = 0; words[i] && length + strlen(words[i]) + 5 < sizeof(text); i++) {
		const char *const parts[] = { i ? ", `" : "`", words[i], "`" };

		for (size_t j = 0; j < 3; j++) {
			memcpy(text + length, parts[j], strlen(parts[j]) + 1);
			length += strlen(parts[j]);
		}
	}
	return json_fail(reader, "unknown variant `%.*s`, expected one of %s",
		string->length > 100 ? 100 : (int)string->length, string->text, text);
}

int json_read_word(struct json_reader *reader, const char *const *words, int *out)
{
	int next = json_peek_value(reader), r;
	struct json_text string;

	if (next != '"')
		return json_fail_next(reader, next == JSON_END ? JSON_EOF_VALUE : JSON_NO_VALUE);
	r = json_scan_string(reader, &string);
	for (int i = 0; !r && words[i]; i++) {
		if (string.length != strlen(words[i]) ||
			memcmp(string.text, words[i], string.length) != 0)
			continue;
		*out = i;
		return NONO_OK;
	}
	return r ? r : fail_choice(reader, &string, words);
}
