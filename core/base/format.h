/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_BASE_FORMAT_H
#define CORE_BASE_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

/*
 * A small vsnprintf: %s (NULL prints as "(none)"), %.*s, %d, %u, %zu, %x, %c and %%.
 * libc's own takes the locale's lock and tables, which do not exist yet when the shim's
 * constructor runs before libc's (glibc 2.36, -z initfirst).
 *
 * Writes at most size bytes with the final NUL, cuts what does not fit, and returns the number
 * of bytes written without the NUL. size must be at least 1. An unknown conversion is copied
 * as it stands.
 */
size_t format_text(char *out, size_t size, const char *format, va_list args);

#endif
