/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_PLATFORM_SECCOMP_HEADERS_H
#define TESTS_PLATFORM_SECCOMP_HEADERS_H

#include <stdbool.h>

#include "tests/platform/seccomp_oracle.h"

/*
 * What the kernel's header for a table calls the number of call, -1 where it does not have it.
 * false when this system has no such header.
 */
bool seccomp_header_number(int *number, enum oracle_table table, enum oracle_call call);

/*
 * The numbers as text, so that a name that a header does not have is no error. A file for each
 * header: they have the same names.
 */
extern const char *const header_generic[], *const header_x86_64[], *const header_i386[],
									   *const header_x32[];

#define HEADER_TEXT(number)				   #number
#define HEADER_EXPANDED(number)				   HEADER_TEXT(number)
#define HEADER_ROW(name, x86_64, aarch64, i386, x32, kind) HEADER_EXPANDED(__NR_##name),

#endif
