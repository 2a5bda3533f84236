/* SPDX-License-Identifier: Apache-2.0 */
#include "core/caps/set.h"
#include "lib/handles.h"
#include "lib/last_error.h"
#include "lib/text.h"

/* What is in a set. */

bool nono_capability_set_path_covered(const struct NonoCapabilitySet *caps, const char *path)
{
	return caps && text_is_utf8(path) && set_covers(&caps->set, path, 0);
}

bool nono_capability_set_is_network_blocked(const struct NonoCapabilitySet *caps)
{
	return caps && set_is_network_restricted(&caps->set);
}

char *nono_capability_set_summary(const struct NonoCapabilitySet *caps)
{
	struct memory *scratch;
	struct buf text;
	char *given;

	if (!caps)
		return NULL;
	scratch = memory_new();
	if (!scratch) {
		last_error_memory();
		return NULL;
	}
	buf_init(&text, &scratch->allocator);
	set_summary(&caps->set, &text);
	given = text_give_buf(&text);
	memory_release(scratch);
	return given;
}

uintptr_t nono_capability_set_fs_count(const struct NonoCapabilitySet *caps)
{
	return caps ? caps->set.fs_count : 0;
}

/* NULL: there is no such entry. */
static const struct set_fs *entry(const struct NonoCapabilitySet *caps, uintptr_t index)
{
	return caps && index < caps->set.fs_count ? &caps->set.fs[index] : NULL;
}

/* The same, as an error. */
static const struct set_fs *need_entry(const struct NonoCapabilitySet *caps, uintptr_t index)
{
	const struct set_fs *fs = entry(caps, index);

	if (!caps)
		last_error_argument("caps pointer is NULL");
	else if (!fs)
		last_error_argument("index %zu out of bounds", (size_t)index);
	return fs;
}

char *nono_capability_set_fs_original(const struct NonoCapabilitySet *caps, uintptr_t index)
{
	const struct set_fs *fs = entry(caps, index);

	return fs ? text_give(fs->original) : NULL;
}

char *nono_capability_set_fs_resolved(const struct NonoCapabilitySet *caps, uintptr_t index)
{
	const struct set_fs *fs = entry(caps, index);

	return fs ? text_give(fs->resolved) : NULL;
}

uint32_t nono_capability_set_fs_access(const struct NonoCapabilitySet *caps, uintptr_t index)
{
	const struct set_fs *fs = need_entry(caps, index);

	return fs ? handles_mode(fs->access) : NONO_ACCESS_MODE_INVALID;
}

bool nono_capability_set_fs_is_file(const struct NonoCapabilitySet *caps, uintptr_t index)
{
	const struct set_fs *fs = entry(caps, index);

	return fs && fs->is_file;
}

enum NonoCapabilitySourceTag nono_capability_set_fs_source_tag(
	const struct NonoCapabilitySet *caps, uintptr_t index)
{
	const struct set_fs *fs = need_entry(caps, index);

	return fs ? (enum NonoCapabilitySourceTag)fs->from.source : NONO_CAPABILITY_SOURCE_TAG_USER;
}

char *nono_capability_set_fs_source_group_name(
	const struct NonoCapabilitySet *caps, uintptr_t index)
{
	const struct set_fs *fs = entry(caps, index);

	return fs && fs->from.source == SET_GROUP ? text_give(fs->from.group) : NULL;
}

char *nono_capability_set_fs_source_place(const struct NonoCapabilitySet *caps, uintptr_t index)
{
	const struct set_fs *fs = entry(caps, index);

	return fs ? text_give_place(&fs->from.place) : NULL;
}
