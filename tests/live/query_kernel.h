/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_LIVE_QUERY_KERNEL_H
#define TESTS_LIVE_QUERY_KERNEL_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/caps/query.h"

/* Random trees and requests, answered by the query and by the kernel: see query_kernel.c. */

enum {
	NODES = 30,
	GRANTS = 7,
	PORTS = 4, /* two that are listened on, two that are free */
	ASK_CONNECT = QUERY_OPERATION_COUNT,
	ASK_BIND,
	ASK_COUNT,
	ASK_END = -1,
};

/* xorshift64*: the same numbers from the same seed everywhere. */
struct numbers {
	uint64_t state;
};

unsigned pick(struct numbers *numbers, unsigned below);
bool chance(struct numbers *numbers, unsigned percent);

enum node_kind {
	NODE_DIRECTORY,
	NODE_FILE,
	NODE_PROGRAM, /* a file that can be executed */
	NODE_PIPE,
	NODE_LINK,
};

struct node {
	enum node_kind kind;
	char path[256]; /* absolute */
	char text[256]; /* of a link */
	unsigned depth; /* below the first node */
	ino_t inode;
	bool is_granted;
};

struct tree {
	char top[128];	 /* the directory that holds the tree */
	char vault[128]; /* second names of all files: what is removed comes back as the same inode
			  */
	struct node nodes[NODES];
	unsigned count;
};

/* Ends the process when that cannot be done: top exists and is empty. */
void tree_make(struct tree *tree, struct numbers *numbers, const char *top);

/* Brings back what has gone. false: a directory with a grant, which is another inode now. */
bool tree_repair(struct tree *tree);

void tree_print(const struct tree *tree);

/* One thing to do. */
struct request {
	int what; /* enum query_operation, or ASK_... */
	unsigned variant;
	uint16_t port;
	char path[512], other[512];
};

void request_make(struct request *request, const struct tree *tree, struct numbers *numbers,
	const uint16_t ports[PORTS]);

/* Does it: 0 or errno. */
int request_do(const struct request *request);

void request_print(const struct request *request);
const char *request_name(int what);

_Noreturn void stop(const char *what, const char *detail);

#endif
