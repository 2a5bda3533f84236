/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FUZZ_FUZZ_ENVIRONMENT_H
#define FUZZ_FUZZ_ENVIRONMENT_H

#include "fuzz/fuzz_caps.h"

/*
 * What a complete set makes of an environment that is read out of the input: what is set is there
 * once, what is denied is neither there nor to be read any more, the rest is as it was.
 */
void fuzz_check_environment(struct fuzz_source *from, const struct caps *caps);

#endif
