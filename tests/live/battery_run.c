/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/live/battery.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void set_result(enum phase phase, int row, enum way way, int result)
{
	board->results[phase][row][way] = result;
}

static void *run_row(void *row)
{
	const struct attempt *attempt = row;

	return (void *)(intptr_t)attempt->run(attempt);
}

static int run_in_thread(const struct attempt *attempt)
{
	pthread_t thread;
	void *result = NULL;
	int r = pthread_create(&thread, NULL, run_row, (void *)attempt);

	if (!r)
		r = pthread_join(thread, &result);
	return r ? r : (int)(intptr_t)result;
}

static _Noreturn void execute_attempt(enum phase phase, int row)
{
	char phase_text[8], row_text[8];
	char *argv[] = { "bin/battery", "--attempt", phase_text, row_text, NULL };

	snprintf(phase_text, sizeof(phase_text), "%d", phase);
	snprintf(row_text, sizeof(row_text), "%d", row);
	execv(argv[0], argv);
	_exit(1);
}

/* In the process of the attempt. */
static _Noreturn void attempt_here(enum phase phase, int row, enum way way)
{
	const struct attempt *attempt = attempt_at(row);
	sigset_t none;

	setpgid(0, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (way == WAY_CHILD)
		execute_attempt(phase, row);
	set_result(phase, row, way,
		way == WAY_THREAD ? run_in_thread(attempt) : attempt->run(attempt));
	_exit(0);
}

int attempt_main(enum phase phase, int row)
{
	const struct attempt *attempt = attempt_at(row);

	board_map();
	set_result(phase, row, WAY_CHILD, attempt->run(attempt));
	return 0;
}

/* A signal that is blocked waits, so none is lost between the two calls. */
static int wait_for(int pid, int *status)
{
	struct timespec second = { .tv_sec = 1 };
	sigset_t child;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	for (int i = 0; i < LONGEST; i++) {
		if (waitpid(pid, status, WNOHANG) == pid)
			return 0;
		while (sigtimedwait(&child, NULL, &second) > 0) {
			if (waitpid(pid, status, WNOHANG) == pid)
				return 0;
		}
	}
	kill(-pid, SIGKILL);
	kill(pid, SIGKILL);
	waitpid(pid, status, 0);
	return ETIMEDOUT;
}

static void make_attempt(enum phase phase, int row, enum way way)
{
	int pid, status = 0;

	set_result(phase, row, way, PENDING);
	pid = fork();
	if (!pid)
		attempt_here(phase, row, way);
	if (pid < 0 || wait_for(pid, &status))
		set_result(phase, row, way, ETIMEDOUT);
	else if (WIFSIGNALED(status))
		set_result(phase, row, way, -WTERMSIG(status));
	/* What it has left behind. */
	kill(-pid, SIGKILL);
}

int runner_main(enum phase phase)
{
	sigset_t child;
	short row = 0;
	char answer;

	board_map();
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL);
	/* The attempts are in the background of the terminal. */
	signal(SIGTTOU, SIG_IGN);
	signal(SIGTTIN, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	for (; attempt_at(row); row++) {
		for (int way = 0; way < board->ways; way++) {
			/* It is vacuous already. */
			if (phase == PHASE_CONTROL && way && board->results[phase][row][WAY_MAIN]) {
				set_result(phase, row, (enum way)way, ABSENT);
				continue;
			}
			if (write(FD_ASK, &row, sizeof(row)) != sizeof(row) ||
				read(FD_ANSWER, &answer, 1) != 1)
				return 1;
			make_attempt(phase, row, (enum way)way);
		}
	}
	return 0;
}
