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

static int read_text(struct loader *loader, struct profile *own, const struct profile_text *text)
{
	const struct profile_prepared *prepared = loader->search.host->prepared;
	bool found = false;
	int r = NONO_OK;

	if (prepared)
		r = prepared_read(&found, own, text, prepared, loader->err);
	return r || found ? r : profile_read(own, text, loader->err);
}

/* What is extended comes first, wherever extends stands in the document. */
static int load_text(
	struct loader *loader, const struct profile_text *text, const struct chain *parent)
{
	const struct chain chain = { text->source, parent, parent ? parent->depth + 1 : 0 };
	struct profile own;

	profile_init(&own, loader->result->alloc);
	if (read_text(loader, &own, text))
		return loader->err->code;
	for (size_t i = 0; i < own.count; i++) {
		if (own.entries[i].key->type != PROFILE_NAMES)
			continue;
		if (load_base(loader, &own.entries[i], &chain))
			return nono_err_at(loader->err, &own.entries[i].place);
	}
	for (size_t i = 0; i < own.count; i++) {
		if (own.entries[i].key->type == PROFILE_NAMES)
			continue;
		if (profile_add(loader->result, &own.entries[i], loader->err))
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

	profile_search_init(&loader.search, host, profile->alloc);
	if (profile_find(&text, name, NULL, &loader.search, loader.err))
		return nono_err_at(loader.err, &place);
	return load_text(&loader, &text, NULL);
}
