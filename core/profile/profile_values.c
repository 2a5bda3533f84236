/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/profile/profile_reader.h"
#include "core/profile/profile_scalar.h"

int reader_add(
	struct reader *reader, const struct profile_key *key, const char *value, size_t length)
{
	struct profile_entry entry = {
		.key = key,
		.value = alloc_text(reader->profile->alloc, value, length),
		.shipped = reader->text->shipped,
		.place = reader_place(reader),
	};

	if (!entry.value)
		return nono_err_memory(reader->err);
	return profile_add(reader->profile, &entry, reader->err);
}

int reader_add_scalar(struct reader *reader, const struct profile_key *key)
{
	return reader_add(reader, key, (const char *)reader->event.data.scalar.value,
		reader->event.data.scalar.length);
}

bool reader_is_scalar(const struct reader *reader, enum scalar_type type)
{
	return reader->event.type == YAML_SCALAR_EVENT && scalar_type(&reader->event) == type;
}

const char *reader_quote_hint(const struct reader *reader, enum scalar_type type)
{
	const yaml_event_t *event = &reader->event;

	if (event->type != YAML_SCALAR_EVENT || !event->data.scalar.length)
		return "";
	if (type == SCALAR_STRING)
		return "; put quotes around it if it is meant as text";
	return scalar_type_unquoted(event) == type ? "; remove the quotes" : "";
}

/* A scalar that must be text: a path or a name. */
static int read_string(struct reader *reader, const struct profile_key *key, const char *expected)
{
	if (!reader_is_scalar(reader, SCALAR_STRING))
		return READER_FAIL(reader, "%s: expected %s, found %s%s", key->name, expected,
			reader_found(reader), reader_quote_hint(reader, SCALAR_STRING));
	if (!reader->event.data.scalar.length)
		return READER_FAIL(
			reader, "%s: expected %s, found empty text", key->name, expected);
	return reader_add_scalar(reader, key);
}

static int read_path_key(
	struct reader *reader, const struct profile_key *key, bool *optional, bool seen[2])
{
	const char *name = (const char *)reader->event.data.scalar.value;
	bool is_path = !strcmp(name, "path");

	if (!is_path && strcmp(name, "optional"))
		return READER_FAIL(reader,
			"%s: unknown key '%s' in a path entry; known are path and optional",
			key->name, reader_excerpt(reader, name));
	if (seen[is_path])
		return READER_FAIL(reader, "%s: key '%s' stands twice", key->name, name);
	seen[is_path] = true;
	if (reader_next(reader))
		return reader->err->code;
	if (is_path)
		return read_string(reader, key, "a path");
	if (!reader_is_scalar(reader, SCALAR_BOOL))
		return READER_FAIL(reader, "%s: optional: expected true or false, found %s%s",
			key->name, reader_found(reader), reader_quote_hint(reader, SCALAR_BOOL));
	*optional = scalar_is_true(&reader->event);
	return NONO_OK;
}

/* {path: P, optional: B}, in any order. */
static int read_path_object(struct reader *reader, const struct profile_key *key)
{
	const struct place start = reader_place(reader);
	bool seen[2] = { false, false }, optional = false;

	for (;;) {
		if (reader_next(reader))
			return reader->err->code;
		if (reader->event.type == YAML_MAPPING_END_EVENT)
			break;
		if (reader->event.type != YAML_SCALAR_EVENT || !reader->event.data.scalar.length)
			return READER_FAIL(reader,
				"%s: expected the key path or optional, found %s", key->name,
				reader_found(reader));
		if (read_path_key(reader, key, &optional, seen))
			return reader->err->code;
	}
	if (!seen[1]) {
		nono_err_set(reader->err, NONO_ERR_PROFILE,
			"%s: entry without a path; write {path: /some/where, optional: true}",
			key->name);
		nono_err_at(reader->err, &start);
		return NONO_ERR_PROFILE;
	}
	reader->profile->entries[reader->profile->count - 1].optional = optional;
	return NONO_OK;
}

static int read_path(struct reader *reader, const struct profile_key *key)
{
	if (reader->event.type == YAML_MAPPING_START_EVENT)
		return read_path_object(reader, key);
	return read_string(reader, key, "a path");
}

static int read_name(struct reader *reader, const struct profile_key *key)
{
	return read_string(reader, key, "the name or path of a profile");
}

