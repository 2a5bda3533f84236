/* SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/live/query_kernel.h"

static const char *const names[ASK_COUNT] = {
	[QUERY_READ] = "read",
	[QUERY_WRITE] = "write",
	[QUERY_READ_WRITE] = "readwrite",
	[QUERY_EXECUTE] = "exec",
	[QUERY_CREATE] = "create",
	[QUERY_MAKE_DIRECTORY] = "mkdir",
	[QUERY_REMOVE] = "remove",
	[QUERY_RENAME] = "rename",
	[QUERY_LINK] = "link",
	[ASK_CONNECT] = "connect",
	[ASK_BIND] = "bind",
};

const char *request_name(int what)
{
	return names[what];
}

void request_print(const struct request *request)
{
	printf("%s '%s' '%s' port %u variant %u", names[request->what], request->path,
		request->other, request->port, request->variant);
}

/* A name that is not there, sometimes below another one. */
static const char *missing_name(struct numbers *numbers)
{
	static const char *const missing[] = { "m0", "m0", "m1", "m1", "m2/", "m0/x", "m0/../m1",
		"./m1" };

	return missing[pick(numbers, sizeof(missing) / sizeof(missing[0]))];
}

static const char *detour(struct numbers *numbers)
{
	static const char *const detours[] = { "/.", "/..", "//", "/", "/n1/..", "/../n2", "/n3" };

	return detours[pick(numbers, sizeof(detours) / sizeof(detours[0]))];
}

/* Of the working directory, when path is in it. */
static const char *shorten(const char *path)
{
	static char here[256];
	size_t length;

	if (!getcwd(here, sizeof(here)))
		return path;
	length = strlen(here);
	if (strncmp(path, here, length) || path[length] != '/')
		return path;
	return path + length + 1;
}

static void append(char path[512], const char *between, const char *name)
{
	size_t length = strlen(path);

	snprintf(path + length, 512 - length, "%s%s", between, name);
}

/* Mostly something that is there; wanted: of this kind, if one is found soon. */
static const struct node *choose_node(const struct tree *tree, struct numbers *numbers, int wanted)
{
	const struct node *node = NULL;

	for (unsigned i = 0; i < 12; i++) {
		node = &tree->nodes[pick(numbers, tree->count)];
		if (wanted < 0 || (int)node->kind == wanted)
			break;
	}
	return node;
}

static void choose_path(
	char path[512], const struct tree *tree, struct numbers *numbers, int wanted, bool missing)
{
	const struct node *node = choose_node(
		tree, numbers, missing && !chance(numbers, 30) ? NODE_DIRECTORY : wanted);
	const char *last;

	path[0] = '\0';
	append(path, "", chance(numbers, 40) ? shorten(node->path) : node->path);
	if (chance(numbers, 12))
		append(path, "", detour(numbers));
	/* Again what the path ends in, behind a way down and up. */
	last = strrchr(node->path, '/');
	if (chance(numbers, 8))
		append(path, "/..", last);
	if (missing)
		append(path, "/", missing_name(numbers));
}

static bool creates(int what)
{
	return what == QUERY_CREATE || what == QUERY_MAKE_DIRECTORY;
}

void request_make(struct request *request, const struct tree *tree, struct numbers *numbers,
	const uint16_t ports[PORTS])
{
	int wanted = -1;

	*request = (struct request){ .variant = pick(numbers, 4) };
	request->what = (int)pick(numbers, chance(numbers, 15) ? ASK_COUNT : QUERY_OPERATION_COUNT);
	/* What it takes most of to get enough that is not denied by the tree itself. */
	if (chance(numbers, 25))
		request->what = chance(numbers, 70) ? QUERY_RENAME : QUERY_LINK;
	request->port = ports[pick(numbers, PORTS / 2) + (request->what == ASK_BIND) * PORTS / 2];
	if (request->what == QUERY_EXECUTE && chance(numbers, 90))
		wanted = NODE_PROGRAM;
	else if (request->what == QUERY_LINK && chance(numbers, 80))
		wanted = NODE_FILE;
	choose_path(request->path, tree, numbers, wanted,
		creates(request->what) ? chance(numbers, 90) : chance(numbers, 10));
	choose_path(request->other, tree, numbers, wanted, chance(numbers, 75));
}

static int do_open(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC | O_NONBLOCK, 0777);

	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

/* Programs have to stay what they are. */
static int writing_flags(const struct request *request)
{
	struct stat stat;
	int flags = request->variant & 1 ? O_CREAT : 0;

	if (lstat(request->path, &stat))
		return flags | O_CREAT;
	if ((request->variant & 2) && S_ISREG(stat.st_mode) && !stat.st_size)
		flags |= O_TRUNC;
	return flags;
}

static int do_execute(const char *path)
{
	char *arguments[] = { (char *)path, NULL };
	int status;
	pid_t pid = vfork();

	if (!pid) {
		execve(path, arguments, arguments + 1);
		_exit(errno);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		stop("execve", path);
	return WEXITSTATUS(status);
}

static int do_create(const struct request *request)
{
	switch (request->variant) {
	case 0:
		return do_open(request->path, O_WRONLY | O_CREAT | O_EXCL);
	case 1:
		return mknod(request->path, S_IFREG | 0777, 0) ? errno : 0;
	case 2:
		return symlink("somewhere", request->path) ? errno : 0;
	default:
		return mkfifo(request->path, 0777) ? errno : 0;
	}
}

static int do_remove(const char *path)
{
	struct stat stat;
	bool is_directory = !lstat(path, &stat) && S_ISDIR(stat.st_mode);

	return (is_directory ? rmdir(path) : unlink(path)) ? errno : 0;
}

static int do_network(const struct request *request)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = htons(request->port),
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	const struct linger reset = { 1, 0 };
	int yes = 1, r, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return errno;
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	r = (request->what == ASK_BIND ? bind : connect)(
		fd, (struct sockaddr *)&address, sizeof(address));
	r = r ? errno : 0;
	close(fd);
	return r;
}

int request_do(const struct request *request)
{
	switch (request->what) {
	case QUERY_READ:
		return do_open(request->path, O_RDONLY);
	case QUERY_WRITE:
		return do_open(request->path, O_WRONLY | writing_flags(request));
	case QUERY_READ_WRITE:
		return do_open(request->path, O_RDWR | writing_flags(request));
	case QUERY_EXECUTE:
		return do_execute(request->path);
	case QUERY_CREATE:
		return do_create(request);
	case QUERY_MAKE_DIRECTORY:
		return mkdir(request->path, 0777) ? errno : 0;
	case QUERY_REMOVE:
		return do_remove(request->path);
	case QUERY_RENAME:
		return rename(request->path, request->other) ? errno : 0;
	case QUERY_LINK:
		return link(request->path, request->other) ? errno : 0;
	default:
		return do_network(request);
	}
}
