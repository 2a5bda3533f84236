/* SPDX-License-Identifier: Apache-2.0 */
#include "core/caps/set_resolve.h"

#include <errno.h>
#include <string.h>

#include "core/base/errno_system.h"

/* The whole path where the sentence around it leaves room for it: others compare these texts. */
static const char *fit(struct nono_clip *clip, const char *path, size_t others)
{
	return strlen(path) + others < sizeof(((struct nono_err *)0)->text)
		       ? path
		       : nono_err_clip(clip, path);
}

int set_fail(int number, const char *path, struct nono_err *err)
{
	struct nono_clip clip;

	if (number == ENOMEM)
		return nono_err_memory(err);
	if (number == ENOENT)
		return nono_err_system(err, NONO_ERR_PATH_NOT_FOUND, number,
			"Path does not exist: %s", fit(&clip, path, 21));
	return nono_err_system(err, NONO_ERR_CANONICALIZE, number,
		"Failed to canonicalize path %s: %s (os error %d)", fit(&clip, path, 100),
		errno_system_text(number), number);
}

int set_fail_reason(const char *reason, const char *path, struct nono_err *err)
{
	struct nono_clip clip;

	return nono_err_set(err, NONO_ERR_CANONICALIZE, "Failed to canonicalize path %s: %s",
		fit(&clip, path, 100), reason);
}

int set_fail_directory(const char *path, struct nono_err *err)
{
	struct nono_clip clip;

	return nono_err_set(err, NONO_ERR_EXPECTED_DIRECTORY,
		"Expected a directory but got a file: %s", fit(&clip, path, 37));
}

int set_fail_file(const char *path, struct nono_err *err)
{
	struct nono_clip clip;

	return nono_err_set(err, NONO_ERR_EXPECTED_FILE, "Expected a file but got a directory: %s",
		fit(&clip, path, 37));
}

int set_add_fs(struct set *set, const struct set_fs *fs, struct nono_err *err)
{
	const char *original = alloc_text(set->alloc, fs->original, strlen(fs->original));
	struct set_fs *all;

	if (!original)
		return nono_err_memory(err);
	all = alloc_grow(set->alloc, set->fs, set->fs_count, &set->fs_capacity, sizeof(*all));
	if (!all)
		return nono_err_memory(err);
	set->fs = all;
	all[set->fs_count] = *fs;
	all[set->fs_count++].original = original;
	return NONO_OK;
}

int set_add_socket(struct set *set, const struct set_socket *socket, struct nono_err *err)
{
	const char *original = alloc_text(set->alloc, socket->original, strlen(socket->original));
	struct set_socket *all;

	if (!original)
		return nono_err_memory(err);
	all = alloc_grow(
		set->alloc, set->sockets, set->socket_count, &set->socket_capacity, sizeof(*all));
	if (!all)
		return nono_err_memory(err);
	set->sockets = all;
	all[set->socket_count] = *socket;
	all[set->socket_count++].original = original;
	return NONO_OK;
}
