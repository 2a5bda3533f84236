/* SPDX-License-Identifier: Apache-2.0 */
#include "core/caps/query.h"

#include <errno.h>
#include <string.h>

#include "core/caps/query_find.h"

/* What each operation needs, and where. Rename and link are of query_refer.c. */
static const struct operation {
	enum caps_access need;
	bool follows;	/* a link at the end */
	bool in_parent; /* it changes the directory, whatever is granted on the file itself */
	bool creates;	/* what is missing is created */
} operations[QUERY_OPERATION_COUNT] = {
	[QUERY_READ] = { CAPS_READ, .follows = true },
	[QUERY_WRITE] = { CAPS_WRITE, .follows = true, .creates = true },
	[QUERY_READ_WRITE] = { CAPS_READ_WRITE, .follows = true, .creates = true },
	[QUERY_EXECUTE] = { CAPS_READ, .follows = true },
	[QUERY_CREATE] = { CAPS_WRITE, .in_parent = true, .creates = true },
	[QUERY_MAKE_DIRECTORY] = { CAPS_WRITE, .in_parent = true, .creates = true },
	[QUERY_REMOVE] = { CAPS_WRITE, .in_parent = true },
};

int query_new(struct query **out, const struct set *set, bool can_refer, struct allocator *alloc,
	struct nono_err *err)
{
	struct query *query = alloc_array(alloc, 1, sizeof(*query));

	if (!query)
		return nono_err_memory(err);
	query->set = set;
	query->can_refer = can_refer;
	*out = query;
	return query_index_build(&query->index, set, alloc, err);
}

static int errno_of_missing(enum query_operation operation, const struct query_reached *where)
{
	if (where->is_alone || !operations[operation].creates)
		return ENOENT;
	if (!where->slash || operation == QUERY_MAKE_DIRECTORY)
		return 0;
	return operation == QUERY_CREATE ? ENOENT : EISDIR;
}

/* rmdir(2) of what has no name in its directory, and path_resolution(7). */
static int errno_of_nameless(const char *path)
{
	size_t length = strlen(path);

	if (path[length - 1] != '.')
		return EBUSY; /* the root */
	return length > 1 && path[length - 2] == '.' ? ENOTEMPTY : EINVAL;
}

/* What the kernel looks at before Landlock is asked. */
static int errno_before(
	enum query_operation operation, const char *path, const struct query_reached *where)
{
	bool is_directory = where->file.kind == CAPS_IS_DIRECTORY;

	if (where->file.kind == CAPS_IS_MISSING)
		return errno_of_missing(operation, where);
	switch (operation) {
	case QUERY_WRITE:
	case QUERY_READ_WRITE:
		return is_directory ? EISDIR : 0;
	case QUERY_EXECUTE:
		return is_directory ? EACCES : 0;
	case QUERY_CREATE:
	case QUERY_MAKE_DIRECTORY:
		return EEXIST;
	case QUERY_REMOVE:
		return where->is_named ? 0 : errno_of_nameless(path);
	default:
		return 0;
	}
}

/* Of two operations it is the one that also needs the directory, when there is no file yet. */
static enum query_part part_of(const struct operation *operation, const struct query_reached *where)
{
	if (operation->in_parent)
		return QUERY_PARENT;
	if (operation->creates && where->file.kind == CAPS_IS_MISSING)
		return QUERY_PARENT;
	return QUERY_OBJECT;
}

static int ask(const struct query *query, enum query_operation number, const char *path,
	struct allocator *scratch, struct query_result *out)
{
	const struct operation *operation = &operations[number];
	struct query_found found = { .need = operation->need };
	struct query_reached where;
	int r = query_reach(&where, query->set->files, path, operation->follows, scratch);

	out->requested = operation->need;
	if (r) {
		out->sys_errno = r;
		return r == ENOMEM ? r : 0;
	}
	out->path = where.file.path;
	out->sys_errno = errno_before(number, path, &where);
	r = query_find(query, &where, part_of(operation, &where), false, scratch, &found);
	query_decide(out, &found);
	return r;
}

int query_path(const struct query *query, enum query_operation operation, const char *path,
	const char *other, struct allocator *scratch, struct query_result *out,
	struct nono_err *err)
{
	int r;

	*out = (struct query_result){ .status = QUERY_DENIED, .reason = QUERY_PATH_NOT_GRANTED };
	if (operation == QUERY_RENAME || operation == QUERY_LINK)
		r = query_refer(query, operation, path, other, scratch, out);
	else
		r = ask(query, operation, path, scratch, out);
	return r ? nono_err_memory(err) : NONO_OK;
}
