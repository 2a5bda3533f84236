/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/platform/seccomp_headers.h"

#if defined(__x86_64__)
#include <asm/unistd_64.h>

const char *const header_x86_64[] = { ORACLE_CALLS(HEADER_ROW) };
#endif
