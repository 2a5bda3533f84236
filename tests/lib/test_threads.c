/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/lib.h"

/*
 * nono_sandbox_apply() where a thread runs already: all threads, or none, and then an error; what
 * was started before must not stay outside (nono's defect 12).
 */

enum {
	ABI_TSYNC = 8,
	NOBODY = 65534
};

/* What Landlock and what the filter denies, and no_new_privs: 0 where nothing is in force. */
struct answers {
	int opening, socket, no_new_privs;
};

static struct answers ask(void)
{
	int file = open(lib_path("o/f"), O_RDONLY | O_CLOEXEC), opening = file < 0 ? errno : 0;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), failure = fd < 0 ? errno : 0;

	close(file);
	close(fd);
	return (struct answers){ opening, failure, prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) };
}

static bool are(struct answers got, bool is_confined)
{
	const struct answers none = { 0 }, all = { EACCES, EAFNOSUPPORT, 1 };
	const struct answers *wanted = is_confined ? &all : &none;

	if (got.opening == wanted->opening && got.socket == wanted->socket &&
		got.no_new_privs == wanted->no_new_privs)
		return true;
	fprintf(stderr, "# errno %d to open, %d for a socket, no_new_privs %d\n", got.opening,
		got.socket, got.no_new_privs);
	return false;
}

static int questions[2], replies[2];

static void *reply(void *unused)
{
	char question;

	while (read(questions[0], &question, 1) == 1) {
		const struct answers answers = ask();

		NEED(write(replies[1], &answers, sizeof(answers)) == sizeof(answers));
	}
	return unused;
}

static struct answers ask_other(void)
{
	struct answers answers;

	NEED(write(questions[1], "", 1) == 1);
	NEED(read(replies[0], &answers, sizeof(answers)) == sizeof(answers));
	return answers;
}

static void run(void)
{
	/* The capabilities of root are those of one thread. */
	bool can_sync = nono_sandbox_landlock_abi() >= ABI_TSYNC && geteuid();
	pthread_t thread;
	int r;

	NEED(!pipe(questions) && !pipe(replies));
	NEED(!pthread_create(&thread, NULL, reply, NULL));
	NEED(are(ask(), false) && are(ask_other(), false));
	NEED(!nono_capability_set_allow_path(caps, lib_path("d"), NONO_ACCESS_MODE_READ));
	NEED(!nono_capability_set_set_network_blocked(caps, true));
	r = nono_sandbox_apply(caps);
	NEED(r == (can_sync ? NONO_ERROR_CODE_OK : NONO_ERROR_CODE_UNSUPPORTED_PLATFORM));
	NEED(can_sync || lib_error_has("apply before any is started"));
	NEED(are(ask(), can_sync) && are(ask_other(), can_sync));
	NEED(!close(questions[1]) && !pthread_join(thread, NULL));
	if (!can_sync)
		NEED(!nono_sandbox_apply(caps) && are(ask(), true));
}

static void run_as_nobody(void)
{
	if (!geteuid()) {
		NEED(!chmod(lib_path(""), 0755) && !setgroups(0, NULL));
		NEED(!setresgid(NOBODY, NOBODY, NOBODY) && !setresuid(NOBODY, NOBODY, NOBODY));
		/* /proc/self of a process that has changed its user is root's until it says so. */
		NEED(!prctl(PR_SET_DUMPABLE, 1, 0, 0, 0));
	}
	run();
}

START_TEST(threads)
{
	lib_in_child(run);
}
END_TEST

START_TEST(threads_of_nobody)
{
	lib_in_child(run_as_nobody);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("threads");
	TCase *tests = tcase_create("threads");

	if (!nono_sandbox_is_supported()) {
		puts("1..0 # SKIP this kernel has no Landlock");
		return 0;
	}
	tcase_add_checked_fixture(tests, lib_setup, lib_teardown);
	tcase_add_test(tests, threads);
	tcase_add_test(tests, threads_of_nobody);
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
