/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"
#include "worker.h"

/*
 * What a system call costs bare, under Landlock alone and under the library. One process each,
 * which differ in LD_PRELOAD and nothing else, take turns on one processor: a byte through a pipe
 * asks for one call, the answer is its cost. Two more are there to judge the others by: Landlock
 * alone once more, since how far two equal things lie apart is this machine's noise; and Landlock
 * with a filter of one instruction that allows everything, the least that any filter costs.
 */

enum process {
	BARE,
	LANDLOCK,
	FULL,
	AGAIN,
	LEAST,
	PROCESSES
};

static const char *const process_names[] = { "bare", "landlock", "full", "landlock again",
	"least filter" };

struct worker {
	pid_t pid;
	int to, from;
};

struct bench {
	const char *libraries[PROCESSES];
	char *granted, *forbidden;
	size_t generations, rounds; /* of one generation */
	struct worker workers[PROCESSES];
	double *medians[PROCESSES][WORKER_CALLS], *lowest[PROCESSES][WORKER_CALLS];
};

/* The filters that confine a process, of /proc/PID/status; Linux 5.10. */
static long count_filters(pid_t pid)
{
	char name[64], line[256];
	long count = -1;
	FILE *file;

	snprintf(name, sizeof(name), "/proc/%d/status", (int)pid);
	file = fopen(name, "r");
	if (!file)
		bench_die(name, strerror(errno));
	while (fgets(line, sizeof(line), file))
		sscanf(line, "Seccomp_filters: %ld", &count);
	fclose(file);
	return count;
}

/* A library that the loader left out, or that does something else, cannot pass for a cheap one. */
static void check_worker(const struct worker *worker, enum process process)
{
	unsigned char denied;
	long filters;

	if (read(worker->from, &denied, 1) != 1)
		bench_die(process_names[process], "did not start");
	filters = count_filters(worker->pid) - count_filters(getpid());
	if (denied != (process == BARE ? 0 : EACCES))
		bench_die(process_names[process], "the forbidden file: not what was expected");
	if (filters != (process == FULL || process == LEAST))
		bench_die(process_names[process], "the number of seccomp filters is not right");
}

static void start(struct bench *bench, enum process process)
{
	struct worker *worker = &bench->workers[process];
	char *arguments[] = { "syscalls", process == LEAST ? "--least" : "--worker", bench->granted,
		bench->forbidden, NULL };
	posix_spawn_file_actions_t actions;
	int to[2], from[2], r;

	if (pipe2(to, O_CLOEXEC) || pipe2(from, O_CLOEXEC))
		bench_die("pipe", strerror(errno));
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, to[0], STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, from[1], STDOUT_FILENO);
	r = posix_spawn(&worker->pid, "/proc/self/exe", &actions, NULL, arguments,
		bench_environment(bench->libraries[process]));
	if (r)
		bench_die("posix_spawn", strerror(r));
	posix_spawn_file_actions_destroy(&actions);
	close(to[0]);
	close(from[1]);
	worker->to = to[1];
	worker->from = from[0];
	check_worker(worker, process);
}

static void stop(const struct worker *worker)
{
	int status;

	close(worker->to);
	close(worker->from);
	if (waitpid(worker->pid, &status, 0) != worker->pid || status)
		bench_die("a measuring process", "did not end with status 0");
}

static struct worker_answer ask(const struct worker *worker, size_t index)
{
	unsigned char wish = (unsigned char)index;
	struct worker_answer answer;

	if (write(worker->to, &wish, 1) != 1 ||
		read(worker->from, &answer, sizeof(answer)) != sizeof(answer))
		bench_die("a measuring process", "does not answer");
	return answer;
}

/* Who goes first rotates, and every other pass goes backwards: nobody has a fixed predecessor. */
static void run_round(struct bench *bench, size_t number)
{
	for (size_t index = 0; index < WORKER_CALLS; index++) {
		for (size_t i = 0; i < PROCESSES; i++) {
			size_t step = number / PROCESSES % 2 ? PROCESSES - 1 - i : i;
			size_t process = (number + step) % PROCESSES;
			struct worker_answer answer = ask(&bench->workers[process], index);

			bench->medians[process][index][number] = answer.median;
			bench->lowest[process][index][number] = answer.lowest;
		}
	}
}

/*
 * New processes for each generation: where the kernel happens to put what belongs to a process
 * makes it a little faster or slower for as long as it lives.
 */
