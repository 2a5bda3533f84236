/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/live/battery.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

/* What a careless parent may leave open. One that is not possible here stays closed: vacuous. */

static void put(int fd, int number)
{
	if (fd < 0)
		return;
	if (dup2(fd, number) < 0)
		battery_die("dup2");
	close(fd);
}

static void open_files(void)
{
	struct {
		struct file_handle handle;
		unsigned char bytes[HANDLE_BYTES];
	} file = { .handle.handle_bytes = HANDLE_BYTES };
	int mount_id;

	put(open("kept/secret", O_RDONLY), FD_READ);
	put(open("kept/file", O_RDWR), FD_WRITE);
	put(open("kept", O_RDONLY | O_DIRECTORY), FD_DIRECTORY);
	put(open("kept/secret", O_PATH), FD_PATH);
	put(open("kept", O_PATH), FD_PATH_DIRECTORY);
	put(open("kept/program", O_PATH), FD_PROGRAM);
	put(io_uring_open(&board->rings[0], 0), FD_RING);
	put(io_uring_open(&board->rings[1], IORING_SETUP_SQPOLL), FD_POLLED_RING);
	if (name_to_handle_at(AT_FDCWD, "kept/secret", &file.handle, &mount_id, 0))
		return;
	board->handle.size = file.handle.handle_bytes;
	board->handle.type = file.handle.handle_type;
	memcpy(board->handle.bytes, file.handle.f_handle, file.handle.handle_bytes);
}

static int connected(int type, uint16_t port)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, type, 0);

	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)))
		battery_die("connect");
	return fd;
}

/* With connections that wait to be taken. */
static int listening(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t size = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || listen(fd, 64) || getsockname(fd, (struct sockaddr *)&at, &size))
		battery_die("listen");
	for (int i = 0; i < PHASES * WAYS; i++)
		close(connected(SOCK_STREAM, ntohs(at.sin_port)));
	return fd;
}

static void open_sockets(void)
{
	put(connected(SOCK_STREAM, board->granted), FD_TCP_GRANTED);
	put(connected(SOCK_STREAM, board->other), FD_TCP_OTHER);
	put(listening(), FD_TCP_LISTENING);
	put(socket(AF_INET, SOCK_DGRAM, 0), FD_UDP);
	put(connected(SOCK_DGRAM, board->udp), FD_UDP_CONNECTED);
	put(socket(AF_INET, SOCK_RAW, IPPROTO_UDP), FD_RAW);
	put(socket(AF_PACKET, SOCK_RAW, 0), FD_PACKET);
	put(socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE), FD_NETLINK);
}

/* What an attempt of the control may have connected. */
void director_open_again(void)
{
	put(socket(AF_INET, SOCK_STREAM, 0), FD_TCP);
	put(socket(AF_UNIX, SOCK_STREAM, 0), FD_UNIX);
	put(socket(AF_UNIX, SOCK_DGRAM, 0), FD_UNIX_DATAGRAM);
}

static int open_of_outsider(const char *name, int flags)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", board->outsider, name);
	return open(path, flags);
}

static void open_of_others(void)
{
	char name[32];

	snprintf(name, sizeof(name), "/nono-battery-%d", board->outsider);
	put(mq_open(name, O_WRONLY | O_NONBLOCK), FD_QUEUE);
	put((int)syscall(SYS_pidfd_open, board->outsider, 0), FD_PIDFD);
	put(open_of_outsider("ns/uts", O_RDONLY), FD_NAMESPACE);
	put(open_of_outsider("mem", O_RDWR), FD_MEMORY);
	put(open_of_outsider("environ", O_RDONLY), FD_ENVIRON);
	put(open_of_outsider("", O_RDONLY | O_DIRECTORY), FD_PROC);
	put(open("/dev/kmsg", O_RDONLY | O_NONBLOCK), FD_DEVICE);
}

void director_open(void)
{
	open_files();
	open_sockets();
	open_of_others();
}

/* The other ends stay open here for good. */
static int open_terminal(char *name, size_t size)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), fd = -1;
	struct termios settings;

	if (master >= 0 && !grantpt(master) && !unlockpt(master)) {
		snprintf(name, size, "%s", ptsname(master));
		fd = open(name, O_RDWR | O_NOCTTY);
	}
	if (fd >= 0 && !tcgetattr(fd, &settings)) {
		cfmakeraw(&settings);
		tcsetattr(fd, TCSANOW, &settings);
	}
	return fd;
}

void director_open_terminal(void)
{
	put(open_terminal(board->terminal, sizeof(board->terminal)), FD_TERMINAL);
	fcntl(open_terminal(board->other_terminal, sizeof(board->other_terminal)), F_SETFD,
		FD_CLOEXEC);
}
