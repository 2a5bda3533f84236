/* SPDX-License-Identifier: Apache-2.0 */
#include "core/profile/prepared.h"

#include <string.h>

#include "core/profile/profile_keys.h"

const struct prepared_document *prepared_find(
	const struct profile_prepared *prepared, const struct profile_text *text)
{
	for (size_t i = 0; i < prepared->count; i++) {
		const struct prepared_document *document = &prepared->documents[i];

		if (document->length == text->length &&
			!memcmp(prepared->bytes + document->text, text->bytes, text->length))
			return document;
	}
	return NULL;
}

struct profile_entry prepared_entry(const struct profile_prepared *prepared,
	const struct prepared_document *document, size_t index, const struct profile_text *text)
{
	const struct prepared_entry *from = &prepared->entries[document->first + index];

	return (struct profile_entry){
		.key = &profile_keys[from->key],
		.value = prepared->bytes + from->value,
		.optional = from->optional,
		.shipped = text->shipped,
		.place = { text->source, from->line, from->column },
	};
}
