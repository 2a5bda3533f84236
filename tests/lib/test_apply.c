/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/lib.h"

/* What the kernel does after nono_sandbox_apply(), in children of the test. */
enum {
	LANDLOCK_CREATE_RULESET = 444
};

/* Actions: 0 or an errno. */

static int open_as(const char *name, int flags)
{
	int fd = open(lib_path(name), flags | O_CLOEXEC, 0600);

	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

static int read_inside(void)
{
	return open_as("d/f", O_RDONLY);
}

static int read_outside(void)
{
	return open_as("o/f", O_RDONLY);
}

static int list_outside(void)
{
	return open_as("o", O_RDONLY | O_DIRECTORY);
}

static int write_inside(void)
{
	return open_as("d/f", O_WRONLY);
}

static int create_inside(void)
{
	int r = open_as("d/new", O_WRONLY | O_CREAT);

	unlink(lib_path("d/new"));
	return r;
}

static int open_socket(int type)
{
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

static int tcp_socket(void)
{
	return open_socket(SOCK_STREAM);
}

static int udp_socket(void)
{
	return open_socket(SOCK_DGRAM);
}

/* With d granted: what each is answered, unconfined always 0; nono-semantics 7.4. */
static const struct action_row {
	const char *name;
	int (*act)(void);
	int reading, writing, blocked; /* d READ, d READ_WRITE, that and no network */
} action_rows[] = {
	{ "read inside", read_inside, 0, 0, 0 },
	{ "read outside", read_outside, EACCES, EACCES, EACCES },
	{ "list outside", list_outside, EACCES, EACCES, EACCES },
	{ "write inside", write_inside, EACCES, 0, 0 },
	{ "create inside", create_inside, EACCES, 0, 0 },
	{ "TCP socket", tcp_socket, 0, 0, EAFNOSUPPORT },
	{ "UDP socket", udp_socket, 0, 0, EAFNOSUPPORT },
};

static bool act_all(size_t column)
{
	bool good = true;

	for (int i = 0; i < TEST_ROWS(action_rows); i++) {
		const struct action_row *row = &action_rows[i];
		const int wanted[] = { 0, row->reading, row->writing, row->blocked };
		int got = row->act();

		if (got == wanted[column])
			continue;
		fprintf(stderr, "# %s: errno %d, wanted %d\n", row->name, got, wanted[column]);
		good = false;
	}
	return good;
}

/* Nothing of a failed apply is in force: not even that exec gives no privileges. */
static bool is_free(void)
{
	return act_all(0) && prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0 &&
	       prctl(PR_GET_SECCOMP, 0, 0, 0, 0) == 0;
}

static void grant(uint32_t mode)
{
	NEED(!nono_capability_set_allow_path(caps, lib_path("d"), mode));
}

static void run_reading(void)
{
	NEED(is_free());
	grant(NONO_ACCESS_MODE_READ);
	NEED(!nono_sandbox_apply(caps));
	NEED(act_all(1));
}

static void run_writing(void)
{
	int status;
	pid_t child;

	NEED(is_free());
	grant(NONO_ACCESS_MODE_READ_WRITE);
	NEED(!nono_sandbox_apply(caps));
	NEED(act_all(2));
	child = fork();
	if (!child)
		_exit(act_all(2) ? 0 : LIB_FAILED);
	NEED(waitpid(child, &status, 0) == child && !status);
	NEED(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
}

static void run_blocked(void)
{
	NEED(is_free());
	grant(NONO_ACCESS_MODE_READ_WRITE);
	NEED(!nono_capability_set_set_network_blocked(caps, true));
	NEED(!nono_sandbox_apply(caps));
	NEED(act_all(3));
}

/* A second set can take away, and never give back. */
static void run_twice(void)
{
	grant(NONO_ACCESS_MODE_READ);
	NEED(!nono_capability_set_allow_path(caps, "/proc", NONO_ACCESS_MODE_READ));
	NEED(!nono_sandbox_apply(caps));
	NEED(!nono_capability_set_allow_path(caps, lib_path("o"), NONO_ACCESS_MODE_READ));
	NEED(!nono_sandbox_apply(caps));
	NEED(act_all(1));
	NEED(!nono_capability_set_allow_path(caps, lib_path("d"), NONO_ACCESS_MODE_READ_WRITE));
	/* The first filter denies openat2(2) where Landlock does not see truncation. */
	if (nono_sandbox_landlock_abi() >= 3)
		NEED(!nono_sandbox_apply(caps));
	else
		NEED(nono_sandbox_apply(caps) && lib_error_has("openat2(2)"));
	NEED(act_all(1));
}

/* Rings of io_uring could not be looked for; the first set stays. */
static void run_twice_without_proc(void)
{
	grant(NONO_ACCESS_MODE_READ_WRITE);
	NEED(!nono_sandbox_apply(caps));
	NEED(!nono_capability_set_set_network_blocked(caps, true));
	NEED(nono_sandbox_apply(caps) == NONO_ERROR_CODE_UNSUPPORTED_PLATFORM);
	NEED(lib_error_has("/proc/self/fd"));
	NEED(act_all(2));
}

static void run_proxy(void)
{
	grant(NONO_ACCESS_MODE_READ);
	NEED(!nono_capability_set_set_proxy_port(caps, 8080));
	NEED(nono_sandbox_apply(caps) == NONO_ERROR_CODE_UNSUPPORTED_PLATFORM);
	NEED(lib_error_has("8080"));
	NEED(is_free());
}

static void run_without_file(void)
{
	char text[1000];

	NEED(!nono_capability_set_allow_file(caps, lib_path("d/f"), NONO_ACCESS_MODE_READ));
	NEED(!rename(lib_path("d/f"), lib_path("d/new")));
	snprintf(text, sizeof(text),
		"Landlock path error: failed to open \"%s\": No such file or directory (os error "
		"2)",
		lib_path("d/f"));
	NEED(nono_sandbox_apply(caps) == NONO_ERROR_CODE_SANDBOX_INIT && lib_error_is(text));
	NEED(!rename(lib_path("d/new"), lib_path("d/f")));
	NEED(is_free());
}

/* nono would open what has the name now (its defects 15 and 16). */
static void run_with_link(void)
{
	NEED(!nono_capability_set_allow_path(caps, lib_path("d/sub"), NONO_ACCESS_MODE_READ));
	NEED(!rmdir(lib_path("d/sub")) && !symlink(lib_path("o"), lib_path("d/sub")));
	NEED(nono_sandbox_apply(caps) == NONO_ERROR_CODE_SANDBOX_INIT);
	NEED(lib_error_has("is not what it was when it was granted") && lib_error_has("a way to"));
	NEED(is_free());
}

static void run_with_directory(void)
{
	NEED(!nono_capability_set_allow_file(caps, lib_path("o/f"), NONO_ACCESS_MODE_READ));
	NEED(!rename(lib_path("o/f"), lib_path("d/new")) && !mkdir(lib_path("o/f"), 0700));
	NEED(nono_sandbox_apply(caps) == NONO_ERROR_CODE_SANDBOX_INIT);
	NEED(lib_error_has("another kind of file"));
	NEED(!rmdir(lib_path("o/f")) && !rename(lib_path("d/new"), lib_path("o/f")));
	NEED(is_free());
}

static void run_receipt(void)
{
	char *receipt = NULL;
	char wanted[1000];

	grant(NONO_ACCESS_MODE_READ);
	NEED(!nono_sandbox_apply_with_receipt(caps, &receipt));
	NEED(act_all(1));
	snprintf(wanted, sizeof(wanted),
		"{\"requested\":{\"key\":\"allow_path\",\"value\":\"%s\",\"place\":\"default\"},"
		"\"enforced\":\"landlock: execute read_file read_dir\"}",
		lib_path("d"));
	NEED(strstr(receipt, wanted));
	NEED(strstr(receipt, "\"status\":\"confined\""));
	nono_string_free(receipt);
}

static void (*const runs[])(void) = { run_reading, run_writing, run_blocked, run_twice,
	run_twice_without_proc, run_proxy, run_without_file, run_with_link, run_with_directory,
	run_receipt };

START_TEST(live)
{
	lib_in_child(runs[_i]);
}
END_TEST

/* A kernel that answers landlock_create_ruleset(2) with number. */
static void pretend(int number)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, LANDLOCK_CREATE_RULESET, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)number),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };

	NEED(!prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	NEED(!prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program));
}

