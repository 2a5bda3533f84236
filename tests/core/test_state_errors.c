/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/json_read.h"
#include "core/caps/state.h"
#include "tests/fake_files.h"
#include "tests/harness.h"

/* Documents that are no state (nono-semantics 5.3), and states that are no set (5.4). */

static struct test_alloc memory;
static struct set set;
static struct state state;

static void make_all(void)
{
	test_alloc_init(&memory, -1);
	set_init(&set, &fake_files, &memory.allocator);
}

static void free_all(void)
{
	test_alloc_free(&memory);
}

/* "^" stands behind the byte that the error points at, and is no part of the document. */
static const struct refused {
	const char *text, *error; /* without " at line L column C" */
} refused[] = {
	/* The rows of 5.3. */
	{ "no^t valid json", "expected ident" },
	{ "^", "EOF while parsing a value" },
	{ "{}^", "missing field `fs`" },
	{ "{\"fs\":[]}^", "missing field `net_blocked`" },
	{ "null^", "invalid type: null, expected struct SandboxState" },
	{ "{\"fs\":null^,\"net_blocked\":true}", "invalid type: null, expected a sequence" },
	{ "{\"fs\":[],\"net_blocked\":\"true\"^}",
		"invalid type: string \"true\", expected a boolean" },
	{ "{\"fs\":[],\"net_blocked\":true,\"net_blocked\"^:true}",
		"duplicate field `net_blocked`" },
	{ "{\"fs\":[],\"net_blocked\":true} x^", "trailing characters" },
	{ "{\"fs\":[{}^]}", "missing field `original`" },
	{ "{\"fs\":[{\"original\":\"\"}^]}", "missing field `resolved`" },
	{ "{\"fs\":[{\"original\":\"\",\"resolved\":\"\"}^]}", "missing field `access`" },
	{ "{\"fs\":[{\"original\":\"\",\"resolved\":\"\",\"access\":\"\"}^]}",
		"missing field `is_file`" },
	{ "{\"unix_sockets\":[{\"scope\":\"dir\"^}]}",
		"unknown variant `dir`, expected one of `file`, `dir_children`, `dir_subtree`" },
	{ "{\"resource_limits\":{\"memory_bytes\":-1^}}",
		"invalid value: integer `-1`, expected u64" },
	/* Syntax. */
	{ " ^", "EOF while parsing a value" },
	{ "\n\n ^", "EOF while parsing a value" },
	{ "{^", "EOF while parsing an object" },
	{ "{\"fs\"^", "EOF while parsing an object" },
	{ "{\"fs\":^", "EOF while parsing a value" },
	{ "{\"fs\":[^", "EOF while parsing a list" },
	{ "{\"fs\":[]^", "EOF while parsing an object" },
	{ "{\"fs\":[],^", "EOF while parsing a value" },
	{ "{\"fs\":[],}^", "trailing comma" },
	{ "{,^}", "key must be a string" },
	{ "{f^s:[]}", "key must be a string" },
	{ "{\"fs\" [^]}", "expected `:`" },
	{ "{\"fs\":[] \"^net_blocked\":true}", "expected `,` or `}`" },
	{ "{\"fs\":[[\"\",\"\",\"\",true],]^}", "trailing comma" },
	{ "{\"fs\":[[\"\",\"\",\"\",true]}^", "expected `,` or `]`" },
	{ "{\"fs\":[],\"net_blocked\":}^", "expected value" },
	{ "{\"fs\":[],\"net_blocked\":tru}^", "expected ident" },
	{ "{\"fs\":[],\"net_blocked\":t^", "EOF while parsing a value" },
	{ "\xef^\xbb\xbf{\"fs\":[],\"net_blocked\":true}", "expected value" },
	{ "/^/ no comments\n{\"fs\":[],\"net_blocked\":true}", "expected value" },
	{ "{\"fs\":[],\n\"net_blocked\":true}\n}^", "trailing characters" },
	{ "'^fs'", "expected value" },
	/* Strings. */
	{ "{\"fs^", "EOF while parsing a string" },
	{ "{\"fs\\^", "EOF while parsing a string" },
	{ "{\"fs\\u00^", "EOF while parsing a string" },
	{ "{\"a\\x^\":1}", "invalid escape" },
	{ "{\"a\\u00g0^\":1}", "invalid escape" },
	{ "{\"a\t^b\":1}", "control character (\\u0000-\\u001F) found while parsing a string" },
	{ "{\"a\n^b\":1}", "control character (\\u0000-\\u001F) found while parsing a string" },
	{ "{\"\\uDC00^\":1}", "lone leading surrogate in hex escape" },
	{ "{\"\\uD800\"^:1}", "unexpected end of hex escape" },
	{ "{\"\\uD800\\n^\":1}", "unexpected end of hex escape" },
	{ "{\"\\uD800\\u0041^\":1}", "lone leading surrogate in hex escape" },
	{ "{\"\\uD800^", "EOF while parsing a string" },
	{ "{\"a^\xff\":1}", "invalid unicode code point" },
	{ "{\"x\":\"^\xed\xa0\x80\"}", "invalid unicode code point" },
	{ "{\"x\":\"^\xe2\x82", "invalid unicode code point" },
	/* In nono it is the path that is refused, later. */
	{ "{\"fs\":[{\"original\":\"/a\\u0000b\"^}]}",
		"invalid value: string \"/a\\0b\", expected a string without NUL bytes" },
	{ "{\"fs\":[{\"access\":\"read\\u0000\"^}]}",
		"invalid value: string \"read\\0\", expected a string without NUL bytes" },
	/* Numbers. */
	{ "0^", "invalid type: integer `0`, expected struct SandboxState" },
	{ "-1^", "invalid type: integer `-1`, expected struct SandboxState" },
	{ "1.5^", "invalid type: floating point `1.5`, expected struct SandboxState" },
	{ "-^", "EOF while parsing a value" },
	{ "-x^", "invalid number" },
	{ "01^", "invalid number" },
	{ "1.^", "EOF while parsing a value" },
	{ "1.x^", "invalid number" },
	{ "1e^", "EOF while parsing a value" },
	{ "1e+x^", "invalid number" },
	{ ".^5", "expected value" },
	{ "+^1", "expected value" },
	{ "{\"resource_limits\":{\"memory_bytes\":1.5^}}",
		"invalid type: floating point `1.5`, expected u64" },
	{ "{\"resource_limits\":{\"memory_bytes\":18446744073709551616^}}",
		"invalid type: floating point `18446744073709551616`, expected u64" },
	{ "{\"resource_limits\":{\"memory_bytes\":\"1\"^}}",
		"invalid type: string \"1\", expected u64" },
	{ "{\"resource_limits\":{\"memory_bytes\":1,\"memory_bytes\"^:1}}",
		"duplicate field `memory_bytes`" },
	{ "{\"x\":01^}", "invalid number" },
	/* What stands where something else should. */
	{ "true^", "invalid type: boolean `true`, expected struct SandboxState" },
	{ "\"a\\n\\u007f\\\"'\"^",
		"invalid type: string \"a\\n\\u{7f}\\\"'\", expected struct SandboxState" },
	{ "{\"fs\":^{}}", "invalid type: map, expected a sequence" },
	{ "{\"fs\":[],\"net_blocked\":^[]}", "invalid type: sequence, expected a boolean" },
	{ "{\"fs\":[],\"net_blocked\":null^}", "invalid type: null, expected a boolean" },
	{ "{\"fs\":[],\"net_blocked\":1^}", "invalid type: integer `1`, expected a boolean" },
	{ "{\"unix_sockets\":null^}", "invalid type: null, expected a sequence" },
	{ "{\"fs\":[{\"original\":null^}]}", "invalid type: null, expected a string" },
	{ "{\"fs\":[{\"original\":false^}]}", "invalid type: boolean `false`, expected a string" },
	{ "{\"unix_sockets\":[{\"scope\":5^}]}", "expected value" },
	{ "{\"unix_sockets\":[{\"scope\":\"Dir_Children\"^}]}",
		"unknown variant `Dir_Children`, expected one of `file`, `dir_children`, "
		"`dir_subtree`" },
	{ "{\"unix_sockets\":[{\"is_directory\":null^}]}",
		"invalid type: null, expected a boolean" },
	{ "{\"unix_sockets\":[{\"original\":\"\",\"resolved\":\"\"}^]}", "missing field `mode`" },
	/* Arrays in place of objects. */
	{ "[]^", "invalid length 0, expected struct SandboxState with 4 elements" },
	{ "[[]]^", "invalid length 2, expected struct SandboxState with 4 elements" },
	{ "[[],[],true,null,1^]", "trailing characters" },
	{ "[[],[],true,null,]^", "trailing comma" },
	{ "[[],[],true,null}^", "trailing characters" },
	{ "[[],[],true,null^", "EOF while parsing a list" },
	{ "[[],[],true^", "EOF while parsing a list" },
	/* The place is behind what follows the name, since the object is not read any further. */
	{ "{\"fs\":[],\"fs\" \n ^:[]}", "duplicate field `fs`" },
	{ "{\"fs\":[],\"fs\"}^", "duplicate field `fs`" },
};

