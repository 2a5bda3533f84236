/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "core/base/json.h"
#include "platform/inspect.h"

static const char *const answers[] = {
	[INSPECT_CONFINED] = "confined",
	[INSPECT_FREE] = "not confined",
	[INSPECT_UNKNOWN] = "unknown",
};

static void print_text(struct cli *cli, unsigned pid, const struct inspect *inspect)
{
	static const char *const colours[] = { "\033[32m", "\033[31m", "\033[33m" };
	static const char *const texts[] = {
		[INSPECT_CONFINED] = "confined by nono-shim",
		[INSPECT_FREE] = "not confined by nono-shim",
		[INSPECT_UNKNOWN] = "cannot be told",
	};

	buf_format(&cli->out, "%u: %s%s%s", pid, cli->colour ? colours[inspect->answer] : "",
		texts[inspect->answer], cli->colour ? "\033[0m" : "");
	for (size_t i = 0; i < inspect->policy_count; i++)
		buf_format(&cli->out, ", policy %s", inspect->policies[i]);
	if (*inspect->reason)
		buf_format(&cli->out, ": %s", inspect->reason);
	buf_text(&cli->out, "\n");
}

static void print_json(struct cli *cli, unsigned pid, const struct inspect *inspect)
{
	struct buf *out = &cli->out;

	json_begin(out, '{');
	json_member_number(out, "pid", pid);
	json_member(out, "status", answers[inspect->answer]);
	if (*inspect->reason)
		json_member(out, "reason", inspect->reason);
	json_key(out, "policies");
	json_begin(out, '[');
	for (size_t i = 0; i < inspect->policy_count; i++)
		json_string(out, inspect->policies[i]);
	json_end(out, ']');
	json_key(out, "no_new_privs");
	json_bool(out, inspect->no_new_privs);
	json_member_number(out, "seccomp_mode", inspect->seccomp_mode);
	json_member_number(out, "seccomp_filters", inspect->filter_count);
	json_member_number(out, "threads", inspect->thread_count);
	json_end(out, '}');
	buf_text(out, "\n");
}

/* 0: it is none. */
static unsigned parse_pid(const char *word)
{
	char *end;
	unsigned long pid = strtoul(word, &end, 10);

	return *word >= '1' && *word <= '9' && !*end && pid <= INT32_MAX ? (unsigned)pid : 0;
}

static int verify(struct cli *cli, unsigned pid, bool json)
{
	static const int statuses[] = {
		[INSPECT_CONFINED] = CLI_OK,
		[INSPECT_FREE] = CLI_PROBLEM,
		[INSPECT_UNKNOWN] = CLI_USAGE,
	};
	struct inspect inspect;
	struct nono_err err = { 0 };

	if (inspect_process(&inspect, pid, cli->alloc, &err)) {
		nono_err_at(&err, &(struct place){ "verify", 0, 0 });
		cli_complain(cli, &err);
		return CLI_USAGE;
	}
	if (json)
		print_json(cli, pid, &inspect);
	else
		print_text(cli, pid, &inspect);
	return statuses[inspect.answer];
}

int cli_verify(struct cli *cli, int argc, char **argv)
{
	unsigned pid = 0;
	bool json = false;

	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))
			return cli_help(cli);
		if (!strcmp(argv[i], "--json"))
			json = true;
		else if (pid)
			return cli_usage(cli, "expected one process, found '%s' as well", argv[i]);
		else if (!(pid = parse_pid(argv[i])))
			return cli_usage(
				cli, "expected the number of a process, found '%s'", argv[i]);
	}
	if (!pid)
		return cli_usage(cli, "expected the number of a process");
	return verify(cli, pid, json);
}
