/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SHIM_SHIM_ENV_H
#define SHIM_SHIM_ENV_H

#include <stdbool.h>

/*
 * The environment block as the kernel laid it out. It is read and edited in place: libc's own
 * functions do not work yet (getenv() is NULL and setenv() is lost in an initfirst constructor,
 * glibc 2.36), and what main and children see is this very block.
 */

/* The first value of name, or NULL. */
const char *shim_env_get(char *const *env, const char *name);

/* How often name is set. */
unsigned shim_env_count(char *const *env, const char *name);

/* Takes every setting of name out of the block. */
void shim_env_remove(char **env, const char *name);

/*
 * Takes the library out of the list in LD_PRELOAD: every entry whose file name (behind the last
 * slash) is that of library. Other entries stay; an empty list leaves the block.
 */
void shim_env_leave_preload(char **env, const char *library);

/* Does list, separated by spaces, colons and newlines, contain library as above? */
bool shim_env_lists(const char *list, const char *library);

#endif
