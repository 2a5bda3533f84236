/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/live/battery.h"

#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NO_CALL          \
	{                \
		"ENOSYS" \
	}
#define NO_KEYS         \
	{               \
		"EPERM" \
	}

enum {
	KEYRING_OF_PROCESS = -2,
	KEYRING_OF_USER = -4,
	KEY_GET_ID = 0,
	KEY_SET_TIMEOUT = 15,
};

static int do_memory(const struct attempt *attempt)
{
	const char *memory = shmat(board->memory_id, NULL, (int)attempt->a);

	if (memory == (void *)-1)
		return errno;
	return memcmp(memory, board->secret, SECRET_SIZE) ? ENODATA : 0;
}

static int do_new_memory(const struct attempt *attempt)
{
	int id = shmget(IPC_PRIVATE, 4096, IPC_CREAT | (int)attempt->a);

	return id < 0 ? errno : errno_of(shmctl(id, IPC_RMID, NULL));
}

static int do_message(const struct attempt *attempt)
{
	const struct {
		long type;
		char text[8];
	} message = { 1, "x" };
	unsigned before = arrivals((enum arrival)attempt->a);

	if (msgsnd(board->queue_id, &message, 1, IPC_NOWAIT))
		return errno;
	return wait_arrival((enum arrival)attempt->a, before);
}

static int do_semaphore(const struct attempt *attempt)
{
	struct sembuf up = { 0, 1, 0 };
	unsigned before = arrivals((enum arrival)attempt->a);

	if (semop(board->semaphore_id, &up, 1))
		return errno;
	return wait_arrival((enum arrival)attempt->a, before);
}

/* Which objects there are on the machine. */
static int do_look(const struct attempt *attempt)
{
	struct shminfo info;

	return errno_of(shmctl(0, (int)attempt->a, (void *)&info));
}

static mqd_t open_queue(int flags)
{
	char name[32];

	snprintf(name, sizeof(name), "/nono-battery-%d", board->outsider);
	return mq_open(name, flags | O_CLOEXEC);
}

static int do_queue(const struct attempt *attempt)
{
	mqd_t queue = open_queue(O_WRONLY);
	unsigned before = arrivals((enum arrival)attempt->a);

	if (queue == (mqd_t)-1 || mq_send(queue, "x", 1, 0))
		return errno;
	return wait_arrival((enum arrival)attempt->a, before);
}

static int do_new_queue(const struct attempt *attempt)
{
	struct mq_attr small = { .mq_maxmsg = 1, .mq_msgsize = 8 };
	char name[32];
	mqd_t queue;

	snprintf(name, sizeof(name), "/nono-attempt-%d", getpid());
	queue = mq_open(name, O_RDWR | O_CREAT | (int)attempt->a, 0600, &small);
	if (queue == (mqd_t)-1)
		return errno;
	return errno_of(mq_unlink(name));
}

static int do_shared_file(const struct attempt *attempt)
{
	char name[32];
	int fd;

	snprintf(name, sizeof(name), "/nono-attempt-%d", getpid());
	fd = shm_open(name, O_RDWR | O_CREAT | (int)attempt->a, 0600);
	if (fd < 0)
		return errno;
	return errno_of(shm_unlink(name));
}

/* On the ring that all processes of the user have; gone after a second. */
static int do_add_key(const struct attempt *attempt)
{
	long key = syscall(SYS_add_key, "user", "nono-battery", "x", (size_t)1, (int)attempt->a);

	if (key < 0)
		return errno;
	syscall(SYS_keyctl, KEY_SET_TIMEOUT, key, 1);
	return 0;
}

static int do_request_key(const struct attempt *attempt)
{
	long key = syscall(SYS_request_key, "user", "nono-nothing", NULL, (int)attempt->a);

	/* The kernel has looked for it. */
	return key < 0 && errno != ENOKEY ? errno : 0;
}

static int do_keyctl(const struct attempt *attempt)
{
	return errno_of(syscall(SYS_keyctl, KEY_GET_ID, (int)attempt->a, 1));
}

const struct attempt attempts_ipc[] = {
	{ "I01", "System V memory", do_memory, NULL, SHM_RDONLY, 0, 0, NO_CALL },
	{ "I02", "System V message", do_message, NULL, AT_MESSAGE, 0, 0, NO_CALL },
	{ "I03", "System V semaphore", do_semaphore, NULL, AT_SEMAPHORE, 0, 0, NO_CALL },
	{ "I04", "POSIX message queue", do_queue, NULL, AT_QUEUE, 0, 0, { "EACCES,ENOSYS" } },
	{ "I05", "new POSIX message queue", do_new_queue, NULL, O_EXCL, 0, 0, { "EACCES,ENOSYS" } },
	{ "I06", "add a key", do_add_key, NULL, KEYRING_OF_USER, 0, 0, NO_KEYS },
	{ "I07", "keyring of the user", do_keyctl, NULL, KEYRING_OF_USER, 0, 0, NO_KEYS },
	{ "I08", "search for a key", do_request_key, NULL, 0, 0, 0, NO_KEYS },
	{ "I09", "new System V memory", do_new_memory, NULL, 0600, 0, 0, NO_CALL },
	{ "I11", "list System V memory", do_look, NULL, 3 /* IPC_INFO */, 0, 0, NO_CALL },
	{ "I12", "POSIX shared memory", do_shared_file, NULL, O_EXCL, 0, 0, { "EACCES" } },
	{ "I13", "keyring of the process", do_add_key, NULL, KEYRING_OF_PROCESS, 0, 0, NO_KEYS },
	{ NULL, NULL, NULL, NULL, 0, 0, 0, { NULL } },
};
