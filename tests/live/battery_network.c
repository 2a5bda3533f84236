/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/live/battery.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Own values: the headers of old distributions and of musl lack some. */
enum {
	PROTOCOL_SCTP = 132,
	PROTOCOL_UDPLITE = 136,
	PROTOCOL_MPTCP = 262,
	FAMILY_SMC = 43,
	FAMILY_MAPPED = -1, /* IPv4 by way of IPv6 */
	OPTION_FASTOPEN_CONNECT = 30,
	OPTION_ULP = 31,
	SEND_AND_CONNECT = 0x20000000, /* MSG_FASTOPEN */
	OPERATION_SOCKET = 45,
	ANSWER = 500, /* milliseconds */
};

#define NO_TCP                           \
	{                                \
		"EAFNOSUPPORT", "EACCES" \
	}
#define NO_PROTOCOL                               \
	{                                         \
		"EAFNOSUPPORT", "EPROTONOSUPPORT" \
	}
#define NO_FAST_OPEN                         \
	{                                    \
		"EAFNOSUPPORT", "EOPNOTSUPP" \
	}

union address {
	struct sockaddr any;
	struct sockaddr_in four;
	struct sockaddr_in6 six;
};

static uint16_t port_of(enum arrival where)
{
	return where == AT_GRANTED   ? board->granted
	       : where == AT_UDP     ? board->udp
	       : where == AT_UDPLITE ? board->udplite
				     : board->other;
}

/* Of loopback; returns the size. */
static socklen_t loopback(union address *address, int family, uint16_t port)
{
	static const unsigned char mapped[16] = { [10] = 0xff, 0xff, 127, 0, 0, 1 };

	memset(address, 0, sizeof(*address));
	if (family == AF_INET) {
		address->four.sin_family = AF_INET;
		address->four.sin_port = htons(port);
		address->four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		return sizeof(address->four);
	}
	address->six.sin6_family = AF_INET6;
	address->six.sin6_port = htons(port);
	address->six.sin6_addr = in6addr_loopback;
	if (family == FAMILY_MAPPED)
		memcpy(&address->six.sin6_addr, mapped, sizeof(mapped));
	return sizeof(address->six);
}

static int open_socket(int family, int type, int protocol)
{
	int real = family == FAMILY_MAPPED || family == FAMILY_SMC ? AF_INET6 : family;

	return socket(family == FAMILY_SMC ? FAMILY_SMC : real, type | SOCK_CLOEXEC, protocol);
}

/* a: family; b: what the outsider counts; c: an option of TCP, or negative the protocol. */
static int do_connect(const struct attempt *attempt)
{
	int fd = open_socket((int)attempt->a, SOCK_STREAM, attempt->c < 0 ? (int)-attempt->c : 0);
	unsigned before = arrivals((enum arrival)attempt->b);
	union address to;
	socklen_t size = loopback(&to, (int)attempt->a, port_of((enum arrival)attempt->b));
	int yes = 1;

	if (fd < 0)
		return errno;
	if (attempt->c > 0 && setsockopt(fd, IPPROTO_TCP, (int)attempt->c, &yes, sizeof(yes)))
		return errno;
	if (connect(fd, &to.any, size) || (attempt->c > 0 && send(fd, "x", 1, 0) < 0))
		return errno;
	return wait_arrival((enum arrival)attempt->b, before);
}

/* A server, shown by a connection to it from here. a: family, b: protocol, c: 1 without bind(2). */
static int do_serve(const struct attempt *attempt)
{
	int fd = open_socket((int)attempt->a, SOCK_STREAM, (int)attempt->b);
	union address at;
	socklen_t size = loopback(&at, (int)attempt->a, 0);

	if (fd < 0 || (!attempt->c && bind(fd, &at.any, size)) || listen(fd, 1))
		return errno;
	return errno_of(getsockname(fd, &at.any, &size));
}

/* A port that is nobody's, by number. */
static int do_bind(const struct attempt *attempt)
{
	int fd = open_socket((int)attempt->a, SOCK_STREAM, 0), yes = 1;
	union address at;
	socklen_t size;

	if (fd < 0)
		return errno;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	for (uint16_t port = 20001; port < 20100; port++) {
		size = loopback(&at, (int)attempt->a, port);
		if (!bind(fd, &at.any, size))
			return 0;
		if (errno != EADDRINUSE)
			return errno;
	}
	return EADDRINUSE;
}

/* a: family; b: what the outsider counts; c: protocol. */
static int do_datagram(const struct attempt *attempt)
{
	int fd = open_socket((int)attempt->a, SOCK_DGRAM, (int)attempt->c);
	unsigned before = arrivals((enum arrival)attempt->b);
	union address to;
	socklen_t size = loopback(&to, (int)attempt->a, port_of((enum arrival)attempt->b));

	if (fd < 0 || sendto(fd, "x", 1, 0, &to.any, size) != 1)
		return errno;
	return wait_arrival((enum arrival)attempt->b, before);
}

