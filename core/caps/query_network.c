/* SPDX-License-Identifier: Apache-2.0 */
#include "core/caps/query_index.h"

static const struct query_result blocked = { .status = QUERY_DENIED,
	.reason = QUERY_NETWORK_BLOCKED };
static const struct query_result allowed = { .status = QUERY_ALLOWED,
	.reason = QUERY_NETWORK_ALLOWED };

static bool is_restricted(const struct set *set)
{
	return set->network != SET_ALLOW_ALL || set->port_count;
}

void query_network(const struct query *query, struct query_result *out)
{
	*out = is_restricted(query->set) ? blocked : allowed;
}

/* 'linux.udp: all' leaves UDP free where TCP is limited to ports. */
static bool is_udp_free(const struct set *set)
{
	return set->profile && set->profile->choices[CAPS_UDP_MODE].value == CAPS_ALLOW;
}

static bool is_proxy_free(const struct set *set, enum caps_direction direction, uint16_t port)
{
	if (direction == CAPS_CONNECT)
		return port && port == set->proxy_port;
	for (size_t i = 0; i < set->proxy_bind_count; i++) {
		if (set->proxy_binds[i] == port)
			return true;
	}
	return false;
}

static bool is_free(const struct set *set, enum caps_direction direction, uint16_t port)
{
	if (!is_restricted(set))
		return true;
	if (set->network == SET_BLOCKED)
		return false;
	if (direction == CAPS_UDP)
		return is_udp_free(set);
	return set->network == SET_PROXY_ONLY && is_proxy_free(set, direction, port);
}

void query_port(const struct query *query, enum caps_direction direction, uint16_t port,
	struct query_result *out)
{
	const struct set *set = query->set;

	if (is_free(set, direction, port)) {
		*out = allowed;
		return;
	}
	*out = blocked;
	for (size_t i = 0; set->network != SET_BLOCKED && i < set->port_count; i++) {
		if (set->ports[i].port != port || !(set->ports[i].direction & direction))
			continue;
		*out = allowed;
		out->port = &set->ports[i];
		return;
	}
}
