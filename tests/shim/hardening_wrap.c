/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 *   hardening_wrap CALL[:ARG:VALUE]=ERRNO... -- PROGRAM...
 *
 * Runs a program inside a seccomp filter that answers calls with an errno; 0 fakes a success. With
 * ARG only when that argument has the value (its low 32 bits).
 */

enum {
	MAX_RULES = 8,
	CLOSE_RANGE = 436, /* these are newer than some headers */
	LANDLOCK_CREATE_RULESET = 444,
	LANDLOCK_RESTRICT_SELF = 446,
};

static const struct call {
	const char *name;
	unsigned number;
} calls[] = {
	{ "capget", SYS_capget },
	{ "capset", SYS_capset },
	{ "close", SYS_close },
	{ "close_range", CLOSE_RANGE },
	{ "dup3", SYS_dup3 },
	{ "eventfd2", SYS_eventfd2 },
	{ "faccessat", SYS_faccessat },
	{ "fcntl", SYS_fcntl },
	{ "fstat", SYS_fstat },
	{ "getdents64", SYS_getdents64 },
	{ "getpeername", SYS_getpeername },
	{ "getsockname", SYS_getsockname },
	{ "getsockopt", SYS_getsockopt },
	{ "landlock_create_ruleset", LANDLOCK_CREATE_RULESET },
	{ "landlock_restrict_self", LANDLOCK_RESTRICT_SELF },
	{ "mknodat", SYS_mknodat },
	{ "openat", SYS_openat },
	{ "pipe2", SYS_pipe2 },
	{ "prctl", SYS_prctl },
	{ "prlimit64", SYS_prlimit64 },
	{ "readlinkat", SYS_readlinkat },
	{ "seccomp", SYS_seccomp },
	{ "socketpair", SYS_socketpair },
};

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "hardening_wrap: %s: %s\n", what, strerror(errno));
	exit(96);
}

static unsigned number_of(const char *rule)
{
	size_t length = strcspn(rule, ":=");

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		if (strlen(calls[i].name) == length && !strncmp(calls[i].name, rule, length))
			return calls[i].number;
	}
	errno = EINVAL;
	fail(rule);
}

/* Five instructions a rule: number, argument, value, answer. */
static struct sock_filter *add_rule(struct sock_filter *at, const char *rule)
{
	const char *colon = strchr(rule, ':'), *equals = strchr(rule, '=');
	int argument = 0, value = 0;

	if (!equals || (colon && sscanf(colon, ":%i:%i", &argument, &value) != 2))
		fail(rule);
	*at++ = (struct sock_filter)BPF_STMT(
		BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	*at++ = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number_of(rule), 0, 3);
	/* Little endian: the low half of an argument comes first. */
	*at++ = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		(unsigned)offsetof(struct seccomp_data, args) + 8 * (unsigned)argument);
	*at++ = (struct sock_filter)BPF_JUMP(
		BPF_JMP | (colon ? BPF_JEQ : BPF_JGE) | BPF_K, (unsigned)value, 0, 1);
	*at++ = (struct sock_filter)BPF_STMT(
		BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)atoi(equals + 1));
	return at;
}

static void install(char **rules)
{
	struct sock_filter code[MAX_RULES * 5 + 1], *at = code;
	struct sock_fprog program = { .filter = code };

	for (int i = 0; rules[i]; i++) {
		if (i == MAX_RULES)
			fail("too many rules");
		at = add_rule(at, rules[i]);
	}
	*at++ = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	program.len = (unsigned short)(at - code);
	if (!syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program))
		return;
	/* Without CAP_SYS_ADMIN. */
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
		syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program))
		fail("seccomp");
}

int main(int argc, char **argv)
{
	char **program = argv;

	while (*program && strcmp(*program, "--") != 0)
		program++;
	if (argc < 3 || !*program || !program[1])
		fail("usage");
	*program++ = NULL;
	install(argv + 1);
	execvp(program[0], program);
	fail(program[0]);
}
