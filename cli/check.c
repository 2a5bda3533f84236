/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/json.h"

struct options {
	const char *profile, *program;
	const char *abi;
	bool json, strict;
};

/* What cannot be loaded leaves nothing to check but the program. */
static void add_load_error(struct findings *findings, const struct nono_err *err, const char *name)
{
	const struct place place = {
		.source = *err->source
				  ? alloc_text(findings->alloc, err->source, strlen(err->source))
				  : name,
		.line = err->line,
		.column = err->column,
	};

	findings_add(findings, FINDING_ERROR, "profile", &place, "%s", err->text);
}

static void check_caps(
	struct findings *findings, const struct caps *caps, const struct options *options)
{
	struct nono_support support = { 0 };
	struct nono_err err = { 0 };
	const struct place nowhere = { 0 };

	if (platform_probe(&support, &err)) {
		findings_add(findings, FINDING_ERROR, "sandbox", &nowhere, "%s", err.text);
	} else {
		if (options->abi) {
			support.landlock_abi = atoi(options->abi);
			support.landlock_errno = support.landlock_abi ? 0 : ENOSYS;
		}
		check_kernel(findings, caps, &support);
		check_by_trial(findings, caps);
	}
	check_grants(findings, caps);
	check_secrets(findings, caps, getenv("HOME"));
}

/* NULL when a path is missing: then there is no set to ask. */
static const struct query *make_query(struct cli *cli, const struct caps *caps)
{
	struct nono_err err = { 0 };
	struct query *query;
	struct set *set;

	if (cli_set(&set, cli, caps, &err) || query_new(&query, set, true, cli->alloc, &err))
		return NULL;
	return query;
}

static int status_of(const struct findings *findings, const struct options *options)
{
	if (findings->counts[FINDING_ERROR])
		return CLI_USAGE;
	return options->strict && findings->counts[FINDING_WARNING] ? CLI_PROBLEM : CLI_OK;
}

static int check(struct cli *cli, const struct options *options)
{
	struct findings findings = { .alloc = cli->alloc };
	struct nono_err err = { 0 };
	struct cli_profile loaded;
	int r = cli_load(&loaded, cli, options->profile, &err);

	if (r)
		add_load_error(&findings, &err, options->profile);
	else
		check_caps(&findings, &loaded.caps, options);
	if (!r)
		check_files(&findings, &loaded.profile);
	if (options->program)
		check_program(
			&findings, r ? NULL : make_query(cli, &loaded.caps), options->program);
	if (findings.failed)
		cli->out.failed = true;
	if (options->json) {
		json_begin(&cli->out, '{');
		json_member(&cli->out, "profile", options->profile);
		json_member(&cli->out, "program", options->program);
		findings_json(&findings, &cli->out);
		json_end(&cli->out, '}');
		buf_text(&cli->out, "\n");
	} else {
		findings_print(&findings, cli);
	}
	return status_of(&findings, options);
}

static bool is_abi(const char *text)
{
	return text && *text && strlen(text) <= 2 && !text[strspn(text, "0123456789")];
}

int cli_check(struct cli *cli, int argc, char **argv)
{
	struct options options = { 0 };

	for (int i = 1; i < argc; i++) {
		const char *word = argv[i];

		if (!strcmp(word, "--")) {
			options.program = argv[i + 1];
			break;
		}
		if (!strcmp(word, "--help") || !strcmp(word, "-h"))
			return cli_help(cli);
		if (!strcmp(word, "--json"))
			options.json = true;
		else if (!strcmp(word, "--strict"))
			options.strict = true;
		else if (!strcmp(word, "--abi") || !strncmp(word, "--abi=", 6))
			options.abi = word[5] ? word + 6 : argv[++i] ? argv[i] : "";
		else if (word[0] == '-')
			return cli_usage(cli, "unknown option '%s'", word);
		else if (options.profile)
			return cli_usage(cli, "expected -- before the program '%s'", word);
		else
			options.profile = word;
		if (i >= argc)
			break;
	}
	if (options.abi && !is_abi(options.abi))
		return cli_usage(
			cli, "--abi: expected a number from 0 to 99, found '%s'", options.abi);
	return options.profile ? check(cli, &options) : cli_usage(cli, "expected a PROFILE");
}
