/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/live/query_world.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/files.h"

enum {
	REQUESTS = 80,
	SCRATCH = 64 << 10,
};

struct world {
	const struct setting *setting;
	unsigned number;
	struct numbers numbers;
	struct tree tree;
	struct arena memory, scratch;
	struct set set;
	struct caps caps;
	struct query *query;
	char directory[256]; /* that relative paths start from */
	int channel;	     /* to the confined process */
	pid_t confined;
	bool is_over;
};

static void *map(size_t size)
{
	return calloc(1, size);
}

static void unmap(void *pages, size_t size)
{
	(void)size;
	free(pages);
}

static void grant(struct world *world, const char *path)
{
	enum caps_access access = (enum caps_access)(CAPS_READ + pick(&world->numbers, 3));
	struct tree *tree = &world->tree;
	int r = set_allow_path(&world->set, path, access, NULL, NULL);

	if (r == NONO_ERR_EXPECTED_DIRECTORY)
		r = set_allow_file(&world->set, path, access, NULL, NULL);
	if (r) /* a link that leads nowhere */
		return;
	path = world->set.fs[world->set.fs_count - 1].resolved;
	for (unsigned i = 0; i < tree->count; i++)
		tree->nodes[i].is_granted |= !strcmp(tree->nodes[i].path, path);
}

static void choose_grants(struct world *world)
{
	unsigned wanted = 1 + pick(&world->numbers, GRANTS);

	for (unsigned i = 0; i < wanted; i++) {
		const struct node *node =
			&world->tree.nodes[pick(&world->numbers, world->tree.count)];

		if (node->kind != NODE_DIRECTORY && chance(&world->numbers, 40))
			node = &world->tree.nodes[pick(&world->numbers, world->tree.count)];
		if (chance(&world->numbers, 4))
			grant(world, world->tree.top);
		else if (chance(&world->numbers, 3))
			grant(world, "/");
		else
			grant(world, node->path);
	}
}

/* Nothing, all of the network, or some ports. */
static void choose_ports(struct world *world)
{
	struct set *set = &world->set;
	unsigned sort = pick(&world->numbers, 6);

	if (world->setting->support.landlock_abi < 4)
		return;
	if (sort == 0)
		set_network(set, SET_BLOCKED);
	for (unsigned i = 0; sort > 1 && i < PORTS; i++) {
		if (chance(&world->numbers, 50) &&
			set_allow_port(set, world->setting->ports[i], 1 + pick(&world->numbers, 3),
				NULL, NULL))
			stop("set_allow_port", "");
	}
}

/* Does what it is told until it is told to end. */
static _Noreturn void be_confined(struct world *world, int channel)
{
	struct nono_err err = { 0 };
	struct rules *rules;
	struct request request;
	int r = 0;

	if (platform_compile(&rules, &world->caps, &world->setting->support, &err) ||
		platform_enforce(rules, -1, &err))
		stop("the sandbox", err.text);
	while (read(channel, &request, sizeof(request)) == sizeof(request) &&
		request.what != ASK_END) {
		r = request_do(&request);
		if (write(channel, &r, sizeof(r)) != sizeof(r))
			break;
	}
	_exit(0);
}

static void start_confined(struct world *world)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		stop("socketpair", "");
	world->confined = fork();
	if (!world->confined)
		be_confined(world, ends[1]);
	close(ends[1]);
	world->channel = ends[0];
}

static int do_confined(const struct world *world, const struct request *request)
{
	int r;

	if (write(world->channel, request, sizeof(*request)) != sizeof(*request) ||
		read(world->channel, &r, sizeof(r)) != sizeof(r))
		stop("the confined process", "has gone");
	return r;
}

static void take(const char *path)
{
	if (unlink(path) && rmdir(path))
		stop("undo", path);
}

/* After a request that succeeded: existed is whether path did before it. */
static void undo(struct world *world, const struct request *request,
	const struct query_result *answer, bool existed)
{
	switch (request->what) {
	case QUERY_WRITE:
	case QUERY_READ_WRITE:
	case QUERY_CREATE:
	case QUERY_MAKE_DIRECTORY:
		if (!existed)
			take(answer->path);
		break;
	case QUERY_LINK:
		take(answer->target);
		break;
	case QUERY_RENAME:
		if (rename(answer->target, answer->path))
			stop("undo rename", answer->target);
		/* fall through */
	case QUERY_REMOVE:
		world->is_over = !tree_repair(&world->tree) || world->is_over;
		break;
	case ASK_CONNECT:
		for (unsigned i = 0; i < PORTS / 2; i++) {
			int fd = accept(world->setting->listeners[i], NULL, NULL);

			if (fd >= 0)
				close(fd);
		}
		break;
	default:
		break;
	}
}

static void show(const struct world *world, const struct request *request,
	const struct query_result *answer, int confined, int control)
{
	printf("# DISAGREEMENT in world %u of seed %llu, uid %u\n# ", world->number,
		(unsigned long long)world->setting->seed, (unsigned)getuid());
	request_print(request);
	printf(" in %s\n# query: %s, %s, granted %d, requested %d, '%s' '%s', errno %d\n",
		world->directory, answer->status == QUERY_ALLOWED ? "allowed" : "denied",
		query_reason_name(answer->reason), answer->granted, answer->requested,
		answer->path ? answer->path : "(nowhere)", answer->target ? answer->target : "",
		answer->sys_errno);
	printf("# kernel: %s, unconfined: %s\n# grants, network %d:\n", strerror(confined),
		strerror(control), world->set.network);
	for (size_t i = 0; i < world->set.fs_count; i++)
		printf("#   %s: %s\n", world->set.fs[i].resolved,
			caps_access_name(world->set.fs[i].access));
	for (size_t i = 0; i < world->set.port_count; i++)
		printf("#   port %u: %u\n", world->set.ports[i].port,
			world->set.ports[i].direction);
	printf("# tree:\n");
	tree_print(&world->tree);
	fflush(stdout);
}

