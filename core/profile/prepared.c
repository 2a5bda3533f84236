/* SPDX-License-Identifier: Apache-2.0 */
#include "core/profile/prepared.h"

#include <string.h>

#include "core/profile/profile_keys.h"

static const struct prepared_document *find(
	const struct profile_text *text, const struct profile_prepared *prepared)
{
	for (size_t i = 0; i < prepared->count; i++) {
		const struct prepared_document *document = &prepared->documents[i];

		if (document->length == text->length &&
			!memcmp(prepared->bytes + document->text, text->bytes, text->length))
			return document;
	}
	return NULL;
}

int prepared_read(bool *found, struct profile *profile, const struct profile_text *text,
	const struct profile_prepared *prepared, struct nono_err *err)
{
	const struct prepared_document *document = find(text, prepared);

	*found = document != NULL;
	for (size_t i = 0; document && i < document->count; i++) {
		const struct prepared_entry *from = &prepared->entries[document->first + i];
		const struct profile_entry entry = {
			.key = &profile_keys[from->key],
			.value = prepared->bytes + from->value,
			.optional = from->optional,
			.shipped = text->shipped,
			.place = { text->source, from->line, from->column },
		};

		if (profile_add(profile, &entry, err))
			return NONO_ERR_NO_MEMORY;
	}
	return NONO_OK;
}
