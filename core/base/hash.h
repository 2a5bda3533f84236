/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_BASE_HASH_H
#define CORE_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/*
 * BLAKE2b with 128 bits (RFC 7693), without a key: "b2sum -l 128" gives the same. Small, and three
 * times as fast as SHA-256 where the processor does not help.
 */
enum {
	HASH_SIZE = 16,
	HASH_BLOCK = 128,
};

struct hash {
	uint64_t state[8];
	uint64_t length; /* bytes that have been mixed in */
	size_t used;	 /* bytes of block */
	uint8_t block[HASH_BLOCK];
};

void hash_init(struct hash *hash);
void hash_add(struct hash *hash, const void *bytes, size_t length);

/* A number, always as eight bytes, the low one first: the same on every machine. */
void hash_add_number(struct hash *hash, uint64_t number);

/* A string with its NUL, so that two of them are never one. */
void hash_add_text(struct hash *hash, const char *text);

/* The hash of all that was added; the struct is used up. */
void hash_end(struct hash *hash, uint8_t out[HASH_SIZE]);

/* Lowercase hexadecimal with a NUL. */
void hash_print(char out[2 * HASH_SIZE + 1], const uint8_t hash[HASH_SIZE]);

#endif
