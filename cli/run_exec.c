/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/run_exec.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/base/errno_text.h"
#include "core/base/json.h"

/* May it stand in YAML without quotes? */
static bool is_plain(const char *path)
{
	static const char plain[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-+";

	return *path == '/' && !path[strspn(path, plain)];
}

/* '$' begins a variable in a profile. */
static void add_path(struct buf *out, const char *path)
{
	char one[2] = "";
	struct buf doubled, quoted;

	if (is_plain(path)) {
		buf_text(out, path);
		return;
	}
	buf_init(&doubled, out->alloc);
	for (; *path; path++) {
		one[0] = *path;
		buf_text(&doubled, *path == '$' ? "$$" : one);
	}
	buf_init(&quoted, out->alloc);
	json_string(&quoted, buf_string(&doubled));
	buf_text(out, buf_string(&quoted) ? buf_string(&quoted) : "?");
}

static void explain(const struct cli *cli, const char *const *denied, size_t count)
{
	struct buf lines;

	buf_init(&lines, cli->alloc);
	buf_text(&lines, "filesystem:\n  read_file:\n");
	for (size_t i = 0; i < count; i++) {
		buf_text(&lines, "    - ");
		add_path(&lines, denied[i]);
		buf_text(&lines, "\n");
	}
	if (buf_string(&lines))
		fputs(buf_string(&lines), stderr);
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
	const char *denied[PROGRAM_MAX_FILES], *absent;
	struct nono_err err = { 0 };
	struct nono_clip clip;
	size_t count;
	int number;

	execve(program->path, arguments, env);
	number = errno;
	count = number == EACCES ? program_denied(denied, program) : 0;
	absent = number == ENOENT ? missing(program) : NULL;
	if (count)
		nono_err_system(&err, NONO_ERR_SANDBOX, number,
			"cannot be executed: the profile does not grant '%s'; these lines of a profile "
			"grant what is needed:",
			nono_err_clip(&clip, denied[0]));
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
	if (count)
		explain(cli, denied, count);
	return number == ENOENT ? CLI_NOT_FOUND : CLI_NOT_EXECUTABLE;
}
