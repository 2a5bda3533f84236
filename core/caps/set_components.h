/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_CAPS_SET_COMPONENTS_H
#define CORE_CAPS_SET_COMPONENTS_H

#include <stdbool.h>
#include <stddef.h>

/* Paths as text, component by component: more slashes than one and "." say nothing. */
struct set_component {
	const char *text; /* not NUL-terminated */
	size_t length;
};

/* The next one of *path, which is moved behind it; false: there is none. */
bool set_next_component(const char **path, struct set_component *out);

/* Both absolute or neither, and the same components (or the same up to the end of prefix). */
bool set_same_path(const char *a, const char *b);
bool set_begins_with(const char *path, const char *prefix);

#endif
