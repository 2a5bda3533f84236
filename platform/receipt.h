/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLATFORM_RECEIPT_H
#define PLATFORM_RECEIPT_H

#include <stdbool.h>

#include "core/base/buf.h"
#include "core/base/err.h"

/*
 * Where the receipt goes, as NONO_RECEIPT says: the path of a new file, or fd:N. Opened before the
 * restriction and written behind it, so that it can tell what was done and not what was planned.
 */
struct receipt {
	long fd; /* -1: none is wanted */
	bool keeps_open;
};

/* value may be NULL: none is wanted. NONO_ERR_INVALID, NONO_ERR_IO. */
int receipt_open(struct receipt *receipt, const char *value, struct nono_err *err);

/* Writes all of text and closes the descriptor, unless it is 0, 1 or 2. NONO_ERR_IO, _NO_MEMORY. */
int receipt_send(const struct receipt *receipt, const struct buf *text, struct nono_err *err);

#endif
