/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_TRACER_H
#define TESTS_TRACER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Follows one program with a preloaded library from system call to system call (ptrace). */
struct tracer {
	const char *library; /* its real path, or NULL for none */
	pid_t pid;
	int status; /* of waitpid(2), at the end */
	int signal; /* to be delivered when the program goes on */
	bool has_started;
	uint64_t text_start, text_end;
};

/* One system call: as it is made, or its result. */
struct tracer_call {
	uint64_t number, args[6];
	int64_t result;
	bool inside; /* made by code of the library itself, not of libc */
};

enum tracer_stop {
	TRACER_ENTRY,
	TRACER_EXIT,
	TRACER_END,    /* the program has ended, see status */
	TRACER_FAILED, /* errno says why; EINTR: a signal for this process */
};

/* 0, or -1 with errno. output, when not negative, become descriptors 1 and 2 of program. */
int tracer_start(
	struct tracer *tracer, const char *library, char *const *program, const int output[2]);

/* Lets the program go on to its next stop; calls made before its exec are not seen. */
enum tracer_stop tracer_next(struct tracer *tracer, struct tracer_call *call);

/* At TRACER_ENTRY: the kernel is not to do what it was asked for. 0, or -1 with errno. */
int tracer_skip(const struct tracer *tracer);

/* At TRACER_EXIT: what the program is told instead of the result. 0, or -1 with errno. */
int tracer_answer(const struct tracer *tracer, int64_t result);

/* The program goes on alone; waitpid(2) tells of its end. 0, or -1 with errno. */
int tracer_leave(const struct tracer *tracer);

#endif
