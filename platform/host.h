/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLATFORM_HOST_H
#define PLATFORM_HOST_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/alloc.h"
#include "core/base/err.h"

/*
 * What a program needs of the operating system before its libc works. On Linux these are plain
 * system calls: they touch neither errno nor any other state of the host program.
 */

/* Zeroed pages, or NULL; and back. */
void *host_map(size_t size);
void host_unmap(void *pages, size_t size);

/*
 * The library itself and size bytes from start are going to be used: a hint, which may take their
 * pages in one call instead of a fault each. Called first.
 */
void host_prefault(void *start, size_t size);

/*
 * Reads a profile: a regular file of at most limit bytes that not everyone may write, opened
 * once and read whole. Never blocks, whatever path is. *bytes lives as long as alloc.
 * NONO_ERR_PATH_NOT_FOUND (err untouched) when there is none; NONO_ERR_IO, NONO_ERR_NO_MEMORY.
 */
int host_read_file(const char **bytes, size_t *length, const char *path, size_t limit,
	struct allocator *alloc, struct nono_err *err);

/* false only when nothing is there; what cannot be looked at is for host_read_file() to report. */
bool host_has_directory(const char *path);

/* The working directory as an absolute path, NULL when it cannot be had. */
const char *host_workdir(struct allocator *alloc);

/* Real user id. */
unsigned host_uid(void);

/* A new file for writing, readable by all; what is there already, a link as well, is -EEXIST. */
long host_create_file(const char *path);

/* Can fd be written to? 0 or -errno. */
long host_check_writable(unsigned fd);

/* Writes all of text; no signal is raised when nobody reads it. 0 or -errno. */
long host_write(long fd, const char *text, size_t length);

void host_close(long fd);

unsigned host_pid(void);

/* One write(2) to standard error; nothing is said when it fails. */
void host_complain(const char *text, size_t length);

/*
 * The environment block that main and children will see. from_constructor is the third argument
 * of the constructor, which is garbage in some libcs. NULL: this libc is not known.
 */
char **host_environment(char **from_constructor);

/* Was this program started with more rights than its caller has (set-user-ID and the like)? */
bool host_is_privileged(void);

/* The name under which the dynamic linker knows the library that this is linked into. */
const char *host_own_path(void);

/*
 * Where malloc() inside the library takes from, for a platform that does not use the host's;
 * called before the first malloc(), and only then: it writes to a page that a start which parses
 * nothing does not touch. Elsewhere it does nothing.
 */
void host_use_memory(struct allocator *alloc);

/* Ends the process without running anything of the host's: no atexit, no destructors. */
_Noreturn void host_exit(int status);

#endif
