/* SPDX-License-Identifier: Apache-2.0 */
#include "core/caps/query_find.h"

#include <errno.h>
#include <string.h>

/* Directories that were granted under another name: the kernel compares inodes. */
static int find_by_inode(const struct query *query, const char *path, size_t length,
	bool without_root, struct allocator *scratch, struct query_found *found)
{
	const struct caps_files *files = query->set->files;
	size_t end = without_root ? 1 : 0;

	for (; end <= length; end++) {
		struct caps_file directory;
		char *name;
		int r;

		if (end && end < length && path[end] != '/')
			continue;
		name = end ? alloc_text(scratch, path, end) : alloc_text(scratch, "/", 1);
		if (!name)
			return ENOMEM;
		r = files->resolve(files->context, name, &directory, scratch);
		if (r)
			return r == ENOMEM ? r : 0;
		if (directory.kind == CAPS_IS_DIRECTORY)
			query_index_object(&query->index, &directory, found);
	}
	return 0;
}

int query_find(const struct query *query, const struct query_reached *where, enum query_part part,
	bool thorough, struct allocator *scratch, struct query_found *found)
{
	const struct caps_file *file = &where->file;
	bool is_object = part == QUERY_OBJECT, without_root = part == QUERY_PARENT_MOST;
	size_t length = where->parent;
	int r;

	/* What is missing may become a directory; "/" has no last name. */
	if (is_object && file->kind != CAPS_IS_REGULAR && file->path[1])
		length = strlen(file->path);
	query_index_above(&query->index, file->path, length, without_root, found);
	if (is_object && file->kind == CAPS_IS_MISSING)
		query_index_name(&query->index, file->path, strlen(file->path), false, found);
	else if (is_object)
		query_index_object(&query->index, file, found);
	if (!thorough && !(found->need & ~found->access))
		return 0;
	r = find_by_inode(query, file->path, length, without_root, scratch, found);
	return r;
}

void query_decide(struct query_result *out, const struct query_found *found)
{
	out->granted = (enum caps_access)found->access;
	out->requested = (enum caps_access)found->need;
	if (!(found->need & ~found->access)) {
		out->status = QUERY_ALLOWED;
		out->reason = QUERY_GRANTED_PATH;
		out->grant = found->whole ? found->whole : found->part;
		return;
	}
	out->status = QUERY_DENIED;
	out->reason = found->access ? QUERY_INSUFFICIENT_ACCESS : QUERY_PATH_NOT_GRANTED;
	out->grant = found->part ? found->part : found->any;
}
