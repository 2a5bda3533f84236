/* SPDX-License-Identifier: Apache-2.0 */
#include "bench.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

_Noreturn void bench_die(const char *what, const char *detail)
{
	fprintf(stderr, "bench: %s: %s\n", what, detail);
	exit(1);
}

void *bench_allocate(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	if (!memory)
		bench_die("out of memory", strerror(errno));
	return memory;
}

char **bench_environment(const char *library)
{
	size_t count = 0, kept = 0, size;
	char **env;

	while (environ[count])
		count++;
	env = bench_allocate(count + 2, sizeof(*env));
	for (size_t i = 0; i < count; i++) {
		if (strncmp(environ[i], "LD_PRELOAD=", strlen("LD_PRELOAD=")))
			env[kept++] = environ[i];
	}
	/* Only a line of ld.so would tell that the library was left out. */
	if (library && access(library, R_OK))
		bench_die(library, strerror(errno));
	if (library) {
		size = strlen("LD_PRELOAD=") + strlen(library) + 1;
		env[kept] = bench_allocate(size, 1);
		snprintf(env[kept], size, "LD_PRELOAD=%s", library);
	}
	return env;
}

static int compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

double bench_quantile(const double *values, size_t count, unsigned hundredths)
{
	double *sorted = bench_allocate(count, sizeof(*sorted));
	double value;

	memcpy(sorted, values, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), compare);
	value = sorted[(count - 1) * hundredths / 100];
	free(sorted);
	return value;
}

void bench_pin(void)
{
	cpu_set_t set;
	int last = 0;

	if (sched_getaffinity(0, sizeof(set), &set))
		return;
	for (int i = 0; i < CPU_SETSIZE; i++)
		last = CPU_ISSET(i, &set) ? i : last;
	CPU_ZERO(&set);
	CPU_SET(last, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		fprintf(stderr, "bench: not pinned to a processor: %s\n", strerror(errno));
}