/* By another call, which takes many. */
static int do_datagrams(const struct attempt *attempt)
{
	int fd = open_socket((int)attempt->a, SOCK_DGRAM, 0);
	unsigned before = arrivals(AT_UDP);
	union address to;
	char byte = 'x';
	struct iovec data = { &byte, 1 };
	struct mmsghdr message = { .msg_hdr = { .msg_name = &to,
					   .msg_namelen = loopback(&to, AF_INET, board->udp),
					   .msg_iov = &data,
					   .msg_iovlen = 1 } };

	if (fd < 0 || sendmmsg(fd, &message, 1, 0) != 1)
		return errno;
	return wait_arrival(AT_UDP, before);
}

/* Asks this machine for an echo. a: type of the socket. */
static int do_ping(const struct attempt *attempt)
{
	int fd = open_socket(AF_INET, (int)attempt->a, IPPROTO_ICMP);
	struct icmphdr echo = { .type = ICMP_ECHO, .checksum = htons(0xf7ff) };
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	union address to;
	socklen_t size = loopback(&to, AF_INET, 0);

	if (fd < 0 || sendto(fd, &echo, sizeof(echo), 0, &to.any, size) < 0)
		return errno;
	return poll(&wait, 1, ANSWER) == 1 ? 0 : SILENT;
}

/* A datagram made by hand. a: protocol, which says whether the head of IP is by hand as well. */
static int do_raw(const struct attempt *attempt)
{
	const uint16_t datagram[] = { htons(9), htons(board->udp), htons(10), 0, 'x' };
	int fd = open_socket((int)attempt->a, SOCK_RAW, IPPROTO_UDP);
	unsigned before = arrivals(AT_UDP);
	union address to;
	socklen_t size = loopback(&to, (int)attempt->a, 0);

	if (fd < 0)
		return errno;
	if (attempt->a == AF_INET6)
		return 0; /* the checksum is not optional there */
	if (sendto(fd, datagram, sizeof(datagram), 0, &to.any, size) < 0)
		return errno;
	return wait_arrival(AT_UDP, before);
}

/* Connects without connect(2). a: family; c: 0 sendto, 1 sendmsg, 2 sendmmsg, 3 of MPTCP. */
static int do_fast_open(const struct attempt *attempt)
{
	int fd = open_socket((int)attempt->a, SOCK_STREAM, attempt->c == 3 ? PROTOCOL_MPTCP : 0);
	unsigned before = arrivals(AT_OTHER);
	union address to;
	char byte = 'x';
	struct iovec data = { &byte, 1 };
	struct mmsghdr message = { .msg_hdr = {
					   .msg_name = &to, .msg_iov = &data, .msg_iovlen = 1 } };
	socklen_t size = loopback(&to, (int)attempt->a, board->other);
	long sent;

	message.msg_hdr.msg_namelen = size;
	if (fd < 0)
		return errno;
	if (attempt->c == 1)
		sent = sendmsg(fd, &message.msg_hdr, SEND_AND_CONNECT);
	else if (attempt->c == 2)
		sent = sendmmsg(fd, &message, 1, SEND_AND_CONNECT);
	else
		sent = sendto(fd, &byte, 1, SEND_AND_CONNECT, &to.any, size);
	return sent < 0 ? errno : wait_arrival(AT_OTHER, before);
}

/* On a connection that is allowed in profile B. */
static int do_upper_layer(const struct attempt *attempt)
{
	int fd = open_socket(AF_INET, SOCK_STREAM, 0);
	union address to;
	socklen_t size = loopback(&to, AF_INET, board->granted);

	if (fd < 0 || connect(fd, &to.any, size))
		return errno;
	return errno_of(setsockopt(fd, IPPROTO_TCP, OPTION_ULP, attempt->path, 3));
}

/* A ring makes the socket, and with c connects one. */
static int do_ring(const struct attempt *attempt)
{
	struct io_uring_params parameters;
	int ring = io_uring_open(&parameters, 0), r, fd;
	unsigned before = arrivals(AT_OTHER);
	union address to;
	socklen_t size = loopback(&to, AF_INET, board->other);
	struct io_uring_sqe sqe = { .opcode = OPERATION_SOCKET, .fd = AF_INET, .off = SOCK_STREAM };

	if (ring < 0)
		return errno;
	if (attempt->c)
		sqe = (struct io_uring_sqe){ .opcode = IORING_OP_CONNECT,
			.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0),
			.addr = (uintptr_t)&to,
			.off = size };
	r = io_uring_do(ring, &parameters, &sqe, &fd);
	if (r || fd < 0)
		return r ? r : -fd;
	return attempt->c ? wait_arrival(AT_OTHER, before) : 0;
}

