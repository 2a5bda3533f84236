/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <string.h>

#include "core/caps/query.h"
#include "tests/harness.h"

/* nono-semantics 4.5, and what libnono adds behind its keys. */
static const struct set_fs from_user = { "d", "/t/d", CAPS_READ, false, { .source = SET_USER } };
static const struct set_fs from_group = { "d", "/t/\"d\"", CAPS_READ_WRITE, false,
	{ SET_GROUP, "tools", NULL, { 0 } } };
static const struct set_fs from_profile = { "d", "/t/d", CAPS_WRITE, false,
	{ SET_PROFILE, NULL, "filesystem.write", { "web.yaml", 4, 9 } } };
static const struct set_fs from_system = { "d", "/", CAPS_READ, false,
	{ SET_SYSTEM, NULL, NULL, { 0 } } };
static const struct set_port port_443 = { 443, CAPS_CONNECT,
	{ SET_PROFILE, NULL, "network.connect_port", { "web.yaml", 7, 20 } } };

static const struct json_row {
	struct query_result result;
	const char *want;
} json_rows[] = {
	{ { QUERY_ALLOWED, QUERY_GRANTED_PATH, &from_user, NULL, CAPS_READ, CAPS_READ, "/t/d/f",
		  NULL, 0 },
		"{\"status\":\"allowed\",\"reason\":\"granted_path\",\"granted_path\":\"/t/d\","
		"\"access\":\"read\",\"source\":\"user\"}" },
	{ { QUERY_ALLOWED, QUERY_GRANTED_PATH, &from_group, NULL, CAPS_READ_WRITE, CAPS_READ,
		  "/t/d/f", NULL, ENOENT },
		"{\"status\":\"allowed\",\"reason\":\"granted_path\","
		"\"granted_path\":\"/t/\\\"d\\\"\",\"access\":\"read+write\",\"source\":\"group\","
		"\"group\":\"tools\",\"errno\":\"ENOENT\"}" },
	/* it takes another grant as well */
	{ { QUERY_ALLOWED, QUERY_GRANTED_PATH, &from_profile, NULL, CAPS_READ_WRITE,
		  CAPS_READ_WRITE, "/t/d/f", NULL, 0 },
		"{\"status\":\"allowed\",\"reason\":\"granted_path\",\"granted_path\":\"/t/d\","
		"\"access\":\"read+write\",\"source\":\"profile\",\"key\":\"filesystem.write\","
		"\"place\":{\"file\":\"web.yaml\",\"line\":4,\"column\":9}}" },
	{ { QUERY_DENIED, QUERY_PATH_NOT_GRANTED, NULL, NULL, 0, CAPS_READ, "/t/x", NULL, 0 },
		"{\"status\":\"denied\",\"reason\":\"path_not_granted\",\"path\":\"/t/x\"}" },
	{ { QUERY_DENIED, QUERY_PATH_NOT_GRANTED, NULL, NULL, 0, CAPS_READ, NULL, NULL, ELOOP },
		"{\"status\":\"denied\",\"reason\":\"path_not_granted\",\"errno\":\"ELOOP\"}" },
	{ { QUERY_DENIED, QUERY_INSUFFICIENT_ACCESS, &from_system, NULL, CAPS_READ, CAPS_WRITE,
		  "/t/x", "/t/y", 0 },
		"{\"status\":\"denied\",\"reason\":\"insufficient_access\",\"granted\":\"read\","
		"\"requested\":\"write\",\"path\":\"/t/x\",\"target\":\"/t/y\","
		"\"source\":\"system\"}" },
	{ { .status = QUERY_ALLOWED, .reason = QUERY_NETWORK_ALLOWED },
		"{\"status\":\"allowed\",\"reason\":\"network_allowed\"}" },
	{ { .status = QUERY_ALLOWED, .reason = QUERY_NETWORK_ALLOWED, .port = &port_443 },
		"{\"status\":\"allowed\",\"reason\":\"network_allowed\",\"port\":443,"
		"\"source\":\"profile\",\"key\":\"network.connect_port\","
		"\"place\":{\"file\":\"web.yaml\",\"line\":7,\"column\":20}}" },
	{ { .status = QUERY_DENIED, .reason = QUERY_NETWORK_BLOCKED },
		"{\"status\":\"denied\",\"reason\":\"network_blocked\"}" },
};

