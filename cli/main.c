/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "platform/host.h"

const struct cli_command cli_commands[] = {
	{ "run",
		"[--receipt PATH] PROFILE -- PROGRAM [ARGUMENT]...\n"
		"       nono-shim run --print [--abi N] PROFILE",
		"Run a program confined by a profile",
		"  --receipt PATH  write a receipt: a new file, or fd:N; as NONO_RECEIPT\n"
		"  --print         print the rules for this kernel and run nothing\n"
		"  --abi N         with --print: for a kernel with Landlock ABI N, 0 to 10\n"
		"\nWorks for every program, static ones and scripts included.\n"
		"\nExit status: the program's own; 125: the sandbox could not be set up, so the program\n"
		"did not run; 126: it cannot be executed; 127: it was not found; 2: wrong arguments.\n",
		cli_run },
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
	{ "query",
		"[--json] PROFILE read|write|readwrite|exec|create|mkdir|remove PATH\n"
		"       nono-shim query [--json] PROFILE connect|bind|udp PORT",
		"Tell whether a profile allows something, by what, or what would",
		"  --json  the answer as JSON\n"
		"\n"
		"The answer is that of the kernel: links are followed, all grants count together. Unix\n"
		"permissions are not looked at.\n"
		"\n"
		"Exit status: 0: allowed; 1: denied; 2: wrong arguments, or the profile cannot be used.\n",
		cli_query },
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
	{ "support", "[--json]", "Tell what this kernel can enforce",
		"  --json  for programs\n"
		"\nExit status: 0: there is a sandbox; 1: there is none; 2: wrong arguments.\n",
		cli_support },
	{ "keys", "[--json] [--all] [KEY]\n       nono-shim keys --schema",
		"List the keys of profiles, with type, default and help",
		"  --json    for programs\n"
		"  --all     refused keys as well, with the reason\n"
		"  --schema  a JSON Schema (2020-12) of profiles, for editors\n"
		"\nKEY is a key, or a section with all that is in it.\n"
		"\nExit status: 0; 2: wrong arguments, or there is no such key.\n",
		cli_keys },
	{ "verify", "[--json] PID", "Tell whether a process is confined, and by which policy",
		"  --json  for programs\n"
		"\nThe policy is that of receipts and of 'run --print'. To see it, this command needs\n"
		"CAP_SYS_ADMIN, and stops the process for a moment.\n"
		"\nExit status: 0: confined by nono-shim; 1: not confined by it; 2: it cannot be told, or\n"
		"there is no such process.\n",
		cli_verify },
	{ 0 },
};

static void print_usage(struct buf *out)
{
	buf_text(out, "usage: nono-shim COMMAND [ARGUMENT]...\n\n");
	for (const struct cli_command *command = cli_commands; command->name; command++)
		buf_format(out, "  %s%s%s\n", command->name, &"         "[strlen(command->name)],
			command -> line);
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
