/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/live/probe.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

/* The errno of a call that gives a negative number on failure. */
static int errno_of(long result)
{
	return result < 0 ? errno : 0;
}

/* Opens with the flags of the row, and uses what was opened when it is for reading. */
static int do_open(const struct operation *operation, char **arguments)
{
	int fd = open(arguments[0], operation->a | O_CLOEXEC | O_NOCTTY, 0644);
	char byte;
	int r = errno_of(fd);

	if (!r && operation->b)
		r = errno_of(read(fd, &byte, 1));
	close(fd);
	return r;
}

static int do_openat2(const struct operation *operation, char **arguments)
{
	const struct open_how how = { .flags = (unsigned)operation->a };

	return errno_of(syscall(437, AT_FDCWD, arguments[0], &how, sizeof(how)));
}

/* Through the name that the kernel gives to a descriptor that itself may do nothing. */
static int do_reopen(const struct operation *operation, char **arguments)
{
	int fd = open(arguments[0], O_PATH | O_CLOEXEC);
	char name[64];

	if (fd < 0)
		return errno;
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	return errno_of(open(name, operation->a | O_CLOEXEC));
}

static int do_list(const struct operation *operation, char **arguments)
{
	DIR *directory = opendir(arguments[0]);

	(void)operation;
	if (!directory)
		return errno;
	errno = 0;
	while (readdir(directory)) {
	}
	closedir(directory);
	return errno;
}

static int do_mkdir(const struct operation *operation, char **arguments)
{
	(void)operation;
	return errno_of(mkdir(arguments[0], 0755));
}

static int do_rmdir(const struct operation *operation, char **arguments)
{
	(void)operation;
	return errno_of(rmdir(arguments[0]));
}

static int do_unlink(const struct operation *operation, char **arguments)
{
	(void)operation;
	return errno_of(unlink(arguments[0]));
}

static int do_rename(const struct operation *operation, char **arguments)
{
	(void)operation;
	return errno_of(rename(arguments[0], arguments[1]));
}

static int do_link(const struct operation *operation, char **arguments)
{
	(void)operation;
	return errno_of(link(arguments[0], arguments[1]));
}

static int do_symlink(const struct operation *operation, char **arguments)
{
	(void)operation;
	return errno_of(symlink(arguments[0], arguments[1]));
}

/* a: the kind of node; b, c: the device, /dev/null or the first RAM disk. */
static int do_mknod(const struct operation *operation, char **arguments)
{
	dev_t device = makedev((unsigned)operation->b, (unsigned)operation->c);

	return errno_of(mknod(arguments[0], (mode_t)operation->a | 0644, device));
}

static int do_truncate(const struct operation *operation, char **arguments)
{
	(void)operation;
	return errno_of(truncate(arguments[0], 1));
}

static int do_ftruncate(const struct operation *operation, char **arguments)
{
	int fd = open(arguments[0], O_WRONLY | O_CLOEXEC);

	(void)operation;
	return fd < 0 ? errno : errno_of(ftruncate(fd, 1));
}

static int do_stat(const struct operation *operation, char **arguments)
{
	struct stat stat_of_file;

	(void)operation;
	return errno_of(stat(arguments[0], &stat_of_file));
}

static int do_chdir(const struct operation *operation, char **arguments)
{
	(void)operation;
	return errno_of(chdir(arguments[0]));
}

static int do_chmod(const struct operation *operation, char **arguments)
{
	(void)operation;
	return errno_of(chmod(arguments[0], 0600));
}

/* An ioctl on a terminal that is opened now. a: how. */
static int do_terminal(const struct operation *operation, char **arguments)
{
	int fd = open(arguments[0], operation->a | O_NOCTTY | O_CLOEXEC);
	struct termios settings;

	return fd < 0 ? errno : errno_of(tcgetattr(fd, &settings));
}

