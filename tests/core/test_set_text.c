/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "core/base/errno_system.h"
#include "core/base/utf8.h"
#include "core/caps/set.h"
#include "tests/fake_files.h"
#include "tests/harness.h"

/* Texts that go in (platform rules, nono-semantics 3.6) and out (summaries, 3.11). */

static struct test_alloc memory;
static struct set set;

static void make_set(void)
{
	test_alloc_init(&memory, -1);
	set_init(&set, &fake_files, &memory.allocator);
}

static void free_set(void)
{
	test_alloc_free(&memory);
}

#define START	     "must be an S-expression starting with '(': "
#define BALANCE	     "has unbalanced parentheses: "
#define COMMENT	     "has unterminated block comment"
#define UNTERMINATED "has unterminated string"
#define ROOT_READ    "must not grant root-level read access"
#define ROOT_WRITE   "must not grant root-level write access"

static const struct rule {
	const char *text;
	const char *error; /* NULL: accepted; what ends with a space goes on with the rule */
} rules[] = {
	{ "(deny file-write-unlink)", NULL },
	{ "  (deny file-write-unlink)\n", NULL },
	{ "\xc2\xa0\xe2\x80\x83\v(deny x)\xe3\x80\x80", NULL },
	{ "()", NULL },
	{ "(a)(b)", NULL },
	{ "", START },
	{ "  \t\n", START },
	{ "not an s-expression", START },
	{ ")", START },
	{ "; c\n(a)", START },
	{ "\xe2\x80\x8b(a)", START }, /* no white space */
	{ "(", BALANCE },
	{ "(deny file-read*", BALANCE },
	{ "(deny file-read*))", BALANCE },
	{ "(a))(b", BALANCE },
	{ "(a \"(\")", BALANCE }, /* it counts */
	{ "(a \"(\" \")\")", NULL },
	{ "(allow file-read* (subpath \"/\"))", ROOT_READ },
	{ "(allow\t\tfile-read*   ( subpath \t \"/\" ) )", ROOT_READ },
	{ "(allow file-read* #| c |# (subpath \"/\"))", ROOT_READ },
	{ "(allow file-read* ; c\n(subpath \"/\"))", ROOT_READ },
	{ "(allow file-read* (subpath /))", ROOT_READ },
	{ "(allow file-read* (subpath \"\\/\"))", ROOT_READ },
	{ "(allow file-read*(subpath\"/\"))", ROOT_READ },
	{ "(allow file-write* (subpath \"/\"))", ROOT_WRITE },
	{ "(deny x)(allow file-write* (subpath \"/\"))", ROOT_WRITE },
	{ "(allow file-write* (subpath \"/\"))(allow file-read* (subpath \"/\"))", ROOT_WRITE },
	{ "(deny \"allow\" \"file-read*\" \"subpath\" \"/\")", ROOT_READ },
	{ "(deny file-read* (subpath \"/\"))", NULL },
	{ "(allow file-read* (subpath \"/usr\"))", NULL },
	{ "(deny x #| open", COMMENT },
	{ "(deny x #|#)", COMMENT },
	{ "(deny x (subpath \"/usr))", UNTERMINATED },
	{ "(deny x \"\\\"", UNTERMINATED },
	{ "(deny x \"\\", UNTERMINATED },
	/* What nono does not see either. */
	{ "(allow file-read* (subpath \"//\"))", NULL },
	{ "(allow file-read* (subpath \"/.\"))", NULL },
	{ "(allow file* (subpath \"/\"))", NULL },
	{ "(allow file-read-data (subpath \"/\"))", NULL },
	{ "(allow file-read*)", NULL },
	{ "(allow default)", NULL },
	{ "(version 1)(allow default)", NULL },
	{ "(allow file-read* file-write* (subpath \"/\"))", NULL },
	{ "(allow file-read* (require-any (subpath \"/\")))", NULL },
	{ "(allow (with no-log) file-read* (subpath \"/\"))", NULL },
	{ "(allow file-read* (regex #\"^/\"))", NULL },
	{ "(allow file-read*;c\n(subpath \"/\"))", NULL },
	{ "(allow file-read*#|c|# (subpath \"/\"))", NULL },
	{ "(ALLOW file-read* (subpath \"/\"))", NULL },
};

