/* SPDX-License-Identifier: Apache-2.0 */
#include "core/caps/caps.h"

enum {
	PORT_DNS = 53 /* RFC 1035, over TCP and UDP */
};

enum caps_dns caps_dns(const struct caps *caps)
{
	int chosen = caps->choices[CAPS_DNS].value;

	if (chosen != CAPS_DNS_AUTO)
		return (enum caps_dns)chosen;
	return caps_has_port(caps, CAPS_CONNECT) ? CAPS_DNS_TCP : CAPS_DNS_NONE;
}

static bool has_port(const struct caps *caps, uint16_t port, unsigned direction)
{
	for (size_t i = 0; i < caps->port_count; i++) {
		if (caps->ports[i].port == port && (caps->ports[i].direction & direction))
			return true;
	}
	return false;
}

/* Only where ports are restricted: otherwise one more port would be a restriction to that one. */
static int add_dns_port(struct caps *caps, struct nono_err *err)
{
	const struct caps_choice *choice = &caps->choices[CAPS_DNS];
	struct caps_port port = {
		.port = PORT_DNS,
		.direction = caps_dns(caps) == CAPS_DNS_UDP ? CAPS_UDP : CAPS_CONNECT,
		.key = "network.dns",
		.place = choice->place,
	};

	if (!caps->port_count || caps->network_blocked || caps_dns(caps) == CAPS_DNS_NONE ||
		has_port(caps, PORT_DNS, port.direction))
		return NONO_OK;
	return caps_add_port(caps, &port, err);
}

static int fail(const struct place *place, struct nono_err *err)
{
	nono_err_at(err, place);
	return NONO_ERR_INVALID;
}

static int check_blocked(const struct caps *caps, struct nono_err *err)
{
	const struct caps_choice *dns = &caps->choices[CAPS_DNS];
	const struct caps_choice *udp = &caps->choices[CAPS_UDP_MODE];
	const struct caps_choice *other = udp->value ? udp : dns;

	if (caps->port_count) {
		nono_err_set(err, NONO_ERR_INVALID,
			"%s: port %u is granted but network.block: true (%s:%u) excludes every port; "
			"remove one of the two",
			caps->ports->key, (unsigned)caps->ports->port, caps->blocked_at.source,
			caps->blocked_at.line);
		return fail(&caps->ports->place, err);
	}
	if (!udp->value && dns->value != CAPS_DNS_TCP && dns->value != CAPS_DNS_UDP)
		return NONO_OK;
	nono_err_set(err, NONO_ERR_INVALID,
		"%s: '%s' needs the network but network.block: true (%s:%u) excludes all of it; "
		"remove one of the two",
		other->key, other->word, caps->blocked_at.source, caps->blocked_at.line);
	return fail(&other->place, err);
}

static int check_dns(const struct caps *caps, struct nono_err *err)
{
	const struct caps_choice *dns = &caps->choices[CAPS_DNS];

	if (dns->value != CAPS_DNS_NONE || caps_network_restricted(caps))
		return NONO_OK;
	nono_err_set(err, NONO_ERR_INVALID,
		"%s: 'none' restricts nothing where the network is free; list the ports that are "
		"needed (network.connect_port ...), or say network.block: true",
		dns->key);
	return fail(&dns->place, err);
}

static int check_sockets(const struct caps *caps, struct nono_err *err)
{
	const struct caps_choice *choice = &caps->choices[CAPS_UNIX_SOCKETS];
	struct nono_clip clip;

	if (choice->value != CAPS_UNIX_NONE || !caps->socket_count)
		return NONO_OK;
	nono_err_set(err, NONO_ERR_INVALID,
		"%s: '%s' is granted but %s: none (%s:%u) excludes every unix socket; remove one of "
		"the two",
		caps->sockets->key, nono_err_clip(&clip, caps->sockets->path), choice->key,
		choice->place.source, choice->place.line);
	return fail(&caps->sockets->place, err);
}

int caps_complete(struct caps *caps, struct nono_err *err)
{
	int r = caps->network_blocked ? check_blocked(caps, err) : NONO_OK;

	if (!r)
		r = check_dns(caps, err);
	if (!r)
		r = check_sockets(caps, err);
	return r ? r : add_dns_port(caps, err);
}
