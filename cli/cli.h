/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>

#include "core/base/alloc.h"
#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/caps/caps.h"
#include "core/caps/set.h"
#include "core/profile/profile.h"

/*
 * nono-shim, the tool for people who write profiles. One file for each command, which prints what
 * it found with one write at the end; what went wrong goes to standard error as one line each,
 * "nono-shim: PLACE: reason". Everything lives until the process ends.
 */

enum {
	CLI_OK = 0,
	CLI_PROBLEM = 1,   /* denied, warnings with --strict, not confined: see each command */
	CLI_USAGE = 2,	   /* wrong arguments, or a profile that cannot be read */
	CLI_REFUSED = 125, /* run: the sandbox could not be set up */
	CLI_NOT_EXECUTABLE = 126,
	CLI_NOT_FOUND = 127,
};

struct cli {
	struct allocator *alloc;
	const struct cli_command *command;
	struct buf out;	    /* printed by main() when the command has ended */
	bool colour;	    /* standard output is a terminal, and NO_COLOR is not set */
	bool colour_errors; /* likewise for standard error */
};

struct cli_command {
	const char *name;
	const char *arguments; /* for the usage line */
	const char *line;      /* what it does, one line */
	const char *help;      /* options and exit statuses, several lines */
	int (*run)(struct cli *cli, int argc, char **argv); /* argv[0] is the command's name */
};

/* THE TABLE of commands, in the order of nono-shim(1); NULL name behind the last. */
extern const struct cli_command cli_commands[];

int cli_check(struct cli *cli, int argc, char **argv);
int cli_keys(struct cli *cli, int argc, char **argv);
int cli_query(struct cli *cli, int argc, char **argv);
int cli_run(struct cli *cli, int argc, char **argv);
int cli_show(struct cli *cli, int argc, char **argv);
int cli_support(struct cli *cli, int argc, char **argv);
int cli_verify(struct cli *cli, int argc, char **argv);

/* "nono-shim: PLACE: TEXT" to standard error, escaped. */
void cli_complain(const struct cli *cli, const struct nono_err *err);
void cli_warn(const struct cli *cli, const char *text);

/* Wrong arguments: one line that says what was expected and found, and how to get help. CLI_USAGE
 */
int cli_usage(const struct cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The help of the command, on standard output. CLI_OK */
int cli_help(struct cli *cli);

/* escape_text() of any length, on cli->out. */
void cli_escaped(struct cli *cli, const char *text);

/* A profile as the shim would read it, with everything that the environment gives. */
struct cli_profile {
	struct profile profile; /* entries with their places */
	struct caps caps;	/* completed */
};

/* As the shim does with NONO_PROFILE=name; errors are those of profile_load() and its sisters. */
int cli_load(struct cli_profile *out, struct cli *cli, const char *name, struct nono_err *err);

/*
 * The same with its paths resolved. Errors of set_from_caps(); a path that is missing, which would
 * keep everything from starting, with what to do.
 */
int cli_set(struct set **out, struct cli *cli, const struct caps *caps, struct nono_err *err);

#endif
