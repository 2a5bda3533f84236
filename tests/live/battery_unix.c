/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/live/battery.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Unix sockets of the outsider, by path and by name. Below ABI 9 there are none at all. */
#define BY_PATH                          \
	{                                \
		"-8:EAFNOSUPPORT EACCES" \
	}
#define BY_NAME                         \
	{                               \
		"-8:EAFNOSUPPORT EPERM" \
	}

static socklen_t address_of(struct sockaddr_un *to, const char *name)
{
	memset(to, 0, sizeof(*to));
	to->sun_family = AF_UNIX;
	if (*name != '@') {
		snprintf(to->sun_path, sizeof(to->sun_path), "%s", name);
		return sizeof(*to);
	}
	snprintf(to->sun_path + 1, sizeof(to->sun_path) - 1, "%s-%d", name, board->outsider);
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(to->sun_path + 1));
}

/* a: type, b: what the outsider counts. */
static int do_connect(const struct attempt *attempt)
{
	int fd = socket(AF_UNIX, (int)attempt->a | SOCK_CLOEXEC, 0);
	unsigned before = arrivals((enum arrival)attempt->b);
	struct sockaddr_un to;
	socklen_t size = address_of(&to, attempt->path);

	if (fd < 0 || connect(fd, (struct sockaddr *)&to, size))
		return errno;
	if (attempt->a == SOCK_DGRAM && send(fd, "x", 1, 0) != 1)
		return errno;
	return wait_arrival((enum arrival)attempt->b, before);
}

static int do_send(const struct attempt *attempt)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	unsigned before = arrivals((enum arrival)attempt->b);
	struct sockaddr_un to;
	socklen_t size = address_of(&to, attempt->path);

	if (fd < 0 || sendto(fd, "x", 1, 0, (struct sockaddr *)&to, size) != 1)
		return errno;
	return wait_arrival((enum arrival)attempt->b, before);
}

/* One end of a pair of datagram sockets can be given another peer. a: type; c: by connect(2). */
static int do_pair(const struct attempt *attempt)
{
	unsigned before = arrivals((enum arrival)attempt->b);
	struct sockaddr_un to;
	socklen_t size = address_of(&to, attempt->path);
	const struct sockaddr *at = (const void *)&to;
	int fds[2];

	if (socketpair(AF_UNIX, (int)attempt->a | SOCK_CLOEXEC, 0, fds))
		return errno;
	if (attempt->c ? connect(fds[0], at, size) || send(fds[0], "x", 1, 0) != 1
		       : sendto(fds[0], "x", 1, 0, at, size) != 1)
		return errno;
	return wait_arrival((enum arrival)attempt->b, before);
}

static int do_serve(const struct attempt *attempt)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_un at;
	socklen_t size = address_of(&at, attempt->path);

	if (fd < 0 || bind(fd, (struct sockaddr *)&at, size))
		return errno;
	return errno_of(listen(fd, 1));
}

const struct attempt attempts_unix[] = {
	{ "N32", "unix socket by path", do_connect, "sockets/stream", SOCK_STREAM, AT_STREAM, 0,
		BY_PATH },
	{ "N33", "unix datagram by path", do_send, "sockets/datagram", 0, AT_DATAGRAM, 0, BY_PATH },
	{ "N34", "abstract unix socket", do_connect, "@nono-stream", SOCK_STREAM, AT_ABSTRACT, 0,
		BY_NAME },
	{ "N35", "abstract unix datagram", do_send, "@nono-datagram", 0, AT_ABSTRACT_DATAGRAM, 0,
		BY_NAME },
	{ "N49", "pair of datagrams, sendto", do_pair, "sockets/datagram", SOCK_DGRAM, AT_DATAGRAM,
		0, { "EACCES" } },
	{ "N50", "pair of datagrams, abstract", do_pair, "@nono-datagram", SOCK_DGRAM,
		AT_ABSTRACT_DATAGRAM, 1, { "-8:EACCES EPERM" } },
	{ "N81", "unix packets by path", do_connect, "sockets/packets", SOCK_SEQPACKET, AT_PACKETS,
		0, BY_PATH },
	{ "N82", "unix datagram, connected", do_connect, "sockets/datagram", SOCK_DGRAM,
		AT_DATAGRAM, 0, BY_PATH },
	{ "N83", "abstract datagram, connected", do_connect, "@nono-datagram", SOCK_DGRAM,
		AT_ABSTRACT_DATAGRAM, 0, BY_NAME },
	{ "N84", "pair of datagrams, connect", do_pair, "sockets/datagram", SOCK_DGRAM, AT_DATAGRAM,
		1, { "EACCES" } },
	{ "N85", "pair of raw, sendto", do_pair, "sockets/datagram", SOCK_RAW, AT_DATAGRAM, 0,
		{ "EACCES" } },
	{ "N86", "unix server", do_serve, "none/server", 0, 0, 0, { "-8:EAFNOSUPPORT EACCES" } },
	{ NULL, NULL, NULL, NULL, 0, 0, 0, { NULL } },
};
