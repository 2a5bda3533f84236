/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <string.h>

#include "core/caps/set_resolve.h"

/* A path that names nothing yet: its directory, and the name in it. */
struct pending {
	const char *parent, *name;
};

/* "/" and "/." at the end of the first length bytes say nothing. */
static size_t trim(const char *path, size_t length)
{
	for (;;) {
		if (length > 1 && path[length - 1] == '/')
			length--;
		else if (length > 2 && path[length - 1] == '.' && path[length - 2] == '/')
			length--;
		else
			return length;
	}
}

static int split(
	struct pending *out, const char *path, struct allocator *alloc, struct nono_err *err)
{
	size_t end = trim(path, strlen(path)), start = end;

	if (!end)
		return set_fail_reason("socket path has no parent directory", path, err);
	while (start && path[start - 1] != '/')
		start--;
	out->name = alloc_text(alloc, path + start, end - start);
	/* In nono (0.66) the parent of a bare name is "", which does not exist. */
	out->parent = start ? alloc_text(alloc, path, trim(path, start)) : ".";
	if (!out->name || !out->parent)
		return nono_err_memory(err);
	if (!strcmp(out->name, ".."))
		return set_fail_reason("socket path has no final component", path, err);
	return NONO_OK;
}

static int join(const char **out, const char *directory, const char *name, struct allocator *alloc,
	struct nono_err *err)
{
	struct buf path;

	buf_init(&path, alloc);
	buf_text(&path, directory[1] ? directory : "");
	buf_text(&path, "/");
	buf_text(&path, name);
	*out = buf_string(&path);
	return *out ? NONO_OK : nono_err_memory(err);
}

/* What is there after all: a link, since nothing was found behind it, or made meanwhile. */
static int check_name(const struct set *set, const char *path, const char *joined,
	const char **resolved, struct nono_err *err)
{
	struct caps_file found;
	int r = set->files->reach(set->files->context, joined, false, &found, set->alloc);

	if (!r && found.kind == CAPS_IS_LINK)
		r = ENOENT;
	if (r)
		return set_fail(r, path, err);
	if (found.kind == CAPS_IS_DIRECTORY)
		return set_fail_file(path, err);
	*resolved = joined;
	return NONO_OK;
}

static int resolve_pending(
	const struct set *set, const char *path, const char **resolved, struct nono_err *err)
{
	const char *joined;
	struct pending at = { 0 };
	struct caps_file parent;
	int r = split(&at, path, set->alloc, err);

	if (r)
		return r;
	r = set->files->resolve(set->files->context, at.parent, &parent, set->alloc);
	if (r)
		return set_fail(r, at.parent, err);
	if (parent.kind != CAPS_IS_DIRECTORY)
		return set_fail_directory(at.parent, err);
	r = join(&joined, parent.path, at.name, set->alloc, err);
	return r ? r : check_name(set, path, joined, resolved, err);
}

static int check_kind(
	const struct set_socket *socket, const struct caps_file *found, struct nono_err *err)
{
	bool is_directory = found->kind == CAPS_IS_DIRECTORY;

	if (socket->scope == CAPS_SOCKET_FILE)
		return is_directory ? set_fail_file(socket->original, err) : NONO_OK;
	if (!is_directory)
		return set_fail_directory(socket->original, err);
	if (!found->path[1])
		return nono_err_set(err, NONO_ERR_SANDBOX,
			"Sandbox initialization failed: unix socket directory grant at filesystem "
			"root is not permitted");
	return NONO_OK;
}

int set_allow_socket(struct set *set, const char *path, enum caps_scope scope, bool binds,
	const struct set_origin *from, struct nono_err *err)
{
	struct set_socket socket = { .original = path, .scope = scope, .binds = binds };
	struct caps_file found;
	int r = set->files->resolve(set->files->context, path, &found, set->alloc);

	if (from)
		socket.from = *from;
	if (r == ENOENT && binds && scope == CAPS_SOCKET_FILE) {
		r = resolve_pending(set, path, &socket.resolved, err);
	} else if (r) {
		r = set_fail(r, path, err);
	} else {
		socket.resolved = found.path;
		r = check_kind(&socket, &found, err);
	}
	return r ? r : set_add_socket(set, &socket, err);
}
