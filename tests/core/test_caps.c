/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "core/caps/caps.h"
#include "tests/harness.h"

enum {
	ABSOLUTE = -1, /* the row's path stands for itself */
	LONGEST = 4095
};

static const struct place here = { "web.yaml", 4, 9 };

static const struct path_row {
	const char *path;
	int length; /* so many bytes that begin with path */
	bool taken;
	const char *error; /* stands in the error text */
} path_rows[] = {
	{ "/", ABSOLUTE, true, NULL },
	{ "/etc", ABSOLUTE, true, NULL },
	{ "/with space/and:colon", ABSOLUTE, true, NULL },
	{ "/", LONGEST, true, NULL },
	{ "/", LONGEST + 1, false, "4096 bytes" },
	{ "/", 10000, false, "10000 bytes" },
	{ "", ABSOLUTE, false, "not absolute" },
	{ "etc", ABSOLUTE, false, "'etc'" },
	{ "./etc", ABSOLUTE, false, "'./etc'" },
	{ "../etc", ABSOLUTE, false, "not absolute" },
	{ " /etc", ABSOLUTE, false, "not absolute" },
	{ "~user/x", ABSOLUTE, false, "'~user/x'" },
	{ "x", 5000, false, "5000 bytes" },
};

START_TEST(path_is_added)
{
	const struct path_row *row = &path_rows[_i];
	char long_path[10001];
	struct caps_path path = {
		.path = row->path, .access = CAPS_READ, .key = "k", .place = here
	};
	struct test_alloc alloc;
	struct caps caps;
	struct nono_err err = { 0 };
	int r;

	if (row->length != ABSOLUTE) {
		memset(long_path, 'x', sizeof(long_path));
		memcpy(long_path, row->path, strlen(row->path));
		long_path[row->length] = '\0';
		path.path = long_path;
	}
	test_alloc_init(&alloc, -1);
	caps_init(&caps, &alloc.allocator);
	r = caps_add_path(&caps, &path, &err);
	ck_assert_msg(r == (row->taken ? NONO_OK : NONO_ERR_INVALID), "'%s' (%d): %d", row->path,
		row->length, r);
	ck_assert_msg(caps.path_count == (size_t)row->taken, "'%s' (%d)", row->path, row->length);
	if (row->taken) {
		ck_assert_int_eq(err.code, NONO_OK);
		ck_assert_ptr_eq(caps.paths[0].path, path.path);
	} else {
		ck_assert_int_eq(err.code, NONO_ERR_INVALID);
		ck_assert_msg(
			strstr(err.text, row->error) != NULL, "'%s': %s", row->path, err.text);
		ck_assert_msg(!strncmp(err.text, "k: ", 3), "no key in: %s", err.text);
		ck_assert_str_eq(err.source, "web.yaml");
		ck_assert_uint_eq(err.line, 4);
		ck_assert_uint_eq(err.column, 9);
	}
	test_alloc_free(&alloc);
}
END_TEST

START_TEST(order_is_kept)
{
	static const char *const names[] = { "/b", "/a", "/b", "/c" };
	struct test_alloc alloc;
	struct caps caps;

	test_alloc_init(&alloc, -1);
	caps_init(&caps, &alloc.allocator);
	for (unsigned i = 0; i < 100; i++) {
		const struct caps_path path = { names[i % 4], (enum caps_access)(1 + i % 3),
			i % 2 ? CAPS_FILE : CAPS_FILE_OR_DIRECTORY, (enum caps_missing)(i % 3), "k",
			{ "x", i, 1 } };

		ck_assert_int_eq(caps_add_path(&caps, &path, NULL), NONO_OK);
	}
	ck_assert_uint_eq(caps.path_count, 100);
	for (unsigned i = 0; i < 100; i++) {
		const struct caps_path *path = &caps.paths[i];

		ck_assert_str_eq(path->path, names[i % 4]);
		ck_assert_uint_eq(path->access, 1 + i % 3);
		ck_assert_uint_eq(path->kind, i % 2 ? CAPS_FILE : CAPS_FILE_OR_DIRECTORY);
		ck_assert_uint_eq(path->missing, i % 3);
		ck_assert_uint_eq(path->place.line, i);
	}
	test_alloc_free(&alloc);
}
END_TEST

