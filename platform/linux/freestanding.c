/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

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
#if defined(__x86_64__)
	void *start = to;

	__asm__ volatile("rep stosb" : "+D"(to), "+c"(length) : "a"(byte) : "memory");
	return start;
#else
	for (size_t i = 0; i < length; i++)
		((char *)to)[i] = (char)byte;
	return to;
#endif
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

typedef uint64_t __attribute__((may_alias, aligned(1))) word;

int memcmp(const void *a, const void *b, size_t length)
{
	const unsigned char *left = a, *right = b;
	size_t i = 0;

	/* Whole words while they are equal: profiles are compared with what was prepared. */
	while (length - i >= sizeof(word) &&
		*(const word *)(left + i) == *(const word *)(right + i))
		i += sizeof(word);
	for (; i < length; i++) {
		if (left[i] != right[i])
			return left[i] - right[i];
	}
	return 0;
}

/* clang asks for this one when only equality matters. */
int bcmp(const void *a, const void *b, size_t length)
{
	return memcmp(a, b, length);
}

int strcmp(const char *a, const char *b)
{
	return strncmp(a, b, (size_t)-1);
}

/*
 * Blocks are powers of two, whose exponent stands before what malloc() returns, and what is freed
 * is used again: libyaml frees nearly all it takes, and a fresh page costs a page fault (12 faults
 * and 12 us less for four profiles, Linux 6.18).
 */
enum {
	HEADER = 16,
	SMALLEST = 5,
	CLASSES = 32
};

struct block {
	size_t class;
	struct block *next; /* while it is free */
};

static struct block *freed[CLASSES];

static struct block *block_of(void *start)
{
	return (struct block *)(void *)((char *)start - HEADER);
}

void *malloc(size_t size)
{
	size_t class = SMALLEST;
	struct block *block;

	while (class < CLASSES && ((size_t)1 << class) - HEADER < size)
		class ++;
	if (class == CLASSES)
		return NULL;
	block = freed[class];
	if (block)
		freed[class] = block->next;
	else
		block = memory->allocate(memory, (size_t)1 << class);
	if (!block)
		return NULL;
	block->class = class;
	return (char *)block + HEADER;
}

void free(void *start)
{
	struct block *block;

	if (!start)
		return;
	block = block_of(start);
	block->next = freed[block->class];
	freed[block->class] = block;
}

void *realloc(void *start, size_t size)
{
	size_t old = start ? ((size_t)1 << block_of(start)->class) - HEADER : 0;
	void *larger;

	if (start && size <= old)
		return start;
	larger = malloc(size);
	if (larger && start) {
		memcpy(larger, start, old);
		free(start);
	}
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
