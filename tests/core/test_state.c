/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/caps/state.h"
#include "tests/fake_files.h"
#include "tests/harness.h"

/* nono-semantics 5: documents that are right. */

static struct test_alloc memory;
static struct set set;
static struct state state;

static void make_all(void)
{
	test_alloc_init(&memory, -1);
	set_init(&set, &fake_files, &memory.allocator);
	state = (struct state){ .alloc = &memory.allocator };
}

static void free_all(void)
{
	test_alloc_free(&memory);
}

static const char *write_state(void)
{
	struct nono_err err = { 0 };
	struct buf out;

	buf_init(&out, &memory.allocator);
	ck_assert_msg(!state_to_json(&state, &out, &err), "%s", err.text);
	return buf_string(&out);
}

/* The set as a document: written, read, made a set, and written again. */
static void check_document(const char *expected)
{
	struct nono_err err = { 0 };
	struct set again;

	ck_assert_int_eq(state_from_set(&state, &set, &err), NONO_OK);
	ck_assert_str_eq(write_state(), expected);
	ck_assert_msg(!state_from_json(&state, expected, strlen(expected), &memory.allocator, &err),
		"%s", err.text);
	ck_assert_str_eq(write_state(), expected);
	set_init(&again, &fake_files, &memory.allocator);
	ck_assert_msg(!state_to_set(&again, &state, &err), "%s", err.text);
	ck_assert_int_eq(state_from_set(&state, &again, &err), NONO_OK);
	ck_assert_str_eq(write_state(), expected);
}

static void allow(const char *path, enum caps_access access, bool is_file)
{
	struct nono_err err = { 0 };

	ck_assert_msg(!(is_file ? set_allow_file : set_allow_path)(&set, path, access, NULL, &err),
		"%s", err.text);
}

static void allow_socket(const char *path, enum caps_scope scope, bool binds)
{
	ck_assert_int_eq(set_allow_socket(&set, path, scope, binds, NULL, NULL), NONO_OK);
}

#define EMPTY	"{\n  \"fs\": [],\n  \"net_blocked\": false\n}"
#define BLOCKED "{\n  \"fs\": [],\n  \"net_blocked\": true\n}"

START_TEST(empty)
{
	check_document(EMPTY);
}
END_TEST

START_TEST(blocked)
{
	set_network(&set, SET_BLOCKED);
	check_document(BLOCKED);
}
END_TEST

START_TEST(files)
{
	allow("/srv/hx/d", CAPS_READ_WRITE, false);
	allow("/srv/hx/d/f", CAPS_READ, true);
	set_network(&set, SET_BLOCKED);
	check_document("{\n"
		       "  \"fs\": [\n"
		       "    {\n"
		       "      \"original\": \"/srv/hx/d\",\n"
		       "      \"resolved\": \"/srv/hx/d\",\n"
		       "      \"access\": \"read+write\",\n"
		       "      \"is_file\": false\n"
		       "    },\n"
		       "    {\n"
		       "      \"original\": \"/srv/hx/d/f\",\n"
		       "      \"resolved\": \"/srv/hx/d/f\",\n"
		       "      \"access\": \"read\",\n"
		       "      \"is_file\": true\n"
		       "    }\n"
		       "  ],\n"
		       "  \"net_blocked\": true\n"
		       "}");
}
END_TEST

START_TEST(links_and_relative_paths)
{
	allow("/srv/hx/ld", CAPS_READ, false);
	allow("sub", CAPS_WRITE, false);
	check_document("{\n"
		       "  \"fs\": [\n"
		       "    {\n"
		       "      \"original\": \"/srv/hx/ld\",\n"
		       "      \"resolved\": \"/srv/hx/d\",\n"
		       "      \"access\": \"read\",\n"
		       "      \"is_file\": false\n"
		       "    },\n"
		       "    {\n"
		       "      \"original\": \"sub\",\n"
		       "      \"resolved\": \"/srv/hx/d/sub\",\n"
		       "      \"access\": \"write\",\n"
		       "      \"is_file\": false\n"
		       "    }\n"
		       "  ],\n"
		       "  \"net_blocked\": false\n"
		       "}");
}
END_TEST

