/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_BASE_ENVIRONMENT_H
#define CORE_BASE_ENVIRONMENT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The block of variables as the kernel laid it out. It is read and edited in place: libc's own
 * functions do not work yet (getenv() is NULL and setenv() is lost in an initfirst constructor,
 * glibc 2.36), and what main and children see is this very block.
 */

enum {
	/*
	 * Takes the place of what is removed, since /proc/PID/environ shows the bytes whatever
	 * becomes of the pointers. Not NUL: an empty string ends the environment for who reads that
	 * file, such as AddressSanitizer (gcc 12). Not '=': no setting. And of the others the one
	 * that means "nothing" in lists: musl (1.2.3) keeps a pointer to the value of
	 * LD_LIBRARY_PATH, and would look for libraries in a directory named by any other byte.
	 */
	ENVIRONMENT_FILLER = ':',
};

/* The value if setting is one of name, or NULL. */
const char *environment_value(const char *setting, const char *name);

/* The first value of name, or NULL. */
const char *environment_get(char *const *env, const char *name);

/* How often name is set. */
unsigned environment_count(char *const *env, const char *name);

/* Overwrites length bytes. */
void environment_wipe(char *bytes, size_t length);

/*
 * Lists of libraries, as in LD_PRELOAD and /etc/ld.so.preload: separated by spaces, colons and
 * newlines. An entry means library if its file name, behind the last slash, is that of library.
 */
bool environment_lists(const char *list, const char *library);

/* Does it list anything else? */
bool environment_lists_others(const char *list, const char *library);

/* Takes library out of list, in place; what is behind the end of the rest is overwritten. */
void environment_leave_list(char *list, const char *library);

#endif
