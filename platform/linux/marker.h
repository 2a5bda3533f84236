/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLATFORM_LINUX_MARKER_H
#define PLATFORM_LINUX_MARKER_H

#include <stdbool.h>

#include "platform/linux/rules.h"

/*
 * The marker: the filter answers prctl(SECCOMP_MARKER, four words of 32 bits) with
 * SECCOMP_MARKER_ERRNO when the words are the hash of its policy, or all 0 for "any policy of this
 * library". It says that a filter of ours is in force, survives exec, and is not there without the
 * filter: an environment variable could be left behind or made up. prctl(2) knows no such option
 * (EINVAL).
 */
/* The hash of what rules enforce: equal for equal policies, never all 0. */
void marker_compute(uint32_t words[SECCOMP_MARKER_WORDS], const struct rules *rules);

/* Does a filter answer to these words? */
bool marker_is_answered(const uint32_t words[SECCOMP_MARKER_WORDS]);

#endif
