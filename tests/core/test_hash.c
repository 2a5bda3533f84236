/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/hash.h"
#include "tests/harness.h"

/* Expected values: python3 -c 'import hashlib; hashlib.blake2b(b"...", digest_size=16)'. */
static const struct hash_row {
	size_t length; /* so many bytes, each its position modulo 251 */
	const char *want;
} hash_rows[] = {
	{ 0, "cae66941d9efbd404e4d88758ea67670" },
	{ 1, "7025e075d5e2f6cde3cc051a31f07660" },
	{ 8, "d0e90592ae6dd7652b279a63d7277c8a" },
	{ 63, "0d8952b502864e3820109070f09c631c" },
	{ 64, "59059895958b8a56277edb046df67166" },
	{ 127, "28b1296c7d4807883de6ee4ec04dcc0a" },
	{ 128, "a74787004ef589e31149183900d0294a" },
	{ 129, "aaf1b0371f6d4ee49ee4fb5ddd9c49ef" },
	{ 255, "e2f3b2a57bcf64d626b37fc9c12674a1" },
	{ 256, "1142c504dcd26338b7cbcf41424540d0" },
	{ 257, "b77b55d3dddcc45c6a52774565cd0dd6" },
	{ 384, "8b84b8133622745d10b8cf2907f0ea48" },
	{ 1000, "bca120dfd89cd95d82898473a5b01c90" },
	{ 4096, "61c1938ecece323c73f0efc3bf588f07" },
};

static void fill(uint8_t *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		bytes[i] = (uint8_t)(i % 251);
}

static void finish(struct hash *hash, const char *want)
{
	char text[2 * HASH_SIZE + 1];
	uint8_t out[HASH_SIZE];

	hash_end(hash, out);
	hash_print(text, out);
	ck_assert_str_eq(text, want);
}

START_TEST(whole)
{
	const struct hash_row *row = &hash_rows[_i];
	uint8_t *bytes = calloc(1, row->length + 1);
	struct hash hash;

	fill(bytes, row->length);
	hash_init(&hash);
	hash_add(&hash, bytes, row->length);
	finish(&hash, row->want);
	free(bytes);
}
END_TEST

/* In parts of every length up to more than a block. */
START_TEST(in_parts)
{
	const struct hash_row *row = &hash_rows[_i];
	uint8_t *bytes = calloc(1, row->length + 1);

	fill(bytes, row->length);
	for (size_t part = 1; part <= 2 * HASH_BLOCK + 1; part++) {
		struct hash hash;

		hash_init(&hash);
		for (size_t at = 0; at < row->length; at += part)
			hash_add(&hash, bytes + at,
				row->length - at < part ? row->length - at : part);
		finish(&hash, row->want);
	}
	free(bytes);
}
END_TEST

/* blake2b(b"\x08\x07\x06\x05\x04\x03\x02\x01" + b"ab\0" + b"\0", digest_size=16) */
START_TEST(numbers_and_texts)
{
	struct hash hash;

	hash_init(&hash);
	hash_add_number(&hash, 0x0102030405060708);
	hash_add_text(&hash, "ab");
	hash_add_text(&hash, "");
	finish(&hash, "8e5e903afcd16611d6740fd5f9fa0e4b");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("hash");
	TCase *tests = tcase_create("hash");

	tcase_add_loop_test(tests, whole, 0, TEST_ROWS(hash_rows));
	tcase_add_loop_test(tests, in_parts, 0, TEST_ROWS(hash_rows));
	tcase_add_test(tests, numbers_and_texts);
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
