/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What a query costs, against the size of the profile and beside realpath(3) of the same path; see
 * README.md beside this file.
 *
 *     query [ROUNDS]
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "bench/bench.h"
#include "core/caps/query.h"
#include "platform/files.h"

enum {
	PATHS = 32,
	BATCH = 128,
	SIZES = 3,
	VARIANTS = SIZES + 1, /* and realpath(3) */
	SCRATCH = 32 << 10,
};

static const unsigned sizes[SIZES] = { 10, 1000, 10000 };

struct bench {
	char top[64];
	char paths[PATHS][128]; /* /tmp/X/a/b/c/fN: six names */
	struct arena memory, scratch;
	struct set sets[SIZES];
	struct query *queries[SIZES];
	double *times[VARIANTS];
};

static void *map(size_t size)
{
	return bench_allocate(1, size);
}

static void unmap(void *pages, size_t size)
{
	(void)size;
	free(pages);
}

static void make_tree(struct bench *bench)
{
	static const char *const directories[] = { "/a", "/a/b", "/a/b/c", "/e" };
	char path[128];

	strcpy(bench->top, "/tmp/nono-query.XXXXXX");
	if (!mkdtemp(bench->top))
		bench_die("mkdtemp", strerror(errno));
	for (size_t i = 0; i < sizeof(directories) / sizeof(directories[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", bench->top, directories[i]);
		if (mkdir(path, 0755))
			bench_die(path, strerror(errno));
	}
	for (unsigned i = 0; i < PATHS; i++) {
		snprintf(bench->paths[i], sizeof(bench->paths[i]), "%s/a/b/c/f%u", bench->top, i);
		if (mknod(bench->paths[i], S_IFREG | 0644, 0))
			bench_die(bench->paths[i], strerror(errno));
	}
}

/* One that grants, and others: directories and files by turns, made once. */
static void make_set(struct bench *bench, unsigned number, unsigned *made)
{
	struct set *set = &bench->sets[number];
	struct nono_err err = { 0 };
	char path[128];
	int r;

	set_init(set, &platform_files, &bench->memory.allocator);
	snprintf(path, sizeof(path), "%s/a", bench->top);
	r = set_allow_path(set, path, CAPS_READ, NULL, &err);
	for (unsigned i = 1; !r && i < sizes[number]; i++) {
		snprintf(path, sizeof(path), "%s/e/%u", bench->top, i);
		if (i > *made) {
			*made = i;
			if (i % 2 ? mkdir(path, 0755) : mknod(path, S_IFREG | 0644, 0))
				bench_die(path, strerror(errno));
		}
		r = (i % 2 ? set_allow_path : set_allow_file)(set, path, CAPS_READ, NULL, &err);
	}
	if (!r)
		r = query_new(&bench->queries[number], set, true, &bench->memory.allocator, &err);
	if (r)
		bench_die("the set", err.text);
}

static void remove_tree(struct bench *bench)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'", bench->top);
	if (system(command))
		bench_die(command, "failed");
}

static void ask(struct bench *bench, const struct query *query, const char *path)
{
	static _Alignas(16) char scratch[SCRATCH];
	struct query_result result;

	arena_lend(&bench->scratch, scratch, sizeof(scratch));
	if (query_path(query, QUERY_READ, path, NULL, &bench->scratch.allocator, &result, NULL) ||
		result.status != QUERY_ALLOWED)
		bench_die("not allowed", path);
	arena_free(&bench->scratch);
}

static void find(const char *path)
{
	char real[PATH_MAX];

	if (!realpath(path, real))
		bench_die("realpath", path);
}

/* Nanoseconds for one path. */
static double measure(struct bench *bench, unsigned variant)
{
	struct timespec before, after;

	clock_gettime(CLOCK_MONOTONIC, &before);
	for (unsigned i = 0; i < BATCH; i++) {
		if (variant < SIZES)
			ask(bench, bench->queries[variant], bench->paths[i % PATHS]);
		else
			find(bench->paths[i % PATHS]);
	}
	clock_gettime(CLOCK_MONOTONIC, &after);
	return ((double)(after.tv_sec - before.tv_sec) * 1e9 +
		       (double)(after.tv_nsec - before.tv_nsec)) /
	       BATCH;
}

/* of: a ratio within each round, so that what disturbs one disturbs both. */
static double median_ratio(
	const struct bench *bench, unsigned rounds, unsigned variant, unsigned of)
{
	double *ratios = bench_allocate(rounds, sizeof(*ratios)), ratio;

	for (unsigned i = 0; i < rounds; i++)
		ratios[i] = bench->times[variant][i] / bench->times[of][i];
	ratio = bench_quantile(ratios, rounds, 50);
	free(ratios);
	return ratio;
}

static void print(const struct bench *bench, unsigned rounds)
{
	double growth = median_ratio(bench, rounds, SIZES - 1, 0);
	double above = median_ratio(bench, rounds, SIZES - 1, SIZES) * 100 - 100;

	printf("query of existing paths, depth 6\n\nentries      ns   quartiles ns   queries/s   "
	       "above realpath(3)\n");
	for (unsigned i = 0; i < VARIANTS; i++) {
		double median = bench_quantile(bench->times[i], rounds, 50);
		double low = bench_quantile(bench->times[i], rounds, 25);
		double high = bench_quantile(bench->times[i], rounds, 75);

		if (i < SIZES)
			printf("%7u %7.0f %7.0f %6.0f   %9.0f   %15.1f %%\n", sizes[i], median, low,
				high, 1e9 / median,
				median_ratio(bench, rounds, i, SIZES) * 100 - 100);
		else
			printf("realpath %6.0f %7.0f %6.0f   %9.0f\n", median, low, high,
				1e9 / median);
	}
	printf("\n%u entries / %u entries = %.3f; goal 1.3: %s\n", sizes[SIZES - 1], sizes[0],
		growth, growth <= 1.3 ? "met" : "not met");
	printf("above realpath(3): %.1f %%; goal 30 %%: %s\n", above,
		above <= 30 ? "met" : "not met");
}

int main(int argc, char **argv)
{
	static struct bench bench;
	unsigned rounds = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 300, made = 0;

	if (!rounds)
		bench_die("rounds", "at least 1");
	arena_init(&bench.memory, map, unmap);
	arena_init(&bench.scratch, map, unmap);
	make_tree(&bench);
	for (unsigned i = 0; i < SIZES; i++)
		make_set(&bench, i, &made);
	for (unsigned i = 0; i < VARIANTS; i++)
		bench.times[i] = bench_allocate(rounds, sizeof(double));
	bench_pin();
	for (unsigned i = 0; i < VARIANTS; i++)
		measure(&bench, i);
	for (unsigned round = 0; round < rounds; round++) {
		for (unsigned i = 0; i < VARIANTS; i++) {
			unsigned variant = (round + i) % VARIANTS;

			bench.times[variant][round] = measure(&bench, variant);
		}
	}
	print(&bench, rounds);
	arena_free(&bench.memory);
	remove_tree(&bench);
	return 0;
}