static int read_port(struct reader *reader, const struct profile_key *key)
{
	if (!reader_is_scalar(reader, SCALAR_INT) ||
		!scalar_is_port((const char *)reader->event.data.scalar.value))
		return READER_FAIL(reader,
			"%s: expected a port from 1 to 65535 in plain digits, found %s%s",
			key->name, reader_found(reader),
			reader_is_scalar(reader, SCALAR_STRING)
				? reader_quote_hint(reader, SCALAR_INT)
				: "");
	return reader_add_scalar(reader, key);
}

int reader_list(struct reader *reader, const struct profile_key *key,
	int (*element)(struct reader *, const struct profile_key *))
{
	for (;;) {
		if (reader_next(reader))
			return reader->err->code;
		if (reader->event.type == YAML_SEQUENCE_END_EVENT)
			return NONO_OK;
		if (element(reader, key))
			return reader->err->code;
	}
}

static int read_paths(struct reader *reader, const struct profile_key *key)
{
	if (reader->event.type != YAML_SEQUENCE_START_EVENT)
		return READER_FAIL(reader,
			"%s: expected a list of paths such as [/srv/data], found %s%s", key->name,
			reader_found(reader),
			reader_is_scalar(reader, SCALAR_NULL) ? "; write [] for none" : "");
	return reader_list(reader, key, read_path);
}

static int read_names(struct reader *reader, const struct profile_key *key)
{
	if (reader->event.type != YAML_SEQUENCE_START_EVENT)
		return read_name(reader, key);
	return reader_list(reader, key, read_name);
}

static int read_ports(struct reader *reader, const struct profile_key *key)
{
	size_t before = reader->profile->count;
	const struct place start = reader_place(reader);

	if (reader->event.type != YAML_SEQUENCE_START_EVENT)
		return READER_FAIL(reader, "%s: expected a list of ports such as [443], found %s",
			key->name, reader_found(reader));
	if (reader_list(reader, key, read_port))
		return reader->err->code;
	if (reader->profile->count > before)
		return NONO_OK;
	/* "no port" and "no restriction" are both fair readings: so neither. */
	nono_err_set(reader->err, NONO_ERR_PROFILE,
		"%s: empty list; remove the key for no restriction, or say network.block: true",
		key->name);
	nono_err_at(reader->err, &start);
	return NONO_ERR_PROFILE;
}

static int read_bool(struct reader *reader, const struct profile_key *key)
{
	bool value;

	if (!reader_is_scalar(reader, SCALAR_BOOL))
		return READER_FAIL(reader, "%s: expected true or false, found %s%s", key->name,
			reader_found(reader), reader_quote_hint(reader, SCALAR_BOOL));
	value = scalar_is_true(&reader->event);
	return reader_add(reader, key, value ? "true" : "false", value ? 4 : 5);
}

static int read_number(struct reader *reader, const struct profile_key *key)
{
	if (!reader_is_scalar(reader, SCALAR_INT) ||
		!scalar_is_number((const char *)reader->event.data.scalar.value))
		return READER_FAIL(reader,
			"%s: expected a whole number from 0 to 9223372036854775807 in plain digits, found "
			"%s%s",
			key->name, reader_found(reader),
			reader_is_scalar(reader, SCALAR_STRING)
				? reader_quote_hint(reader, SCALAR_INT)
				: "");
	return reader_add_scalar(reader, key);
}

static int read_text(struct reader *reader, const struct profile_key *key)
{
	if (reader->event.type != YAML_SCALAR_EVENT)
		return READER_FAIL(
			reader, "%s: expected text, found %s", key->name, reader_found(reader));
	return NONO_OK;
}

int reader_value(struct reader *reader, const struct profile_key *key)
{
	static int (*const readers[])(struct reader *, const struct profile_key *) = {
		[PROFILE_PATHS] = read_paths,
		[PROFILE_NAMES] = read_names,
		[PROFILE_PORTS] = read_ports,
		[PROFILE_BOOL] = read_bool,
		[PROFILE_WORD] = reader_word,
		[PROFILE_WORDS] = reader_words,
		[PROFILE_NUMBER] = read_number,
		[PROFILE_PATTERNS] = reader_patterns,
		[PROFILE_MAP] = reader_map,
		[PROFILE_TEXT] = read_text,
	};

	return readers[key->type](reader, key);
}
