/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/program.h"
#include "cli/run_exec.h"
#include "core/base/environment_plan.h"
#include "core/base/json.h"
#include "core/caps/caps_environment.h"
#include "platform/host.h"
#include "platform/platform.h"
#include "platform/receipt.h"

/* As the shim does it, in a process that becomes the program: nothing here outlives execve(2). */

enum {
	NEWEST_ABI = 10,
	LONGEST_OWN_PATH = 4096,
};

/* Entries of LD_PRELOAD with this file name are the shim. */
static const char shim_library[] = "libnono_shim.so";

struct run {
	struct cli *cli;
	const char *profile_name, *receipt_to;
	bool prints;
	int abi;	/* -1: of this kernel */
	char **command; /* NULL: none */
	struct cli_profile profile;
	struct program program;
	struct environment_plan plan;
	struct receipt receipt;
	struct rules *rules;
	bool is_in_force;
	const char *status, *reason; /* for the receipt */
};

/* The value of an option that stands at *at, behind '=' or as the next word; else NULL. */
static const char *option_value(const char *name, int *at, int argc, char **argv)
{
	size_t length = strlen(name);

	if (!strncmp(argv[*at], name, length) && argv[*at][length] == '=')
		return argv[*at] + length + 1;
	if (strcmp(argv[*at], name) != 0 || *at + 1 >= argc)
		return NULL;
	return argv[++*at];
}

static int parse_abi(struct run *run, const char *value)
{
	char *end;
	long abi = strtol(value, &end, 10);

	if (!*value || *end || abi < 0 || abi > NEWEST_ABI)
		return cli_usage(run->cli, "--abi: expected a number from 0 to %d, found '%s'",
			NEWEST_ABI, value);
	run->abi = (int)abi;
	return CLI_OK;
}

static int parse_option(struct run *run, int *at, int argc, char **argv)
{
	const char *value;

	if (!strcmp(argv[*at], "--print")) {
		run->prints = true;
		return CLI_OK;
	}
	value = option_value("--receipt", at, argc, argv);
	if (value) {
		run->receipt_to = value;
		return CLI_OK;
	}
	value = option_value("--abi", at, argc, argv);
	if (value)
		return parse_abi(run, value);
	return cli_usage(run->cli, "unknown option, or one without its value: '%s'", argv[*at]);
}

static int parse(struct run *run, int argc, char **argv)
{
	int at, r;

	for (at = 1; at < argc; at++) {
		if (!strcmp(argv[at], "--")) {
			at++;
			break;
		}
		if (argv[at][0] == '-' && argv[at][1]) {
			r = parse_option(run, &at, argc, argv);
			if (r)
				return r;
		} else if (!run->profile_name) {
			run->profile_name = argv[at];
		} else {
			break;
		}
	}
	if (!run->profile_name)
		return cli_usage(run->cli, "expected a profile");
	if (at < argc)
		run->command = argv + at;
	if (!run->prints && !run->command)
		return cli_usage(run->cli, "expected a program behind the profile");
	if (!run->prints && run->abi >= 0)
		return cli_usage(run->cli, "--abi goes with --print alone");
	return CLI_OK;
}

/* What the program could change to widen its next run; see shim/shim.c. */
static int add_own_path(struct run *run, struct nono_err *err)
{
	char path[LONGEST_OWN_PATH];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path));
	const char *copy;

	if (length <= 0 || length == sizeof(path))
		return NONO_OK;
	copy = alloc_text(run->cli->alloc, path, (size_t)length);
	return copy ? caps_add_policy_file(&run->profile.caps, copy, err) : nono_err_memory(err);
}

static int build_rules(struct run *run, struct nono_err *err)
{
	struct nono_support support;
	int r = platform_probe(&support, err);

	if (run->abi >= 0)
		support = (struct nono_support){ run->abi, run->abi ? 0 : ENOSYS };
	if (!r)
		r = cli_load(&run->profile, run->cli, run->profile_name, err);
	if (!r)
		r = add_own_path(run, err);
	return r ? r : platform_compile(&run->rules, &run->profile.caps, &support, err);
}

/*
 * A copy, since the plan writes over what goes, with a setting for each that the profile may add:
 * the plan removes it and takes its slot.
 */
static char **copy_environment(struct run *run, size_t more)
{
	static const char goes[] = "NONO_RECEIPT=";
	struct allocator *alloc = run->cli->alloc;
	size_t count = 0;
	char **copy;

	while (environ[count])
		count++;
	copy = alloc_array(alloc, count + more + 1, sizeof(*copy));
	for (size_t i = 0; copy && i < count + more; i++) {
		const char *text = i < count ? environ[i] : goes;

		copy[i] = alloc_text(alloc, text, strlen(text));
		if (!copy[i])
			return NULL;
	}
	return copy;
}