START_TEST(sockets)
{
	allow_socket("/srv/hx/s.sock", CAPS_SOCKET_FILE, false);
	allow_socket("/srv/hx/pending.sock", CAPS_SOCKET_FILE, true);
	allow_socket("/srv/hx/d", CAPS_SOCKET_CHILDREN, true);
	allow_socket("/srv/hx/d", CAPS_SOCKET_SUBTREE, false);
	check_document("{\n"
		       "  \"fs\": [],\n"
		       "  \"unix_sockets\": [\n"
		       "    {\n"
		       "      \"original\": \"/srv/hx/s.sock\",\n"
		       "      \"resolved\": \"/srv/hx/s.sock\",\n"
		       "      \"scope\": \"file\",\n"
		       "      \"mode\": \"connect\"\n"
		       "    },\n"
		       "    {\n"
		       "      \"original\": \"/srv/hx/pending.sock\",\n"
		       "      \"resolved\": \"/srv/hx/pending.sock\",\n"
		       "      \"scope\": \"file\",\n"
		       "      \"mode\": \"connect+bind\"\n"
		       "    },\n"
		       "    {\n"
		       "      \"original\": \"/srv/hx/d\",\n"
		       "      \"resolved\": \"/srv/hx/d\",\n"
		       "      \"scope\": \"dir_children\",\n"
		       "      \"mode\": \"connect+bind\"\n"
		       "    },\n"
		       "    {\n"
		       "      \"original\": \"/srv/hx/d\",\n"
		       "      \"resolved\": \"/srv/hx/d\",\n"
		       "      \"scope\": \"dir_subtree\",\n"
		       "      \"mode\": \"connect\"\n"
		       "    }\n"
		       "  ],\n"
		       "  \"net_blocked\": false\n"
		       "}");
}
END_TEST

START_TEST(memory_limits)
{
	set.has_memory_limit = set.has_memory_bytes = true;
	set.memory_bytes = 536870912;
	check_document("{\n  \"fs\": [],\n  \"net_blocked\": false,\n"
		       "  \"resource_limits\": {\n    \"memory_bytes\": 536870912\n  }\n}");
	set.memory_bytes = UINT64_MAX;
	check_document(
		"{\n  \"fs\": [],\n  \"net_blocked\": false,\n"
		"  \"resource_limits\": {\n    \"memory_bytes\": 18446744073709551615\n  }\n}");
	set.has_memory_bytes = false;
	check_document("{\n  \"fs\": [],\n  \"net_blocked\": false,\n  \"resource_limits\": {}\n}");
}
END_TEST

/* A proxy becomes no network at all, as in nono, and so do ports, which in nono become all of it.
 */
START_TEST(what_cannot_be_saved)
{
	set_allow_command(&set, "ls", NULL);
	set_block_command(&set, "rm", NULL);
	set_add_platform_rule(&set, "(a)", NULL);
	check_document(EMPTY);
	set_proxy_port(&set, 8080);
	check_document(BLOCKED);
	set_network(&set, SET_ALLOW_ALL);
	set_allow_port(&set, 443, CAPS_CONNECT, NULL, NULL);
	check_document(BLOCKED);
}
END_TEST

START_TEST(strange_names)
{
	allow("/d\b\f\n\r\t\x01\x1f\x7f\"\\/\xc2\x85\xe2\x82\xac\xf0\x9f\x98\x80", CAPS_READ,
		false);
	check_document(
		"{\n"
		"  \"fs\": [\n"
		"    {\n"
		"      \"original\": "
		"\"/d\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\\\"\\\\/\xc2\x85\xe2\x82\xac\xf0\x9f\x98\x80\",\n"
		"      \"resolved\": "
		"\"/d\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\\\"\\\\/\xc2\x85\xe2\x82\xac\xf0\x9f\x98\x80\",\n"
		"      \"access\": \"read\",\n"
		"      \"is_file\": false\n"
		"    }\n"
		"  ],\n"
		"  \"net_blocked\": false\n"
		"}");
}
END_TEST

/* 5.2, for each of the four paths. */
START_TEST(not_utf8)
{
	struct nono_err err = { 0 };
	struct buf out;

	allow("/d", CAPS_READ, false);
	allow_socket("/d", CAPS_SOCKET_SUBTREE, true);
	ck_assert_int_eq(state_from_set(&state, &set, &err), NONO_OK);
	buf_init(&out, &memory.allocator);
	*(_i == 0	  ? &state.fs->original
		: _i == 1 ? &state.fs->resolved
		: _i == 2 ? &state.sockets->original
			  : &state.sockets->resolved) = "/\xff";
	ck_assert_int_eq(state_to_json(&state, &out, &err), NONO_ERR_CONFIG);
	ck_assert_str_eq(err.text,
		"Configuration parse error: Failed to serialize sandbox state: path contains invalid "
		"UTF-8 characters");
	ck_assert_uint_eq(out.length, 0);
}
END_TEST

#define FS_ENTRY "{\"original\":\"/a\",\"resolved\":\"/a\",\"access\":\"read\",\"is_file\":false}"
#define FS_TEXT                                                                             \
	"{\n  \"fs\": [\n    {\n      \"original\": \"/a\",\n      \"resolved\": \"/a\",\n" \
	"      \"access\": \"read\",\n      \"is_file\": false\n    }\n  ],\n"              \
	"  \"net_blocked\": false\n}"
#define SOCKET(scope, mode)                                                             \
	"{\n  \"fs\": [],\n  \"unix_sockets\": [\n    {\n      \"original\": \"/a\",\n" \
	"      \"resolved\": \"/b\",\n      \"scope\": \"" scope "\",\n"                \
	"      \"mode\": \"" mode "\"\n    }\n  ],\n  \"net_blocked\": true\n}"
