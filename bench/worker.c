/* SPDX-License-Identifier: Apache-2.0 */
#include "worker.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bench.h"

enum {
	BATCHES = 9, /* of one turn, of which the median counts: an interrupt hits one or two */
	CALLS = 40,  /* of one batch; that many messages fit into a socket */
	WARM_UP = 3, /* batches of a turn that are not counted: another process ran before */
};

/* What the calls work on; opened when the sandbox is in force. */
struct worker_objects {
	const char *path;
	int pipe[2], pair[2];
};

static void open_close(const struct worker_objects *objects)
{
	close((int)syscall(SYS_openat, AT_FDCWD, objects->path, O_RDONLY | O_CLOEXEC, 0));
}

static void get_pid(const struct worker_objects *objects)
{
	(void)objects;
	syscall(SYS_getpid);
}

static void socket_close(const struct worker_objects *objects)
{
	(void)objects;
	close(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

static void count_bytes(const struct worker_objects *objects)
{
	int bytes;

	ioctl(objects->pipe[0], FIONREAD, &bytes);
}

static void send_byte(const struct worker_objects *objects)
{
	sendto(objects->pair[0], "", 1, MSG_DONTWAIT, NULL, 0);
}

const struct worker_call worker_calls[WORKER_CALLS] = {
	{ "open+close", open_close, true },
	{ "getpid", get_pid, true },
	{ "socket+close", socket_close, false },
	{ "ioctl", count_bytes, false },
	{ "sendto", send_byte, false },
};

/* Of a constant rate, which is all that a ratio needs: a sandboxed process has no perf events. */
static uint64_t cycles(void)
{
#if defined(__x86_64__)
	uint32_t low, high;

	__asm__ volatile("lfence\n\trdtsc\n\tlfence" : "=a"(low), "=d"(high)::"memory");
	return (uint64_t)high << 32 | low;
#elif defined(__aarch64__)
	uint64_t count;

	__asm__ volatile("isb\n\tmrs %0, cntvct_el0\n\tisb" : "=r"(count)::"memory");
	return count;
#else
#error "no counter is known for this processor"
#endif
}

static double batch(
	const struct worker_objects *objects, void (*call)(const struct worker_objects *))
{
	char drained[CALLS];
	uint64_t begin = cycles(), end;

	for (int i = 0; i < CALLS; i++)
		call(objects);
	end = cycles();
	if (call == send_byte && read(objects->pair[1], drained, sizeof(drained)) != CALLS)
		bench_die("sendto", "the bytes did not arrive");
	return (double)(end - begin) / CALLS;
}

static struct worker_answer take_turn(const struct worker_objects *objects, size_t index)
{
	double costs[WARM_UP + BATCHES];

	for (size_t i = 0; i < WARM_UP + BATCHES; i++)
		costs[i] = batch(objects, worker_calls[index].call);
	return (struct worker_answer){ bench_quantile(costs + WARM_UP, BATCHES, 50),
		bench_quantile(costs + WARM_UP, BATCHES, 0) };
}

/* A call that fails costs something else. */
static void check_calls(const struct worker_objects *objects)
{
	int fd = open(objects->path, O_RDONLY | O_CLOEXEC);
	int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), bytes;

	if (fd < 0 || close(fd))
		bench_die(objects->path, strerror(errno));
	if (made < 0 || close(made))
		bench_die("socket", strerror(errno));
	if (ioctl(objects->pipe[0], FIONREAD, &bytes))
		bench_die("ioctl", strerror(errno));
}

void worker_install_least(void)
{
	static struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	const struct sock_fprog program = { 1, &allow };

	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		bench_die("prctl", strerror(errno));
}

int worker_run(const char *granted, const char *forbidden)
{
	struct worker_objects objects = { .path = granted };
	unsigned char wish = open(forbidden, O_RDONLY | O_CLOEXEC) < 0 ? errno : 0;

	if (pipe2(objects.pipe, O_CLOEXEC) ||
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, objects.pair))
		bench_die("objects", strerror(errno));
	check_calls(&objects);
	if (write(STDOUT_FILENO, &wish, 1) != 1)
		bench_die("write", strerror(errno));
	while (read(STDIN_FILENO, &wish, 1) == 1) {
		struct worker_answer answer = take_turn(&objects, wish);

		if (write(STDOUT_FILENO, &answer, sizeof(answer)) != sizeof(answer))
			bench_die("write", strerror(errno));
	}
	return 0;
}
