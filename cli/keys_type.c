/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/keys_type.h"

#include <string.h>

static const struct {
	const char *name, *text;
} types[] = {
	[PROFILE_SECTION] = { "section", "section" },
	[PROFILE_PATHS] = { "paths", "list of paths" },
	[PROFILE_NAMES] = { "names", "name, or list of names" },
	[PROFILE_PORTS] = { "ports", "list of ports" },
	[PROFILE_BOOL] = { "bool", "true or false" },
	[PROFILE_WORD] = { "word", NULL },
	[PROFILE_WORDS] = { "words", "word, or list of words" },
	[PROFILE_NUMBER] = { "number", "whole number" },
	[PROFILE_PATTERNS] = { "patterns", "list of names of variables" },
	[PROFILE_MAP] = { "map", "variables with values" },
	[PROFILE_TEXT] = { "text", "text" },
	[PROFILE_REFUSED] = { "refused", "refused" },
};

const char *keys_type(const struct profile_key *key)
{
	return types[key->type].name;
}

const char *keys_type_text(const struct profile_key *key)
{
	return types[key->type].text;
}

/* The help of every key with words marks one of them, so that it is written down once. */
static bool is_marked(const char *text, const char *word)
{
	static const char mark[] = " (default";
	size_t length = strlen(word);

	for (const char *at = strstr(text, word); at; at = strstr(at + 1, word)) {
		if ((at == text || at[-1] == ' ') && !strncmp(at + length, mark, strlen(mark)))
			return true;
	}
	return false;
}

const char *keys_default(const struct profile_key *key)
{
	if (key->type == PROFILE_BOOL)
		return "false";
	for (const struct word *word = key->words; word && *word->name; word++) {
		if (is_marked(key->text, word->name))
			return word->name;
	}
	return NULL;
}

const char *keys_last(const struct profile_key *key)
{
	const char *dot = strrchr(key->name, '.');

	return dot ? dot + 1 : key->name;
}

bool keys_is_member(const struct profile_key *key, const char *parent)
{
	size_t length = strlen(parent);
	const char *last = keys_last(key);

	if (!length)
		return last == key->name;
	return last == key->name + length + 1 && !strncmp(key->name, parent, length);
}
