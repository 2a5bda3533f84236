/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_BASE_ERRNO_TEXT_H
#define CORE_BASE_ERRNO_TEXT_H

/* "EACCES" for a positive errno, "errno" for one that is not in the table. */
const char *errno_name(int number);

/* What to tell a person, "permission denied"; "unexpected error" if not in the table. */
const char *errno_text(int number);

#endif
