/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/program.h"
#include "cli/query_lines.h"
#include "core/base/errno_text.h"
#include "core/base/words.h"
#include "platform/platform.h"

static const struct word operations[] = {
	{ "read", QUERY_READ },
	{ "write", QUERY_WRITE },
	{ "readwrite", QUERY_READ_WRITE },
	{ "exec", QUERY_EXECUTE },
	{ "create", QUERY_CREATE },
	{ "mkdir", QUERY_MAKE_DIRECTORY },
	{ "remove", QUERY_REMOVE },
	{ "", 0 },
};

static const struct word directions[] = {
	{ "connect", CAPS_CONNECT },
	{ "bind", CAPS_LISTEN },
	{ "udp", CAPS_UDP },
	{ "", 0 },
};

struct request {
	const struct word *operation; /* on a path; else NULL */
	const struct word *direction;
	const char *profile, *object; /* path or port */
	uint16_t port;
	bool json;
};

static void add_place(struct cli *cli, const struct set_origin *from)
{
	buf_text(&cli->out, from->key ? from->key : "the profile");
	if (!from->place.source)
		return;
	buf_text(&cli->out, " (");
	cli_escaped(cli, from->place.source);
	buf_format(&cli->out, ":%u:%u)", from->place.line, from->place.column);
}

static void add_verdict(
	struct cli *cli, const struct request *request, const struct query_result *result)
{
	bool is_allowed = result->status == QUERY_ALLOWED;
	const char *colour = is_allowed ? "\033[32m" : "\033[31m";

	buf_format(&cli->out, "%s%s%s: %s ", cli->colour ? colour : "",
		is_allowed ? "allowed" : "denied", cli->colour ? "\033[0m" : "",
		request->operation ? request->operation->name : request->direction->name);
	cli_escaped(cli, request->object);
	if (result->path && strcmp(result->path, request->object) != 0) {
		buf_text(&cli->out, ", which is ");
		cli_escaped(cli, result->path);
	}
	buf_text(&cli->out, "\n");
}

static void explain_path(struct cli *cli, const struct query_result *result)
{
	if (result->grant) {
		buf_format(&cli->out, "  %s is granted by ",
			caps_access_name(result->status == QUERY_ALLOWED &&
							 !(result->requested &
								 ~(unsigned)result->grant->access)
						 ? result->grant->access
						 : result->granted));
		add_place(cli, &result->grant->from);
		buf_text(&cli->out, ": ");
		cli_escaped(cli, result->grant->original);
		buf_text(&cli->out, "\n");
	}
	if (result->reason == QUERY_INSUFFICIENT_ACCESS)
		buf_format(&cli->out, "  %s is needed\n", caps_access_name(result->requested));
	if (result->status == QUERY_DENIED && !result->grant)
		buf_text(&cli->out, "  no grant covers it\n");
	if (result->sys_errno == EISDIR)
		buf_text(&cli->out, "  it is a directory: the answer is about what lies below\n");
	else if (result->sys_errno)
		buf_format(&cli->out, "  whatever is granted, it fails: %s (%s)\n",
			errno_text(result->sys_errno), errno_name(result->sys_errno));
}

static void explain_port(
	struct cli *cli, const struct query_result *result, const struct cli_profile *loaded)
{
	if (result->port) {
		buf_text(&cli->out, "  granted by ");
		add_place(cli, &result->port->from);
		buf_text(&cli->out, "\n");
	} else if (result->status == QUERY_ALLOWED) {
		buf_text(&cli->out, "  it is not restricted\n");
	} else if (loaded->caps.network_blocked) {
		const struct set_origin from = { .key = "network.block",
			.place = loaded->caps.blocked_at };

		buf_text(&cli->out, "  all of the network is blocked by ");
		add_place(cli, &from);
		buf_text(&cli->out, "\n");
	} else {
		buf_text(&cli->out, "  other ports are granted, this one is not\n");
	}
}

/* What to write, in a profile of its own or among the lines of this one. */
static void advise(struct cli *cli, const struct request *request,
	const struct query_result *result, const struct cli_profile *loaded)
{
	struct buf lines;

	buf_init(&lines, cli->alloc);
	if (!request->operation)
		query_port_lines(
			&lines, (enum caps_direction)request->direction->value, request->port);
	else if (!query_path_lines(&lines, (enum query_operation)request->operation->value, result))
		return;
	if (!request->operation && loaded->caps.network_blocked)
		buf_text(&cli->out, "Remove that, and add:\n");
	else
		buf_text(&cli->out, "To allow it, add:\n");
	buf_text(&cli->out, buf_string(&lines) ? buf_string(&lines) : "");
}

/*
 * execve(2) needs the interpreters of a script and the dynamic linker as well: the first of them
 * that is denied is the answer.
 */