START_TEST(json)
{
	struct test_alloc alloc;
	struct buf out;

	test_alloc_init(&alloc, -1);
	buf_init(&out, &alloc.allocator);
	query_json(&json_rows[_i].result, &out);
	ck_assert_str_eq(buf_string(&out), json_rows[_i].want);
	test_alloc_free(&alloc);
}
END_TEST

/* The numbers are those of the public ABI (nono-semantics 4.5). */
START_TEST(reasons)
{
	static const char *const names[] = { "granted_path", "network_allowed", "path_not_granted",
		"insufficient_access", "network_blocked" };

	ck_assert_int_eq(QUERY_ALLOWED, 0);
	ck_assert_int_eq(QUERY_DENIED, 1);
	for (int i = 0; i < TEST_ROWS(names); i++)
		ck_assert_str_eq(query_reason_name((enum query_reason)i), names[i]);
}
END_TEST

/* nono-semantics 4.4, and 7.5 for ports: nono's query ignores them, its defect 6. */
enum {
	TCP = CAPS_CONNECT | CAPS_LISTEN,
	UDP_ALL = 1 << 8,    /* 'linux.udp: all' */
	PROXY_BIND = 1 << 9, /* not a direction: to bind beside the proxy */
};

static const struct network_row {
	enum set_network mode;
	unsigned ports[3]; /* directions of 443, 53 and 8080 */
	unsigned profile;
	bool any;	  /* query_network() */
	unsigned want[3]; /* directions in which these are allowed */
	unsigned other;	  /* and in which 99 is */
} network_rows[] = {
	{ SET_ALLOW_ALL, { 0, 0, 0 }, 0, true, { 7, 7, 7 }, 7 },
	{ SET_BLOCKED, { 0, 0, 0 }, 0, false, { 0, 0, 0 }, 0 },
	{ SET_BLOCKED, { 7, 7, 7 }, 0, false, { 0, 0, 0 }, 0 },
	{ SET_ALLOW_ALL, { CAPS_CONNECT, 0, 0 }, 0, false, { CAPS_CONNECT, 0, 0 }, 0 },
	{ SET_ALLOW_ALL, { TCP, CAPS_UDP, CAPS_LISTEN }, 0, false, { TCP, CAPS_UDP, CAPS_LISTEN },
		0 },
	{ SET_ALLOW_ALL, { TCP, 0, 0 }, UDP_ALL, false, { 7, CAPS_UDP, CAPS_UDP }, CAPS_UDP },
	{ SET_PROXY_ONLY, { 0, 0, 0 }, 0, false, { 0, 0, CAPS_CONNECT }, 0 },
	{ SET_PROXY_ONLY, { CAPS_CONNECT, 0, CAPS_LISTEN }, 0, false, { CAPS_CONNECT, 0, TCP }, 0 },
	{ SET_PROXY_ONLY, { PROXY_BIND, 0, PROXY_BIND }, 0, false, { CAPS_LISTEN, 0, TCP }, 0 },
};

static unsigned directions(const struct query *query, uint16_t port)
{
	unsigned allowed = 0;

	for (unsigned direction = CAPS_CONNECT; direction <= CAPS_UDP; direction *= 2) {
		struct query_result result;

		query_port(query, (enum caps_direction)direction, port, &result);
		ck_assert_int_eq(result.reason, result.status == QUERY_ALLOWED
							? QUERY_NETWORK_ALLOWED
							: QUERY_NETWORK_BLOCKED);
		if (result.port)
			ck_assert_uint_eq(result.port->port, port);
		allowed |= result.status == QUERY_ALLOWED ? direction : 0;
	}
	return allowed;
}

