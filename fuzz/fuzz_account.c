/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz/fuzz_account.h"

#include <string.h>

#ifdef __aarch64__
#define IS_ARM true
#else
#define IS_ARM false
#endif

static bool chooses(const struct caps *caps, enum caps_setting setting, int value)
{
	return caps->choices[setting].value == value;
}

static bool has_port(const struct caps *caps, unsigned direction, unsigned number)
{
	for (size_t i = 0; i < caps->port_count; i++) {
		if ((caps->ports[i].direction & direction) &&
			(!number || caps->ports[i].port == number))
			return true;
	}
	return false;
}

static bool has_udp_free(const struct caps *caps)
{
	return chooses(caps, CAPS_UDP_MODE, CAPS_ALLOW);
}

/* CAPS_CONNECT, CAPS_UDP or 0 for none. */
static unsigned resolves_over(const struct caps *caps)
{
	switch (caps->choices[CAPS_DNS].value) {
	case CAPS_DNS_TCP:
		return CAPS_CONNECT;
	case CAPS_DNS_UDP:
		return CAPS_UDP;
	case CAPS_DNS_NONE:
		return 0;
	default:
		return has_port(caps, CAPS_CONNECT, 0) ? CAPS_CONNECT : 0;
	}
}

bool account_is_accepted(const struct caps *caps)
{
	bool names = chooses(caps, CAPS_DNS, CAPS_DNS_TCP) || chooses(caps, CAPS_DNS, CAPS_DNS_UDP);

	if (caps->network_blocked && (caps->port_count || names || has_udp_free(caps)))
		return false;
	if (!caps->network_blocked && !caps->port_count && chooses(caps, CAPS_DNS, CAPS_DNS_NONE))
		return false;
	return !caps->socket_count || !chooses(caps, CAPS_UNIX_SOCKETS, CAPS_UNIX_NONE);
}

size_t account_added_ports(const struct caps *caps)
{
	unsigned over = resolves_over(caps);

	return caps->port_count && over && !has_port(caps, over, 53);
}

static bool begins(const char *path, const char *directory)
{
	size_t length = strlen(directory);

	return !strncmp(path, directory, length) && (!path[length] || path[length] == '/');
}

/* /dev does not count, but for itself and what holds files in it. */
static bool can_store(const struct caps_path *path)
{
	if (!(path->access & CAPS_WRITE))
		return false;
	return !begins(path->path, "/dev") || !strcmp(path->path, "/dev") ||
	       begins(path->path, "/dev/shm") || begins(path->path, "/dev/mqueue") ||
	       begins(path->path, "/dev/hugepages");
}

static enum oracle_grants grants(const struct caps *caps)
{
	enum oracle_grants found = caps->socket_count ? GRANTS_CONNECT : GRANTS_NONE;

	for (size_t i = 0; i < caps->socket_count; i++) {
		if (caps->sockets[i].binds)
			found = GRANTS_BIND;
	}
	return found;
}

static enum oracle_network network(const struct caps *caps)
{
	bool listens = has_port(caps, CAPS_LISTEN, 0);

	if (caps->network_blocked)
		return NETWORK_BLOCKED;
	if (!caps->port_count)
		return NETWORK_FREE;
	if (has_udp_free(caps) || has_port(caps, CAPS_UDP, 0))
		return listens ? NETWORK_UDP_LISTEN : NETWORK_UDP;
	return listens ? NETWORK_LISTEN : NETWORK_CONNECT;
}

static unsigned switches(const struct caps *caps)
{
	return (chooses(caps, CAPS_DEBUG, CAPS_ALLOW) ? ALLOWS_DEBUG : 0) |
	       (chooses(caps, CAPS_NAMESPACES, CAPS_ALLOW) ? ALLOWS_NAMESPACES : 0) |
	       (chooses(caps, CAPS_IO_URING, CAPS_ALLOW) ? ALLOWS_IO_URING : 0) |
	       (chooses(caps, CAPS_IPC_MODE, CAPS_ALLOW) ? ALLOWS_SYSV : 0) |
	       (chooses(caps, CAPS_INOTIFY, CAPS_DENY) ? DENIES_INOTIFY : 0) |
	       (chooses(caps, CAPS_MEMFD_EXEC, CAPS_DENY) ? DENIES_MEMFD_EXEC : 0);
}

struct oracle account_oracle(const struct caps *caps, int abi)
{
	static const enum oracle_unix sockets[] = {
		[CAPS_UNIX_AUTO] = SOCKETS_AUTO,
		[CAPS_UNIX_NONE] = SOCKETS_NONE,
		[CAPS_UNIX_LISTED] = SOCKETS_LISTED,
		[CAPS_UNIX_ALL] = SOCKETS_ALL,
	};
	static const enum oracle_metadata metadata[] = {
		[CAPS_METADATA_AUTO] = METADATA_AUTO,
		[CAPS_METADATA_ALLOW] = METADATA_ALLOW,
		[CAPS_METADATA_DENY] = METADATA_DENY,
	};
	struct oracle oracle = {
		.network = network(caps),
		.abi = abi,
		.arm = IS_ARM,
		.read_only = true,
		.with_32_bit = !IS_ARM && chooses(caps, CAPS_COMPAT32, CAPS_ALLOW),
		.sockets = sockets[caps->choices[CAPS_UNIX_SOCKETS].value],
		.grants = grants(caps),
		.metadata = metadata[caps->choices[CAPS_METADATA].value],
		.switches = switches(caps),
	};

