/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A plain program that does one thing: "probe [--thread | --child] OPERATION [ARGUMENT...]". Exits
 * 0 when it worked, else prints the name of the errno or signal and exits 1; 2: wrong usage.
 *
 *   --list             the names of the operations
 *   --abi              the Landlock ABI of this kernel, 0 for none
 *   --serve DIRECTORY  see probe.h
 */
#include "tests/live/probe.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	LONGEST = 10, /* seconds that an operation may take */
	CALL_LANDLOCK_CREATE_RULESET = 444,
};

#define NAME(value)           \
	{                     \
		value, #value \
	}
static const struct name {
	int value;
	const char *name;
} errnos[] = { NAME(EACCES), NAME(EPERM), NAME(ENOSYS), NAME(EXDEV), NAME(EAFNOSUPPORT),
	NAME(EPROTONOSUPPORT), NAME(EOPNOTSUPP), NAME(ENOPROTOOPT), NAME(ESOCKTNOSUPPORT),
	NAME(ENOENT), NAME(EEXIST), NAME(EINVAL), NAME(EADDRINUSE), NAME(EADDRNOTAVAIL),
	NAME(ECONNREFUSED), NAME(EBADF), NAME(EISCONN), NAME(ENOTTY), NAME(ENODEV), NAME(ENXIO),
	NAME(EFAULT), NAME(ESRCH), NAME(E2BIG), NAME(ENODATA) },
  signals[] = { NAME(SIGSYS), NAME(SIGSEGV), NAME(SIGILL), NAME(SIGALRM), NAME(SIGKILL) };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int print_name(const char *kind, int value, const struct name *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (names[i].value == value)
			return puts(names[i].name);
	}
	return printf("%s %d\n", kind, value);
}

static int tell(int result)
{
	if (!result)
		return 0;
	if (result > 0)
		print_name("errno", result, errnos, COUNT(errnos));
	else
		print_name("signal", -result, signals, COUNT(signals));
	return 1;
}

int probe_wait(int pid)
{
	int status;

	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return errno;
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static const struct operation *const groups[] = { file_operations, network_operations,
	socket_operations, process_operations, kernel_operations };

static const struct operation *find(const char *name)
{
	for (size_t i = 0; i < COUNT(groups); i++) {
		for (const struct operation *row = groups[i]; row->name; row++) {
			if (!strcmp(row->name, name))
				return row;
		}
	}
	return NULL;
}

static int list(void)
{
	for (size_t i = 0; i < COUNT(groups); i++) {
		for (const struct operation *row = groups[i]; row->name; row++)
			puts(row->name);
	}
	return 0;
}

static int print_abi(void)
{
	long abi = syscall(CALL_LANDLOCK_CREATE_RULESET, NULL, 0, 1);

	printf("%ld\n", abi > 0 ? abi : 0);
	return 0;
}

struct job {
	const struct operation *operation;
	char **arguments;
	int result;
};

static void *run_job(void *job_of_main)
{
	struct job *job = job_of_main;

	job->result = job->operation->run(job->operation, job->arguments);
	return NULL;
}

static int run_in_thread(struct job *job)
{
	pthread_t thread;
	int r = pthread_create(&thread, NULL, run_job, job);

	if (!r)
		r = pthread_join(thread, NULL);
	return r ? r : job->result;
}

/* argv[1] becomes the program's name, so that the child sees the operation as its own argv[1]. */
static int run_in_child(char **argv)
{
	int pid = fork();

	if (!pid) {
		execv(argv[0], argv + 1);
		_exit(2);
	}
	return probe_wait(pid);
}

static int run(const char *mode, char **words)
{
	struct job job = { find(words[0]), words + 1, 0 };
	int count = 0;

	while (words[count])
		count++;
	if (!job.operation || job.operation->arguments != count - 1) {
		fprintf(stderr, "probe: no operation '%s' with %d arguments\n", words[0],
			count - 1);
		return 2;
	}
	alarm(LONGEST);
	if (!strcmp(mode, "--thread"))
		return tell(run_in_thread(&job));
	run_job(&job);
	return tell(job.result);
}

int main(int argc, char **argv)
{
	const char *mode = argc > 1 ? argv[1] : "";

	if (!strcmp(mode, "--list"))
		return list();
	if (!strcmp(mode, "--abi"))
		return print_abi();
	if (argc == 3 && !strcmp(mode, "--serve"))
		return tell(probe_serve(argv[2]));
	if (argc > 2 && !strcmp(mode, "--child"))
		return run_in_child(argv);
	if (argc > 2 && !strcmp(mode, "--thread"))
		return run(mode, argv + 2);
	if (argc > 1)
		return run("", argv + 1);
	fputs("usage: probe [--thread | --child] OPERATION [ARGUMENT...]\n", stderr);
	return 2;
}
