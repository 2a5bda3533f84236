/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_RUN_EXEC_H
#define CLI_RUN_EXEC_H

#include "cli/program.h"

/*
 * Becomes the program; returns when that fails, and has said why: CLI_NOT_EXECUTABLE, or
 * CLI_NOT_FOUND when the program or what executes it is not there. What the sandbox denies is named
 * with the lines of a profile that would grant it.
 */
int run_exec(const struct cli *cli, const struct program *program, char **arguments, char **env);

#endif
