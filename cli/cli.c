/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/escape.h"

static void complain(const struct cli *cli, const char *colour, const char *place, const char *text)
{
	char escaped_place[1200], escaped[4096];

	escape_text(escaped_place, sizeof(escaped_place), place);
	escape_text(escaped, sizeof(escaped), text);
	fprintf(stderr, "nono-shim: %s%s%s%s%s\n", escaped_place, *place ? ": " : "",
		cli->colour_errors ? colour : "", escaped, cli->colour_errors ? "\033[0m" : "");
}

void cli_complain(const struct cli *cli, const struct nono_err *err)
{
	char place[sizeof(err->source) + 32];

	if (err->line)
		snprintf(place, sizeof(place), "%s:%u:%u", err->source, err->line, err->column);
	else
		snprintf(place, sizeof(place), "%s", err->source);
	complain(cli, "\033[31m", place, err->text);
}

void cli_warn(const struct cli *cli, const char *text)
{
	complain(cli, "\033[33m", "warning", text);
}

int cli_usage(const struct cli *cli, const char *format, ...)
{
	char text[1024];
	size_t length;
	va_list args;

	va_start(args, format);
	length = (size_t)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (length < sizeof(text))
		snprintf(text + length, sizeof(text) - length,
			"; 'nono-shim %s%s--help' tells more",
			cli->command ? cli->command->name : "", cli->command ? " " : "");
	complain(cli, "\033[31m", cli->command ? cli->command->name : "", text);
	return CLI_USAGE;
}

int cli_help(struct cli *cli)
{
	buf_format(&cli->out, "usage: nono-shim %s %s\n\n%s.\n\n", cli->command->name,
		cli->command->arguments, cli->command->line);
	buf_text(&cli->out, cli->command->help);
	return CLI_OK;
}

void cli_escaped(struct cli *cli, const char *text)
{
	size_t size = 4 * strlen(text) + 1;
	char *copy = cli->alloc->allocate(cli->alloc, size);

	if (!copy) {
		cli->out.failed = true;
		return;
	}
	escape_text(copy, size, text);
	buf_text(&cli->out, copy);
}