static bool support_says_no(void)
{
	struct NonoSupportInfo info = nono_sandbox_support_info();
	bool is_no = !info.is_supported && !strcmp(info.platform, "linux") &&
		     !strcmp(info.details, "Landlock not available. Requires Linux kernel 5.13+ "
					   "with Landlock enabled.");

	nono_string_free(info.platform);
	nono_string_free(info.details);
	return is_no && !nono_sandbox_is_supported() && nono_sandbox_landlock_abi() == 0;
}

static void run_without(int number)
{
	pretend(number);
	NEED(support_says_no());
	grant(NONO_ACCESS_MODE_READ);
	NEED(nono_sandbox_apply(caps) == NONO_ERROR_CODE_UNSUPPORTED_PLATFORM);
	NEED(lib_error_has("Landlock"));
	NEED(act_all(0));
}

static void run_absent(void)
{
	run_without(ENOSYS);
}

static void run_disabled(void)
{
	run_without(EOPNOTSUPP);
}

static void run_filtered(void)
{
	run_without(EPERM);
}

static void (*const withouts[])(void) = { run_absent, run_disabled, run_filtered };

START_TEST(without_landlock)
{
	lib_in_child(withouts[_i]);
}
END_TEST

START_TEST(support)
{
	struct NonoSupportInfo info = nono_sandbox_support_info();
	char text[64];
	int abi = nono_sandbox_landlock_abi();

	ck_assert_int_eq(abi, (int)syscall(LANDLOCK_CREATE_RULESET, NULL, 0, 1));
	snprintf(text, sizeof(text),
		"Landlock available (Landlock V%d, features: ", abi < 6 ? abi : 6);
	ck_assert_msg(!strncmp(info.details, text, strlen(text)), "%s", info.details);
	ck_assert(info.is_supported && nono_sandbox_is_supported());
	ck_assert_str_eq(info.platform, "linux");
	nono_string_free(info.platform);
	nono_string_free(info.details);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("apply");
	TCase *tests = tcase_create("apply");

	if (!nono_sandbox_is_supported()) {
		puts("1..0 # SKIP this kernel has no Landlock");
		return 0;
	}
	tcase_add_checked_fixture(tests, lib_setup, lib_teardown);
	tcase_add_loop_test(tests, live, 0, TEST_ROWS(runs));
	tcase_add_loop_test(tests, without_landlock, 0, TEST_ROWS(withouts));
	tcase_add_test(tests, support);
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
