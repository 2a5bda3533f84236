/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_CORE_RANDOM_SET_H
#define TESTS_CORE_RANDOM_SET_H

#include "core/caps/set.h"

/*
 * Fills an initialised set of the files in fake_files.h with anything that a state can hold, with
 * names of one to four bytes a character, quotes and controls. The same seed makes the same set.
 */
void random_set(struct set *set, uint64_t *seed);

/* The next number below limit. */
unsigned random_below(uint64_t *seed, unsigned limit);

#endif
