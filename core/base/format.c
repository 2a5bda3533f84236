/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/format.h"

#include <stdbool.h>
#include <string.h>

struct sink {
	char *out;
	size_t size, length;
};

static void put(struct sink *sink, const char *text, size_t length)
{
	size_t room = sink->size - 1 - sink->length;

	if (length > room)
		length = room;
	memcpy(sink->out + sink->length, text, length);
	sink->length += length;
}

static void put_number(struct sink *sink, unsigned long value, unsigned base, bool negative)
{
	char digits[24];
	size_t at = sizeof(digits);

	do {
		digits[--at] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	if (negative)
		digits[--at] = '-';
	put(sink, digits + at, sizeof(digits) - at);
}

static void put_signed(struct sink *sink, long value)
{
	unsigned long magnitude = (unsigned long)value;

	put_number(sink, value < 0 ? 0 - magnitude : magnitude, 10, value < 0);
}

static void put_string(struct sink *sink, const char *text)
{
	if (!text)
		text = "(none)";
	put(sink, text, strlen(text));
}

static void put_prefix(struct sink *sink, int limit, const char *text)
{
	size_t length = 0;

	while (length < (size_t)(limit > 0 ? limit : 0) && text[length])
		length++;
	put(sink, text, length);
}

/* One conversion; at points behind the '%'. Returns where the text goes on. */
static const char *convert(struct sink *sink, const char *at, va_list *args)
{
	char c;

	switch (*at) {
	case 's':
		put_string(sink, va_arg(*args, const char *));
		return at + 1;
	case 'd':
		put_signed(sink, va_arg(*args, int));
		return at + 1;
	case 'u':
		put_number(sink, va_arg(*args, unsigned), 10, false);
		return at + 1;
	case 'x':
		put_number(sink, va_arg(*args, unsigned), 16, false);
		return at + 1;
	case 'c':
		c = (char)va_arg(*args, int);
		put(sink, &c, 1);
		return at + 1;
	case '%':
		put(sink, "%", 1);
		return at + 1;
	}
	if (at[0] == 'z' && at[1] == 'u') {
		put_number(sink, va_arg(*args, size_t), 10, false);
		return at + 2;
	}
	if (at[0] == '.' && at[1] == '*' && at[2] == 's') {
		int limit = va_arg(*args, int);

		put_prefix(sink, limit, va_arg(*args, const char *));
		return at + 3;
	}
	put(sink, "%", 1);
	return at;
}

size_t format_text(char *out, size_t size, const char *format, va_list args)
{
	struct sink sink = { out, size, 0 };
	va_list copy;

	va_copy(copy, args);
	while (*format) {
		size_t plain = 0;

		while (format[plain] && format[plain] != '%')
			plain++;
		put(&sink, format, plain);
		format += plain;
		if (*format == '%')
			format = convert(&sink, format + 1, &copy);
	}
	va_end(copy);
	out[sink.length] = '\0';
	return sink.length;
}
