/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/linux/inspect.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/errno_text.h"

enum {
	LONGEST_STATUS = 65536, /* the list of groups may be long */
	MODE_FILTER = 2,	/* SECCOMP_MODE_FILTER */
};

struct status {
	bool no_new_privs, is_zombie;
	unsigned seccomp_mode, filter_count, tracer;
};

/* The number behind NAME in a file of "NAME:\tNUMBER\n" lines, 0 without. */
static unsigned number_of(const char *text, const char *name)
{
	const char *at = strstr(text, name);

	return at ? (unsigned)strtoul(at + strlen(name), NULL, 10) : 0;
}

/* 0 or errno. The name of the program comes first and cannot hold a newline: it is escaped. */
static int read_status(struct status *out, const char *path)
{
	char text[LONGEST_STATUS];
	int fd = open(path, O_RDONLY | O_CLOEXEC), number = 0;
	ssize_t length;

	if (fd < 0)
		return errno;
	length = read(fd, text, sizeof(text) - 1);
	if (length < 0)
		number = errno;
	close(fd);
	if (number)
		return number;
	text[length] = '\0';
	if (!strstr(text, "\nSeccomp:"))
		return EOVERFLOW;
	*out = (struct status){
		.no_new_privs = number_of(text, "\nNoNewPrivs:") == 1,
		.is_zombie = strstr(text, "\nState:\tZ") || strstr(text, "\nState:\tX"),
		.seccomp_mode = number_of(text, "\nSeccomp:"),
		.filter_count = number_of(text, "\nSeccomp_filters:"),
		.tracer = number_of(text, "\nTracerPid:"),
	};
	return 0;
}

static void add_thread(struct inspect *out, const struct status *status)
{
	bool is_first = !out->thread_count++;

	if (is_first || !status->no_new_privs)
		out->no_new_privs = status->no_new_privs;
	if (is_first || status->seccomp_mode != MODE_FILTER)
		out->seccomp_mode = status->seccomp_mode;
	if (is_first || status->filter_count < out->filter_count)
		out->filter_count = status->filter_count;
}

static int fail(struct nono_err *err, unsigned pid, int number)
{
	if (number == ENOENT || number == ESRCH)
		return nono_err_system(err, NONO_ERR_PATH_NOT_FOUND, number,
			"there is no process %u, or /proc does not show it", pid);
	return nono_err_system(err, NONO_ERR_IO, number, "/proc/%u cannot be read: %s (%s %d)", pid,
		errno_text(number), errno_name(number), number);
}

/* A thread that ends meanwhile is not one that was left out. */
static int read_threads(struct inspect *out, unsigned pid, struct nono_err *err)
{
	char path[64];
	struct dirent *entry;
	DIR *directory;

	snprintf(path, sizeof(path), "/proc/%u/task", pid);
	directory = opendir(path);
	if (!directory)
		return fail(err, pid, errno);
	while ((entry = readdir(directory))) {
		unsigned thread = (unsigned)strtoul(entry->d_name, NULL, 10);
		struct status status;

		if (!thread)
			continue;
		snprintf(path, sizeof(path), "/proc/%u/task/%u/status", pid, thread);
		if (!read_status(&status, path) && !status.is_zombie)
			add_thread(out, &status);
	}
	closedir(directory);
	return NONO_OK;
}

/* What needs no right: a process of ours has both, in all threads. */
static const char *missing(const struct inspect *inspect)
{
	if (!inspect->thread_count)
		return "it has ended and waits for its parent";
	if (inspect->seccomp_mode != MODE_FILTER)
		return inspect->thread_count > 1 ? "a thread has no seccomp filter"
						 : "it has no seccomp filter";
	if (!inspect->no_new_privs)
		return "no_new_privs is not set";
	return NULL;
}

static void tell_unknown(struct inspect *out, long result, unsigned tracer)
{
	int number = (int)-result;

	out->answer = INSPECT_UNKNOWN;
	if ((number == EPERM) && tracer)
		snprintf(out->reason, sizeof(out->reason),
			"it has a seccomp filter, which process %u, its debugger, keeps from being read",
			tracer);
	else if (number == EPERM || number == EACCES)
		snprintf(out->reason, sizeof(out->reason),
			"it has a seccomp filter, which may be read by a process that has CAP_SYS_ADMIN and "
			"no filter of its own");
	else if (number == ETIMEDOUT)
		snprintf(out->reason, sizeof(out->reason),
			"it has a seccomp filter, but sleeps in the kernel and cannot be stopped");
	else
		snprintf(out->reason, sizeof(out->reason),
			"it has a seccomp filter, which cannot be read: %s (%s %d)",
			errno_text(number), errno_name(number), number);
}

int inspect_process(
	struct inspect *out, unsigned pid, struct allocator *alloc, struct nono_err *err)
{
	char path[64];
	struct status status;
	const char *reason;
	long r;
	int number;

	*out = (struct inspect){ .answer = INSPECT_FREE };
	snprintf(path, sizeof(path), "/proc/%u/status", pid);
	number = read_status(&status, path);
	if (number)
		return fail(err, pid, number);
	if (read_threads(out, pid, err))
		return err ? err->code : NONO_ERR_IO;
	reason = missing(out);
	if (reason) {
		snprintf(out->reason, sizeof(out->reason), "%s", reason);
		return NONO_OK;
	}
	r = inspect_filters(out, pid, alloc);
	if (r == -ESRCH)
		return fail(err, pid, ESRCH);
	if (r)
		tell_unknown(out, r, status.tracer);
	else if (out->policy_count)
		out->answer = INSPECT_CONFINED;
	else
		snprintf(out->reason, sizeof(out->reason),
			"its seccomp filters are those of others");
	return NONO_OK;
}
