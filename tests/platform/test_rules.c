/* SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "platform/linux/rules.h"
#include "tests/harness.h"

/*
 * tests/data/rules/NAME/profile.yaml becomes rules for every Landlock ABI; their text, or the
 * refusal, must be tests/data/rules/NAME/abi-N byte for byte. generate.py there writes the files
 * from an account of its own.
 */

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define PYTHON	     "/usr/bin/python3"

enum {
	ABIS = 11, /* 0 to 10 */
};

static const char *const sets[] = { "allow", "best-effort", "best-effort-block",
	"best-effort-listen", "best-effort-ports", "best-effort-switches", "best-effort-udp",
	"best-effort-unix", "best-effort-unix-listed", "block", "block-false", "block-paths",
	"compat32", "compat32-open", "connect", "descriptors-audit", "descriptors-close",
	"descriptors-inherit", "devices", "devices-alone", "devices-shm", "devices-up", "dns-free",
	"dns-listed", "dns-none", "dns-tcp", "dns-udp", "files", "forged", "io-uring",
	"io-uring-block", "limits", "limits-best-effort", "listen", "nothing", "open", "optional",
	"ports", "read", "switches-closed", "switches-default", "switches-open", "terminal", "udp",
	"udp-all", "udp-all-free", "udp-all-port", "udp-tcp", "unix-all", "unix-all-every",
	"unix-block-bind", "unix-connect", "unix-every", "unix-listed", "unix-listed-one",
	"unix-none", "workdir", "write" };

static const struct test_pair variables[] = { { "HOME", "/home/user" }, { NULL, NULL } };

static const char *set_file(const char *set, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "tests/data/rules/%s/%s", set, name);
	return test_path(path);
}

/* The capabilities of a document; it is expected to be right. */
static void read_caps(struct caps *caps, const char *document, struct allocator *alloc)
{
	const struct profile_text text = { "profile.yaml", document, strlen(document), false };
	struct nono_err err = { 0 };
	struct profile profile;
	struct test_host host;

	test_host_init(&host, NULL, variables);
	host.workdir = "/srv/start";
	profile_init(&profile, alloc);
	caps_init(caps, alloc);
	if (profile_read(&profile, &text, &err) ||
		profile_to_caps(caps, &profile, &host.host, &err))
		ck_abort_msg("%u:%u: %s", err.line, err.column, err.text);
}

static void print_error(const struct nono_err *err, struct buf *out)
{
	buf_text(out, "error: ");
	if (err->line)
		buf_format(out, "%u:%u: ", err->line, err->column);
	buf_format(out, "%s\n", err->text);
}

static void print_rules(const struct caps *caps, int abi, struct buf *out)
{
	const struct nono_support support = { abi, abi ? 0 : ENOSYS };
	struct nono_err err = { 0 };
	struct rules *rules = NULL;
	int r = platform_compile(&rules, caps, &support, &err);

	ck_assert_int_eq(r, err.code);
	if (r) {
		ck_assert_int_eq(r, NONO_ERR_UNSUPPORTED);
		ck_assert_ptr_null(rules);
		print_error(&err, out);
	} else {
		platform_print(rules, out);
	}
}

/* The filter is that of this processor; the files are for x86_64. */
static void cut_seccomp(char *text)
{
	char *to = text, *end;

	for (char *line = text; *line; line = end) {
		end = strchr(line, '\n') + 1;
		if (!strncmp(line, "deny ", 5) || !strncmp(line, "seccomp ", 8))
			continue;
		memmove(to, line, (size_t)(end - line));
		to += end - line;
	}
	*to = '\0';
}

/* Names the first line that differs: the whole text is more than a message of Check can hold. */
static void compare(const char *set, const char *file, const char *got, const char *wanted)
{
	size_t at = 0, line = 0;

	for (; got[at] && got[at] == wanted[at]; at++) {
		if (got[at] == '\n')
			line = at + 1;
	}
	ck_assert_msg(got[at] == wanted[at], "%s/%s: got '%.*s', wanted '%.*s'", set, file,
		(int)strcspn(got + line, "\n"), got + line, (int)strcspn(wanted + line, "\n"),
		wanted + line);
}

