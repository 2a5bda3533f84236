/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include <yaml.h>

#include "core/profile/profile_reader.h"

/*
 * Nesting needs no limit of its own: what a key may hold is in the table, so the fifth level of
 * any document is a value of the wrong type before it is a deep one.
 */

enum {
	LONGEST_NAME = 96 /* dotted key */
};

/* A key of another section: "read" at the top level, "filesystem.network", "filesystem.read". */
static int fail_elsewhere(
	struct reader *reader, const char *parent, const char *name, const struct profile_key *key)
{
	const char *dot = key->name;

	while (*dot && *dot != '.')
		dot++;
	if (!*dot)
		return READER_FAIL(reader,
			"unknown key '%s.%s'; '%s' belongs to the top level: check the indentation",
			parent, name, name);
	return READER_FAIL(reader, "unknown key '%s%s%s'; did you mean '%s' in the section '%.*s'?",
		parent, *parent ? "." : "", name, dot + 1, (int)(dot - key->name), key->name);
}

static int fail_unknown(struct reader *reader, const char *parent, const char *full_name)
{
	const struct profile_key *elsewhere = profile_key_elsewhere(full_name);
	const char *nearest = profile_key_nearest(parent, full_name);
	const char *name = reader_excerpt(reader, full_name);
	const char *dot = *parent ? "." : "";

	if (!strcmp(name, "<<"))
		return READER_FAIL(reader,
			"merge keys (<<) are not allowed in a profile; write the keys out, or use "
			"extends");
	if (elsewhere)
		return fail_elsewhere(reader, parent, name, elsewhere);
	if (nearest)
		return READER_FAIL(reader, "unknown key '%s%s%s'; did you mean '%s%s%s'?", parent,
			dot, name, parent, dot, nearest);
	return READER_FAIL(reader, "unknown key '%s%s%s'; see nono-profile(5) for the keys", parent,
		dot, name);
}

/* Names of rows have dots, names in documents have not. */
static bool has_dot(const char *name)
{
	while (*name && *name != '.')
		name++;
	return *name == '.';
}

/* The row for the key that is the current event, or NULL with the error set. */
static const struct profile_key *find_key(struct reader *reader, const char *parent)
{
	const char *name = (const char *)reader->event.data.scalar.value;
	const struct profile_key *key = NULL;
	char dotted[LONGEST_NAME];
	size_t parent_length = strlen(parent), length = strlen(name);

	if (parent_length + 1 + length < sizeof(dotted) && !has_dot(name)) {
		memcpy(dotted, parent, parent_length);
		dotted[parent_length] = '.';
		memcpy(dotted + parent_length + 1, name, length + 1);
		key = profile_key_find(parent_length ? dotted : dotted + 1);
	}
	if (!key) {
		fail_unknown(reader, parent, name);
		return NULL;
	}
	if (key->type == PROFILE_REFUSED) {
		READER_FAIL(reader, "%s: %s", key->name, key->text);
		return NULL;
	}
	if (reader->seen[key - profile_keys]) {
		READER_FAIL(reader, "key '%s' stands twice, first in line %u; merge the two",
			key->name, reader->seen[key - profile_keys]);
		return NULL;
	}
	reader->seen[key - profile_keys] = reader_place(reader).line;
	return key;
}

static int read_value(struct reader *reader, const struct profile_key *key);

/* The members of the mapping that has just begun; parent is "" for the document. */
static int read_members(struct reader *reader, const char *parent)
{
	for (;;) {
		const struct profile_key *key;

		if (reader_next(reader))
			return reader->err->code;
		if (reader->event.type == YAML_MAPPING_END_EVENT)
			return NONO_OK;
		if (reader->event.type != YAML_SCALAR_EVENT || !reader->event.data.scalar.length)
			return READER_FAIL(reader, "expected the name of a key, found %s",
				reader_found(reader));
		key = find_key(reader, parent);
		if (!key || reader_next(reader) || read_value(reader, key))
			return reader->err->code;
	}
}

static int read_value(struct reader *reader, const struct profile_key *key)
{
	if (key->type != PROFILE_SECTION)
		return reader_value(reader, key);
	if (reader->event.type != YAML_MAPPING_START_EVENT)
		return READER_FAIL(reader,
			"%s: expected a mapping of keys, found %s; indent its keys below it, or write {}",
			key->name, reader_found(reader));
	return read_members(reader, key->name);
}

static int read_document_start(struct reader *reader)
{
	const yaml_event_t *event = &reader->event;

	if (reader_next(reader) || reader_next(reader))
		return reader->err->code;
	if (event->type == YAML_STREAM_END_EVENT)
		return READER_FAIL(reader, "the profile is empty; write at least 'extends: base'");
	if (event->data.document_start.tag_directives.start !=
		event->data.document_start.tag_directives.end)
		return READER_FAIL(
			reader, "%%TAG directives are not allowed in a profile; remove it");
	if (reader_next(reader))
		return reader->err->code;
	if (event->type != YAML_MAPPING_START_EVENT)
		return READER_FAIL(reader,
			"a profile is a mapping of keys such as 'filesystem:', found %s",
			reader_found(reader));
	return NONO_OK;
}

static int read_document(struct reader *reader)
{
	if (read_document_start(reader) || read_members(reader, "") || reader_next(reader) ||
		reader_next(reader))
		return reader->err->code;
	if (reader->event.type != YAML_STREAM_END_EVENT)
		return READER_FAIL(
			reader, "a second document begins here; a profile is one document");
	return NONO_OK;
}

int profile_read(struct profile *profile, const struct profile_text *text, struct nono_err *err)
{
	struct nono_err scratch = { 0 };
	struct profile_text own = *text;
	struct reader reader = { .profile = profile, .text = &own, .err = err ? err : &scratch };
	int r;

	if (text->length > PROFILE_MAX_SIZE)
		return nono_err_set(err, NONO_ERR_PROFILE, "'%s' is larger than %d bytes",
			text->source, PROFILE_MAX_SIZE);
	if (reader_check_text(&reader, &own))
		return reader.err->code;
	if (!yaml_parser_initialize(&reader.parser))
		return nono_err_memory(err);
	yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&reader.parser, (const unsigned char *)own.bytes, own.length);
	r = read_document(&reader);
	yaml_event_delete(&reader.event);
	yaml_parser_delete(&reader.parser);
	return r;
}