START_TEST(error_leaves_the_set_alone)
{
	const struct caps_path good = { .path = "/a", .key = "k" },
			       bad = { .path = "b", .key = "k" };
	struct test_alloc alloc;
	struct caps caps;
	struct nono_err err = { 0 };

	test_alloc_init(&alloc, 1);
	caps_init(&caps, &alloc.allocator);
	for (int i = 0; i < 64; i++)
		ck_assert_int_eq(caps_add_path(&caps, &good, NULL), NONO_OK);
	ck_assert_int_eq(caps_add_path(&caps, &bad, NULL), NONO_ERR_INVALID);
	ck_assert_int_eq(caps_add_path(&caps, &good, &err), NONO_ERR_NO_MEMORY);
	ck_assert_int_eq(err.code, NONO_ERR_NO_MEMORY);
	ck_assert_uint_eq(caps.path_count, 64);
	ck_assert_str_eq(caps.paths[63].path, "/a");
	ck_assert_int_eq(caps_add_path(&caps, &good, NULL), NONO_OK);
	ck_assert_uint_eq(caps.path_count, 65);
	test_alloc_free(&alloc);
}
END_TEST

/* Ports of a set as pairs, and what the questions about them answer. */
static const struct port_row {
	const char *name;
	struct caps_port ports[3];
	bool blocked;
	bool restricted, connect, listen, either;
	unsigned conflict; /* port that caps_complete() names, 0: none */
} port_rows[] = {
	{ .name = "nothing said" },
	{ .name = "blocked", .blocked = true, .restricted = true },
	{ "connect", { { .port = 443, .direction = CAPS_CONNECT } }, false, true, true, false, true,
		0 },
	{ "listen", { { .port = 65535, .direction = CAPS_LISTEN } }, false, true, false, true, true,
		0 },
	{ "both in one", { { .port = 1, .direction = CAPS_CONNECT | CAPS_LISTEN } }, false, true,
		true, true, true, 0 },
	{ "both in two",
		{ { .port = 80, .direction = CAPS_CONNECT },
			{ .port = 81, .direction = CAPS_LISTEN } },
		false, true, true, true, true, 0 },
	{ "blocked and connect", { { .port = 443, .direction = CAPS_CONNECT } }, true, true, true,
		false, true, 443 },
	{ "blocked and two",
		{ { .port = 81, .direction = CAPS_LISTEN },
			{ .port = 80, .direction = CAPS_CONNECT } },
		true, true, true, true, true, 81 },
};

static void fill_ports(struct caps *caps, const struct port_row *row)
{
	static const struct place block = { "base.yaml", 2, 10 };

	for (unsigned i = 0; row->ports[i].port; i++) {
		struct caps_port port = row->ports[i];

		port.key = "network.some_port";
		port.place = (struct place){ "web.yaml", i + 5, 19 };
		ck_assert_int_eq(caps_add_port(caps, &port, NULL), NONO_OK);
	}
	if (row->blocked)
		caps_block_network(caps, &block);
}

START_TEST(ports_and_questions)
{
	const struct port_row *row = &port_rows[_i];
	struct test_alloc alloc;
	struct caps caps;

	test_alloc_init(&alloc, -1);
	caps_init(&caps, &alloc.allocator);
	fill_ports(&caps, row);
	for (size_t i = 0; i < caps.port_count; i++) {
		ck_assert_uint_eq(caps.ports[i].port, row->ports[i].port);
		ck_assert_uint_eq(caps.ports[i].direction, row->ports[i].direction);
		ck_assert_uint_eq(caps.ports[i].place.line, i + 5);
	}
	ck_assert_msg(
		caps_network_restricted(&caps) == row->restricted, "%s: restricted", row->name);
	ck_assert_msg(caps_has_port(&caps, CAPS_CONNECT) == row->connect, "%s: connect", row->name);
	ck_assert_msg(caps_has_port(&caps, CAPS_LISTEN) == row->listen, "%s: listen", row->name);
	ck_assert_msg(caps_has_port(&caps, CAPS_CONNECT | CAPS_LISTEN) == row->either, "%s: either",
		row->name);
	test_alloc_free(&alloc);
}
END_TEST

