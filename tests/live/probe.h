/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_LIVE_PROBE_H
#define TESTS_LIVE_PROBE_H

/*
 * The operations of tests/live/probe. Each is done once, as a program would do it; 0 when it
 * worked, the errno when it did not, or -SIGNAL when a child was killed by it.
 */
struct operation {
	const char *name;
	int arguments; /* how many strings it takes */
	int (*run)(const struct operation *operation, char **arguments);
	int a, b, c; /* what tells it from others with the same function */
};

/* Each ends with a row without a name. */
extern const struct operation file_operations[], network_operations[], socket_operations[],
	process_operations[], kernel_operations[];

/* What a child that was told to exit with an errno has to say: see struct operation. */
int probe_wait(int pid);

/*
 * Listens on loopback and holds what the operations aim at, until it is killed or a minute has
 * passed. Prints one line when it is ready: NAME=VALUE for the shell. directory gets its sockets.
 */
int probe_serve(const char *directory);

#endif