START_TEST(refuses)
{
	const struct refused *row = &refused[_i];
	const char *mark = strchr(row->text, '^');
	size_t before = (size_t)(mark - row->text), length = strlen(row->text) - 1;
	unsigned line = 1, column = 0;
	struct nono_err err = { 0 };
	char *text = malloc(length ? length : 1), expected[512];
	int r;

	/* Without a NUL, so that a look behind the end is seen. */
	memcpy(text, row->text, before);
	memcpy(text + before, mark + 1, length - before);
	for (size_t i = 0; i < before; i++) {
		column = text[i] == '\n' ? 0 : column + 1;
		line += text[i] == '\n';
	}
	r = state_from_json(&state, text, length, &memory.allocator, &err);
	free(text);
	ck_assert_int_eq(r, NONO_ERR_CONFIG);
	ck_assert_int_eq(err.code, r);
	snprintf(expected, sizeof(expected), "%s at line %u column %u", row->error, line, column);
	ck_assert_str_eq(err.text, expected);
	ck_assert_uint_eq(err.line, line);
	ck_assert_uint_eq(err.column, column);
}
END_TEST

START_TEST(refuses_without_an_error_struct)
{
	ck_assert_int_eq(
		state_from_json(&state, "{}", 2, &memory.allocator, NULL), NONO_ERR_CONFIG);
}
END_TEST

