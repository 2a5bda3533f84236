/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/live/battery.h"

#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum {
	LIFETIME = 900,
	ENDS = 40,
	LOOK = 10 /* milliseconds */
};

static struct pollfd ends[ENDS];
static enum arrival kinds[ENDS];
static nfds_t end_count;
/* What others must not read and write. */
static char secret[SECRET_SIZE], scratch[8];

static void arrive(enum arrival kind)
{
	__atomic_add_fetch(&board->arrived[kind], 1, __ATOMIC_SEQ_CST);
}

static void take_signal(int number)
{
	(void)number;
	arrive(AT_SIGNAL);
}

static int watch(int fd, enum arrival kind)
{
	if (fd < 0)
		return -1;
	ends[end_count] = (struct pollfd){ .fd = fd, .events = POLLIN };
	kinds[end_count++] = kind;
	return fd;
}

/* On loopback; *port 0: one that is free. Negative when there is no such protocol. */
static int serve_inet(int family, int type, int protocol, uint16_t *port)
{
	struct sockaddr_in6 six = {
		.sin6_family = AF_INET6, .sin6_port = htons(*port), .sin6_addr = in6addr_loopback
	};
	struct sockaddr_in four = { .sin_family = AF_INET,
		.sin_port = htons(*port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr *at = family == AF_INET ? (void *)&four : (void *)&six;
	socklen_t size = family == AF_INET ? sizeof(four) : sizeof(six);
	int fd = socket(family, type | SOCK_CLOEXEC, protocol);

	if (fd < 0 || bind(fd, at, size) || getsockname(fd, at, &size) ||
		(type == SOCK_STREAM && listen(fd, 64))) {
		close(fd);
		return -1;
	}
	*port = ntohs(family == AF_INET ? four.sin_port : six.sin6_port);
	return fd;
}

/* The same port for both families. Without IPv6 its attempts are vacuous. */
static void serve_both(int type, enum arrival kind, uint16_t *port)
{
	for (int i = 0; i < 100; i++) {
		int six, four;

		*port = 0;
		four = serve_inet(AF_INET, type, 0, port);
		six = serve_inet(AF_INET6, type, 0, port);
		if (four >= 0 && (six >= 0 || errno != EADDRINUSE)) {
			watch(four, kind);
			watch(six, kind);
			return;
		}
		close(four);
		close(six);
	}
	battery_die("a port");
}

static void serve_unix(const char *name, int type, enum arrival kind)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	socklen_t size = sizeof(at);
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);

	if (*name == '@') {
		snprintf(at.sun_path + 1, sizeof(at.sun_path) - 1, "%s-%d", name, board->outsider);
		size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
				   strlen(at.sun_path + 1));
	} else {
		snprintf(at.sun_path, sizeof(at.sun_path), "%s", name);
	}
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, size) ||
		(type != SOCK_DGRAM && listen(fd, 64)))
		battery_die(name);
	watch(fd, kind);
}

static void serve_ipc(void)
{
	/* All queues of a user together have a limit. */
	struct mq_attr small = { .mq_maxmsg = 8, .mq_msgsize = 8 };
	char name[32];

	snprintf(name, sizeof(name), "/nono-battery-%d", board->outsider);
	watch(mq_open(name, O_RDONLY | O_CREAT | O_NONBLOCK, 0600, &small), AT_QUEUE);
	board->memory_id = shmget(IPC_PRIVATE, sizeof(secret), IPC_CREAT | 0600);
	board->queue_id = msgget(IPC_PRIVATE, IPC_CREAT | 0600);
	board->semaphore_id = semget(IPC_PRIVATE, 1, IPC_CREAT | 0600);
	if (board->memory_id >= 0) {
		char *memory = shmat(board->memory_id, NULL, 0);

		if (memory != (void *)-1)
			memcpy(memory, secret, sizeof(secret));
	}
}

