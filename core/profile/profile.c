/* SPDX-License-Identifier: Apache-2.0 */
#include "core/profile/profile.h"

#include "core/profile/profile_keys.h"

void profile_init(struct profile *profile, struct allocator *alloc)
{
	*profile = (struct profile){ .alloc = alloc };
}

int profile_add(struct profile *profile, const struct profile_entry *entry, struct nono_err *err)
{
	struct profile_entry *entries = alloc_grow(profile->alloc, profile->entries, profile->count,
		&profile->capacity, sizeof(*entries));

	if (!entries)
		return nono_err_memory(err);
	profile->entries = entries;
	profile->entries[profile->count++] = *entry;
	return NONO_OK;
}

/*
 * Of a scalar only the last value counts: whoever extends a profile overrides it. Of words that may
 * be a list, those of the last document.
 */
static bool is_overridden(const struct profile *profile, size_t index)
{
	const struct profile_entry *entry = &profile->entries[index];
	const struct profile_key *key = entry->key;
	bool is_list = key->type == PROFILE_WORDS;

	if (key->type != PROFILE_WORD && key->type != PROFILE_NUMBER && !is_list)
		return false;
	for (size_t i = index + 1; i < profile->count; i++) {
		const struct profile_entry *later = &profile->entries[i];

		if (later->key == key && !(is_list && later->place.source == entry->place.source))
			return true;
	}
	return false;
}

int profile_to_caps(struct caps *caps, const struct profile *profile,
	const struct profile_host *host, struct nono_err *err)
{
	const struct profile_target target = { caps, host };

	for (size_t i = 0; i < profile->count; i++) {
		const struct profile_entry *entry = &profile->entries[i];

		if (!entry->key->apply || is_overridden(profile, i))
			continue;
		if (entry->key->apply(&target, entry, err))
			return nono_err_at(err, &entry->place);
	}
	for (size_t i = 0; i < profile->file_count; i++) {
		if (caps_add_policy_file(caps, profile->files[i], err))
			return NONO_ERR_NO_MEMORY;
	}
	return caps_complete(caps, err);
}
