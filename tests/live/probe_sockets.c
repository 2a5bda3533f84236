/* SPDX-License-Identifier: Apache-2.0 */
/* Unix sockets, and UDP. */
#include "tests/live/probe_address.h"

/* A unix socket and what is done with it. a: its type. */
static int do_unix_connect(const struct operation *operation, char **arguments)
{
	int fd = socket(AF_UNIX, operation->a | SOCK_CLOEXEC, 0);
	union address to;
	socklen_t size = local(&to, arguments[0]);

	return fd < 0 ? errno : finish(fd, connect(fd, &to.any, size));
}

static int do_unix_bind(const struct operation *operation, char **arguments)
{
	int fd = socket(AF_UNIX, operation->a | SOCK_CLOEXEC, 0);
	union address at;
	socklen_t size = local(&at, arguments[0]);

	return fd < 0 ? errno : finish(fd, bind(fd, &at.any, size));
}

/* One datagram, without connect(2). */
static int do_unix_sendto(const struct operation *operation, char **arguments)
{
	int fd = socket(AF_UNIX, operation->a | SOCK_CLOEXEC, 0);
	union address to;
	socklen_t size = local(&to, arguments[0]);

	return fd < 0 ? errno : finish(fd, sendto(fd, "x", 1, MSG_DONTWAIT, &to.any, size));
}

/* As a server that was killed starts again: the old name goes, and a client connects to the new. */
static int do_unix_serve(const struct operation *operation, char **arguments)
{
	int fd = socket(AF_UNIX, operation->a | SOCK_CLOEXEC, 0), client, r;
	union address at;
	socklen_t size = local(&at, arguments[0]);

	if (fd < 0)
		return errno;
	if (bind(fd, &at.any, size))
		return finish(fd, -1);
	close(fd);
	if (unlink(arguments[0]))
		return errno;
	fd = socket(AF_UNIX, operation->a | SOCK_CLOEXEC, 0);
	if (bind(fd, &at.any, size) || listen(fd, 1))
		return finish(fd, -1);
	client = socket(AF_UNIX, operation->a | SOCK_CLOEXEC, 0);
	r = finish(client, connect(client, &at.any, size));
	close(fd);
	return r;
}

static int do_pair(const struct operation *operation, char **arguments)
{
	int fds[2];
	char byte = 'x';

	(void)arguments;
	if (socketpair(AF_UNIX, operation->a | SOCK_CLOEXEC, 0, fds))
		return errno;
	if (write(fds[0], &byte, 1) != 1 || read(fds[1], &byte, 1) != 1)
		return errno;
	close(fds[1]);
	return finish(fds[0], 0);
}

/* One half of a pair of datagram sockets can be given another peer. b: by connect(2). */
static int do_pair_elsewhere(const struct operation *operation, char **arguments)
{
	union address to;
	socklen_t size = local(&to, arguments[0]);
	int fds[2];
	long r;

	if (socketpair(AF_UNIX, operation->a | SOCK_CLOEXEC, 0, fds))
		return errno;
	if (operation->b)
		r = connect(fds[0], &to.any, size);
	else
		r = sendto(fds[0], "x", 1, 0, &to.any, size);
	r = finish(fds[0], r);
	close(fds[1]);
	return (int)r;
}

/* Of family on loopback; IPv6 with a: v4-mapped. */
static socklen_t mapped(union address *address, const struct operation *operation, const char *port)
{
	socklen_t size = loopback(address, operation->a, port);

	if (operation->a == AF_INET6 && operation->b) {
		memset(&address->inet6.sin6_addr, 0, sizeof(address->inet6.sin6_addr));
		memcpy(&address->inet6.sin6_addr.s6_addr[10], "\xff\xff\x7f\0\0\1", 6);
	}
	return size;
}

