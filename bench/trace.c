/* SPDX-License-Identifier: Apache-2.0 */
#include "trace.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/tracer.h"

enum {
	LONGEST_PATH = 4096,
	PAGE = 4096,
};

struct recording {
	struct tracer tracer;
	struct trace *trace;
	int memory; /* /proc/PID/mem */
};

_Noreturn void trace_die(const char *what, const char *detail)
{
	fprintf(stderr, "record: %s: %s\n", what, detail);
	exit(1);
}

/* Up to size bytes at address; stops at a page that cannot be read, and behind a NUL if asked. */
static void read_data(
	struct recording *recording, struct call *call, uint64_t address, size_t size, bool is_text)
{
	call->data = calloc(size + 1, 1);
	if (!call->data)
		trace_die("memory", strerror(errno));
	while (call->size < size) {
		uint64_t at = address + call->size;
		size_t piece = PAGE - at % PAGE;
		ssize_t got;

		if (piece > size - call->size)
			piece = size - call->size;
		got = pread(recording->memory, call->data + call->size, piece, (off_t)at);
		if (got <= 0)
			break;
		call->size += (size_t)got;
		if (is_text && memchr(call->data, 0, call->size)) {
			call->size = strlen((char *)call->data);
			break;
		}
	}
}

static void read_filter(struct recording *recording, struct call *call)
{
	struct sock_fprog program;

	if (pread(recording->memory, &program, sizeof(program), (off_t)call->args[2]) !=
		sizeof(program))
		trace_die("seccomp", "its program cannot be read");
	read_data(recording, call, (uintptr_t)program.filter,
		program.len * sizeof(struct sock_filter), false);
}

static void read_how(struct recording *recording, struct call *call)
{
	if (call->args[3] != sizeof(call->how) ||
		pread(recording->memory, call->how, sizeof(call->how), (off_t)call->args[2]) !=
			sizeof(call->how))
		trace_die("openat2", "its third argument cannot be read");
}

static void read_argument(struct recording *recording, struct call *call)
{
	switch (call->number) {
	case CALL_OPENAT2:
		read_how(recording, call);
		/* fallthrough */
	case SYS_openat:
	case SYS_readlinkat:
	case SYS_faccessat:
	case SYS_newfstatat:
	case SYS_mknodat:
	case SYS_unlinkat:
	case SYS_renameat2:
		read_data(recording, call, call->args[1], LONGEST_PATH, true);
		break;
	case CALL_CREATE_RULESET:
		if (call->args[0])
			read_data(recording, call, call->args[0], call->args[1], false);
		break;
	case CALL_ADD_RULE:
		/* landlock_path_beneath_attr is 12 bytes, landlock_net_port_attr 16. */
		read_data(recording, call, call->args[2], call->args[1] == 1 ? 12 : 16, false);
		break;
	case SYS_seccomp:
		read_filter(recording, call);
		break;
	default:
		break;
	}
}

static void begin_call(struct recording *recording, const struct tracer_call *seen)
{
	struct trace *trace = recording->trace;
	struct call *call;

	if (trace->count == trace->capacity) {
		trace->capacity = trace->capacity ? trace->capacity * 2 : 256;
		trace->calls = realloc(trace->calls, trace->capacity * sizeof(*trace->calls));
		if (!trace->calls)
			trace_die("memory", strerror(errno));
	}
	call = &trace->calls[trace->count++];
	*call = (struct call){ .number = seen->number, .inside = seen->inside };
	memcpy(call->args, seen->args, sizeof(call->args));
	read_argument(recording, call);
}

static void open_memory(struct recording *recording)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/mem", (int)recording->tracer.pid);
	recording->memory = open(path, O_RDONLY | O_CLOEXEC);
	if (recording->memory < 0)
		trace_die(path, strerror(errno));
}

void trace_run(struct trace *trace, const char *library, char *const *program)
{
	struct recording recording = { .trace = trace, .memory = -1 };
	struct tracer_call call;
	enum tracer_stop stop;
	int status;

	if (tracer_start(&recording.tracer, library, program, (const int[]){ -1, -1 }))
		trace_die(program[0], strerror(errno));
	while ((stop = tracer_next(&recording.tracer, &call)) < TRACER_END) {
		if (recording.memory < 0)
			open_memory(&recording);
		if (stop == TRACER_ENTRY)
			begin_call(&recording, &call);
		else if (trace->count) /* the first one is that of execve */
			trace->calls[trace->count - 1].result = call.result;
	}
	if (stop == TRACER_FAILED)
		trace_die("ptrace (Linux 5.3 or newer)", strerror(errno));
	status = recording.tracer.status;
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		trace_die(program[0], "did not exit with status 0 while it was traced");
}