static int plan_environment(struct run *run, struct nono_err *err)
{
	struct environment_edit edit;
	char **copy;
	int r = caps_environment(&edit, &run->profile.caps, err);

	if (r)
		return r;
	copy = copy_environment(run, edit.setting_count);
	if (!copy)
		return nono_err_memory(err);
	return environment_plan(
		&run->plan, &edit, copy, shim_library, run->cli->alloc, host_map, err);
}

static int confine(struct run *run, struct nono_err *err)
{
	int r = build_rules(run, err);

	if (!r)
		r = plan_environment(run, err);
	if (!r && platform_state(run->rules) == PLATFORM_SAME) {
		run->status = "already confined";
		run->reason = "this policy is in force";
		run->is_in_force = true;
		return NONO_OK;
	}
	if (!r)
		r = platform_enforce(run->rules, run->receipt.fd, err);
	if (r)
		return r;
	run->status = "confined";
	run->is_in_force = true;
	return NONO_OK;
}

/* The document of libnono_shim(7). */
static void tell(const struct run *run, struct buf *out)
{
	char policy[2 * HASH_SIZE + 1];

	json_begin(out, '{');
	json_member(out, "nono_shim", SHIM_VERSION);
	json_member(out, "status", run->status);
	if (run->reason)
		json_member(out, "reason", run->reason);
	json_member_number(out, "pid", host_pid());
	profile_report(&run->profile.profile, run->profile_name, out);
	if (run->is_in_force) {
		platform_policy(policy, run->rules);
		json_member(out, "policy", policy);
		json_member(out, "compatibility",
			run->profile.caps.best_effort ? "best-effort" : "strict");
	}
	if (run->is_in_force && !run->reason)
		platform_report(run->rules, out);
	json_end(out, '}');
	buf_text(out, "\n");
}

static int write_receipt(struct run *run, struct nono_err *err)
{
	struct buf text;

	if (run->receipt.fd < 0)
		return NONO_OK;
	buf_init(&text, run->cli->alloc);
	tell(run, &text);
	return receipt_send(&run->receipt, &text, err);
}

static int refuse(struct run *run, const char *place_name, struct nono_err *err)
{
	const struct place place = { place_name, 0, 0 };

	nono_err_at(err, &place);
	run->status = "refused";
	run->reason = err->text;
	run->is_in_force = false;
	write_receipt(run, NULL);
	cli_complain(run->cli, err);
	return CLI_REFUSED;
}

static int print_rules(struct run *run, struct nono_err *err)
{
	char policy[2 * HASH_SIZE + 1];

	if (build_rules(run, err))
		return refuse(run, run->profile_name, err);
	platform_policy(policy, run->rules);
	buf_format(&run->cli->out, "policy %s\n", policy);
	platform_print(run->rules, &run->cli->out);
	return CLI_OK;
}

static int start(struct run *run, struct nono_err *err)
{
	const char *receipt_place = run->receipt_to ? "--receipt" : "NONO_RECEIPT";
	int r = program_find(&run->program, run->command[0], run->cli->alloc, err);

	if (r) {
		cli_complain(run->cli, err);
		return r;
	}
	if (receipt_open(
		    &run->receipt, run->receipt_to ? run->receipt_to : getenv("NONO_RECEIPT"), err))
		return refuse(run, receipt_place, err);
	if (confine(run, err))
		return refuse(run, run->profile_name, err);
	if (write_receipt(run, err))
		return refuse(run, receipt_place, err);
	for (size_t i = 0; run->receipt.fd < 0 && !run->reason && platform_gap(run->rules, i); i++)
		cli_warn(run->cli, platform_gap(run->rules, i));
	environment_apply(&run->plan);
	return run_exec(run->cli, &run->program, run->command, run->plan.env);
}

int cli_run(struct cli *cli, int argc, char **argv)
{
	struct run run = { .cli = cli, .abi = -1, .receipt.fd = -1 };
	struct nono_err err = { 0 };
	int r;

	if (argc == 2 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")))
		return cli_help(cli);
	profile_init(&run.profile.profile, cli->alloc);
	r = parse(&run, argc, argv);
	if (r)
		return r;
	return run.prints ? print_rules(&run, &err) : start(&run, &err);
}
