/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <inttypes.h>
#include <linux/filter.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "trace.h"

/*
 * What a preloaded library asks the kernel for, as a list, and as the C source of a library that
 * asks for the same with everything hard-coded: what somebody would write by hand.
 */

enum {
	CREATE_RULESET = 444,
	ADD_RULE = 445,
	RESTRICT_SELF = 446,
	RULE_PATH = 1,
	MAX_DESCRIPTOR = 1024,
};

struct recorder {
	struct trace trace;
	bool ours[MAX_DESCRIPTOR]; /* descriptors that belong to the sandbox */
	int64_t ruleset, directory;
	bool landlock_only; /* the source */
	FILE *out;
};

/* What nothing but the set-up of a sandbox asks for; some check it, or drop rights. */
static bool is_sandbox_only(uint64_t number)
{
	return number == SYS_capget || number == SYS_capset || number == SYS_socketpair ||
	       number == SYS_mknodat || number == CREATE_RULESET || number == ADD_RULE ||
	       number == RESTRICT_SELF || number == SYS_seccomp || number == SYS_unshare;
}

/* Landlock's own calls, and the no_new_privs without which it takes none. */
static bool is_landlock(const struct call *call)
{
	return call->number == CREATE_RULESET || call->number == ADD_RULE ||
	       call->number == RESTRICT_SELF || call->number == SYS_close ||
	       (call->number == SYS_prctl && call->args[0] == PR_SET_NO_NEW_PRIVS) ||
	       (call->number == SYS_openat && call->args[2] & O_PATH);
}

/* Calls are to be seen in order: descriptors are followed. */
static bool is_sandbox(struct recorder *recorder, const struct call *call)
{
	uint64_t fd = call->args[0];
	/* A directory: "/", to see that it is denied, and the list of descriptors. */
	bool opens = (call->number == SYS_openat && call->args[2] & (O_PATH | O_DIRECTORY)) ||
		     (call->number == CREATE_RULESET && call->data);
	bool known = fd < MAX_DESCRIPTOR && recorder->ours[fd];

	if (opens && call->result >= 0 && call->result < MAX_DESCRIPTOR)
		recorder->ours[call->result] = true;
	if (opens || is_sandbox_only(call->number) || call->number == SYS_prctl)
		return true;
	/* Inherited descriptors are looked at, and profiles are opened behind them. */
	if (call->number == SYS_fstat && fd <= STDERR_FILENO)
		return true;
	/* The permissions of "/"; with F_OK a profile is looked for. */
	if (call->number == SYS_faccessat && call->args[2] != F_OK)
		return true;
	if (!known || (call->number != SYS_fstat && call->number != SYS_close &&
			      call->number != SYS_getdents64))
		return false;
	if (call->number == SYS_close)
		recorder->ours[fd] = false;
	return true;
}

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

/* A descriptor number says nothing, so the one in a path rule (bytes 8 to 11) is left out. */
static void list_data(const struct call *call)
{
	size_t size = call->size;

	if (call->number == ADD_RULE && call->args[1] == RULE_PATH)
		size = 8;
	if (call->number == SYS_openat)
		printf(" %s", (const char *)call->data);
	else
		printf(" ");
	for (size_t i = 0; i < size && call->number != SYS_openat; i++)
		printf("%02x", call->data[i]);
}

static void list_call(struct recorder *recorder, const struct call *call)
{
	printf("%c %" PRIu64, is_sandbox(recorder, call) ? '=' : '+', call->number);
	if (call->data)
		list_data(call);
	if (call->number == SYS_unshare || call->number == SYS_prctl)
		printf(" %#" PRIx64 " %#" PRIx64, call->args[0], call->args[1]);
	if (call->number == RESTRICT_SELF || call->number == SYS_seccomp)
		printf(" %#" PRIx64, call->args[1]);
	printf("%s\n", call->result < 0 && call->result > -4096 ? " failed" : "");
}

