/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdint.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>

#include "platform/linux/inspect.h"

enum {
	GET_FILTER = 0x420c, /* PTRACE_SECCOMP_GET_FILTER, Linux 4.4; headers of musl lack it */
	MOST_FILTERS = 64,   /* looked at; the kernel's limit is on instructions */
	PATIENCE = 2000,     /* milliseconds until a thread that sleeps in the kernel is given up */
};

static long trace(unsigned request, unsigned pid, uintptr_t address, void *data)
{
	long r = ptrace(request, (pid_t)pid, (void *)address, data);

	return r < 0 ? -errno : r;
}

/* Waits until it has stopped. 0 with the signal that it would have got, or 0; or -errno. */
static long wait_stopped(int *signal, unsigned pid)
{
	const struct timespec pause = { 0, 1000000 };

	for (unsigned i = 0; i < PATIENCE; i++) {
		int status;
		pid_t got = waitpid((pid_t)pid, &status, WNOHANG | __WALL);

		if (got < 0)
			return -errno;
		if (got && !WIFSTOPPED(status))
			return -ESRCH;
		if (got) {
			*signal = status >> 16 ? 0 : WSTOPSIG(status);
			return 0;
		}
		nanosleep(&pause, NULL);
	}
	return -ETIMEDOUT;
}

static void add_policy(struct inspect *out, const uint32_t words[SECCOMP_MARKER_WORDS])
{
	uint8_t bytes[HASH_SIZE];

	if (out->policy_count == INSPECT_MAX_POLICIES)
		return;
	for (unsigned i = 0; i < HASH_SIZE; i++)
		bytes[i] = (uint8_t)(words[i / 4] >> (24 - 8 * (i % 4)));
	hash_print(out->policies[out->policy_count++], bytes);
}

static long read_filters(struct inspect *out, unsigned pid, struct allocator *alloc)
{
	for (unsigned i = 0; i < MOST_FILTERS; i++) {
		uint32_t words[SECCOMP_MARKER_WORDS];
		struct sock_filter *code;
		long length = trace(GET_FILTER, pid, i, NULL);

		if (length == -ENOENT)
			return 0;
		if (length < 0)
			return length;
		code = alloc_array(alloc, (size_t)length + 1, sizeof(*code));
		if (!code)
			return -ENOMEM;
		length = trace(GET_FILTER, pid, i, code);
		if (length < 0)
			return length;
		if (inspect_marker(words, code, (size_t)length))
			add_policy(out, words);
	}
	return 0;
}

/*
 * SEIZE and INTERRUPT stop without a signal that the process could see. Not detached when it does
 * not stop: the kernel does that when this process ends.
 */
long inspect_filters(struct inspect *out, unsigned pid, struct allocator *alloc)
{
	int signal = 0;
	long r = trace(PTRACE_SEIZE, pid, 0, NULL);

	if (r)
		return r;
	r = trace(PTRACE_INTERRUPT, pid, 0, NULL);
	if (!r)
		r = wait_stopped(&signal, pid);
	if (r)
		return r;
	r = read_filters(out, pid, alloc);
	trace(PTRACE_DETACH, pid, 0, (void *)(intptr_t)signal);
	return r;
}
