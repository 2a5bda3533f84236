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

struct walk {
	struct inspect *out;
	struct allocator *alloc;
	long (*visit)(struct walk *walk, unsigned thread, const struct status *status);
	unsigned tracer, read_count;
	bool is_mixed; /* one has a filter of ours that another has not */
};

static long add_thread(struct walk *walk, unsigned thread, const struct status *status)
{
	struct inspect *out = walk->out;
	bool is_first = !out->thread_count++;

	(void)thread;
	if (is_first || !status->no_new_privs)
		out->no_new_privs = status->no_new_privs;
	if (is_first || status->seccomp_mode != MODE_FILTER)
		out->seccomp_mode = status->seccomp_mode;
	if (is_first || status->filter_count < out->filter_count)
		out->filter_count = status->filter_count;
	return 0;
}

static bool has_policy(const struct inspect *inspect, const char *policy)
{
	for (size_t i = 0; i < inspect->policy_count; i++) {
		if (!strcmp(inspect->policies[i], policy))
			return true;
	}
	return false;
}

/* Drops the policies that one is not under. Are they not the same? */
static bool keep_common(struct inspect *out, const struct inspect *one)
{
	const size_t count = out->policy_count;

	out->policy_count = 0;
	for (size_t i = 0; i < count; i++) {
		if (has_policy(one, out->policies[i]))
			memmove(out->policies[out->policy_count++], out->policies[i],
				sizeof(out->policies[i]));
	}
	return out->policy_count != count || one->policy_count != count;
}

/* Each thread has filters of its own: what counts are the policies that all of them are under. */
static long add_policies(struct walk *walk, unsigned thread, const struct status *status)
{
	struct inspect one = { 0 };
	long r = inspect_filters(&one, thread, walk->alloc);

	if (r == -ESRCH)
		return 0;
	walk->tracer = status->tracer;
	if (r)
		return r;
	if (walk->read_count++) {
		walk->is_mixed |= keep_common(walk->out, &one);
	} else {
		memcpy(walk->out->policies, one.policies, sizeof(one.policies));
		walk->out->policy_count = one.policy_count;
	}
	return 0;
}

static int fail(struct nono_err *err, unsigned pid, int number)
{
	if (number == ENOENT || number == ESRCH)
		return nono_err_system(err, NONO_ERR_PATH_NOT_FOUND, number,
			"there is no process %u, or /proc does not show it", pid);
	return nono_err_system(err, NONO_ERR_IO, number, "/proc/%u cannot be read: %s (%s %d)", pid,
		errno_text(number), errno_name(number), number);
}

/*
 * Visits every thread until one answers with anything but 0, which it returns. A thread that ends
 * meanwhile is not one that was left out.
 */
static long walk_threads(struct walk *walk, unsigned pid)
{
	char path[64];
	struct dirent *entry;
	DIR *directory;
	long r = 0;

	snprintf(path, sizeof(path), "/proc/%u/task", pid);
	directory = opendir(path);
	if (!directory)
		return -errno;
	while (!r && (entry = readdir(directory))) {
		unsigned thread = (unsigned)strtoul(entry->d_name, NULL, 10);
		struct status status;

		if (!thread)
			continue;
		snprintf(path, sizeof(path), "/proc/%u/task/%u/status", pid, thread);
		if (!read_status(&status, path) && !status.is_zombie)
			r = walk->visit(walk, thread, &status);
	}
	closedir(directory);
	return r;
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
	struct walk walk = { .out = out, .alloc = alloc, .visit = add_thread };
	const char *reason;
	long r;
	int number;

	*out = (struct inspect){ .answer = INSPECT_FREE };
	snprintf(path, sizeof(path), "/proc/%u/status", pid);
	number = read_status(&status, path);
	if (number)
		return fail(err, pid, number);
	r = walk_threads(&walk, pid);
	if (r)
		return fail(err, pid, (int)-r);
	reason = missing(out);
	if (reason) {
		snprintf(out->reason, sizeof(out->reason), "%s", reason);
		return NONO_OK;
	}
	walk.visit = add_policies;
	r = walk_threads(&walk, pid);
	if (r == -ENOENT || (!r && !walk.read_count))
		return fail(err, pid, ESRCH);
	if (r)
		tell_unknown(out, r, walk.tracer);
	else if (out->policy_count)
		out->answer = INSPECT_CONFINED;
	else
		snprintf(out->reason, sizeof(out->reason), "%s",
			walk.is_mixed ? "not all of its threads have a filter of this library"
				      : "its seccomp filters are those of others");
	return NONO_OK;
}
