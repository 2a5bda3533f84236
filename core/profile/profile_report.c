/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/profile/profile.h"

static void add_hash(struct buf *out, const struct profile_text *text)
{
	char printed[2 * HASH_SIZE + 1];
	uint8_t bytes[HASH_SIZE];
	struct hash hash;

	hash_init(&hash);
	hash_add(&hash, text->bytes, text->length);
	hash_end(&hash, bytes);
	hash_print(printed, bytes);
	json_member(out, "hash", printed);
}

void profile_report(const struct profile *profile, const char *name, struct buf *out)
{
	json_key(out, "profile");
	json_begin(out, '{');
	json_member(out, "name", name);
	if (profile && profile->document_count)
		add_hash(out, &profile->documents[0]);
	json_key(out, "documents");
	json_begin(out, '[');
	for (size_t i = 0; profile && i < profile->document_count; i++) {
		json_begin(out, '{');
		json_member(out, "path", profile->documents[i].source);
		add_hash(out, &profile->documents[i]);
		json_end(out, '}');
	}
	json_end(out, ']');
	json_end(out, '}');
}
