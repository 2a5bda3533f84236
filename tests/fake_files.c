/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/fake_files.h"

#include <errno.h>
#include <string.h>

#include "core/base/buf.h"

static bool ends(const char *name, size_t length, const char *word)
{
	size_t tail = strlen(word);

	return length >= tail && !memcmp(name + length - tail, word, tail);
}

static bool begins(const char *name, size_t length, const char *word)
{
	return length >= strlen(word) && !memcmp(name, word, strlen(word));
}

/* What stands under a name that is no directory. */
static int look_up(const char *name, size_t length, struct caps_file *out)
{
	out->kind = CAPS_IS_DIRECTORY;
	if (begins(name, length, "f"))
		out->kind = CAPS_IS_REGULAR;
	else if (begins(name, length, "missing") || begins(name, length, "pending"))
		out->kind = CAPS_IS_MISSING;
	else if (ends(name, length, ".sock"))
		out->kind = CAPS_IS_OTHER;
	else if (begins(name, length, "dangling"))
		out->kind = CAPS_IS_LINK;
	return begins(name, length, "loop") ? ELOOP : begins(name, length, "denied") ? EACCES : 0;
}

static void remove_last(struct buf *path)
{
	while (path->length && path->data[path->length - 1] != '/')
		path->length--;
	path->length -= path->length > 0;
	if (path->data)
		path->data[path->length] = '\0';
}

static int add_name(struct buf *real, const char *name, size_t length, struct caps_file *out)
{
	int r;

	if (out->kind == CAPS_IS_MISSING || out->kind == CAPS_IS_LINK)
		return ENOENT;
	if (out->kind != CAPS_IS_DIRECTORY)
		return ENOTDIR;
	if (length > 255)
		return ENAMETOOLONG;
	if (!length || (length == 1 && name[0] == '.'))
		return 0;
	if (length == 2 && !memcmp(name, "..", 2)) {
		remove_last(real);
		return 0;
	}
	r = look_up(name, length, out);
	if (!real->length && length == 4 && begins(name, length, "link")) {
		name = "real";
	} else if (length == 2 && begins(name, length, "ld") && real->data &&
		   !strcmp(real->data, "/srv/hx")) {
		name++;
		length--;
	}
	buf_text(real, "/");
	buf_add(real, name, length);
	return r;
}

static int walk(const char *path, struct caps_file *out, struct allocator *alloc)
{
	struct buf real;
	int r = *path ? 0 : ENOENT;

	*out = (struct caps_file){ .kind = CAPS_IS_DIRECTORY, .device = 1, .links = 1 };
	buf_init(&real, alloc);
	if (*path != '/')
		buf_text(&real, "/srv/hx/d");
	while (!r && *path) {
		size_t length = strcspn(path, "/");

		r = add_name(&real, path, length, out);
		path += length;
		path += *path == '/';
	}
	out->path = real.length ? buf_string(&real) : "/";
	return real.failed ? ENOMEM : r;
}

static int resolve(void *context, const char *path, struct caps_file *out, struct allocator *alloc)
{
	int r = walk(path, out, alloc);

	(void)context;
	if (!r && (out->kind == CAPS_IS_MISSING || out->kind == CAPS_IS_LINK))
		r = ENOENT;
	return r;
}

static int reach(void *context, const char *path, bool follow, struct caps_file *out,
	struct allocator *alloc)
{
	int r = walk(path, out, alloc);

	(void)context;
	if (!r && follow && out->kind == CAPS_IS_LINK)
		out->kind = CAPS_IS_MISSING;
	return r;
}

const struct caps_files fake_files = { NULL, resolve, reach };
