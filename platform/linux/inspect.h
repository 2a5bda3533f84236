/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLATFORM_LINUX_INSPECT_H
#define PLATFORM_LINUX_INSPECT_H

#include <linux/filter.h>
#include <stdint.h>

#include "platform/inspect.h"
#include "platform/linux/seccomp.h"

/*
 * Does this filter begin as ours do and answer to SECCOMP_MARKER, for this architecture? Then the
 * words of its policy.
 */
bool inspect_marker(
	uint32_t words[SECCOMP_MARKER_WORDS], const struct sock_filter *code, size_t length);

/*
 * Adds the policies of the filters of a thread; 0, or -errno: ESRCH, EPERM and EACCES (no right to
 * look), ETIMEDOUT (it does not stop), EIO (the kernel has no such request).
 */
long inspect_filters(struct inspect *out, unsigned pid, struct allocator *alloc);

#endif
