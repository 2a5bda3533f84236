/* SPDX-License-Identifier: Apache-2.0 */
#include "core/profile/profile_scalar.h"

#include <string.h>

#include "core/profile/profile_reader.h"

static bool is_one_of(const char *value, const char *const *list)
{
	for (; *list; list++) {
		if (!strcmp(value, *list))
			return true;
	}
	return false;
}

static size_t span(const char *value, const char *set)
{
	size_t length = 0;

	while (value[length]) {
		const char *at = set;

		while (*at && *at != value[length])
			at++;
		if (!*at)
			break;
		length++;
	}
	return length;
}

static size_t digits(const char *value)
{
	return span(value, "0123456789");
}

/* [-+]? [0-9]+ | 0o [0-7]+ | 0x [0-9a-fA-F]+ */
static bool is_int(const char *value)
{
	size_t length;

	if (value[0] == '0' && value[1] == 'o')
		return value[2] && !value[2 + span(value + 2, "01234567")];
	if (value[0] == '0' && value[1] == 'x')
		return value[2] && !value[2 + span(value + 2, "0123456789abcdefABCDEF")];
	if (*value == '-' || *value == '+')
		value++;
	length = digits(value);
	return length && !value[length];
}

/* [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )? and the named ones */
static bool is_float(const char *value)
{
	static const char *const names[] = { ".inf", ".Inf", ".INF", "-.inf", "-.Inf", "-.INF",
		"+.inf", "+.Inf", "+.INF", ".nan", ".NaN", ".NAN", NULL };
	size_t whole, fraction = 0;

	if (is_one_of(value, names))
		return true;
	if (*value == '-' || *value == '+')
		value++;
	whole = digits(value);
	value += whole;
	if (*value == '.') {
		fraction = digits(++value);
		value += fraction;
	}
	if (!whole && !fraction)
		return false;
	if (*value != 'e' && *value != 'E')
		return !*value;
	value++;
	if (*value == '-' || *value == '+')
		value++;
	return digits(value) && !value[digits(value)];
}

enum scalar_type scalar_type(const yaml_event_t *event)
{
	static const char *const nulls[] = { "", "~", "null", "Null", "NULL", NULL };
	static const char *const bools[] = { "true", "True", "TRUE", "false", "False", "FALSE",
		NULL };
	const char *value = (const char *)event->data.scalar.value;

	if (event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
		return SCALAR_STRING;
	/* Nearly every value of a profile is a path: answer that without the patterns. */
	if (*value == '/' || *value == '$')
		return SCALAR_STRING;
	if (is_one_of(value, nulls))
		return SCALAR_NULL;
	if (is_one_of(value, bools))
		return SCALAR_BOOL;
	if (is_int(value))
		return SCALAR_INT;
	return is_float(value) ? SCALAR_FLOAT : SCALAR_STRING;
}

enum scalar_type scalar_type_unquoted(const yaml_event_t *event)
{
	yaml_event_t plain = *event;

	plain.data.scalar.style = YAML_PLAIN_SCALAR_STYLE;
	return scalar_type(&plain);
}

bool scalar_is_true(const yaml_event_t *event)
{
	char first = (char)event->data.scalar.value[0];

	return first == 't' || first == 'T';
}

bool scalar_is_port(const char *value)
{
	unsigned port = 0;

	if (*value < '1' || *value > '9')
		return false;
	for (; *value; value++) {
		if (*value < '0' || *value > '9' || port > 65535)
			return false;
		port = port * 10 + (unsigned)(*value - '0');
	}
	return port <= 65535;
}

bool scalar_is_number(const char *value)
{
	uint64_t number = 0;

	if (*value == '0')
		return !value[1];
	for (; *value >= '0' && *value <= '9'; value++) {
		unsigned digit = (unsigned)(*value - '0');

		if (number > (PROFILE_MAX_NUMBER - digit) / 10)
			return false;
		number = number * 10 + digit;
	}
	return number && !*value;
}

const char *reader_excerpt(struct reader *reader, const char *text)
{
	size_t length = sizeof(reader->excerpt) - sizeof("...");

	if (strlen(text) <= length)
		return text;
	while (length && (text[length] & 0xc0) == 0x80)
		length--;
	memcpy(reader->excerpt, text, length);
	memcpy(reader->excerpt + length, "...", sizeof("..."));
	return reader->excerpt;
}

static char *put(char *to, const char *text)
{
	size_t length = strlen(text);

	memcpy(to, text, length + 1);
	return to + length;
}

static const char *found_scalar(struct reader *reader)
{
	static const struct {
		const char *before, *behind;
	} words[] = {
		[SCALAR_STRING] = { "text '", "'" },
		[SCALAR_NULL] = { "nothing (", ")" },
		[SCALAR_BOOL] = { "", "" },
		[SCALAR_INT] = { "the number ", "" },
		[SCALAR_FLOAT] = { "the number ", "" },
	};
	enum scalar_type type = scalar_type(&reader->event);
	const char *value = (const char *)reader->event.data.scalar.value;
	char *to = reader->found;

	if (!*value)
		return type == SCALAR_NULL ? "nothing" : "empty text";
	to = put(to, words[type].before);
	to = put(to, reader_excerpt(reader, value));
	put(to, words[type].behind);
	return reader->found;
}

const char *reader_found(struct reader *reader)
{
	switch (reader->event.type) {
	case YAML_SEQUENCE_START_EVENT:
		return "a list";
	case YAML_MAPPING_START_EVENT:
		return "a mapping";
	case YAML_SCALAR_EVENT:
		return found_scalar(reader);
	default:
		return "nothing";
	}
}
