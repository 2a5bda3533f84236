/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/caps/set.h"
#include "tests/fake_files.h"
#include "tests/harness.h"

/* From a profile to a set and from a set to what the kernel is asked for. */

static struct test_alloc memory;
static struct caps caps, given;
static struct set set;

static void make_all(void)
{
	test_alloc_init(&memory, -1);
	caps_init(&caps, &memory.allocator);
	caps_init(&given, &memory.allocator);
	set_init(&set, &fake_files, &memory.allocator);
}

static void free_all(void)
{
	test_alloc_free(&memory);
}

#define PLACE                  \
	{                      \
		"p.yaml", 3, 4 \
	}

/* Paths of a profile; resolved NULL: left out or an error. */
static const struct path_row {
	const char *path;
	enum caps_kind kind;
	enum caps_missing missing;
	int code;
	const char *resolved;
	bool is_file;
} paths[] = {
	{ "/d", CAPS_FILE_OR_DIRECTORY, CAPS_MISSING_ERROR, 0, "/d", false },
	{ "/link/d", CAPS_FILE_OR_DIRECTORY, CAPS_MISSING_ERROR, 0, "/real/d", false },
	{ "/f", CAPS_FILE_OR_DIRECTORY, CAPS_MISSING_ERROR, 0, "/f", true },
	{ "/f", CAPS_FILE, CAPS_MISSING_ERROR, 0, "/f", true },
	{ "/x.sock", CAPS_FILE, CAPS_MISSING_SKIP, 0, "/x.sock", true },
	{ "/d", CAPS_FILE, CAPS_MISSING_ERROR, NONO_ERR_EXPECTED_FILE, NULL, false },
	{ "/d", CAPS_FILE, CAPS_MISSING_SKIP, NONO_ERR_EXPECTED_FILE, NULL, false },
	{ "/d", CAPS_FILE, CAPS_MISSING_SHIPPED, 0, NULL, false },
	{ "/missing", CAPS_FILE, CAPS_MISSING_ERROR, NONO_ERR_PATH_NOT_FOUND, NULL, false },
	{ "/missing", CAPS_FILE, CAPS_MISSING_SKIP, 0, NULL, false },
	{ "/missing", CAPS_FILE_OR_DIRECTORY, CAPS_MISSING_SHIPPED, 0, NULL, false },
	{ "/f/x", CAPS_FILE, CAPS_MISSING_ERROR, NONO_ERR_CANONICALIZE, NULL, false },
	{ "/f/x", CAPS_FILE, CAPS_MISSING_SKIP, 0, NULL, false },
	{ "/denied", CAPS_FILE, CAPS_MISSING_SKIP, NONO_ERR_CANONICALIZE, NULL, false },
	{ "/denied", CAPS_FILE, CAPS_MISSING_SHIPPED, 0, NULL, false },
	{ "/loop", CAPS_FILE, CAPS_MISSING_SKIP, NONO_ERR_CANONICALIZE, NULL, false },
	{ "/loop", CAPS_FILE, CAPS_MISSING_SHIPPED, 0, NULL, false },
};

START_TEST(path_of_a_profile)
{
	const struct path_row *row = &paths[_i];
	const struct caps_path path = { row->path, CAPS_WRITE, row->kind, row->missing,
		"filesystem.write", PLACE };
	struct nono_err err = { 0 };
	int r;

	ck_assert_int_eq(caps_add_path(&given, &path, NULL), NONO_OK);
	ck_assert_int_eq(caps_complete(&given, NULL), NONO_OK);
	r = set_from_caps(&set, &given, &err);
	ck_assert_msg(r == row->code && err.code == r, "%d: %s", r, err.text);
	ck_assert_uint_eq(set.fs_count, row->resolved ? 1 : 0);
	ck_assert_int_eq(err.line, r ? 3 : 0);
	ck_assert_int_eq(err.column, r ? 4 : 0);
	if (!row->resolved)
		return;
	ck_assert_str_eq(set.fs->original, row->path);
	ck_assert_str_eq(set.fs->resolved, row->resolved);
	ck_assert_int_eq(set.fs->is_file, row->is_file);
	ck_assert_int_eq(set.fs->access, CAPS_WRITE);
	ck_assert_int_eq(set.fs->from.source, SET_PROFILE);
	ck_assert_str_eq(set.fs->from.key, "filesystem.write");
	ck_assert_uint_eq(set.fs->from.place.line, 3);
	ck_assert_int_eq(set_to_caps(&caps, &set, &err), NONO_OK);
	ck_assert_uint_eq(caps.path_count, 1);
	ck_assert_str_eq(caps.paths->path, row->resolved);
	ck_assert_int_eq(caps.paths->kind, row->is_file ? CAPS_FILE : CAPS_FILE_OR_DIRECTORY);
	ck_assert_int_eq(caps.paths->access, CAPS_WRITE);
	ck_assert_int_eq(caps.paths->missing, CAPS_MISSING_ERROR);
	ck_assert_str_eq(caps.paths->key, "filesystem.write");
	ck_assert_uint_eq(caps.paths->place.column, 4);
}
END_TEST

