/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "platform/linux/steps.h"
#include "platform/linux/syscall.h"

/*
 * Landlock looks at a file when it is opened, so what the parent left open stays usable. Here each
 * descriptor is held against the rules:
 *
 *   regular file, directory   opened anew through /proc/self/fd, with the same access; EACCES: goes
 *   socket                    by family, type and ports, see sockets.c
 *   io_uring                  goes: its operations pass this process's filter by, and a kernel
 *                             thread of the parent's may do them with the parent's rights
 *   pipe, terminal, memory    stays: a channel that the parent gave (make's job server, bash's 255)
 *   other device              goes, but for /dev/null and its like: opening can rewind a tape
 *
 * 0, 1 and 2 are what the caller redirected on purpose, "app >/var/log/app": only a directory, a
 * socket and io_uring can go. In their place comes a pipe that nobody writes to, so that the next
 * file to be opened does not become the standard output.
 *
 * That is linux.fds: audit. With "close" all but these three go, with "inherit" only io_uring.
 */

enum {
	STAYS = 0, /* a verdict, or an errno, negative */
	GOES = 1,
	STANDARD_LAST = 2,
	CALL_CLOSE_RANGE = 436,
	MAJOR_MEMORY = 1,
	MAJOR_TTY = 4,
	MAJOR_TTY_AUX = 5,
	MAJOR_PTS_FIRST = 136,
	MAJOR_PTS_LAST = 143,
};

static const char io_uring[] = "anon_inode:[io_uring]";

struct audit {
	const struct rules *rules;
	enum caps_descriptors mode;
	long listing;	 /* /proc/self/fd, or negative */
	long spare;	 /* stays, or negative */
	bool is_genuine; /* the listing has listed itself */
};

