/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LIB_LAST_ERROR_H
#define LIB_LAST_ERROR_H

#include <stdbool.h>

#include "core/base/err.h"

/*
 * What nono_last_error() and its sisters tell, for each thread. A failure replaces all of it: in
 * nono an argument error left the diagnostic code of the failure before (nono-semantics 8.3).
 */

/* An argument is wrong. Returns NONO_ERR_INVALID. */
int last_error_argument(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What a step below has set, with the place in front; returns its code. */
int last_error_keep(const struct nono_err *err);

/*
 * The same, where err->text is about a path that may be too long for it: it is then written anew
 * from the code, without a limit.
 */
int last_error_keep_path(const struct nono_err *err, const char *path);

/* The same, where err->text ends with the beginning of a text of the caller's: then all of it. */
int last_error_keep_tail(const struct nono_err *err, const char *text);

/* A text of any length, copied. Returns code. */
int last_error_set(int code, const char *text);

/* What to do about the last failure, as JSON, instead of what its code says; kept, not copied. */
void last_error_remedy(const char *json);

/* Returns NONO_ERR_NO_MEMORY. */
int last_error_memory(void);

#endif
