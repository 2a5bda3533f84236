/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/live/battery.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define DENIED           \
	{                \
		"EACCES" \
	}
#define READ_ONLY                 \
	{                         \
		"EACCES", "works" \
	}

extern char **environ;

/* a: flags. */
static int do_read(const struct attempt *attempt)
{
	return read_secret_at(attempt->path, (int)attempt->a);
}

static int do_open(const struct attempt *attempt)
{
	return errno_of(open(attempt->path, (int)attempt->a | O_CLOEXEC, 0600));
}

static int do_openat2(const struct attempt *attempt)
{
	const struct open_how how = { .flags = O_RDONLY, .resolve = RESOLVE_IN_ROOT };
	int root = open(".", O_PATH | O_CLOEXEC);
	int fd = (int)syscall(SYS_openat2, root, attempt->path, &how, sizeof(how));

	return fd < 0 ? errno : read_secret(fd);
}

/* a: what for; 0 reads. Through the name of a descriptor that itself can do nothing. */
static int do_reopen(const struct attempt *attempt)
{
	int fd = open(attempt->path, O_PATH | O_CLOEXEC);
	char name[64];

	if (fd < 0)
		return errno;
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	return attempt->a ? errno_of(open(name, (int)attempt->a)) : read_secret_at(name, O_RDONLY);
}

static int do_chdir(const struct attempt *attempt)
{
	return errno_of(chdir(attempt->path));
}

/* Into the directory and then by a short name. */
static int do_chdir_read(const struct attempt *attempt)
{
	return chdir(attempt->path) ? errno : read_secret_at("secret", O_RDONLY);
}

static int do_absolute(const struct attempt *attempt)
{
	char path[512];

	snprintf(path, sizeof(path), "%s%s%s", attempt->path, board->tree, "/none/secret");
	return read_secret_at(path, O_RDONLY);
}

static int do_mknod(const struct attempt *attempt)
{
	return errno_of(mknod(attempt->path, (mode_t)attempt->a | 0600, (dev_t)attempt->b));
}

static int do_mkdir(const struct attempt *attempt)
{
	return errno_of(mkdir(attempt->path, 0700));
}

static int do_rmdir(const struct attempt *attempt)
{
	return errno_of(rmdir(attempt->path));
}

static int do_unlink(const struct attempt *attempt)
{
	return errno_of(unlink(attempt->path));
}

static int do_symlink(const struct attempt *attempt)
{
	return errno_of(symlink("secret", attempt->path));
}

static int do_truncate(const struct attempt *attempt)
{
	return errno_of(truncate(attempt->path, 1));
}

/* path to data/new. a: flags of renameat2. */
static int do_rename_in(const struct attempt *attempt)
{
	const char *to = attempt->a ? "data/file" : "data/new";

	return errno_of(syscall(
		SYS_renameat2, AT_FDCWD, attempt->path, AT_FDCWD, to, (unsigned)attempt->a));
}

static int do_rename_out(const struct attempt *attempt)
{
	return errno_of(rename(attempt->path, "none/new"));
}

static int do_link_in(const struct attempt *attempt)
{
	int r = errno_of(link(attempt->path, "data/new"));

	return r ? r : read_secret_at("data/new", O_RDONLY);
}

/* a: AT_EMPTY_PATH has been for everybody since Linux 6.10, before it was for root. */
static int do_link_descriptor(const struct attempt *attempt)
{
	int fd = open(attempt->path, O_PATH | O_CLOEXEC);
	int r = errno_of(linkat(fd, "", AT_FDCWD, "data/new", AT_EMPTY_PATH));

	return r ? r : read_secret_at("data/new", O_RDONLY);
}

static int do_link_out(const struct attempt *attempt)
{
	return errno_of(link("data/file", attempt->path));
}

/* A name made inside does not carry further than its target. */
static int do_planted_link(const struct attempt *attempt)
{
	char name[32];

	snprintf(name, sizeof(name), "%s", board->profile == PROFILE_B ? "data/new" : "none/new");
	unlink(name); /* of the attempt before: that one is denied when it is followed */
	if (symlink(attempt->path, name))
		return errno;
	return read_secret_at(name, O_RDONLY);
}

static int do_environment(const struct attempt *attempt)
{
	char *nothing[] = { NULL };

	return run_reader("bin/battery_reader", attempt->path, nothing);
}

static int do_vfork(const struct attempt *attempt)
{
	char *argv[] = { "bin/battery_reader", (char *)attempt->path, NULL };
	int pid = vfork();

	if (!pid) {
		execve(argv[0], argv, environ);
		_exit(errno);
	}
	return child_result(pid);
}

/* With libc, and without the library: nothing in the environment asks for it any more. */
static int do_dynamic(const struct attempt *attempt)
{
	char *argv[] = { "cat", (char *)attempt->path, NULL };
	int pid = fork();

	if (!pid) {
		be_quiet();
		execv("/bin/cat", argv);
		_exit(127);
	}
	return child_result(pid) ? EACCES : 0;
}

static int do_spawn(const struct attempt *attempt)
{
	char *argv[] = { "bin/battery_reader", (char *)attempt->path, NULL };
	pid_t pid;
	int r = posix_spawn(&pid, argv[0], NULL, NULL, argv, environ);

	return r ? r : child_result(pid);
}

/* A daemon: two forks and a session of its own. */
static int do_daemon(const struct attempt *attempt)
{
	int pid = fork();

	if (!pid) {
		setsid();
		pid = fork();
		_exit(pid ? child_result(pid) : read_secret_at(attempt->path, O_RDONLY));
	}
	return child_result(pid);
}

