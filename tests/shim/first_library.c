/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <semaphore.h>

#include "first_try.h"

/*
 * A library that opens a file in its constructor, in a thread that the constructor starts and waits
 * for, and in one that it starts and that is still there after main. NAME: who says so.
 * -DWITHOUT_THREADS: the constructor alone.
 */

#ifndef WITHOUT_THREADS
static pthread_t late;
static sem_t end;

static void *open_now(void *unused)
{
	try_open(NAME " thread");
	return unused;
}

static void *open_late(void *unused)
{
	while (sem_wait(&end)) {
	}
	try_open(NAME " late thread");
	return unused;
}
#endif

__attribute__((constructor)) static void start(void)
{
	try_open(NAME " constructor");
#ifndef WITHOUT_THREADS
	pthread_t now;

	if (sem_init(&end, 0, 0) || pthread_create(&now, NULL, open_now, NULL) ||
		pthread_join(now, NULL) || pthread_create(&late, NULL, open_late, NULL))
		_exit(1);
#endif
}

#ifndef WITHOUT_THREADS
__attribute__((destructor)) static void stop(void)
{
	sem_post(&end);
	pthread_join(late, NULL);
}
#endif

/* So that the linker keeps the library in DT_NEEDED. */
#ifdef EXPORT
int first_needed(void);
int first_needed(void)
{
	return 0;
}
#endif