/* a: family, b: v4-mapped. The socket has no port yet. */
static int do_udp_send(const struct operation *operation, char **arguments)
{
	int fd = socket(operation->a, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	union address to;
	socklen_t size = mapped(&to, operation, arguments[0]);

	return fd < 0 ? errno : finish(fd, sendto(fd, "x", 1, 0, &to.any, size));
}

/* For sendto(2) this is an address of IPv4. */
static int do_udp_unspec(const struct operation *operation, char **arguments)
{
	int fd = socket(operation->a, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	union address to;
	socklen_t size = loopback(&to, operation->a, arguments[0]);

	to.any.sa_family = AF_UNSPEC;
	return fd < 0 ? errno : finish(fd, sendto(fd, "x", 1, 0, &to.any, size));
}

/* b: sendmmsg in place of sendmsg. */
static int do_udp_message(const struct operation *operation, char **arguments)
{
	int fd = socket(operation->a, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	union address to;
	socklen_t size = loopback(&to, operation->a, arguments[0]);
	char byte = 'x';
	struct iovec data = { &byte, 1 };
	struct mmsghdr message = { .msg_hdr = { .msg_name = &to,
					   .msg_namelen = size,
					   .msg_iov = &data,
					   .msg_iovlen = 1 } };

	if (fd < 0)
		return errno;
	return finish(
		fd, operation->b ? sendmmsg(fd, &message, 1, 0) : sendmsg(fd, &message.msg_hdr, 0));
}

static int do_udp_connect(const struct operation *operation, char **arguments)
{
	int fd = socket(operation->a, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	union address to;
	socklen_t size = mapped(&to, operation, arguments[0]);

	if (fd < 0)
		return errno;
	if (connect(fd, &to.any, size))
		return finish(fd, -1);
	return finish(fd, send(fd, "x", 1, 0));
}

/* Connected to the first port; one datagram to the second. */
static int do_udp_redirect(const struct operation *operation, char **arguments)
{
	int fd = socket(operation->a, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	union address to, other;
	socklen_t size = loopback(&to, operation->a, arguments[0]);

	if (fd < 0)
		return errno;
	if (connect(fd, &to.any, size))
		return finish(fd, -1);
	loopback(&other, operation->a, arguments[1]);
	return finish(fd, sendto(fd, "x", 1, 0, &other.any, size));
}

static int do_udp_bind(const struct operation *operation, char **arguments)
{
	int fd = socket(operation->a, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	union address at;
	socklen_t size = loopback(&at, operation->a, arguments[0]);

	return fd < 0 ? errno : finish(fd, bind(fd, &at.any, size));
}

const struct operation socket_operations[] = {
	{ "unix-connect", 1, do_unix_connect, SOCK_STREAM, 0, 0 },
	{ "unix-sendto", 1, do_unix_sendto, SOCK_DGRAM, 0, 0 },
	{ "unix-bind", 1, do_unix_bind, SOCK_STREAM, 0, 0 },
	{ "unix-serve", 1, do_unix_serve, SOCK_STREAM, 0, 0 },
	{ "pair-stream", 0, do_pair, SOCK_STREAM, 0, 0 },
	{ "pair-packets", 0, do_pair, SOCK_SEQPACKET, 0, 0 },
	{ "pair-connect", 1, do_pair_elsewhere, SOCK_DGRAM, 1, 0 },
	{ "pair-sendto", 1, do_pair_elsewhere, SOCK_DGRAM, 0, 0 },
	{ "pair-raw-sendto", 1, do_pair_elsewhere, SOCK_RAW, 0, 0 },
	{ "udp-send", 1, do_udp_send, AF_INET, 0, 0 },
	{ "udp-send6", 1, do_udp_send, AF_INET6, 0, 0 },
	{ "udp-send-mapped", 1, do_udp_send, AF_INET6, 1, 0 },
	{ "udp-send-unspec", 1, do_udp_unspec, AF_INET, 0, 0 },
	{ "udp-sendmsg", 1, do_udp_message, AF_INET, 0, 0 },
	{ "udp-sendmmsg", 1, do_udp_message, AF_INET, 1, 0 },
	{ "udp-connect", 1, do_udp_connect, AF_INET, 0, 0 },
	{ "udp-connect6", 1, do_udp_connect, AF_INET6, 0, 0 },
	{ "udp-connect-mapped", 1, do_udp_connect, AF_INET6, 1, 0 },
	{ "udp-redirect", 2, do_udp_redirect, AF_INET, 0, 0 },
	{ "udp-bind", 1, do_udp_bind, AF_INET, 0, 0 },
	{ "udp-bind6", 1, do_udp_bind, AF_INET6, 0, 0 },
	{ NULL, 0, NULL, 0, 0, 0 },
};
