/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/live/battery.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Files of the kernel, and rights of root. None is written to: to open it is enough. */

#define NO_ACCESS        \
	{                \
		"EACCES" \
	}
#define NO_RIGHT        \
	{               \
		"EPERM" \
	}

/* a: flags. */
static int do_open(const struct attempt *attempt)
{
	return errno_of(open(attempt->path, (int)attempt->a | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
}

static int do_read(const struct attempt *attempt)
{
	int fd = open(attempt->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	char bytes[512];
	long got = fd < 0 ? -1 : read(fd, bytes, sizeof(bytes));

	return got < 0 ? errno : got ? 0 : ENODATA;
}

/* The first of several that this machine has. */
static int do_disk(const struct attempt *attempt)
{
	static const char *const disks[] = { "/dev/vda", "/dev/sda", "/dev/nvme0n1", "/dev/ram0",
		"/dev/loop0" };

	for (size_t i = 0; i < sizeof(disks) / sizeof(disks[0]); i++) {
		int r = errno_of(open(disks[i], (int)attempt->a | O_CLOEXEC));

		if (r != ENOENT && r != ENXIO)
			return r;
	}
	return ABSENT;
}

/* All capabilities again. */
static int do_capabilities(const struct attempt *attempt)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2] = { { 0 } };

	if (syscall(SYS_capget, &head, data))
		return errno;
	data[0].effective = data[0].permitted = data[0].permitted | 1U << attempt->a;
	return errno_of(syscall(SYS_capset, &head, data));
}

static int do_raise_limit(const struct attempt *attempt)
{
	struct rlimit limit;

	if (getrlimit((int)attempt->a, &limit))
		return errno;
	if (limit.rlim_max == RLIM_INFINITY)
		return ABSENT;
	limit.rlim_max += 1;
	return errno_of(setrlimit((int)attempt->a, &limit));
}

static int do_niceness(const struct attempt *attempt)
{
	return errno_of(setpriority(PRIO_PROCESS, 0, (int)attempt->a));
}

/* A file that is only in memory, and can be executed. */
static int do_memory_file(const struct attempt *attempt)
{
	return errno_of(memfd_create("program", MFD_CLOEXEC | (unsigned)attempt->a));
}

const struct attempt attempts_machine[] = {
	{ "K20", "executable file in memory", do_memory_file, NULL, 0, 0, 0, { "works" } },
	{ "K21", "sockets and routes of the machine", do_read, "/proc/net/unix", 0, 0, 0,
		{ "residual" } },
	{ "K35", "messages of the kernel", do_read, "/proc/kmsg", 0, 0, 0, { "EPERM,EACCES" } },
	{ "K36", "messages by device", do_read, "/dev/kmsg", 0, 0, 0, NO_ACCESS },
	{ "K37", "memory of the machine", do_open, "/dev/mem", O_RDWR, 0, 0, NO_ACCESS },
	{ "K38", "memory of the kernel", do_read, "/proc/kcore", 0, 0, 0, NO_RIGHT },
	{ "K39", "magic keys", do_open, "/proc/sysrq-trigger", O_WRONLY, 0, 0, NO_ACCESS },
	{ "K40", "handler of cores", do_open, "/proc/sys/kernel/core_pattern", O_WRONLY, 0, 0,
		NO_ACCESS },
	{ "K41", "handler of devices", do_open, "/sys/kernel/uevent_helper", O_WRONLY, 0, 0,
		NO_ACCESS },
	{ "K43", "loader of modules", do_open, "/proc/sys/kernel/modprobe", O_WRONLY, 0, 0,
		NO_ACCESS },
	{ "K44", "control groups", do_open, "/sys/fs/cgroup/cgroup.procs", O_WRONLY, 0, 0,
		NO_ACCESS },
	{ "K45", "name of the machine by /proc", do_open, "/proc/sys/kernel/hostname", O_WRONLY, 0,
		0, NO_ACCESS },
	{ "K47", "disk", do_disk, NULL, O_RDONLY, 0, 0, NO_ACCESS },
	{ "K48", "disk to write", do_disk, NULL, O_WRONLY, 0, 0, NO_ACCESS },
	{ "K49", "executable formats", do_open, "/proc/sys/fs/binfmt_misc/register", O_WRONLY, 0, 0,
		NO_ACCESS },
	{ "K50", "ports of the machine", do_open, "/dev/port", O_RDWR, 0, 0, NO_ACCESS },
	{ "K58", "capability to administer", do_capabilities, NULL, CAP_SYS_ADMIN, 0, 0, NO_RIGHT },
	{ "K59", "capability to trace", do_capabilities, NULL, CAP_SYS_PTRACE, 0, 0, NO_RIGHT },
	{ "K60", "higher limit", do_raise_limit, NULL, RLIMIT_MSGQUEUE, 0, 0, NO_RIGHT },
	{ "K61", "better nice", do_niceness, NULL, -1, 0, 0, { "EACCES,EPERM" } },
	{ "K62", "fuse", do_open, "/dev/fuse", O_RDWR, 0, 0, NO_ACCESS },
	{ "K63", "network tunnels", do_open, "/dev/net/tun", O_RDWR, 0, 0, NO_ACCESS },
	{ "K64", "virtual machines", do_open, "/dev/kvm", O_RDWR, 0, 0, NO_ACCESS },
	{ "K65", "new terminals", do_open, "/dev/ptmx", O_RDWR, 0, 0, NO_ACCESS },
	{ "K66", "passwords", do_read, "/etc/shadow", 0, 0, 0, NO_ACCESS },
	{ NULL, NULL, NULL, NULL, 0, 0, 0, { NULL } },
};
