/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/profile/profile_reader.h"
#include "core/profile/profile_scalar.h"

/* Names of variables, as POSIX has them (Base Definitions, 8.1); and values for them. */

static size_t name_length(const char *text)
{
	size_t length = 0;

	for (; text[length]; length++) {
		char c = text[length];
		bool is_digit = c >= '0' && c <= '9';

		if (!(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z') && c != '_' &&
			!(is_digit && length))
			break;
	}
	return length;
}

static int read_pattern(struct reader *reader, const struct profile_key *key)
{
	const char *value = (const char *)reader->event.data.scalar.value;
	size_t length;

	if (!reader_is_scalar(reader, SCALAR_STRING))
		return READER_FAIL(reader, "%s: expected the name of a variable, found %s%s",
			key->name, reader_found(reader), reader_quote_hint(reader, SCALAR_STRING));
	length = name_length(value);
	if (value[length] == '*' && !value[length + 1])
		length++;
	if (!length || value[length])
		return READER_FAIL(reader,
			"%s: '%s' is no name of a variable; expected letters, digits and _, or a beginning "
			"with one * behind it, such as LC_*",
			key->name, reader_excerpt(reader, value));
	return reader_add_scalar(reader, key);
}

int reader_patterns(struct reader *reader, const struct profile_key *key)
{
	size_t before = reader->profile->count;
	const struct place start = reader_place(reader);

	if (reader->event.type != YAML_SEQUENCE_START_EVENT)
		return READER_FAIL(reader,
			"%s: expected a list of variables such as [PATH, LC_*], found %s%s",
			key->name, reader_found(reader),
			reader_is_scalar(reader, SCALAR_NULL) ? "; write [] for none" : "");
	if (reader_list(reader, key, read_pattern))
		return reader->err->code;
	/* "allow none" is something else than saying nothing: a pattern that matches no name. */
	if (reader->profile->count > before)
		return NONO_OK;
	if (reader_add(reader, key, "", 0))
		return reader->err->code;
	reader->profile->entries[before].place = start;
	return NONO_OK;
}

static int check_name(struct reader *reader, const struct profile_key *key, const char *name)
{
	size_t length = name_length(name);

	if (!length || name[length])
		return READER_FAIL(reader,
			"%s: '%s' is no name of a variable; expected letters, digits and _",
			key->name, reader_excerpt(reader, name));
	/* The search path decides which programs run; NONO_* are how this library is told what to
	 * do. */
	if (!strcmp(name, "PATH") || !strncmp(name, "NONO_", 5))
		return READER_FAIL(reader,
			"%s: %s cannot be set by a profile; set it where the program is started",
			key->name, reader_excerpt(reader, name));
	return NONO_OK;
}

/* The entries of this mapping begin at first. */
static int check_twice(
	struct reader *reader, const struct profile_key *key, const char *name, size_t first)
{
	size_t length = strlen(name);

	for (size_t i = first; i < reader->profile->count; i++) {
		const char *value = reader->profile->entries[i].value;

		if (!strncmp(value, name, length) && value[length] == '=')
			return READER_FAIL(reader, "%s: '%s' stands twice, first in line %u",
				key->name, name, reader->profile->entries[i].place.line);
	}
	return NONO_OK;
}

/* The name is the current event; its place is that of the entry. */
static int read_setting(struct reader *reader, const struct profile_key *key, size_t first)
{
	const struct place place = reader_place(reader);
	struct allocator *alloc = reader->profile->alloc;
	const char *name = (const char *)reader->event.data.scalar.value;
	size_t length = strlen(name);
	char *setting;

	if (check_name(reader, key, name) || check_twice(reader, key, name, first))
		return reader->err->code;
	name = alloc_text(alloc, name, length);
	if (!name)
		return nono_err_memory(reader->err);
	if (reader_next(reader))
		return reader->err->code;
	if (reader->event.type != YAML_SCALAR_EVENT || reader_is_scalar(reader, SCALAR_NULL))
		return READER_FAIL(reader, "%s: %s: expected a value, found %s; write '' for none",
			key->name, reader_excerpt(reader, name), reader_found(reader));
	setting = alloc_array(alloc, length + reader->event.data.scalar.length + 2, 1);
	if (!setting)
		return nono_err_memory(reader->err);
	memcpy(setting, name, length);
	setting[length] = '=';
	memcpy(setting + length + 1, reader->event.data.scalar.value,
		reader->event.data.scalar.length);
	if (reader_add(reader, key, setting, length + 1 + reader->event.data.scalar.length))
		return reader->err->code;
	reader->profile->entries[reader->profile->count - 1].place = place;
	return NONO_OK;
}

int reader_map(struct reader *reader, const struct profile_key *key)
{
	size_t first = reader->profile->count;

	if (reader->event.type != YAML_MAPPING_START_EVENT)
		return READER_FAIL(reader,
			"%s: expected variables with their values such as {LANG: C}, found %s",
			key->name, reader_found(reader));
	for (;;) {
		if (reader_next(reader))
			return reader->err->code;
		if (reader->event.type == YAML_MAPPING_END_EVENT)
			return NONO_OK;
		if (reader->event.type != YAML_SCALAR_EVENT)
			return READER_FAIL(reader, "%s: expected the name of a variable, found %s",
				key->name, reader_found(reader));
		if (read_setting(reader, key, first))
			return reader->err->code;
	}
}
