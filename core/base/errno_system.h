/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_BASE_ERRNO_SYSTEM_H
#define CORE_BASE_ERRNO_SYSTEM_H

/*
 * The words of glibc's strerror(3) in the C locale, which programs that read the messages of
 * nono.h know; errno_text.h has ours. "Unknown error" for a number that Linux does not have.
 */
const char *errno_system_text(int number);

#endif
