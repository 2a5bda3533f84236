/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/live/battery.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* More sandboxes on top. Nothing that is added takes away what is there. */

enum {
	CREATE_RULESET = 444,
	ADD_RULE,
	RESTRICT_SELF,
	RULE_PATH = 1,
	EVERYTHING = 0x1fff, /* rights of ABI 1 */
	LAYERS = 18,
};

/* A ruleset that grants all of the machine. */
static int add_layer(void)
{
	const uint64_t handled = EVERYTHING;
	const struct {
		uint64_t rights;
		int fd;
	} __attribute__((packed)) rule = { EVERYTHING, open("/", O_PATH | O_CLOEXEC) };
	int ruleset = (int)syscall(CREATE_RULESET, &handled, sizeof(handled), 0);

	if (ruleset < 0)
		return errno;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
		syscall(ADD_RULE, ruleset, RULE_PATH, &rule, 0) ||
		syscall(RESTRICT_SELF, ruleset, 0))
		return errno;
	close(ruleset);
	close(rule.fd);
	return 0;
}

/* a: how many. The 17th is one too many, which takes none away. */
static int do_layers(const struct attempt *attempt)
{
	int r = 0;

	for (long i = 0; i < attempt->a && !r; i++)
		r = add_layer();
	return r && r != E2BIG ? r : read_secret_at(attempt->path, O_RDONLY);
}

/* a: the answer to every call. */
static int add_filter(uint32_t answer)
{
	struct sock_filter code = BPF_STMT(BPF_RET | BPF_K, answer);
	const struct sock_fprog program = { 1, &code };

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	return errno_of(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program));
}

static int do_filter(const struct attempt *attempt)
{
	int r = add_filter((uint32_t)attempt->a);

	return r ? r : errno_of(unshare(CLONE_NEWUSER));
}

/* Calls that are answered by a process are answered by nobody here; only the errno counts. */
static int do_filter_socket(const struct attempt *attempt)
{
	int r = add_filter((uint32_t)attempt->a);

	return r ? r : errno_of(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
}

static int do_filter_off(const struct attempt *attempt)
{
	/* There is no such mode as none to go back to. */
	prctl(PR_SET_SECCOMP, attempt->a, 0, 0, 0);
	return errno_of(unshare(CLONE_NEWUSER));
}

static int do_new_privileges(const struct attempt *attempt)
{
	prctl(PR_SET_NO_NEW_PRIVS, attempt->a, 0, 0, 0);
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) ? EPERM : 0;
}

static int do_ambient(const struct attempt *attempt)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2] = { { 0 } };

	if (syscall(SYS_capget, &head, data))
		return errno;
	data[0].inheritable |= 1U << attempt->a;
	if (syscall(SYS_capset, &head, data))
		return errno;
	return errno_of(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, attempt->a, 0, 0));
}

/* A layer more must not make the one outside forget who may be signalled. */
static int do_layers_and_connect(const struct attempt *attempt)
{
	int r = add_layer();

	return r ? r : errno_of(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, (int)attempt->a));
}

const struct attempt attempts_layers[] = {
	{ "L01", "17 wider layers", do_layers, "none/secret", LAYERS, 0, 0, { "EACCES" } },
	{ "L02", "one wider layer", do_layers, "none/secret", 1, 0, 0, { "EACCES" } },
	{ "L03", "filter that allows all", do_filter, NULL, SECCOMP_RET_ALLOW, 0, 0, { "EPERM" } },
	{ "L04", "filter that allows all, UDP", do_filter_socket, NULL, SECCOMP_RET_ALLOW, 0, 0,
		{ "EAFNOSUPPORT", "EACCES" } },
	{ "L05", "seccomp off", do_filter_off, NULL, SECCOMP_MODE_DISABLED, 0, 0, { "EPERM" } },
	{ "L06", "new privileges", do_new_privileges, NULL, 0, 0, 0, { "EPERM" } },
	{ "L07", "ambient capability", do_ambient, NULL, CAP_SYS_ADMIN, 0, 0, { "EPERM" } },
	{ "L08", "wider layer and MPTCP", do_layers_and_connect, NULL, 262, 0, 0,
		{ "EAFNOSUPPORT", "EPROTONOSUPPORT" } },
	{ NULL, NULL, NULL, NULL, 0, 0, 0, { NULL } },
};