static bool agrees(const struct world *world, const struct request *request,
	const struct query_result *answer, int confined)
{
	/* It works without the sandbox, so there is nothing else that the kernel fails with. */
	if (answer->sys_errno)
		return false;
	if (answer->status == QUERY_ALLOWED)
		return !confined;
	/* A blocked network is one that there is no socket for. */
	if (request->what >= QUERY_OPERATION_COUNT && world->set.network == SET_BLOCKED)
		return confined == EAFNOSUPPORT;
	return confined == EACCES || confined == EPERM || confined == EXDEV;
}

static void count(struct world *world, struct score *score, const struct request *request,
	const struct query_result *answer, int confined, int control)
{
	/* Somebody else has the port for a moment. */
	bool is_vacuous = control || (request->what == ASK_BIND && confined == EADDRINUSE);

	if (is_vacuous && confined)
		score->vacuous[request->what]++;
	else if (!agrees(world, request, answer, confined)) {
		score->disagreements++;
		world->is_over = true;
		show(world, request, answer, confined, control);
	} else if (answer->status == QUERY_ALLOWED)
		score->allowed[request->what]++;
	else
		score->denied[request->what]++;
}

static void ask_query(
	struct world *world, const struct request *request, struct query_result *answer)
{
	if (request->what == ASK_CONNECT || request->what == ASK_BIND)
		query_port(world->query, request->what == ASK_BIND ? CAPS_LISTEN : CAPS_CONNECT,
			request->port, answer);
	else if (query_path(world->query, (enum query_operation)request->what, request->path,
			 request->other, &world->scratch.allocator, answer, NULL))
		stop("query", request->path);
}

static void run_one(struct world *world, struct score *score)
{
	struct query_result answer;
	struct request request;
	struct stat stat;
	bool existed;
	int confined, control;

	request_make(&request, &world->tree, &world->numbers, world->setting->ports);
	if (world->setting->support.landlock_abi < 4 && request.what >= QUERY_OPERATION_COUNT)
		return;
	ask_query(world, &request, &answer);
	existed = answer.path && !lstat(answer.path, &stat);
	confined = do_confined(world, &request);
	if (!confined && !answer.path && request.what < QUERY_OPERATION_COUNT)
		stop("what leads nowhere could be done", request.path);
	if (!confined)
		undo(world, &request, &answer, existed);
	control = request_do(&request);
	if (!control && !answer.path && request.what < QUERY_OPERATION_COUNT)
		stop("what leads nowhere can be done", request.path);
	if (!control)
		undo(world, &request, &answer, existed);
	count(world, score, &request, &answer, confined, control);
}

/* A directory that is not empty, and so stays. */
static void choose_directory(struct world *world)
{
	const struct node *node =
		&world->tree.nodes[1 + pick(&world->numbers, world->tree.count - 1)];

	snprintf(world->directory, sizeof(world->directory), "%s", node->path);
	*strrchr(world->directory, '/') = '\0';
	if (chdir(world->directory))
		stop("chdir", world->directory);
}

static void make_world(struct world *world)
{
	struct nono_err err = { 0 };
	char top[128];

	snprintf(top, sizeof(top), "%.100s/%u", world->setting->base, world->number);
	if (mkdir(top, 0777))
		stop("mkdir", top);
	tree_make(&world->tree, &world->numbers, top);
	arena_init(&world->memory, map, unmap);
	arena_init(&world->scratch, map, unmap);
	set_init(&world->set, &platform_files, &world->memory.allocator);
	choose_grants(world);
	choose_ports(world);
	choose_directory(world);
	caps_init(&world->caps, &world->memory.allocator);
	if (set_to_caps(&world->caps, &world->set, &err))
		stop("set_to_caps", err.text);
	if (query_new(&world->query, &world->set, world->setting->support.landlock_abi >= 2,
		    &world->memory.allocator, NULL))
		stop("query_new", "");
}

_Noreturn void world_run(const struct setting *setting, unsigned number, struct score *score)
{
	static struct world world;
	static _Alignas(16) char scratch[SCRATCH];
	const struct request end = { .what = ASK_END };

	world.setting = setting;
	world.number = number;
	world.numbers.state = (setting->seed + number) * 0x9e3779b97f4a7c15U | 1;
	pick(&world.numbers, 2);
	make_world(&world);
	start_confined(&world);
	for (unsigned i = 0; i < REQUESTS && !world.is_over; i++) {
		arena_lend(&world.scratch, scratch, sizeof(scratch));
		run_one(&world, score);
		arena_free(&world.scratch);
	}
	score->cut_short += world.is_over;
	if (write(world.channel, &end, sizeof(end)) != sizeof(end) ||
		waitpid(world.confined, NULL, 0) < 0)
		stop("the confined process", "has gone");
	_exit(0);
}
