/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Prints what each of three ways to the environment has of LD_PRELOAD, NONO_PROFILE and KEPT: one
 * line a way and a setting, so that a setting that stands twice shows.
 */

extern char **environ;

static const char *const names[] = { "LD_PRELOAD", "NONO_PROFILE", "KEPT" };

static void print(const char *way, char **env)
{
	for (; *env; env++) {
		for (int i = 0; i < 3; i++) {
			size_t length = strlen(names[i]);

			if (!strncmp(*env, names[i], length) && (*env)[length] == '=')
				printf("%s: %s\n", way, *env);
		}
	}
}

int main(int argc, char **argv, char **envp)
{
	(void)argc;
	(void)argv;
	for (int i = 0; i < 3; i++) {
		const char *value = getenv(names[i]);

		if (value)
			printf("getenv: %s=%s\n", names[i], value);
	}
	print("environ", environ);
	print("envp", envp);
	return 0;
}
