/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/program.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/executable.h"
#include "core/base/errno_text.h"

int program_check(const char *path)
{
	struct stat about;

	if (stat(path, &about))
		return errno;
	if (S_ISDIR(about.st_mode))
		return EISDIR;
	if (!S_ISREG(about.st_mode))
		return EACCES;
	return faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) ? errno : 0;
}

static int fail(struct nono_err *err, const char *name, int number)
{
	const struct place place = { name, 0, 0 };

	nono_err_system(err, NONO_ERR_PATH_NOT_FOUND, number, "cannot be run: %s (%s %d)%s",
		errno_text(number), errno_name(number), number,
		number != ENOENT    ? ""
		: strchr(name, '/') ? ""
				    : "; no directory of PATH has it");
	nono_err_at(err, &place);
	return number == ENOENT ? CLI_NOT_FOUND : CLI_NOT_EXECUTABLE;
}

/* "DIRECTORY/NAME" of the first length bytes; an empty one is the working directory. */
static const char *join(
	const char *directory, size_t length, const char *name, struct allocator *alloc)
{
	struct buf path;

	buf_init(&path, alloc);
	if (length)
		buf_add(&path, directory, length);
	else
		buf_text(&path, ".");
	buf_text(&path, "/");
	buf_text(&path, name);
	return buf_string(&path);
}

int program_search(const char **out, const char *name, struct allocator *alloc)
{
	const char *list = getenv("PATH");
	int found = ENOENT;

	*out = name;
	if (strchr(name, '/'))
		return program_check(name);
	/* What execvp(3) does without PATH. */
	for (const char *at = list ? list : "/bin:/usr/bin"; *name; at++) {
		size_t length = strcspn(at, ":");
		int r;

		*out = join(at, length, name, alloc);
		if (!*out)
			return ENOMEM;
		r = program_check(*out);
		if (!r)
			return 0;
		if (r != ENOENT && r != ENOTDIR)
			found = r;
		at += length;
		if (!*at)
			break;
	}
	return found;
}

/* Absolute and without links, as far as it is there: a profile must not name "./app". */
static const char *resolve(const char *path, struct allocator *alloc)
{
	char resolved[PATH_MAX];

	return realpath(path, resolved) ? alloc_text(alloc, resolved, strlen(resolved)) : path;
}

static void read_files(struct program *program, struct allocator *alloc)
{
	const char *path = resolve(program->path, alloc);

	program->file_count = 0;
	while (path && program->file_count < PROGRAM_MAX_FILES) {
		struct executable file;

		executable_read(&file, path, false, alloc);
		program->files[program->file_count].path = path;
		program->files[program->file_count++].was_readable =
			file.kind != EXECUTABLE_UNREADABLE;
		path = file.interpreter ? resolve(file.interpreter, alloc) : NULL;
	}
}

int program_find(
	struct program *out, const char *name, struct allocator *alloc, struct nono_err *err)
{
	int r = program_search(&out->path, name, alloc);

	if (r)
		return fail(err, name, r);
	read_files(out, alloc);
	return 0;
}

/* Whoever may read a file may execute it (CAPS_READ), so opening it asks the sandbox for both. */
size_t program_denied(const char *out[PROGRAM_MAX_FILES], const struct program *program)
{
	size_t count = 0;

	for (size_t i = 0; i < program->file_count; i++) {
		int fd = open(program->files[i].path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

		if (fd >= 0)
			close(fd);
		else if (errno == EACCES && program->files[i].was_readable)
			out[count++] = program->files[i].path;
	}
	return count;
}