#define WITH_SOCKET(more)                                                                   \
	"{\"fs\":[],\"net_blocked\":true,\"unix_sockets\":[{\"original\":\"/a\",\"resolved" \
	"\":\"/b\"," more "}]}"

/* Other documents that are the same state; 5.1. */
static const struct accepted {
	const char *text, *canonical;
} accepted[] = {
	{ "{\"net_blocked\":true,\"fs\":[]}", BLOCKED },
	{ " \t\r\n{ \"fs\" : [ ] , \"net_blocked\" : false } \n", EMPTY },
	{ "{\"fs\":[],\"net_blocked\":false,\"unix_sockets\":[],\"resource_limits\":null}", EMPTY },
	{ "{\"fs\":[],\"net_blocked\":false,\"resource_limits\":{\"memory_bytes\":null}}",
		"{\n  \"fs\": [],\n  \"net_blocked\": false,\n  \"resource_limits\": {}\n}" },
	{ "{\"fs\":[],\"net_blocked\":false,\"resource_limits\":[]}",
		"{\n  \"fs\": [],\n  \"net_blocked\": false,\n  \"resource_limits\": {}\n}" },
	{ "{\"fs\":[" FS_ENTRY "],\"net_blocked\":false}", FS_TEXT },
	{ "[[],[],true,null]", BLOCKED },
	{ "[[],[],true]", BLOCKED },
	{ "[[[\"/a\",\"/a\",\"read\",false]],[],false,null]", FS_TEXT },
	{ "[[],[[\"/a\",\"/b\",\"dir_subtree\",false,\"connect\"]],true]",
		SOCKET("dir_subtree", "connect") },
	{ WITH_SOCKET("\"mode\":\"connect\""), SOCKET("file", "connect") },
	{ WITH_SOCKET("\"mode\":\"connect+bind\",\"scope\":null"), SOCKET("file", "connect+bind") },
	{ WITH_SOCKET("\"mode\":\"connect\",\"is_directory\":true"),
		SOCKET("dir_children", "connect") },
	{ WITH_SOCKET("\"mode\":\"connect\",\"is_directory\":false"), SOCKET("file", "connect") },
	{ WITH_SOCKET("\"is_directory\":true,\"scope\":\"file\",\"mode\":\"connect\""),
		SOCKET("file", "connect") },
	{ WITH_SOCKET("\"mode\":\"no check yet\""), SOCKET("file", "no check yet") },
	/* Unknown keys, whatever is in them and however often. */
	{ "{\"fs\":[],\"x\":1,\"x\":-0.5e+7,\"net_blocked\":false}", EMPTY },
	{ "{\"y\":{\"a\":[[],{},[{}],\"\\\"\\u0000\",null,true,false,0,10.25E-3]},\"fs\":[],"
	  "\"net_blocked\":false}",
		EMPTY },
	{ "{\"fs\":[],\"net_blocked\":false,\"resource_limits\":{\"cpu\":[]}}",
		"{\n  \"fs\": [],\n  \"net_blocked\": false,\n  \"resource_limits\": {}\n}" },
	/* Escapes, in keys as well. */
	{ "{\"\\u0066s\":[{\"original\":\"\\/\\u0061\",\"resolved\":\"\\u002Fa\",\"access\":\"rea"
	  "d\",\"is_file\":false}],\"net_blocked\":false}",
		FS_TEXT },
};

START_TEST(accepts)
{
	const struct accepted *row = &accepted[_i];
	struct nono_err err = { 0 };

	ck_assert_msg(
		!state_from_json(&state, row->text, strlen(row->text), &memory.allocator, &err),
		"%s: %s", row->text, err.text);
	ck_assert_str_eq(write_state(), row->canonical);
}
END_TEST

START_TEST(surrogates)
{
	static const char text[] =
		"[[[\"\\ud83D\\ude00\",\"\\u20ac\\u00e4\\b\",\"\\uD7FF\",true]],[],true]";
	struct nono_err err = { 0 };

	ck_assert_msg(!state_from_json(&state, text, sizeof(text) - 1, &memory.allocator, &err),
		"%s", err.text);
	ck_assert_str_eq(state.fs->original, "\xf0\x9f\x98\x80");
	ck_assert_str_eq(state.fs->resolved, "\xe2\x82\xac\xc3\xa4\b");
	ck_assert_str_eq(state.fs->access, "\xed\x9f\xbf");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("state");
	TCase *tests = tcase_create("state");

	tcase_add_checked_fixture(tests, make_all, free_all);
	tcase_add_test(tests, empty);
	tcase_add_test(tests, blocked);
	tcase_add_test(tests, files);
	tcase_add_test(tests, links_and_relative_paths);
	tcase_add_test(tests, sockets);
	tcase_add_test(tests, memory_limits);
	tcase_add_test(tests, what_cannot_be_saved);
	tcase_add_test(tests, strange_names);
	tcase_add_loop_test(tests, not_utf8, 0, 4);
	tcase_add_loop_test(tests, accepts, 0, TEST_ROWS(accepted));
	tcase_add_test(tests, surrogates);
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
