/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/live/battery.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/xattr.h>
#include <unistd.h>

/* Denied where nothing is writable, and a residual elsewhere. */
#define UNLESS_WRITABLE             \
	{                           \
		"EPERM", "residual" \
	}
#define ALWAYS             \
	{                  \
		"residual" \
	}

/* Own numbers: the headers may be older than the kernel. */
enum {
	CALL_FCHMODAT2 = 452,
	CALL_SETXATTRAT = 463,
	CALL_REMOVEXATTRAT = 466,
	CALL_FILE_GETATTR = 468,
	CALL_FILE_SETATTR = 469,
	GET_FLAGS = (int)0x80086601,
	SET_FLAGS = 0x40086602,
	NO_DUMP = 0x40,
	IMMUTABLE = 0x10,
	EVENT = 1000, /* milliseconds */
};

/*
 * One row is one thing that is changed, and all the calls that can do it: one that works is enough,
 * and the first errno that comes is told. A call that the kernel does not have says nothing.
 */
static int any_of(const int *results, int count)
{
	int r = ENOSYS;

	for (int i = 0; i < count; i++) {
		if (!results[i])
			return 0;
		if (r == ENOSYS)
			r = results[i];
	}
	return r;
}

static int do_chmod(const struct attempt *attempt)
{
	const int results[] = { errno_of(chmod(attempt->path, (mode_t)attempt->a)),
		errno_of(fchmodat(AT_FDCWD, attempt->path, (mode_t)attempt->a, 0)) };

	return any_of(results, 2);
}

static int do_chmod_descriptor(const struct attempt *attempt)
{
	int fd = open(attempt->path, O_PATH | O_CLOEXEC);
	char name[64];

	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	{
		const int results[] = { errno_of(chmod(name, (mode_t)attempt->a)),
			errno_of(syscall(
				CALL_FCHMODAT2, fd, "", (mode_t)attempt->a, AT_EMPTY_PATH)) };

		return any_of(results, 2);
	}
}

static int do_chown(const struct attempt *attempt)
{
	uid_t user = (uid_t)board->user;
	gid_t group = getgid();
	const int results[] = { errno_of(chown(attempt->path, user, group)),
		errno_of(lchown(attempt->path, user, group)),
		errno_of(fchownat(AT_FDCWD, attempt->path, user, group, 0)) };

	return any_of(results, 3);
}

static int do_utime(const struct attempt *attempt)
{
	const struct timespec exact[2] = { { .tv_sec = attempt->a }, { .tv_sec = attempt->a } };
	const struct timeval coarse[2] = { { .tv_sec = attempt->a }, { .tv_sec = attempt->a } };
	const int results[] = {
		errno_of(utimensat(AT_FDCWD, attempt->path, exact, 0)),
#if defined(SYS_utimes)
		errno_of(syscall(SYS_utimes, attempt->path, coarse)),
		errno_of(syscall(SYS_futimesat, AT_FDCWD, attempt->path, coarse)),
		errno_of(syscall(SYS_utime, attempt->path, NULL)),
#else
		errno_of(utimes(attempt->path, coarse)),
#endif
	};

	return any_of(results, (int)(sizeof(results) / sizeof(results[0])));
}

static int do_setxattr(const struct attempt *attempt)
{
	const int results[] = { errno_of(setxattr(attempt->path, "user.nono", "x", 1, 0)),
		errno_of(lsetxattr(attempt->path, "user.nono", "x", 1, 0)) };

	return any_of(results, 2);
}

static int do_setxattrat(const struct attempt *attempt)
{
	const struct {
		uint64_t value;
		uint32_t size, flags;
	} how = { (uintptr_t) "x", 1, 0 };

	return errno_of(syscall(CALL_SETXATTRAT, AT_FDCWD, attempt->path, (int)attempt->a,
		"user.nono", &how, sizeof(how)));
}

static int do_removexattr(const struct attempt *attempt)
{
	const int results[] = { errno_of(removexattr(attempt->path, "user.nono")),
		errno_of(lremovexattr(attempt->path, "user.nono")),
		errno_of(syscall(CALL_REMOVEXATTRAT, AT_FDCWD, attempt->path, (int)attempt->a,
			"user.nono")) };

	return any_of(results, 3);
}

static int do_setxattr_descriptor(const struct attempt *attempt)
{
	int fd = open(attempt->path, O_PATH | O_CLOEXEC);
	char name[64];

	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	return errno_of(setxattr(name, "user.nono", "x", 1, (int)attempt->a));
}

/* path: a file whose attribute has the secret. */
static int do_getxattr(const struct attempt *attempt)
{
	char value[SECRET_SIZE], names[256];
	const int results[] = { errno_of(
					getxattr(attempt->path, "user.nono", value, sizeof(value))),
		errno_of(lgetxattr(attempt->path, "user.nono", value, sizeof(value))),
		errno_of(listxattr(attempt->path, names, sizeof(names))),
		errno_of(llistxattr(attempt->path, names, sizeof(names))) };

	return any_of(results, 4);
}

/* Of root. path: the name. */
static int do_trusted(const struct attempt *attempt)
{
	static const unsigned char capability[20] = { [3] = 2, [4] = 1 };

	return errno_of(setxattr(
		"none/file", attempt->path, capability, (size_t)attempt->a, (int)attempt->b));
}

static int do_file_setattr(const struct attempt *attempt)
{
	uint64_t attributes[4] = { 0 };

	if (syscall(CALL_FILE_GETATTR, AT_FDCWD, attempt->path, attributes, sizeof(attributes), 0))
		return errno;
	attributes[0] |= (uint64_t)attempt->a;
	return errno_of(syscall(
		CALL_FILE_SETATTR, AT_FDCWD, attempt->path, attributes, sizeof(attributes), 0));
}

