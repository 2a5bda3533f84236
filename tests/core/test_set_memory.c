/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/caps/state.h"
#include "tests/fake_files.h"
#include "tests/harness.h"

/*
 * As test_memory.c, for sets and states: memory that fails at the n-th request, for all n. The
 * outcome is NONO_ERR_NO_MEMORY, in words, and what was there is still there.
 */

enum {
	MANY = 70 /* more than what fits without growing */
};

static const char document[] =
	"{\"fs\":[{\"original\":\"\\u0064\",\"resolved\":\"/srv/hx/d/d\",\"access\":\"read\",\"is_file\":"
	"false}],\"\\u0078\":\"\\n\",\"unix_sockets\":[{\"original\":\"/\\u0064\",\"resolved\":\"/d\","
	"\"mode\":\"connect\",\"scope\":\"dir_subtree\"},{\"original\":\"/d/pending\",\"resolved\":"
	"\"/d/pending\",\"mode\":\"connect+bind\"}],\"net_blocked\":true,\"resource_limits\":[1]}";

/* What the operations start from; its memory never fails. */
static struct {
	struct test_alloc alloc;
	struct set set;
	struct state state;
	struct caps caps;
} given;

static void make_given(void)
{
	const struct caps_path path = { .path = "/link/d", .access = CAPS_READ, .key = "k" };
	const struct caps_port port = { .port = 443, .direction = CAPS_CONNECT, .key = "k" };
	const struct caps_socket socket = { .path = "/x.sock", .key = "k" };

	test_alloc_init(&given.alloc, -1);
	set_init(&given.set, &fake_files, &given.alloc.allocator);
	caps_init(&given.caps, &given.alloc.allocator);
	for (int i = 0; i < MANY; i++) {
		set_allow_path(&given.set, i % 2 ? "/d" : "/link", CAPS_READ, NULL, NULL);
		set_allow_socket(&given.set, "/d", CAPS_SOCKET_SUBTREE, i % 2, NULL, NULL);
	}
	set_allow_port(&given.set, 443, CAPS_CONNECT, NULL, NULL);
	caps_add_path(&given.caps, &path, NULL);
	caps_add_port(&given.caps, &port, NULL);
	caps_add_socket(&given.caps, &socket, NULL);
	caps_complete(&given.caps, NULL);
	ck_assert_int_eq(state_from_json(&given.state, document, sizeof(document) - 1,
				 &given.alloc.allocator, NULL),
		NONO_OK);
}

static void free_given(void)
{
	test_alloc_free(&given.alloc);
}

/* The operations: all memory from alloc, the outcome as a code. */

enum {
	ADDED = 8
};

static int add_one(struct set *set, int i, struct nono_err *err)
{
	switch (i % ADDED) {
	case 0:
		return set_allow_path(set, "/link/d", CAPS_READ, NULL, err);
	case 1:
		return set_allow_file(set, "f", CAPS_READ, NULL, err);
	case 2:
		return set_allow_socket(set, "/d/pending", CAPS_SOCKET_FILE, true, NULL, err);
	case 3:
		return set_allow_port(set, 1, CAPS_CONNECT, NULL, err);
	case 4:
		return set_allow_command(set, "a", err);
	case 5:
		return set_block_command(set, "b", err);
	case 6:
		return set_allow_proxy_bind(set, 3000, err);
	default:
		return set_add_platform_rule(set, "(c)", err);
	}
}

static size_t count(const struct set *set)
{
	return set->fs_count + set->socket_count + set->port_count + set->proxy_bind_count +
	       set->allowed_commands.count + set->blocked_commands.count +
	       set->platform_rules.count;
}

static int run_add(struct allocator *alloc, struct nono_err *err)
{
	struct set set;
	int r = NONO_OK;

	set_init(&set, &fake_files, alloc);
	set_proxy_port(&set, 8080);
	for (int i = 0; !r && i < ADDED * MANY; i++) {
		r = add_one(&set, i, err);
		ck_assert_uint_eq(count(&set), (size_t)i + !r);
	}
	return r;
}

