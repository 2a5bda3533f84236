/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/platform/seccomp_headers.h"

#if defined(__x86_64__)
#include <asm/unistd_32.h>

const char *const header_i386[] = { ORACLE_CALLS(HEADER_ROW) };
#endif
