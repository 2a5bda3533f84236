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

static int check_path(const struct caps_path *path, struct nono_err *err)
{
	struct nono_clip clip;

	if (strlen(path->path) >= LONGEST_PATH)
		return nono_err_set(err, NONO_ERR_INVALID,
			"%s: path is %zu bytes long; the kernel takes at most %d", path->key,
			strlen(path->path), LONGEST_PATH - 1);
	if (path->path[0] != '/')
		return nono_err_set(err, NONO_ERR_INVALID,
			"%s: path '%s' is not absolute; begin it with /, ~ or $WORKDIR", path->key,
			nono_err_clip(&clip, path->path));
	return NONO_OK;
}

int caps_add_path(struct caps *caps, const struct caps_path *path, struct nono_err *err)
{
	struct caps_path *paths;

	if (check_path(path, err))
		return nono_err_at(err, &path->place);
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

void caps_block_network(struct caps *caps, const struct place *place)
{
	if (caps->network_blocked)
		return;
	caps->network_blocked = true;
	caps->blocked_at = *place;
}

int caps_check(const struct caps *caps, struct nono_err *err)
{
	const struct caps_port *port = caps->ports;

	if (!caps->network_blocked || !caps->port_count)
		return NONO_OK;
	nono_err_set(err, NONO_ERR_INVALID,
		"%s: port %u is granted but network.block: true (%s:%u) excludes every port; "
		"remove one of the two",
		port->key, (unsigned)port->port, caps->blocked_at.source, caps->blocked_at.line);
	nono_err_at(err, &port->place);
	return NONO_ERR_INVALID;
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
