/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/profile/profile_apply.h"
#include "core/profile/profile_words.h"

static void choose(
	struct caps_choice *choice, const struct profile_entry *entry, const char *word, int value)
{
	*choice = (struct caps_choice){ value, entry->key->name, word, entry->place };
}

int apply_choice(const struct profile_target *target, const struct profile_entry *entry,
	struct nono_err *err)
{
	const struct word *word = words_find(entry->key->words, entry->value);

	(void)err;
	choose(&target->caps->choices[entry->key->access], entry, word->name, word->value);
	return NONO_OK;
}

int apply_writable_profile(const struct profile_target *target, const struct profile_entry *entry,
	struct nono_err *err)
{
	bool allowed = entry->value[0] == 't';

	(void)err;
	choose(&target->caps->choices[CAPS_WRITABLE_PROFILE], entry, allowed ? "true" : "false",
		allowed ? CAPS_ALLOW : CAPS_DENY);
	return NONO_OK;
}

/* The reader has checked that the value is a number of 63 bits. */
int apply_limit(const struct profile_target *target, const struct profile_entry *entry,
	struct nono_err *err)
{
	struct caps_limit *limit = &target->caps->limits[entry->key->access];

	(void)err;
	*limit = (struct caps_limit){ 0, entry->key->name, entry->place };
	for (const char *digit = entry->value; *digit; digit++)
		limit->value = limit->value * 10 + (unsigned)(*digit - '0');
	return NONO_OK;
}

/* Splits NAME=VALUE; the reader has checked the name. */
static int set_variable(const struct profile_target *target, const struct profile_entry *entry,
	struct caps_variable *variable, struct nono_err *err)
{
	size_t length = 0;

	while (entry->value[length] != '=')
		length++;
	variable->name = alloc_text(target->caps->alloc, entry->value, length);
	if (!variable->name)
		return nono_err_memory(err);
	return profile_expand(&variable->value, entry->value + length + 1, target->host,
		target->caps->alloc, err);
}

int apply_variable(const struct profile_target *target, const struct profile_entry *entry,
	struct nono_err *err)
{
	struct caps_variable variable = {
		.kind = (enum caps_variable_kind)entry->key->access,
		.name = entry->value,
		.key = entry->key->name,
		.place = entry->place,
	};
	int r = NONO_OK;

	if (variable.kind == CAPS_VARIABLE_SET)
		r = set_variable(target, entry, &variable, err);
	return r ? r : caps_add_variable(target->caps, &variable, err);
}

/* Several words of one list are one choice. */
int apply_capabilities(const struct profile_target *target, const struct profile_entry *entry,
	struct nono_err *err)
{
	const struct word *word = words_find(entry->key->words, entry->value);
	struct caps *caps = target->caps;

	(void)err;
	if (word->value == PROFILE_CAPABILITIES_SAFE)
		caps->privileges_safe = true;
	else if (word->value >= 0)
		caps->privilege_mask |= 1ULL << word->value;
	if (!caps->privileges_from.key)
		choose(&caps->privileges_from, entry, word->name, word->value);
	return NONO_OK;
}
