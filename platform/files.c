/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	LINKS_MOST = 40, /* as in the kernel, path_resolution(7) */
	/* The fast way does not tell: it cannot, or what is there has no name. */
	CANNOT_TELL = -1,
	NAMELESS = -2,
};

static enum caps_file_kind kind_of(mode_t mode)
{
	if (S_ISDIR(mode))
		return CAPS_IS_DIRECTORY;
	if (S_ISREG(mode))
		return CAPS_IS_REGULAR;
	if (S_ISLNK(mode))
		return CAPS_IS_LINK;
	return S_ISCHR(mode) || S_ISBLK(mode) ? CAPS_IS_DEVICE : CAPS_IS_OTHER;
}

static int tell(
	const char *path, const struct stat *stat, struct caps_file *out, struct allocator *alloc)
{
	*out = (struct caps_file){
		.path = alloc_text(alloc, path, strlen(path)),
		.kind = kind_of(stat->st_mode),
		.device = (uint64_t)stat->st_dev,
		.inode = (uint64_t)stat->st_ino,
		.links = (uint64_t)stat->st_nlink,
	};
	return out->path ? 0 : ENOMEM;
}

#ifdef O_PATH
/*
 * The name that the kernel has for fd, of which a stat(2) must give the same object: it has none
 * for what was removed or is not below our root, and writes something all the same.
 */
static int name_of(int fd, struct caps_file *out, struct allocator *alloc)
{
	char link[sizeof("/proc/self/fd/") + 3 * sizeof(fd)], path[PATH_MAX];
	struct stat opened, named;
	ssize_t length;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	length = readlink(link, path, sizeof(path));
	if (length < 0 || fstat(fd, &opened))
		return CANNOT_TELL;
	if (!length || (size_t)length == sizeof(path) || path[0] != '/')
		return NAMELESS;
	path[length] = '\0';
	if (lstat(path, &named) || named.st_dev != opened.st_dev || named.st_ino != opened.st_ino)
		return NAMELESS;
	return tell(path, &opened, out, alloc);
}

/* One walk of the kernel instead of one for each component. */
static int look_fast(const char *path, bool follow, struct caps_file *out, struct allocator *alloc)
{
	int fd = open(path, O_PATH | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW));
	int r;

	if (fd < 0)
		return errno == EMFILE || errno == ENFILE ? CANNOT_TELL : errno;
	r = name_of(fd, out, alloc);
	close(fd);
	return r;
}
#else
static int look_fast(const char *path, bool follow, struct caps_file *out, struct allocator *alloc)
{
	(void)path, (void)follow, (void)out, (void)alloc;
	return CANNOT_TELL;
}
#endif

static int look_slowly(const char *path, struct caps_file *out, struct allocator *alloc)
{
	char real[PATH_MAX];
	struct stat stat;

	if (!realpath(path, real) || lstat(real, &stat))
		return errno;
	return tell(real, &stat, out, alloc);
}

static int resolve(void *context, const char *path, struct caps_file *out, struct allocator *alloc)
{
	int r = look_fast(path, true, out, alloc);

	(void)context;
	return r < 0 ? look_slowly(path, out, alloc) : r;
}

/* path without its last name and the slashes around it, which may be "." for none; and that name.
 */
struct split {
	char parent[PATH_MAX], name[NAME_MAX + 1];
	bool slash; /* behind the name */
};

/* ENOENT: there is no such name to split off, it is a directory by itself. */
static int split(struct split *out, const char *path)
{
	size_t end = strlen(path), start, length;

	if (end >= PATH_MAX)
		return ENAMETOOLONG;
	out->slash = end && path[end - 1] == '/';
	while (end && path[end - 1] == '/')
		end--;
	for (start = end; start && path[start - 1] != '/'; start--)
		;
	length = end - start;
	if (length > NAME_MAX)
		return ENAMETOOLONG;
	memcpy(out->name, path + start, length);
	out->name[length] = '\0';
	if (!length || !strcmp(out->name, ".") || !strcmp(out->name, ".."))
		return ENOENT;
	memcpy(out->parent, path, start);
	strcpy(out->parent + start, start ? "" : ".");
	return 0;
}

static int join(char out[PATH_MAX], const char *directory, const char *name)
{
	const char *slash = strcmp(directory, "/") ? "/" : "";
	int length = snprintf(out, PATH_MAX, "%s%s%s", directory, slash, name);

	return length < PATH_MAX ? 0 : ENAMETOOLONG;
}

/* What stands in a directory under this name, if anything does; real is its path. */
static int look_at_entry(const struct split *split, char real[PATH_MAX], struct caps_file *out,
	struct allocator *alloc)
{
	struct caps_file parent;
	struct stat stat;
	int r = resolve(NULL, split->parent, &parent, alloc);

	if (r)
		return r;
	if (parent.kind != CAPS_IS_DIRECTORY)
		return ENOTDIR;
	r = join(real, parent.path, split->name);
	if (r)
		return r;
	if (!lstat(real, &stat))
		return tell(real, &stat, out, alloc);
	if (errno != ENOENT)
		return errno;
	*out = (struct caps_file){ alloc_text(alloc, real, strlen(real)), CAPS_IS_MISSING, 0, 0,
		0 };
	return out->path ? 0 : ENOMEM;
}

/* path becomes what the link real says. */
static int follow_link(char path[PATH_MAX], char real[PATH_MAX])
{
	char target[PATH_MAX];
	ssize_t length = readlink(real, target, sizeof(target));

	if (length < 0)
		return errno;
	if ((size_t)length == sizeof(target))
		return ENAMETOOLONG;
	target[length] = '\0';
	if (target[0] == '/') {
		strcpy(path, target);
		return 0;
	}
	*strrchr(real, '/') = '\0';
	return join(path, real, target);
}

/* Where open(2) finds nothing: it is missing, or a link leads to what is missing. */
static int reach_missing(
	const char *start, bool follow, struct caps_file *out, struct allocator *alloc)
{
	char path[PATH_MAX], real[PATH_MAX];
	struct split at;
	int r = split(&at, start);

	for (unsigned i = 0; !r && i < LINKS_MOST; i++) {
		r = look_at_entry(&at, real, out, alloc);
		if (r || !follow || out->kind != CAPS_IS_LINK)
			return r;
		r = follow_link(path, real);
		if (!r)
			r = split(&at, path);
	}
	return r ? r : ELOOP;
}

/* Without a usable /proc. */
static int reach_slowly(
	const char *path, bool follow, struct caps_file *out, struct allocator *alloc)
{
	char real[PATH_MAX];
	struct split at;

	if (follow || split(&at, path) || at.slash)
		return look_slowly(path, out, alloc);
	return look_at_entry(&at, real, out, alloc);
}

static int reach(void *context, const char *path, bool follow, struct caps_file *out,
	struct allocator *alloc)
{
	int fast = look_fast(path, follow, out, alloc), r = fast;

	(void)context;
	if (fast < 0)
		r = reach_slowly(path, follow, out, alloc);
	if (r != ENOENT)
		return r;
	return fast == NAMELESS ? ENXIO : reach_missing(path, follow, out, alloc);
}

const struct caps_files platform_files = { NULL, resolve, reach };
