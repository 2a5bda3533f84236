/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/host.h"

/*
 * What the compiler and libyaml expect of a C library, for the inside of the shim alone: the link
 * makes every name local. The host's own functions are not used because libc is not initialised
 * when the shim runs, because its malloc may be replaced by anything, and because a library
 * without imports is the same for every libc.
 */

static struct allocator *memory;

void host_use_memory(struct allocator *alloc)
{
	memory = alloc;
}

void *memcpy(void *restrict to, const void *restrict from, size_t length)
{
#if defined(__x86_64__)
	void *start = to;

	__asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(length) : : "memory");
	return start;
#else
	for (size_t i = 0; i < length; i++)
		((char *)to)[i] = ((const char *)from)[i];
	return to;
#endif
}

void *memmove(void *to, const void *from, size_t length)
{
	if ((uintptr_t)to - (uintptr_t)from >= length)
		return memcpy(to, from, length);
	while (length--)
		((char *)to)[length] = ((const char *)from)[length];
	return to;
}

void *memset(void *to, int byte, size_t length)
{
	for (size_t i = 0; i < length; i++)
		((char *)to)[i] = (char)byte;
	return to;
}

size_t strlen(const char *text)
{
	size_t length = 0;

	while (text[length])
		length++;
	return length;
}

int strncmp(const char *a, const char *b, size_t length)
{
	for (; length && *a && *a == *b; length--) {
		a++;
		b++;
	}
	return length ? (unsigned char)*a - (unsigned char)*b : 0;
}

int strcmp(const char *a, const char *b)
{
	return strncmp(a, b, (size_t)-1);
}

/* Its size stands 16 bytes before what malloc() returns. */
enum {
	HEADER = 16
};

void *malloc(size_t size)
{
	char *block = NULL;

	if (size <= SIZE_MAX - HEADER)
		block = memory->allocate(memory, size + HEADER);
	if (!block)
		return NULL;
	*(size_t *)(void *)block = size;
	return block + HEADER;
}

/* Everything goes at once when the arena does. */
void free(void *block)
{
	(void)block;
}

void *realloc(void *block, size_t size)
{
	size_t old = block ? *(size_t *)(void *)((char *)block - HEADER) : 0;
	void *larger;

	if (block && size <= old)
		return block;
	larger = malloc(size);
	if (larger && block)
		memcpy(larger, block, old);
	return larger;
}

char *strdup(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = malloc(size);

	return copy ? memcpy(copy, text, size) : NULL;
}

static _Noreturn void refuse_bug(const char *what, const char *detail)
{
	host_complain(what, strlen(what));
	host_complain(detail, strlen(detail));
	host_complain("\n", 1);
	host_exit(125);
}

/* Names of libc in the sense of its ABI: assert(3), gcc's -fstack-protector. */
_Noreturn void __assert_fail(
	const char *what, const char *file, unsigned line, const char *function);
_Noreturn void __stack_chk_fail(void);

void __assert_fail(const char *what, const char *file, unsigned line, const char *function)
{
	(void)file;
	(void)line;
	(void)function;
	refuse_bug("nono-shim: internal error: please report it with the profile: ", what);
}

void __stack_chk_fail(void)
{
	refuse_bug(
		"nono-shim: internal error: please report it with the profile: ", "stack overrun");
}

#if defined(__aarch64__)
/* x86_64 keeps the canary in the thread control block, which ld.so has set up by now. */
uintptr_t __stack_chk_guard = (uintptr_t)0x595e9fbd94fda766;
#endif

/* libyaml refers to streams for input from a FILE, which the shim does not use. */
size_t fread(void *restrict to, size_t size, size_t count, FILE *restrict stream)
{
	(void)to;
	(void)size;
	(void)count;
	(void)stream;
	return 0;
}

size_t fwrite(const void *restrict from, size_t size, size_t count, FILE *restrict stream)
{
	(void)from;
	(void)size;
	(void)count;
	(void)stream;
	return 0;
}

int ferror(FILE *stream)
{
	(void)stream;
	return 1;
}