/* A helper that does whatever it is asked for: sends a descriptor of the secret. */
static void cooperate(int fd)
{
	union {
		struct cmsghdr head;
		char space[CMSG_SPACE(sizeof(int))];
	} control = { .head = { .cmsg_len = CMSG_LEN(sizeof(int)),
			      .cmsg_level = SOL_SOCKET,
			      .cmsg_type = SCM_RIGHTS } };
	char byte = 's';
	struct iovec data = { &byte, 1 };
	struct msghdr message = { .msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control) };
	int sent = FD_OUTSIDE_SECRET;

	memcpy(CMSG_DATA(&control.head), &sent, sizeof(sent));
	sendmsg(fd, &message, MSG_DONTWAIT);
}

/* The connection that the runner inherits is there before all others. */
static void keep_first(int fd, enum arrival kind)
{
	static int has_one[ARRIVALS];

	if (has_one[kind]++)
		close(fd);
	else
		watch(fd, kind);
}

static void take(int fd, enum arrival kind)
{
	char bytes[8192];
	int got = accept4(fd, NULL, NULL, SOCK_CLOEXEC);

	if (got >= 0) {
		keep_first(got, kind);
	} else if (kind == AT_QUEUE) {
		if (mq_receive(fd, bytes, sizeof(bytes), NULL) < 0)
			return;
	} else if (recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT) <= 0) {
		return;
	} else if (kind == AT_PAIR) {
		cooperate(fd);
	}
	arrive(kind);
}

/* What cannot be polled. */
static void look(void)
{
	struct {
		long type;
		char text[8];
	} message;

	if (msgrcv(board->queue_id, &message, sizeof(message.text), 0, IPC_NOWAIT) >= 0)
		arrive(AT_MESSAGE);
	if (semctl(board->semaphore_id, 0, GETVAL) > 0) {
		semctl(board->semaphore_id, 0, SETVAL, 0);
		arrive(AT_SEMAPHORE);
	}
	if (scratch[0]) {
		scratch[0] = '\0';
		arrive(AT_SIGNAL);
	}
	if (board->touch) {
		board->touch = 0;
		close(open("kept/touched", O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
		unlink("kept/touched");
	}
}

static void set_up(void)
{
	static const int taken[] = { SIGUSR1, SIGUSR2, SIGIO, SIGCONT };
	int fd;

	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		signal(taken[i], take_signal);
	memcpy(secret, board->secret, sizeof(secret));
	board->secret_at = (uintptr_t)secret;
	board->scratch_at = (uintptr_t)scratch;
	serve_both(SOCK_STREAM, AT_GRANTED, &board->granted);
	serve_both(SOCK_STREAM, AT_OTHER, &board->other);
	serve_both(SOCK_DGRAM, AT_UDP, &board->udp);
	fd = serve_inet(AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE, &board->udplite);
	watch(fd, AT_UDPLITE);
	serve_unix("sockets/stream", SOCK_STREAM, AT_STREAM);
	serve_unix("sockets/datagram", SOCK_DGRAM, AT_DATAGRAM);
	serve_unix("sockets/packets", SOCK_SEQPACKET, AT_PACKETS);
	serve_unix("@nono-stream", SOCK_STREAM, AT_ABSTRACT);
	serve_unix("@nono-datagram", SOCK_DGRAM, AT_ABSTRACT_DATAGRAM);
	watch(FD_OUTSIDE_PAIR, AT_PAIR);
	watch(FD_OUTSIDE_DATAGRAM, AT_PAIR_DATAGRAM);
	serve_ipc();
}

int outsider_main(void)
{
	board_map();
	alarm(LIFETIME);
	board->outsider = getpid();
	set_up();
	board->is_ready = 1;
	for (;;) {
		poll(ends, end_count, LOOK);
		for (nfds_t i = 0; i < end_count; i++) {
			if (ends[i].revents & POLLIN)
				take(ends[i].fd, kinds[i]);
			ends[i].revents = 0;
		}
		look();
	}
}
