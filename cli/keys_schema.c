/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/keys_type.h"
#include "core/base/json.h"

/*
 * The table as JSON Schema. It says what the reader says of one value; what depends on other
 * values, files or the environment it cannot say: tests/cli/schema_exceptions.txt.
 */

/* From '/', '~' or a variable; "$$" is a dollar sign. */
#define PATH_PATTERN	 "^(/|~(/|$)|\\$[A-Za-z{])"
#define VARIABLE_PATTERN "^([A-Za-z_][A-Za-z0-9_]*\\*?|\\*)$"
#define SETTING_PATTERN	 "^(?!PATH$|NONO_)[A-Za-z_][A-Za-z0-9_]*$"

static void add_type(struct buf *out, const char *type)
{
	json_member(out, "type", type);
}

static void add_types(struct buf *out, const char *const *types)
{
	json_key(out, "type");
	json_begin(out, '[');
	for (; *types; types++)
		json_string(out, *types);
	json_end(out, ']');
}

static void add_bool(struct buf *out, const char *key, bool value)
{
	json_key(out, key);
	json_bool(out, value);
}

static void add_words(struct buf *out, const struct word *word)
{
	json_key(out, "enum");
	json_begin(out, '[');
	for (; *word->name; word++)
		json_string(out, word->name);
	json_end(out, ']');
}

static void add_text_element(struct buf *out, const struct profile_key *key)
{
	(void)key;
	add_type(out, "string");
	json_member_number(out, "minLength", 1);
}

static void add_path_text(struct buf *out)
{
	add_type(out, "string");
	json_member(out, "pattern", PATH_PATTERN);
}

static void add_path_object(struct buf *out)
{
	add_type(out, "object");
	json_key(out, "properties");
	json_begin(out, '{');
	json_key(out, "path");
	json_begin(out, '{');
	add_path_text(out);
	json_end(out, '}');
	json_key(out, "optional");
	json_begin(out, '{');
	add_type(out, "boolean");
	json_member(out, "description", "true: it need not exist.");
	json_end(out, '}');
	json_end(out, '}');
	json_key(out, "required");
	json_begin(out, '[');
	json_string(out, "path");
	json_end(out, ']');
	add_bool(out, "additionalProperties", false);
}

static void add_path(struct buf *out, const struct profile_key *key)
{
	(void)key;
	json_key(out, "anyOf");
	json_begin(out, '[');
	json_begin(out, '{');
	add_path_text(out);
	json_end(out, '}');
	json_begin(out, '{');
	add_path_object(out);
	json_end(out, '}');
	json_end(out, ']');
}

static void add_port(struct buf *out, const struct profile_key *key)
{
	(void)key;
	add_type(out, "integer");
	json_member_number(out, "minimum", 1);
	json_member_number(out, "maximum", 65535);
}

static void add_variable(struct buf *out, const struct profile_key *key)
{
	(void)key;
	add_type(out, "string");
	json_member(out, "pattern", VARIABLE_PATTERN);
}

static void add_word(struct buf *out, const struct profile_key *key)
{
	add_words(out, key->words);
}

static void add_list(struct buf *out, const struct profile_key *key,
	void (*element)(struct buf *, const struct profile_key *), unsigned least)
{
	add_type(out, "array");
	json_key(out, "items");
	json_begin(out, '{');
	element(out, key);
	json_end(out, '}');
	if (least)
		json_member_number(out, "minItems", least);
}

/* One, or a list of them. */
static void add_one_or_list(struct buf *out, const struct profile_key *key,
	void (*element)(struct buf *, const struct profile_key *), unsigned least)
{
	json_key(out, "anyOf");
	json_begin(out, '[');
	json_begin(out, '{');
	element(out, key);
	json_end(out, '}');
	json_begin(out, '{');
	add_list(out, key, element, least);
	json_end(out, '}');
	json_end(out, ']');
}

static void add_map(struct buf *out)
{
	static const char *const values[] = { "string", "number", "boolean", NULL };

	add_type(out, "object");
	json_key(out, "propertyNames");
	json_begin(out, '{');
	json_member(out, "pattern", SETTING_PATTERN);
	json_end(out, '}');
	json_key(out, "additionalProperties");
	json_begin(out, '{');
	add_types(out, values);
	json_end(out, '}');
}

static void add_number(struct buf *out)
{
	add_type(out, "integer");
	json_member_number(out, "minimum", 0);
	json_member_number(out, "maximum", PROFILE_MAX_NUMBER);
}

static void add_scalar(struct buf *out)
{
	static const char *const scalars[] = { "string", "number", "boolean", "null", NULL };

	add_types(out, scalars);
}

static void add_section(struct buf *out, const char *parent);

static void add_value(struct buf *out, const struct profile_key *key)
{
	switch (key->type) {
	case PROFILE_SECTION:
		add_section(out, key->name);
		break;
	case PROFILE_PATHS:
		add_list(out, key, add_path, 0);
		break;
	case PROFILE_NAMES:
		add_one_or_list(out, key, add_text_element, 0);
		break;
	case PROFILE_PORTS:
		add_list(out, key, add_port, 1);
		break;
	case PROFILE_BOOL:
		add_type(out, "boolean");
		break;
	case PROFILE_WORD:
		add_words(out, key->words);
		break;
	case PROFILE_WORDS:
		add_one_or_list(out, key, add_word, 1);
		break;
	case PROFILE_NUMBER:
		add_number(out);
		break;
	case PROFILE_PATTERNS:
		add_list(out, key, add_variable, 0);
		break;
	case PROFILE_MAP:
		add_map(out);
		break;
	case PROFILE_TEXT:
	case PROFILE_REFUSED:
		add_scalar(out);
		break;
	}
}

static void add_default(struct buf *out, const struct profile_key *key)
{
	if (key->type == PROFILE_BOOL)
		add_bool(out, "default", false);
	else if (keys_default(key))
		json_member(out, "default", keys_default(key));
}

/* A refused key is an unknown one. */
static void add_section(struct buf *out, const char *parent)
{
	add_type(out, "object");
	add_bool(out, "additionalProperties", false);
	json_key(out, "properties");
	json_begin(out, '{');
	for (size_t i = 0; i < profile_key_count; i++) {
		const struct profile_key *key = &profile_keys[i];

		if (key->type == PROFILE_REFUSED || !keys_is_member(key, parent))
			continue;
		json_key(out, keys_last(key));
		json_begin(out, '{');
		json_member(out, "description", key->text);
		add_value(out, key);
		add_default(out, key);
		json_end(out, '}');
	}
	json_end(out, '}');
}

void keys_schema(struct buf *out)
{
	json_begin(out, '{');
	json_member(out, "$schema", "https://json-schema.org/draft/2020-12/schema");
	json_member(out, "$id", "urn:nono-shim:profile:1");
	json_member(out, "title", "nono-shim profile");
	add_section(out, "");
	json_end(out, '}');
	buf_text(out, "\n");
}
