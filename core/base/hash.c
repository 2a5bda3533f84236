/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/hash.h"

#include <string.h>

/* RFC 7693, 2.6: the fractions of the square roots of the first eight primes. */
static const uint64_t initial[8] = { 0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b,
	0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b,
	0x5be0cd19137e2179 };

/* RFC 7693, 2.7; the last two of the twelve rounds use the first two rows again. */
static const uint8_t orders[10][16] = {
	{ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 },
	{ 14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3 },
	{ 11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4 },
	{ 7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8 },
	{ 9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13 },
	{ 2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9 },
	{ 12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11 },
	{ 13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10 },
	{ 6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5 },
	{ 10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0 },
};

static uint64_t rotate(uint64_t word, unsigned by)
{
	return word >> by | word << (64 - by);
}

static void mix(uint64_t *a, uint64_t *b, uint64_t *c, uint64_t *d, uint64_t x, uint64_t y)
{
	*a += *b + x;
	*d = rotate(*d ^ *a, 32);
	*c += *d;
	*b = rotate(*b ^ *c, 24);
	*a += *b + y;
	*d = rotate(*d ^ *a, 16);
	*c += *d;
	*b = rotate(*b ^ *c, 63);
}

static uint64_t load(const uint8_t *bytes)
{
	uint64_t word = 0;

	for (unsigned i = 8; i--;)
		word = word << 8 | bytes[i];
	return word;
}

static void mix_rounds(uint64_t v[16], const uint64_t m[16])
{
	for (unsigned round = 0; round < 12; round++) {
		const uint8_t *s = orders[round % 10];

		for (unsigned i = 0; i < 4; i++)
			mix(&v[i], &v[4 + i], &v[8 + i], &v[12 + i], m[s[2 * i]], m[s[2 * i + 1]]);
		for (unsigned i = 0; i < 4; i++)
			mix(&v[i], &v[4 + (i + 1) % 4], &v[8 + (i + 2) % 4], &v[12 + (i + 3) % 4],
				m[s[8 + 2 * i]], m[s[9 + 2 * i]]);
	}
}

static void compress(struct hash *hash, uint64_t last)
{
	uint64_t v[16], m[16];

	for (unsigned i = 0; i < 8; i++) {
		v[i] = hash->state[i];
		v[8 + i] = initial[i];
	}
	/* The counter has 128 bits; the high half of it is never used here. */
	v[12] ^= hash->length;
	v[14] ^= last;
	for (unsigned i = 0; i < 16; i++)
		m[i] = load(hash->block + 8 * i);
	mix_rounds(v, m);
	for (unsigned i = 0; i < 8; i++)
		hash->state[i] ^= v[i] ^ v[8 + i];
}

void hash_init(struct hash *hash)
{
	*hash = (struct hash){ 0 };
	memcpy(hash->state, initial, sizeof(initial));
	/* Parameter block: length of the result, no key, fanout and depth 1. */
	hash->state[0] ^= 0x01010000 ^ HASH_SIZE;
}

void hash_add(struct hash *hash, const void *bytes, size_t length)
{
	const uint8_t *from = bytes;

	while (length) {
		size_t part = HASH_BLOCK - hash->used;

		/* A full block is kept until more comes: the last one is treated differently. */
		if (!part) {
			hash->length += HASH_BLOCK;
			compress(hash, 0);
			hash->used = 0;
			continue;
		}
		if (part > length)
			part = length;
		memcpy(hash->block + hash->used, from, part);
		hash->used += part;
		from += part;
		length -= part;
	}
}

void hash_add_number(struct hash *hash, uint64_t number)
{
	uint8_t bytes[8];

	for (unsigned i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(number >> 8 * i);
	hash_add(hash, bytes, sizeof(bytes));
}

void hash_add_text(struct hash *hash, const char *text)
{
	hash_add(hash, text, strlen(text) + 1);
}

void hash_end(struct hash *hash, uint8_t out[HASH_SIZE])
{
	hash->length += hash->used;
	memset(hash->block + hash->used, 0, HASH_BLOCK - hash->used);
	compress(hash, UINT64_MAX);
	for (unsigned i = 0; i < HASH_SIZE; i++)
		out[i] = (uint8_t)(hash->state[i / 8] >> 8 * (i % 8));
}

void hash_print(char out[2 * HASH_SIZE + 1], const uint8_t hash[HASH_SIZE])
{
	for (unsigned i = 0; i < 2 * HASH_SIZE; i++)
		out[i] = "0123456789abcdef"[hash[i / 2] >> (i % 2 ? 0 : 4) & 0xf];
	out[2 * HASH_SIZE] = '\0';
}
