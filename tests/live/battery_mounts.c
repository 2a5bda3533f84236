/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/live/battery.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
	TREE_CLONE = 1,
	TREE_EMPTY = 4 /* MOVE_MOUNT_F_EMPTY_PATH */,
	CALL_STATMOUNT = 457
};
enum {
	CALL_LISTMOUNT = 458,
	CALL_OPEN_TREE_ATTR = 467
};

/* What root mounts here must not be there for others. */
static int may_mount(void)
{
	return board->user || board->mounts_are_private;
}

/* The secret under a granted name. */
static int do_bind(const struct attempt *attempt)
{
	int r;

	if (!may_mount())
		return ABSENT;
	if (mount(attempt->path, "data/empty", NULL, MS_BIND, NULL))
		return errno;
	r = read_secret_at("data/empty/secret", O_RDONLY);
	umount2("data/empty", MNT_DETACH);
	return r;
}

static int do_mount_new(const struct attempt *attempt)
{
	if (!may_mount())
		return ABSENT;
	if (mount("none", attempt->path, "tmpfs", 0, NULL))
		return errno;
	return errno_of(umount2(attempt->path, MNT_DETACH));
}

/* Nothing is mounted there: the kernel says EINVAL to those who may ask. */
static int do_unmount(const struct attempt *attempt)
{
	int r = errno_of(umount2(attempt->path, 0));

	return r == EINVAL ? 0 : r;
}

static int do_remount(const struct attempt *attempt)
{
	int r = errno_of(mount(NULL, attempt->path, NULL, MS_REMOUNT | MS_BIND, NULL));

	return r == EINVAL ? 0 : r;
}

static int do_pivot(const struct attempt *attempt)
{
	int r = errno_of(syscall(SYS_pivot_root, attempt->path, attempt->path));

	return r == EINVAL || r == EBUSY ? 0 : r;
}

/* By the calls that came after mount(2). */
static int do_tree(const struct attempt *attempt)
{
	int tree = (int)syscall(SYS_open_tree, AT_FDCWD, attempt->path, TREE_CLONE), fd;

	if (tree < 0)
		return errno;
	fd = openat(tree, "secret", O_RDONLY);
	return fd < 0 ? errno : read_secret(fd);
}

static int do_move_mount(const struct attempt *attempt)
{
	int tree = (int)syscall(SYS_open_tree, AT_FDCWD, attempt->path, TREE_CLONE), r;

	if (!may_mount())
		return ABSENT;
	r = errno_of(syscall(SYS_move_mount, tree, "", AT_FDCWD, "data/empty", TREE_EMPTY));
	if (r)
		return r;
	r = read_secret_at("data/empty/secret", O_RDONLY);
	umount2("data/empty", MNT_DETACH);
	return r;
}

static int do_fsopen(const struct attempt *attempt)
{
	return errno_of(syscall(SYS_fsopen, attempt->path, 0));
}

static int do_fspick(const struct attempt *attempt)
{
	int r = errno_of(syscall(SYS_fspick, AT_FDCWD, attempt->path, 0));

	return r == EINVAL ? 0 : r;
}

/* a: a call with no arguments that it could take; b: what it says to that. */
static int do_call(const struct attempt *attempt)
{
	int r = errno_of(syscall(attempt->a, -1L, -1L, -1L, -1L, -1L, -1L));

	return r == attempt->b ? 0 : r;
}

static int do_chroot(const struct attempt *attempt)
{
	return chroot(attempt->path) ? errno : read_secret_at("/secret", O_RDONLY);
}

/* Root of a namespace of its own may do as it likes there. */
static int do_as_root(const struct attempt *attempt)
{
	int pid = fork();

	if (!pid) {
		if (unshare(CLONE_NEWUSER | CLONE_NEWNS))
			_exit(errno);
		_exit(attempt->a ? do_chroot(attempt) : do_bind(attempt));
	}
	return child_result(pid);
}

/* By the number that the file system has for the file: no path is looked at. */
static int do_handle(const struct attempt *attempt)
{
	struct {
		struct file_handle handle;
		unsigned char bytes[HANDLE_BYTES];
	} file = { .bytes = { 0 } };
	int of_mount = open(attempt->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), fd;

	file.handle.handle_bytes = board->handle.size;
	file.handle.handle_type = board->handle.type;
	if (!board->handle.size)
		return ABSENT;
	memcpy(file.handle.f_handle, board->handle.bytes, board->handle.size);
	fd = open_by_handle_at(of_mount, &file.handle, O_RDONLY);
	return fd < 0 ? errno : read_secret(fd);
}