START_TEST(platform_rule)
{
	const struct rule *row = &rules[_i];
	struct nono_err err = { 0 };
	int r = set_add_platform_rule(&set, row->text, &err);
	char expected[512];

	ck_assert_uint_eq(set.platform_rules.count, !row->error);
	if (!row->error) {
		ck_assert_msg(!r && !err.code, "%s: %s", row->text, err.text);
		ck_assert_str_eq(set.platform_rules.texts[0], row->text);
		return;
	}
	snprintf(expected, sizeof(expected), "Sandbox initialization failed: platform rule %s%s",
		row->error, strrchr(row->error, '\0')[-1] == ' ' ? row->text : "");
	ck_assert_int_eq(r, NONO_ERR_SANDBOX);
	ck_assert_int_eq(err.code, r);
	ck_assert_str_eq(err.text, expected);
}
END_TEST

static void check_summary(const char *expected)
{
	struct buf text;

	buf_init(&text, &memory.allocator);
	set_summary(&set, &text);
	ck_assert_str_eq(buf_string(&text), expected);
}

static void allow(const char *path, enum caps_access access, bool is_file)
{
	ck_assert_int_eq(
		(is_file ? set_allow_file : set_allow_path)(&set, path, access, NULL, NULL),
		NONO_OK);
}

START_TEST(summary_of_nothing)
{
	check_summary("(no capabilities granted)\nNetwork:\n  outbound: allowed");
}
END_TEST

START_TEST(summary_of_files)
{
	allow("/srv/hx/d", CAPS_READ_WRITE, false);
	allow("/srv/hx/d/f", CAPS_READ, true);
	set_network(&set, SET_BLOCKED);
	check_summary("Filesystem:\n"
		      "  /srv/hx/d [read+write] (dir)\n"
		      "  /srv/hx/d/f [read] (file)\n"
		      "Network:\n"
		      "  outbound: blocked");
}
END_TEST

/* The third document of 3.11. */
START_TEST(summary_of_a_proxy)
{
	set_proxy_port(&set, 8080);
	ck_assert_int_eq(set_allow_proxy_bind(&set, 18789, NULL), NONO_OK);
	ck_assert_int_eq(set_allow_proxy_bind(&set, 3000, NULL), NONO_OK);
	set_allow_port(&set, 443, CAPS_CONNECT, NULL, NULL);
	set_allow_port(&set, 8443, CAPS_CONNECT, NULL, NULL);
	set_allow_port(&set, 8080, CAPS_LISTEN, NULL, NULL);
	check_summary("(no capabilities granted)\n"
		      "Network:\n"
		      "  outbound: proxy-only (localhost:8080, bind: 18789, 3000)\n"
		      "  tcp connect ports: 443, 8443\n"
		      "  tcp bind ports: 8080");
}
END_TEST

/* UDP is ours. */
START_TEST(summary_of_ports)
{
	set_proxy_port(&set, 8080);
	set_allow_port(&set, 443, CAPS_CONNECT, NULL, NULL);
	set_allow_port(&set, 8443, CAPS_CONNECT, NULL, NULL);
	set_allow_port(&set, 8080, CAPS_LISTEN, NULL, NULL);
	check_summary("(no capabilities granted)\n"
		      "Network:\n"
		      "  outbound: proxy-only (localhost:8080)\n"
		      "  tcp connect ports: 443, 8443\n"
		      "  tcp bind ports: 8080");
	set_allow_port(&set, 53, CAPS_CONNECT | CAPS_LISTEN | CAPS_UDP, NULL, NULL);
	set_network(&set, SET_ALLOW_ALL);
	check_summary("(no capabilities granted)\n"
		      "Network:\n"
		      "  outbound: allowed\n"
		      "  tcp connect ports: 443, 8443, 53\n"
		      "  tcp bind ports: 8080, 53\n"
		      "  udp ports: 53");
}
END_TEST

START_TEST(summary_of_sockets)
{
	set_allow_socket(&set, "/srv/hx/s.sock", CAPS_SOCKET_FILE, false, NULL, NULL);
	set_allow_socket(&set, "/srv/hx/pending.sock", CAPS_SOCKET_FILE, true, NULL, NULL);
	set_allow_socket(&set, "/srv/hx/d", CAPS_SOCKET_CHILDREN, true, NULL, NULL);
	set_allow_socket(&set, "/srv/hx/d", CAPS_SOCKET_SUBTREE, false, NULL, NULL);
	check_summary("Unix sockets:\n"
		      "  /srv/hx/s.sock [connect] (file)\n"
		      "  /srv/hx/pending.sock [connect+bind] (file)\n"
		      "  /srv/hx/d [connect+bind] (dir-children)\n"
		      "  /srv/hx/d [connect] (dir-subtree)\n"
		      "Network:\n"
		      "  outbound: allowed");
}
END_TEST