/* Everything that is no path, there and back. */
static void fill_given(void)
{
	const struct caps_socket socket = { "/link/missing", CAPS_SOCKET_FILE, true,
		CAPS_MISSING_ERROR, "filesystem.unix_socket_bind", PLACE };
	const struct caps_socket absent = { "/missing", CAPS_SOCKET_FILE, false, CAPS_MISSING_SKIP,
		"filesystem.unix_socket", PLACE };
	const struct caps_port port = { 443, CAPS_CONNECT, "network.connect_port", PLACE };
	const struct caps_variable variable = { CAPS_VARIABLE_SET, "A", "b", "k", PLACE };

	ck_assert_int_eq(caps_add_socket(&given, &socket, NULL), NONO_OK);
	ck_assert_int_eq(caps_add_socket(&given, &absent, NULL), NONO_OK);
	ck_assert_int_eq(caps_add_port(&given, &port, NULL), NONO_OK);
	ck_assert_int_eq(caps_add_variable(&given, &variable, NULL), NONO_OK);
	ck_assert_int_eq(caps_add_policy_file(&given, "p.yaml", NULL), NONO_OK);
	given.choices[CAPS_DEBUG] = (struct caps_choice){ CAPS_ALLOW, "k", "allow", PLACE };
	given.limits[CAPS_LIMIT_NOFILE] = (struct caps_limit){ 7, "limits.nofile", PLACE };
	given.privilege_mask = 6;
	given.privileges_safe = true;
	given.best_effort = true;
	ck_assert_int_eq(caps_complete(&given, NULL), NONO_OK);
}

START_TEST(everything_else_of_a_profile)
{
	struct nono_err err = { 0 };

	fill_given();
	ck_assert_int_eq(set_from_caps(&set, &given, &err), NONO_OK);
	ck_assert_uint_eq(set.socket_count, 1);
	ck_assert_str_eq(set.sockets->resolved, "/real/missing");
	ck_assert_uint_eq(set.port_count, 2);
	ck_assert(set_is_network_restricted(&set));
	ck_assert_int_eq(set_to_caps(&caps, &set, &err), NONO_OK);
	ck_assert_uint_eq(caps.socket_count, 1);
	ck_assert_str_eq(caps.sockets->path, "/real/missing");
	ck_assert(caps.sockets->binds);
	ck_assert_str_eq(caps.sockets->key, "filesystem.unix_socket_bind");
	ck_assert_uint_eq(caps.port_count, 2);
	ck_assert_uint_eq(caps.ports[0].port, 443);
	ck_assert_str_eq(caps.ports[0].key, "network.connect_port");
	ck_assert_uint_eq(caps.ports[1].port, 53);
	ck_assert_int_eq(caps_dns(&caps), CAPS_DNS_TCP);
	ck_assert_uint_eq(caps.variable_count, 1);
	ck_assert_str_eq(caps.variables->value, "b");
	ck_assert_uint_eq(caps.policy_file_count, 1);
	ck_assert_int_eq(caps.choices[CAPS_DEBUG].value, CAPS_ALLOW);
	ck_assert_uint_eq(caps.limits[CAPS_LIMIT_NOFILE].value, 7);
	ck_assert_uint_eq(caps.privilege_mask, 6);
	ck_assert(caps.privileges_safe && caps.best_effort);
	ck_assert(!caps.network_blocked);
}
END_TEST

/* What is added to one of them is not added to the other. */
START_TEST(lists_are_not_shared)
{
	const struct caps_variable variable = { CAPS_VARIABLE_SET, "C", "d", "k", PLACE };

	fill_given();
	ck_assert_int_eq(set_from_caps(&set, &given, NULL), NONO_OK);
	ck_assert_int_eq(set_to_caps(&caps, &set, NULL), NONO_OK);
	ck_assert_int_eq(caps_add_variable(&caps, &variable, NULL), NONO_OK);
	ck_assert_int_eq(caps_add_policy_file(&caps, "q.yaml", NULL), NONO_OK);
	ck_assert_int_eq(caps_add_variable(&given, &variable, NULL), NONO_OK);
	given.variables[1].value = "e";
	ck_assert_str_eq(caps.variables[1].value, "d");
	ck_assert_uint_eq(given.policy_file_count, 1);
}
END_TEST

START_TEST(descriptors_stay_open)
{
	ck_assert_int_eq(set_to_caps(&caps, &set, NULL), NONO_OK);
	ck_assert_int_eq(caps.choices[CAPS_DESCRIPTORS].value, CAPS_DESCRIPTORS_INHERIT);
	given.choices[CAPS_DESCRIPTORS] =
		(struct caps_choice){ CAPS_DESCRIPTORS_AUDIT, "linux.fds", "audit", PLACE };
	ck_assert_int_eq(set_from_caps(&set, &given, NULL), NONO_OK);
	caps_init(&caps, &memory.allocator);
	ck_assert_int_eq(set_to_caps(&caps, &set, NULL), NONO_OK);
	ck_assert_int_eq(caps.choices[CAPS_DESCRIPTORS].value, CAPS_DESCRIPTORS_AUDIT);
}
END_TEST

