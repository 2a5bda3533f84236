/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/linux/grants.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>

#include "platform/linux/links.h"
#include "platform/linux/syscall.h"

static long open_without_links(const char *path)
{
	const struct open_how how = {
		.flags = O_PATH | O_CLOEXEC,
		.resolve = RESOLVE_NO_SYMLINKS,
	};

	return SYS4(CALL_OPENAT2, AT_FDCWD, path, &how, sizeof(how));
}

static long note_link(
	struct grants *grants, const struct links_real *link, const struct grant_origin *from)
{
	const char *path = alloc_text(grants->alloc, link->path, link->length);
	struct grant_link *links = alloc_grow(grants->alloc, grants->links, grants->link_count,
		&grants->link_capacity, sizeof(*links));

	if (!path || !links)
		return -ENOMEM;
	grants->links = links;
	links[grants->link_count++] = (struct grant_link){ path, *from };
	return 0;
}

/* Link after link, until there is none left on the way. */
static long open_through_links(struct grants *grants, const struct grant_origin *from)
{
	char path[LINKS_LONGEST];
	struct links_real link;

	memcpy(path, from->path, strlen(from->path) + 1);
	for (unsigned i = 0; i < LINKS_MOST; i++) {
		long r = links_follow(path, &link);

		if (r > 0)
			r = note_link(grants, &link, from);
		else if (!r)
			r = -ELOOP; /* it has been taken away meanwhile */
		if (r)
			return r;
		r = open_without_links(path);
		if (r != -ELOOP)
			return r;
	}
	return -ELOOP;
}

/* A link of /proc/PID/fd may lead to what has no name: that exists, and cannot be granted. */
static long tell_nameless(const char *path)
{
	long fd = SYS4(__NR_openat, AT_FDCWD, path, O_PATH | O_CLOEXEC, 0);

	if (fd < 0)
		return fd;
	SYS(__NR_close, fd, 0, 0);
	return -ENXIO;
}

long grants_open(struct grants *grants, const struct grant_origin *from)
{
	size_t before = grants->link_count;
	long r;

	if (grants->follows_freely)
		return SYS4(__NR_openat, AT_FDCWD, from->path, O_PATH | O_CLOEXEC, 0);
	r = open_without_links(from->path);
	if (r != -ELOOP)
		return r;
	r = open_through_links(grants, from);
	/* What cannot be opened grants nothing. */
	if (r < 0)
		grants->link_count = before;
	return r == -ENOENT ? tell_nameless(from->path) : r;
}

long grants_note_writable(struct grants *grants, const struct stat *stat)
{
	struct grant_inode *writable;

	if (grants->follows_freely)
		return 0;
	writable = alloc_grow(grants->alloc, grants->writable, grants->writable_count,
		&grants->writable_capacity, sizeof(*writable));
	if (!writable)
		return -ENOMEM;
	grants->writable = writable;
	writable[grants->writable_count++] =
		(struct grant_inode){ (uint64_t)stat->st_dev, (uint64_t)stat->st_ino };
	return 0;
}

bool grants_is_writable(const struct grants *grants, const struct stat *stat)
{
	for (size_t i = 0; i < grants->writable_count; i++) {
		if (grants->writable[i].device == (uint64_t)stat->st_dev &&
			grants->writable[i].inode == (uint64_t)stat->st_ino)
			return true;
	}
	return false;
}
