/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* children_start HOW PROGRAM ARGUMENT...: starts the program as a child and waits for it. */

extern char **environ;

static pid_t by_spawn(char **argv)
{
	pid_t pid;

	return posix_spawn(&pid, argv[0], NULL, NULL, argv, environ) ? -1 : pid;
}

static pid_t by_vfork(char **argv)
{
	pid_t pid = vfork();

	if (!pid) {
		execv(argv[0], argv);
		_exit(127);
	}
	return pid;
}

/* Without a single variable. */
static pid_t by_fork(char **argv)
{
	char *nothing[] = { NULL };
	pid_t pid = fork();

	if (!pid) {
		execve(argv[0], argv, nothing);
		_exit(127);
	}
	return pid;
}

static const char *command(char **argv)
{
	static char line[4096];

	for (; *argv; argv++) {
		strncat(line, *argv, sizeof(line) - strlen(line) - 2);
		strcat(line, " ");
	}
	return line;
}

static int by_popen(const char *line)
{
	FILE *pipe = popen(line, "r");
	char text[256];

	if (!pipe)
		return 1;
	while (fgets(text, sizeof(text), pipe))
		fputs(text, stdout);
	return pclose(pipe);
}

static int finish(pid_t pid)
{
	int status;

	return pid < 0 || waitpid(pid, &status, 0) != pid || status;
}

int main(int argc, char **argv)
{
	const char *how = argc > 2 ? argv[1] : "";

	if (!strcmp(how, "spawn"))
		return finish(by_spawn(argv + 2));
	if (!strcmp(how, "vfork"))
		return finish(by_vfork(argv + 2));
	if (!strcmp(how, "fork"))
		return finish(by_fork(argv + 2));
	if (!strcmp(how, "system"))
		return system(command(argv + 2)) != 0;
	if (!strcmp(how, "popen"))
		return by_popen(command(argv + 2)) != 0;
	fputs("usage: children_start HOW PROGRAM ARGUMENT...\n", stderr);
	return 2;
}
