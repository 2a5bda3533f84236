/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/environment_plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/environment.h"
#include "core/caps/caps_environment.h"
#include "tests/harness.h"

#define SHIM	"/usr/lib/libnono_shim.so"
#define PRELOAD "LD_PRELOAD=" SHIM
#define PROFILE "NONO_PROFILE=web"

enum {
	MOST = 8,
	LONGEST = 64,
};

/*
 * Bytes and pointers as the kernel lays them out, strings one behind the other: what a reader of
 * /proc/PID/environ sees is bytes up to end.
 */
struct block {
	char bytes[MOST * LONGEST];
	size_t end;
	char *env[MOST + 1];
};

static void make_block(struct block *block, const char *const *settings)
{
	memset(block, 0, sizeof(*block));
	for (int i = 0; settings[i]; i++) {
		ck_assert_int_lt(i, MOST);
		ck_assert_uint_lt(strlen(settings[i]), LONGEST);
		block->env[i] = strcpy(block->bytes + block->end, settings[i]);
		block->end += strlen(settings[i]) + 1;
	}
}

/* A profile in short: "+A* -B C=value D=", applied in this order. "!" is an empty allow list. */
static void read_edit(struct environment_edit *edit, struct caps *caps, const char *text)
{
	char copy[256], *rest = copy, *word;
	struct nono_err err = { 0 };
	unsigned column = 0;

	snprintf(copy, sizeof(copy), "%s", text);
	while ((word = strsep(&rest, " "))) {
		struct caps_variable variable = { .key = "key",
			.place = { "web.yaml", 1, ++column } };
		char *equals = strchr(word, '=');

		if (!*word)
			continue;
		variable.kind = *word == '+' || *word == '!' ? CAPS_VARIABLE_ALLOW
				: *word == '-'		     ? CAPS_VARIABLE_DENY
							     : CAPS_VARIABLE_SET;
		if (equals) {
			*equals = '\0';
			variable.value = alloc_text(caps->alloc, equals + 1, strlen(equals + 1));
		}
		word += !equals;
		variable.name = alloc_text(caps->alloc, word, strlen(word));
		ck_assert_int_eq(caps_add_variable(caps, &variable, &err), NONO_OK);
	}
	ck_assert_int_eq(caps_environment(edit, caps, &err), NONO_OK);
}

static struct test_alloc lasting;

static void *map_lasting(size_t size)
{
	return lasting.allocator.allocate(&lasting.allocator, size);
}

struct row {
	const char *edit, *settings[MOST], *want[MOST];
	const char *bytes; /* what /proc/PID/environ has then, NULs as '|'; NULL: not looked at */
};