START_TEST(equals_file)
{
	const char *set = sets[_i / ABIS];
	char *document = test_read_file(set_file(set, "profile.yaml"), NULL), *got, *wanted;
	char name[16];
	struct test_alloc alloc;
	struct caps caps;
	struct buf out;

	snprintf(name, sizeof(name), "abi-%d", _i % ABIS);
	wanted = test_read_file(set_file(set, name), NULL);
	test_alloc_init(&alloc, -1);
	buf_init(&out, &alloc.allocator);
	read_caps(&caps, document, &alloc.allocator);
	print_rules(&caps, _i % ABIS, &out);
	ck_assert_ptr_nonnull(buf_string(&out));
	got = strdup(buf_string(&out));
	if (seccomp_native() != &seccomp_x86_64) {
		cut_seccomp(got);
		cut_seccomp(wanted);
	}
	compare(set, name, got, wanted);
	free(got);
	free(wanted);
	free(document);
	test_alloc_free(&alloc);
}
END_TEST

/* A set that nobody compares would be a file that nobody reads. */
START_TEST(every_set_is_listed)
{
	DIR *directory = opendir(test_path("tests/data/rules"));
	struct dirent *entry;
	size_t found = 0;

	ck_assert_ptr_nonnull(directory);
	while ((entry = readdir(directory)))
		found += !strchr(entry->d_name, '.');
	closedir(directory);
	ck_assert_uint_eq(found, COUNT(sets));
}
END_TEST

START_TEST(equals_generator)
{
	char command[4352];

	snprintf(command, sizeof(command), PYTHON " -B '%s' --check >&2",
		test_path("tests/data/rules/generate.py"));
	ck_assert_int_eq(system(command), 0);
}
END_TEST

/* A kernel from the future is used as the newest one that is known. */
START_TEST(newer_kernel)
{
	const struct nono_support support = { 99, 0 };
	struct test_alloc alloc;
	struct rules *rules;
	struct caps caps;

	test_alloc_init(&alloc, -1);
	read_caps(&caps, "filesystem: {read: [/usr]}\n", &alloc.allocator);
	ck_assert_int_eq(platform_compile(&rules, &caps, &support, NULL), NONO_OK);
	ck_assert_int_eq(rules->abi, 10);
	ck_assert_uint_eq(rules->handled.fs, 0x1ffff);
	test_alloc_free(&alloc);
}
END_TEST

/* Why there is no Landlock decides what the person can do about it. */
static const struct {
	int sys_errno;
	const char *text;
} reasons[] = {
	{ ENOSYS,
		"(ENOSYS 38): it needs Linux 5.13 or newer built with CONFIG_SECURITY_LANDLOCK;" },
	{ EOPNOTSUPP, "(EOPNOTSUPP 95): it is disabled at boot; add landlock to the lsm= kernel "
		      "parameter;" },
	{ EPERM, "(EPERM 1): a filter around this process (container, systemd) forbids it;" },
};

START_TEST(reason)
{
	const struct nono_support support = { 0, reasons[_i].sys_errno };
	struct nono_err err = { 0 };
	struct test_alloc alloc;
	struct rules *rules;
	struct caps caps;

	test_alloc_init(&alloc, -1);
	read_caps(&caps, "network: {block: true}\n", &alloc.allocator);
	ck_assert_int_eq(platform_compile(&rules, &caps, &support, &err), NONO_ERR_UNSUPPORTED);
	ck_assert_ptr_null(rules);
	ck_assert_msg(strstr(err.text, reasons[_i].text) != NULL, "got: %s", err.text);
	ck_assert_uint_eq(err.line, 0);
	test_alloc_free(&alloc);
}
END_TEST