long descriptors_list(void)
{
	return SYS4(__NR_openat, AT_FDCWD, "/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
}

/*
 * On Linux a descriptor is closed even when close(2) says EINTR or EIO, unless a filter around this
 * process says so. So the table is asked, not close().
 */
static long close_surely(long fd)
{
	long closed = SYS(__NR_close, fd, 0, 0), left = SYS(__NR_fcntl, fd, F_GETFD, 0);

	if (left == -EBADF)
		return 0;
	return closed < 0 ? closed : left < 0 ? left : -EIO;
}

/*
 * By the order of do_dentry_open (Linux 6.18): what a file says for itself comes after Landlock,
 * so that ENXIO (secretmem) means yes; the others of the file's own come before, and mean that
 * nobody can open it like this any more.
 */
static long judge_reopened(long fd)
{
	if (fd >= 0) {
		long r = close_surely(fd);

		return r ? r : STAYS;
	}
	switch (-fd) {
	case ENXIO:
	case EWOULDBLOCK: /* a lease */
		return STAYS;
	case EACCES:
	case EPERM: /* immutable */
	case EROFS:
	case ETXTBSY:
	case ESTALE:
		return GOES;
	default:
		return fd;
	}
}

static long judge_file(const struct audit *audit, unsigned fd, const char *name, bool is_directory)
{
	int flags = O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	long had = SYS(__NR_fcntl, fd, F_GETFL, 0);

	/* Without Landlock (best-effort) all files are granted. */
	if (!audit->rules->abi)
		return STAYS;
	if (had < 0)
		return had;
	/* Of O_PATH the access mode is 0, reading. A file that may only grow wants O_APPEND. */
	flags |= (int)had & (O_ACCMODE | O_APPEND);
	if (name)
		return judge_reopened(SYS4(__NR_openat, audit->listing, name, flags, 0));
	return is_directory ? judge_reopened(SYS4(__NR_openat, fd, ".", flags | O_DIRECTORY, 0))
			    : STAYS;
}

static long judge_device(const struct stat *stat)
{
	unsigned number = major(stat->st_rdev), minor = minor(stat->st_rdev);

	if (!S_ISCHR(stat->st_mode))
		return GOES;
	if (number == MAJOR_MEMORY) /* null, zero, full, random, urandom */
		return minor == 3 || minor == 5 || (minor >= 7 && minor <= 9) ? STAYS : GOES;
	return number == MAJOR_TTY || number == MAJOR_TTY_AUX ||
			       (number >= MAJOR_PTS_FIRST && number <= MAJOR_PTS_LAST)
		       ? STAYS
		       : GOES;
}

static long judge_socket(const struct audit *audit, unsigned fd)
{
	struct socket_facts facts;
	long r = socket_look_at(&facts, fd);

	if (r)
		return r;
	return socket_allowed(&facts, audit->rules) ? STAYS : GOES;
}

/* What has no type: eventfd, epoll and the like. Only a link in /proc tells which it is. */
static long judge_anonymous(const struct audit *audit, const char *name)
{
	char link[sizeof(io_uring)];
	long length;

	if (!name)
		return GOES;
	length = SYS4(__NR_readlinkat, audit->listing, name, link, sizeof(link));
	if (length < 0)
		return length;
	return length == sizeof(io_uring) - 1 && !memcmp(link, io_uring, sizeof(io_uring) - 1)
		       ? GOES
		       : STAYS;
}

/* name is the decimal of fd in the listing, NULL without /proc. */
static long judge(const struct audit *audit, unsigned fd, const char *name)
{
	bool is_standard = fd <= STANDARD_LAST;
	struct stat stat;
	long r = SYS(__NR_fstat, fd, &stat, 0);

	if (r == -EBADF)
		return STAYS; /* never open; valgrind hides its own like this */
	if (r)
		return r;
	if (audit->mode == CAPS_DESCRIPTORS_INHERIT && (stat.st_mode & S_IFMT))
		return STAYS;
	switch (stat.st_mode & S_IFMT) {
	case S_IFDIR:
		return judge_file(audit, fd, name, true);
	case S_IFREG:
		return is_standard ? STAYS : judge_file(audit, fd, name, false);
	case S_IFSOCK:
		return judge_socket(audit, fd);
	case S_IFCHR:
	case S_IFBLK:
		return is_standard ? STAYS : judge_device(&stat);
	case 0:
		return judge_anonymous(audit, name);
	default:
		return STAYS;
	}
}

static long put_pipe(unsigned fd)
{
	int ends[2];
	long r = SYS(__NR_pipe2, ends, O_CLOEXEC, 0);

	if (r)
		return r;
	r = SYS(__NR_dup3, ends[0], fd, 0);
	SYS(__NR_close, ends[0], 0, 0);
	SYS(__NR_close, ends[1], 0, 0);
	return r < 0 ? r : 0;
}

static long let_go(unsigned fd)
{
	return fd <= STANDARD_LAST ? put_pipe(fd) : close_surely(fd);
}

static long audit_one(struct audit *audit, const char *name)
{
	unsigned fd = 0;
	long r;

	if (name[0] == '.')
		return 0;
	for (const char *digit = name; *digit; digit++)
		fd = fd * 10 + (unsigned)(*digit - '0');
	if (fd == (unsigned long)audit->listing) {
		audit->is_genuine = true;
		return 0;
	}
	if (fd == (unsigned long)audit->spare)
		return 0;
	/* The rest goes at once. */
	if (audit->mode == CAPS_DESCRIPTORS_CLOSE && fd > STANDARD_LAST)
		return 0;
	r = judge(audit, fd, name);
	return r == GOES ? let_go(fd) : r;
}

static long audit_all(struct audit *audit)
{
	_Alignas(struct directory_entry) char buffer[1024];
	long got, r;

	while ((got = SYS(__NR_getdents64, audit->listing, buffer, sizeof(buffer))) > 0) {
		for (long at = 0; at < got;) {
			const struct directory_entry *entry =
				(const struct directory_entry *)(buffer + at);

			if ((r = audit_one(audit, entry->name)))
				return r;
			at += entry->length;
		}
	}
	return got;
}

/* One more descriptor, to see that it goes with the others; or -errno. */
static long open_mark(void)
{
	long fd = SYS(__NR_eventfd2, 0, O_CLOEXEC, 0), r;

	if (fd < 0 || fd > STANDARD_LAST)
		return fd;
	r = SYS(__NR_fcntl, fd, F_DUPFD_CLOEXEC, STANDARD_LAST + 1);
	SYS(__NR_close, fd, 0, 0);
	return r;
}

static long close_from_to(unsigned first, unsigned last)
{
	return first <= last ? SYS(CALL_CLOSE_RANGE, first, last, 0) : 0;
}

/* All but the three and the spare one. Linux 5.9. */
static long close_all(const struct audit *audit)
{
	long mark = open_mark(), r;

	if (mark < 0)
		return mark;
	if (audit->spare > STANDARD_LAST) {
		r = close_from_to(STANDARD_LAST + 1, (unsigned)audit->spare - 1);
		if (!r)
			r = close_from_to((unsigned)audit->spare + 1, ~0U);
	} else {
		r = close_from_to(STANDARD_LAST + 1, ~0U);
	}
	/* A filter around this process can answer 0 for what it did not let through. */
	if (!r && SYS(__NR_fcntl, mark, F_GETFD, 0) >= 0)
		r = -ENOSYS;
	return r;
}

/* Without /proc nobody knows what is open, so nothing is but the three. */
static long audit_blindly(const struct audit *audit)
{
	long r = close_all(audit);

	for (unsigned fd = 0; !r && fd <= STANDARD_LAST; fd++) {
		r = fd == (unsigned long)audit->spare ? STAYS : judge(audit, fd, NULL);
		if (r == GOES)
			r = let_go(fd);
	}
	return r;
}

static int fail_inherit(const struct caps_choice *choice, struct nono_err *err)
{
	nono_err_set(err, NONO_ERR_UNSUPPORTED,
		"%s: '%s' needs /proc, which cannot be read here: without it nobody can tell which "
		"descriptor is a ring of io_uring; mount it, or say audit or close",
		choice->key, choice->word);
	return nono_err_at(err, &choice->place);
}

int descriptors_audit(long listing, long spare, const struct rules *rules, struct nono_err *err)
{
	const struct caps_choice *choice = &rules->caps->choices[CAPS_DESCRIPTORS];
	struct audit audit = { rules, (enum caps_descriptors)choice->value, listing, spare, false };
	long r = 0;

	if (listing >= 0) {
		r = audit_all(&audit);
		SYS(__NR_close, listing, 0, 0);
	} else if (listing != -ENOENT && listing != -ENOTDIR && listing != -EACCES) {
		r = listing;
	}
	/* No /proc, one that may not be read, or something else in its place. */
	if (!r && !audit.is_genuine && audit.mode == CAPS_DESCRIPTORS_INHERIT)
		return fail_inherit(choice, err);
	if (!r && !audit.is_genuine)
		r = audit_blindly(&audit);
	else if (!r && audit.mode == CAPS_DESCRIPTORS_CLOSE)
		r = close_all(&audit);
	return r ? step_refused(err, "to look through the inherited descriptors", r) : NONO_OK;
}