static const struct row rows[] = {
	/* What is always done. */
	{ "", { PRELOAD, "A=1", PROFILE }, { "A=1" },
		":::::::::::::::::::::::::::::::::::|A=1|::::::::::::::::|" },
	{ "", { "NONO_RECEIPT=/run/x", "NONO_RECEIPTS=1", "NONO_PROFIL=1", PROFILE },
		{ "NONO_RECEIPTS=1", "NONO_PROFIL=1" }, NULL },
	{ "", { "LD_PRELOAD=/a.so:" SHIM, "A=1" }, { "LD_PRELOAD=/a.so", "A=1" },
		"LD_PRELOAD=/a.so|::::::::::::::::::::::::|A=1|" },
	{ "", { "LD_PRELOAD=/a.so:" SHIM, PRELOAD, "LD_PRELOAD=" }, { "LD_PRELOAD=/a.so" }, NULL },
	{ "", { "LD_PRELOAD_32=" SHIM, "XLD_PRELOAD=" SHIM },
		{ "LD_PRELOAD_32=" SHIM, "XLD_PRELOAD=" SHIM }, NULL },
	{ "", { "NO_SIGN", "=x", "A=1" }, { "NO_SIGN", "=x", "A=1" }, NULL },
	{ "", { NULL }, { NULL }, "" },
	/* deny */
	{ "-A", { "A=1", "AB=2", "BA=3" }, { "AB=2", "BA=3" }, ":::|AB=2|BA=3|" },
	{ "-A", { "A=1", "B=2", "A=", "A=A" }, { "B=2" }, ":::|B=2|::|:::|" },
	{ "-A", { "A", "B=2" }, { "B=2" }, NULL },
	{ "-A*", { "A=1", "AB=2", "BA=3" }, { "BA=3" }, NULL },
	{ "-AWS_*", { "AWS=1", "AWS_=2", "AWS_KEY=3", "aws_key=4" }, { "AWS=1", "aws_key=4" },
		NULL },
	{ "-*", { "A=1", "B=2", "NO_SIGN", "" }, { NULL }, ":::|:::|:::::::||" },
	{ "-A -C", { "A=1", "B=2", "C=3" }, { "B=2" }, NULL },
	{ "-LD_PRELOAD", { "LD_PRELOAD=/a.so:" SHIM, "A=1" }, { "A=1" }, NULL },
	{ "-B*", { "A=B" }, { "A=B" }, NULL },
	/* allow */
	{ "+A", { "A=1", "AB=2", "B=3", "A=4" }, { "A=1", "A=4" }, "A=1|::::|:::|A=4|" },
	{ "+A*", { "A=1", "AB=2", "B=3" }, { "A=1", "AB=2" }, NULL },
	{ "+A +B", { "A=1", "AB=2", "B=3" }, { "A=1", "B=3" }, NULL },
	{ "+B +A", { "A=1", "AB=2", "B=3" }, { "A=1", "B=3" }, NULL },
	{ "+*", { "A=1", "NO_SIGN", PROFILE }, { "A=1", "NO_SIGN" }, NULL },
	{ "!", { "A=1", "NO_SIGN", "=" }, { NULL }, ":::|:::::::|:|" },
	{ "! +A", { "A=1", "B=2" }, { "A=1" }, NULL },
	{ "+A", { "LD_PRELOAD=/a.so:" SHIM, "A=1" }, { "A=1" }, NULL },
	{ "+LD_PRELOAD", { "LD_PRELOAD=/a.so:" SHIM, "A=1" }, { "LD_PRELOAD=/a.so" }, NULL },
	{ "+NONO_*", { PROFILE, "NONO_X=1" }, { "NONO_X=1" }, NULL },
	/* both: the order does not matter */
	{ "+A* -AB", { "A=1", "AB=2", "B=3" }, { "A=1" }, NULL },
	{ "-AB +A*", { "A=1", "AB=2", "B=3" }, { "A=1" }, NULL },
	{ "+AB -A*", { "A=1", "AB=2", "B=3" }, { NULL }, NULL },
	/* set, over what is there when that has room */
	{ "A=2", { "A=1", "B=2" }, { "A=2", "B=2" }, "A=2|B=2|" },
	{ "B=", { "A=1", "B=secret", "C=3" }, { "A=1", "B=", "C=3" }, "A=1|B=|:::::|C=3|" },
	{ "A=12", { "A=123" }, { "A=12" }, ":::::|" }, /* no empty string behind it */
	{ "A=1", { "A=123" }, { "A=1" }, "A=1|:|" },
	{ "A=1234", { "A=123", "B=2" }, { "A=1234", "B=2" }, ":::::|B=2|" },
	{ "A=9", { "A=1", "B=2", "A=3", "AA=4" }, { "A=9", "B=2", "AA=4" }, "A=9|B=2|:::|AA=4|" },
	{ "A=1 A=2", { "A=0" }, { "A=2" }, NULL },
	{ "LD_PRELOAD=/b.so", { "A=1", PRELOAD }, { "A=1", "LD_PRELOAD=/b.so" }, NULL },
	/* set where nothing is: behind the rest, as many as went */
	{ "B=2", { "A=1", PROFILE }, { "A=1", "B=2" }, "A=1|::::::::::::::::|" },
	{ "B=2", { PROFILE, "A=1" }, { "A=1", "B=2" }, NULL },
	{ "B=2 C=3", { PRELOAD, "A=1", PROFILE }, { "A=1", "B=2", "C=3" }, NULL },
	{ "B=2 -A", { "A=1" }, { "B=2" }, NULL },
	{ "B=2 C=3", { "B=0", "B=1" }, { "B=2", "C=3" }, NULL },
	/* and counts more than being denied */
	{ "-A A=2", { "A=1" }, { "A=2" }, NULL },
	{ "! B=2 A=3", { "A=1", "C=1", PROFILE }, { "A=3", "B=2" }, NULL },
};