/* The whole of a document, one byte less at a time. */
START_TEST(refuses_what_is_cut)
{
	static const char text[] =
		"{\"x\":[{\"a\":-1.5e3}],\"fs\":[{\"original\":\"\\u00e4\",\"resolved\":\"\","
		"\"access\":\"\",\"is_file\":true}],\"unix_sockets\":[{\"original\":\"\","
		"\"resolved\":\"\",\"scope\":null,\"is_directory\":true,\"mode\":\"\"}],"
		"\"net_blocked\":false,\"resource_limits\":{\"memory_bytes\":1}}";
	size_t length = sizeof(text) - 1;

	ck_assert_int_eq(state_from_json(&state, text, length, &memory.allocator, NULL), NONO_OK);
	while (length--) {
		struct nono_err err = { 0 };
		char *copy = malloc(length ? length : 1);

		memcpy(copy, text, length);
		ck_assert_int_eq(state_from_json(&state, copy, length, &memory.allocator, &err),
			NONO_ERR_CONFIG);
		free(copy);
		ck_assert_msg(!strncmp(err.text, "EOF while parsing ", 18), "%s", err.text);
		ck_assert_uint_eq(err.column, length);
	}
}
END_TEST

static const struct deep {
	int depth, code;
	char open, close;
} deep[] = {
	{ JSON_DEPTH - 1, NONO_OK, '[', ']' }, /* the state itself is one more */
	{ JSON_DEPTH, NONO_ERR_CONFIG, '[', ']' },
	{ 100000, NONO_ERR_CONFIG, '[', ']' },
};