const struct attempt attempts_network[] = {
	{ "N01", "connect to a port", do_connect, NULL, AF_INET, AT_OTHER, 0, NO_TCP },
	{ "N02", "connect to the granted port", do_connect, NULL, AF_INET, AT_GRANTED, 0,
		{ "EAFNOSUPPORT", "works" } },
	{ "N03", "connect by IPv6", do_connect, NULL, AF_INET6, AT_OTHER, 0, NO_TCP },
	{ "N04", "connect by IPv6 to IPv4", do_connect, NULL, FAMILY_MAPPED, AT_OTHER, 0, NO_TCP },
	{ "N05", "listen without bind", do_serve, NULL, AF_INET, 0, 1, NO_TCP },
	{ "N06", "TCP Fast Open, sendto", do_fast_open, NULL, AF_INET, 0, 0, NO_FAST_OPEN },
	{ "N07", "TCP Fast Open, connect", do_connect, NULL, AF_INET, AT_OTHER,
		OPTION_FASTOPEN_CONNECT, NO_TCP },
	{ "N08", "MPTCP", do_connect, NULL, AF_INET, AT_OTHER, -PROTOCOL_MPTCP, NO_PROTOCOL },
	{ "N09", "SCTP", do_serve, NULL, AF_INET, PROTOCOL_SCTP, 0, NO_PROTOCOL },
	{ "N10", "UDP", do_datagram, NULL, AF_INET, AT_UDP, 0, NO_TCP },
	{ "N11", "UDP by IPv6", do_datagram, NULL, AF_INET6, AT_UDP, 0, NO_TCP },
	{ "N12", "UDP-Lite", do_datagram, NULL, AF_INET, AT_UDPLITE, PROTOCOL_UDPLITE, NO_TCP },
	{ "N13", "ping", do_ping, NULL, SOCK_DGRAM, 0, 0, NO_TCP },
	{ "N14", "raw ICMP", do_ping, NULL, SOCK_RAW, 0, 0, NO_TCP },
	{ "N15", "raw UDP", do_raw, NULL, AF_INET, 0, 0, NO_TCP },
	{ "N25", "MPTCP, listening", do_serve, NULL, AF_INET, PROTOCOL_MPTCP, 0, NO_PROTOCOL },
	{ "N27", "SMC", do_connect, NULL, FAMILY_SMC, AT_OTHER, 0, { "EAFNOSUPPORT" } },
	{ "N36", "socket by io_uring", do_ring, NULL, 0, 0, 0, { "ENOSYS" } },
	{ "N37", "connect by io_uring", do_ring, NULL, 0, 0, 1, { "ENOSYS" } },
	{ "N38", "bind to a port", do_bind, NULL, AF_INET, 0, 0, NO_TCP },
	{ "N39", "bind to any port and listen", do_serve, NULL, AF_INET, 0, 0, NO_TCP },
	{ "N40", "TCP Fast Open, sendmsg", do_fast_open, NULL, AF_INET, 0, 1, NO_FAST_OPEN },
	{ "N41", "TCP Fast Open, sendmmsg", do_fast_open, NULL, AF_INET, 0, 2, NO_FAST_OPEN },
	{ "N60", "UDP, sendmmsg", do_datagrams, NULL, AF_INET, 0, 0, NO_TCP },
	{ "N61", "TCP Fast Open by IPv6", do_fast_open, NULL, AF_INET6, 0, 0, NO_FAST_OPEN },
	{ "N62", "upper layer of TCP", do_upper_layer, "tls", 0, 0, 0,
		{ "EAFNOSUPPORT", "ENOPROTOOPT" } },
	{ "N63", "upper layer of TCP, SMC", do_upper_layer, "smc", 0, 0, 0,
		{ "EAFNOSUPPORT", "ENOPROTOOPT" } },
	{ "N69", "raw UDP by IPv6", do_raw, NULL, AF_INET6, 0, 0, NO_TCP },
	{ "N70", "bind by IPv6", do_bind, NULL, AF_INET6, 0, 0, NO_TCP },
	{ "N71", "listen by IPv6", do_serve, NULL, AF_INET6, 0, 1, NO_TCP },
	{ "N72", "MPTCP Fast Open", do_fast_open, NULL, AF_INET, 0, 3, NO_PROTOCOL },
	{ "N73", "MPTCP by IPv6", do_connect, NULL, AF_INET6, AT_OTHER, -PROTOCOL_MPTCP,
		NO_PROTOCOL },
	{ NULL, NULL, NULL, NULL, 0, 0, 0, { NULL } },
};
