/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FUZZ_FUZZ_CAPS_H
#define FUZZ_FUZZ_CAPS_H

#include <stddef.h>
#include <stdint.h>

#include "core/caps/caps.h"

/* What is left of the input; behind its end stand zeros. */
struct fuzz_source {
	const uint8_t *bytes;
	size_t left;
};

unsigned fuzz_take(struct fuzz_source *from);
uint32_t fuzz_take_word(struct fuzz_source *from);

/*
 * Adds to caps, so that nearly each byte is part of a valid set: paths, sockets, ports, a value of
 * each key of the table that has a list of them, limits, capabilities(7) and variables.
 */
void fuzz_take_caps(struct fuzz_source *from, struct caps *caps);

#endif