static int do_take_handle(const struct attempt *attempt)
{
	struct {
		struct file_handle handle;
		unsigned char bytes[HANDLE_BYTES];
	} file = { .handle.handle_bytes = HANDLE_BYTES };
	int mount_id;

	return errno_of(name_to_handle_at(AT_FDCWD, attempt->path, &file.handle, &mount_id, 0));
}

/* Opens the secret by a ring of its own. a: flags of the ring; b: with remembered credentials. */
static int do_ring(const struct attempt *attempt)
{
	struct io_uring_params parameters;
	int ring = io_uring_open(&parameters, (unsigned)attempt->a), r, fd;
	struct io_uring_sqe sqe = { .opcode = IORING_OP_OPENAT,
		.fd = AT_FDCWD,
		.addr = (uintptr_t)attempt->path,
		.open_flags = O_RDONLY };

	if (ring < 0)
		return errno;
	if (attempt->b) {
		r = (int)syscall(SYS_io_uring_register, ring, IORING_REGISTER_PERSONALITY, NULL, 0);
		if (r < 0)
			return errno;
		sqe.personality = (unsigned short)r;
	}
	r = io_uring_do(ring, &parameters, &sqe, &fd);
	if (r)
		return r;
	return fd < 0 ? -fd : read_secret(fd);
}

#define EPERM_ALWAYS    \
	{               \
		"EPERM" \
	}
#define NO_CALL          \
	{                \
		"ENOSYS" \
	}
const struct attempt attempts_mounts[] = {
	{ "F14", "bind mount", do_bind, "none", 0, 0, 0, EPERM_ALWAYS },
	{ "F15", "unmount", do_unmount, "data", 0, 0, 0, EPERM_ALWAYS },
	{ "F16", "pivot_root", do_pivot, "data", 0, 0, 0, EPERM_ALWAYS },
	{ "F17", "fsopen", do_fsopen, "tmpfs", 0, 0, 0, NO_CALL },
	{ "F18", "open_tree", do_tree, "none", 0, 0, 0, NO_CALL },
	{ "F19", "move_mount", do_move_mount, "none", 0, 0, 0, NO_CALL },
	{ "F20", "mount_setattr", do_call, NULL, SYS_mount_setattr, EINVAL, 0, NO_CALL },
	{ "F21", "remount", do_remount, "data", 0, 0, 0, EPERM_ALWAYS },
	{ "F22", "chroot", do_chroot, "none", 0, 0, 0, EPERM_ALWAYS },
	{ "F23", "mount a file system", do_mount_new, "data/empty", 0, 0, 0, EPERM_ALWAYS },
	{ "F25", "open_by_handle_at", do_handle, "data", 0, 0, 0, EPERM_ALWAYS },
	{ "F26", "open by io_uring", do_ring, "none/secret", 0, 0, 0, NO_CALL },
	{ "F28", "io_uring with a thread of the kernel", do_ring, "none/secret",
		IORING_SETUP_SQPOLL, 0, 0, NO_CALL },
	{ "F29", "io_uring with a personality", do_ring, "none/secret", 0, 1, 0, NO_CALL },
	{ "F44", "chroot in a user namespace", do_as_root, "none", 1, 0, 0, EPERM_ALWAYS },
	{ "F78", "bind mount in a user namespace", do_as_root, "none", 0, 0, 0, EPERM_ALWAYS },
	{ "F79", "fspick", do_fspick, "data", 0, 0, 0, NO_CALL },
	{ "F80", "fsconfig", do_call, NULL, SYS_fsconfig, EINVAL, 0, NO_CALL },
	{ "F81", "fsmount", do_call, NULL, SYS_fsmount, EINVAL, 0, NO_CALL },
	{ "F82", "open_tree_attr", do_call, NULL, CALL_OPEN_TREE_ATTR, EINVAL, 0, NO_CALL },
	{ "F83", "name_to_handle_at", do_take_handle, "none/secret", 0, 0, 0, { "EOPNOTSUPP" } },
	{ "M20", "statmount", do_call, NULL, CALL_STATMOUNT, EINVAL, 0, NO_CALL },
	{ "M33", "listmount", do_call, NULL, CALL_LISTMOUNT, EINVAL, 0, NO_CALL },
	{ NULL, NULL, NULL, NULL, 0, 0, 0, { NULL } },
};
