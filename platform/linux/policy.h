/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLATFORM_LINUX_POLICY_H
#define PLATFORM_LINUX_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "core/caps/caps.h"

/* What a capability set means for the seccomp filter, enum seccomp_policy; abi is Landlock's. */
unsigned policy_seccomp(const struct caps *caps, int abi);

/* The capabilities(7) that a process may keep, as a mask of their numbers. */
uint64_t policy_privileges(const struct caps *caps);

/* A path at or below directory. */
bool policy_is_below(const char *path, const char *directory);

#endif