START_TEST(edited)
{
	const struct row *row = &rows[_i];
	struct block block, before;
	struct environment_plan plan;
	struct environment_edit edit;
	struct nono_err err = { 0 };
	struct test_alloc alloc;
	struct caps caps;

	test_alloc_init(&alloc, -1);
	test_alloc_init(&lasting, -1);
	caps_init(&caps, &alloc.allocator);
	make_block(&block, row->settings);
	before = block;
	read_edit(&edit, &caps, row->edit);
	ck_assert_int_eq(environment_plan(&plan, &edit, block.env, SHIM, &alloc.allocator,
				 map_lasting, &err),
		NONO_OK);
	/* Nothing has happened yet. */
	ck_assert(!memcmp(&block, &before, sizeof(block)));
	environment_apply(&plan);
	test_alloc_free(&alloc);
	for (int i = 0; i < MOST && (row->want[i] || block.env[i]); i++)
		ck_assert_msg(row->want[i] && block.env[i] && !strcmp(block.env[i], row->want[i]),
			"'%s', row %d: setting %d is %s, want %s", row->edit, _i, i,
			block.env[i] ? block.env[i] : "nothing",
			row->want[i] ? row->want[i] : "nothing");
	for (size_t i = 0; i < block.end; i++)
		block.bytes[i] = block.bytes[i] ? block.bytes[i] : '|';
	if (row->bytes)
		ck_assert_msg(!strcmp(block.bytes, row->bytes), "'%s': bytes %s, want %s",
			row->edit, block.bytes, row->bytes);
	test_alloc_free(&lasting);
}
END_TEST

/* No room: the place of the first setting that has none. */
static const struct {
	const char *edit, *settings[MOST];
	const char *name; /* NULL: there is room */
	unsigned column;
} room_rows[] = {
	{ "B=2", { "A=1" }, "B", 1 },
	{ "B=2", { "A=1", PROFILE }, NULL, 0 },
	{ "B=2 C=3", { "A=1", PROFILE }, "C", 2 },
	{ "B=2 A=9 C=3 D=4", { "A=1", PROFILE }, "C", 3 },
	{ "B=2 C=3", { "A=1", PROFILE, PRELOAD }, NULL, 0 },
	{ "B=2 C=3", { "A=1", PROFILE, "LD_PRELOAD=/a.so:" SHIM }, "C", 2 },
	{ "B=2 -A", { "A=1" }, NULL, 0 },
	{ "B=2 A=3 -A", { "A=1" }, "B", 1 },
	{ "B=2", { "B=" }, NULL, 0 },
	{ "B=2", { NULL }, "B", 1 },
};

START_TEST(room)
{
	struct environment_plan plan;
	struct environment_edit edit;
	struct nono_err err = { 0 };
	struct test_alloc alloc;
	struct block block;
	struct caps caps;
	char text[64];
	int r;

	test_alloc_init(&alloc, -1);
	test_alloc_init(&lasting, -1);
	caps_init(&caps, &alloc.allocator);
	make_block(&block, room_rows[_i].settings);
	read_edit(&edit, &caps, room_rows[_i].edit);
	r = environment_plan(&plan, &edit, block.env, SHIM, &alloc.allocator, map_lasting, &err);
	ck_assert_int_eq(r, room_rows[_i].name ? NONO_ERR_INVALID : NONO_OK);
	ck_assert_int_eq(r, err.code);
	if (r) {
		snprintf(text, sizeof(text), "key: no room for %s: ", room_rows[_i].name);
		ck_assert_msg(!strncmp(err.text, text, strlen(text)), "%s", err.text);
		ck_assert_uint_eq(err.column, room_rows[_i].column);
	}
	test_alloc_free(&alloc);
	test_alloc_free(&lasting);
}
END_TEST

/* Name resolution over TCP. */
static const struct {
	const char *what;
	enum caps_dns dns;
	bool connects, blocked;
	const char *edit, *settings[MOST], *want[MOST];
} resolver_rows[] = {
	{ "free network", CAPS_DNS_TCP, false, false, "", { PROFILE }, { NULL } },
	{ "by default", CAPS_DNS_AUTO, true, false, "", { PROFILE }, { "RES_OPTIONS=use-vc" } },
	{ "chosen", CAPS_DNS_TCP, true, false, "", { PROFILE }, { "RES_OPTIONS=use-vc" } },
	{ "none", CAPS_DNS_NONE, true, false, "", { PROFILE }, { NULL } },
	{ "udp", CAPS_DNS_UDP, true, false, "", { PROFILE }, { NULL } },
	{ "blocked", CAPS_DNS_AUTO, false, true, "", { PROFILE }, { NULL } },
	{ "beside others", CAPS_DNS_AUTO, true, false, "", { "RES_OPTIONS=rotate ndots:2" },
		{ "RES_OPTIONS=rotate ndots:2 use-vc" } },
	{ "there already", CAPS_DNS_AUTO, true, false, "", { "RES_OPTIONS=rotate use-vc ndots:2" },
		{ "RES_OPTIONS=rotate use-vc ndots:2" } },
	{ "alone", CAPS_DNS_AUTO, true, false, "", { "RES_OPTIONS=use-vc" },
		{ "RES_OPTIONS=use-vc" } },
	{ "similar words", CAPS_DNS_AUTO, true, false, "", { "RES_OPTIONS=use-vcx nouse-vc" },
		{ "RES_OPTIONS=use-vcx nouse-vc use-vc" } },
	{ "empty", CAPS_DNS_AUTO, true, false, "", { "RES_OPTIONS=" }, { "RES_OPTIONS=use-vc" } },
	{ "twice", CAPS_DNS_AUTO, true, false, "", { "RES_OPTIONS=a", "RES_OPTIONS=b" },
		{ "RES_OPTIONS=a use-vc" } },
	{ "denied", CAPS_DNS_AUTO, true, false, "-RES_OPTIONS", { "RES_OPTIONS=rotate" },
		{ "RES_OPTIONS=use-vc" } },
	{ "set by the profile", CAPS_DNS_AUTO, true, false, "RES_OPTIONS=rotate",
		{ "RES_OPTIONS=x" }, { "RES_OPTIONS=rotate" } },
	{ "before what the profile sets", CAPS_DNS_AUTO, true, false, "A=1", { PROFILE, PRELOAD },
		{ "RES_OPTIONS=use-vc", "A=1" } },
};

