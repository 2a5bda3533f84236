/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The escape battery, see battery.h.
 *
 *   battery DIRECTORY A|B         as the user that it is, in DIRECTORY, which has to hold this
 *                                 program as bin/battery, libnono_shim.so and common.yaml
 *   battery --nobody DIRECTORY A|B
 *                                 a word more: from the main thread only
 *   battery --rows A|B|old        the ids that are residual in the profile; below Landlock ABI 6
 *   battery --table               all rows
 *
 * Prints TAP without numbers, then the sums.
 */
#include "tests/live/battery.h"

#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
	NOBODY = 65534
};

struct board *board;

void battery_die(const char *what)
{
	fprintf(stderr, "battery: %s: %s\n", what, strerror(errno));
	exit(96);
}

void board_map(void)
{
	board = mmap(NULL, sizeof(*board), PROT_READ | PROT_WRITE, MAP_SHARED, FD_BOARD, 0);
	if (board == MAP_FAILED)
		battery_die("the board");
}

const struct attempt *attempt_at(int i)
{
	static const struct attempt *const tables[] = { attempts_files, attempts_mounts,
		attempts_inherited, attempts_network, attempts_families, attempts_unix,
		attempts_ipc, attempts_process, attempts_proc, attempts_kernel, attempts_machine,
		attempts_metadata, attempts_execute, attempts_terminal, attempts_layers,
		attempts_preload };

	for (size_t t = 0; t < sizeof(tables) / sizeof(tables[0]); t++) {
		for (const struct attempt *row = tables[t]; row->id; row++) {
			if (i-- == 0)
				return row;
		}
	}
	return NULL;
}

/* Another program is executed: one whose user has changed cannot be looked into by that user. */
static _Noreturn void become_nobody(char **argv)
{
	if (setgroups(0, NULL) || setresgid(NOBODY, NOBODY, NOBODY) ||
		setresuid(NOBODY, NOBODY, NOBODY))
		battery_die("to become nobody");
	execv(argv[0], argv);
	battery_die(argv[0]);
}

int main(int argc, char **argv)
{
	const char *mode = argc > 1 ? argv[1] : "";

	if (!strcmp(mode, "--nobody")) {
		argv[1] = argv[0];
		become_nobody(argv + 1);
	}
	if (argc == 3 && !strcmp(mode, "--rows"))
		return report_rows(argv[2]);
	if (argc == 2 && !strcmp(mode, "--table"))
		return report_rows("");
	if (argc == 2 && !strcmp(mode, "--outsider"))
		return outsider_main();
	if (argc == 3 && !strcmp(mode, "--run"))
		return runner_main((enum phase)atoi(argv[2]));
	if (argc == 4 && !strcmp(mode, "--attempt"))
		return attempt_main((enum phase)atoi(argv[2]), atoi(argv[3]));
	if ((argc == 3 || argc == 4) && *mode != '-')
		return director_main(mode, argv[2], argc == 3 ? WAYS : 1);
	fputs("usage: battery [--nobody] DIRECTORY A|B [main] | --rows A|B|old | --table\n",
		stderr);
	return 2;
}
