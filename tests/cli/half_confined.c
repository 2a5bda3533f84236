/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "platform/linux/seccomp.h"

/*
 *   half_confined main     only the first thread has the filter that the library would install
 *   half_confined other    only the second one has
 *   half_confined both
 *
 * with the policy 00000001000000020000000300000004; the other thread allows everything with a
 * filter. "ready PID", and 40 after SIGUSR1.
 */

static sem_t is_ready;
static volatile sig_atomic_t caught;

static void remember(int signal)
{
	caught = signal;
}

/* For the thread that calls it alone. */
static int install(const struct seccomp_filter *filter)
{
	struct sock_fprog program = { (unsigned short)filter->length, filter->code };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, 2, &program);
}

static void *allocate(struct allocator *alloc, size_t size)
{
	(void)alloc;
	return calloc(1, size);
}

static int confine(bool is_ours)
{
	static const struct seccomp_wants wants = { .marker = { 1, 2, 3, 4 } };
	struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	struct seccomp_filter filter = { &allow, 1 };
	struct allocator alloc = { allocate };
	int r = 0;

	if (is_ours)
		r = seccomp_compile(&filter, &wants, seccomp_native(), &alloc, NULL);
	return r ? r : install(&filter);
}

static void *run_other(void *context)
{
	if (confine(*(bool *)context))
		_exit(96);
	sem_post(&is_ready);
	for (;;)
		pause();
}

int main(int argc, char **argv)
{
	const char *who = argc == 2 ? argv[1] : "";
	struct sigaction action = { .sa_handler = remember };
	bool other = strcmp(who, "main") != 0;
	pthread_t thread;

	sigaction(SIGUSR1, &action, NULL);
	if (sem_init(&is_ready, 0, 0) || pthread_create(&thread, NULL, run_other, &other) ||
		sem_wait(&is_ready) || confine(strcmp(who, "other") != 0))
		return 96;
	printf("ready %d\n", (int)getpid());
	fflush(stdout);
	for (int i = 0; i < 300 && !caught; i++)
		usleep(100000);
	return caught == SIGUSR1 ? 40 : 41;
}
