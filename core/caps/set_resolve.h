/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_CAPS_SET_RESOLVE_H
#define CORE_CAPS_SET_RESOLVE_H

#include "core/caps/set.h"

/* The errors of set_allow_path() and its sisters: code and words of each are in set.h. */

/* number: an errno of files.h. */
int set_fail(int number, const char *path, struct nono_err *err);
int set_fail_reason(const char *reason, const char *path, struct nono_err *err);
int set_fail_directory(const char *path, struct nono_err *err); /* expected one */
int set_fail_file(const char *path, struct nono_err *err);	/* expected one */

/* Adds what is resolved already; original is copied. NONO_ERR_NO_MEMORY. */
int set_add_fs(struct set *set, const struct set_fs *fs, struct nono_err *err);
int set_add_socket(struct set *set, const struct set_socket *socket, struct nono_err *err);

#endif
