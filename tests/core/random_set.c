/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/core/random_set.h"

#include <string.h>

#include "core/base/buf.h"

/* SplitMix64 (Steele, Lea, Flood 2014). */
unsigned random_below(uint64_t *seed, unsigned limit)
{
	uint64_t z = *seed += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (unsigned)((z ^ (z >> 31)) >> 32) % limit;
}

static void add_name(struct buf *path, const char *first, uint64_t *seed)
{
	static const char *const parts[] = { "a", "Z", "7", " ", ".", "\"", "\\", "'", "\n", "\r",
		"\t", "\b", "\f", "\x01", "\x1f", "\x7f", "\xc2\x80", "\xc3\xa4", "\xe2\x80\xa8",
		"\xe2\x82\xac", "\xef\xbf\xbd", "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf", "{", "]",
		"," };

	buf_text(path, first);
	for (unsigned i = random_below(seed, 12); i; i--)
		buf_text(path, parts[random_below(seed, sizeof(parts) / sizeof(parts[0]))]);
}

/* last: what the last name begins with, which says what it is. */
static const char *random_path(struct buf *path, const char *last, uint64_t *seed)
{
	static const char *const starts[] = { "", "/", "/link/", "/srv/hx/ld/", "//x/./", "../" };

	buf_text(path, starts[random_below(seed, sizeof(starts) / sizeof(starts[0]))]);
	for (unsigned i = random_below(seed, 4); i; i--) {
		add_name(path, "d", seed);
		buf_text(path, "/");
	}
	add_name(path, last, seed);
	return buf_string(path);
}

static void add_fs(struct set *set, uint64_t *seed)
{
	enum caps_access access = (enum caps_access)(1 + random_below(seed, 3));
	struct buf path;

	buf_init(&path, set->alloc);
	if (random_below(seed, 2))
		set_allow_file(set, random_path(&path, "f", seed), access, NULL, NULL);
	else
		set_allow_path(set, random_path(&path, "d", seed), access, NULL, NULL);
}

static void add_socket(struct set *set, uint64_t *seed)
{
	static const char *const names[] = { "f", "d", "d" };
	enum caps_scope scope = (enum caps_scope)random_below(seed, 3);
	bool binds = random_below(seed, 2);
	struct buf path;

	buf_init(&path, set->alloc);
	set_allow_socket(set, random_path(&path, binds && !scope ? "pending" : names[scope], seed),
		scope, binds, NULL, NULL);
}

void random_set(struct set *set, uint64_t *seed)
{
	for (unsigned i = random_below(seed, 10); i; i--)
		add_fs(set, seed);
	for (unsigned i = random_below(seed, 2) * random_below(seed, 6); i; i--)
		add_socket(set, seed);
	set_network(set, random_below(seed, 2) ? SET_BLOCKED : SET_ALLOW_ALL);
	set->has_memory_limit = random_below(seed, 3);
	set->has_memory_bytes = set->has_memory_limit && random_below(seed, 3);
	if (set->has_memory_bytes)
		set->memory_bytes = (uint64_t)random_below(seed, UINT32_MAX)
				    << random_below(seed, 33);
}
