/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/profile/prepared.h"
#include "core/profile/profile_keys.h"

/* A document that is being read, and the one that extends it. */
struct chain {
	const char *source;
	const struct chain *parent;
	unsigned depth;
};

struct loader {
	struct profile *result;
	struct profile_search search;
	unsigned files;
	struct nono_err *err;
};

static int load_text(
	struct loader *loader, const struct profile_text *text, const struct chain *parent);

static int refuse_cycle(struct loader *loader, const struct chain *chain, const char *source)
{
	for (const struct chain *at = chain; at; at = at->parent) {
		if (!strcmp(at->source, source))
			return nono_err_set(loader->err, NONO_ERR_PROFILE,
				"extends goes in a circle: '%s' is extended by itself through '%s'; "
				"remove one of the two",
				source, chain->source);
	}
	return NONO_OK;
}

static int load_base(
	struct loader *loader, const struct profile_entry *entry, const struct chain *chain)
{
	struct profile_text text;

	if (chain->depth >= PROFILE_MAX_EXTENDS)
		return nono_err_set(loader->err, NONO_ERR_PROFILE,
			"extends: profiles are extended more than %d deep; merge some of them",
			PROFILE_MAX_EXTENDS);
	if (++loader->files > PROFILE_MAX_FILES)
		return nono_err_set(loader->err, NONO_ERR_PROFILE,
			"extends: more than %d files are read for one profile; merge some of them",
			PROFILE_MAX_FILES);
	if (profile_find(&text, entry->value, chain->source, &loader->search, loader->err))
		return loader->err->code;
	if (refuse_cycle(loader, chain, text.source))
		return NONO_ERR_PROFILE;
	return load_text(loader, &text, chain);
}

/* A document that was prepared, or else has been read. */
struct document {
	const struct profile_text *text;
	const struct profile_prepared *set;
	const struct prepared_document *prepared; /* NULL: read */
	struct profile read;
	size_t count;
};

static int open_document(
	struct document *document, const struct loader *loader, const struct profile_text *text)
{
	const struct profile_host *host = loader->search.host;
	int r = NONO_OK;

	*document = (struct document){ .text = text, .set = host->prepared };
	if (document->set)
		document->prepared = prepared_find(document->set, text);
	profile_init(&document->read, loader->result->alloc);
	if (!document->prepared) {
		if (host->before_parsing)
			host->before_parsing(loader->result->alloc);
		r = profile_read(&document->read, text, loader->err);
	}
	document->count = document->prepared ? document->prepared->count : document->read.count;
	return r;
}

static struct profile_entry entry_at(const struct document *document, size_t index)
{
	if (!document->prepared)
		return document->read.entries[index];
	return prepared_entry(document->set, document->prepared, index, document->text);
}

static int remember(struct profile *profile, const struct profile_text *text, struct nono_err *err)
{
	struct profile_text *documents = alloc_grow(profile->alloc, profile->documents,
		profile->document_count, &profile->document_capacity, sizeof(*documents));

	if (!documents)
		return nono_err_memory(err);
	profile->documents = documents;
	profile->documents[profile->document_count++] = *text;
	return NONO_OK;
}

/* What is extended comes first, wherever extends stands in the document. */
static int load_text(
	struct loader *loader, const struct profile_text *text, const struct chain *parent)
{
	const struct chain chain = { text->source, parent, parent ? parent->depth + 1 : 0 };
	struct document document;

	if (remember(loader->result, text, loader->err) || open_document(&document, loader, text))
		return loader->err->code;
	for (size_t i = 0; i < document.count; i++) {
		const struct profile_entry entry = entry_at(&document, i);

		if (entry.key->type == PROFILE_NAMES && load_base(loader, &entry, &chain))
			return nono_err_at(loader->err, &entry.place);
	}
	for (size_t i = 0; i < document.count; i++) {
		const struct profile_entry entry = entry_at(&document, i);

		if (entry.key->type != PROFILE_NAMES &&
			profile_add(loader->result, &entry, loader->err))
			return loader->err->code;
	}
	return NONO_OK;
}

int profile_load(struct profile *profile, const char *name, const struct profile_host *host,
	struct nono_err *err)
{
	/* The loader reads the code back from the error, so there must be one. */
	struct nono_err scratch = { 0 };
	struct loader loader = { .result = profile, .files = 1, .err = err ? err : &scratch };
	const struct place place = { name, 0, 0 };
	struct profile_text text;

	profile_search_init(&loader.search, host, profile);
	if (profile_find(&text, name, NULL, &loader.search, loader.err))
		return nono_err_at(loader.err, &place);
	return load_text(&loader, &text, NULL);
}
