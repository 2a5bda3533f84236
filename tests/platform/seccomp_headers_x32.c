/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/platform/seccomp_headers.h"

#if defined(__x86_64__)
/* Stands in front of each number. */
#define __X32_SYSCALL_BIT 0
#include <asm/unistd_x32.h>

const char *const header_x32[] = { ORACLE_CALLS(HEADER_ROW) };
#endif
