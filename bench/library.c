/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <inttypes.h>
#include <linux/filter.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>

#include "record.h"

struct writer {
	FILE *out;
	const struct call *calls;
	size_t count;
	bool is_ours[MAX_DESCRIPTOR]; /* descriptors that are in the variable fd */
};

static const char head[] =
	"#define _GNU_SOURCE\n"
	"#include <fcntl.h>\n"
	"#include <linux/filter.h>\n"
	"#include <stdint.h>\n"
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
	"/* What is missing, or has to be denied. */\n"
	"static void fails(long result)\n"
	"{\n"
	"	if (result >= 0)\n"
	"		_exit(1);\n"
	"}\n"
	"\n"
	"static int open_path(const char *path)\n"
	"{\n"
	"	return (int)syscall(SYS_openat, AT_FDCWD, path, O_PATH | O_CLOEXEC, 0);\n"
	"}\n"
	"\n"
	"static int open_without_links(const char *path)\n"
	"{\n"
	"	static const uint64_t how[] = { O_PATH | O_CLOEXEC, 0, 4 };\n"
	"\n"
	"	return (int)syscall(437, AT_FDCWD, path, how, sizeof(how));\n"
	"}\n"
	"\n"
	"static void add_rule(int ruleset, int fd, uint64_t rights)\n"
	"{\n"
	"	const struct {\n"
	"		uint64_t allowed;\n"
	"		int32_t fd;\n"
	"	} __attribute__((packed)) rule = { rights, fd };\n"
	"\n"
	"	check(syscall(445, ruleset, 1, &rule, 0));\n"
	"}\n"
	"\n"
	"static void grant(int ruleset, int fd, uint64_t rights)\n"
	"{\n"
	"	struct stat stat;\n"
	"\n"
	"	check(fd);\n"
	"	/* Not fstat(), which some versions of glibc make a slower newfstatat(). */\n"
	"	check(syscall(SYS_fstat, fd, &stat));\n"
	"	add_rule(ruleset, fd, rights);\n"
	"	close(fd);\n"
	"}\n"
	"\n"
	"__attribute__((constructor)) static void start(void)\n"
	"{\n"
	"	static char buffer[4096];\n"
	"	static uint32_t head[2], sets[6];\n"
	"	static struct stat stat;\n";

static void write_words(FILE *out, const uint64_t *words, size_t count)
{
	fprintf(out, "(const uint64_t[]){");
	for (size_t i = 0; i < count; i++)
		fprintf(out, "%s %#" PRIx64, i ? "," : "", words[i]);
	fprintf(out, " }");
}