/* Not escaped, as in nono; what is not UTF-8 is replaced. */
START_TEST(summary_of_strange_names)
{
	allow("/a\nb\xff\x1b", CAPS_WRITE, false);
	check_summary("Filesystem:\n"
		      "  /a\nb\xef\xbf\xbd\x1b [write] (dir)\n"
		      "Network:\n"
		      "  outbound: allowed");
}
END_TEST

/* "?" is U+FFFD. The Unicode Standard, table 3-8 and the examples of 3.9; RFC 3629. */
static const struct utf8_row {
	const char *text, *replaced;
} utf8_rows[] = {
	{ "", "" },
	{ "a\n\x7f", "a\n\x7f" },
	{ "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80" },
	{ "\xc2\x80\xef\xbf\xbf\xf4\x8f\xbf\xbf", "\xc2\x80\xef\xbf\xbf\xf4\x8f\xbf\xbf" },
	{ "\x80", "?" },
	{ "\xc0\xaf", "??" },
	{ "\xed\xa0\x80", "???" },
	{ "\xf4\x90\x80\x80", "????" },
	{ "\xf5\x80", "??" },
	{ "\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41", "????A" },
	{ "\xf0\x80\x80\x41", "???A" },
	{ "\x61\xf1\x80\x80\xe1\x80\xc2\x62\x80\x63\x80\xbf\x64", "a???b?c??d" },
	{ "\xe2\x82", "?" },
};

START_TEST(replaced)
{
	const struct utf8_row *row = &utf8_rows[_i];
	struct buf text, expected;
	bool is_valid = true;

	buf_init(&expected, &memory.allocator);
	for (const char *at = row->replaced; *at; at++) {
		is_valid &= *at != '?';
		buf_add(&expected, *at == '?' ? "\xef\xbf\xbd" : at, *at == '?' ? 3 : 1);
	}
	buf_init(&text, &memory.allocator);
	utf8_add(&text, row->text);
	ck_assert_str_eq(buf_string(&text), buf_string(&expected));
	ck_assert_int_eq(utf8_is_valid(row->text, strlen(row->text)), is_valid);
}
END_TEST

START_TEST(length_is_a_limit)
{
	ck_assert(!utf8_is_valid("\xe2\x82\xac", 2));
	ck_assert(utf8_is_valid("\xe2\x82\xac", 3));
	ck_assert_uint_eq(utf8_character("\xe2\x82\xac", 2), 0);
	ck_assert(utf8_is_valid("\xff", 0));
}
END_TEST

#ifdef __GLIBC__
/* What strerror(3) says, which is English: no test has called setlocale(3). */
START_TEST(errno_texts)
{
	char unknown[64];

	snprintf(unknown, sizeof(unknown), "Unknown error %d", _i);
	if (strcmp(strerror(_i), unknown) != 0 && _i)
		ck_assert_str_eq(errno_system_text(_i), strerror(_i));
	else
		ck_assert_str_eq(errno_system_text(_i), "Unknown error");
}
END_TEST
#endif

int main(void)
{
	Suite *suite = suite_create("set_text");
	TCase *tests = tcase_create("set_text");

	tcase_add_checked_fixture(tests, make_set, free_set);
	tcase_add_loop_test(tests, platform_rule, 0, TEST_ROWS(rules));
	tcase_add_test(tests, summary_of_nothing);
	tcase_add_test(tests, summary_of_files);
	tcase_add_test(tests, summary_of_a_proxy);
	tcase_add_test(tests, summary_of_ports);
	tcase_add_test(tests, summary_of_sockets);
	tcase_add_test(tests, summary_of_strange_names);
	tcase_add_loop_test(tests, replaced, 0, TEST_ROWS(utf8_rows));
	tcase_add_test(tests, length_is_a_limit);
#ifdef __GLIBC__
	tcase_add_loop_test(tests, errno_texts, -1, 140);
#endif
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
