/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/words.h"

#include <string.h>

enum {
	LONGEST = 64
};

const struct word *words_find(const struct word *words, const char *name)
{
	for (; words->name; words++) {
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

unsigned words_distance(const char *a, const char *b, unsigned limit)
{
	unsigned row[LONGEST + 1];
	size_t a_length = length_of(a), b_length = length_of(b);

	for (size_t j = 0; j <= b_length; j++)
		row[j] = (unsigned)j;
	for (size_t i = 1; i <= a_length; i++) {
		unsigned diagonal = row[0];

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b_length; j++) {
			unsigned above = row[j];

			row[j] = smallest(
				above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1]));
			diagonal = above;
		}
	}
	return row[b_length] > limit ? limit + 1 : row[b_length];
}

unsigned words_tolerance(const char *name)
{
	size_t third = length_of(name) / 3;

	return third ? (unsigned)third : 1;
}
