/* SPDX-License-Identifier: Apache-2.0 */
#include "core/profile/profile_apply.h"

static enum caps_missing missing(const struct profile_entry *entry)
{
	if (entry->shipped)
		return CAPS_MISSING_SHIPPED;
	return entry->optional ? CAPS_MISSING_SKIP : CAPS_MISSING_ERROR;
}

/* The path of an entry; *out is NULL where a shipped profile names it by an unset variable. */
static int expand_path(const char **out, const struct profile_target *target,
	const struct profile_entry *entry, struct nono_err *err)
{
	struct nono_err unset = { 0 };
	int r = profile_expand(out, entry->value, target->host, target->caps->alloc,
		entry->shipped ? &unset : err);

	if (r == NONO_ERR_NO_MEMORY)
		return nono_err_memory(err);
	if (r)
		*out = NULL;
	/* It is as absent as a missing path. */
	return entry->shipped ? NONO_OK : r;
}

int apply_path(const struct profile_target *target, const struct profile_entry *entry,
	struct nono_err *err)
{
	struct caps_path path = {
		.access = entry->key->access,
		.kind = entry->key->kind,
		.missing = missing(entry),
		.key = entry->key->name,
		.place = entry->place,
	};
	int r = expand_path(&path.path, target, entry, err);

	return r || !path.path ? r : caps_add_path(target->caps, &path, err);
}

int apply_socket(const struct profile_target *target, const struct profile_entry *entry,
	struct nono_err *err)
{
	struct caps_socket socket = {
		.scope = (enum caps_scope)(entry->key->access & ~(unsigned)APPLY_BINDS),
		.binds = entry->key->access & APPLY_BINDS,
		.missing = missing(entry),
		.key = entry->key->name,
		.place = entry->place,
	};
	int r = expand_path(&socket.path, target, entry, err);

	return r || !socket.path ? r : caps_add_socket(target->caps, &socket, err);
}

/* The reader has checked that the value is a number from 1 to 65535. */
int apply_port(const struct profile_target *target, const struct profile_entry *entry,
	struct nono_err *err)
{
	struct caps_port port = {
		.direction = entry->key->access,
		.key = entry->key->name,
		.place = entry->place,
	};

	for (const char *digit = entry->value; *digit; digit++)
		port.port = (uint16_t)(port.port * 10 + (*digit - '0'));
	return caps_add_port(target->caps, &port, err);
}

int apply_block(const struct profile_target *target, const struct profile_entry *entry,
	struct nono_err *err)
{
	(void)err;
	if (entry->value[0] == 't')
		caps_block_network(target->caps, &entry->place);
	return NONO_OK;
}

int apply_compatibility(const struct profile_target *target, const struct profile_entry *entry,
	struct nono_err *err)
{
	(void)err;
	target->caps->best_effort = words_find(entry->key->words, entry->value)->value;
	return NONO_OK;
}

int apply_workdir(const struct profile_target *target, const struct profile_entry *entry,
	struct nono_err *err)
{
	struct caps_path path = {
		.access = (enum caps_access)words_find(entry->key->words, entry->value)->value,
		.kind = CAPS_FILE_OR_DIRECTORY,
		.key = entry->key->name,
		.place = entry->place,
	};
	int r;

	if (!path.access)
		return NONO_OK;
	r = profile_expand(&path.path, "$WORKDIR", target->host, target->caps->alloc, err);
	if (r)
		return r;
	/* The default of containers. Who means it can write the path itself. */
	if (!path.path[1])
		return nono_err_set(err, NONO_ERR_INVALID,
			"workdir.access: the program starts in '/', so this would grant everything; start "
			"it in a directory of its own, or extend this profile with 'workdir: {access: "
			"none}'");
	return caps_add_path(target->caps, &path, err);
}
