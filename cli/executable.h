/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_EXECUTABLE_H
#define CLI_EXECUTABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/alloc.h"

/* What a file would be to execve(2), found out without executing it. */

enum executable_kind {
	EXECUTABLE_BINARY, /* 64-bit ELF for this machine */
	EXECUTABLE_SCRIPT, /* begins with "#!" */
	EXECUTABLE_32_BIT,
	EXECUTABLE_FOREIGN,    /* ELF for another machine */
	EXECUTABLE_DAMAGED,    /* ELF that is cut off, or contradicts itself: see problem */
	EXECUTABLE_UNKNOWN,    /* none of these: ENOEXEC */
	EXECUTABLE_UNREADABLE, /* error is the errno */
};

struct executable {
	enum executable_kind kind;
	const char *interpreter; /* dynamic linker or what the script names; NULL: static */
	const char *argument;	 /* what follows on the line of a script, or NULL */
	const char *problem;
	bool needs_address_sanitizer; /* as a library, found among its symbols */
	bool has_address_sanitizer;   /* in itself, likewise */
	int error;
};

/*
 * Reads path, which is taken to be hostile: nothing it says is believed unless it lies within the
 * file. Symbols, which can be megabytes, are read if they are wanted. What is returned lives as
 * long as alloc; out of memory is EXECUTABLE_UNREADABLE with ENOMEM.
 */
void executable_read(
	struct executable *out, const char *path, bool wants_symbols, struct allocator *alloc);

#endif
