/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLATFORM_FILES_H
#define PLATFORM_FILES_H

#include "core/caps/files.h"

/*
 * The file system of the running system, for lib/ and cli/; it needs a libc, unlike the shim.
 * reach: ENXIO for what is there and has no path, such as a pipe in /proc/self/fd.
 */
extern const struct caps_files platform_files;

#endif
