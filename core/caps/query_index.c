/* SPDX-License-Identifier: Apache-2.0 */
#include "core/caps/query_index.h"

#include <errno.h>
#include <string.h>

struct query_name {
	const char *path; /* not ended by a NUL */
	size_t length;
	uint64_t hash;
	struct query_entry *entry; /* NULL: the slot is free */
};

struct query_inode {
	uint64_t device, inode;
	struct query_entry *entry;
};

/* FNV-1a, which can be continued at each component of a path. */
static const uint64_t hash_start = 0xcbf29ce484222325U;

static uint64_t hash_more(uint64_t hash, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * 0x100000001b3U;
	return hash;
}

/* The low bits of a product depend on the low bits of its factors alone. */
static size_t first_slot(const struct query_index *index, uint64_t hash)
{
	return (hash ^ hash >> 32) & (index->slots - 1);
}

static struct query_name *find_name(
	const struct query_index *index, const char *path, size_t length, uint64_t hash)
{
	size_t at = first_slot(index, hash);

	for (;; at = (at + 1) & (index->slots - 1)) {
		struct query_name *name = &index->names[at];

		if (!name->entry || (name->hash == hash && name->length == length &&
					    !memcmp(name->path, path, length)))
			return name;
	}
}

static struct query_inode *find_inode(
	const struct query_index *index, uint64_t device, uint64_t inode)
{
	size_t at = first_slot(
		index, hash_more(hash_more(hash_start, (const char *)&device, sizeof(device)),
			       (const char *)&inode, sizeof(inode)));

	for (;; at = (at + 1) & (index->slots - 1)) {
		struct query_inode *slot = &index->inodes[at];

		if (!slot->entry || (slot->device == device && slot->inode == inode))
			return slot;
	}
}

/* As the rules have it (platform/linux/compile.c): by the name of what is granted. */
static bool is_in_dev(const char *path)
{
	return !strncmp(path, "/dev", 4) && (!path[4] || path[4] == '/');
}

static void add_to_entry(struct query_entry *entry, const struct set_fs *grant)
{
	entry->access |= grant->access;
	if (entry->is_directory && (grant->access & CAPS_WRITE) && is_in_dev(grant->resolved))
		entry->has_ioctl = true;
	if (!entry->by_access[grant->access])
		entry->by_access[grant->access] = grant;
}

static size_t length_of(const char *path)
{
	size_t length = strlen(path);

	return length == 1 && path[0] == '/' ? 0 : length;
}

/* entry NULL: that of the name, a new one when it has none. */
static struct query_entry *add_name(
	struct query_index *index, const char *path, struct query_entry *entry, bool is_directory)
{
	size_t length = length_of(path);
	uint64_t hash = hash_more(hash_start, path, length);
	struct query_name *name = find_name(index, path, length, hash);

	if (name->entry)
		return name->entry;
	if (!entry) {
		entry = &index->entries[index->count++];
		entry->is_directory = is_directory;
	}
	*name = (struct query_name){ path, length, hash, entry };
	return entry;
}

static void add_object(
	struct query_index *index, const struct caps_file *file, const struct set_fs *grant)
{
	struct query_inode *slot = find_inode(index, file->device, file->inode);

	if (!slot->entry) {
		*slot = (struct query_inode){ file->device, file->inode,
			&index->entries[index->count++] };
		slot->entry->is_directory = file->kind == CAPS_IS_DIRECTORY;
	}
	add_to_entry(slot->entry, grant);
	if (slot->entry->is_directory)
		add_name(index, file->path, slot->entry, true);
}

/* As it is now, for so will the kernel find it. What is gone meanwhile is granted by name. */
static int add_grant(struct query_index *index, const struct caps_files *files,
	const struct set_fs *grant, struct allocator *alloc)
{
	struct caps_file file;
	int r = files->resolve(files->context, grant->resolved, &file, alloc);

	if (r == ENOMEM)
		return r;
	if (r)
		add_to_entry(add_name(index, grant->resolved, NULL, !grant->is_file), grant);
	else
		add_object(index, &file, grant);
	return 0;
}

int query_index_build(struct query_index *index, const struct set *set, struct allocator *alloc,
	struct nono_err *err)
{
	*index = (struct query_index){ .slots = 2 };
	while (index->slots / 2 <= set->fs_count)
		index->slots *= 2;
	index->entries = alloc_array(alloc, set->fs_count + 1, sizeof(*index->entries));
	index->names = alloc_array(alloc, index->slots, sizeof(*index->names));
	index->inodes = alloc_array(alloc, index->slots, sizeof(*index->inodes));
	if (!index->entries || !index->names || !index->inodes)
		return nono_err_memory(err);
	for (size_t i = 0; i < set->fs_count; i++) {
		if (add_grant(index, set->files, &set->fs[i], alloc))
			return nono_err_memory(err);
	}
	return NONO_OK;
}

static void note(struct query_found *found, const struct query_entry *entry)
{
	const struct set_fs *const *by = entry->by_access;
	const struct set_fs *exact = by[found->need], *most = by[CAPS_READ_WRITE];

	found->access |= entry->access;
	found->has_ioctl |= entry->has_ioctl;
	if (exact || most)
		found->whole = exact ? exact : most;
	for (unsigned access = CAPS_READ; access <= CAPS_READ_WRITE; access++) {
		if (by[access] && (access & found->need))
			found->part = by[access];
		if (by[access])
			found->any = by[access];
	}
}

void query_index_object(
	const struct query_index *index, const struct caps_file *file, struct query_found *found)
{
	const struct query_inode *slot = find_inode(index, file->device, file->inode);

	if (slot->entry)
		note(found, slot->entry);
}

static void look(const struct query_index *index, const char *path, size_t length, uint64_t hash,
	bool is_directory, struct query_found *found)
{
	const struct query_entry *entry = find_name(index, path, length, hash)->entry;

	if (entry && entry->is_directory == is_directory)
		note(found, entry);
}

void query_index_name(const struct query_index *index, const char *path, size_t length,
	bool is_directory, struct query_found *found)
{
	look(index, path, length, hash_more(hash_start, path, length), is_directory, found);
}

void query_index_above(const struct query_index *index, const char *path, size_t length,
	bool without_root, struct query_found *found)
{
	uint64_t hash = hash_start;
	size_t end;

	if (!without_root)
		look(index, path, 0, hash, true, found);
	for (size_t start = 0; start < length; start = end) {
		for (end = start + 1; end < length && path[end] != '/'; end++)
			;
		hash = hash_more(hash, path + start, end - start);
		look(index, path, end, hash, true, found);
	}
}
