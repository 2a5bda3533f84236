/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>

#include "core/caps/set.h"
#include "core/caps/set_resolve.h"

static struct set_origin origin_of(const char *key, const struct place *place)
{
	return (struct set_origin){ SET_PROFILE, NULL, key, *place };
}

/* As the platform has it when it opens the path: what of a shipped profile is of the wrong kind is
 * as good as absent.
 */
static bool is_absent(enum caps_missing missing, int r, const struct nono_err *err)
{
	bool absent = r == NONO_ERR_PATH_NOT_FOUND || err->sys_errno == ENOTDIR;

	switch (missing) {
	case CAPS_MISSING_SHIPPED:
		return absent || r == NONO_ERR_EXPECTED_FILE || r == NONO_ERR_EXPECTED_DIRECTORY ||
		       err->sys_errno == EACCES || err->sys_errno == ELOOP;
	case CAPS_MISSING_SKIP:
		return absent;
	default:
		return false;
	}
}

/* r and why: of the attempt to add what stands at place. */
static int settle(int r, const struct nono_err *why, enum caps_missing missing,
	const struct place *place, struct nono_err *err)
{
	if (!r || is_absent(missing, r, why))
		return NONO_OK;
	if (r == NONO_ERR_NO_MEMORY)
		return nono_err_memory(err);
	nono_err_system(err, r, why->sys_errno, "%s", why->text);
	nono_err_at(err, place);
	return r;
}

static int add_path(struct set *set, const struct caps_path *path, struct nono_err *err)
{
	struct set_fs fs = {
		.original = path->path,
		.access = path->access,
		.from = origin_of(path->key, &path->place),
	};
	struct nono_err why = { 0 };
	struct caps_file found;
	int r = set->files->resolve(set->files->context, path->path, &found, set->alloc);

	if (r) {
		r = set_fail(r, path->path, &why);
	} else if (path->kind == CAPS_FILE && found.kind == CAPS_IS_DIRECTORY) {
		r = set_fail_file(path->path, &why);
	} else {
		fs.resolved = found.path;
		fs.is_file = found.kind != CAPS_IS_DIRECTORY;
		r = set_add_fs(set, &fs, &why);
	}
	return settle(r, &why, path->missing, &path->place, err);
}

static int add_socket(struct set *set, const struct caps_socket *socket, struct nono_err *err)
{
	struct set_origin from = origin_of(socket->key, &socket->place);
	struct nono_err why = { 0 };
	int r = set_allow_socket(set, socket->path, socket->scope, socket->binds, &from, &why);

	return settle(r, &why, socket->missing, &socket->place, err);
}

static int add_port(struct set *set, const struct caps_port *port, struct nono_err *err)
{
	struct set_origin from = origin_of(port->key, &port->place);

	if (!set_allow_port(set, port->port, port->direction, &from, err))
		return NONO_OK;
	return nono_err_at(err, &port->place);
}

int set_from_caps(struct set *set, const struct caps *caps, struct nono_err *err)
{
	int r = NONO_OK;

	for (size_t i = 0; !r && i < caps->path_count; i++)
		r = add_path(set, &caps->paths[i], err);
	for (size_t i = 0; !r && i < caps->socket_count; i++)
		r = add_socket(set, &caps->sockets[i], err);
	for (size_t i = 0; !r && i < caps->port_count; i++)
		r = add_port(set, &caps->ports[i], err);
	if (r)
		return r;
	if (caps->network_blocked) {
		set_network(set, SET_BLOCKED);
		set->network_from = origin_of("network.block", &caps->blocked_at);
	}
	set->profile = caps;
	return NONO_OK;
}

/* Error texts name the key that asked. */
static const char *key_of(const struct set_origin *from, const char *otherwise)
{
	return from->key ? from->key : otherwise;
}

