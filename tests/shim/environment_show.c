/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 *   environment_show NAME...            every setting of these, by each way to the environment
 *   environment_show --child NAME...    the same by a child, which is executed with environ
 *   environment_show --wait             prints its process number and waits for the end of its
 * input environment_show --exec SETTING... -- PROGRAM... runs a program with just these settings,
 * in this order
 */

extern char **environ;

static void print(const char *way, const char *name, char **env)
{
	size_t length = strlen(name);

	for (; *env; env++) {
		if (!strncmp(*env, name, length) && (*env)[length] == '=')
			printf("%s: %s\n", way, *env);
	}
}

static int show(char **names, char **env)
{
	for (; *names; names++) {
		if (getenv(*names))
			printf("getenv: %s=%s\n", *names, getenv(*names));
		print("environ", *names, environ);
		print("envp", *names, env);
	}
	return 0;
}

static int wait_here(void)
{
	char byte;

	printf("%d\n", (int)getpid());
	fflush(stdout);
	return read(0, &byte, 1) != 0;
}

static int run(char **settings)
{
	char **program = settings;

	while (*program && strcmp(*program, "--") != 0)
		program++;
	if (!*program || !program[1])
		return 96;
	*program++ = NULL;
	execve(program[0], program, settings);
	perror(program[0]);
	return 96;
}

static int show_in_child(char **argv)
{
	int status = 96;

	if (!fork()) {
		argv[1] = argv[0];
		execve(argv[0], argv + 1, environ);
		_exit(96);
	}
	return wait(&status) < 0 || status;
}

int main(int argc, char **argv, char **envp)
{
	if (argc > 1 && !strcmp(argv[1], "--wait"))
		return wait_here();
	if (argc > 1 && !strcmp(argv[1], "--child"))
		return show_in_child(argv);
	if (argc > 1 && !strcmp(argv[1], "--exec"))
		return run(argv + 2);
	return show(argv + 1, envp);
}
