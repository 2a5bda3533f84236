/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/base/json_scan.h"

/* Where one is in an object or an array, and whether there is more. */
static int next_element(struct json_reader *reader, bool is_first, bool *out)
{
	int next = json_peek_value(reader);

	*out = next != ']';
	if (next == ']' || (is_first && next != JSON_END))
		return NONO_OK;
	if (next == JSON_END)
		return json_fail_next(reader, JSON_EOF_LIST);
	if (next != ',')
		return json_fail_next(reader, "expected `,` or `]`");
	reader->at++;
	next = json_peek_value(reader);
	if (next == ']')
		return json_fail_next(reader, JSON_COMMA);
	return next == JSON_END ? json_fail_next(reader, JSON_EOF_VALUE) : NONO_OK;
}

static int next_member(struct json_reader *reader, bool is_first, bool *out)
{
	int next = json_peek_value(reader);

	*out = next != '}';
	if (next == '}')
		return NONO_OK;
	if (next == JSON_END)
		return json_fail_next(reader, JSON_EOF_OBJECT);
	if (!is_first) {
		if (next != ',')
			return json_fail_next(reader, "expected `,` or `}`");
		reader->at++;
		next = json_peek_value(reader);
	}
	if (next == '"')
		return NONO_OK;
	if (!is_first && next == '}')
		return json_fail_next(reader, JSON_COMMA);
	return json_fail_next(reader, next == JSON_END ? JSON_EOF_VALUE : "key must be a string");
}

static int read_colon(struct json_reader *reader)
{
	int next = json_peek_value(reader);

	if (next != ':')
		return json_fail_next(reader, next == JSON_END ? JSON_EOF_OBJECT : "expected `:`");
	reader->at++;
	return NONO_OK;
}

/* r: how the elements went. An error about the whole array is one about where it ends. */
static int end_array(struct json_reader *reader, int r)
{
	int next;

	if (r && !reader->unplaced)
		return r;
	next = json_peek_value(reader);
	reader->depth--;
	if (next == ']') {
		reader->at++;
		return r ? json_place(reader) : NONO_OK;
	}
	if (next == JSON_END && !r)
		return json_fail_next(reader, JSON_EOF_LIST);
	if (next == ',') {
		reader->at++;
		next = json_peek_value(reader);
	}
	if (r)
		return json_place(reader);
	return json_fail_next(reader, next == ']' ? JSON_COMMA : JSON_TRAILING);
}

static int end_object(struct json_reader *reader, int r)
{
	if (r && !reader->unplaced)
		return r;
	reader->at += json_peek_value(reader) == '}';
	reader->depth--;
	return r ? json_place(reader) : NONO_OK;
}

int json_read_array(struct json_reader *reader,
	int (*read)(struct json_reader *reader, void *context), void *context)
{
	bool is_first = true, more = true;
	int r;

	if (json_peek_value(reader) != '[')
		return json_fail_type(reader, "a sequence");
	r = json_enter(reader);
	while (!r && more) {
		r = next_element(reader, is_first, &more);
		if (!r && more)
			r = read(reader, context);
		is_first = false;
	}
	return end_array(reader, r);
}

static int read_fields(struct json_reader *reader, const struct json_shape *shape, void *context)
{
	bool more = true;
	int r = json_enter(reader);

	for (size_t i = 0; !r && i < shape->count; i++) {
		if (more)
			r = next_element(reader, !i, &more);
		if (!r && more)
			r = shape->fields[i].read(reader, context);
		else if (!r && shape->fields[i].is_required)
			r = json_fail_later(reader,
				"invalid length %zu, expected struct %s with %zu element%s", i,
				shape->name, shape->count, shape->count == 1 ? "" : "s");
	}
	return end_array(reader, r);
}

static const struct json_field *find(const struct json_shape *shape, const struct json_text *key)
{
	for (size_t i = 0; i < shape->count; i++) {
		if (key->length == strlen(shape->fields[i].name) &&
			!memcmp(key->text, shape->fields[i].name, key->length))
			return &shape->fields[i];
	}
	return NULL;
}

static int read_member(
	struct json_reader *reader, const struct json_shape *shape, bool *seen, void *context)
{
	const struct json_field *field;
	struct json_text key;
	int r = json_scan_string(reader, &key);

	if (r)
		return r;
	field = find(shape, &key);
	if (field && seen[field - shape->fields])
		return json_fail_later(reader, "duplicate field `%s`", field->name);
	r = read_colon(reader);
	if (r || !field)
		return r ? r : json_read_skip(reader);
	seen[field - shape->fields] = true;
	return field->read(reader, context);
}

static int read_members(struct json_reader *reader, const struct json_shape *shape, void *context)
{
	bool seen[JSON_FIELDS] = { false }, more = true;
	int r = json_enter(reader);

	for (bool is_first = true; !r && more; is_first = false) {
		r = next_member(reader, is_first, &more);
		if (!r && more)
			r = read_member(reader, shape, seen, context);
	}
	for (size_t i = 0; !r && i < shape->count; i++) {
		if (shape->fields[i].is_required && !seen[i])
			r = json_fail_later(reader, "missing field `%s`", shape->fields[i].name);
	}
	return end_object(reader, r);
}

int json_read_object(struct json_reader *reader, const struct json_shape *shape, void *context)
{
	char expected[64] = "struct ";

	switch (json_peek_value(reader)) {
	case '{':
		return read_members(reader, shape, context);
	case '[':
		return read_fields(reader, shape, context);
	default:
		strncat(expected, shape->name, sizeof(expected) - sizeof("struct "));
		return json_fail_type(reader, expected);
	}
}

/* One value that is no object and no array, or the beginning of one. */
static int skip_scalar(struct json_reader *reader, int next)
{
	struct json_number number;

	switch (next) {
	case '"':
		return json_scan_string(reader, NULL);
	case '-':
	case '0' ... '9':
		return json_scan_number(reader, &number);
	case 'n':
	case 't':
	case 'f':
		reader->at++;
		return json_scan_word(reader, next == 'n' ? "ull" : next == 't' ? "rue" : "alse");
	default:
		return json_fail_next(reader, next == JSON_END ? JSON_EOF_VALUE : JSON_NO_VALUE);
	}
}

/* Goes on in what is open, from value to value, until the one that is skipped ends. */
static int skip_next(struct json_reader *reader, const char *open, unsigned outside, bool *is_first)
{
	bool more = false;
	int r = NONO_OK;

	while (!r && !more && reader->depth > outside) {
		bool is_array = open[reader->depth - 1] == '[';

		r = is_array ? next_element(reader, *is_first, &more)
			     : next_member(reader, *is_first, &more);
		*is_first = false;
		if (!r && more)
			return is_array				      ? NONO_OK
			       : (r = json_scan_string(reader, NULL)) ? r
								      : read_colon(reader);
		if (!r) {
			reader->at++;
			reader->depth--;
		}
	}
	return r;
}

int json_read_skip(struct json_reader *reader)
{
	unsigned outside = reader->depth;
	char open[JSON_DEPTH];
	bool is_first;
	int r;

	do {
		int next = json_peek_value(reader);

		is_first = next == '[' || next == '{';
		if (is_first && reader->depth < JSON_DEPTH)
			open[reader->depth] = (char)next;
		r = is_first ? json_enter(reader) : skip_scalar(reader, next);
		if (!r)
			r = skip_next(reader, open, outside, &is_first);
	} while (!r && reader->depth > outside);
	return r;
}
