/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "platform/host.h"

const struct cli_command cli_commands[] = {
	{ "check", "[--strict] [--abi N] [--json] PROFILE [-- PROGRAM [ARGUMENT]...]",
		"Tell what would make the library refuse, and what would surprise",
		"What is found has a place, a word in brackets that nono-shim(1) explains, and says\n"
		"what to do about it.\n"
		"\n"
		"  --strict  warnings count\n"
		"  --abi N   for a kernel with Landlock ABI N (0: none) instead of this one\n"
		"  --json    what was found as JSON\n"
		"\n"
		"Exit status: 0, 1 with --strict when there are warnings, 2 when there are errors.\n",
		cli_check },
	{ "show", "PROFILE [--yaml | --state | --json]",
		"Print what a profile says, with all it extends and each variable replaced",
		"Each entry that counts, in the order of nono-profile(5), with the file and line it\n"
		"comes from.\n"
		"\n"
		"  --yaml    a profile without extends and variables that means the same here\n"
		"  --state   the grants as a SandboxState (JSON), see libnono(3)\n"
		"  --json    the entries as JSON\n"
		"\n"
		"Exit status: 0, or 2 when the profile cannot be read.\n",
		cli_show },
	{ 0 },
};

static void print_usage(struct buf *out)
{
	buf_text(out, "usage: nono-shim COMMAND [ARGUMENT]...\n\n");
	for (const struct cli_command *command = cli_commands; command->name; command++)
		buf_format(out, "  %-9s%s\n", command->name, command->line);
	buf_text(out, "\n'nono-shim COMMAND --help' tells more, nono-shim(1) everything.\n"
		      "PROFILE is a file (with '/' or a suffix) or the name of a profile.\n");
}

static bool is_help(const char *word)
{
	return !strcmp(word, "--help") || !strcmp(word, "-h") || !strcmp(word, "help");
}

/* Everything at once, so that a reader never sees half of it. */
static int flush(const struct cli *cli, int status)
{
	const char *text = buf_string(&cli->out);

	if (!text || fwrite(text, 1, cli->out.length, stdout) != cli->out.length ||
		fflush(stdout)) {
		perror("nono-shim: standard output");
		return CLI_USAGE;
	}
	return status;
}

static int dispatch(struct cli *cli, int argc, char **argv)
{
	if (argc < 2)
		return cli_usage(cli, "expected a command");
	if (is_help(argv[1])) {
		print_usage(&cli->out);
		return CLI_OK;
	}
	if (!strcmp(argv[1], "--version")) {
		buf_text(&cli->out, "nono-shim " SHIM_VERSION "\n");
		return CLI_OK;
	}
	for (cli->command = cli_commands; cli->command->name; cli->command++) {
		if (!strcmp(cli->command->name, argv[1]))
			return cli->command->run(cli, argc - 1, argv + 1);
	}
	cli->command = NULL;
	return cli_usage(cli, "unknown command '%s'", argv[1]);
}

int main(int argc, char **argv)
{
	struct arena arena;
	struct cli cli = { .alloc = &arena.allocator };

	arena_init(&arena, host_map, host_unmap);
	buf_init(&cli.out, cli.alloc);
	cli.colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
	cli.colour_errors = isatty(STDERR_FILENO) && !getenv("NO_COLOR");
	return flush(&cli, dispatch(&cli, argc, argv));
}
