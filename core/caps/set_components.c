/* SPDX-License-Identifier: Apache-2.0 */
#include "core/caps/set_components.h"

#include <string.h>

#include "core/caps/set.h"

bool set_next_component(const char **path, struct set_component *out)
{
	for (;;) {
		while (**path == '/')
			(*path)++;
		*out = (struct set_component){ *path, 0 };
		while (**path && **path != '/') {
			(*path)++;
			out->length++;
		}
		if (out->length != 1 || *out->text != '.')
			return out->length;
	}
}

static bool is_same(const struct set_component *a, const struct set_component *b)
{
	return a->length == b->length && !memcmp(a->text, b->text, a->length);
}

/* path is behind the components of prefix, or NULL: they are others. */
static const char *without(const char *path, const char *prefix)
{
	struct set_component a, b;

	if ((*path == '/') != (*prefix == '/'))
		return NULL;
	while (set_next_component(&prefix, &b)) {
		if (!set_next_component(&path, &a) || !is_same(&a, &b))
			return NULL;
	}
	return path;
}

bool set_begins_with(const char *path, const char *prefix)
{
	return without(path, prefix);
}

bool set_same_path(const char *a, const char *b)
{
	struct set_component more;
	const char *rest = without(a, b);

	return rest && !set_next_component(&rest, &more);
}

/* The component of path behind so many others. */
static bool component_at(const char *path, size_t number, struct set_component *out)
{
	do {
		if (!set_next_component(&path, out))
			return false;
	} while (number--);
	return true;
}

/*
 * Does path, once ".." has taken away what stands before it, lie in or below directory? In one
 * walk without a copy: how deep it is, and how many components from the start are the directory's.
 */
static bool is_below(const char *path, const char *directory)
{
	struct set_component at, wanted;
	size_t depth = 0, same = 0;

	while (set_next_component(&path, &at)) {
		if (at.length == 2 && !memcmp(at.text, "..", 2)) {
			depth -= depth > 0;
			same = same < depth ? same : depth;
			continue;
		}
		if (same == depth && component_at(directory, same, &wanted) &&
			is_same(&at, &wanted))
			same++;
		depth++;
	}
	return !component_at(directory, same, &wanted);
}

bool set_covers(const struct set *set, const char *path, unsigned need)
{
	if (*path != '/')
		return false;
	for (size_t i = 0; i < set->fs_count; i++) {
		const struct set_fs *fs = &set->fs[i];

		if (!fs->is_file && (fs->access & need) == need && is_below(path, fs->resolved))
			return true;
	}
	return false;
}
