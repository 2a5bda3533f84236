/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/linux/steps.h"
#include "platform/linux/syscall.h"

/*
 * A seccomp filter around this process can make landlock_restrict_self() return 0 without its being
 * called. So one thing is done that must be denied now, and that would have worked before:
 *
 * 1. Listing "/". Only a rule on "/" itself can grant that, which is found out when the listing
 *    works. access(2) knows the permissions and not Landlock, so its answer tells whose EACCES it
 *    was.
 * 2. Where a profile grants "/": making a device, which no profile can grant (see write_rights in
 *    landlock.c), in a directory that this user may write. First the character device 0:0, a
 *    whiteout, which needs no capability (since Linux 5.8) and cannot be opened. Linux 7.2 takes it
 *    for a regular file (LANDLOCK_ACCESS_FS_MAKE_REG), so when it could be made, a block device is
 *    asked for: Landlock denies that with EACCES before the kernel, for want of a capability, does
 *    with EPERM, and the permissions of the directory are known to be good by then.
 *
 * When there is neither (a profile that grants "/", and nowhere to write) nothing is known to be
 * denied, and the step is left out. Inside another sandbox that denies the same, its EACCES cannot
 * be told from ours.
 */

enum {
	LONGEST_NAME = 64
};

enum verdict {
	DENIED,	 /* as it has to be */
	UNKNOWN, /* this candidate says nothing here */
	ALLOWED,
	FAILED, /* err is set */
};

static const char *const directories[] = { "/tmp", "/dev/shm", "/var/tmp", "." };

static enum verdict failed(struct nono_err *err, const char *step, long result)
{
	step_refused(err, step, result);
	return FAILED;
}

/* Was it the permissions of path that denied? */
static enum verdict whose_denial(const char *path, int mode, struct nono_err *err)
{
	long r = SYS(__NR_faccessat, AT_FDCWD, path, mode);

	if (!r)
		return DENIED;
	return r == -EACCES || r == -EROFS
		       ? UNKNOWN
		       : failed(err, "to tell the permissions of a directory", r);
}

/* By inode, as Landlock does: "/usr/.." and a bind mount of "/" are "/" as well. */
static bool may_list(const struct stat *directory, const struct rules *rules)
{
	for (size_t i = 0; i < rules->path_count; i++) {
		const struct rule_path *path = &rules->paths[i];
		struct stat stat;

		if (!(path->directory_rights & LANDLOCK_READ_DIR) ||
			SYS4(__NR_newfstatat, AT_FDCWD, path->from->path, &stat, 0))
			continue;
		if (stat.st_dev == directory->st_dev && stat.st_ino == directory->st_ino)
			return true;
	}
	return false;
}

static enum verdict try_listing(const struct rules *rules, struct nono_err *err)
{
	long fd = SYS4(__NR_openat, AT_FDCWD, "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0), r;
	struct stat stat;

	if (fd == -EACCES)
		return whose_denial("/", R_OK, err);
	if (fd < 0)
		return failed(err, "to try the sandbox", fd);
	r = SYS(__NR_fstat, fd, &stat, 0);
	SYS(__NR_close, fd, 0, 0);
	if (r)
		return failed(err, "to try the sandbox", r);
	return may_list(&stat, rules) ? UNKNOWN : ALLOWED;
}

/* A name that nobody can take beforehand: the address of path differs for each process. */
static void name_device(char path[LONGEST_NAME], const char *directory)
{
	static const char middle[] = "/.nono-shim-";
	uintptr_t number = (uintptr_t)path;
	size_t length = strlen(directory);

	memcpy(path, directory, length);
	memcpy(path + length, middle, sizeof(middle) - 1);
	length += sizeof(middle) - 1;
	for (; number; number >>= 4)
		path[length++] = "0123456789abcdef"[number & 0xf];
	path[length] = '\0';
}

/* 0 or -errno; what was made is gone again. */
static long make_device(const char *path, mode_t kind)
{
	long r = SYS4(__NR_mknodat, AT_FDCWD, path, kind, 0);

	if (!r)
		SYS(__NR_unlinkat, AT_FDCWD, path, 0);
	return r;
}

static enum verdict try_device(const char *directory, struct nono_err *err)
{
	char path[LONGEST_NAME];
	long r;

	name_device(path, directory);
	r = make_device(path, S_IFCHR);
	if (r == -EACCES)
		return whose_denial(directory, W_OK | X_OK, err);
	if (r)
		return UNKNOWN; /* no such directory, read-only, overlayfs ... */
	return make_device(path, S_IFBLK) == -EACCES ? DENIED : ALLOWED;
}

int canary_check(const struct rules *rules, struct nono_err *err)
{
	const size_t count = sizeof(directories) / sizeof(directories[0]);
	enum verdict verdict = try_listing(rules, err);

	for (size_t i = 0; verdict == UNKNOWN && i < count; i++)
		verdict = try_device(directories[i], err);
	if (verdict == FAILED)
		return err->code;
	if (verdict != ALLOWED)
		return NONO_OK;
	return nono_err_set(err, NONO_ERR_SANDBOX,
		"Landlock was enforced without an error, yet what it has to deny still works; a filter "
		"around this process (container, systemd) answers for the kernel");
}
