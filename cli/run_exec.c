/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/run_exec.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/yaml.h"
#include "core/base/errno_text.h"

/* What grants the files; NULL: a name that is not UTF-8 cannot be in a profile. */
static const char *grants(const struct cli *cli, const char *const *denied, size_t count)
{
	struct buf lines;

	buf_init(&lines, cli->alloc);
	buf_text(&lines, "filesystem:\n  read_file:\n");
	for (size_t i = 0; i < count; i++) {
		buf_text(&lines, "    - ");
		if (!yaml_literal(&lines, denied[i]))
			return NULL;
		buf_text(&lines, "\n");
	}
	return buf_string(&lines);
}

/* Which of the files that are needed is not there, if not the program itself. */
static const char *missing(const struct program *program)
{
	for (size_t i = 1; i < program->file_count; i++) {
		if (access(program->files[i].path, F_OK) && errno == ENOENT)
			return program->files[i].path;
	}
	return NULL;
}

int run_exec(const struct cli *cli, const struct program *program, char **arguments, char **env)
{
	const struct place place = { program->path, 0, 0 };
	const char *denied[PROGRAM_MAX_FILES], *absent, *lines;
	struct nono_err err = { 0 };
	struct nono_clip clip;
	size_t count;
	int number;

	execve(program->path, arguments, env);
	number = errno;
	count = number == EACCES ? program_denied(denied, program) : 0;
	lines = count ? grants(cli, denied, count) : NULL;
	absent = number == ENOENT ? missing(program) : NULL;
	if (count)
		nono_err_system(&err, NONO_ERR_SANDBOX, number,
			"cannot be executed: the profile does not grant '%s'; %s",
			nono_err_clip(&clip, denied[0]),
			lines ? "these lines of a profile grant what is needed:"
			      : "grant its directory with filesystem.read, since a name that is not "
				"UTF-8 cannot stand in a profile");
	else if (absent)
		nono_err_system(&err, NONO_ERR_PATH_NOT_FOUND, number,
			"cannot be executed: '%s', which executes it, does not exist",
			nono_err_clip(&clip, absent));
	else if (number == ENOEXEC)
		nono_err_system(&err, NONO_ERR_IO, number,
			"cannot be executed: it is neither a program for this machine nor a script that "
			"begins with #!");
	else
		nono_err_system(&err, NONO_ERR_IO, number, "cannot be executed: %s (%s %d)",
			errno_text(number), errno_name(number), number);
	nono_err_at(&err, &place);
	cli_complain(cli, &err);
	if (lines)
		fputs(lines, stderr);
	return number == ENOENT ? CLI_NOT_FOUND : CLI_NOT_EXECUTABLE;
}