static const char head[] =
	"#define _GNU_SOURCE\n"
	"#include <fcntl.h>\n"
	"#include <linux/filter.h>\n"
	"#include <stdint.h>\n"
	"#include <sys/prctl.h>\n"
	"#include <sys/stat.h>\n"
	"#include <sys/syscall.h>\n"
	"#include <unistd.h>\n"
	"\n"
	"static void check(long result)\n"
	"{\n"
	"	if (result < 0)\n"
	"		_exit(1);\n"
	"}\n"
	"\n"
	"static void grant(int ruleset, const char *path, uint64_t rights)\n"
	"{\n"
	"	struct {\n"
	"		uint64_t allowed;\n"
	"		int32_t fd;\n"
	"	} __attribute__((packed)) rule = { rights, 0 };\n"
	"	struct stat stat;\n"
	"\n"
	"	rule.fd = open(path, O_PATH | O_CLOEXEC);\n"
	"	if (rule.fd < 0)\n"
	"		return;\n"
	"	/* Not fstat(), which some versions of glibc make a slower newfstatat(). */\n"
	"	check(syscall(SYS_fstat, rule.fd, &stat));\n"
	"	check(syscall(445, ruleset, 1, &rule, 0));\n"
	"	close(rule.fd);\n"
	"}\n"
	"\n"
	"__attribute__((constructor)) static void start(void)\n"
	"{\n"
	"	static char listing[1024];\n"
	"	static uint32_t head[2], sets[6];\n"
	"	static struct stat stat;\n"
	"	int ruleset = -1, directory = -1;\n"
	"\n";

static void write_words(FILE *out, const struct call *call)
{
	fprintf(out, "	{\n		static const uint64_t words[] = {");
	for (size_t i = 0; i + 8 <= call->size; i += 8) {
		uint64_t word;

		memcpy(&word, call->data + i, sizeof(word));
		fprintf(out, " %#" PRIx64 ",", word);
	}
	fprintf(out, " };\n\n");
}

static void write_filter(FILE *out, const struct call *call)
{
	fprintf(out, "	{\n		static const struct sock_filter code[] = {\n");
	for (size_t i = 0; i + sizeof(struct sock_filter) <= call->size;
		i += sizeof(struct sock_filter)) {
		struct sock_filter step;

		memcpy(&step, call->data + i, sizeof(step));
		fprintf(out, "			{ %#x, %u, %u, %#x },\n", step.code, step.jt,
			step.jf, step.k);
	}
	fprintf(out,
		"		};\n"
		"		const struct sock_fprog program = { sizeof(code) / sizeof(code[0]), "
		"(struct sock_filter *)code };\n\n"
		"		check(syscall(SYS_seccomp, %" PRIu64 ", %" PRIu64
		", &program));\n	}\n",
		call->args[0], call->args[1]);
}

static void write_text(FILE *out, const unsigned char *text)
{
	fputc('"', out);
	for (; *text; text++) {
		if (*text < ' ' || *text > '~' || *text == '"' || *text == '\\' || *text == '?')
			fprintf(out, "\\%03o", *text);
		else
			fputc(*text, out);
	}
	fputc('"', out);
}

/* The open, and the rights of the rule that the next calls make of it. */
static void write_grant(FILE *out, const struct trace *trace, size_t index)
{
	const struct call *call = &trace->calls[index];
	uint64_t rights = 0;
	int32_t fd = -1;

	for (size_t i = index + 1; i < trace->count && call->result >= 0; i++) {
		const struct call *rule = &trace->calls[i];

		if (rule->number != ADD_RULE || rule->args[1] != RULE_PATH)
			continue;
		memcpy(&rights, rule->data, sizeof(rights));
		memcpy(&fd, rule->data + sizeof(rights), sizeof(fd));
		break;
	}
	if (fd != (call->result >= 0 ? (int32_t)call->result : -1))
		trace_die((const char *)call->data, "was opened with O_PATH and not granted");
	fprintf(out, "	grant(ruleset, ");
	write_text(out, call->data);
	fprintf(out, ", %#" PRIx64 ");\n", rights);
}

static void write_ruleset(struct recorder *recorder, const struct call *call)
{
	FILE *out = recorder->out;

	if (!call->data) {
		fprintf(out, "	check(syscall(444, 0, 0, %" PRIu64 "));\n", call->args[2]);
		return;
	}
	recorder->ruleset = call->result;
	write_words(out, call);
	fprintf(out, "		ruleset = (int)syscall(444, words, %" PRIu64 ", 0);\n",
		call->args[1]);
	fprintf(out, "		check(ruleset);\n	}\n");
}

static void write_port(FILE *out, const struct call *call)
{
	if (call->args[1] == RULE_PATH)
		return; /* grant() does it */
	write_words(out, call);
	fprintf(out, "		check(syscall(445, ruleset, %" PRIu64 ", words, 0));\n	}\n",
		call->args[1]);
}

/* Inherited descriptors are listed through the only directory that can be opened. */
static void write_directory(struct recorder *recorder, const struct call *call)
{
	if (call->result >= 0)
		recorder->directory = call->result;
	fprintf(recorder->out, "	%sopen(", call->result >= 0 ? "directory = " : "");
	write_text(recorder->out, call->data);
	fprintf(recorder->out, ", %#" PRIx64 ");\n", call->args[2]);
}

