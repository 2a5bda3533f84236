/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/live/battery.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Starting the library again, with what the program would like to have. */

#define NOT_READ         \
	{                \
		"EACCES" \
	}

enum {
	MARKER = 0x4e4f4e4f,
	MARKER_ERRNO = 0xe4e
};

/* Does a program read the secret, when it is started with that? */
static int run_with(char *first, char *second)
{
	char *argv[] = { "cat", "none/secret", NULL };
	char *environment[] = { first, second, NULL };
	int pid = fork(), r;

	if (!pid) {
		be_quiet();
		execve("/bin/cat", argv, environment);
		_exit(127);
	}
	r = child_result(pid);
	return r == 0 ? 0 : r < 0 ? r : EACCES;
}

/* The library and a profile that grants everything. */
static int do_wider(const struct attempt *attempt)
{
	(void)attempt->a;
	return run_with(board->wide, board->shim);
}

static int do_nothing(const struct attempt *attempt)
{
	(void)attempt->a;
	return run_with(NULL, NULL);
}

static int do_twice(const struct attempt *attempt)
{
	char other[] = "NONO_PROFILE=/nothing.yaml";

	(void)attempt->a;
	return run_with(other, board->wide);
}

/* A filter of its own answers as the library's would: "that policy is in force already". */
static int do_forge(const struct attempt *attempt)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_prctl, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 16),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MARKER, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | MARKER_ERRNO),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program))
		return errno;
	return attempt->a ? run_with(board->wide, board->shim) : do_nothing(attempt);
}

/* A file for root alone, by a program that is set-user-ID root. */
static int do_set_user_id(const struct attempt *attempt)
{
	char *nothing[] = { NULL };

	return run_reader(attempt->path, "rootonly/file", nothing);
}

/* A later run: what it is given must not be for the program to write. */
static int do_write_policy(const struct attempt *attempt)
{
	return errno_of(open(attempt->path, O_WRONLY | O_CLOEXEC));
}

static int do_replace_policy(const struct attempt *attempt)
{
	char other[64];
	int r;

	snprintf(other, sizeof(other), "%s.old", attempt->path);
	r = errno_of(rename(attempt->path, other));
	if (!r)
		rename(other, attempt->path);
	return r;
}

/* Of the library itself, which is mapped and runs. */
static int do_write_mapped(const struct attempt *attempt)
{
	char path[] = "/proc/self/mem";

	(void)attempt->a;
	/* Its own memory is its own: what counts is that /proc is for reading. */
	return errno_of(open(path, O_RDWR | O_CLOEXEC));
}

const struct attempt attempts_preload[] = {
	{ "PL11", "forged marker and a wider profile", do_forge, NULL, 1, 0, 0, NOT_READ },
	{ "PL12", "a wider profile in a child", do_wider, NULL, 0, 0, 0, NOT_READ },
	{ "PL13", "two profiles in a child", do_twice, NULL, 0, 0, 0, NOT_READ },
	{ "PL22", "write the profile", do_write_policy, "profile.yaml", 0, 0, 0, NOT_READ },
	{ "PL23", "write the library", do_write_policy, "libnono_shim.so", 0, 0, 0, NOT_READ },
	{ "PL32", "set-user-ID root", do_set_user_id, "bin/suid", 0, 0, 0, NOT_READ },
	{ "PL35", "no library in a child", do_nothing, NULL, 0, 0, 0, NOT_READ },
	{ "PL43", "forged marker", do_forge, NULL, 0, 0, 0, NOT_READ },
	{ "PL44", "move the profile away", do_replace_policy, "profile.yaml", 0, 0, 0, NOT_READ },
	{ "PL45", "move the library away", do_replace_policy, "libnono_shim.so", 0, 0, 0,
		NOT_READ },
	{ "PL46", "write what the profile extends", do_write_policy, "common.yaml", 0, 0, 0,
		NOT_READ },
	{ "PL47", "write the library through memory", do_write_mapped, NULL, 0, 0, 0, NOT_READ },
	{ NULL, NULL, NULL, NULL, 0, 0, 0, { NULL } },
};
