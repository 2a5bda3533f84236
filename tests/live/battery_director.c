/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/live/battery.h"

#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	CALL_LANDLOCK_CREATE_RULESET = 444,
	READY_TRIES = 2000,
	READY_PAUSE = 5000
};

static void make_board(const char *directory, const char *profile)
{
	int fd = memfd_create("board", MFD_CLOEXEC);
	long abi = syscall(CALL_LANDLOCK_CREATE_RULESET, NULL, 0, 1);

	if (fd < 0 || ftruncate(fd, sizeof(*board)) || dup2(fd, FD_BOARD) < 0)
		battery_die("the board");
	board_map();
	board->abi = abi > 0 ? (int)abi : 0;
	board->profile = *profile == 'B' ? PROFILE_B : PROFILE_A;
	board->user = getuid();
	board->at = (uintptr_t)board;
	strcpy(board->path, "none/secret");
	snprintf(board->tree, sizeof(board->tree), "%s", directory);
	snprintf(board->shim, sizeof(board->shim), "LD_PRELOAD=%s/libnono_shim.so", directory);
	snprintf(board->wide, sizeof(board->wide), "NONO_PROFILE=%s/wide.yaml", directory);
}

/* What is mounted by an attempt is gone with this process, and nobody else sees it. */
static void hide_mounts(void)
{
	board->mounts_are_private =
		!unshare(CLONE_NEWNS) && !mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
}

static void make_pairs(void)
{
	int stream[2], datagram[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, stream) ||
		socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, datagram))
		battery_die("socketpair");
	dup2(stream[0], FD_PAIR);
	dup2(stream[1], FD_OUTSIDE_PAIR);
	dup2(datagram[0], FD_PAIR_DATAGRAM);
	dup2(datagram[1], FD_OUTSIDE_DATAGRAM);
	dup2(open("kept/secret", O_RDONLY | O_CLOEXEC), FD_OUTSIDE_SECRET);
}

static void start_outsider(void)
{
	char variable[64];
	char *argv[] = { "bin/battery", "--outsider", NULL };
	char *environment[] = { "PATH=/bin:/usr/bin", variable, NULL };
	int pid;

	snprintf(variable, sizeof(variable), "BATTERY_SECRET=%s", board->secret);
	pid = fork();
	if (!pid) {
		close(FD_PAIR);
		close(FD_PAIR_DATAGRAM);
		setpgid(0, 0);
		execve(argv[0], argv, environment);
		_exit(96);
	}
	for (int i = 0; !board->is_ready; i++) {
		if (i == READY_TRIES || waitpid(pid, NULL, WNOHANG))
			battery_die("the outsider does not start");
		usleep(READY_PAUSE);
	}
	for (int fd = FD_OUTSIDE_PAIR; fd <= FD_OUTSIDE_SECRET; fd++)
		close(fd);
}

/* The descriptions are removed with the outsider, who may be dead by then. */
static void stop_outsider(void)
{
	char name[32];

	kill(board->outsider, SIGKILL);
	waitpid(board->outsider, NULL, 0);
	shmctl(board->memory_id, IPC_RMID, NULL);
	msgctl(board->queue_id, IPC_RMID, NULL);
	semctl(board->semaphore_id, 0, IPC_RMID);
	snprintf(name, sizeof(name), "/nono-battery-%d", board->outsider);
	mq_unlink(name);
}

static void write_profile(void)
{
	FILE *file = fopen("profile.yaml", "w");

	if (!file)
		battery_die("profile.yaml");
	fprintf(file, "extends: ./common.yaml\nfilesystem:\n");
	if (board->profile == PROFILE_A)
		fprintf(file, "  read: [%s/data]\nnetwork: {block: true}\n", board->tree);
	else
		fprintf(file, "  allow: [%s/data]\nnetwork: {connect_port: [%u]}\n", board->tree,
			board->granted);
	if (fclose(file))
		battery_die("profile.yaml");
}

/* argv with the library, or without. The terminal is its own. */
static _Noreturn void become_runner(enum phase phase, const int ask[2], const int answer[2])
{
	char profile[256], phase_text[8];
	char *argv[] = { "bin/battery", "--run", phase_text, NULL };
	char *environment[] = { "PATH=/bin:/usr/bin", profile, board->shim, NULL };

	snprintf(phase_text, sizeof(phase_text), "%d", phase);
	snprintf(profile, sizeof(profile), "NONO_PROFILE=%s/profile.yaml", board->tree);
	if (phase == PHASE_CONTROL)
		environment[1] = NULL;
	dup2(ask[1], FD_ASK);
	dup2(answer[0], FD_ANSWER);
	setsid();
	ioctl(FD_TERMINAL, TIOCSCTTY, 0);
	execve(argv[0], argv, environment);
	_exit(96);
}

static int changes_files(const char *id)
{
	return strchr("FMX", *id) || !strncmp(id, "PL", 2);
}

/* Has an attempt of the row done something to the tree? A denial has not. */
static int has_used_tree(enum phase phase, int row)
{
	if (row < 0 || !changes_files(attempt_at(row)->id))
		return 0;
	for (int way = 0; way < WAYS; way++) {
		switch (board->results[phase][row][way]) {
		case PENDING:
		case EACCES:
		case EPERM:
		case ENOSYS:
		case EBADF:
			break;
		default:
			return 1;
		}
	}
	return 0;
}

static void run(enum phase phase)
{
	int ask[2], answer[2], status = 0, pid;
	short row, last = -1;

	if (pipe2(ask, O_CLOEXEC) || pipe2(answer, O_CLOEXEC))
		battery_die("pipe");
	for (int i = 0; i < ROWS * WAYS; i++)
		board->results[phase][i / WAYS][i % WAYS] = PENDING;
	director_prepare();
	director_open_again();
	director_open_terminal();
	pid = fork();
	if (!pid)
		become_runner(phase, ask, answer);
	close(ask[1]);
	close(answer[0]);
	while (read(ask[0], &row, sizeof(row)) == sizeof(row)) {
		if (has_used_tree(phase, last))
			director_prepare();
		last = row;
		if (write(answer[1], "", 1) != 1)
			break;
	}
	if (waitpid(pid, &status, 0) != pid || status) {
		printf("Bail out! the runner has ended with %d\n", status);
		stop_outsider();
		exit(96);
	}
	close(ask[0]);
	close(answer[1]);
}

int director_main(const char *directory, const char *profile, int ways)
{
	signal(SIGPIPE, SIG_IGN);
	if (chdir(directory))
		battery_die(directory);
	make_board(directory, profile);
	board->ways = ways;
	if (!board->user)
		hide_mounts();
	director_fill_tree();
	make_pairs();
	start_outsider();
	director_open();
	write_profile();
	run(PHASE_CONTROL);
	run(PHASE_CONFINED);
	stop_outsider();
	return report();
}