static void write_data(FILE *out, const struct call *call)
{
	uint64_t words[16];

	if (!call->data) {
		fprintf(out, "0L");
		return;
	}
	if (call->size > sizeof(words))
		trace_die("a call", "was given more than can be written");
	memcpy(words, call->data, call->size);
	write_words(out, words, call->size / sizeof(words[0]));
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

static void write_descriptor(const struct writer *writer, uint64_t fd)
{
	if ((int)fd == AT_FDCWD)
		fprintf(writer->out, "AT_FDCWD");
	else if (fd < MAX_DESCRIPTOR && writer->is_ours[fd])
		fprintf(writer->out, "fd[%" PRIu64 "]", fd);
	else
		fprintf(writer->out, "%" PRIu64, fd);
}

static void write_argument(
	const struct writer *writer, const struct call *call, char kind, uint64_t value)
{
	FILE *out = writer->out;

	switch (kind) {
	case 'd':
		write_descriptor(writer, value);
		break;
	case 'p':
		if (value != call->args[1])
			trace_die((const char *)call->data, "is not the only path of its call");
		write_text(out, call->data);
		break;
	case 'h':
		write_words(out, call->how, sizeof(call->how) / sizeof(call->how[0]));
		break;
	case 'w':
		write_data(out, call);
		break;
	case 'n':
		fprintf(out, "%#" PRIx64 "UL", value);
		break;
	default:
		fprintf(out, "%s",
			kind == 's'   ? "&stat"
			: kind == 'b' ? "buffer"
			: kind == 'z' ? "sizeof(buffer)"
				      : "0L");
	}
}

static void write_shaped(struct writer *writer, const struct call *call, const struct shape *shape)
{
	bool opens = open_flags(call) || (call->number == CALL_CREATE_RULESET && call->data);
	bool keeps = opens && call->result >= 0 && call->result < MAX_DESCRIPTOR;

	fprintf(writer->out, "	%s(", call->result < 0 ? "fails" : "check");
	if (keeps)
		fprintf(writer->out, "fd[%" PRId64 "] = (int)", call->result);
	fprintf(writer->out, "syscall(%s", shape->name);
	for (size_t i = 0; shape->arguments[i]; i++) {
		fprintf(writer->out, ", ");
		write_argument(writer, call, shape->arguments[i], call->args[i]);
	}
	fprintf(writer->out, "));\n");
	if (keeps)
		writer->is_ours[call->result] = true;
	if (call->number == SYS_close && call->args[0] < MAX_DESCRIPTOR)
		writer->is_ours[call->args[0]] = false;
}

/* A rule is 12 bytes: the rights and the descriptor. */
static uint64_t rule_rights(const struct call *call)
{
	uint64_t rights;

	memcpy(&rights, call->data, sizeof(rights));
	return rights;
}

static int32_t rule_descriptor(const struct call *call)
{
	int32_t fd;

	memcpy(&fd, call->data + sizeof(uint64_t), sizeof(fd));
	return fd;
}

static bool is_path_rule(const struct call *call)
{
	return call->number == CALL_ADD_RULE && call->args[1] == RULE_PATH;
}

static const char *opener(const struct call *call)
{
	if ((int)call->args[0] != AT_FDCWD || open_flags(call) != (O_PATH | O_CLOEXEC))
		return NULL;
	if (call->number == SYS_openat)
		return "open_path";
	return call->how[2] == RESOLVE_NO_SYMLINKS ? "open_without_links" : NULL;
}

/* A path that is opened, looked at, granted and closed: how many calls that were, or 0. */
static size_t write_grant(const struct writer *writer, size_t index)
{
	const struct call *call = writer->calls + index;
	const char *open = opener(call);

	if (!open || call->result < 0 || writer->count - index < 4 || call[1].number != SYS_fstat ||
		!is_path_rule(&call[2]) || rule_descriptor(&call[2]) != call->result ||
		call[3].number != SYS_close || (int64_t)call[3].args[0] != call->result)
		return 0;
	fprintf(writer->out, "	grant(");
	write_descriptor(writer, call[2].args[0]);
	fprintf(writer->out, ", %s(", open);
	write_text(writer->out, call->data);
	fprintf(writer->out, "), %#" PRIx64 ");\n", rule_rights(&call[2]));
	return 4;
}

/* One call, or several; how many. */
static size_t write_calls(struct writer *writer, size_t index)
{
	const struct call *call = &writer->calls[index];
	const struct shape *shape = find_shape(call->number);
	size_t granted = write_grant(writer, index);

	if (granted)
		return granted;
	if (is_path_rule(call)) {
		fprintf(writer->out, "	add_rule(");
		write_descriptor(writer, call->args[0]);
		fprintf(writer->out, ", ");
		write_descriptor(writer, (uint64_t)rule_descriptor(call));
		fprintf(writer->out, ", %#" PRIx64 ");\n", rule_rights(call));
	} else if (call->number == SYS_seccomp) {
		write_filter(writer->out, call);
	} else if (call->number == SYS_capget || call->number == SYS_capset) {
		write_capabilities(writer->out, call);
	} else if (shape) {
		write_shaped(writer, call, shape);
	} else {
		trace_die("a call of the sandbox", "cannot be written");
	}
	return 1;
}

static size_t count_descriptors(const struct call *calls, size_t count)
{
	int64_t most = 0;

	for (size_t i = 0; i < count; i++) {
		bool opens = open_flags(&calls[i]) || calls[i].number == CALL_CREATE_RULESET;

		if (opens && calls[i].result > most && calls[i].result < MAX_DESCRIPTOR)
			most = calls[i].result;
	}
	return (size_t)most + 1;
}

void write_library(FILE *out, const struct call *calls, size_t count)
{
	struct writer writer = { .out = out, .calls = calls, .count = count };

	fputs(head, out);
	fprintf(out, "	int fd[%zu];\n\n", count_descriptors(calls, count));
	for (size_t i = 0; i < count;)
		i += write_calls(&writer, i);
	fprintf(out, "}\n");
	if (fclose(out))
		trace_die("the C source", "cannot be written");
}