static int ask_for_program(struct query_result *result, const char *path, struct cli *cli,
	const struct query *query, struct nono_err *err)
{
	struct program program;
	struct buf name;
	int r = NONO_OK;

	buf_init(&name, cli->alloc);
	buf_format(&name, "%s", strchr(path, '/') ? "" : "./");
	buf_text(&name, path);
	if (!buf_string(&name))
		return nono_err_memory(err);
	if (program_find(&program, buf_string(&name), cli->alloc, NULL))
		return NONO_OK;
	for (size_t i = 1; !r && result->status == QUERY_ALLOWED && i < program.file_count; i++) {
		struct query_result other = { 0 };

		r = query_path(
			query, QUERY_EXECUTE, program.files[i].path, NULL, cli->alloc, &other, err);
		if (!r && other.status == QUERY_DENIED)
			*result = other;
	}
	return r;
}

static int ask_for_path(struct query_result *result, struct cli *cli, const struct request *request,
	const struct query *query, struct nono_err *err)
{
	int operation = request->operation->value;
	int r = query_path(query, (enum query_operation)operation, request->object, NULL,
		cli->alloc, result, err);

	if (!r && operation == QUERY_EXECUTE && result->status == QUERY_ALLOWED)
		r = ask_for_program(result, request->object, cli, query, err);
	return r;
}

static int ask(struct query_result *result, struct cli *cli, const struct request *request,
	const struct cli_profile *loaded, struct nono_err *err)
{
	struct nono_support support = { 0 };
	struct query *query;
	struct set *set;
	int r = cli_set(&set, cli, &loaded->caps, err);

	if (!r)
		r = platform_probe(&support, err);
	/* Where there is no Landlock, the answer is for a kernel that has it. */
	if (!r)
		r = query_new(&query, set, support.landlock_abi != 1, cli->alloc, err);
	if (r)
		return r;
	if (request->operation)
		return ask_for_path(result, cli, request, query, err);
	query_port(query, (enum caps_direction)request->direction->value, request->port, result);
	return NONO_OK;
}

static int answer(struct cli *cli, const struct request *request)
{
	struct query_result result = { 0 };
	struct nono_err err = { 0 };
	struct cli_profile loaded;
	int r = cli_load(&loaded, cli, request->profile, &err);

	if (!r)
		r = ask(&result, cli, request, &loaded, &err);
	if (r) {
		cli_complain(cli, &err);
		return CLI_USAGE;
	}
	if (request->json) {
		query_json(&result, &cli->out);
		buf_text(&cli->out, "\n");
	} else {
		add_verdict(cli, request, &result);
		if (request->operation)
			explain_path(cli, &result);
		else
			explain_port(cli, &result, &loaded);
		if (result.status == QUERY_DENIED)
			advise(cli, request, &result, &loaded);
	}
	return result.status == QUERY_ALLOWED ? CLI_OK : CLI_PROBLEM;
}

static bool read_port(struct request *request)
{
	size_t length = strlen(request->object);
	unsigned long number = strtoul(request->object, NULL, 10);

	if (!length || length > 5 || request->object[strspn(request->object, "0123456789")] ||
		!number || number > UINT16_MAX)
		return false;
	request->port = (uint16_t)number;
	return true;
}

static int read_request(struct cli *cli, struct request *request, const char *const words[3])
{
	if (!words[2] || !*words[2])
		return cli_usage(cli, "expected PROFILE, an operation and a path or port");
	request->profile = words[0];
	request->object = words[2];
	request->operation = words_find(operations, words[1]);
	request->direction = words_find(directions, words[1]);
	if (!request->operation && !request->direction)
		return cli_usage(cli,
			"expected read, write, readwrite, exec, create, mkdir, remove, connect, bind or "
			"udp, found '%s'",
			words[1]);
	if (request->direction && !read_port(request))
		return cli_usage(
			cli, "%s: expected a port from 1 to 65535, found '%s'", words[1], words[2]);
	return CLI_OK;
}

int cli_query(struct cli *cli, int argc, char **argv)
{
	struct request request = { 0 };
	const char *words[3] = { NULL };
	bool is_literal = false;
	int count = 0, r;

	for (int i = 1; i < argc; i++) {
		if (is_literal || argv[i][0] != '-') {
			if (count == 3)
				return cli_usage(
					cli, "found '%s' behind the last argument", argv[i]);
			words[count++] = argv[i];
		} else if (!strcmp(argv[i], "--")) {
			is_literal = true;
		} else if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h")) {
			return cli_help(cli);
		} else if (!strcmp(argv[i], "--json")) {
			request.json = true;
		} else {
			return cli_usage(cli, "unknown option '%s'", argv[i]);
		}
	}
	r = read_request(cli, &request, words);
	return r ? r : answer(cli, &request);
}
