/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_PROGRAM_H
#define CLI_PROGRAM_H

#include "cli/cli.h"

enum {
	PROGRAM_MAX_FILES = 8
};

/* A program, and what the kernel has to execute to start it. */
struct program {
	const char *path; /* as found: with '/', perhaps relative */
	/* path, the interpreters of #! lines, and the loader of what is in the end an ELF file */
	struct {
		const char *path;
		bool was_readable; /* without the sandbox */
	} files[PROGRAM_MAX_FILES];
	size_t file_count;
};

/* May path be executed by this user, and is it a file? 0 or an errno. */
int program_check(const char *path);

/*
 * The file that execvp(3) would execute: name itself if it has a '/', else the first in PATH that
 * may be executed. 0 or an errno: of what is there and may not be, else ENOENT; ENOMEM.
 */
int program_search(const char **out, const char *name, struct allocator *alloc);

/*
 * Looks for name in PATH as the shell does, unless it has a '/', and reads what it needs. 0, or
 * with err set CLI_NOT_FOUND, or CLI_NOT_EXECUTABLE: a directory, or a file without permission.
 */
int program_find(
	struct program *out, const char *name, struct allocator *alloc, struct nono_err *err);

/* Has execve(2) failed because of the sandbox? Those of files that it denies to be read, in out. */
size_t program_denied(const char *out[PROGRAM_MAX_FILES], const struct program *program);

#endif
