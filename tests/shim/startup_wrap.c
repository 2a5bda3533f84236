/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

/*
 * Starts a program in a state that a shell cannot bring about:
 *
 *   startup_wrap env NAME=VALUE... -- PROGRAM...      this environment, duplicates and all
 *   startup_wrap deny CALL[:ARG:VALUE]=ERRNO... -- PROGRAM...
 *                              a seccomp filter that answers with the errno (of the call only
 *                              when argument ARG is VALUE)
 *   startup_wrap layers N -- PROGRAM...               inside N Landlock sandboxes
 *   startup_wrap socket FILE -- PROGRAM...            with a listening unix socket
 *   startup_wrap abi                                  prints the Landlock ABI, 0 for none
 */

enum {
	MAX_RULES = 8,
	LANDLOCK_CREATE_RULESET = 444, /* newer than some headers */
	LANDLOCK_ADD_RULE = 445,
	LANDLOCK_RESTRICT_SELF = 446,
	OPENAT2 = 437,
};

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "startup_wrap: %s: %s\n", what, strerror(errno));
	exit(96);
}

static const struct name {
	const char *name;
	unsigned value;
} calls[] = {
	{ "getcwd", SYS_getcwd },
	{ "getdents64", SYS_getdents64 },
	{ "getpid", SYS_getpid },
	{ "landlock_add_rule", LANDLOCK_ADD_RULE },
	{ "landlock_create_ruleset", LANDLOCK_CREATE_RULESET },
	{ "landlock_restrict_self", LANDLOCK_RESTRICT_SELF },
	{ "mmap", SYS_mmap },
	{ "openat2", OPENAT2 },
	{ "prctl", SYS_prctl },
	{ "seccomp", SYS_seccomp },
	{ "unshare", SYS_unshare },
	{ NULL, 0 },
}, errnos[] = {
	{ "EACCES", EACCES },
	{ "EINVAL", EINVAL },
	{ "ENOMEM", ENOMEM },
	{ "ENOSYS", ENOSYS },
	{ "EOPNOTSUPP", EOPNOTSUPP },
	{ "EPERM", EPERM },
	{ NULL, 0 },
};

static unsigned value_of(const struct name *names, const char *name, size_t length)
{
	for (; names->name; names++) {
		if (strlen(names->name) == length && !strncmp(names->name, name, length))
			return names->value;
	}
	errno = EINVAL;
	fail(name);
}

/* Five instructions a rule: number, argument, value, answer. */
static struct sock_filter *add_rule(struct sock_filter *at, const char *rule)
{
	const char *colon = strchr(rule, ':'), *equals = strchr(rule, '=');
	unsigned argument = 0, value = 0;
	size_t length;

	if (!equals)
		fail(rule);
	length = (size_t)((colon ? colon : equals) - rule);
	if (colon && sscanf(colon, ":%u:%u", &argument, &value) != 2)
		fail(rule);
	*at++ = (struct sock_filter)BPF_STMT(
		BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	*at++ = (struct sock_filter)BPF_JUMP(
		BPF_JMP | BPF_JEQ | BPF_K, value_of(calls, rule, length), 0, 3);
	/* Little endian: the low half of an argument comes first. */
	*at++ = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		(unsigned)offsetof(struct seccomp_data, args) + 8 * argument);
	*at++ = (struct sock_filter)BPF_JUMP(
		BPF_JMP | (colon ? BPF_JEQ : BPF_JGE) | BPF_K, value, 0, 1);
	*at++ = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
		SECCOMP_RET_ERRNO | value_of(errnos, equals + 1, strlen(equals + 1)));
	return at;
}

static void deny(char **rules)
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

static void add_layers(char **arguments)
{
	/* Making block devices: a right that nobody here misses. */
	const uint64_t handled = 1 << 11;
	int count = arguments[0] ? atoi(arguments[0]) : 0;
	long ruleset = syscall(LANDLOCK_CREATE_RULESET, &handled, sizeof(handled), 0);

	if (ruleset < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		fail("landlock");
	while (count--) {
		if (syscall(LANDLOCK_RESTRICT_SELF, ruleset, 0))
			fail("landlock_restrict_self");
	}
	close((int)ruleset);
}

static void make_socket(char **arguments)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", arguments[0]);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) || listen(fd, 1))
		fail(arguments[0]);
}

static int print_abi(void)
{
	long abi = syscall(LANDLOCK_CREATE_RULESET, NULL, 0, 1);

	printf("%ld\n", abi > 0 ? abi : 0);
	return 0;
}

int main(int argc, char **argv)
{
	extern char **environ;
	char **program = argv;

	if (argc == 2 && !strcmp(argv[1], "abi"))
		return print_abi();
	while (*program && strcmp(*program, "--") != 0)
		program++;
	if (argc < 3 || !*program || !program[1])
		fail("usage");
	*program++ = NULL;
	if (!strcmp(argv[1], "env"))
		environ = argv + 2;
	else if (!strcmp(argv[1], "deny"))
		deny(argv + 2);
	else if (!strcmp(argv[1], "layers"))
		add_layers(argv + 2);
	else if (!strcmp(argv[1], "socket"))
		make_socket(argv + 2);
	else
		fail("usage");
	execvp(program[0], program);
	fail(program[0]);
}
