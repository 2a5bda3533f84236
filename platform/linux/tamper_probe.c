/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/linux/tamper_probe.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/openat2.h>
#include <string.h>
#include <unistd.h>

#include "platform/linux/syscall.h"

/* With any of these a process can do what the owner of a file can. */
static const uint32_t owners_power =
	1U << CAP_CHOWN | 1U << CAP_DAC_OVERRIDE | 1U << CAP_FOWNER | 1U << CAP_SETUID;

static enum tamper_verdict unknown(struct tamper_probe *probe, long failure)
{
	probe->failure = failure;
	return TAMPER_UNKNOWN;
}

static bool is_known(const struct tamper_probe *probe, const char *path, size_t length)
{
	for (size_t i = 0; i < probe->known_count; i++) {
		if (probe->known[i].length == length && !memcmp(probe->known[i].path, path, length))
			return true;
	}
	return false;
}

static enum tamper_verdict note_known(struct tamper_probe *probe, const char *path, size_t length)
{
	struct allocator *alloc = probe->grants->alloc;
	const char *copy = alloc_text(alloc, path, length);
	struct tamper_known *known = alloc_grow(
		alloc, probe->known, probe->known_count, &probe->known_capacity, sizeof(*known));

	if (!copy || !known)
		return unknown(probe, -ENOMEM);
	probe->known = known;
	known[probe->known_count++] = (struct tamper_known){ copy, length };
	return TAMPER_NONE;
}

/*
 * Renaming an entry to itself does nothing, whoever may do it: vfs_rename() returns at once when
 * both are the same file. Landlock is asked before that, and for all it takes to put another file
 * in the place of this one; permissions are not. So the answer is Landlock's alone, it costs no
 * look into the file system, and leaves no trace.
 */
static long rename_to_itself(const char *entry)
{
	return sys_call(__NR_renameat2, AT_FDCWD, (long)entry, AT_FDCWD, (long)entry, 0, 0);
}

static bool has_owners_power(void)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { { 0 } };

	return SYS(__NR_capget, &head, data, 0) ||
	       ((data[0].permitted | data[0].effective) & owners_power);
}

static bool is_ours(const struct stat *stat)
{
	return stat->st_uid == (uid_t)SYS(__NR_geteuid, 0, 0, 0);
}

static long look_at(struct stat *stat, const char *path)
{
	return SYS4(__NR_newfstatat, AT_FDCWD, path, stat, AT_SYMLINK_NOFOLLOW);
}

/* Permissions deny writing to directory. Could the program change them? */
static enum tamper_verdict could_permit(
	struct tamper_probe *probe, const char *directory, enum tamper_verdict verdict)
{
	struct stat stat;
	long r;

	if (!probe->may_change_modes)
		return TAMPER_NONE;
	r = look_at(&stat, directory);
	if (r)
		return unknown(probe, r);
	return is_ours(&stat) || has_owners_power() ? verdict : TAMPER_NONE;
}

/* In a directory like /tmp entries belong to their owner, and to that of the directory. */
static enum tamper_verdict check_sticky(struct tamper_probe *probe, const char *directory)
{
	struct stat stat, entry;
	long r = look_at(&stat, directory);

	if (!r && !(stat.st_mode & S_ISVTX))
		return TAMPER_REPLACE;
	if (!r)
		r = look_at(&entry, probe->at.path);
	if (r)
		return unknown(probe, r);
	return is_ours(&stat) || is_ours(&entry) || has_owners_power() ? TAMPER_REPLACE
								       : TAMPER_NONE;
}

/* Landlock lets the entry be replaced. Do the permissions of its directory? */
static enum tamper_verdict check_permissions(struct tamper_probe *probe, const char *directory)
{
	long r = SYS(__NR_faccessat, AT_FDCWD, directory, W_OK | X_OK);

	switch (-r) {
	case 0:
		return check_sticky(probe, directory);
	case EACCES:
		return could_permit(probe, directory, TAMPER_REPLACE);
	case EPERM: /* immutable; the capability to change that is gone */
	case EROFS:
		return TAMPER_NONE;
	default:
		return unknown(probe, r);
	}
}

/* A name that nobody can take beforehand: the address differs for each process. */
static bool name_probe(struct links_real *out, const char *directory, size_t length)
{
	static const char middle[] = "/.nono-shim-";
	uintptr_t number = (uintptr_t)out;

	if (length + sizeof(middle) + 2 * sizeof(number) > sizeof(out->path))
		return false;
	memcpy(out->path, directory, length);
	memcpy(out->path + length, middle, sizeof(middle) - 1);
	length += sizeof(middle) - 1;
	for (; number; number >>= 4)
		out->path[length++] = "0123456789abcdef"[number & 0xf];
	out->path[length] = '\0';
	out->length = length;
	return true;
}

/*
 * Permissions may be what denied a file in directory. If so, does Landlock grant it? What it says
 * of the directory as an entry holds for what is in it, but for the directory that is named in the
 * profile itself.
 */
static enum tamper_verdict denied_creation(struct tamper_probe *probe, const char *directory)
{
	struct stat stat;
	long r = SYS(__NR_faccessat, AT_FDCWD, directory, W_OK | X_OK);

	if (r != -EACCES)
		return TAMPER_NONE;
	r = look_at(&stat, directory);
	if (r)
		return unknown(probe, r);
	if (!grants_is_writable(probe->grants, &stat) &&
		(!directory[1] || rename_to_itself(directory)))
		return TAMPER_NONE;
	return could_permit(probe, directory, TAMPER_CREATE);
}

