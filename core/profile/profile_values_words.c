/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/profile/profile_reader.h"
#include "core/profile/profile_scalar.h"

static const char *nearest_word(const struct word *words, const char *value)
{
	unsigned best = words_tolerance(value) + 1;
	const char *nearest = NULL;

	for (; *words->name; words++) {
		unsigned distance = words_distance(value, words->name, best);

		if (distance < best) {
			best = distance;
			nearest = words->name;
		}
	}
	return nearest;
}

/* "none, read, write or readwrite"; of a list that does not fit the beginning and "...". */
static const char *list_words(char *out, size_t size, const struct word *words)
{
	size_t length = 0;

	out[0] = '\0';
	for (const struct word *word = words; *word->name; word++) {
		const char *before = word == words ? "" : *word[1].name ? ", " : " or ";
		size_t before_length = strlen(before), name_length = strlen(word->name);

		if (length + before_length + name_length + sizeof(" ...") > size) {
			memcpy(out + length, " ...", sizeof(" ..."));
			break;
		}
		memcpy(out + length, before, before_length);
		length += before_length;
		memcpy(out + length, word->name, name_length + 1);
		length += name_length;
	}
	return out;
}

int reader_word(struct reader *reader, const struct profile_key *key)
{
	const char *value = (const char *)reader->event.data.scalar.value, *nearest = NULL;
	char words[64];

	if (reader_is_scalar(reader, SCALAR_STRING)) {
		if (words_find(key->words, value))
			return reader_add_scalar(reader, key);
		nearest = nearest_word(key->words, value);
	}
	list_words(words, sizeof(words), key->words);
	if (nearest)
		return READER_FAIL(reader, "%s: expected %s, found %s; did you mean '%s'?",
			key->name, words, reader_found(reader), nearest);
	return READER_FAIL(
		reader, "%s: expected %s, found %s", key->name, words, reader_found(reader));
}

int reader_words(struct reader *reader, const struct profile_key *key)
{
	size_t before = reader->profile->count;
	const struct place start = reader_place(reader);

	if (reader->event.type != YAML_SEQUENCE_START_EVENT)
		return reader_word(reader, key);
	if (reader_list(reader, key, reader_word))
		return reader->err->code;
	if (reader->profile->count > before)
		return NONO_OK;
	nono_err_set(reader->err, NONO_ERR_PROFILE,
		"%s: empty list; remove the key for the default, or write none", key->name);
	nono_err_at(reader->err, &start);
	return NONO_ERR_PROFILE;
}
