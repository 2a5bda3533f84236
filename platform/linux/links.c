/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/linux/links.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "platform/linux/syscall.h"

static void leave(struct links_real *real)
{
	while (real->length && real->path[--real->length] != '/')
		;
	real->path[real->length] = '\0';
}

bool links_next(struct links_real *real, const char **rest)
{
	for (;;) {
		const char *name = *rest;
		size_t length = 0;

		while (*name == '/')
			name++;
		while (name[length] && name[length] != '/')
			length++;
		*rest = name + length;
		if (!length)
			return false;
		if (length == 1 && name[0] == '.')
			continue;
		if (length == 2 && name[0] == '.' && name[1] == '.') {
			leave(real);
			continue;
		}
		real->path[real->length++] = '/';
		memcpy(real->path + real->length, name, length);
		real->length += length;
		real->path[real->length] = '\0';
		return true;
	}
}

/* path becomes the directory of link, what it says, and rest, which is the end of path. */
static long put_target(char path[LINKS_LONGEST], const struct links_real *link, const char *text,
	size_t length, const char *rest)
{
	char whole[LINKS_LONGEST];
	size_t before = 0, behind = strlen(rest);

	if (text[0] != '/') {
		before = link->length;
		while (link->path[before - 1] != '/')
			before--;
	}
	if (before + length + behind >= sizeof(whole))
		return -ENAMETOOLONG;
	memcpy(whole, link->path, before);
	memcpy(whole + before, text, length);
	memcpy(whole + before + length, rest, behind + 1);
	memcpy(path, whole, before + length + behind + 1);
	return 1;
}

long links_follow(char path[LINKS_LONGEST], struct links_real *link)
{
	const char *rest = path;
	char text[LINKS_LONGEST];

	link->length = 0;
	link->path[0] = '\0';
	while (links_next(link, &rest)) {
		long length = SYS4(__NR_readlinkat, AT_FDCWD, link->path, text, sizeof(text));

		if (length == -ENOENT || length == -ENOTDIR)
			return 0;
		if (length == sizeof(text))
			return -ENAMETOOLONG;
		if (length >= 0)
			return put_target(path, link, text, (size_t)length, rest);
		if (length != -EINVAL)
			return length;
	}
	return 0;
}