/* The sets are found out first, and then written back with some of their bits. */
static void write_capabilities(FILE *out, const struct call *call)
{
	fprintf(out, "	head[0] = 0x20080522;\n");
	if (call->number == SYS_capset) {
		fprintf(out, "	for (int i = 0; i < 6; i++)\n");
		fprintf(out, "		sets[i] &= i < 3 ? 0x5fb : 0;\n");
	}
	fprintf(out, "	check(syscall(%" PRIu64 ", head, sets));\n", call->number);
}

static void write_call(struct recorder *recorder, size_t index)
{
	const struct call *call = &recorder->trace.calls[index];
	const uint64_t *args = call->args;
	FILE *out = recorder->out;

	if (call->number == SYS_openat && call->args[2] & O_DIRECTORY)
		write_directory(recorder, call);
	else if (call->number == SYS_openat)
		write_grant(out, &recorder->trace, index);
	else if (call->number == CREATE_RULESET)
		write_ruleset(recorder, call);
	else if (call->number == ADD_RULE)
		write_port(out, call);
	else if (call->number == RESTRICT_SELF)
		fprintf(out, "	check(syscall(446, ruleset, %" PRIu64 "));\n", args[1]);
	else if (call->number == SYS_seccomp)
		write_filter(out, call);
	else if (call->number == SYS_unshare)
		fprintf(out, "	check(syscall(SYS_unshare, %" PRIu64 ", 0));\n", args[0]);
	else if (call->number == SYS_prctl) /* the end of the bounding set is an error */
		fprintf(out, "	prctl(%" PRIu64 ", %" PRIu64 ", 0, 0, 0);\n", args[0], args[1]);
	else if (call->number == SYS_capget || call->number == SYS_capset)
		write_capabilities(out, call);
	else if (call->number == SYS_faccessat || call->number == SYS_mknodat)
		fprintf(out, "	syscall(%" PRIu64 ", AT_FDCWD, \"/\", %" PRIu64 ", 0);\n",
			call->number, args[2]);
	else if (call->number == SYS_socketpair)
		fprintf(out, "	syscall(SYS_socketpair, %" PRIu64 ", %" PRIu64 ", 0, 0);\n",
			args[0], args[1]);
	else if (call->number == SYS_fstat && args[0] <= STDERR_FILENO)
		fprintf(out, "	check(syscall(SYS_fstat, %" PRIu64 ", &stat));\n", args[0]);
	else if (call->number == SYS_getdents64)
		fprintf(out,
			"	check(syscall(SYS_getdents64, directory, listing, sizeof(listing)));\n");
	else if (call->number == SYS_close && (int64_t)args[0] == recorder->directory)
		fprintf(out, "	close(directory);\n");
	else if (call->number == SYS_close && (int64_t)args[0] == recorder->ruleset)
		fprintf(out, "	close(ruleset);\n");
}

static void write_library(struct recorder *recorder, size_t begin, size_t end)
{
	fputs(head, recorder->out);
	for (size_t i = begin; i < end; i++) {
		const struct call *call = &recorder->trace.calls[i];

		if (is_sandbox(recorder, call) && (!recorder->landlock_only || is_landlock(call)))
			write_call(recorder, i);
	}
	fprintf(recorder->out, "}\n");
	if (fclose(recorder->out))
		trace_die("the C source", "cannot be written");
}

static const char usage_text[] =
	"usage: record [-l] [-o FILE.c] LIBRARY PROGRAM [ARGUMENT...]\n"
	"Lists the system calls that LIBRARY (a real path) makes in its constructor when PROGRAM is\n"
	"started with it as LD_PRELOAD, one per line: '=' when it sets up the sandbox, '+' when it\n"
	"does not, the number of the call, what it was given. With -o also writes the C source of a\n"
	"library that makes the first kind of calls and nothing else; -l: of these, only Landlock's.";

int main(int argc, char **argv)
{
	static struct recorder recorder = { .ruleset = -1, .directory = -1 };
	size_t begin, end;
	int option;

	while ((option = getopt(argc, argv, "+lo:h")) != -1) {
		if (option == 'l')
			recorder.landlock_only = true;
		else if (option == 'o')
			recorder.out = fopen(optarg, "w");
		if (option == 'h' || option == '?' || (option == 'o' && !recorder.out))
			trace_die("options", usage_text);
	}
	if (argc - optind < 2)
		trace_die("arguments", usage_text);
	trace_run(&recorder.trace, argv[optind], argv + optind + 1);
	find_constructor(&recorder.trace, &begin, &end);
	for (size_t i = begin; i < end; i++)
		list_call(&recorder, &recorder.trace.calls[i]);
	if (recorder.out)
		write_library(&recorder, begin, end);
	return 0;
}
