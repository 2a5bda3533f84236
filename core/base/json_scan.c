/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/json_scan.h"

#include <stdarg.h>
#include <string.h>

#include "core/base/format.h"

void json_read_init(struct json_reader *reader, const char *text, size_t length,
	struct allocator *alloc, struct nono_err *err)
{
	*reader = (struct json_reader){
		.text = text,
		.at = text,
		.end = text + length,
		.alloc = alloc,
	};
	reader->err = err ? err : &reader->own;
}

int json_peek(const struct json_reader *reader)
{
	return reader->at == reader->end ? JSON_END : (unsigned char)*reader->at;
}

int json_peek_value(struct json_reader *reader)
{
	int c = json_peek(reader);

	while (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
		reader->at++;
		c = json_peek(reader);
	}
	return c;
}

enum {
	/* Leaves room for the place, which stands at the end of the sentence. */
	LONGEST = 460
};

static int add_place(struct json_reader *reader, const char *at)
{
	struct nono_err *err = reader->err;
	char text[LONGEST];
	const char *line = reader->text;

	memcpy(text, err->text, sizeof(text));
	text[sizeof(text) - 1] = '\0';
	*err = (struct nono_err){ .line = 1 };
	for (const char *byte = reader->text; byte < at; byte++) {
		if (*byte == '\n') {
			err->line++;
			line = byte + 1;
		}
	}
	err->column = (unsigned)(at - line);
	return nono_err_set(
		err, NONO_ERR_CONFIG, "%s at line %u column %u", text, err->line, err->column);
}

int json_place(struct json_reader *reader)
{
	if (reader->unplaced)
		add_place(reader, reader->at);
	reader->unplaced = false;
	return reader->err->code;
}

static void set_text(struct json_reader *reader, const char *format, va_list args)
{
	char text[LONGEST];

	format_text(text, sizeof(text), format, args);
	nono_err_set(reader->err, NONO_ERR_CONFIG, "%s", text);
}

int json_fail(struct json_reader *reader, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set_text(reader, format, args);
	va_end(args);
	return add_place(reader, reader->at);
}

int json_fail_next(struct json_reader *reader, const char *text)
{
	nono_err_set(reader->err, NONO_ERR_CONFIG, "%s", text);
	return add_place(reader, reader->at + (reader->at < reader->end));
}

int json_fail_later(struct json_reader *reader, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set_text(reader, format, args);
	va_end(args);
	reader->unplaced = true;
	return NONO_ERR_CONFIG;
}

int json_scan_word(struct json_reader *reader, const char *rest)
{
	for (; *rest; rest++) {
		if (reader->at == reader->end)
			return json_fail(reader, JSON_EOF_VALUE);
		if (*reader->at++ != *rest)
			return json_fail(reader, "expected ident");
	}
	return NONO_OK;
}

int json_enter(struct json_reader *reader)
{
	if (reader->depth == JSON_DEPTH)
		return json_fail_next(reader, "recursion limit exceeded");
	reader->depth++;
	reader->at++;
	return NONO_OK;
}

static bool is_digit(int c)
{
	return c >= '0' && c <= '9';
}

/* Digits up to what is none; false: the number is larger than 64 bits. */
static bool scan_digits(struct json_reader *reader, uint64_t *value)
{
	bool fits = true;

	for (; is_digit(json_peek(reader)); reader->at++) {
		unsigned digit = (unsigned)(*reader->at - '0');

		if (*value > (UINT64_MAX - digit) / 10)
			fits = false;
		*value = *value * 10 + digit;
	}
	return fits;
}

static int scan_fraction(struct json_reader *reader)
{
	uint64_t ignored = 0;

	reader->at++;
	if (!is_digit(json_peek(reader)))
		return json_fail_next(
			reader, json_peek(reader) == JSON_END ? JSON_EOF_VALUE : "invalid number");
	scan_digits(reader, &ignored);
	return NONO_OK;
}

static int scan_exponent(struct json_reader *reader)
{
	uint64_t ignored = 0;

	reader->at++;
	if (json_peek(reader) == '+' || json_peek(reader) == '-')
		reader->at++;
	if (json_peek(reader) == JSON_END)
		return json_fail(reader, JSON_EOF_VALUE);
	if (!is_digit(json_peek(reader)))
		return json_fail_next(reader, "invalid number");
	scan_digits(reader, &ignored);
	return NONO_OK;
}

static int scan_integer(struct json_reader *reader, struct json_number *out)
{
	int first = json_peek(reader);

	if (first == JSON_END)
		return json_fail(reader, JSON_EOF_VALUE);
	if (!is_digit(first))
		return json_fail_next(reader, "invalid number");
	out->is_integer = scan_digits(reader, &out->value);
	/* "-0" is a floating point number: there is no integer of that kind. */
	if (out->is_negative && (!out->value || out->value > (uint64_t)INT64_MAX + 1))
		out->is_integer = false;
	return NONO_OK;
}

int json_scan_number(struct json_reader *reader, struct json_number *out)
{
	const char *digits;
	int r, next;

	*out = (struct json_number){ .text = reader->at, .is_negative = *reader->at == '-' };
	reader->at += out->is_negative;
	digits = reader->at;
	r = scan_integer(reader, out);
	if (!r && *digits == '0' && reader->at - digits > 1) {
		reader->at = digits + 1;
		r = json_fail_next(reader, "invalid number");
	}
	if (!r && json_peek(reader) == '.') {
		out->is_integer = false;
		r = scan_fraction(reader);
	}
	next = json_peek(reader);
	if (!r && (next == 'e' || next == 'E')) {
		out->is_integer = false;
		r = scan_exponent(reader);
	}
	out->length = (size_t)(reader->at - out->text);
	return r;
}
