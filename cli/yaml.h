/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_YAML_H
#define CLI_YAML_H

#include <stdbool.h>

#include "core/base/buf.h"

/* Scalars as the reader of profiles takes them: YAML 1.2, what is not plain in double quotes. */

/* Any text that is UTF-8; false, and nothing usable on out, when it is not. */
bool yaml_text(struct buf *out, const char *text);

/* The same for what variables are replaced in: a dollar sign stands for itself. */
bool yaml_literal(struct buf *out, const char *text);

#endif
