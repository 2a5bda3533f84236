/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/live/query_kernel.h"
#include "tests/live/query_program.h"

_Noreturn void stop(const char *what, const char *detail)
{
	printf("# cannot go on: %s: %s (%s)\n", what, detail, strerror(errno));
	fflush(stdout);
	_exit(99);
}

unsigned pick(struct numbers *numbers, unsigned below)
{
	numbers->state ^= numbers->state >> 12;
	numbers->state ^= numbers->state << 25;
	numbers->state ^= numbers->state >> 27;
	return (unsigned)((numbers->state * 0x2545f4914f6cdd1dU) >> 33) % below;
}

bool chance(struct numbers *numbers, unsigned percent)
{
	return pick(numbers, 100) < percent;
}

/* Part of the same struct, so not with snprintf(): the compiler sees an overlap. */
static void put(char out[256], const char *text, const char *more)
{
	size_t length = strlen(text), behind = strlen(more);

	if (length + behind >= 256)
		stop("a path", "is too long");
	memmove(out, text, length);
	memmove(out + length, more, behind + 1);
}

static void write_program(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0777);

	if (fd < 0 || write(fd, query_program, sizeof(query_program)) != sizeof(query_program))
		stop("write", path);
	close(fd);
}

static void make_file(const char *path)
{
	if (mknod(path, S_IFREG | 0777, 0))
		stop("mknod", path);
}

static void make_directory(const char *path)
{
	if (mkdir(path, 0777))
		stop("mkdir", path);
}

/* From the directory of a node at depth to another node. */
static void relative_text(
	char text[256], const struct tree *tree, unsigned depth, const struct node *target)
{
	size_t root = strlen(tree->nodes[0].path);

	text[0] = '\0';
	for (unsigned i = 1; i < depth; i++)
		strcat(text, "../");
	strcat(text, target->path[root] ? target->path + root + 1 : ".");
}

static void choose_text(struct node *node, const struct tree *tree, struct numbers *numbers)
{
	const struct node *target = &tree->nodes[pick(numbers, tree->count)];
	unsigned sort = pick(numbers, 100);

	if (sort < 35)
		put(node->text, target->path, "");
	else if (sort < 70)
		relative_text(node->text, tree, node->depth, target);
	else if (sort < 80)
		put(node->text, target->path, "/gone");
	else if (sort < 85)
		put(node->text, "gone", chance(numbers, 50) ? "0" : "1");
	else if (sort < 88)
		put(node->text, "gone/", "gone");
	else if (sort < 96)
		put(node->text, "..", "");
	else /* itself */
		put(node->text, node->path, "");
}

static enum node_kind choose_kind(struct numbers *numbers)
{
	static const enum node_kind kinds[] = { NODE_DIRECTORY, NODE_DIRECTORY, NODE_DIRECTORY,
		NODE_DIRECTORY, NODE_FILE, NODE_FILE, NODE_FILE, NODE_PROGRAM, NODE_LINK, NODE_LINK,
		NODE_LINK, NODE_PIPE };

	return kinds[pick(numbers, sizeof(kinds) / sizeof(kinds[0]))];
}

/* Now and then another name of a file that is there; false: not this time. */
static bool make_hard_link(struct node *node, const struct tree *tree, struct numbers *numbers)
{
	const struct node *other = &tree->nodes[pick(numbers, tree->count)];

	if (!chance(numbers, 30) || other->kind != node->kind)
		return false;
	if (link(other->path, node->path))
		stop("link", node->path);
	put(node->text, other->text, "");
	return true;
}

static void make_node(struct node *node, const struct tree *tree, struct numbers *numbers)
{
	if (node->kind == NODE_DIRECTORY) {
		make_directory(node->path);
		return;
	}
	if (make_hard_link(node, tree, numbers))
		return;
	switch (node->kind) {
	case NODE_FILE:
		make_file(node->path);
		break;
	case NODE_PROGRAM:
		write_program(node->path);
		break;
	case NODE_PIPE:
		if (mkfifo(node->path, 0777))
			stop("mkfifo", node->path);
		break;
	default:
		choose_text(node, tree, numbers);
		if (symlink(node->text, node->path))
			stop("symlink", node->path);
	}
}

static void name_in_vault(char path[256], const struct tree *tree, const struct node *node)
{
	snprintf(path, 256, "%s/%u", tree->vault, (unsigned)(node - tree->nodes));
}

static void note_node(struct tree *tree, struct node *node)
{
	char second[256];
	struct stat stat;

	name_in_vault(second, tree, node);
	if (lstat(node->path, &stat))
		stop("lstat", node->path);
	node->inode = stat.st_ino;
	if (node->kind != NODE_DIRECTORY && link(node->path, second))
		stop("link", second);
}

void tree_make(struct tree *tree, struct numbers *numbers, const char *top)
{
	unsigned wanted = 8 + pick(numbers, NODES - 8);
	char name[16];

	*tree = (struct tree){ .count = 1 };
	snprintf(tree->top, sizeof(tree->top), "%s", top);
	snprintf(tree->vault, sizeof(tree->vault), "%.100s/vault", top);
	snprintf(tree->nodes[0].path, sizeof(tree->nodes[0].path), "%.100s/a/b/tree", top);
	make_directory(tree->vault);
	for (unsigned end = 2; end <= 4; end += 2) {
		char path[256];

		snprintf(path, sizeof(path), "%.100s%.*s", top, (int)end, "/a/b");
		make_directory(path);
	}
	make_directory(tree->nodes[0].path);
	note_node(tree, &tree->nodes[0]);
	while (tree->count < wanted) {
		struct node *node = &tree->nodes[tree->count];
		const struct node *parent = &tree->nodes[pick(numbers, tree->count)];

		if (parent->kind != NODE_DIRECTORY || parent->depth > 5)
			continue;
		node->kind = choose_kind(numbers);
		node->depth = parent->depth + 1;
		snprintf(name, sizeof(name), "/n%u", tree->count);
		put(node->path, parent->path, name);
		make_node(node, tree, numbers);
		note_node(tree, node);
		tree->count++;
	}
}

static bool repair_node(struct tree *tree, struct node *node)
{
	char second[256];
	struct stat stat;

	if (!lstat(node->path, &stat)) {
		if (stat.st_ino == node->inode)
			return true;
		if (unlink(node->path) && rmdir(node->path))
			stop("unlink", node->path);
	}
	if (node->kind != NODE_DIRECTORY) {
		name_in_vault(second, tree, node);
		if (link(second, node->path))
			stop("link", node->path);
		return true;
	}
	make_directory(node->path);
	if (lstat(node->path, &stat))
		stop("lstat", node->path);
	node->inode = stat.st_ino;
	return !node->is_granted;
}

bool tree_repair(struct tree *tree)
{
	bool is_same = true;

	for (unsigned i = 0; i < tree->count; i++)
		is_same = repair_node(tree, &tree->nodes[i]) && is_same;
	return is_same;
}

void tree_print(const struct tree *tree)
{
	static const char *const kinds[] = { "directory", "file", "program", "pipe", "link to" };

	for (unsigned i = 0; i < tree->count; i++)
		printf("#   %s: %s %s (%lu)\n", tree->nodes[i].path, kinds[tree->nodes[i].kind],
			tree->nodes[i].text, (unsigned long)tree->nodes[i].inode);
}