/* Of a file that may be read and not written. a: the flag. */
static int do_flags(const struct attempt *attempt)
{
	int fd = open(attempt->path, O_RDONLY | O_CLOEXEC), flags, r;

	if (fd < 0 || ioctl(fd, (unsigned)GET_FLAGS, &flags))
		return errno;
	flags |= (int)attempt->a;
	r = errno_of(ioctl(fd, SET_FLAGS, &flags));
	if (!r) {
		flags &= ~(int)attempt->a;
		ioctl(fd, SET_FLAGS, &flags);
	}
	return r;
}

static int do_flock(const struct attempt *attempt)
{
	int fd = open(attempt->path, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? errno : errno_of(flock(fd, (int)attempt->a | LOCK_NB));
}

static int do_lock(const struct attempt *attempt)
{
	struct flock lock = { .l_type = F_RDLCK, .l_whence = SEEK_SET };
	int fd = open(attempt->path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return errno;
	/* A lease, with which nobody can write. */
	if (!fcntl(fd, F_SETLEASE, F_RDLCK))
		return 0;
	return errno_of(fcntl(fd, (int)attempt->a, &lock));
}

static int do_stat(const struct attempt *attempt)
{
	struct stat stat_of_file;

	(void)attempt->a;
	return errno_of(stat(attempt->path, &stat_of_file));
}

static int do_access(const struct attempt *attempt)
{
	return errno_of(access(attempt->path, (int)attempt->a));
}

static int do_readlink(const struct attempt *attempt)
{
	char target[64];

	return errno_of(readlink(attempt->path, target, sizeof(target)));
}

static int do_statfs(const struct attempt *attempt)
{
	struct statfs statfs_of_file;

	return errno_of(statfs(attempt->path, &statfs_of_file));
}

/* The outsider makes and removes a file in a directory that may not be listed. */
static int do_inotify(const struct attempt *attempt)
{
	int fd = inotify_init1(IN_CLOEXEC);
	struct pollfd wait = { .fd = fd, .events = POLLIN };

	if (fd < 0 || inotify_add_watch(fd, attempt->path, (uint32_t)attempt->a) < 0)
		return errno;
	board->touch = 1;
	return poll(&wait, 1, EVENT) == 1 ? 0 : SILENT;
}

/* Of a directory, by signal; takes a descriptor of it. */
static int do_dnotify(const struct attempt *attempt)
{
	int fd = open(attempt->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? errno : errno_of(fcntl(fd, F_NOTIFY, (int)attempt->a));
}

const struct attempt attempts_metadata[] = {
	{ "M01", "mode of a file", do_chmod, "none/file", 0640, 0, 0, UNLESS_WRITABLE },
	{ "M02", "mode by descriptor", do_chmod_descriptor, "none/file", 0640, 0, 0,
		UNLESS_WRITABLE },
	{ "M03", "owner of a file", do_chown, "none/file", 0, 0, 0, UNLESS_WRITABLE },
	{ "M04", "times of a file", do_utime, "none/file", 1, 0, 0, UNLESS_WRITABLE },
	{ "M05", "attribute of a file", do_setxattr, "none/file", 0, 0, 0, UNLESS_WRITABLE },
	{ "M06", "attribute, setxattrat", do_setxattrat, "none/file", 0, 0, 0, UNLESS_WRITABLE },
	{ "M07", "remove an attribute", do_removexattr, "none/file", 0, 0, 0, UNLESS_WRITABLE },
	{ "M08", "attribute by descriptor", do_setxattr_descriptor, "none/file", 0, 0, 0,
		UNLESS_WRITABLE },
	{ "M09", "read attributes", do_getxattr, "none/file", 0, 0, 0,
		{ "EOPNOTSUPP", "residual" } },
	{ "M10", "flags, file_setattr", do_file_setattr, "none/file", NO_DUMP, 0, 0,
		UNLESS_WRITABLE },
	{ "M11", "flags of a file that may be read", do_flags, "bin/victim", NO_DUMP, 0, 0,
		UNLESS_WRITABLE },
	{ "M12", "lock a file that may be read", do_flock, "data/file", LOCK_EX, 0, 0, ALWAYS },
	{ "M13", "lock or lease of a file that may be read", do_lock, "bin/victim", F_SETLK, 0, 0,
		ALWAYS },
	{ "M14", "size, owner and times", do_stat, "none/secret", 0, 0, 0, ALWAYS },
	{ "M15", "whether it may be read", do_access, "none/secret", R_OK, 0, 0, ALWAYS },
	{ "M16", "text of a link", do_readlink, "none/link", 0, 0, 0, ALWAYS },
	{ "M17", "size of the file system", do_statfs, "none/secret", 0, 0, 0, ALWAYS },
	{ "M18", "names that come and go", do_inotify, "kept", IN_CREATE, 0, 0, ALWAYS },
	{ "M29", "trusted attribute", do_trusted, "trusted.nono", 1, 0, 0, { "EPERM" } },
	{ "M30", "capabilities of a file", do_trusted, "security.capability", 20, 0, 0,
		{ "EPERM" } },
	{ "M31", "file that cannot be changed", do_flags, "bin/victim", IMMUTABLE, 0, 0,
		{ "EPERM" } },
	{ "M32", "changes of a directory by signal", do_dnotify, "none", 4 /* DN_CREATE */, 0, 0,
		{ "EACCES" } },
	{ "M34", "lock a file that may not be read", do_flock, "none/file", LOCK_EX, 0, 0,
		{ "EACCES" } },
	{ NULL, NULL, NULL, NULL, 0, 0, 0, { NULL } },
};
