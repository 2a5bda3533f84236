/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Query equals kernel: random trees, grants and requests. Each request is decided by the query,
 * done by a confined process, undone, and done by an unconfined one on the same tree: where that
 * fails as well nothing has been learnt. Else what is allowed must succeed, and what is denied
 * must fail with EACCES, EPERM or EXDEV.
 *
 *     query_kernel DIRECTORY [CASES [SEED [WORLD]]]
 *
 * WORLD: that one alone. As root every other world is of user 65534.
 */
#include <grp.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/live/query_world.h"

enum {
	NOBODY = 65534,
	WORLDS_MOST = 20000,
	EXIT_NO_LANDLOCK = 77,
};

/* On the loopback interface; listening or just known to be free. */
static uint16_t find_port(int *listener)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t length = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) ||
		getsockname(fd, (struct sockaddr *)&address, &length) ||
		(listener && listen(fd, 64)))
		stop("a port", "of 127.0.0.1");
	if (listener)
		*listener = fd;
	else
		close(fd);
	return ntohs(address.sin_port);
}

static void become_nobody(void)
{
	if (setgroups(0, NULL) || setresgid(NOBODY, NOBODY, NOBODY) ||
		setresuid(NOBODY, NOBODY, NOBODY))
		stop("become", "user 65534");
}

static void run_world(const struct setting *setting, unsigned number, struct score *score)
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		if (!getuid() && number % 2)
			become_nobody();
		world_run(setting, number, score);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status) {
		printf("# world %u of seed %llu did not come to its end\n", number,
			(unsigned long long)setting->seed);
		exit(99);
	}
}

static unsigned long counted(const struct score *score)
{
	unsigned long sum = 0;

	for (int i = 0; i < ASK_COUNT; i++)
		sum += score->allowed[i] + score->denied[i];
	return sum;
}

static void print_score(const struct score *score, unsigned worlds, const struct setting *setting)
{
	printf("# %-10s %8s %8s %8s\n", "operation", "allowed", "denied", "vacuous");
	for (int i = 0; i < ASK_COUNT; i++)
		printf("# %-10s %8lu %8lu %8lu\n", request_name(i), score->allowed[i],
			score->denied[i], score->vacuous[i]);
	printf("# seed %llu, ABI %d, worlds %u (%lu cut short), cases %lu, disagreements %lu\n",
		(unsigned long long)setting->seed, setting->support.landlock_abi, worlds,
		score->cut_short, counted(score), score->disagreements);
}

/* Each operation has been allowed and denied, or the test does not test it. */
static bool is_whole(const struct score *score, int abi)
{
	for (int i = 0; i < (abi < 4 ? QUERY_OPERATION_COUNT : ASK_COUNT); i++) {
		if (!score->allowed[i] || !score->denied[i]) {
			printf("# %s: one of the answers never came\n", request_name(i));
			return false;
		}
	}
	return true;
}

static void prepare(struct setting *setting, const char *directory, const char *seed)
{
	static char base[PATH_MAX];
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	umask(0);
	if (!realpath(directory, base) || (!getuid() && chmod(base, 0777)))
		stop("directory", directory);
	setting->base = base;
	setting->seed = seed && *seed ? strtoull(seed, NULL, 10)
				      : (uint64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
	for (unsigned i = 0; i < PORTS; i++)
		setting->ports[i] = find_port(i < PORTS / 2 ? &setting->listeners[i] : NULL);
}

int main(int argc, char **argv)
{
	unsigned long wanted = argc > 2 ? strtoul(argv[2], NULL, 10) : 20000;
	struct setting setting;
	struct score *score;
	unsigned worlds = 0;

	if (argc < 2 || platform_probe(&setting.support, NULL))
		return 2;
	if (!setting.support.landlock_abi) {
		printf("# the kernel has no Landlock\n");
		return EXIT_NO_LANDLOCK;
	}
	score = mmap(
		NULL, sizeof(*score), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (score == MAP_FAILED)
		stop("mmap", "");
	prepare(&setting, argv[1], argc > 3 ? argv[3] : getenv("NONO_TEST_SEED"));
	if (argc > 4) {
		run_world(&setting, (unsigned)strtoul(argv[4], NULL, 10), score);
		print_score(score, 1, &setting);
		return score->disagreements != 0;
	}
	printf("# seed %llu\n", (unsigned long long)setting.seed);
	while (counted(score) < wanted && score->disagreements < 5 && worlds < WORLDS_MOST)
		run_world(&setting, worlds++, score);
	print_score(score, worlds, &setting);
	return score->disagreements || counted(score) < wanted ||
	       !is_whole(score, setting.support.landlock_abi);
}