START_TEST(network)
{
	static const uint16_t ports[] = { 443, 53, 8080 };
	const struct network_row *row = &network_rows[_i];
	struct caps profile = { 0 };
	struct query_result result;
	struct test_alloc alloc;
	struct query *query;
	struct set set;

	test_alloc_init(&alloc, -1);
	set_init(&set, NULL, &alloc.allocator);
	for (int i = 0; i < TEST_ROWS(ports); i++) {
		if (row->ports[i] & 7)
			ck_assert_int_eq(
				set_allow_port(&set, ports[i], row->ports[i], NULL, NULL), 0);
	}
	set_network(&set, row->mode);
	if (row->mode == SET_PROXY_ONLY)
		set_proxy_port(&set, 8080);
	for (int i = 0; i < TEST_ROWS(ports); i++) {
		if (row->ports[i] & PROXY_BIND)
			ck_assert_int_eq(set_allow_proxy_bind(&set, ports[i], NULL), 0);
	}
	profile.choices[CAPS_UDP_MODE].value = row->profile ? CAPS_ALLOW : CAPS_DEFAULT;
	set.profile = &profile;
	ck_assert_int_eq(query_new(&query, &set, true, &alloc.allocator, NULL), NONO_OK);
	query_network(query, &result);
	ck_assert_int_eq(result.status, row->any ? QUERY_ALLOWED : QUERY_DENIED);
	ck_assert_int_eq(result.reason, row->any ? QUERY_NETWORK_ALLOWED : QUERY_NETWORK_BLOCKED);
	for (int i = 0; i < TEST_ROWS(ports); i++)
		ck_assert_uint_eq(directions(query, ports[i]), row->want[i]);
	ck_assert_uint_eq(directions(query, 99), row->other);
	ck_assert_uint_eq(directions(query, 0), row->other);
	test_alloc_free(&alloc);
}
END_TEST

/* A file system in which /b is /a, mounted once more. */
static int resolve(void *context, const char *path, struct caps_file *out, struct allocator *alloc)
{
	static const struct caps_file files[] = {
		{ "/", CAPS_IS_DIRECTORY, 1, 2, 2 },
		{ "/a", CAPS_IS_DIRECTORY, 2, 2, 2 },
		{ "/b", CAPS_IS_DIRECTORY, 2, 2, 2 },
		{ "/b/d", CAPS_IS_DIRECTORY, 2, 3, 2 },
		{ "/b/d/f", CAPS_IS_REGULAR, 2, 4, 1 },
		{ "/c", CAPS_IS_DIRECTORY, 1, 3, 2 },
	};

	(void)context, (void)alloc;
	for (int i = 0; i < TEST_ROWS(files); i++) {
		if (!strcmp(files[i].path, path)) {
			*out = files[i];
			return 0;
		}
	}
	return ENOENT;
}

static int reach(void *context, const char *path, bool follow, struct caps_file *out,
	struct allocator *alloc)
{
	(void)follow;
	return resolve(context, path, out, alloc);
}

START_TEST(mounted_twice)
{
	static const struct caps_files files = { NULL, resolve, reach };
	static const struct mount_row {
		const char *grant, *path;
		enum query_status want;
	} rows[] = {
		{ "/a", "/b/d/f", QUERY_ALLOWED },
		{ "/a", "/b", QUERY_ALLOWED },
		{ "/c", "/b/d/f", QUERY_DENIED },
		{ "/b", "/a", QUERY_ALLOWED },
		{ "/", "/b/d/f", QUERY_ALLOWED },
		{ "/b/d", "/b", QUERY_DENIED },
	};
	const struct mount_row *row = &rows[_i];
	struct query_result result;
	struct test_alloc alloc;
	struct query *query;
	struct set set;

	test_alloc_init(&alloc, -1);
	set_init(&set, &files, &alloc.allocator);
	ck_assert_int_eq(set_allow_path(&set, row->grant, CAPS_READ, NULL, NULL), NONO_OK);
	ck_assert_int_eq(query_new(&query, &set, true, &alloc.allocator, NULL), NONO_OK);
	ck_assert_int_eq(
		query_path(query, QUERY_READ, row->path, NULL, &alloc.allocator, &result, NULL),
		NONO_OK);
	ck_assert_msg(result.status == row->want, "%s %s", row->grant, row->path);
	test_alloc_free(&alloc);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("query_json");
	TCase *tests = tcase_create("query_json");

	tcase_add_loop_test(tests, json, 0, TEST_ROWS(json_rows));
	tcase_add_test(tests, reasons);
	tcase_add_loop_test(tests, network, 0, TEST_ROWS(network_rows));
	tcase_add_loop_test(tests, mounted_twice, 0, 6);
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
