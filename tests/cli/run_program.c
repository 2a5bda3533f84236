/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

/*
 *   run_program name          its argv[0]
 *   run_program read FILE     "read", or the errno
 *   run_program exit STATUS
 *   run_program kill SIGNAL   by its own hand
 *   run_program wait          "ready PID", and 40 after SIGUSR1
 *   run_program threads       the same with a second thread
 *   run_program filter        the same under a seccomp filter that denies nothing
 *   run_program list          open descriptors from 3 on
 */

static volatile sig_atomic_t caught;

static void remember(int signal)
{
	caught = signal;
}

static void *sleep_long(void *unused)
{
	for (;;)
		pause();
	return unused;
}

static int wait_signal(void)
{
	struct sigaction action = { .sa_handler = remember };

	sigaction(SIGUSR1, &action, NULL);
	printf("ready %d\n", (int)getpid());
	fflush(stdout);
	for (int i = 0; i < 300 && !caught; i++)
		usleep(100000);
	return caught == SIGUSR1 ? 40 : 41;
}

static int read_file(const char *path)
{
	int fd = open(path, O_RDONLY);

	puts(fd < 0 ? strerror(errno) : "read");
	return fd < 0;
}

static int allow_all(void)
{
	/* struct sock_filter and sock_fprog, whose header musl-gcc does not find. */
	const struct {
		unsigned short code;
		unsigned char jt, jf;
		unsigned k;
	} allow = { 0x06, 0, 0, 0x7fff0000 };
	const struct {
		unsigned short length;
		const void *code;
	} program = { 1, &allow };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, 2, &program)) {
		perror("filter");
		return 96;
	}
	return wait_signal();
}

static int list(void)
{
	for (int fd = 3; fd < 64; fd++) {
		if (fcntl(fd, F_GETFD) >= 0)
			printf("%d\n", fd);
	}
	return 0;
}

static int with_thread(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, sleep_long, NULL))
		return 96;
	return wait_signal();
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "name";

	if (!strcmp(what, "name"))
		return puts(argv[0]) < 0;
	if (!strcmp(what, "wait"))
		return wait_signal();
	if (!strcmp(what, "threads"))
		return with_thread();
	if (!strcmp(what, "filter"))
		return allow_all();
	if (!strcmp(what, "list"))
		return list();
	if (argc < 3)
		return 96;
	if (!strcmp(what, "read"))
		return read_file(argv[2]);
	if (!strcmp(what, "exit"))
		return atoi(argv[2]);
	if (!strcmp(what, "kill"))
		raise(atoi(argv[2]));
	return 96;
}
