/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"

/*
 * Time from exec to exit of one program with different preloaded libraries. The variants are
 * interleaved, since the speed of a machine drifts by more than what is to be measured.
 */

enum {
	MAX_VARIANTS = 8,
	WARM_UP = 10, /* rounds that fill the caches and are not counted */
	PARTS = 10,   /* of the rounds, to show how far the ratio varies */
};

struct variant {
	char *name;
	char **env;
	double *times;	/* microseconds, one per round */
	double *faults; /* minor page faults */
};

struct bench {
	struct variant variants[MAX_VARIANTS];
	size_t count, rounds;
	char **program;
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static void run_once(const struct bench *bench, struct variant *variant, size_t round)
{
	double start = now();
	struct rusage usage;
	pid_t pid;
	int r = posix_spawn(&pid, bench->program[0], NULL, NULL, bench->program, variant->env);
	int status;

	if (r)
		bench_die(bench->program[0], strerror(r));
	if (wait4(pid, &status, 0, &usage) != pid)
		bench_die("wait4", strerror(errno));
	variant->times[round] = now() - start;
	variant->faults[round] = (double)usage.ru_minflt;
	if (status)
		bench_die(variant->name, "the program did not exit with status 0");
}

/* Who runs first rotates, and every other pass goes backwards: nobody has a fixed predecessor. */
static void run_round(struct bench *bench, size_t number, size_t round)
{
	for (size_t i = 0; i < bench->count; i++) {
		size_t step = number / bench->count % 2 ? bench->count - 1 - i : i;

		run_once(bench, &bench->variants[(number + step) % bench->count], round);
	}
}

static const struct variant *find(const struct bench *bench, const char *name)
{
	for (size_t i = 0; i < bench->count; i++) {
		if (!strcmp(bench->variants[i].name, name))
			return &bench->variants[i];
	}
	return NULL;
}

/* (shim - bare) / (hand - bare) over some of the rounds. */
static double ratio(const struct bench *bench, size_t from, size_t count)
{
	double bare = bench_quantile(find(bench, "bare")->times + from, count, 50);
	double hand = bench_quantile(find(bench, "hand")->times + from, count, 50);
	double shim = bench_quantile(find(bench, "shim")->times + from, count, 50);

	return (shim - bare) / (hand - bare);
}

static void print_ratio(const struct bench *bench)
{
	size_t part = bench->rounds / PARTS;
	double ratios[PARTS];

	printf("ratio\t%.3f", ratio(bench, 0, bench->rounds));
	if (part >= PARTS) {
		for (size_t i = 0; i < PARTS; i++)
			ratios[i] = ratio(bench, i * part, part);
		printf("\t%.3f\t%.3f", bench_quantile(ratios, PARTS, 0),
			bench_quantile(ratios, PARTS, 100));
	}
	printf("\n");
}

static void print(const struct bench *bench)
{
	for (size_t i = 0; i < bench->count; i++) {
		const struct variant *variant = &bench->variants[i];

		printf("%s\t%.1f\t%.1f\t%.1f\t%.0f\n", variant->name,
			bench_quantile(variant->times, bench->rounds, 50),
			bench_quantile(variant->times, bench->rounds, 25),
			bench_quantile(variant->times, bench->rounds, 75),
			bench_quantile(variant->faults, bench->rounds, 50));
	}
	if (find(bench, "bare") && find(bench, "hand") && find(bench, "shim"))
		print_ratio(bench);
}

static void add_variant(struct bench *bench, char *text)
{
	struct variant *variant = &bench->variants[bench->count];
	char *library = strchr(text, '=');

	if (bench->count++ >= MAX_VARIANTS)
		bench_die(text, "too many variants");
	if (library)
		*library++ = '\0';
	variant->name = text;
	variant->env = bench_environment(library);
	variant->times = bench_allocate(bench->rounds, sizeof(*variant->times));
	variant->faults = bench_allocate(bench->rounds, sizeof(*variant->faults));
}

static const char usage_text[] =
	"usage: startup [-n ROUNDS] NAME[=LIBRARY]... -- PROGRAM [ARGUMENT...]\n"
	"Runs PROGRAM (a path) ROUNDS times (500) per variant, with LIBRARY as LD_PRELOAD.\n"
	"Prints per variant, separated by tabs: name, median, 25 % and 75 % quantile of the time\n"
	"from exec to exit in microseconds, median of the minor page faults. With variants called\n"
	"bare, hand and shim: (shim - bare) / (hand - bare) of the medians, and the lowest and\n"
	"highest such ratio of the ten tenths of the rounds.\n";

static _Noreturn void show_usage(int status)
{
	fputs(usage_text, status ? stderr : stdout);
	exit(status);
}

static void parse(struct bench *bench, int argc, char **argv)
{
	int option;

	*bench = (struct bench){ .rounds = 500 };
	if (argc > 1 && !strcmp(argv[1], "--help"))
		show_usage(0);
	while ((option = getopt(argc, argv, "+n:h")) != -1) {
		if (option != 'n')
			show_usage(option == 'h' ? 0 : 2);
		bench->rounds = strtoul(optarg, NULL, 10);
	}
	/* getopt() takes a "--" away only when no variant stands before it. */
	while (optind < argc && strcmp(argv[optind], "--"))
		add_variant(bench, argv[optind++]);
	bench->program = argv + optind + 1;
	if (!bench->count || !bench->rounds || optind + 1 >= argc)
		show_usage(2);
}

int main(int argc, char **argv)
{
	struct bench bench;

	parse(&bench, argc, argv);
	bench_pin();
	for (size_t i = 0; i < WARM_UP; i++)
		run_round(&bench, i, 0);
	for (size_t i = 0; i < bench.rounds; i++)
		run_round(&bench, i, i);
	print(&bench);
	return 0;
}