static int run_deduplicate(struct allocator *alloc, struct nono_err *err)
{
	struct set set = given.set;
	struct set_fs fs[MANY];
	struct set_socket sockets[MANY];
	int r;

	memcpy(fs, set.fs, sizeof(fs));
	memcpy(sockets, set.sockets, sizeof(sockets));
	set.alloc = alloc;
	set.fs = fs;
	set.sockets = sockets;
	r = set_deduplicate(&set, err);
	ck_assert_uint_eq(set.fs_count, r ? MANY : 2);
	ck_assert_uint_eq(set.socket_count, r ? MANY : 1);
	ck_assert(!r || !memcmp(fs, given.set.fs, sizeof(fs)));
	return r;
}

static int run_summary(struct allocator *alloc, struct nono_err *err)
{
	struct buf text;

	buf_init(&text, alloc);
	set_summary(&given.set, &text);
	return buf_string(&text) ? NONO_OK : nono_err_memory(err);
}

static int run_from_caps(struct allocator *alloc, struct nono_err *err)
{
	struct set set;

	set_init(&set, &fake_files, alloc);
	return set_from_caps(&set, &given.caps, err);
}

static int run_to_caps(struct allocator *alloc, struct nono_err *err)
{
	struct caps caps;

	caps_init(&caps, alloc);
	return set_to_caps(&caps, &given.set, err);
}

static int run_from_set(struct allocator *alloc, struct nono_err *err)
{
	struct state state = { .alloc = alloc };

	return state_from_set(&state, &given.set, err);
}

static int run_to_json(struct allocator *alloc, struct nono_err *err)
{
	struct buf text;

	buf_init(&text, alloc);
	return state_to_json(&given.state, &text, err);
}

static int run_from_json(struct allocator *alloc, struct nono_err *err)
{
	struct state state;

	return state_from_json(&state, document, sizeof(document) - 1, alloc, err);
}

static int run_to_set(struct allocator *alloc, struct nono_err *err)
{
	struct set set;

	set_init(&set, &fake_files, alloc);
	return state_to_set(&set, &given.state, err);
}

static const struct operation {
	const char *name;
	int (*run)(struct allocator *alloc, struct nono_err *err);
	long least; /* requests, so that the loop is known to have met them */
} operations[] = {
	{ "set_allow and the like", run_add, 7 * MANY },
	{ "set_deduplicate", run_deduplicate, 4 },
	{ "set_summary", run_summary, 3 },
	{ "set_from_caps", run_from_caps, 7 },
	{ "set_to_caps", run_to_caps, 4 },
	{ "state_from_set", run_from_set, 4 * MANY },
	{ "state_to_json", run_to_json, 2 },
	{ "state_from_json", run_from_json, 14 },
	{ "state_to_set", run_to_set, 9 },
};

START_TEST(memory_fails)
{
	const struct operation *row = &operations[_i];
	bool failed = true;
	long n;

	for (n = 0; failed; n++) {
		struct nono_err err = { 0 };
		struct test_alloc alloc;
		int r;

		test_alloc_init(&alloc, n);
		r = row->run(&alloc.allocator, &err);
		failed = alloc.calls > n;
		ck_assert_msg(r == (failed ? NONO_ERR_NO_MEMORY : NONO_OK) && err.code == r,
			"%s, request %ld: %d: %s", row->name, n, r, err.text);
		ck_assert_msg(!failed || !strncmp(err.text, "out of memory", 13),
			"%s, request %ld: %s", row->name, n, err.text);
		test_alloc_free(&alloc);
		test_alloc_init(&alloc, n);
		r = row->run(&alloc.allocator, NULL);
		ck_assert_msg(failed == (r != NONO_OK), "%s, %ld, no error struct", row->name, n);
		test_alloc_free(&alloc);
	}
	ck_assert_msg(n > row->least, "%s: only %ld requests", row->name, n - 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("set_memory");
	TCase *tests = tcase_create("set_memory");

	tcase_add_checked_fixture(tests, make_given, free_given);
	tcase_set_timeout(tests, 120); /* every request fails once */
	tcase_add_loop_test(tests, memory_fails, 0, TEST_ROWS(operations));
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
