/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 *   marker_ask [HASH]            "ours" when a filter of the library is in force, or one with this
 *                                hash (32 hexadecimal digits); else the errno, EINVAL of Linux
 *   marker_ask nest N PROGRAM... runs a program inside N more Landlock layers
 *   marker_ask twice NAME=VALUE PROGRAM...  with the variable twice in its environment
 */

enum {
	CREATE_RULESET = 444,
	RESTRICT_SELF = 446,
};

static int nest(int layers, char **program)
{
	/* A right that nothing here needs, so that the layers deny nothing else. */
	const unsigned long long make_char = 1 << 6;

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	for (int i = 0; i < layers; i++) {
		long ruleset = syscall(CREATE_RULESET, &make_char, sizeof(make_char), 0);

		if (ruleset < 0 || syscall(RESTRICT_SELF, ruleset, 0)) {
			printf("layer %d: %s\n", i + 1, strerror(errno));
			return 96;
		}
		close((int)ruleset);
	}
	execv(program[0], program);
	perror(program[0]);
	return 96;
}

static int twice(char *setting, char **program)
{
	size_t count = 0;
	char **copy;

	while (environ[count])
		count++;
	copy = calloc(count + 3, sizeof(*copy));
	if (!copy)
		return 96;
	copy[0] = copy[1] = setting;
	memcpy(copy + 2, environ, count * sizeof(*copy));
	execve(program[0], program, copy);
	perror(program[0]);
	return 96;
}

int main(int argc, char **argv)
{
	unsigned long words[4] = { 0 };
	char digits[9] = "";

	if (argc > 3 && !strcmp(argv[1], "nest"))
		return nest(atoi(argv[2]), argv + 3);
	if (argc > 3 && !strcmp(argv[1], "twice"))
		return twice(argv[2], argv + 3);
	for (int i = 0; argc > 1 && i < 4; i++) {
		memcpy(digits, argv[1] + 8 * i, 8);
		words[i] = strtoul(digits, NULL, 16);
	}
	errno = 0;
	prctl(0x4e4f4e4f, words[0], words[1], words[2], words[3]);
	puts(errno == 0xe4e ? "ours" : strerror(errno));
	return 0;
}
