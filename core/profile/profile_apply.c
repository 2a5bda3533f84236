/* SPDX-License-Identifier: Apache-2.0 */
#include "core/profile/profile_apply.h"

int apply_path(const struct profile_target *target, const struct profile_entry *entry,
	struct nono_err *err)
{
	struct caps_path path = {
		.access = entry->key->access,
		.kind = entry->key->kind,
		.missing = entry->shipped    ? CAPS_MISSING_SHIPPED
			   : entry->optional ? CAPS_MISSING_SKIP
					     : CAPS_MISSING_ERROR,
		.key = entry->key->name,
		.place = entry->place,
	};
	struct nono_err unset = { 0 };
	int r = profile_expand(&path.path, entry->value, target->host, target->caps->alloc,
		entry->shipped ? &unset : err);

	if (r == NONO_ERR_NO_MEMORY)
		return nono_err_memory(err);
	/* What a shipped profile names by a variable that is unset is as absent as a missing path.
	 */
	if (r && entry->shipped)
		return NONO_OK;
	return r ? r : caps_add_path(target->caps, &path, err);
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
