/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "record.h"

/*
 * The calls from begin to end were made by the constructor. Code of libc cannot be told from that
 * of its caller, so a library that uses libc is taken to begin and end with the sandbox.
 */
static void find_constructor(const struct trace *trace, size_t *begin, size_t *end)
{
	*begin = trace->count;
	*end = 0;
	for (size_t i = 0; i < trace->count; i++) {
		const struct call *call = &trace->calls[i];

		if (!call->inside && !is_sandbox_only(call->number))
			continue;
		if (*begin > i)
			*begin = i;
		*end = i + 1;
	}
	if (!*end)
		trace_die("nothing to record", "the library made no system call of a sandbox");
}

static void list_bytes(const void *data, size_t size)
{
	printf(" ");
	for (size_t i = 0; i < size; i++)
		printf("%02x", ((const unsigned char *)data)[i]);
}

/* A descriptor number says nothing, so the one in a path rule (bytes 8 to 11) is left out. */
static void list_data(const struct call *call)
{
	bool is_path = call->number == CALL_ADD_RULE && call->args[1] == RULE_PATH;

	if (call->data)
		list_bytes(call->data, is_path ? sizeof(uint64_t) : call->size);
}

static void list_arguments(const struct call *call, const char *kinds)
{
	for (size_t i = 0; kinds[i]; i++) {
		if (kinds[i] == 'n')
			printf(" %#" PRIx64, call->args[i]);
		else if (kinds[i] == 'p')
			printf(" %s", (const char *)call->data);
		else if (kinds[i] == 'h')
			list_bytes(call->how, sizeof(call->how));
		else if (kinds[i] == 'w')
			list_data(call);
		else if (kinds[i] == 'd' && (int)call->args[i] < 0)
			printf(" %d", (int)call->args[i]);
	}
}

static void list_call(const struct call *call, enum purpose purpose)
{
	const struct shape *shape = find_shape(call->number);

	printf("%c %" PRIu64, purpose == FOR_SHIM ? '+' : '=', call->number);
	if (shape)
		list_arguments(call, shape->arguments);
	else if (call->data)
		list_data(call);
	if (call->number == SYS_seccomp)
		printf(" %#" PRIx64, call->args[1]);
	if (call->result < 0 && call->result > -4096)
		printf(" %d failed", (int)-call->result);
	printf("\n");
}

static const char usage_text[] =
	"usage: record [-l] [-o FILE.c] LIBRARY PROGRAM [ARGUMENT...]\n"
	"Lists the system calls that LIBRARY (a real path) makes in its constructor when PROGRAM is\n"
	"started with it as LD_PRELOAD, one per line: '=' when it sets up the sandbox, '+' when it\n"
	"does not, the number of the call, what it was given, and its errno if it failed. With -o\n"
	"also writes the C source of a library that makes the first kind of calls and nothing else;\n"
	"-l: of these, only Landlock's.";

int main(int argc, char **argv)
{
	struct trace trace = { .count = 0 };
	enum purpose least = FOR_SANDBOX, *purposes;
	size_t begin, end, kept = 0;
	FILE *out = NULL;
	int option;

	while ((option = getopt(argc, argv, "+lo:h")) != -1) {
		if (option == 'l')
			least = FOR_LANDLOCK;
		else if (option == 'o')
			out = fopen(optarg, "w");
		if (option == 'h' || option == '?' || (option == 'o' && !out))
			trace_die("options", usage_text);
	}
	if (argc - optind < 2)
		trace_die("arguments", usage_text);
	trace_run(&trace, argv[optind], argv + optind + 1);
	find_constructor(&trace, &begin, &end);
	purposes = find_purposes(trace.calls + begin, end - begin);
	for (size_t i = begin; i < end; i++) {
		list_call(&trace.calls[i], purposes[i - begin]);
		if (purposes[i - begin] >= least)
			trace.calls[kept++] = trace.calls[i];
	}
	free(purposes);
	if (out)
		write_library(out, trace.calls, kept);
	return 0;
}
