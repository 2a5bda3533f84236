/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/platform/seccomp_headers.h"

#define __ARCH_WANT_SYS_CLONE3
#include <asm-generic/unistd.h>

const char *const header_generic[] = { ORACLE_CALLS(HEADER_ROW) };
