/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/errno_text.h"

#include <errno.h>
#include <stddef.h>

/* Own words: strerror(3) reads the locale, which is not there yet when the shim runs. */
static const struct errno_row {
	int number;
	char name[18], text[42]; /* inside: pointers are relocated at each start */
} rows[] = {
	{ E2BIG, "E2BIG", "too many or too large" },
	{ EACCES, "EACCES", "permission denied" },
	{ EAFNOSUPPORT, "EAFNOSUPPORT", "address family not supported" },
	{ EBADF, "EBADF", "bad file descriptor" },
	{ EBADFD, "EBADFD", "not a file of a file system" },
	{ EAGAIN, "EAGAIN", "would have to wait" },
	{ EBUSY, "EBUSY", "in use" },
	{ EDQUOT, "EDQUOT", "quota of the disk is used up" },
	{ EEXIST, "EEXIST", "already exists" },
	{ EFAULT, "EFAULT", "bad address" },
	{ EFBIG, "EFBIG", "file too large" },
	{ EINTR, "EINTR", "interrupted" },
	{ EINVAL, "EINVAL", "invalid argument" },
	{ EIO, "EIO", "input/output error" },
	{ EISDIR, "EISDIR", "is a directory" },
	{ ELOOP, "ELOOP", "too many or forbidden symbolic links" },
	{ EMFILE, "EMFILE", "too many open files in this process" },
	{ ENAMETOOLONG, "ENAMETOOLONG", "name too long" },
	{ ENFILE, "ENFILE", "too many open files in the system" },
	{ ENODEV, "ENODEV", "no such device" },
	{ ENOENT, "ENOENT", "no such file or directory" },
	{ ENOMEM, "ENOMEM", "out of memory" },
	{ ENOMSG, "ENOMSG", "a rule without any right" },
	{ ENOPROTOOPT, "ENOPROTOOPT", "protocol option not available" },
	{ ENOSPC, "ENOSPC", "no space left" },
	{ ENOSYS, "ENOSYS", "not implemented by this kernel" },
	{ ENOTDIR, "ENOTDIR", "a component is not a directory" },
	{ ENOTEMPTY, "ENOTEMPTY", "the directory is not empty" },
	{ ENXIO, "ENXIO", "no such device or address" },
	{ EOPNOTSUPP, "EOPNOTSUPP", "not supported" },
	{ EPERM, "EPERM", "operation not permitted" },
	{ EPIPE, "EPIPE", "broken pipe: nobody reads it" },
	{ EPROTONOSUPPORT, "EPROTONOSUPPORT", "protocol not supported" },
	{ EROFS, "EROFS", "read-only file system" },
	{ ESRCH, "ESRCH", "no such process" },
	{ ETXTBSY, "ETXTBSY", "the file is being executed" },
	{ EXDEV, "EXDEV", "is in another file system" },
};

static const struct errno_row *find(int number)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].number == number)
			return &rows[i];
	}
	return NULL;
}

const char *errno_name(int number)
{
	const struct errno_row *row = find(number);

	return row ? row->name : "errno";
}

const char *errno_text(int number)
{
	const struct errno_row *row = find(number);

	return row ? row->text : "unexpected error";
}
