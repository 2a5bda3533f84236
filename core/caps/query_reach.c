/* SPDX-License-Identifier: Apache-2.0 */
#include "core/caps/query_reach.h"

#include <errno.h>
#include <string.h>

#include "core/base/buf.h"

static bool is_dots(const char *name, size_t length)
{
	return length > 0 && length <= 2 && name[0] == '.' && name[length - 1] == '.';
}

/* The length of path without its last name and the slashes around it. */
static size_t cut_name(const char *path, size_t length, size_t *name, size_t *name_length)
{
	while (length && path[length - 1] == '/')
		length--;
	*name_length = length;
	while (length && path[length - 1] != '/')
		length--;
	*name = length;
	*name_length -= length;
	return length;
}

/* Adds the names in rest to path; ".." behind a missing name leads nowhere. */
static int add_names(const char **path, const char *rest, struct allocator *scratch)
{
	struct buf whole;

	buf_init(&whole, scratch);
	if (strcmp(*path, "/"))
		buf_text(&whole, *path);
	for (;;) {
		size_t length = 0;

		while (*rest == '/')
			rest++;
		while (rest[length] && rest[length] != '/')
			length++;
		if (!length)
			break;
		if (length == 2 && is_dots(rest, length))
			return ENOENT;
		if (!is_dots(rest, length)) {
			buf_text(&whole, "/");
			buf_add(&whole, rest, length);
		}
		rest += length;
	}
	*path = buf_string(&whole);
	return *path ? 0 : ENOMEM;
}

/* reach() has found that more than the last name of path is missing: the first that is. */
static int reach_behind(struct query_reached *out, const struct caps_files *files, const char *path,
	struct allocator *scratch)
{
	size_t name, name_length, end = strlen(path);
	int r = ENOENT;

	while (r == ENOENT) {
		char *before;

		end = cut_name(path, end, &name, &name_length);
		if (!end || !name_length || (name_length == 2 && is_dots(path + name, 2)))
			return ENOENT;
		while (end > 1 && path[end - 1] == '/')
			end--;
		before = alloc_text(scratch, path, end);
		if (!before)
			return ENOMEM;
		r = files->reach(files->context, before, true, &out->file, scratch);
	}
	if (r)
		return r;
	/* A directory, and still it leads to nothing: by a link to what has no directory. */
	if (out->file.kind != CAPS_IS_MISSING)
		return ENOENT;
	out->is_alone = true;
	return add_names(&out->file.path, path + end, scratch);
}

int query_reach(struct query_reached *out, const struct caps_files *files, const char *path,
	bool follow, struct allocator *scratch)
{
	size_t name, name_length, length = strlen(path), end;
	int r;

	*out = (struct query_reached){ .slash = length && path[length - 1] == '/' };
	cut_name(path, length, &name, &name_length);
	out->is_named = name_length && !is_dots(path + name, name_length);
	r = files->reach(files->context, path, follow, &out->file, scratch);
	if (r == ENOENT)
		r = reach_behind(out, files, path, scratch);
	if (r)
		return r;
	end = strlen(out->file.path);
	while (end && out->file.path[--end] != '/')
		;
	out->parent = end;
	return 0;
}
