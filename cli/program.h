/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_PROGRAM_H
#define CLI_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/alloc.h"

/* What a file would be to execve(2), found out without executing it. */

enum program_kind {
	PROGRAM_BINARY, /* 64-bit ELF for this machine */
	PROGRAM_SCRIPT, /* begins with "#!" */
	PROGRAM_32_BIT,
	PROGRAM_FOREIGN,    /* ELF for another machine */
	PROGRAM_DAMAGED,    /* ELF that is cut off, or contradicts itself: see problem */
	PROGRAM_UNKNOWN,    /* none of these: ENOEXEC */
	PROGRAM_UNREADABLE, /* error is the errno */
};

struct program {
	enum program_kind kind;
	const char *interpreter; /* dynamic linker or what the script names; NULL: static */
	const char *argument;	 /* what follows on the line of a script, or NULL */
	const char *problem;
	bool has_address_sanitizer;
	int error;
};

/*
 * Reads path, which is taken to be hostile: nothing it says is believed unless it lies within the
 * file. What is returned lives as long as alloc; out of memory is PROGRAM_UNREADABLE with ENOMEM.
 */
void program_read(struct program *out, const char *path, struct allocator *alloc);

#endif