START_TEST(depth)
{
	const struct deep *row = &deep[_i];
	struct nono_err err = { 0 };
	struct buf text;

	buf_init(&text, &memory.allocator);
	buf_text(&text, "{\"fs\":[],\"net_blocked\":true,\"x\":");
	for (int i = 0; i < row->depth; i++)
		buf_add(&text, &row->open, 1);
	for (int i = 0; i < row->depth; i++)
		buf_add(&text, &row->close, 1);
	buf_text(&text, "}");
	ck_assert_int_eq(state_from_json(&state, text.data, text.length, &memory.allocator, &err),
		row->code);
	if (row->code)
		ck_assert_str_eq(err.text, "recursion limit exceeded at line 1 column 160");
}
END_TEST

/* Nothing of a long one is so long that the place does not fit. */
START_TEST(long_texts)
{
	struct nono_err err = { 0 };
	struct buf text;

	buf_init(&text, &memory.allocator);
	buf_text(&text, "{\"fs\":\"");
	for (int i = 0; i < 10000; i++)
		buf_text(&text, "\\u0001");
	buf_text(&text, "\"}");
	ck_assert_int_eq(state_from_json(&state, text.data, text.length, &memory.allocator, &err),
		NONO_ERR_CONFIG);
	ck_assert_msg(strstr(err.text, "\", expected a sequence at line 1 column 60008") != NULL,
		"%s", err.text);
}
END_TEST

/* 5.4 */
static const struct to_set {
	const char *entry; /* of fs */
	int code;
	const char *text;
} to_set[] = {
	{ "[\"/missing\",\"/missing\",\"execute\",false]", NONO_ERR_CONFIG,
		"Configuration parse error: invalid access mode in sandbox state: execute" },
	{ "[\"/d\",\"/d\",\"readwrite\",false]", NONO_ERR_CONFIG,
		"Configuration parse error: invalid access mode in sandbox state: readwrite" },
	{ "[\"/d\",\"/d\",\"none\",false]", NONO_ERR_CONFIG,
		"Configuration parse error: invalid access mode in sandbox state: none" },
	{ "[\"/d\",\"/d\",\"\",false]", NONO_ERR_CONFIG,
		"Configuration parse error: invalid access mode in sandbox state: " },
	{ "[\"/missing\",\"/missing\",\"read\",false]", NONO_ERR_PATH_NOT_FOUND,
		"Path does not exist: /missing" },
	{ "[\"/d\",\"/d\",\"read\",true]", NONO_ERR_EXPECTED_FILE,
		"Expected a file but got a directory: /d" },
	{ "[\"/f\",\"/f\",\"read\",false]", NONO_ERR_EXPECTED_DIRECTORY,
		"Expected a directory but got a file: /f" },
	{ "[\"/loop\",\"/loop\",\"read\",false]", NONO_ERR_CANONICALIZE,
		"Failed to canonicalize path /loop: Too many levels of symbolic links (os error 40)" },
	{ "[\"/link\",\"/link\",\"read\",false]", NONO_ERR_CONFIG,
		"Configuration parse error: filesystem grant canonical path drifted at state reload: "
		"serialized resolved=/link, actual resolved=/real" },
	{ "[\"sub\",\"/other/sub\",\"read\",false]", NONO_ERR_CONFIG,
		"Configuration parse error: filesystem grant canonical path drifted at state reload: "
		"serialized resolved=/other/sub, actual resolved=/srv/hx/d/sub" },
	{ "[\"/link\",\"/real\",\"read\",false]", NONO_OK, "" },
	{ "[\"/link\",\"//real/.\",\"read\",false]", NONO_OK, "" },
};

