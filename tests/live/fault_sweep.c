/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/live/fault.h"

/*
 *   fault_sweep [-j WORKERS] [-rax] [-g WORD,...] [-d FILE]... LIBRARY fault_canary CHECK...
 *
 * Makes every system call of the library fail in turn, in every way of fault_cases.c: the program
 * is refused or confined. It is run without the library first, and a check that shows nothing there
 * is left out. -r: the profile is refused anyway; -a: all calls of one kind at once, too; -x: more
 * errnos; -g: what a profile with best-effort leaves open without Landlock; -d: a file that is
 * absent before each run. What else belongs to the start of the program, it inherits: environment
 * and descriptors.
 */

enum {
	MOST_CHECKS = 64,
	MOST_FAILURES = 20, /* that are printed */
};

/* Of all workers. */
struct sums {
	unsigned outcomes[FAULT_WRONG + 1];
};

_Noreturn void fault_die(const char *what)
{
	printf("# fault_sweep: %s: %s\n", what, strerror(errno));
	fflush(stdout);
	_exit(99);
}

/* As a comment of TAP, on one line. */
static void print_text(const char *name, const char *text)
{
	printf("#     %s: ", name);
	for (; *text; text++) {
		if (*text == '\n')
			fputs("\\n", stdout);
		else
			putchar(*text);
	}
	putchar('\n');
}

static void print_report(const struct fault_report *report)
{
	if (report->is_late)
		puts("#     does not end");
	if (WIFSIGNALED(report->status))
		printf("#     killed by signal %d\n", WTERMSIG(report->status));
	else
		printf("#     status %d\n", WEXITSTATUS(report->status));
	print_text("out", report->out);
	print_text("err", report->err);
}

static void print_failure(const struct fault_case *fault, const struct fault_report *report)
{
	char text[32];

	printf("# %s %s (call %zu%s)%s\n", fault_call_name(fault->number),
		fault_result_name(text, fault->result), fault->index,
		fault->is_every ? " and all like it" : "",
		report->is_reached ? "" : ": was not reached");
	print_report(report);
}

/* Something to connect to; never accepted. */
static void listen_somewhere(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t length = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char text[8];

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) || listen(fd, 100) ||
		getsockname(fd, (struct sockaddr *)&address, &length))
		fault_die("a listening socket");
	snprintf(text, sizeof(text), "%u", ntohs(address.sin_port));
	setenv("FAULT_PORT", text, 1);
}

/* Leaves of the checks those that show something: what is possible without the library. */
static void control(const struct fault_target *target)
{
	struct fault_report report;
	char **to = target->program + 1, **from = to;
	const char *next;

	fault_run_plain(&report, target, NULL, NULL);
	if (strncmp(report.out, "free: ", 6) != 0) {
		print_report(&report);
		fault_die("nothing is possible even without the library");
	}
	for (next = report.out + 5; *from; from++) {
		size_t length = strlen(*from);

		if (*next == ' ' && !strncmp(next + 1, *from, length) &&
			(next[length + 1] == ' ' || next[length + 1] == '\n')) {
			next += length + 1;
			*to++ = *from;
		} else {
			printf("vacuous %s\n", *from);
		}
	}
	*to = NULL;
}

/* When nothing goes wrong. */
static void record(const struct fault_target *target, struct fault_list *list)
{
	struct fault_report report;
	int status;

	fault_run_plain(&report, target, target->library, list);
	status = WIFEXITED(report.status) ? WEXITSTATUS(report.status) : -1;
	if (status == (target->is_refused ? 125 : 0) &&
		!strcmp(report.out, target->is_refused ? "" : "confined\n"))
		return;
	print_report(&report);
	fault_die("not what is to be expected, even when every call works");
}

static void work(const struct fault_target *target, const struct fault_list *list,
	struct sums *sums, size_t first, size_t step)
{
	struct fault_report report;

	for (size_t i = first; i < list->count; i += step) {
		fault_run_case(&report, target, &list->cases[i]);
		if (report.outcome == FAULT_WRONG && sums->outcomes[FAULT_WRONG] < MOST_FAILURES)
			print_failure(&list->cases[i], &report);
		fflush(stdout);
		__atomic_add_fetch(&sums->outcomes[report.outcome], 1, __ATOMIC_SEQ_CST);
	}
}

/* Tracer and program take turns: on one processor that takes half of the time. */
static void stay_on_one(size_t index)
{
	cpu_set_t all, one;

	CPU_ZERO(&one);
	if (sched_getaffinity(0, sizeof(all), &all))
		return;
	index %= (size_t)CPU_COUNT(&all);
	for (size_t i = 0; i < CPU_SETSIZE; i++) {
		if (CPU_ISSET(i, &all) && !index--)
			CPU_SET(i, &one);
	}
	sched_setaffinity(0, sizeof(one), &one);
}

static void work_all(const struct fault_target *target, const struct fault_list *list,
	struct sums *sums, size_t workers)
{
	size_t failed = 0;

	fflush(stdout);
	for (size_t i = 0; i < workers; i++) {
		pid_t pid = fork();

		if (pid < 0)
			fault_die("fork");
		if (!pid) {
			stay_on_one(i);
			work(target, list, sums, i, workers);
			_exit(0);
		}
	}
	for (int status; wait(&status) > 0;)
		failed += status != 0;
	if (failed)
		fault_die("a worker did not come to its end");
}

static size_t parse(struct fault_target *target, struct fault_list *list, int argc, char **argv)
{
	static char *removed[MOST_CHECKS];
	size_t workers = 2, count = 0;
	int option;

	target->removed = removed;
	while ((option = getopt(argc, argv, "+j:raxg:d:")) != -1) {
		if (option == 'j')
			workers = (size_t)atoi(optarg);
		else if (option == 'r')
			target->is_refused = true;
		else if (option == 'a')
			list->has_every = true;
		else if (option == 'x')
			list->has_more = true;
		else if (option == 'g')
			target->gap = optarg;
		else if (option == 'd' && count + 1 < MOST_CHECKS)
			removed[count++] = optarg;
		else
			exit(2);
	}
	if (argc - optind < 3 || !workers)
		exit(2);
	target->library = argv[optind];
	target->program = argv + optind + 1;
	return workers;
}

int main(int argc, char **argv)
{
	struct fault_target target = { 0 };
	struct fault_list list = { 0 };
	size_t workers = parse(&target, &list, argc, argv);
	struct sums *sums = mmap(
		NULL, sizeof(*sums), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (sums == MAP_FAILED)
		fault_die("memory");
	listen_somewhere();
	control(&target);
	record(&target, &list);
	fault_make_cases(&list);
	work_all(&target, &list, sums, workers);
	printf("calls %zu\ncases %zu\nrefused %u\nconfined %u\ngaps %u\nwrong %u\n",
		list.call_count, list.count, sums->outcomes[FAULT_REFUSED],
		sums->outcomes[FAULT_CONFINED], sums->outcomes[FAULT_GAP],
		sums->outcomes[FAULT_WRONG]);
	return sums->outcomes[FAULT_WRONG] != 0;
}
