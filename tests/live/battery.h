/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_LIVE_BATTERY_H
#define TESTS_LIVE_BATTERY_H

#include <linux/io_uring.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * The escape battery. Four processes of one user:
 *
 *   director   makes the tree and the descriptors, starts the others, judges
 *   outsider   is not confined, and is what the attempts aim at; counts what reaches it
 *   runner     makes each attempt in a process of its own; first without the library, then with it
 *   attempt    one row of a table
 *
 * They share the board, in memory at a descriptor with a fixed number.
 */

/* What an attempt comes to: 0 it has worked, an errno, the negative of a signal, or one of these.
 */
enum {
	SILENT = 1000,	/* no error, and nothing has arrived */
	ABSENT = 1001,	/* what it takes is not on this machine */
	PENDING = 1002, /* it has not come to an end */
};

/*
 * expect: per profile, A and B, what happens under the library. Words, of which the first whose
 * conditions hold counts: [ABI- | -ABI | root | user]:...:WANTED. WANTED is one or more errnos with
 * commas between them, "closed" (the descriptor is gone), "killed" (SIGSYS), "silent", "residual"
 * (it works, and libnono_shim(7) says so) or "works" (the profile allows it). NULL: as in A.
 */
struct attempt {
	const char *id;
	const char *name;
	int (*run)(const struct attempt *attempt);
	const char *path; /* below the tree */
	long a, b, c;	  /* what tells it from others with the same function */
	const char *expect[2];
};

/* One table per letter, each ends with a row without an id. Two for files and the network. */
extern const struct attempt attempts_files[], attempts_mounts[], attempts_inherited[],
	attempts_network[], attempts_families[], attempts_unix[], attempts_ipc[],
	attempts_process[], attempts_proc[], attempts_kernel[], attempts_machine[],
	attempts_metadata[], attempts_execute[], attempts_terminal[], attempts_layers[],
	attempts_preload[];

/* The i-th row of all tables, NULL behind the last. */
const struct attempt *attempt_at(int i);

/* From where an attempt is made. */
enum way {
	WAY_MAIN,
	WAY_THREAD,
	WAY_CHILD,
	WAYS
};

/* Without the library, and with it. */
enum phase {
	PHASE_CONTROL,
	PHASE_CONFINED,
	PHASES
};

enum profile {
	PROFILE_A,
	PROFILE_B,
	PROFILES
};

/* What the outsider counts. */
enum arrival {
	AT_GRANTED, /* TCP, the port that profile B grants */
	AT_OTHER,   /* TCP, another one */
	AT_UDP,
	AT_UDPLITE,
	AT_STREAM, /* unix sockets by path */
	AT_DATAGRAM,
	AT_PACKETS,
	AT_ABSTRACT,
	AT_ABSTRACT_DATAGRAM,
	AT_PAIR, /* its end of the pairs that the runner inherits */
	AT_PAIR_DATAGRAM,
	AT_QUEUE, /* POSIX, then System V */
	AT_MESSAGE,
	AT_SEMAPHORE,
	AT_SIGNAL,
	ARRIVALS
};

/* Descriptors that the runner inherits; high, so that no number is used again. */
enum {
	FD_BOARD = 200,
	FD_ASK, /* a row to prepare for, and the answer */
	FD_ANSWER,
	FD_READ, /* of kept/secret */
	FD_WRITE,
	FD_DIRECTORY, /* of kept */
	FD_PATH,
	FD_PATH_DIRECTORY,
	FD_PROGRAM,
	FD_RING,
	FD_POLLED_RING,
	FD_TCP,
	FD_TCP_GRANTED,
	FD_TCP_OTHER,
	FD_TCP_LISTENING,
	FD_UDP,
	FD_UDP_CONNECTED,
	FD_RAW,
	FD_PACKET,
	FD_NETLINK,
	FD_UNIX,
	FD_UNIX_DATAGRAM,
	FD_PAIR,
	FD_PAIR_DATAGRAM,
	FD_QUEUE,
	FD_PIDFD,
	FD_TERMINAL,
	FD_NAMESPACE,
	FD_MEMORY, /* /proc/OUTSIDER/mem, environ, and the directory */
	FD_ENVIRON,
	FD_PROC,
	FD_DEVICE,
	FD_LAST,
	/* The outsider's. */
	FD_OUTSIDE_PAIR = 240,
	FD_OUTSIDE_DATAGRAM,
	FD_OUTSIDE_SECRET,
};

enum {
	ROWS = 400,
	SECRET_SIZE = 33,
	LONGEST = 15,
	HANDLE_BYTES = 128
};

struct board {
	char secret[SECRET_SIZE];
	char tree[200];
	char shim[200], wide[200]; /* the library, and a profile that grants everything */
	int abi;
	int profile;
	unsigned user;
	int mounts_are_private;
	int ways; /* the first of them */
	/* The outsider's. */
	volatile int is_ready;
	pid_t outsider;
	uintptr_t secret_at, scratch_at;
	uint16_t granted, other, udp, udplite;
	int memory_id, queue_id, semaphore_id; /* System V */
	volatile int touch;		       /* asks for a change in kept */
	volatile unsigned arrived[ARRIVALS];
	/* The director's. */
	struct {
		unsigned size;
		int type;
		unsigned char bytes[HANDLE_BYTES];
	} handle; /* of kept/secret */
	struct io_uring_params rings[2];
	uintptr_t at;  /* of the board, there */
	char path[32]; /* for the thread of the kernel, which has its memory */
	char terminal[32], other_terminal[32];
	volatile int results[PHASES][ROWS][WAYS];
};

extern struct board *board;

void board_map(void);
_Noreturn void battery_die(const char *what);

int errno_of(long result);
/* What a child that exits with an errno has to say. */
int child_result(int pid);
/* SILENT when nothing comes in time. */
unsigned arrivals(enum arrival where);
int wait_arrival(enum arrival where, unsigned before);
/* Whether the secret can be read there: 0, an errno or ENODATA. */
int read_secret(int fd);
int read_secret_at(const char *path, int flags);
/* In a child: reads the secret with the static program, which exits with the errno. */
void be_quiet(void);
int run_reader(const char *program, const char *path, char **environment);
int io_uring_open(struct io_uring_params *parameters, unsigned flags);
/* One operation with its result, or the errno of why it cannot be asked for. */
int io_uring_do(int ring, const struct io_uring_params *parameters, const struct io_uring_sqe *sqe,
	int *result);

/* The modes of the program. */
int outsider_main(void);
int runner_main(enum phase phase);
int attempt_main(enum phase phase, int row);
int director_main(const char *directory, const char *profile, int ways);
void director_prepare(void);
void director_fill_tree(void);
void director_open(void);
void director_open_again(void);
void director_open_terminal(void);
int report(void);
int report_rows(const char *kind);

#endif
