/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/live/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum {
	LIFETIME = 900,	    /* seconds: the table takes 200 under emulation */
	FIRST_PORT = 20000, /* below those that the kernel gives away by itself */
	PORT_RANGE = 10000,
	PORTS = 2,	  /* with a server, one that is granted and one that is not */
	ENDS = PORTS * 3, /* each: TCP over IPv4 and IPv6, UDP */
	UNIX_ENDS = 5,
};

static struct pollfd ends[ENDS + UNIX_ENDS];
static nfds_t end_count;

/* -1 when the port is in use. IPv6 may be absent. */
static int take(int port, int family, int type)
{
	struct sockaddr_in inet = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_in6 inet6 = { .sin6_family = AF_INET6,
		.sin6_port = htons((uint16_t)port),
		.sin6_addr = in6addr_loopback };
	int fd = socket(family, type | SOCK_CLOEXEC, 0), r;

	if (family == AF_INET)
		r = bind(fd, (struct sockaddr *)&inet, sizeof(inet));
	else
		r = bind(fd, (struct sockaddr *)&inet6, sizeof(inet6));
	if (!r && type == SOCK_STREAM)
		r = listen(fd, 64);
	if (r && errno != EADDRNOTAVAIL && errno != EAFNOSUPPORT && errno != EBADF) {
		close(fd);
		return -1;
	}
	return r ? 0 : fd;
}

static void keep(int fd)
{
	if (fd > 0)
		ends[end_count++] = (struct pollfd){ .fd = fd, .events = POLLIN };
}

/* The next port from *port on that is free for all. */
static int next_port(int *port, int is_served)
{
	int fds[3];

	for (;; ++*port) {
		fds[0] = take(*port, AF_INET, SOCK_STREAM);
		fds[1] = take(*port, AF_INET6, SOCK_STREAM);
		fds[2] = take(*port, AF_INET, SOCK_DGRAM);
		if (is_served && fds[0] > 0 && fds[1] >= 0 && fds[2] > 0)
			break;
		for (int i = 0; i < 3; i++) {
			if (fds[i] > 0)
				close(fds[i]);
		}
		if (fds[0] > 0 && fds[1] >= 0 && fds[2] > 0)
			return (*port)++;
	}
	for (int i = 0; i < 3; i++)
		keep(fds[i]);
	return (*port)++;
}

static int serve_unix(const char *directory, const char *name, int type)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	socklen_t size = sizeof(at);
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);

	if (*name == '@')
		size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
				   (size_t)snprintf(at.sun_path + 1, sizeof(at.sun_path) - 1,
					   "%s-%d", name + 1, getpid()));
	else
		snprintf(at.sun_path, sizeof(at.sun_path), "%s/%s", directory, name);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, size))
		return -1;
	keep(fd);
	return type == SOCK_STREAM ? listen(fd, 64) : 0;
}

/* A terminal that nobody reads from; its other end stays open here. */
static void print_terminal(const char *name)
{
	int fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	const char *path = fd < 0 || grantpt(fd) || unlockpt(fd) ? NULL : ptsname(fd);

	printf(" %s=%s", name, path ? path : "/dev/no-terminal");
}

/* What arrives is taken and dropped, so that no queue fills. */
static void drain(void)
{
	char byte;

	while (poll(ends, end_count, -1) >= 0) {
		for (nfds_t i = 0; i < end_count; i++) {
			if (!(ends[i].revents & POLLIN))
				continue;
			int fd = accept(ends[i].fd, NULL, NULL);

			if (fd >= 0)
				close(fd);
			else
				recv(ends[i].fd, &byte, 1, MSG_DONTWAIT);
		}
	}
}

int probe_serve(const char *directory)
{
	int port = FIRST_PORT + getpid() * 7 % PORT_RANGE;

	alarm(LIFETIME);
	if (serve_unix(directory, "stream", SOCK_STREAM) ||
		serve_unix(directory, "datagram", SOCK_DGRAM) ||
		serve_unix(directory, "below/stream", SOCK_STREAM) ||
		serve_unix(directory, "@nono-probe", SOCK_STREAM) ||
		serve_unix(directory, "@nono-probe-datagram", SOCK_DGRAM))
		return errno;
	printf("pid=%d", getpid());
	printf(" granted=%d", next_port(&port, 1));
	printf(" other=%d", next_port(&port, 1));
	printf(" free=%d", next_port(&port, 0));
	printf(" free_other=%d", next_port(&port, 0));
	print_terminal("terminal");
	print_terminal("terminal_read");
	printf(" address=%lx\n", (unsigned long)(void *)ends);
	fflush(stdout);
	drain();
	return errno;
}
