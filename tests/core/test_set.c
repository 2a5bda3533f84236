/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/caps/set.h"
#include "platform/files.h"
#include "tests/fake_files.h"
#include "tests/harness.h"

/* Grants, with the real file system: nono-semantics 2.3 and 3.4. */

static struct {
	char top[64]; /* every relative path starts here */
	struct test_alloc alloc;
	struct set set;
} given;

static void make_socket(const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	strcpy(address.sun_path, name);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	close(fd);
}

static void make_file(const char *name)
{
	FILE *file = fopen(name, "w");

	ck_assert_ptr_nonnull(file);
	fclose(file);
}

static void make_tree(void)
{
	strcpy(given.top, "/tmp/nono-set-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(given.top));
	ck_assert_int_eq(chmod(given.top, 0755), 0);
	ck_assert_int_eq(chdir(given.top), 0);
	ck_assert_int_eq(mkdir("d", 0755), 0);
	ck_assert_int_eq(mkdir("d/sub", 0755), 0);
	ck_assert_int_eq(mkdir("closed", 0), 0);
	make_file("file");
	ck_assert_int_eq(mkfifo("fifo", 0644), 0);
	make_socket("socket");
	ck_assert_int_eq(symlink("d", "to-directory"), 0);
	ck_assert_int_eq(symlink("file", "to-file"), 0);
	ck_assert_int_eq(symlink("nothing", "dangling"), 0);
	ck_assert_int_eq(symlink("loop", "loop"), 0);
	test_alloc_init(&given.alloc, -1);
	set_init(&given.set, &platform_files, &given.alloc.allocator);
}

static void remove_tree(void)
{
	static const char *const files[] = { "file", "fifo", "socket", "to-directory", "to-file",
		"dangling", "loop" };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		unlink(files[i]);
	rmdir("d/sub");
	rmdir("d");
	rmdir("closed");
	ck_assert_int_eq(chdir("/"), 0);
	rmdir(given.top);
	test_alloc_free(&given.alloc);
}

/* "@" at the beginning stands for the directory of the test. */
static const char *expand(char out[8192], const char *path)
{
	snprintf(out, 8192, "%s%s", *path == '@' ? given.top : "", path + (*path == '@'));
	return out;
}

#define LONG_NAME                                                                                  \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

#define MISSING	  "Path does not exist: "
#define NOT_DIR	  "Expected a directory but got a file: "
#define NOT_FILE  "Expected a file but got a directory: "
#define TOO_LONG  ": File name too long (os error 36)"
#define LOOPS	  ": Too many levels of symbolic links (os error 40)"
#define NO_DIR	  ": Not a directory (os error 20)"
#define NO_ACCESS ": Permission denied (os error 13)"

/*
 * One row of 2.3: the text of the error before the path, and the one behind it; or the path that
 * it resolves to, where there is no error.
 */
static const struct grant {
	const char *path;
	struct outcome {
		int code;
		const char *text; /* before the path, or the resolved one */
	} as_directory, as_file;
	const char *reason; /* behind the path */
} grants[] = {
	{ "@/absent", { -1, MISSING }, { -1, MISSING }, "" },
	{ "", { -1, MISSING }, { -1, MISSING }, "" },
	{ "@/dangling", { -1, MISSING }, { -1, MISSING }, "" },
	{ "@/" LONG_NAME, { -4, NULL }, { -4, NULL }, TOO_LONG },
	{ "@/loop", { -4, NULL }, { -4, NULL }, LOOPS },
	{ "@/file/child", { -4, NULL }, { -4, NULL }, NO_DIR },
	{ "@/file/", { -4, NULL }, { -4, NULL }, NO_DIR },
	{ "@/closed/x", { -4, NULL }, { -4, NULL }, NO_ACCESS },
	{ "@/file", { -2, NOT_DIR }, { 0, "@/file" }, "" },
	{ "/dev/null", { -2, NOT_DIR }, { 0, "/dev/null" }, "" },
	{ "@/fifo", { -2, NOT_DIR }, { 0, "@/fifo" }, "" },
	{ "@/socket", { -2, NOT_DIR }, { 0, "@/socket" }, "" },
	{ "@/d", { 0, "@/d" }, { -3, NOT_FILE }, "" },
	{ "/", { 0, "/" }, { -3, NOT_FILE }, "" },
	{ "/dev", { 0, "/dev" }, { -3, NOT_FILE }, "" },
	{ ".", { 0, "@" }, { -3, NOT_FILE }, "" },
	{ "d/sub", { 0, "@/d/sub" }, { -3, NOT_FILE }, "" },
	{ "d/sub/..", { 0, "@/d" }, { -3, NOT_FILE }, "" },
	{ "file", { -2, NOT_DIR }, { 0, "@/file" }, "" },
	{ "@/to-directory", { 0, "@/d" }, { -3, NOT_FILE }, "" },
	{ "@/to-file", { -2, NOT_DIR }, { 0, "@/file" }, "" },
	{ "@//d/./sub", { 0, "@/d/sub" }, { -3, NOT_FILE }, "" },
	{ "@/d/", { 0, "@/d" }, { -3, NOT_FILE }, "" },
	{ "@/d/sub/../sub", { 0, "@/d/sub" }, { -3, NOT_FILE }, "" },
	{ "@/\xff", { -1, MISSING }, { -1, MISSING }, "" },
};

static void check_fs(const struct outcome *expected, const char *path, bool is_file, int r)
{
	const struct set_fs *fs = given.set.fs;
	char resolved[8192];

	ck_assert_int_eq(given.set.fs_count, expected->code ? 0 : 1);
	ck_assert_int_eq(r, expected->code);
	if (expected->code)
		return;
	ck_assert_str_eq(fs->original, path);
	ck_assert_str_eq(fs->resolved, expand(resolved, expected->text));
	ck_assert_int_eq(fs->access, CAPS_WRITE);
	ck_assert_int_eq(fs->is_file, is_file);
	ck_assert_int_eq(fs->from.source, SET_USER);
}

START_TEST(grant)
{
	const struct grant *row = &grants[_i / 2];
	const struct outcome *expected = _i % 2 ? &row->as_file : &row->as_directory;
	struct nono_err err = { 0 };
	char path[8192], text[8192 + 128];
	int r;

	expand(path, row->path);
	/* For root there is no directory without permission. */
	if (!geteuid())
		ck_assert_int_eq(seteuid(65534), 0);
	r = (_i % 2 ? set_allow_file : set_allow_path)(&given.set, path, CAPS_WRITE, NULL, &err);
	if (!getuid())
		ck_assert_int_eq(seteuid(0), 0);
	check_fs(expected, path, _i % 2, r);
	ck_assert_int_eq(err.code, r);
	if (!r)
		return;
	snprintf(text, sizeof(text), "%s%s%s",
		expected->text ? expected->text : "Failed to canonicalize path ", path,
		row->reason);
	ck_assert_str_eq(err.text, text);
}
END_TEST

/* nono says "does not exist" here, which depends on the libc; Linux does not look any further. */
START_TEST(grant_beyond_path_max)
{
	struct nono_err err = { 0 };
	char path[6001] = "";

	for (size_t i = 0; i < 3000; i++)
		memcpy(path + 2 * i, "/a", 2);
	ck_assert_int_lt(set_allow_path(&given.set, path, CAPS_READ, NULL, &err), 0);
	ck_assert_msg(!strncmp(err.text, "Path does not exist: ...", 24) ||
			      strstr(err.text, "/a/a: File name too long (os error 36)"),
		"%s", err.text);
	ck_assert_int_eq(given.set.fs_count, 0);
}
END_TEST

/* Sockets: 3.4. {FILE, CHILDREN}; connect, bind. */
static const struct socket_row {
	const char *path;
	enum caps_scope scope;
	bool binds;
	int code;
	const char *text; /* resolved path, or the error with "@" for the directory */
} socket_rows[] = {
	{ "@/socket", CAPS_SOCKET_FILE, false, 0, "@/socket" },
	{ "@/file", CAPS_SOCKET_FILE, false, 0, "@/file" },
	{ "@/to-file", CAPS_SOCKET_FILE, true, 0, "@/file" },
	{ "@/d", CAPS_SOCKET_FILE, false, -3, NOT_FILE "@/d" },
	{ "@/d", CAPS_SOCKET_FILE, true, -3, NOT_FILE "@/d" },
	{ "@/new", CAPS_SOCKET_FILE, false, -1, MISSING "@/new" },
	{ "@/new", CAPS_SOCKET_FILE, true, 0, "@/new" },
	{ "@/to-directory/new", CAPS_SOCKET_FILE, true, 0, "@/d/new" },
	{ "@/d//new/", CAPS_SOCKET_FILE, true, 0, "@/d/new" },
	{ "@/d/./new/.", CAPS_SOCKET_FILE, true, 0, "@/d/new" },
	{ "./new", CAPS_SOCKET_FILE, true, 0, "@/new" },
	{ "new", CAPS_SOCKET_FILE, true, 0, "@/new" },
	{ "/new-socket-of-the-test", CAPS_SOCKET_FILE, true, 0, "/new-socket-of-the-test" },
	{ "@/absent/new", CAPS_SOCKET_FILE, true, -1, MISSING "@/absent" },
	{ "@/dangling", CAPS_SOCKET_FILE, true, -1, MISSING "@/dangling" },
	{ "@/dangling", CAPS_SOCKET_FILE, false, -1, MISSING "@/dangling" },
	{ "", CAPS_SOCKET_FILE, true, -4,
		"Failed to canonicalize path : socket path has no parent directory" },
	{ "absent/..", CAPS_SOCKET_FILE, true, -4,
		"Failed to canonicalize path absent/..: socket path has no final component" },
	{ "loop", CAPS_SOCKET_FILE, true, -4, "Failed to canonicalize path loop" LOOPS },
	{ "file/new", CAPS_SOCKET_FILE, true, -4, "Failed to canonicalize path file/new" NO_DIR },
	{ "@/d", CAPS_SOCKET_CHILDREN, true, 0, "@/d" },
	{ "to-directory", CAPS_SOCKET_SUBTREE, false, 0, "@/d" },
	{ "file", CAPS_SOCKET_CHILDREN, false, -2, NOT_DIR "file" },
	{ "absent", CAPS_SOCKET_SUBTREE, true, -1, MISSING "absent" },
	{ "/", CAPS_SOCKET_CHILDREN, false, -6,
		"Sandbox initialization failed: unix socket directory grant at filesystem root is not "
		"permitted" },
	{ "/..", CAPS_SOCKET_SUBTREE, true, -6,
		"Sandbox initialization failed: unix socket directory grant at filesystem root is not "
		"permitted" },
};

/* text with the directory of the test in place of "@". */
static const char *expand_all(char out[8192], const char *text)
{
	const char *at = strchr(text, '@');

	if (at)
		snprintf(out, 8192, "%.*s%s%s", (int)(at - text), text, given.top, at + 1);
	else
		snprintf(out, 8192, "%s", text);
	return out;
}

START_TEST(grant_sockets)
{
	const struct socket_row *row = &socket_rows[_i];
	const struct set_origin from = { SET_GROUP, "g", NULL, { 0 } };
	struct nono_err err = { 0 };
	char path[8192], text[8192];
	int r = set_allow_socket(
		&given.set, expand(path, row->path), row->scope, row->binds, &from, &err);

	expand_all(text, row->text);
	ck_assert_msg(r == row->code && err.code == r, "%d: %s", r, err.text);
	ck_assert_uint_eq(given.set.socket_count, !r);
	if (r) {
		ck_assert_str_eq(err.text, text);
		return;
	}
	ck_assert_str_eq(given.set.sockets->original, path);
	ck_assert_str_eq(given.set.sockets->resolved, text);
	ck_assert_int_eq(given.set.sockets->scope, row->scope);
	ck_assert_int_eq(given.set.sockets->binds, row->binds);
	ck_assert_str_eq(given.set.sockets->from.group, "g");
}
END_TEST

/* The rest needs no file. */

START_TEST(nothing_is_merged_when_added)
{
	struct set *set = &given.set;

	ck_assert_int_eq(set_allow_path(set, "/tmp", CAPS_READ, NULL, NULL), 0);
	ck_assert_int_eq(set_allow_path(set, "/tmp", CAPS_READ, NULL, NULL), 0);
	ck_assert_int_eq(set_allow_command(set, "ls", NULL), 0);
	ck_assert_int_eq(set_allow_command(set, "ls", NULL), 0);
	ck_assert_int_eq(set_allow_command(set, "", NULL), 0);
	ck_assert_int_eq(set_block_command(set, "rm", NULL), 0);
	ck_assert_uint_eq(set->fs_count, 2);
	ck_assert_uint_eq(set->allowed_commands.count, 3);
	ck_assert_str_eq(set->allowed_commands.texts[2], "");
	ck_assert_uint_eq(set->blocked_commands.count, 1);
	ck_assert_str_eq(set->blocked_commands.texts[0], "rm");
	ck_assert(!set_is_network_restricted(set));
}
END_TEST

START_TEST(ports_are_restrictions)
{
	struct set *set = &given.set;
	struct nono_err err = { 0 };

	ck_assert_int_eq(set_allow_port(set, 0, CAPS_CONNECT, NULL, &err), NONO_ERR_INVALID);
	ck_assert_int_eq(set_allow_port(set, 1, 0, NULL, NULL), NONO_ERR_INVALID);
	ck_assert(!set_is_network_restricted(set));
	ck_assert_int_eq(set_allow_port(set, 65535, CAPS_CONNECT | CAPS_UDP, NULL, NULL), 0);
	ck_assert_uint_eq(set->port_count, 1);
	ck_assert(set_is_network_restricted(set));
}
END_TEST

START_TEST(the_last_mode_counts)
{
	struct set *set = &given.set;

	ck_assert_int_eq(set->network, SET_ALLOW_ALL);
	set_proxy_port(set, 8080);
	ck_assert_int_eq(set->network, SET_PROXY_ONLY);
	ck_assert_uint_eq(set->proxy_port, 8080);
	ck_assert(set_is_network_restricted(set));
	set_network(set, SET_PROXY_ONLY);
	ck_assert_uint_eq(set->proxy_port, 0);
	set_network(set, SET_BLOCKED);
	ck_assert(set_is_network_restricted(set));
	set_network(set, SET_ALLOW_ALL);
	ck_assert(!set_is_network_restricted(set));
}
END_TEST

/* 3.9, and what ".." does here: it is taken away, while nono has "/t/d/../x" inside "/t/d". */
static const struct covered {
	const char *path;
	unsigned need;
	bool expected;
} covered[] = {
	{ "/t/d", 0, true },
	{ "/t/d/", 0, true },
	{ "/t/d/x/y", 0, true },
	{ "/t//./d/q", 0, true },
	{ "/t/dd", 0, false },
	{ "/t", 0, false },
	{ "/", 0, false },
	{ "/t/link/x", 0, false },
	{ "sub", 0, false },
	{ "t/d", 0, false },
	{ "", 0, false },
	{ "/t/d/../other", 0, false },
	{ "/t/d/../d", 0, true },
	{ "/t/x/../d/y", 0, true },
	{ "/t/d/x/..", 0, true },
	{ "/t/d/x/../..", 0, false },
	{ "/../../t/d", 0, true },
	{ "/x/t/d/../../../t/d", 0, true },
	{ "/t/x/d", 0, false },
	{ "/t/f", 0, false }, /* a file is not looked at, not for itself either */
	{ "/t/d", CAPS_READ, true },
	{ "/t/d/x", CAPS_WRITE, true },
	{ "/t/d/x", CAPS_READ_WRITE, false }, /* two entries do not add up */
	{ "/t/e", CAPS_READ_WRITE, true },
	{ "/t/e", CAPS_WRITE, true },
};

START_TEST(covers)
{
	const struct covered *row = &covered[_i];
	struct set *set = &given.set;

	set->files = &fake_files;
	ck_assert_int_eq(set_allow_path(set, "/t/d", CAPS_READ, NULL, NULL), 0);
	ck_assert_int_eq(set_allow_path(set, "/t/d", CAPS_WRITE, NULL, NULL), 0);
	ck_assert_int_eq(set_allow_path(set, "/t/e", CAPS_READ_WRITE, NULL, NULL), 0);
	ck_assert_int_eq(set_allow_file(set, "/t/f", CAPS_READ_WRITE, NULL, NULL), 0);
	ck_assert_msg(set_covers(set, row->path, row->need) == row->expected, "'%s'", row->path);
}
END_TEST

START_TEST(everything_is_below_the_root)
{
	ck_assert_int_eq(set_allow_path(&given.set, "/", CAPS_READ, NULL, NULL), 0);
	ck_assert(set_covers(&given.set, "/", 0));
	ck_assert(set_covers(&given.set, "/x/../..", 0));
	ck_assert(!set_covers(&given.set, "x", 0));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("set");
	TCase *tests = tcase_create("set");

	tcase_add_checked_fixture(tests, make_tree, remove_tree);
	tcase_add_loop_test(tests, grant, 0, 2 * TEST_ROWS(grants));
	tcase_add_test(tests, grant_beyond_path_max);
	tcase_add_loop_test(tests, grant_sockets, 0, TEST_ROWS(socket_rows));
	tcase_add_test(tests, nothing_is_merged_when_added);
	tcase_add_test(tests, ports_are_restrictions);
	tcase_add_test(tests, the_last_mode_counts);
	tcase_add_loop_test(tests, covers, 0, TEST_ROWS(covered));
	tcase_add_test(tests, everything_is_below_the_root);
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
