/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/live/battery.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	ARRIVAL_TRIES = 500,
	ARRIVAL_PAUSE = 2000 /* microseconds */
};

int errno_of(long result)
{
	return result < 0 ? errno : 0;
}

int child_result(int pid)
{
	int status;

	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return errno;
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

unsigned arrivals(enum arrival where)
{
	return __atomic_load_n(&board->arrived[where], __ATOMIC_SEQ_CST);
}

int wait_arrival(enum arrival where, unsigned before)
{
	for (int i = 0; i < ARRIVAL_TRIES; i++) {
		if (arrivals(where) != before)
			return 0;
		usleep(ARRIVAL_PAUSE);
	}
	return SILENT;
}

int read_secret(int fd)
{
	char text[4096];
	long got = pread(fd, text, sizeof(text), 0);

	if (got < 0 && errno == ESPIPE)
		got = read(fd, text, sizeof(text));
	if (got < 0)
		return errno;
	return memmem(text, (size_t)got, board->secret, SECRET_SIZE - 1) ? 0 : ENODATA;
}

int read_secret_at(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC | O_NOCTTY);
	int r = fd < 0 ? errno : read_secret(fd);

	if (fd >= 0)
		close(fd);
	return r;
}

void be_quiet(void)
{
	int nowhere = open("/dev/null", O_WRONLY);

	dup2(nowhere, 1);
	dup2(nowhere, 2);
}

int run_reader(const char *program, const char *path, char **environment)
{
	char *argv[] = { (char *)program, (char *)path, NULL };
	int pid = fork();

	if (!pid) {
		execve(program, argv, environment);
		_exit(errno);
	}
	return child_result(pid);
}

int io_uring_open(struct io_uring_params *parameters, unsigned flags)
{
	memset(parameters, 0, sizeof(*parameters));
	parameters->flags = flags;
	parameters->sq_thread_idle = 1;
	return (int)syscall(SYS_io_uring_setup, 8, parameters);
}

struct ring {
	char *submit, *complete;
	struct io_uring_sqe *entries;
};

static int map_ring(struct ring *out, int fd, const struct io_uring_params *parameters)
{
	const struct io_sqring_offsets *sq = &parameters->sq_off;
	const struct io_cqring_offsets *cq = &parameters->cq_off;
	size_t submit = sq->array + parameters->sq_entries * sizeof(unsigned);
	size_t complete = cq->cqes + parameters->cq_entries * sizeof(struct io_uring_cqe);
	size_t entries = parameters->sq_entries * sizeof(struct io_uring_sqe);
	int protection = PROT_READ | PROT_WRITE;

	out->submit = mmap(NULL, submit, protection, MAP_SHARED, fd, IORING_OFF_SQ_RING);
	out->complete = mmap(NULL, complete, protection, MAP_SHARED, fd, IORING_OFF_CQ_RING);
	out->entries = mmap(NULL, entries, protection, MAP_SHARED, fd, IORING_OFF_SQES);
	return out->submit == MAP_FAILED || out->complete == MAP_FAILED ||
			       (void *)out->entries == MAP_FAILED
		       ? errno
		       : 0;
}

static unsigned *word(char *ring, unsigned offset)
{
	return (unsigned *)(void *)(ring + offset);
}

static int wait_completion(
	const struct ring *ring, const struct io_uring_params *parameters, int *result)
{
	const struct io_cqring_offsets *cq = &parameters->cq_off;
	unsigned *head = word(ring->complete, cq->head), *tail = word(ring->complete, cq->tail);
	const struct io_uring_cqe *cqes = (void *)(ring->complete + cq->cqes);

	for (int i = 0; i < ARRIVAL_TRIES; i++) {
		if (__atomic_load_n(tail, __ATOMIC_ACQUIRE) != *head) {
			*result = cqes[*head & *word(ring->complete, cq->ring_mask)].res;
			__atomic_store_n(head, *head + 1, __ATOMIC_RELEASE);
			return 0;
		}
		usleep(ARRIVAL_PAUSE);
	}
	return SILENT;
}

int io_uring_do(int fd, const struct io_uring_params *parameters, const struct io_uring_sqe *sqe,
	int *result)
{
	const struct io_sqring_offsets *sq = &parameters->sq_off;
	int polled = parameters->flags & IORING_SETUP_SQPOLL;
	struct ring ring;
	unsigned tail, slot;
	int r;

	if (fcntl(fd, F_GETFD) < 0)
		return errno;
	r = map_ring(&ring, fd, parameters);
	if (r)
		return r;
	tail = *word(ring.submit, sq->tail);
	slot = tail & *word(ring.submit, sq->ring_mask);
	ring.entries[slot] = *sqe;
	word(ring.submit, sq->array)[slot] = slot;
	__atomic_store_n(word(ring.submit, sq->tail), tail + 1, __ATOMIC_SEQ_CST);
	/* A thread of the kernel that still looks needs no call at all. */
	if (syscall(SYS_io_uring_enter, fd, polled ? 0 : 1, 0, polled ? IORING_ENTER_SQ_WAKEUP : 0,
		    NULL, 0) < 0 &&
		!polled)
		return errno;
	return wait_completion(&ring, parameters, result);
}
