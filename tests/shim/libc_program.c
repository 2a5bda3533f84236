/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/*
 * Opens each file that is named, from main and from a thread, and says on one line each how that
 * went; then which of the two variables of the shim it sees. Works with every libc.
 */

#ifdef NEEDS_LIBRARY
int libc_library(int value);
#else
#define libc_library(value) value
#endif

static void try_open(const char *who, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	printf("%s: %s\n", who, fd >= 0 ? "open" : errno == EACCES ? "denied" : "failed");
	if (fd >= 0)
		close(fd);
}

static void *run_thread(void *paths)
{
	for (char **path = paths; *path; path++)
		try_open("thread", *path);
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t thread;

	for (int i = 1; i < argc; i++)
		try_open("main", argv[i]);
	if (pthread_create(&thread, NULL, run_thread, argv + 1) || pthread_join(thread, NULL))
		return 1;
	printf("LD_PRELOAD %s\n", getenv("LD_PRELOAD") ? "set" : "unset");
	printf("NONO_PROFILE %s\n", getenv("NONO_PROFILE") ? "set" : "unset");
	return libc_library(0);
}
