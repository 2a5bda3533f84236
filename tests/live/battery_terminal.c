/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/live/battery.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

#define NEVER           \
	{               \
		"EPERM" \
	}

enum {
	SIGNAL_OF_TERMINAL = 0x40045436 /* TIOCSIG */,
	NULL_DISCIPLINE = 27
};

/* path: what to open, or the inherited terminal. */
static int terminal(const struct attempt *attempt)
{
	return attempt->path ? open(attempt->path, O_RDWR | O_NOCTTY | O_CLOEXEC) : FD_TERMINAL;
}

/* What is typed in is there to be read. a: what stands above the command in the register. */
static int do_type(const struct attempt *attempt)
{
	uint64_t command = (uint64_t)attempt->a << 32 | TIOCSTI;
	int fd = terminal(attempt), before = 0, after = 0;

	if (fd < 0 || ioctl(fd, FIONREAD, &before))
		return errno;
	if (syscall(SYS_ioctl, fd, command, "x"))
		return errno;
	if (ioctl(fd, FIONREAD, &after))
		return errno;
	return after > before ? 0 : SILENT;
}

/* a: the command, on no descriptor: the kernel says EBADF when it is asked. */
static int do_command(const struct attempt *attempt)
{
	int r = errno_of(syscall(SYS_ioctl, -1, 0xdeadbeefUL << 32 | (unsigned)attempt->a, NULL));

	return r == EBADF ? 0 : r;
}

static int do_discipline(const struct attempt *attempt)
{
	int discipline = (int)attempt->a, old;
	int fd = terminal(attempt), r;

	if (fd < 0 || ioctl(fd, TIOCGETD, &old))
		return errno;
	r = errno_of(ioctl(fd, TIOCSETD, &discipline));
	if (!r)
		ioctl(fd, TIOCSETD, &old);
	return r;
}

/* Sequences that the terminal acts on; this one does nothing. */
static int do_write(const struct attempt *attempt)
{
	static const char sequence[] = "\033[0m";

	(void)attempt->a;
	return errno_of(write(terminal(attempt), sequence, sizeof(sequence) - 1));
}

static int do_settings(const struct attempt *attempt)
{
	struct termios settings;
	int fd = terminal(attempt);

	if (tcgetattr(fd, &settings))
		return errno;
	return errno_of(tcsetattr(fd, (int)attempt->a, &settings));
}

static int do_open(const struct attempt *attempt)
{
	return errno_of(open(board->other_terminal, (int)attempt->a | O_NOCTTY | O_CLOEXEC));
}

/* Makes it the terminal of a session of its own. */
static int do_steal(const struct attempt *attempt)
{
	int fd, pid = fork();

	if (!pid) {
		setsid();
		fd = open(board->other_terminal, (int)attempt->a | O_CLOEXEC);
		_exit(fd < 0 ? errno : errno_of(ioctl(fd, TIOCSCTTY, 0)));
	}
	return child_result(pid);
}

const struct attempt attempts_terminal[] = {
	{ "Y01", "type into the terminal", do_type, NULL, 0, 0, 0, NEVER },
	{ "Y02", "type into /dev/tty", do_type, "/dev/tty", 0, 0, 0, NEVER },
	{ "Y03", "paste into the console", do_command, NULL, TIOCLINUX, 0, 0, NEVER },
	{ "Y04", "line discipline", do_discipline, NULL, NULL_DISCIPLINE, 0, 0, NEVER },
	{ "Y05", "write escape sequences", do_write, NULL, 0, 0, 0, { "residual" } },
	{ "Y06", "settings of the terminal", do_settings, NULL, TCSANOW, 0, 0, { "residual" } },
	{ "Y07", "output of the console", do_command, NULL, TIOCCONS, 0, 0, NEVER },
	{ "Y08", "serial port", do_command, NULL, TIOCSSERIAL, 0, 0, NEVER },
	{ "Y09", "signals to a terminal", do_command, NULL, SIGNAL_OF_TERMINAL, 0, 0, NEVER },
	{ "Y10", "type with bits above the command", do_type, NULL, 0x7eadbeef, 0, 0, NEVER },
	{ "Y11", "terminal of others", do_open, NULL, O_RDWR, 0, 0, { "EACCES" } },
	{ "Y12", "take a terminal over", do_steal, NULL, O_RDWR, 0, 0, { "EACCES" } },
	{ NULL, NULL, NULL, NULL, 0, 0, 0, { NULL } },
};
