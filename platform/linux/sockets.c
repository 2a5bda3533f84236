/* SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>

#include "platform/linux/steps.h"
#include "platform/linux/syscall.h"

/* Own values: as in seccomp_rules.c. */
enum {
	FAMILY_UNIX = 1,
	FAMILY_INET = 2,
	FAMILY_INET6 = 10,
	FAMILY_NETLINK = 16,
	NETLINK_PROTOCOL_ROUTE = 0,
	TYPE_STREAM = 1,
	TYPE_DATAGRAM = 2,
	TYPE_SEQPACKET = 5,
	TYPE_PACKET = 10,
};

static long get_option(int *out, unsigned fd, int option)
{
	unsigned length = sizeof(*out);

	return sys_call(__NR_getsockopt, fd, SOL_SOCKET, option, (long)out, (long)&length, 0);
}

/* The port is at the same place for inet and inet6. Unix names are of no interest here. */
static long get_port(uint16_t *out, unsigned fd, long number, bool is_inet)
{
	struct sockaddr_storage address = { 0 };
	unsigned length = sizeof(address);
	long r = SYS(number, fd, &address, &length);

	if (!r && is_inet) {
		const unsigned char *bytes =
			(const unsigned char *)&address + offsetof(struct sockaddr_in, sin_port);

		*out = (uint16_t)(bytes[0] << 8 | bytes[1]);
	}
	return r;
}

long socket_look_at(struct socket_facts *out, unsigned fd)
{
	int listens = 0;
	bool is_inet;
	long r;

	*out = (struct socket_facts){ .is_standard = fd <= 2 };
	if ((r = get_option(&out->domain, fd, SO_DOMAIN)) ||
		(r = get_option(&out->type, fd, SO_TYPE)) ||
		(r = get_option(&out->protocol, fd, SO_PROTOCOL)) ||
		(r = get_option(&listens, fd, SO_ACCEPTCONN)))
		return r;
	out->listens = listens;
	is_inet = out->domain == FAMILY_INET || out->domain == FAMILY_INET6;
	/* What is neither is decided by its family. */
	if (!is_inet && out->domain != FAMILY_UNIX)
		return 0;
	r = get_port(&out->peer_port, fd, __NR_getpeername, is_inet);
	out->is_connected = !r;
	if (r && r != -ENOTCONN)
		return r;
	return get_port(&out->local_port, fd, __NR_getsockname, is_inet);
}

static bool grants(const struct rules *rules, uint16_t port, uint64_t right)
{
	for (size_t i = 0; i < rules->port_count; i++) {
		if (rules->ports[i].port == port && (rules->ports[i].rights & right))
			return true;
	}
	return false;
}

/*
 * Landlock sees every later connect and bind of a TCP socket, so what counts is where it is now. A
 * connection on 0, 1 or 2 is where the caller wants the output to go (inetd, socat).
 */
static bool tcp_allowed(const struct socket_facts *facts, const struct rules *rules)
{
	bool is_checked = rules->handled.net & LANDLOCK_CONNECT_TCP;

	if (facts->is_connected && facts->is_standard && is_checked)
		return true;
	if (rules->seccomp_policy & SECCOMP_NET_NONE)
		return false;
	/* Ports that are not enforced: best-effort. */
	if (!is_checked)
		return true;
	if (facts->is_connected && grants(rules, facts->peer_port, LANDLOCK_CONNECT_TCP))
		return true;
	if (facts->is_connected || facts->listens || facts->local_port)
		return grants(rules, facts->local_port, LANDLOCK_BIND_TCP);
	return true;
}

/*
 * As for TCP. A socket without a port that is not allowed to have one of the kernel's choice cannot
 * send, which Landlock sees.
 */
static bool udp_allowed(const struct socket_facts *facts, const struct rules *rules)
{
	if (!(rules->seccomp_policy & SECCOMP_NET_UDP))
		return false;
	/* All of UDP is free, or its ports are not enforced: best-effort. */
	if (!(rules->handled.net & LANDLOCK_CONNECT_SEND_UDP))
		return true;
	if (facts->is_connected &&
		(facts->is_standard || grants(rules, facts->peer_port, LANDLOCK_CONNECT_SEND_UDP)))
		return true;
	return !facts->is_connected && !facts->local_port
		       ? true
		       : grants(rules, facts->local_port, LANDLOCK_BIND_UDP);
}

static bool inet_allowed(const struct socket_facts *facts, const struct rules *rules)
{
	if (facts->type == TYPE_PACKET)
		return false;
	if (!(rules->seccomp_policy & SECCOMP_NET_RESTRICTED))
		return true;
	if (facts->type == TYPE_DATAGRAM)
		return facts->protocol == IPPROTO_UDP && udp_allowed(facts, rules);
	return facts->type == TYPE_STREAM && facts->protocol == IPPROTO_TCP &&
	       tcp_allowed(facts, rules);
}

/* Where none can be made, none that could still be sent or connected anywhere. */
static bool unix_allowed(const struct socket_facts *facts, const struct rules *rules)
{
	bool is_stream = facts->type == TYPE_STREAM || facts->type == TYPE_SEQPACKET;

	return !(rules->seccomp_policy & SECCOMP_NO_UNIX) ||
	       (is_stream && (facts->is_connected || facts->listens));
}

bool socket_allowed(const struct socket_facts *facts, const struct rules *rules)
{
	switch (facts->domain) {
	case FAMILY_UNIX:
		return unix_allowed(facts, rules);
	case FAMILY_INET:
	case FAMILY_INET6:
		return inet_allowed(facts, rules);
	case FAMILY_NETLINK:
		return facts->protocol == NETLINK_PROTOCOL_ROUTE &&
		       !(rules->seccomp_policy & SECCOMP_NET_NONE);
	default:
		return false;
	}
}