START_TEST(gaps_in_order)
{
	const struct nono_support support = { 0, ENOSYS };
	struct test_alloc alloc;
	struct rules *rules;
	struct caps caps;

	test_alloc_init(&alloc, -1);
	read_caps(&caps, "{compatibility: best-effort, network: {connect_port: [1, 2]}}\n",
		&alloc.allocator);
	ck_assert_int_eq(platform_compile(&rules, &caps, &support, NULL), NONO_OK);
	ck_assert_ptr_nonnull(strstr(platform_gap(rules, 0), "Landlock is not available"));
	ck_assert_ptr_nonnull(strstr(platform_gap(rules, 1), "profile.yaml:1:55: network.connect"));
	ck_assert_ptr_null(platform_gap(rules, 2));
	test_alloc_free(&alloc);
}
END_TEST

/* Landlock has no rule for one name in a directory. */
START_TEST(bind_in_root)
{
	const struct nono_support support = { _i, 0 };
	struct nono_err err = { 0 };
	struct test_alloc alloc;
	struct rules *rules;
	struct caps caps;

	test_alloc_init(&alloc, -1);
	read_caps(&caps, "{linux: {unix_sockets: all}, filesystem: {unix_socket_bind: [//sock]}}\n",
		&alloc.allocator);
	ck_assert_int_eq(platform_compile(&rules, &caps, &support, &err), NONO_ERR_INVALID);
	ck_assert_str_eq(err.text,
		"filesystem.unix_socket_bind: to bind '//sock' takes the right to remove files from "
		"'/', and so from every directory; put the socket in a directory of its own");
	ck_assert_uint_eq(err.column, 62);
	test_alloc_free(&alloc);
}
END_TEST

/* Compiling and printing, with the n-th allocation failing, for all n. */
static int compile_with_failure(int abi, const char *document, long fail_at)
{
	const struct nono_support support = { abi, abi ? 0 : ENOSYS };
	struct test_alloc good, bad;
	struct nono_err err = { 0 };
	struct rules *rules = NULL;
	struct caps caps;
	struct buf out;
	int r;

	test_alloc_init(&good, -1);
	test_alloc_init(&bad, fail_at);
	read_caps(&caps, document, &good.allocator);
	caps.alloc = &bad.allocator;
	r = platform_compile(&rules, &caps, &support, &err);
	ck_assert_int_eq(r, err.code);
	ck_assert(!r == !!rules);
	buf_init(&out, &bad.allocator);
	if (!r)
		platform_print(rules, &out);
	if (!r && !buf_string(&out))
		r = NONO_ERR_NO_MEMORY;
	test_alloc_free(&bad);
	test_alloc_free(&good);
	return r;
}

START_TEST(out_of_memory)
{
	static const char document[] = "{compatibility: best-effort, filesystem: {allow: [/srv], "
				       "unix_socket_bind: [/srv/a]}, "
				       "network: {open_port: [443], udp_port: [53]}}\n";
	const int abi = _i ? 10 : 0;
	long n = 0;
	int r;

	while ((r = compile_with_failure(abi, document, n)) == NONO_ERR_NO_MEMORY)
		n++;
	ck_assert_int_eq(r, NONO_OK);
	ck_assert_int_gt(n, 5);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rules");
	TCase *files = tcase_create("files"), *rest = tcase_create("rest");

	tcase_add_loop_test(files, equals_file, 0, (int)COUNT(sets) * ABIS);
	tcase_add_test(files, every_set_is_listed);
	if (access(PYTHON, X_OK) == 0)
		tcase_add_test(files, equals_generator);
	tcase_add_test(rest, newer_kernel);
	tcase_add_loop_test(rest, reason, 0, (int)COUNT(reasons));
	tcase_add_test(rest, gaps_in_order);
	tcase_add_loop_test(rest, bind_in_root, 1, 11);
	tcase_add_loop_test(rest, out_of_memory, 0, 2);
	suite_add_tcase(suite, files);
	suite_add_tcase(suite, rest);
	return test_main(suite);
}
