/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/words.h"

#include <string.h>

enum {
	LONGEST = 64
};

const struct word *words_find(const struct word *words, const char *name)
{
	for (; *words->name; words++) {
		if (!strcmp(words->name, name))
			return words;
	}
	return NULL;
}

static size_t length_of(const char *text)
{
	size_t length = 0;

	while (length < LONGEST && text[length])
		length++;
	return length;
}

static unsigned smallest(unsigned a, unsigned b, unsigned c)
{
	unsigned least = a < b ? a : b;

	return least < c ? least : c;
}

/* Row i of the table of distances between the first i bytes of a and the first j of b. */
static void fill_row(
	unsigned rows[3][LONGEST + 1], size_t i, const char *a, const char *b, size_t b_length)
{
	const unsigned *before = rows[(i + 1) % 3], *above = rows[(i + 2) % 3];
	unsigned *row = rows[i % 3];

	row[0] = (unsigned)i;
	for (size_t j = 1; j <= b_length; j++) {
		row[j] = smallest(
			above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
		if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
			row[j] = smallest(row[j], row[j], before[j - 2] + 1);
	}
}

unsigned words_distance(const char *a, const char *b, unsigned limit)
{
	unsigned rows[3][LONGEST + 1];
	size_t a_length = length_of(a), b_length = length_of(b);
	unsigned distance;

	for (size_t j = 0; j <= b_length; j++)
		rows[0][j] = (unsigned)j;
	for (size_t i = 1; i <= a_length; i++)
		fill_row(rows, i, a, b, b_length);
	distance = rows[a_length % 3][b_length];
	return distance > limit ? limit + 1 : distance;
}

unsigned words_tolerance(const char *name)
{
	size_t third = length_of(name) / 3;

	return third ? (unsigned)third : 1;
}