START_TEST(conflict_is_found)
{
	const struct port_row *row = &port_rows[_i];
	struct test_alloc alloc;
	struct caps caps;
	struct nono_err err = { 0 };
	char number[32];
	int r;

	test_alloc_init(&alloc, -1);
	caps_init(&caps, &alloc.allocator);
	fill_ports(&caps, row);
	r = caps_complete(&caps, &err);
	ck_assert_msg(r == (row->conflict ? NONO_ERR_INVALID : NONO_OK), "%s: %d", row->name, r);
	ck_assert_int_eq(err.code, r);
	ck_assert_int_eq(caps_complete(&caps, NULL), r);
	if (row->conflict) {
		/* At the port rule, and the text says where the block is. */
		snprintf(number, sizeof(number), "port %u ", row->conflict);
		ck_assert_msg(strstr(err.text, number) != NULL, "%s: %s", row->name, err.text);
		ck_assert_ptr_nonnull(strstr(err.text, "base.yaml:2"));
		ck_assert_ptr_nonnull(strstr(err.text, "network.some_port"));
		ck_assert_str_eq(err.source, "web.yaml");
		ck_assert_uint_eq(err.line, 5);
		ck_assert_uint_eq(err.column, 19);
	}
	test_alloc_free(&alloc);
}
END_TEST

START_TEST(many_ports)
{
	struct test_alloc alloc;
	struct caps caps;

	test_alloc_init(&alloc, -1);
	caps_init(&caps, &alloc.allocator);
	for (unsigned i = 1; i <= 1000; i++) {
		const struct caps_port port = { (uint16_t)(i * 65), CAPS_CONNECT, "k", here };

		ck_assert_int_eq(caps_add_port(&caps, &port, NULL), NONO_OK);
	}
	ck_assert_uint_eq(caps.port_count, 1000);
	for (unsigned i = 1; i <= 1000; i++)
		ck_assert_uint_eq(caps.ports[i - 1].port, i * 65);
	test_alloc_free(&alloc);
}
END_TEST

START_TEST(block_sticks_with_its_first_place)
{
	static const struct place first = { "base.yaml", 3, 4 }, second = { "web.yaml", 5, 6 };
	struct caps caps;

	caps_init(&caps, NULL);
	ck_assert(!caps.network_blocked);
	caps_block_network(&caps, &first);
	caps_block_network(&caps, &second);
	ck_assert(caps.network_blocked);
	ck_assert_str_eq(caps.blocked_at.source, "base.yaml");
	ck_assert_uint_eq(caps.blocked_at.line, 3);
	ck_assert_uint_eq(caps.blocked_at.column, 4);
}
END_TEST

START_TEST(empty_set)
{
	struct caps caps;

	memset(&caps, 0xff, sizeof(caps));
	caps_init(&caps, NULL);
	ck_assert_uint_eq(caps.path_count + caps.port_count, 0);
	ck_assert(!caps.network_blocked && !caps.best_effort);
	ck_assert(!caps_network_restricted(&caps));
	ck_assert_int_eq(caps_complete(&caps, NULL), NONO_OK);
}
END_TEST

START_TEST(access_names)
{
	ck_assert_str_eq(caps_access_name(CAPS_READ), "read");
	ck_assert_str_eq(caps_access_name(CAPS_WRITE), "write");
	ck_assert_str_eq(caps_access_name(CAPS_READ_WRITE), "read+write");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("caps");
	TCase *tests = tcase_create("caps");

	tcase_add_test(tests, empty_set);
	tcase_add_loop_test(tests, path_is_added, 0, TEST_ROWS(path_rows));
	tcase_add_test(tests, order_is_kept);
	tcase_add_test(tests, error_leaves_the_set_alone);
	tcase_add_loop_test(tests, ports_and_questions, 0, TEST_ROWS(port_rows));
	tcase_add_loop_test(tests, conflict_is_found, 0, TEST_ROWS(port_rows));
	tcase_add_test(tests, many_ports);
	tcase_add_test(tests, block_sticks_with_its_first_place);
	tcase_add_test(tests, access_names);
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