/* A port 53 that no query knows of must not come from nowhere. */
static const struct dns_row {
	unsigned profile_port, set_port; /* 0: none */
	size_t expected;		 /* ports */
} dns_rows[] = {
	{ 0, 0, 0 },
	{ 0, 443, 1 },
	{ 443, 0, 2 },
	{ 443, 80, 3 },
};

START_TEST(no_port_is_added)
{
	const struct dns_row *row = &dns_rows[_i];
	const struct caps_port port = { (uint16_t)row->profile_port, CAPS_CONNECT, "k", PLACE };
	struct nono_err err = { 0 };

	if (row->profile_port)
		ck_assert_int_eq(caps_add_port(&given, &port, NULL), NONO_OK);
	ck_assert_int_eq(caps_complete(&given, NULL), NONO_OK);
	ck_assert_int_eq(set_from_caps(&set, &given, NULL), NONO_OK);
	if (row->set_port)
		ck_assert_int_eq(
			set_allow_port(&set, (uint16_t)row->set_port, CAPS_CONNECT, NULL, NULL),
			NONO_OK);
	ck_assert_msg(!set_to_caps(&caps, &set, &err), "%s", err.text);
	ck_assert_uint_eq(caps.port_count, row->expected);
	ck_assert_uint_eq(caps.port_count, set.port_count);
}
END_TEST

START_TEST(blocked_is_blocked)
{
	struct nono_err err = { 0 };

	fill_given();
	given.choices[CAPS_UDP_MODE] = (struct caps_choice){ CAPS_ALLOW, "k", "all", PLACE };
	ck_assert_int_eq(set_from_caps(&set, &given, NULL), NONO_OK);
	set_network(&set, SET_BLOCKED);
	ck_assert_msg(!set_to_caps(&caps, &set, &err), "%s", err.text);
	ck_assert(caps.network_blocked);
	ck_assert_uint_eq(caps.port_count, 0);
	ck_assert_int_eq(caps.choices[CAPS_UDP_MODE].value, CAPS_DEFAULT);
}
END_TEST

START_TEST(a_profile_that_blocks)
{
	const struct place place = PLACE;

	caps_block_network(&given, &place);
	ck_assert_int_eq(set_from_caps(&set, &given, NULL), NONO_OK);
	ck_assert_int_eq(set.network, SET_BLOCKED);
	ck_assert_str_eq(set.network_from.key, "network.block");
	ck_assert_uint_eq(set.network_from.place.line, 3);
	ck_assert_int_eq(set_to_caps(&caps, &set, NULL), NONO_OK);
	ck_assert(caps.network_blocked);
	ck_assert_uint_eq(caps.blocked_at.line, 3);
	set_network(&set, SET_ALLOW_ALL);
	caps_init(&caps, &memory.allocator);
	ck_assert_int_eq(set_to_caps(&caps, &set, NULL), NONO_OK);
	ck_assert(!caps.network_blocked);
}
END_TEST

/* What cannot be enforced is refused: nono reports success on kernels without port rules. */
START_TEST(a_proxy_alone_is_refused)
{
	struct nono_err err = { 0 };

	set_proxy_port(&set, 8080);
	ck_assert_int_eq(set_to_caps(&caps, &set, &err), NONO_ERR_UNSUPPORTED);
	ck_assert_msg(!strncmp(err.text,
			      "Per-port network filtering not supported on this platform: ", 59),
		"%s", err.text);
}
END_TEST

START_TEST(names_of_calls_are_keys)
{
	ck_assert_int_eq(set_allow_path(&set, "/d", CAPS_READ, NULL, NULL), NONO_OK);
	ck_assert_int_eq(set_allow_file(&set, "/f", CAPS_READ, NULL, NULL), NONO_OK);
	ck_assert_int_eq(
		set_allow_socket(&set, "/x.sock", CAPS_SOCKET_FILE, false, NULL, NULL), NONO_OK);
	ck_assert_int_eq(set_allow_port(&set, 1, CAPS_LISTEN, NULL, NULL), NONO_OK);
	ck_assert_int_eq(set_to_caps(&caps, &set, NULL), NONO_OK);
	ck_assert_str_eq(caps.paths[0].key, "allow_path");
	ck_assert_str_eq(caps.paths[1].key, "allow_file");
	ck_assert_str_eq(caps.sockets->key, "allow_socket");
	ck_assert_str_eq(caps.ports->key, "allow_port");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("set_caps");
	TCase *tests = tcase_create("set_caps");

	tcase_add_checked_fixture(tests, make_all, free_all);
	tcase_add_loop_test(tests, path_of_a_profile, 0, TEST_ROWS(paths));
	tcase_add_test(tests, everything_else_of_a_profile);
	tcase_add_test(tests, lists_are_not_shared);
	tcase_add_test(tests, descriptors_stay_open);
	tcase_add_loop_test(tests, no_port_is_added, 0, TEST_ROWS(dns_rows));
	tcase_add_test(tests, blocked_is_blocked);
	tcase_add_test(tests, a_profile_that_blocks);
	tcase_add_test(tests, a_proxy_alone_is_refused);
	tcase_add_test(tests, names_of_calls_are_keys);
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
