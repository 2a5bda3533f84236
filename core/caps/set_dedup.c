/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/caps/set.h"
#include "core/caps/set_components.h"

/*
 * The rules are those of nono (0.66), with what surprises in them: a READ of the user and a WRITE
 * of a group become READ_WRITE of the user, as they are for the kernel, but a READ of the user and
 * a READ_WRITE of a group become the READ of the user.
 *
 * Files and sockets differ only in what the bits of their rights are, see of_fs() and of_socket().
 */

enum {
	BOTH = 3
};

struct entry {
	const char *original, *resolved;
	unsigned kind; /* what must be the same besides the path */
	unsigned rights;
	bool is_intent; /* the user or his profile wants it */
	bool is_removed, becomes_both;
	const char *inherited; /* the original of one that was removed, or NULL */
	size_t next;	       /* 1 + the next one with the same hash, 0: none */
};

struct dedup {
	struct entry *entries;
	size_t count;
	size_t *slots; /* 1 + the number of an entry that is kept */
	size_t slot_count;
	bool (*is_volatile)(const char *original); /* must not be inherited; NULL: all may */
};

static bool is_intent(const struct set_origin *from)
{
	return from->source == SET_USER || from->source == SET_PROFILE;
}

/* What means another file in each process. */
static bool is_of_process(const char *original)
{
	static const char *const devices[] = { "/dev/fd", "/dev/stdin", "/dev/stdout",
		"/dev/stderr" };

	for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++) {
		if (set_same_path(original, devices[i]))
			return true;
	}
	return set_begins_with(original, "/proc/self") ||
	       set_begins_with(original, "/proc/thread-self");
}

static size_t *slot_of(const struct dedup *dedup, const struct entry *entry)
{
	uint64_t hash = 14695981039346656037u + entry->kind; /* FNV-1a */

	for (const char *at = entry->resolved; *at; at++)
		hash = (hash ^ (unsigned char)*at) * 1099511628211u;
	return &dedup->slots[hash % dedup->slot_count];
}

static bool is_same(const struct entry *a, const struct entry *b)
{
	return a->kind == b->kind && !strcmp(a->resolved, b->resolved);
}

static bool keeps_new(const struct entry *old, const struct entry *new)
{
	if (old->is_intent != new->is_intent)
		return new->is_intent;
	return new->rights == BOTH && old->rights != BOTH;
}

static void merge(const struct dedup *dedup, struct entry *kept, struct entry *removed)
{
	removed->is_removed = true;
	if (kept->rights != BOTH && removed->rights != BOTH &&
		(kept->rights | removed->rights) == BOTH)
		kept->becomes_both = true;
	if (!set_same_path(kept->original, kept->resolved) ||
		set_same_path(removed->original, removed->resolved))
		return;
	if (!dedup->is_volatile || !dedup->is_volatile(removed->original))
		kept->inherited = removed->original;
}

/* Takes entry i in, beside or in place of the one that stands for the same. */
static void visit(struct dedup *dedup, size_t i)
{
	struct entry *new = &dedup->entries[i];
	size_t *link = slot_of(dedup, new);

	while (*link) {
		struct entry *old = &dedup->entries[*link - 1];

		if (!is_same(old, new)) {
			link = &old->next;
			continue;
		}
		if (!keeps_new(old, new)) {
			merge(dedup, old, new);
			return;
		}
		merge(dedup, new, old);
		new->next = old->next;
		break;
	}
	*link = i + 1;
}

static int start(struct dedup *dedup, size_t count, struct allocator *alloc, struct nono_err *err)
{
	*dedup = (struct dedup){ .count = count, .slot_count = 2 * count + 1 };
	dedup->entries = alloc_array(alloc, count + 1, sizeof(*dedup->entries));
	dedup->slots = alloc_array(alloc, dedup->slot_count, sizeof(*dedup->slots));
	return dedup->entries && dedup->slots ? NONO_OK : nono_err_memory(err);
}

static struct entry of_fs(const struct set_fs *fs)
{
	return (struct entry){
		.original = fs->original,
		.resolved = fs->resolved,
		.kind = fs->is_file,
		.rights = fs->access,
		.is_intent = is_intent(&fs->from),
	};
}

/* A mode is never added to another one: of two the larger is kept, or the user's own. */
static struct entry of_socket(const struct set_socket *socket)
{
	return (struct entry){
		.original = socket->original,
		.resolved = socket->resolved,
		.kind = socket->scope,
		.rights = socket->binds ? BOTH : 1,
		.is_intent = is_intent(&socket->from),
	};
}

static void finish_fs(struct set *set, const struct dedup *dedup)
{
	size_t kept = 0;

	for (size_t i = 0; i < dedup->count; i++) {
		const struct entry *entry = &dedup->entries[i];

		if (entry->is_removed)
			continue;
		set->fs[kept] = set->fs[i];
		if (entry->becomes_both)
			set->fs[kept].access = CAPS_READ_WRITE;
		if (entry->inherited)
			set->fs[kept].original = entry->inherited;
		kept++;
	}
	set->fs_count = kept;
}

static void finish_sockets(struct set *set, const struct dedup *dedup)
{
	size_t kept = 0;

	for (size_t i = 0; i < dedup->count; i++) {
		const struct entry *entry = &dedup->entries[i];

		if (entry->is_removed)
			continue;
		set->sockets[kept] = set->sockets[i];
		if (entry->inherited)
			set->sockets[kept].original = entry->inherited;
		kept++;
	}
	set->socket_count = kept;
}

/* All memory is taken before anything changes. */
int set_deduplicate(struct set *set, struct nono_err *err)
{
	struct dedup fs, sockets;
	int r = start(&fs, set->fs_count, set->alloc, err);

	if (!r)
		r = start(&sockets, set->socket_count, set->alloc, err);
	if (r)
		return r;
	fs.is_volatile = is_of_process;
	for (size_t i = 0; i < fs.count; i++)
		fs.entries[i] = of_fs(&set->fs[i]);
	for (size_t i = 0; i < sockets.count; i++)
		sockets.entries[i] = of_socket(&set->sockets[i]);
	for (size_t i = 0; i < fs.count; i++)
		visit(&fs, i);
	for (size_t i = 0; i < sockets.count; i++)
		visit(&sockets, i);
	finish_fs(set, &fs);
	finish_sockets(set, &sockets);
	return NONO_OK;
}