/* There is no such entry. Landlock's answer comes before that of the file system (Linux 6.18). */
static enum tamper_verdict check_creation(struct tamper_probe *probe, const char *directory)
{
	struct links_real name;
	long r;

	if (!name_probe(&name, directory, directory[1] ? strlen(directory) : 0))
		return unknown(probe, -ENAMETOOLONG);
	r = SYS4(__NR_openat, AT_FDCWD, name.path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0);
	if (r >= 0) {
		SYS(__NR_close, r, 0, 0);
		SYS(__NR_unlinkat, AT_FDCWD, name.path, 0);
		return TAMPER_CREATE;
	}
	switch (-r) {
	case EACCES:
		return denied_creation(probe, directory);
	case ENOSPC: /* for the moment */
	case EDQUOT:
		return TAMPER_CREATE;
	case EPERM:
	case EROFS:
	case ENOENT: /* /proc */
	case ENOTDIR:
		return TAMPER_NONE;
	default:
		return unknown(probe, r);
	}
}

/* The directory of the entry in probe->at, as a path of its own: "/" stands for "". */
static void name_directory(const struct tamper_probe *probe, struct links_real *out)
{
	size_t length = probe->at.length;

	while (probe->at.path[length - 1] != '/')
		length--;
	if (length > 1)
		length--;
	memcpy(out->path, probe->at.path, length);
	out->path[length] = '\0';
	out->length = length;
}

static enum tamper_verdict check_missing(struct tamper_probe *probe)
{
	struct links_real directory;
	enum tamper_verdict verdict;

	name_directory(probe, &directory);
	/* A "/" at the end tells it from an entry. */
	if (is_known(probe, probe->at.path, directory.length + (directory.length > 1)))
		return TAMPER_NONE;
	verdict = check_creation(probe, directory.path);
	if (verdict != TAMPER_NONE)
		return verdict;
	return note_known(probe, probe->at.path, directory.length + (directory.length > 1));
}

static enum tamper_verdict check_entry(struct tamper_probe *probe, bool *is_missing)
{
	struct links_real directory;
	long r = rename_to_itself(probe->at.path);

	switch (-r) {
	case 0:
		name_directory(probe, &directory);
		return check_permissions(probe, directory.path);
	case EACCES:
	case EROFS:
		return TAMPER_NONE;
	case ENOENT:
	case ENOTDIR:
		*is_missing = true;
		return check_missing(probe);
	default:
		return unknown(probe, r);
	}
}

enum tamper_verdict tamper_entries(struct tamper_probe *probe, const char *path)
{
	bool is_missing = false;

	probe->at.length = 0;
	probe->at.path[0] = '\0';
	while (!is_missing && links_next(&probe->at, &path)) {
		enum tamper_verdict verdict;

		if (is_known(probe, probe->at.path, probe->at.length))
			continue;
		verdict = check_entry(probe, &is_missing);
		if (verdict == TAMPER_NONE && !is_missing)
			verdict = note_known(probe, probe->at.path, probe->at.length);
		if (verdict != TAMPER_NONE)
			return verdict;
	}
	return TAMPER_NONE;
}

/* Not truncated, and nothing is written. */
static long open_to_write(const char *path)
{
	const struct open_how how = {
		.flags = O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
		.resolve = RESOLVE_NO_SYMLINKS,
	};

	return SYS4(CALL_OPENAT2, AT_FDCWD, path, &how, sizeof(how));
}

/*
 * By the order of do_dentry_open (Linux 6.18): permissions are looked at first, then whether it is
 * being executed, then comes Landlock, and then the file itself.
 */
static enum tamper_verdict check_file(struct tamper_probe *probe, const char *path, long fd)
{
	struct stat stat;

	switch (fd < 0 ? -fd : 0) {
	case 0:
		SYS(__NR_close, fd, 0, 0);
		return TAMPER_WRITE;
	case ENXIO:
	case EWOULDBLOCK:
		return TAMPER_WRITE;
	case EACCES:
	case ETXTBSY:
		/* For the moment, if the profile names the file itself: its directory comes later.
		 */
		if (look_at(&stat, path) || !S_ISREG(stat.st_mode) ||
			!grants_is_writable(probe->grants, &stat))
			return TAMPER_NONE;
		return fd == -EACCES ? could_permit(probe, path, TAMPER_WRITE) : TAMPER_WRITE;
	case EPERM:
	case EROFS:
	case EISDIR:
	case ENOENT:
	case ENOTDIR:
		return TAMPER_NONE;
	default:
		return unknown(probe, fd);
	}
}

enum tamper_verdict tamper_file(struct tamper_probe *probe, const char *path)
{
	char target[LINKS_LONGEST];
	struct links_real link;
	enum tamper_verdict verdict;
	long fd;

	memcpy(target, path, strlen(path) + 1);
	fd = open_to_write(target);
	for (unsigned i = 0; fd == -ELOOP && i < LINKS_MOST; i++) {
		long r = links_follow(target, &link);

		if (r <= 0)
			return unknown(probe, r ? r : -ELOOP);
		verdict = tamper_entries(probe, link.path);
		if (verdict != TAMPER_NONE)
			return verdict;
		fd = open_to_write(target);
	}
	verdict = check_file(probe, target, fd);
	if (verdict != TAMPER_NONE) {
		probe->at.length = 0;
		path = target;
		while (links_next(&probe->at, &path))
			;
		return verdict;
	}
	return tamper_entries(probe, target);
}
