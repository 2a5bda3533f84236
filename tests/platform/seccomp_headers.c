/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/platform/seccomp_headers.h"

#include <ctype.h>
#include <stdlib.h>

/* "41", "(0 + 41)", or the name when there is no number. */
static int parse(const char *text)
{
	if (text[0] == '(')
		text += 5;
	return isdigit((unsigned char)*text) ? atoi(text) : -1;
}

/* The generic numbers are those of aarch64. */
bool seccomp_header_number(int *number, enum oracle_table table, enum oracle_call call)
{
	static const char *const *const headers[TABLES] = {
		[TABLE_AARCH64] = header_generic,
#if defined(__x86_64__)
		[TABLE_X86_64] = header_x86_64,
		[TABLE_I386] = header_i386,
		[TABLE_X32] = header_x32,
#endif
	};

	if (!headers[table])
		return false;
	*number = parse(headers[table][call]);
	return true;
}