static int give_paths(struct caps *caps, const struct set *set, struct nono_err *err)
{
	int r = NONO_OK;

	for (size_t i = 0; !r && i < set->fs_count; i++) {
		const struct set_fs *fs = &set->fs[i];
		const struct caps_path path = {
			.path = fs->resolved,
			.access = fs->access,
			.kind = fs->is_file ? CAPS_FILE : CAPS_FILE_OR_DIRECTORY,
			.key = key_of(&fs->from, fs->is_file ? "allow_file" : "allow_path"),
			.place = fs->from.place,
		};

		r = caps_add_path(caps, &path, err);
	}
	return r;
}

static int give_sockets(struct caps *caps, const struct set *set, struct nono_err *err)
{
	int r = NONO_OK;

	for (size_t i = 0; !r && i < set->socket_count; i++) {
		const struct set_socket *from = &set->sockets[i];
		const struct caps_socket socket = {
			.path = from->resolved,
			.scope = from->scope,
			.binds = from->binds,
			.key = key_of(&from->from, "allow_socket"),
			.place = from->from.place,
		};

		r = caps_add_socket(caps, &socket, err);
	}
	return r;
}

enum {
	PORT_DNS = 53
};

static bool has_dns_port(const struct caps *caps)
{
	for (size_t i = 0; i < caps->port_count; i++) {
		if (caps->ports[i].port == PORT_DNS && (caps->ports[i].direction & CAPS_CONNECT))
			return true;
	}
	return false;
}

static int give_ports(struct caps *caps, const struct set *set, struct nono_err *err)
{
	struct caps_choice *dns = &caps->choices[CAPS_DNS];
	int r = NONO_OK;

	for (size_t i = 0; !r && i < set->port_count; i++) {
		const struct caps_port port = {
			.port = set->ports[i].port,
			.direction = set->ports[i].direction,
			.key = key_of(&set->ports[i].from, "allow_port"),
			.place = set->ports[i].from.place,
		};

		r = caps_add_port(caps, &port, err);
	}
	/* What is not in the set, and so in no answer of a query, must not be granted. */
	if (dns->value == CAPS_DNS_AUTO && caps->port_count && !has_dns_port(caps))
		*dns = (struct caps_choice){ CAPS_DNS_NONE, "network.dns", "none", { 0 } };
	return r;
}

/* Blocked is blocked: ports, and what a profile says about names, do not count beside it. */
static int give_network(struct caps *caps, const struct set *set, struct nono_err *err)
{
	switch (set->network) {
	case SET_PROXY_ONLY:
		return nono_err_set(err, NONO_ERR_UNSUPPORTED,
			"Per-port network filtering not supported on this platform: no rule can tell "
			"port %u of this machine from that port of another; allow the port instead",
			(unsigned)set->proxy_port);
	case SET_BLOCKED:
		if (!caps->network_blocked)
			caps->choices[CAPS_DNS] = caps->choices[CAPS_UDP_MODE] =
				(struct caps_choice){ 0 };
		caps_block_network(caps, &set->network_from.place);
		return NONO_OK;
	default:
		caps->network_blocked = false;
		return give_ports(caps, set, err);
	}
}

/* Everything of the profile but the lists that the set has; the rest of an array stays its own. */
static void give_settings(struct caps *caps, const struct caps *profile)
{
	struct allocator *alloc = caps->alloc;

	*caps = *profile;
	caps->alloc = alloc;
	caps->path_count = caps->path_capacity = 0;
	caps->socket_count = caps->socket_capacity = 0;
	caps->port_count = caps->port_capacity = 0;
	caps->variable_capacity = caps->variable_count;
	caps->policy_file_capacity = caps->policy_file_count;
}

int set_to_caps(struct caps *caps, const struct set *set, struct nono_err *err)
{
	struct caps_choice *descriptors = &caps->choices[CAPS_DESCRIPTORS];
	int r;

	if (set->profile)
		give_settings(caps, set->profile);
	if (!descriptors->key)
		*descriptors = (struct caps_choice){ CAPS_DESCRIPTORS_INHERIT, "linux.fds",
			"inherit", { 0 } };
	r = give_paths(caps, set, err);
	if (!r)
		r = give_sockets(caps, set, err);
	if (!r)
		r = give_network(caps, set, err);
	return r ? r : caps_complete(caps, err);
}