START_TEST(resolver)
{
	const struct caps_port port = { .port = 443, .direction = CAPS_CONNECT, .key = "k" };
	const struct place here = { "web.yaml", 1, 1 };
	struct environment_plan plan;
	struct environment_edit edit;
	struct nono_err err = { 0 };
	struct test_alloc alloc;
	struct block block;
	struct caps caps;

	test_alloc_init(&alloc, -1);
	test_alloc_init(&lasting, -1);
	caps_init(&caps, &alloc.allocator);
	caps.choices[CAPS_DNS].value = resolver_rows[_i].dns;
	if (resolver_rows[_i].connects)
		ck_assert_int_eq(caps_add_port(&caps, &port, &err), NONO_OK);
	if (resolver_rows[_i].blocked)
		caps_block_network(&caps, &here);
	make_block(&block, resolver_rows[_i].settings);
	read_edit(&edit, &caps, resolver_rows[_i].edit);
	ck_assert_int_eq(environment_plan(&plan, &edit, block.env, SHIM, &alloc.allocator,
				 map_lasting, &err),
		NONO_OK);
	environment_apply(&plan);
	for (int i = 0; resolver_rows[_i].want[i] || block.env[i]; i++)
		ck_assert_msg(resolver_rows[_i].want[i] && block.env[i] &&
				      !strcmp(block.env[i], resolver_rows[_i].want[i]),
			"%s: %s", resolver_rows[_i].what, block.env[i] ? block.env[i] : "nothing");
	test_alloc_free(&alloc);
	test_alloc_free(&lasting);
}
END_TEST

/* The n-th allocation fails, for all n: an error, and the block is untouched. */
START_TEST(out_of_memory)
{
	static const char *const settings[] = { "A=1", PROFILE, NULL };
	int r = NONO_ERR_NO_MEMORY;

	for (long fail_at = 0; r; fail_at++) {
		struct block block, before;
		struct environment_plan plan;
		struct environment_edit edit;
		struct nono_err err = { 0 };
		struct test_alloc good, bad;
		struct caps caps;

		ck_assert_int_lt(fail_at, 100);
		test_alloc_init(&good, -1);
		test_alloc_init(&bad, _i ? -1 : fail_at);
		test_alloc_init(&lasting, _i ? fail_at : -1);
		make_block(&block, settings);
		before = block;
		caps_init(&caps, &good.allocator);
		read_edit(&edit, &caps, "A=longer B=2");
		caps.alloc = &bad.allocator;
		r = caps_environment(&edit, &caps, &err);
		if (!r)
			r = environment_plan(
				&plan, &edit, block.env, SHIM, &bad.allocator, map_lasting, &err);
		ck_assert_int_eq(r, err.code);
		ck_assert(!r || r == NONO_ERR_NO_MEMORY);
		ck_assert(!memcmp(&block, &before, sizeof(block)));
		/* The first one does fail. */
		ck_assert(r || fail_at);
		test_alloc_free(&good);
		test_alloc_free(&bad);
		test_alloc_free(&lasting);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("environment_plan");
	TCase *tests = tcase_create("environment_plan");

	tcase_add_loop_test(tests, edited, 0, TEST_ROWS(rows));
	tcase_add_loop_test(tests, room, 0, TEST_ROWS(room_rows));
	tcase_add_loop_test(tests, resolver, 0, TEST_ROWS(resolver_rows));
	tcase_add_loop_test(tests, out_of_memory, 0, 2);
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
