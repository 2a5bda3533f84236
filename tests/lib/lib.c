/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/lib/lib.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

void lib_compare_error(const char *call, const char *text)
{
	char *error = nono_last_error();

	if (!text)
		ck_assert_msg(!error, "%s: error '%s'", call, error);
	else
		ck_assert_msg(error && !strcmp(error, text), "%s: error '%s', wanted '%s'", call,
			error ? error : "(none)", text);
	nono_string_free(error);
}

void lib_compare(const char *call, long long got, long long wanted, const char *text)
{
	ck_assert_msg(got == wanted, "%s: %lld, wanted %lld", call, got, wanted);
	lib_compare_error(call, text);
}

void lib_compare_text(const char *call, char *got, const char *wanted, const char *text)
{
	ck_assert_msg(got && wanted ? !strcmp(got, wanted) : !got && !wanted,
		"%s: '%s', wanted '%s'", call, got ? got : "NULL", wanted ? wanted : "NULL");
	nono_string_free(got);
	lib_compare_error(call, text);
}

static char tree[PATH_MAX];

static void make_file(const char *name)
{
	int fd = open(lib_path(name), O_WRONLY | O_CREAT | O_TRUNC, 0644);

	ck_assert_msg(fd >= 0 && write(fd, "text\n", 5) == 5, "%s cannot be made", name);
	close(fd);
}

void lib_make_tree(void)
{
	const char *tmp = getenv("TMPDIR");
	char made[PATH_MAX];

	snprintf(made, sizeof(made), "%s/nono-lib.XXXXXX", tmp && *tmp ? tmp : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(made));
	ck_assert_ptr_nonnull(realpath(made, tree));
	ck_assert_int_eq(mkdir(lib_path("d"), 0755), 0);
	ck_assert_int_eq(mkdir(lib_path("d/sub"), 0755), 0);
	ck_assert_int_eq(mkdir(lib_path("o"), 0755), 0);
	make_file("d/f");
	make_file("o/f");
	ck_assert_int_eq(symlink(lib_path("d/f"), lib_path("lf")), 0);
	ck_assert_int_eq(symlink(lib_path("d"), lib_path("ld")), 0);
	ck_assert_int_eq(symlink(lib_path("nowhere"), lib_path("dl")), 0);
}

void lib_remove_tree(void)
{
	static const char *const names[] = { "d/sub/s", "d/s", "d/new", "d/f", "d/sub", "d", "o/f",
		"o", "lf", "ld", "dl", "p.yaml", "" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		remove(lib_path(names[i]));
}

struct NonoCapabilitySet *caps;

void lib_setup(void)
{
	lib_make_tree();
	caps = nono_capability_set_new();
	ck_assert_ptr_nonnull(caps);
	nono_clear_error();
}

void lib_teardown(void)
{
	nono_capability_set_free(caps);
	lib_remove_tree();
}

static const char *format(const char *prefix, const char *name, const char *suffix)
{
	static char texts[4][2 * PATH_MAX];
	static unsigned next;
	char *text = texts[next++ % 4];

	snprintf(
		text, sizeof(texts[0]), "%s%s%s%s%s", prefix, tree, *name ? "/" : "", name, suffix);
	return text;
}

const char *lib_path(const char *name)
{
	return format("", name, "");
}

const char *lib_text(const char *prefix, const char *name, const char *suffix)
{
	return format(prefix, name, suffix);
}

void lib_in_child(void (*run)(void))
{
	int status;
	pid_t child = fork();

	ck_assert_int_ge(child, 0);
	if (!child) {
		run();
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_msg(WIFEXITED(status) && !WEXITSTATUS(status), "status %x", (unsigned)status);
}

_Noreturn void lib_give_up(const char *file, int line, const char *condition)
{
	char *error = nono_last_error();

	fprintf(stderr, "# %s:%d: not so: %s; last error: %s\n", file, line, condition,
		error ? error : "(none)");
	_exit(LIB_FAILED);
}

static bool show_error(bool good, const char *error, const char *wanted)
{
	if (!good)
		fprintf(stderr, "# error '%s', wanted '%s'\n", error ? error : "(none)", wanted);
	return good;
}

bool lib_error_is(const char *text)
{
	char *error = nono_last_error();
	bool good = show_error(error && !strcmp(error, text), error, text);

	nono_string_free(error);
	return good;
}

bool lib_error_has(const char *text)
{
	char *error = nono_last_error();
	bool good = show_error(error && strstr(error, text), error, text);

	nono_string_free(error);
	return good;
}
