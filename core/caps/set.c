/* SPDX-License-Identifier: Apache-2.0 */
#include "core/caps/set.h"

#include <string.h>

#include "core/caps/set_resolve.h"
#include "core/caps/set_rule.h"

void set_init(struct set *set, const struct caps_files *files, struct allocator *alloc)
{
	*set = (struct set){ .alloc = alloc, .files = files, .network = SET_ALLOW_ALL };
}

static int allow(
	struct set *set, struct set_fs *fs, const struct set_origin *from, struct nono_err *err)
{
	struct caps_file found;
	int r = set->files->resolve(set->files->context, fs->original, &found, set->alloc);

	if (r)
		return set_fail(r, fs->original, err);
	if (fs->is_file && found.kind == CAPS_IS_DIRECTORY)
		return set_fail_file(fs->original, err);
	if (!fs->is_file && found.kind != CAPS_IS_DIRECTORY)
		return set_fail_directory(fs->original, err);
	fs->resolved = found.path;
	if (from)
		fs->from = *from;
	return set_add_fs(set, fs, err);
}

int set_allow_path(struct set *set, const char *path, enum caps_access access,
	const struct set_origin *from, struct nono_err *err)
{
	struct set_fs fs = { .original = path, .access = access };

	return allow(set, &fs, from, err);
}

int set_allow_file(struct set *set, const char *path, enum caps_access access,
	const struct set_origin *from, struct nono_err *err)
{
	struct set_fs fs = { .original = path, .access = access, .is_file = true };

	return allow(set, &fs, from, err);
}

static int check_port(uint16_t port, bool is_directed, struct nono_err *err)
{
	if (port && is_directed)
		return NONO_OK;
	return nono_err_set(err, NONO_ERR_INVALID,
		"port %u cannot be granted%s; ports are numbers from 1 to 65535", (unsigned)port,
		port ? " without a direction" : "");
}

int set_allow_port(struct set *set, uint16_t port, unsigned direction,
	const struct set_origin *from, struct nono_err *err)
{
	int r = check_port(port, direction, err);
	struct set_port *ports;

	if (r)
		return r;
	ports = alloc_grow(
		set->alloc, set->ports, set->port_count, &set->port_capacity, sizeof(*ports));
	if (!ports)
		return nono_err_memory(err);
	set->ports = ports;
	ports[set->port_count++] =
		(struct set_port){ port, direction, from ? *from : (struct set_origin){ 0 } };
	return NONO_OK;
}

void set_network(struct set *set, enum set_network network)
{
	set->network = network;
	set->proxy_port = 0;
	set->proxy_bind_count = 0;
	set->network_from = (struct set_origin){ 0 };
}

void set_proxy_port(struct set *set, uint16_t port)
{
	set_network(set, SET_PROXY_ONLY);
	set->proxy_port = port;
}

int set_allow_proxy_bind(struct set *set, uint16_t port, struct nono_err *err)
{
	int r = check_port(port, true, err);
	uint16_t *ports;

	if (r)
		return r;
	if (set->network != SET_PROXY_ONLY)
		return nono_err_set(err, NONO_ERR_INVALID,
			"port %u can be bound beside a proxy only; choose the proxy's port first, or "
			"allow this one without a proxy",
			(unsigned)port);
	ports = alloc_grow(set->alloc, set->proxy_binds, set->proxy_bind_count,
		&set->proxy_bind_capacity, sizeof(*ports));
	if (!ports)
		return nono_err_memory(err);
	set->proxy_binds = ports;
	ports[set->proxy_bind_count++] = port;
	return NONO_OK;
}

bool set_is_network_restricted(const struct set *set)
{
	return set->network != SET_ALLOW_ALL || set->port_count;
}

static int add_text(struct set *set, struct set_texts *list, const char *text, struct nono_err *err)
{
	const char *copy = alloc_text(set->alloc, text, strlen(text)), **texts;

	if (!copy)
		return nono_err_memory(err);
	texts = alloc_grow(set->alloc, list->texts, list->count, &list->capacity, sizeof(*texts));
	if (!texts)
		return nono_err_memory(err);
	list->texts = texts;
	texts[list->count++] = copy;
	return NONO_OK;
}

int set_allow_command(struct set *set, const char *command, struct nono_err *err)
{
	return add_text(set, &set->allowed_commands, command, err);
}

int set_block_command(struct set *set, const char *command, struct nono_err *err)
{
	return add_text(set, &set->blocked_commands, command, err);
}

int set_add_platform_rule(struct set *set, const char *rule, struct nono_err *err)
{
	int r = set_rule_check(rule, err);

	return r ? r : add_text(set, &set->platform_rules, rule, err);
}
