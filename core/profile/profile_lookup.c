/* SPDX-License-Identifier: Apache-2.0 */
#include "core/profile/profile_keys.h"

#include <string.h>

const struct profile_key *profile_key_find(const char *name)
{
	for (size_t i = 0; i < profile_key_count; i++) {
		if (!strcmp(profile_keys[i].name, name))
			return &profile_keys[i];
	}
	return NULL;
}

/* The part of the row's name behind parent and its dot, or NULL when it is not a member. */
static const char *member_of(const struct profile_key *key, const char *parent)
{
	size_t length = strlen(parent);
	const char *rest = key->name;

	if (length) {
		if (strncmp(rest, parent, length) || rest[length] != '.')
			return NULL;
		rest += length + 1;
	}
	for (const char *at = rest; *at; at++) {
		if (*at == '.')
			return NULL;
	}
	return rest;
}

/* 'connect' for 'connect_port': nearer than any slip of the same length. */
static bool is_beginning(const char *name, const char *member)
{
	size_t length = strlen(name);

	return length >= 4 && !strncmp(member, name, length);
}

const char *profile_key_nearest(const char *parent, const char *name)
{
	unsigned best = words_tolerance(name) + 1;
	const char *nearest = NULL;

	for (size_t i = 0; i < profile_key_count; i++) {
		const char *member = member_of(&profile_keys[i], parent);
		unsigned distance;

		if (!member || profile_keys[i].type == PROFILE_REFUSED)
			continue;
		distance = is_beginning(name, member) ? 1 : words_distance(name, member, best);
		if (distance < best) {
			best = distance;
			nearest = member;
		}
	}
	return nearest;
}

const struct profile_key *profile_key_elsewhere(const char *name)
{
	for (size_t i = 0; i < profile_key_count; i++) {
		const struct profile_key *key = &profile_keys[i];
		const char *last = key->name;

		for (const char *at = key->name; *at; at++) {
			if (*at == '.')
				last = at + 1;
		}
		if (key->type != PROFILE_REFUSED &&
			(!strcmp(last, name) || !strcmp(key->name, name)))
			return key;
	}
	return NULL;
}