/* In a namespace of its own, which ends with this process. */
static int do_mount(const struct operation *operation, char **arguments)
{
	(void)operation;
	if (unshare(CLONE_NEWNS))
		return errno;
	return errno_of(mount(arguments[0], arguments[0], NULL, MS_BIND, NULL));
}

/* By the number that the file system gives a file, without a path. */
static int do_handle(const struct operation *operation, char **arguments)
{
	struct {
		struct file_handle handle;
		unsigned char bytes[MAX_HANDLE_SZ];
	} file = { .handle.handle_bytes = MAX_HANDLE_SZ };
	int mount_id, root;

	(void)operation;
	if (name_to_handle_at(AT_FDCWD, arguments[0], &file.handle, &mount_id, 0))
		return errno;
	/* Any descriptor of the file system will do, but not an O_PATH one. */
	root = open(arguments[1], O_RDONLY | O_CLOEXEC);
	if (root < 0)
		return errno;
	return errno_of(open_by_handle_at(root, &file.handle, O_RDONLY | O_CLOEXEC));
}

const struct operation file_operations[] = {
	{ "read", 1, do_open, O_RDONLY, 1, 0 },
	{ "write", 1, do_open, O_WRONLY, 0, 0 },
	{ "append", 1, do_open, O_WRONLY | O_APPEND, 0, 0 },
	{ "read-write", 1, do_open, O_RDWR, 1, 0 },
	{ "write-truncate", 1, do_open, O_WRONLY | O_TRUNC, 0, 0 },
	{ "read-truncate", 1, do_open, O_RDONLY | O_TRUNC, 0, 0 },
	{ "neither-truncate", 1, do_open, O_ACCMODE | O_TRUNC, 0, 0 },
	{ "create", 1, do_open, O_WRONLY | O_CREAT | O_EXCL, 0, 0 },
	{ "create-nameless", 1, do_open, O_WRONLY | O_TMPFILE, 0, 0 },
	{ "path", 1, do_open, O_PATH, 0, 0 },
	{ "openat2-read", 1, do_openat2, O_RDONLY | O_CLOEXEC, 0, 0 },
	{ "openat2-write", 1, do_openat2, O_WRONLY | O_CLOEXEC, 0, 0 },
	{ "reopen-read", 1, do_reopen, O_RDONLY, 0, 0 },
	{ "reopen-write", 1, do_reopen, O_WRONLY, 0, 0 },
	{ "list", 1, do_list, 0, 0, 0 },
	{ "mkdir", 1, do_mkdir, 0, 0, 0 },
	{ "rmdir", 1, do_rmdir, 0, 0, 0 },
	{ "unlink", 1, do_unlink, 0, 0, 0 },
	{ "rename", 2, do_rename, 0, 0, 0 },
	{ "link", 2, do_link, 0, 0, 0 },
	{ "symlink", 2, do_symlink, 0, 0, 0 },
	{ "mkfifo", 1, do_mknod, S_IFIFO, 0, 0 },
	{ "mknod-socket", 1, do_mknod, S_IFSOCK, 0, 0 },
	{ "mknod-char", 1, do_mknod, S_IFCHR, 1, 3 },
	{ "mknod-block", 1, do_mknod, S_IFBLK, 1, 0 },
	{ "mknod-whiteout", 1, do_mknod, S_IFCHR, 0, 0 },
	{ "truncate", 1, do_truncate, 0, 0, 0 },
	{ "ftruncate", 1, do_ftruncate, 0, 0, 0 },
	{ "stat", 1, do_stat, 0, 0, 0 },
	{ "chdir", 1, do_chdir, 0, 0, 0 },
	{ "chmod", 1, do_chmod, 0, 0, 0 },
	{ "terminal-read", 1, do_terminal, O_RDONLY, 0, 0 },
	{ "terminal-write", 1, do_terminal, O_RDWR, 0, 0 },
	{ "mount", 1, do_mount, 0, 0, 0 },
	{ "open-by-handle", 2, do_handle, 0, 0, 0 },
	{ NULL, 0, NULL, 0, 0, 0 },
};
