/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <string.h>

#include "core/caps/query_find.h"

/* One of the two paths of a rename or link, and what is granted in its directory. */
struct side {
	struct query_reached where;
	struct query_found found; /* all of it, of any access */
	struct caps_file parent;
};

static int look_at_parent(struct side *side, const struct query *query, struct allocator *scratch)
{
	const struct caps_files *files = query->set->files;
	const struct caps_file *file = &side->where.file;
	char *path = alloc_text(scratch, file->path, side->where.parent);
	int r;

	if (!path)
		return ENOMEM;
	r = files->resolve(files->context, *path ? path : "/", &side->parent, scratch);
	if (r == ENOMEM)
		return r;
	/* It is missing: as far as can be told, it would be in the file system of the other one. */
	if (r)
		side->parent = (struct caps_file){ .path = path };
	side->found.need = CAPS_WRITE;
	return query_find(query, &side->where, QUERY_PARENT, true, scratch, &side->found);
}

static int reach_side(struct side *side, const struct query *query, const char *path,
	struct allocator *scratch, struct query_result *out, const char **told)
{
	int r = query_reach(&side->where, query->set->files, path, false, scratch);

	if (r) {
		out->sys_errno = r;
		return r;
	}
	*told = side->where.file.path;
	return look_at_parent(side, query, scratch);
}

static bool is_same_directory(const struct side *a, const struct side *b)
{
	if (a->parent.inode && b->parent.inode)
		return a->parent.device == b->parent.device && a->parent.inode == b->parent.inode;
	return !strcmp(a->parent.path, b->parent.path);
}

static int errno_of_rename(const struct side *from, const struct side *to)
{
	bool is_directory = from->where.file.kind == CAPS_IS_DIRECTORY;

	if (!from->where.is_named || !to->where.is_named)
		return EBUSY;
	return to->where.slash && !is_directory ? ENOTDIR : 0;
}

static int errno_of_link(const struct side *from, const struct side *to)
{
	if (to->where.file.kind != CAPS_IS_MISSING)
		return EEXIST;
	if (to->where.slash)
		return ENOENT;
	return from->where.file.kind == CAPS_IS_DIRECTORY ? EPERM : 0;
}

/* What the kernel looks at before Landlock is asked. */
static int errno_before(
	enum query_operation operation, const struct side *from, const struct side *to)
{
	uint64_t device = from->parent.device, other = to->parent.device;

	if (from->where.file.kind == CAPS_IS_MISSING || to->where.is_alone)
		return ENOENT;
	if (device && other && device != other)
		return EXDEV;
	return operation == QUERY_RENAME ? errno_of_rename(from, to) : errno_of_link(from, to);
}

/*
 * The rights that the file would have at its new place alone. Both sides are compared up to the
 * root of the file system they are in and then on, but not with the last step of all: a grant on
 * "/" helps neither side where that is another file system (Linux 6.18). That a directory in /dev
 * gives more, ioctl(2), is of ABI 5; below, too much is denied.
 */
static int find_gain(const struct query *query, const struct side *from, const struct side *to,
	struct allocator *scratch, unsigned *gain)
{
	const struct caps_files *files = query->set->files;
	struct query_found old = { .need = CAPS_READ_WRITE }, new = { .need = CAPS_READ_WRITE };
	enum query_part part = QUERY_PARENT;
	struct caps_file root;
	int r = files->resolve(files->context, "/", &root, scratch);

	if (!r && from->parent.device && root.device != from->parent.device)
		part = QUERY_PARENT_MOST;
	r = query_find(query, &from->where, part, true, scratch, &old);
	if (!r)
		r = query_find(query, &to->where, part, true, scratch, &new);
	if (!r && from->where.file.kind != CAPS_IS_MISSING)
		query_index_object(&query->index, &from->where.file, &old);
	*gain = new.access & ~old.access;
	if (new.has_ioctl && !old.has_ioctl)
		*gain |= CAPS_WRITE;
	return r;
}

static void deny(struct query_result *out, const struct query_found *found, unsigned requested)
{
	query_decide(out, found);
	out->status = QUERY_DENIED;
	out->reason = found->access ? QUERY_INSUFFICIENT_ACCESS : QUERY_PATH_NOT_GRANTED;
	out->requested = (enum caps_access)requested;
}

static int decide_across(const struct query *query, const struct side *from, const struct side *to,
	struct allocator *scratch, struct query_result *out)
{
	unsigned gain;
	int r;

	if (!query->can_refer) {
		deny(out, &from->found, CAPS_WRITE);
		return 0;
	}
	r = find_gain(query, from, to, scratch, &gain);
	if (gain)
		deny(out, &from->found, from->found.access | gain);
	return r;
}

int query_refer(const struct query *query, enum query_operation operation, const char *path,
	const char *other, struct allocator *scratch, struct query_result *out)
{
	struct side from = { .where = { .slash = false } }, to = from;
	int r;

	out->requested = CAPS_WRITE;
	r = reach_side(&from, query, path, scratch, out, &out->path);
	if (!r)
		r = reach_side(&to, query, other, scratch, out, &out->target);
	if (r)
		return r == ENOMEM ? r : 0;
	out->sys_errno = errno_before(operation, &from, &to);
	query_decide(out, &to.found);
	if (out->status == QUERY_DENIED)
		return 0;
	/* A new node of a device is never granted, whoever gets it there. */
	if (from.where.file.kind == CAPS_IS_DEVICE) {
		deny(out, &to.found, CAPS_WRITE);
		return 0;
	}
	/* link(2) in one directory needs no more; rename(2) does, but it is the same. */
	if (is_same_directory(&from, &to))
		return 0;
	query_decide(out, &from.found);
	if (out->status == QUERY_DENIED)
		return 0;
	return decide_across(query, &from, &to, scratch, out);
}