static int give_set(const char *text, struct nono_err *err)
{
	struct nono_err reading = { 0 };

	ck_assert_msg(!state_from_json(&state, text, strlen(text), &memory.allocator, &reading),
		"%s: %s", text, reading.text);
	return state_to_set(&set, &state, err);
}

START_TEST(gives_files)
{
	const struct to_set *row = &to_set[_i];
	struct nono_err err = { 0 };
	char text[512];

	snprintf(text, sizeof(text),
		"[[[\"/e\",\"/e\",\"write\",false],%s,[\"/missing\",\"\",\"\",false]],[],true]",
		row->entry);
	if (!row->code)
		snprintf(text, sizeof(text), "[[%s],[],true]", row->entry);
	ck_assert_int_eq(give_set(text, &err), row->code);
	ck_assert_int_eq(err.code, row->code);
	ck_assert_str_eq(err.text, row->text);
	ck_assert_uint_eq(set.fs_count, 1);
	ck_assert_int_eq(set.network, row->code ? SET_ALLOW_ALL : SET_BLOCKED);
	ck_assert_int_eq(set.fs->access, row->code ? CAPS_WRITE : CAPS_READ);
}
END_TEST

static const struct to_set sockets_to_set[] = {
	{ "[\"/missing\",\"/missing\",\"file\",false,\"bind\"]", NONO_ERR_CONFIG,
		"Configuration parse error: invalid unix socket mode in sandbox state: bind" },
	{ "[\"/missing\",\"/missing\",\"file\",false,\"connect\"]", NONO_ERR_PATH_NOT_FOUND,
		"Path does not exist: /missing" },
	{ "[\"/d\",\"/d\",\"file\",false,\"connect\"]", NONO_ERR_EXPECTED_FILE,
		"Expected a file but got a directory: /d" },
	{ "[\"/link/x.sock\",\"/link/x.sock\",\"file\",false,\"connect\"]", NONO_ERR_CONFIG,
		"Configuration parse error: unix socket grant canonical path drifted at state reload: "
		"serialized resolved=/link/x.sock, actual resolved=/real/x.sock" },
	{ "[\"/link/missing\",\"/missing\",\"file\",false,\"connect+bind\"]", NONO_ERR_CONFIG,
		"Configuration parse error: unix socket grant canonical path drifted at state reload: "
		"serialized resolved=/missing, actual resolved=/real/missing" },
	{ "[\"/link/missing\",\"/real/missing\",\"file\",false,\"connect+bind\"]", NONO_OK, "" },
	{ "[\"/link\",\"/real\",null,true,\"connect\"]", NONO_OK, "" },
};

START_TEST(gives_sockets)
{
	const struct to_set *row = &sockets_to_set[_i];
	struct nono_err err = { 0 };
	char text[512];

	snprintf(text, sizeof(text), "[[[\"/e\",\"/e\",\"write\",false]],[%s],false]", row->entry);
	ck_assert_int_eq(give_set(text, &err), row->code);
	ck_assert_int_eq(err.code, row->code);
	ck_assert_str_eq(err.text, row->text);
	ck_assert_uint_eq(set.socket_count, !row->code);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("state_errors");
	TCase *tests = tcase_create("state_errors");

	tcase_add_checked_fixture(tests, make_all, free_all);
	tcase_add_loop_test(tests, refuses, 0, TEST_ROWS(refused));
	tcase_add_test(tests, refuses_without_an_error_struct);
	tcase_add_test(tests, refuses_what_is_cut);
	tcase_add_loop_test(tests, depth, 0, TEST_ROWS(deep));
	tcase_add_test(tests, long_texts);
	tcase_add_loop_test(tests, gives_files, 0, TEST_ROWS(to_set));
	tcase_add_loop_test(tests, gives_sockets, 0, TEST_ROWS(sockets_to_set));
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