const struct attempt attempts_files[] = {
	{ "F01", "read a file", do_read, "none/secret", O_RDONLY, 0, 0, DENIED },
	{ "F02", "open a file for writing", do_open, "none/file", O_WRONLY, 0, 0, DENIED },
	{ "F03", "create a file", do_open, "none/new", O_WRONLY | O_CREAT, 0, 0, DENIED },
	{ "F04", "list a directory", do_open, "none", O_RDONLY | O_DIRECTORY, 0, 0, DENIED },
	{ "F05", "open with O_PATH", do_open, "none/secret", O_PATH, 0, 0, { "residual" } },
	{ "F06", "open an O_PATH descriptor anew", do_reopen, "none/secret", 0, 0, 0, DENIED },
	{ "F07", "openat2", do_openat2, "none/secret", 0, 0, 0, { "-2:ENOSYS 3-:EACCES" } },
	{ "F08", "enter a directory", do_chdir, "none", 0, 0, 0, { "residual" } },
	{ "F09", "move a file into the grant", do_rename_in, "none/secret", 0, 0, 0,
		{ "EACCES", "-1:EXDEV EACCES,EXDEV" } },
	{ "F10", "link a file into the grant", do_link_in, "none/secret", 0, 0, 0,
		{ "EACCES", "EACCES,EXDEV" } },
	{ "F11", "follow a link out of the grant", do_read, "data/link-out", 0, 0, 0, DENIED },
	{ "F12", "truncate a file", do_truncate, "none/file", 0, 0, 0, DENIED },
	{ "F13", "remove a file", do_unlink, "none/file", 0, 0, 0, DENIED },
	{ "F24", "read through /proc/self/root", do_absolute, "/proc/self/root", 0, 0, 0, DENIED },
	{ "F37", "child with an empty environment", do_environment, "none/secret", 0, 0, 0,
		DENIED },
	{ "F38", "vfork", do_vfork, "none/secret", 0, 0, 0, DENIED },
	{ "F39", "dynamic child without the library", do_dynamic, "none/secret", 0, 0, 0, DENIED },
	{ "F40", "posix_spawn of a static program", do_spawn, "none/secret", 0, 0, 0, DENIED },
	{ "F41", "daemon", do_daemon, "none/secret", 0, 0, 0, DENIED },
	{ "F51", "remove a directory", do_rmdir, "none/empty", 0, 0, 0, DENIED },
	{ "F52", "make a directory", do_mkdir, "none/new", 0, 0, 0, DENIED },
	{ "F53", "make a fifo", do_mknod, "none/new", S_IFIFO, 0, 0, DENIED },
	{ "F54", "make a socket by mknod", do_mknod, "none/new", S_IFSOCK, 0, 0, DENIED },
	{ "F55", "file without a name", do_open, "none", O_WRONLY | O_TMPFILE, 0, 0, DENIED },
	{ "F56", "exchange with a granted file", do_rename_in, "none/secret", 2, 0, 0,
		{ "EACCES", "-1:EXDEV EACCES,EXDEV" } },
	{ "F57", "move a granted file out", do_rename_out, "data/file", 0, 0, 0,
		{ "EACCES", "EACCES,EXDEV" } },
	{ "F58", "make a link", do_symlink, "none/new", 0, 0, 0, DENIED },
	{ "F59", "link a granted file out", do_link_out, "none/new", 0, 0, 0,
		{ "EACCES", "EACCES,EXDEV" } },
	/* Before Linux 6.10 that takes CAP_DAC_READ_SEARCH, which root has lost: ENOENT. */
	{ "F60", "link by descriptor", do_link_descriptor, "none/secret", 0, 0, 0,
		{ "EACCES,ENOENT", "EACCES,EXDEV,ENOENT" } },
	{ "F61", "plant a link and follow it", do_planted_link, "../none/secret", 0, 0, 0, DENIED },
	{ "F62", "read through ..", do_read, "data/../none/secret", 0, 0, 0, DENIED },
	{ "F63", "read by an absolute path", do_absolute, "", 0, 0, 0, DENIED },
	{ "F64", "enter a directory and read", do_chdir_read, "none", 0, 0, 0, DENIED },
	{ "F65", "truncate by open for reading", do_open, "none/file", O_RDONLY | O_TRUNC, 0, 0,
		DENIED },
	{ "F66", "truncate by open for nothing", do_open, "none/file", O_ACCMODE | O_TRUNC, 0, 0,
		DENIED },
	{ "F67", "open for writing anew", do_reopen, "none/file", O_WRONLY, 0, 0, DENIED },
	{ "F68", "write a file that may be read", do_open, "data/file", O_WRONLY, 0, 0, READ_ONLY },
	{ "F69", "create where may be read", do_open, "data/new", O_WRONLY | O_CREAT, 0, 0,
		READ_ONLY },
	{ "F70", "remove where may be read", do_unlink, "data/file", 0, 0, 0, READ_ONLY },
	{ "F71", "truncate what may be read", do_truncate, "data/file", 0, 0, 0,
		{ "EACCES", "-2:EACCES works" } },
	{ "F72", "open anew for writing", do_reopen, "data/file", O_RDWR, 0, 0, READ_ONLY },
	{ "F73", "make a directory where may be read", do_mkdir, "data/new", 0, 0, 0, READ_ONLY },
	{ "F74", "write the program that runs next", do_open, "bin/battery_reader", O_WRONLY, 0, 0,
		DENIED },
	{ "F76", "make a block device", do_mknod, "data/new", S_IFBLK, 0x100, 0,
		{ "EACCES,EPERM" } },
	{ "F77", "make a character device", do_mknod, "data/new", S_IFCHR, 0x103, 0,
		{ "EACCES,EPERM" } },
	{ NULL, NULL, NULL, NULL, 0, 0, 0, { NULL } },
};
