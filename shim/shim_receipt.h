/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SHIM_SHIM_RECEIPT_H
#define SHIM_SHIM_RECEIPT_H

#include <stdbool.h>

#include "core/profile/profile.h"
#include "platform/platform.h"

/*
 * The receipt: one JSON document that says what is in force, for who set NONO_RECEIPT to the path
 * of a new file or to fd:N. Opened before the restriction and written behind it, so that it tells
 * what was done and not what was planned.
 */
struct shim_receipt {
	long fd; /* -1: none is wanted */
	bool keeps_open;
};

/* value: of NONO_RECEIPT, or NULL. NONO_ERR_INVALID, NONO_ERR_IO. */
int shim_receipt_open(struct shim_receipt *receipt, const char *value, struct nono_err *err);

/* What has happened; all but status may be missing. */
struct shim_outcome {
	const char *status; /* "confined", "already confined" or "refused" */
	const char *reason;
	const char *name; /* of the profile */
	const struct profile *profile;
	const struct rules *rules;
	bool best_effort;
};

/* Writes it and closes the descriptor. NONO_ERR_IO, NONO_ERR_NO_MEMORY. */
int shim_receipt_write(const struct shim_receipt *receipt, const struct shim_outcome *outcome,
	struct allocator *alloc, struct nono_err *err);

#endif
