/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_QUERY_LINES_H
#define CLI_QUERY_LINES_H

#include "core/caps/query.h"

/* The lines of a profile that would make a denied request an allowed one. */

/*
 * Appends them; false when no grant would: the path leads nowhere, or is not UTF-8. Minimal: of a
 * file that is there the file, with the access that is missing; else its directory.
 */
bool query_path_lines(
	struct buf *out, enum query_operation operation, const struct query_result *result);

void query_port_lines(struct buf *out, enum caps_direction direction, uint16_t port);

#endif
