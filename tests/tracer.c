/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/tracer.h"

#include <elf.h>
#include <errno.h>
#include <linux/ptrace.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

/* <sys/ptrace.h> of glibc and <linux/ptrace.h> cannot be included together. */
extern long ptrace(int request, ...);

enum {
	LONGEST_LINE = 4096 + 128,
	OPTIONS = PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL | PTRACE_O_TRACEEXEC,
	CALL_STOP = SIGTRAP | 0x80, /* PTRACE_O_TRACESYSGOOD */
	EXEC_STOP = SIGTRAP | PTRACE_EVENT_EXEC << 8,
};

/* What every architecture does in its own way. */
#if defined(__aarch64__)
static int forget_number(pid_t pid)
{
	int none = -1;
	struct iovec part = { &none, sizeof(none) };

	return (int)ptrace(PTRACE_SETREGSET, pid, NT_ARM_SYSTEM_CALL, &part);
}

static void set_result(struct user_regs_struct *registers, int64_t result)
{
	registers->regs[0] = (uint64_t)result;
}
#else
static int forget_number(pid_t pid)
{
	struct user_regs_struct registers;
	struct iovec all = { &registers, sizeof(registers) };

	if (ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &all))
		return -1;
	registers.orig_rax = ~0ULL;
	return (int)ptrace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &all);
}

static void set_result(struct user_regs_struct *registers, int64_t result)
{
	registers->rax = (uint64_t)result;
}
#endif

int tracer_skip(const struct tracer *tracer)
{
	return forget_number(tracer->pid);
}

int tracer_answer(const struct tracer *tracer, int64_t result)
{
	struct user_regs_struct registers;
	struct iovec all = { &registers, sizeof(registers) };

	if (ptrace(PTRACE_GETREGSET, tracer->pid, NT_PRSTATUS, &all))
		return -1;
	set_result(&registers, result);
	return (int)ptrace(PTRACE_SETREGSET, tracer->pid, NT_PRSTATUS, &all);
}

int tracer_leave(const struct tracer *tracer)
{
	return (int)ptrace(PTRACE_DETACH, tracer->pid, 0, tracer->signal);
}

/* Where the code of the library lies, as soon as it is mapped. */
static void find_text(struct tracer *tracer)
{
	char path[64], line[LONGEST_LINE], rights[8];
	unsigned long start, end;
	FILE *maps;

	snprintf(path, sizeof(path), "/proc/%d/maps", (int)tracer->pid);
	maps = fopen(path, "re");
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

static bool is_inside(struct tracer *tracer, uint64_t instruction)
{
	if (tracer->library && !tracer->text_end)
		find_text(tracer);
	return instruction >= tracer->text_start && instruction < tracer->text_end;
}

static enum tracer_stop at_call(struct tracer *tracer, struct tracer_call *call)
{
	struct ptrace_syscall_info info;

	/* Linux 5.3 */
	if (ptrace(PTRACE_GET_SYSCALL_INFO, tracer->pid, sizeof(info), &info) < 0)
		return TRACER_FAILED;
	if (info.op == PTRACE_SYSCALL_INFO_EXIT) {
		call->result = info.exit.rval;
		return TRACER_EXIT;
	}
	*call = (struct tracer_call){ .number = info.entry.nr };
	for (unsigned i = 0; i < 6; i++)
		call->args[i] = info.entry.args[i];
	call->inside = is_inside(tracer, info.instruction_pointer);
	return TRACER_ENTRY;
}

static _Noreturn void start_child(const char *library, char *const *program, const int output[2])
{
	if ((output[0] >= 0 && dup2(output[0], 1) < 0) ||
		(output[1] >= 0 && dup2(output[1], 2) < 0))
		_exit(127);
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	if (library)
		setenv("LD_PRELOAD", library, 1);
	execv(program[0], program);
	_exit(127);
}

int tracer_start(
	struct tracer *tracer, const char *library, char *const *program, const int output[2])
{
	*tracer = (struct tracer){ .library = library, .pid = fork() };
	if (!tracer->pid)
		start_child(library, program, output);
	if (tracer->pid < 0 || waitpid(tracer->pid, &tracer->status, 0) < 0)
		return -1;
	if (!WIFSTOPPED(tracer->status)) {
		errno = ECHILD;
		return -1;
	}
	return (int)ptrace(PTRACE_SETOPTIONS, tracer->pid, 0, OPTIONS);
}

enum tracer_stop tracer_next(struct tracer *tracer, struct tracer_call *call)
{
	while (!ptrace(PTRACE_SYSCALL, tracer->pid, 0, tracer->signal)) {
		tracer->signal = 0;
		if (waitpid(tracer->pid, &tracer->status, 0) < 0)
			return TRACER_FAILED;
		if (!WIFSTOPPED(tracer->status))
			return TRACER_END;
		if (tracer->status >> 8 == EXEC_STOP) {
			tracer->has_started = true;
			tracer->text_start = tracer->text_end = 0;
		} else if (WSTOPSIG(tracer->status) != CALL_STOP) {
			tracer->signal = WSTOPSIG(tracer->status);
		} else if (tracer->has_started) {
			return at_call(tracer, call);
		}
	}
	return TRACER_FAILED;
}
