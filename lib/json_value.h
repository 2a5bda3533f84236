/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LIB_JSON_VALUE_H
#define LIB_JSON_VALUE_H

#include <stdbool.h>

/*
 * Is text one JSON value (RFC 8259) and nothing else but white space around it? bracket: '[' or
 * '{' for an array or object, 0 for any. At most 128 levels deep. text is UTF-8.
 */
bool json_value_is(const char *text, char bracket);

/* Behind the white space at the beginning of text. */
const char *json_value_skip(const char *text);

#endif
