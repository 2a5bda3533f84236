/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/host.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mman.h>
#include <linux/openat2.h>
#include <signal.h>
#include <stdint.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/base/errno_text.h"
#include "platform/linux/syscall.h"

enum {
	LONGEST_WORKDIR = 4096
};

void *host_map(size_t size)
{
	long address = sys_call(__NR_mmap, 0, (long)size, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return address < 0 && address > -4096 ? NULL : (void *)address;
}

void host_unmap(void *pages, size_t size)
{
	SYS(__NR_munmap, pages, size, 0);
}

static const char *advice(int number)
{
	switch (number) {
	case ELOOP:
		return "; give its real path, not one through /proc or /dev";
	case ENXIO:
		return "; it is a socket or a device, expected a regular file";
	case EMFILE:
		return "; raise the limit of open files (ulimit -n)";
	case ENOSYS:
	case EPERM:
		return "; openat2(2) needs Linux 5.6, or a filter around this process forbids it";
	default:
		return "";
	}
}

static int fail(struct nono_err *err, const char *path, long result)
{
	int number = (int)-result;

	return nono_err_system(err, NONO_ERR_IO, number, "cannot read profile '%s': %s (%s %d)%s",
		path, errno_text(number), errno_name(number), number, advice(number));
}

/*
 * O_NONBLOCK: opening a FIFO must not wait for a writer. NO_MAGICLINKS: /dev/stdin and
 * /proc/self/fd/N would make the policy depend on what the parent left open.
 */
static long open_profile(const char *path)
{
	const struct open_how how = {
		.flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
		.resolve = RESOLVE_NO_MAGICLINKS,
	};

	return SYS4(CALL_OPENAT2, AT_FDCWD, path, &how, sizeof(how));
}

static int check_file(const struct stat *stat, const char *path, size_t limit, struct nono_err *err)
{
	if (!S_ISREG(stat->st_mode))
		return nono_err_set(err, NONO_ERR_IO, "profile '%s' is %s; expected a regular file",
			path, S_ISDIR(stat->st_mode) ? "a directory" : "a device, pipe or socket");
	if (stat->st_mode & S_IWOTH)
		return nono_err_set(err, NONO_ERR_IO,
			"profile '%s' may be written by everyone, so anyone could widen it; chmod o-w it",
			path);
	if ((unsigned long)stat->st_size > limit)
		return nono_err_set(err, NONO_ERR_IO,
			"profile '%s' has %zu bytes; the limit is %zu; split it with extends", path,
			(size_t)stat->st_size, limit);
	return NONO_OK;
}

static int read_all(const char **bytes, size_t *length, long fd, size_t size, const char *path,
	struct allocator *alloc, struct nono_err *err)
{
	char *text = alloc->allocate(alloc, size + 1);
	size_t have = 0;
	long got;

	if (!text)
		return nono_err_memory(err);
	/* One byte more than the size: a file that grew is noticed, and a whole read is one call.
	 */
	do {
		got = SYS(__NR_read, fd, text + have, size + 1 - have);
		if (got < 0)
			return fail(err, path, got);
		have += (size_t)got;
	} while (got && have < size);
	if (have != size)
		return nono_err_set(err, NONO_ERR_IO,
			"profile '%s' does not have the %zu bytes it claims; it changed while it was read, "
			"or is no plain file",
			path, size);
	*bytes = text;
	*length = have;
	return NONO_OK;
}

/* libc's struct stat is the kernel's on 64-bit architectures, so the plain call fills it. */
int host_read_file(const char **bytes, size_t *length, const char *path, size_t limit,
	struct allocator *alloc, struct nono_err *err)
{
	struct nono_clip clip;
	const char *name = nono_err_clip(&clip, path);
	struct stat stat;
	long fd = open_profile(path), got;
	int r;

	if (fd == -ENOENT)
		return NONO_ERR_PATH_NOT_FOUND;
	if (fd < 0)
		return fail(err, name, fd);
	got = SYS(__NR_fstat, fd, &stat, 0);
	if (got < 0)
		r = fail(err, name, got);
	else
		r = check_file(&stat, name, limit, err);
	if (!r)
		r = read_all(bytes, length, fd, (size_t)stat.st_size, name, alloc, err);
	SYS(__NR_close, fd, 0, 0);
	return r;
}

bool host_has_directory(const char *path)
{
	return SYS(__NR_faccessat, AT_FDCWD, path, F_OK) != -ENOENT;
}

const char *host_workdir(struct allocator *alloc)
{
	char path[LONGEST_WORKDIR];
	long length = SYS(__NR_getcwd, path, sizeof(path), 0);

	/* "(unreachable)/x" means that the directory lies outside the root of this process. */
	if (length <= 0 || path[0] != '/')
		return NULL;
	return alloc_text(alloc, path, (size_t)length - 1);
}

unsigned host_uid(void)
{
	return (unsigned)SYS(__NR_getuid, 0, 0, 0);
}

unsigned host_pid(void)
{
	return (unsigned)SYS(__NR_getpid, 0, 0, 0);
}

long host_create_file(const char *path)
{
	return SYS4(__NR_openat, AT_FDCWD, path,
		O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC, 0644);
}

long host_check_writable(unsigned fd)
{
	long flags = SYS(__NR_fcntl, fd, F_GETFL, 0);

	if (flags < 0)
		return flags;
	return (flags & O_ACCMODE) == O_RDONLY || (flags & O_PATH) ? -EBADF : 0;
}

/* A reader that has gone, or a limit on file sizes, must not turn this into a signal. */
long host_write(long fd, const char *text, size_t length)
{
	const uint64_t signals = 1ULL << (SIGPIPE - 1) | 1ULL << (SIGXFSZ - 1);
	const struct timespec now = { 0 };
	uint64_t before = 0;
	long got = 0;

	SYS4(__NR_rt_sigprocmask, SIG_BLOCK, &signals, &before, sizeof(before));
	while (length && (got = SYS(__NR_write, fd, text, length)) > 0) {
		text += got;
		length -= (size_t)got;
	}
	if (length)
		SYS4(__NR_rt_sigtimedwait, &signals, 0, &now, sizeof(signals));
	SYS4(__NR_rt_sigprocmask, SIG_SETMASK, &before, 0, sizeof(before));
	return length ? (got ? got : -EIO) : 0;
}

void host_close(long fd)
{
	SYS(__NR_close, fd, 0, 0);
}

void host_complain(const char *text, size_t length)
{
	(void)host_write(2, text, length);
}

void host_exit(int status)
{
	for (;;)
		SYS(__NR_exit_group, status, 0, 0);
}
