/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/support.h"

#include <string.h>
#include <sys/utsname.h>

#include "cli/cli.h"
#include "core/base/errno_text.h"
#include "core/base/json.h"

static const char *kernel_release(struct cli *cli)
{
	struct utsname name;

	return uname(&name) ? "unknown"
			    : alloc_text(cli->alloc, name.release, strlen(name.release));
}

static void add_feature(struct cli *cli, const struct support_feature *feature)
{
	static const char blanks[] = "                       ";
	size_t length = strlen(feature->name);
	const char *colour = feature->is_there ? "\033[32m" : "\033[31m";

	buf_format(&cli->out, "%s%s%s  %s%s %s (%s)\n", cli->colour ? colour : "",
		feature->is_there ? "yes" : "no ", cli->colour ? "\033[0m" : "", feature->name,
		blanks + (length < strlen(blanks) ? length : strlen(blanks)), feature->what,
		feature->since);
}

/* Why there is no Landlock stands in the row of the feature that needs it. */
static void print_text(struct cli *cli, const struct nono_support *support)
{
	struct support_feature feature;
	struct buf *out = &cli->out;

	buf_format(out, "platform      %s\n", support_platform());
	buf_format(out, "kernel        %s\n", kernel_release(cli));
	buf_format(out, "landlock abi  %d", support->landlock_abi);
	if (!support->landlock_abi)
		buf_format(out, " (%s: %s)", errno_name(support->landlock_errno),
			errno_text(support->landlock_errno));
	buf_format(out, "\nsandbox       %s\ndetails       ",
		support_is_there(support) ? "yes" : "no");
	support_details(support, out);
	buf_text(out, "\n\n");
	for (size_t i = 0; support_feature(support, i, &feature); i++)
		add_feature(cli, &feature);
}

static void print_feature(struct buf *out, const struct support_feature *feature)
{
	json_begin(out, '{');
	json_member(out, "name", feature->name);
	json_key(out, "supported");
	json_bool(out, feature->is_there);
	json_member(out, "since", feature->since);
	json_member(out, "what", feature->what);
	json_end(out, '}');
}

static void print_json(struct cli *cli, const struct nono_support *support)
{
	struct support_feature feature;
	struct buf *out = &cli->out, details;

	buf_init(&details, cli->alloc);
	support_details(support, &details);
	json_begin(out, '{');
	json_member(out, "platform", support_platform());
	json_member(out, "kernel", kernel_release(cli));
	json_key(out, "supported");
	json_bool(out, support_is_there(support));
	json_member_number(out, "landlock_abi", (uint64_t)support->landlock_abi);
	json_member(out, "details", buf_string(&details));
	if (!support->landlock_abi)
		json_member(out, "errno", errno_name(support->landlock_errno));
	json_key(out, "features");
	json_begin(out, '[');
	for (size_t i = 0; support_feature(support, i, &feature); i++)
		print_feature(out, &feature);
	json_end(out, ']');
	json_end(out, '}');
	buf_text(out, "\n");
}

int cli_support(struct cli *cli, int argc, char **argv)
{
	struct nono_support support;
	struct nono_err err = { 0 };
	bool json = false;

	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))
			return cli_help(cli);
		if (strcmp(argv[i], "--json") != 0)
			return cli_usage(cli, "expected --json or nothing, found '%s'", argv[i]);
		json = true;
	}
	if (platform_probe(&support, &err)) {
		nono_err_at(&err, &(struct place){ "support", 0, 0 });
		cli_complain(cli, &err);
		return CLI_PROBLEM;
	}
	if (json)
		print_json(cli, &support);
	else
		print_text(cli, &support);
	return support_is_there(&support) ? CLI_OK : CLI_PROBLEM;
}
