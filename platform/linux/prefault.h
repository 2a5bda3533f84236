/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLATFORM_LINUX_PREFAULT_H
#define PLATFORM_LINUX_PREFAULT_H

/* The next pages of the stack are going to be used: a hint as host_prefault() is. */
void prefault_stack(void);

#endif