static void run(struct bench *bench)
{
	size_t total = bench->generations * bench->rounds;

	for (size_t process = 0; process < PROCESSES; process++) {
		for (size_t index = 0; index < WORKER_CALLS; index++) {
			bench->medians[process][index] = bench_allocate(total, sizeof(double));
			bench->lowest[process][index] = bench_allocate(total, sizeof(double));
		}
	}
	for (size_t i = 0; i < total; i++) {
		if (i % bench->rounds == 0) {
			for (size_t process = 0; process < PROCESSES; process++)
				start(bench, (enum process)process);
		}
		run_round(bench, i);
		if (i % bench->rounds == bench->rounds - 1) {
			for (size_t process = 0; process < PROCESSES; process++)
				stop(&bench->workers[process]);
		}
	}
}

/* Of one to another, the quantile over the rounds: both were measured within milliseconds. */
static double ratio(const struct bench *bench, size_t index, enum process of, enum process to,
	unsigned hundredths)
{
	size_t total = bench->generations * bench->rounds;
	double *ratios = bench_allocate(total, sizeof(*ratios)), value;

	for (size_t i = 0; i < total; i++)
		ratios[i] = bench->medians[of][index][i] / bench->medians[to][index][i];
	value = bench_quantile(ratios, total, hundredths);
	free(ratios);
	return value;
}

static void print_costs(const struct bench *bench, size_t index)
{
	size_t total = bench->generations * bench->rounds;

	printf("%-12s", worker_calls[index].name);
	for (size_t process = BARE; process <= FULL; process++)
		printf(" %9.0f", bench_quantile(bench->medians[process][index], total, 50));
	printf("         ");
	for (size_t process = BARE; process <= FULL; process++)
		printf(" %9.0f", bench_quantile(bench->lowest[process][index], total, 0));
	printf("\n");
}

static void print_ratios(const struct bench *bench, size_t index)
{
	printf("%-12s %9.3f %13.3f  %.3f %.3f %15.3f %16.3f\n", worker_calls[index].name,
		ratio(bench, index, LANDLOCK, BARE, 50), ratio(bench, index, FULL, LANDLOCK, 50),
		ratio(bench, index, FULL, LANDLOCK, 25), ratio(bench, index, FULL, LANDLOCK, 75),
		ratio(bench, index, LEAST, LANDLOCK, 50), ratio(bench, index, AGAIN, LANDLOCK, 50));
}

static void print_verdict(const struct bench *bench, size_t index)
{
	double got = ratio(bench, index, FULL, LANDLOCK, 50);

	printf("%s, decided by number alone: full / landlock = %.3f; goal 1.02: %s; "
	       "full / least filter = %.3f\n",
		worker_calls[index].name, got, got <= 1.02 ? "met" : "not met",
		ratio(bench, index, FULL, LEAST, 50));
}

static void print(const struct bench *bench)
{
	printf("cycles, median    bare  landlock      full   lowest:      bare  landlock      full\n");
	for (size_t index = 0; index < WORKER_CALLS; index++)
		print_costs(bench, index);
	printf("\nratio to     landlock          full    quartiles    least filter   landlock again\n"
	       "             to bare   to landlock  of the same    to landlock      to landlock\n");
	for (size_t index = 0; index < WORKER_CALLS; index++)
		print_ratios(bench, index);
	printf("\n");
	for (size_t index = 0; index < WORKER_CALLS; index++) {
		if (worker_calls[index].by_number)
			print_verdict(bench, index);
	}
}

static const char usage_text[] =
	"usage: syscalls [-n ROUNDS] [-g GENERATIONS] LANDLOCK SHIM GRANTED FORBIDDEN\n"
	"Measures system calls by turns in processes without LD_PRELOAD, with LANDLOCK and with SHIM\n"
	"(libraries), in ROUNDS (40) rounds of each of GENERATIONS (8) sets of processes. GRANTED is a\n"
	"file that the profile grants, FORBIDDEN one that it does not. Prints cycles of the time-stamp\n"
	"counter.";

int main(int argc, char **argv)
{
	struct bench bench = { .generations = 8, .rounds = 40 };
	int option;

	if (argc == 4 && !strcmp(argv[1], "--least"))
		worker_install_least();
	if (argc == 4 && (!strcmp(argv[1], "--least") || !strcmp(argv[1], "--worker")))
		return worker_run(argv[2], argv[3]);
	while ((option = getopt(argc, argv, "n:g:")) != -1) {
		size_t *number = option == 'n' ? &bench.rounds : &bench.generations;

		if (option == '?')
			bench_die("options", usage_text);
		*number = strtoul(optarg, NULL, 10);
	}
	if (argc - optind != 4 || !bench.rounds || !bench.generations)
		bench_die("arguments", usage_text);
	bench.libraries[LANDLOCK] = argv[optind];
	bench.libraries[AGAIN] = bench.libraries[LEAST] = argv[optind];
	bench.libraries[FULL] = argv[optind + 1];
	bench.granted = argv[optind + 2];
	bench.forbidden = argv[optind + 3];
	bench_pin();
	run(&bench);
	print(&bench);
	return 0;
}
