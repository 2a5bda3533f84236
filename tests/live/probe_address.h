/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_LIVE_PROBE_ADDRESS_H
#define TESTS_LIVE_PROBE_ADDRESS_H

#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/live/probe.h"

union address {
	struct sockaddr any;
	struct sockaddr_in inet;
	struct sockaddr_in6 inet6;
	struct sockaddr_un local;
};

/* Of family on loopback; returns its size. */
static inline socklen_t loopback(union address *address, int family, const char *port)
{
	in_port_t number = htons((uint16_t)atoi(port));

	memset(address, 0, sizeof(*address));
	address->any.sa_family = (sa_family_t)family;
	if (family == AF_INET) {
		address->inet.sin_port = number;
		address->inet.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		return sizeof(address->inet);
	}
	address->inet6.sin6_port = number;
	address->inet6.sin6_addr = in6addr_loopback;
	return sizeof(address->inet6);
}

/* "@name" is an abstract address, everything else a path. */
static inline socklen_t local(union address *address, const char *name)
{
	size_t length = strlen(name);

	memset(address, 0, sizeof(*address));
	address->local.sun_family = AF_UNIX;
	if (length < sizeof(address->local.sun_path))
		memcpy(address->local.sun_path, name, length);
	if (*name != '@')
		return sizeof(address->local);
	address->local.sun_path[0] = '\0';
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
}

static inline int finish(int fd, long result)
{
	int r = result < 0 ? errno : 0;

	close(fd);
	return r;
}

#endif
