/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/live/probe_address.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Own values: the headers of old distributions and of musl lack some. */
enum {
	PROTOCOL_SCTP = 132,
	PROTOCOL_UDP_LITE = 136,
	PROTOCOL_MPTCP = 262,
	FAMILY_SMC = 43,
	FAMILY_XDP = 44,
	OLD_PACKET = 10, /* type: SOCK_PACKET */
	NETLINK_UEVENT = 15,
	NETLINK_FOR_GENERIC = 16,
	OPTION_FASTOPEN_CONNECT = 30,
	OPTION_ULP = 31,
	SEND_AND_CONNECT = 0x20000000, /* MSG_FASTOPEN */
};

/* a, b, c: family, type and protocol. */
static int do_socket(const struct operation *operation, char **arguments)
{
	int fd = socket(operation->a, operation->b | SOCK_CLOEXEC, operation->c);

	(void)arguments;
	return finish(fd, fd);
}

static int do_connect(const struct operation *operation, char **arguments)
{
	int fd = socket(operation->a, SOCK_STREAM | SOCK_CLOEXEC, operation->c), yes = 1;
	union address to;
	socklen_t size = loopback(&to, operation->a, arguments[0]);

	if (fd < 0)
		return errno;
	/* b: an option of TCP to set before. */
	if (operation->b && setsockopt(fd, IPPROTO_TCP, operation->b, &yes, sizeof(yes)))
		return finish(fd, -1);
	return finish(fd, connect(fd, &to.any, size));
}

/* Nobody listens there, and the refusal comes from the network, so that the sandbox had let it
 * pass. */
static int do_reach(const struct operation *operation, char **arguments)
{
	int r = do_connect(operation, arguments);

	return r == ECONNREFUSED ? 0 : r;
}

/* b: listen as well. */
static int do_bind(const struct operation *operation, char **arguments)
{
	int fd = socket(operation->a, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;
	union address at;
	socklen_t size = loopback(&at, operation->a, arguments[0]);

	if (fd < 0)
		return errno;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (bind(fd, &at.any, size))
		return finish(fd, -1);
	return finish(fd, operation->b ? listen(fd, 1) : 0);
}

/* The kernel gives it a port of its own choice. */
static int do_listen(const struct operation *operation, char **arguments)
{
	int fd = socket(operation->a, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)arguments;
	return fd < 0 ? errno : finish(fd, listen(fd, 1));
}

/* a: 0 sendto, 1 sendmsg, 2 sendmmsg. All three connect without connect(2). */
static int do_fast_open(const struct operation *operation, char **arguments)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	union address to;
	socklen_t size = loopback(&to, AF_INET, arguments[0]);
	char byte = 'x';
	struct iovec data = { &byte, 1 };
	struct mmsghdr message = { .msg_hdr = { .msg_name = &to,
					   .msg_namelen = size,
					   .msg_iov = &data,
					   .msg_iovlen = 1 } };
	long sent;

	if (fd < 0)
		return errno;
	if (operation->a == 0)
		sent = sendto(fd, &byte, 1, SEND_AND_CONNECT, &to.any, size);
	else if (operation->a == 1)
		sent = sendmsg(fd, &message.msg_hdr, SEND_AND_CONNECT);
	else
		sent = sendmmsg(fd, &message, 1, SEND_AND_CONNECT);
	return finish(fd, sent);
}

/* An upper layer on a connected socket; which one does not matter to the filter. */
static int do_upper_layer(const struct operation *operation, char **arguments)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	union address to;
	socklen_t size = loopback(&to, AF_INET, arguments[0]);

	(void)operation;
	if (fd < 0)
		return errno;
	if (connect(fd, &to.any, size))
		return finish(fd, -1);
	return finish(fd, setsockopt(fd, IPPROTO_TCP, OPTION_ULP, "tls", 3));
}

const struct operation network_operations[] = {
	{ "connect4", 1, do_connect, AF_INET, 0, 0 },
	{ "connect6", 1, do_connect, AF_INET6, 0, 0 },
	{ "reach4", 1, do_reach, AF_INET, 0, 0 },
	{ "reach6", 1, do_reach, AF_INET6, 0, 0 },
	{ "connect-deferred", 1, do_connect, AF_INET, OPTION_FASTOPEN_CONNECT, 0 },
	{ "connect-mptcp", 1, do_connect, AF_INET, 0, PROTOCOL_MPTCP },
	{ "bind4", 1, do_bind, AF_INET, 0, 0 },
	{ "bind6", 1, do_bind, AF_INET6, 0, 0 },
	{ "serve4", 1, do_bind, AF_INET, 1, 0 },
	{ "serve6", 1, do_bind, AF_INET6, 1, 0 },
	{ "listen-unbound", 0, do_listen, AF_INET, 0, 0 },
	{ "udp4", 0, do_socket, AF_INET, SOCK_DGRAM, 0 },
	{ "udp6", 0, do_socket, AF_INET6, SOCK_DGRAM, 0 },
	{ "udp-lite", 0, do_socket, AF_INET, SOCK_DGRAM, PROTOCOL_UDP_LITE },
	{ "mptcp", 0, do_socket, AF_INET, SOCK_STREAM, PROTOCOL_MPTCP },
	{ "sctp", 0, do_socket, AF_INET, SOCK_STREAM, PROTOCOL_SCTP },
	{ "sctp-packets", 0, do_socket, AF_INET, SOCK_SEQPACKET, PROTOCOL_SCTP },
	{ "raw4", 0, do_socket, AF_INET, SOCK_RAW, IPPROTO_UDP },
	{ "raw6", 0, do_socket, AF_INET6, SOCK_RAW, IPPROTO_UDP },
	{ "icmp", 0, do_socket, AF_INET, SOCK_DGRAM, IPPROTO_ICMP },
	{ "packet", 0, do_socket, AF_PACKET, SOCK_RAW, 0 },
	{ "packet-old", 0, do_socket, AF_INET, OLD_PACKET, 0 },
	{ "netlink-route", 0, do_socket, AF_NETLINK, SOCK_RAW, 0 },
	{ "netlink-uevent", 0, do_socket, AF_NETLINK, SOCK_RAW, NETLINK_UEVENT },
	{ "netlink-generic", 0, do_socket, AF_NETLINK, SOCK_RAW, NETLINK_FOR_GENERIC },
	{ "vsock", 0, do_socket, AF_VSOCK, SOCK_STREAM, 0 },
	{ "alg", 0, do_socket, AF_ALG, SOCK_SEQPACKET, 0 },
	{ "bluetooth", 0, do_socket, AF_BLUETOOTH, SOCK_RAW, 1 },
	{ "xdp", 0, do_socket, FAMILY_XDP, SOCK_RAW, 0 },
	{ "smc", 0, do_socket, FAMILY_SMC, SOCK_STREAM, 0 },
	{ "tipc", 0, do_socket, AF_TIPC, SOCK_STREAM, 0 },
	{ "fast-open-sendto", 1, do_fast_open, 0, 0, 0 },
	{ "fast-open-sendmsg", 1, do_fast_open, 1, 0, 0 },
	{ "fast-open-sendmmsg", 1, do_fast_open, 2, 0, 0 },
	{ "upper-layer", 1, do_upper_layer, 0, 0, 0 },
	{ "unix-stream", 0, do_socket, AF_UNIX, SOCK_STREAM, 0 },
	{ "unix-datagram", 0, do_socket, AF_UNIX, SOCK_DGRAM, 0 },
	{ "unix-packets", 0, do_socket, AF_UNIX, SOCK_SEQPACKET, 0 },
	{ NULL, 0, NULL, 0, 0, 0 },
};