	for (size_t i = 0; i < caps->path_count; i++)
		oracle.read_only &= !can_store(&caps->paths[i]);
	return oracle;
}

/* What a ring could do although the filter denies it. */
static size_t bypassed(const struct oracle *oracle)
{
	return (size_t)(oracle->network != NETWORK_FREE) + oracle_no_unix(oracle) +
	       oracle_guards_metadata(oracle) + (oracle->abi == 1 || oracle->abi == 2);
}

size_t account_gaps(const struct caps *caps, int abi)
{
	const struct oracle oracle = account_oracle(caps, abi);
	const struct caps_choice *signals = &caps->choices[CAPS_SIGNAL_MODE];
	bool lists = oracle.sockets == SOCKETS_LISTED ||
		     (oracle.sockets == SOCKETS_AUTO && oracle.grants != GRANTS_NONE);
	size_t gaps = !abi;

	gaps += lists && abi < 9;
	gaps += caps->port_count && abi < 4;
	gaps += has_port(caps, CAPS_UDP, 0) && !has_udp_free(caps) && abi < 10;
	gaps += signals->key && signals->value != CAPS_EVERYONE && abi < 6;
	if (oracle.switches & ALLOWS_IO_URING)
		gaps += bypassed(&oracle);
	return gaps + (IS_ARM && chooses(caps, CAPS_COMPAT32, CAPS_ALLOW));
}

bool account_binds_in_root(const struct caps *caps)
{
	for (size_t i = 0; i < caps->socket_count; i++) {
		const char *path = caps->sockets[i].path;

		if (caps->sockets[i].binds && caps->sockets[i].scope == CAPS_SOCKET_FILE &&
			path + strspn(path, "/") > strrchr(path, '/'))
			return true;
	}
	return false;
}

struct account_handled account_handled(const struct caps *caps, int abi)
{
	static const struct account_handled all[] = { { 0, 0, 0 }, { 0x1fff, 0, 0 },
		{ 0x3fff, 0, 0 }, { 0x7fff, 0, 0 }, { 0x7fff, 3, 0 }, { 0xffff, 3, 0 },
		{ 0xffff, 3, 3 }, { 0xffff, 3, 3 }, { 0xffff, 3, 3 }, { 0x1ffff, 3, 3 },
		{ 0x1ffff, 15, 3 } };
	struct account_handled handled = all[abi];

	if (network(caps) == NETWORK_FREE)
		handled.net = 0;
	if (has_udp_free(caps))
		handled.net &= 3;
	if (chooses(caps, CAPS_UNIX_SOCKETS, CAPS_UNIX_ALL)) {
		handled.fs &= 0xffff;
		handled.scoped &= 2;
	}
	if (chooses(caps, CAPS_SIGNAL_MODE, CAPS_EVERYONE))
		handled.scoped &= 1;
	return handled;
}

/* One for each port of which anything is restricted, and port 0 for all that send over UDP. */
size_t account_port_rules(const struct caps *caps, int abi)
{
	unsigned seen = abi < 4 ? 0 : CAPS_CONNECT | CAPS_LISTEN;
	size_t count = 0;

	if (abi >= 10 && !has_udp_free(caps))
		seen |= CAPS_UDP;
	for (size_t i = 0; i < caps->port_count; i++)
		count += (caps->ports[i].direction & seen) != 0;
	return count + ((seen & CAPS_UDP) && has_port(caps, CAPS_UDP, 0));
}

/* 0x5fb: chown, dac_override, fowner, fsetid, kill, setgid, setuid, setpcap, net_bind_service. */
uint64_t account_privileges(const struct caps *caps)
{
	bool is_safe = !caps->privileges_from.key || caps->privileges_safe;

	return caps->privilege_mask | (is_safe ? 0x5fb : 0);
}

size_t account_settings(const struct caps *caps)
{
	bool is_restricted = caps->network_blocked || caps->port_count;
	size_t count = is_restricted && resolves_over(caps) == CAPS_CONNECT;

	for (size_t i = 0; i < caps->variable_count; i++) {
		const struct caps_variable *variable = &caps->variables[i];
		bool is_last = variable->kind == CAPS_VARIABLE_SET;

		for (size_t later = i + 1; is_last && later < caps->variable_count; later++)
			is_last = caps->variables[later].kind != CAPS_VARIABLE_SET ||
				  strcmp(caps->variables[later].name, variable->name) != 0;
		count += is_last;
		/* The profile's own value is in the place of the resolver's. */
		if (is_last && !strcmp(variable->name, "RES_OPTIONS"))
			count -= is_restricted && resolves_over(caps) == CAPS_CONNECT;
	}
	return count;
}
