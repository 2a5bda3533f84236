/* SPDX-License-Identifier: Apache-2.0 */
#include "trace.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/ptrace.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/* <sys/ptrace.h> of glibc and <linux/ptrace.h> cannot be included together. */
extern long ptrace(int request, ...);

enum {
	LONGEST_PATH = 4096,
	PAGE = 4096,
	OPTIONS = PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL | PTRACE_O_TRACEEXEC,
	CALL_STOP = SIGTRAP | 0x80, /* PTRACE_O_TRACESYSGOOD */
	EXEC_STOP = SIGTRAP | PTRACE_EVENT_EXEC << 8,
	/* Newer than the headers of old distributions. */
	CALL_LANDLOCK_CREATE_RULESET = 444,
	CALL_LANDLOCK_ADD_RULE = 445,
};

struct tracer {
	struct trace *trace;
	const char *library;
	pid_t pid;
	int memory; /* /proc/PID/mem */
	uint64_t text_start, text_end;
};

_Noreturn void trace_die(const char *what, const char *detail)
{
	fprintf(stderr, "record: %s: %s\n", what, detail);
	exit(1);
}

/* Up to size bytes at address; stops at a page that cannot be read, and behind a NUL if asked. */
static void read_data(
	struct tracer *tracer, struct call *call, uint64_t address, size_t size, bool is_text)
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
		got = pread(tracer->memory, call->data + call->size, piece, (off_t)at);
		if (got <= 0)
			break;
		call->size += (size_t)got;
		if (is_text && memchr(call->data, 0, call->size)) {
			call->size = strlen((char *)call->data);
			break;
		}
	}
}

static void read_filter(struct tracer *tracer, struct call *call)
{
	struct sock_fprog program;

	if (pread(tracer->memory, &program, sizeof(program), (off_t)call->args[2]) !=
		sizeof(program))
		trace_die("seccomp", "its program cannot be read");
	read_data(tracer, call, (uintptr_t)program.filter, program.len * sizeof(struct sock_filter),
		false);
}

static void read_argument(struct tracer *tracer, struct call *call)
{
	switch (call->number) {
	case SYS_openat:
		read_data(tracer, call, call->args[1], LONGEST_PATH, true);
		break;
	case CALL_LANDLOCK_CREATE_RULESET:
		if (call->args[0])
			read_data(tracer, call, call->args[0], call->args[1], false);
		break;
	case CALL_LANDLOCK_ADD_RULE:
		/* landlock_path_beneath_attr is 12 bytes, landlock_net_port_attr 16. */
		read_data(tracer, call, call->args[2], call->args[1] == 1 ? 12 : 16, false);
		break;
	case SYS_seccomp:
		read_filter(tracer, call);
		break;
	default:
		break;
	}
}

/* Where the code of the library lies, as soon as it is mapped. */
static void find_text(struct tracer *tracer)
{
	char path[64], line[LONGEST_PATH + 128], rights[8];
	unsigned long start, end;
	FILE *maps;

	snprintf(path, sizeof(path), "/proc/%d/maps", (int)tracer->pid);
	maps = fopen(path, "r");
	while (maps && fgets(line, sizeof(line), maps)) {
		line[strcspn(line, "\n")] = '\0';
		if (sscanf(line, "%lx-%lx %7s", &start, &end, rights) == 3 && rights[2] == 'x' &&
			strchr(line, '/') && !strcmp(strchr(line, '/'), tracer->library)) {
			tracer->text_start = start;
			tracer->text_end = end;
		}
	}
	if (maps)
		fclose(maps);
}

static void begin_call(struct tracer *tracer, const struct ptrace_syscall_info *info)
{
	struct trace *trace = tracer->trace;
	struct call *call;

	if (trace->count == trace->capacity) {
		trace->capacity = trace->capacity ? trace->capacity * 2 : 256;
		trace->calls = realloc(trace->calls, trace->capacity * sizeof(*trace->calls));
		if (!trace->calls)
			trace_die("memory", strerror(errno));
	}
	if (!tracer->text_end)
		find_text(tracer);
	call = &trace->calls[trace->count++];
	*call = (struct call){ .number = info->entry.nr };
	for (unsigned i = 0; i < 6; i++)
		call->args[i] = info->entry.args[i];
	call->inside = info->instruction_pointer >= tracer->text_start &&
		       info->instruction_pointer < tracer->text_end;
	read_argument(tracer, call);
}

static void at_call(struct tracer *tracer)
{
	struct ptrace_syscall_info info;
	struct trace *trace = tracer->trace;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, tracer->pid, sizeof(info), &info) < 0)
		trace_die("PTRACE_GET_SYSCALL_INFO (Linux 5.3 or newer)", strerror(errno));
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
		begin_call(tracer, &info);
	else if (info.op == PTRACE_SYSCALL_INFO_EXIT && trace->count)
		trace->calls[trace->count - 1].result = info.exit.rval;
}

static void at_exec(struct tracer *tracer)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/mem", (int)tracer->pid);
	tracer->memory = open(path, O_RDONLY | O_CLOEXEC);
	if (tracer->memory < 0)
		trace_die(path, strerror(errno));
	/* What came before belongs to this program; the exit of execve itself is still to come. */
	tracer->trace->count = 0;
}

static _Noreturn void start_child(const char *library, char *const *program)
{
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	setenv("LD_PRELOAD", library, 1);
	execv(program[0], program);
	_exit(127);
}

void trace_run(struct trace *trace, const char *library, char *const *program)
{
	struct tracer tracer = { .trace = trace, .library = library, .memory = -1 };
	int status;

	tracer.pid = fork();
	if (!tracer.pid)
		start_child(library, program);
	if (tracer.pid < 0 || waitpid(tracer.pid, &status, 0) < 0 || !WIFSTOPPED(status))
		trace_die(program[0], strerror(errno));
	if (ptrace(PTRACE_SETOPTIONS, tracer.pid, 0, OPTIONS))
		trace_die("PTRACE_SETOPTIONS", strerror(errno));
	while (!ptrace(PTRACE_SYSCALL, tracer.pid, 0, 0)) {
		if (waitpid(tracer.pid, &status, 0) < 0 || !WIFSTOPPED(status))
			break;
		if (status >> 8 == EXEC_STOP)
			at_exec(&tracer);
		else if (WSTOPSIG(status) == CALL_STOP && tracer.memory >= 0)
			at_call(&tracer);
	}
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		trace_die(program[0], "did not exit with status 0 while it was traced");
}
