/* SPDX-License-Identifier: Apache-2.0 */
#include "core/caps/caps.h"

#include <string.h>

enum {
	LONGEST_PATH = 4096 /* PATH_MAX of Linux, NUL included: path_resolution(7) */
};

void caps_init(struct caps *caps, struct allocator *alloc)
{
	*caps = (struct caps){ .alloc = alloc };
}

static int check_path(
	const char *path, const char *key, const struct place *place, struct nono_err *err)
{
	struct nono_clip clip;

	if (strlen(path) >= LONGEST_PATH)
		nono_err_set(err, NONO_ERR_INVALID,
			"%s: path is %zu bytes long; the kernel takes at most %d", key,
			strlen(path), LONGEST_PATH - 1);
	else if (path[0] != '/')
		nono_err_set(err, NONO_ERR_INVALID,
			"%s: path '%s' is not absolute; begin it with /, ~ or $WORKDIR", key,
			nono_err_clip(&clip, path));
	else
		return NONO_OK;
	nono_err_at(err, place);
	return NONO_ERR_INVALID;
}

int caps_add_path(struct caps *caps, const struct caps_path *path, struct nono_err *err)
{
	struct caps_path *paths;

	if (check_path(path->path, path->key, &path->place, err))
		return NONO_ERR_INVALID;
	paths = alloc_grow(
		caps->alloc, caps->paths, caps->path_count, &caps->path_capacity, sizeof(*paths));
	if (!paths)
		return nono_err_memory(err);
	caps->paths = paths;
	caps->paths[caps->path_count++] = *path;
	return NONO_OK;
}

int caps_add_port(struct caps *caps, const struct caps_port *port, struct nono_err *err)
{
	struct caps_port *ports = alloc_grow(
		caps->alloc, caps->ports, caps->port_count, &caps->port_capacity, sizeof(*ports));

	if (!ports)
		return nono_err_memory(err);
	caps->ports = ports;
	caps->ports[caps->port_count++] = *port;
	return NONO_OK;
}

int caps_add_socket(struct caps *caps, const struct caps_socket *socket, struct nono_err *err)
{
	struct caps_socket *sockets;

	if (check_path(socket->path, socket->key, &socket->place, err))
		return NONO_ERR_INVALID;
	if (socket->scope != CAPS_SOCKET_FILE && !socket->path[1]) {
		nono_err_set(err, NONO_ERR_INVALID,
			"%s: '/' would grant every socket of the machine; name a directory, or say "
			"linux.unix_sockets: all",
			socket->key);
		nono_err_at(err, &socket->place);
		return NONO_ERR_INVALID;
	}
	sockets = alloc_grow(caps->alloc, caps->sockets, caps->socket_count, &caps->socket_capacity,
		sizeof(*sockets));
	if (!sockets)
		return nono_err_memory(err);
	caps->sockets = sockets;
	caps->sockets[caps->socket_count++] = *socket;
	return NONO_OK;
}

int caps_add_variable(struct caps *caps, const struct caps_variable *variable, struct nono_err *err)
{
	struct caps_variable *variables = alloc_grow(caps->alloc, caps->variables,
		caps->variable_count, &caps->variable_capacity, sizeof(*variables));

	if (!variables)
		return nono_err_memory(err);
	caps->variables = variables;
	caps->variables[caps->variable_count++] = *variable;
	return NONO_OK;
}

int caps_add_policy_file(struct caps *caps, const char *path, struct nono_err *err)
{
	const char **files;

	for (size_t i = 0; i < caps->policy_file_count; i++) {
		if (!strcmp(caps->policy_files[i], path))
			return NONO_OK;
	}
	files = alloc_grow(caps->alloc, caps->policy_files, caps->policy_file_count,
		&caps->policy_file_capacity, sizeof(*files));
	if (!files)
		return nono_err_memory(err);
	caps->policy_files = files;
	files[caps->policy_file_count++] = path;
	return NONO_OK;
}

void caps_block_network(struct caps *caps, const struct place *place)
{
	if (caps->network_blocked)
		return;
	caps->network_blocked = true;
	caps->blocked_at = *place;
}

bool caps_network_restricted(const struct caps *caps)
{
	return caps->network_blocked || caps->port_count;
}

bool caps_has_port(const struct caps *caps, unsigned direction)
{
	for (size_t i = 0; i < caps->port_count; i++) {
		if (caps->ports[i].direction & direction)
			return true;
	}
	return false;
}

const char *caps_access_name(enum caps_access access)
{
	static const char *const names[] = { "none", "read", "write", "read+write" };

	return names[access & CAPS_READ_WRITE];
}
