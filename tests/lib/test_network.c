/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/lib/lib.h"

/* nono-semantics 3.3, 4.4 and 8 about the network, through the C API. */

enum {
	INVALID = NONO_ERROR_CODE_INVALID_ARGUMENT
};

static const char no_caps[] = "caps pointer is NULL";

START_TEST(network)
{
	EXPECT(nono_capability_set_set_network_blocked(NULL, true), INVALID, no_caps);
	EXPECT(nono_capability_set_set_network_mode(NULL, 7), INVALID, no_caps);
	EXPECT(nono_capability_set_set_network_mode(caps, 3), INVALID, "invalid network mode: 3");
	EXPECT(nono_capability_set_network_mode(NULL), NONO_NETWORK_MODE_ALLOW_ALL, NULL);
	EXPECT(nono_capability_set_set_proxy_port(NULL, 1), INVALID, no_caps);
	EXPECT(nono_capability_set_proxy_port(NULL), 0, NULL);
	EXPECT(nono_capability_set_is_network_blocked(NULL), false, NULL);
}
END_TEST

/* The mode and the port that a call leaves, and whether anything is denied. */
START_TEST(modes_and_port)
{
#define STATE(mode, port, blocked)                                                   \
	do {                                                                         \
		EXPECT(nono_capability_set_network_mode(caps), mode, NULL);          \
		EXPECT(nono_capability_set_proxy_port(caps), port, NULL);            \
		EXPECT(nono_capability_set_is_network_blocked(caps), blocked, NULL); \
	} while (0)

	STATE(1, 0, false);
	EXPECT(nono_capability_set_set_network_blocked(caps, true), 0, NULL);
	STATE(0, 0, true);
	EXPECT(nono_capability_set_set_proxy_port(caps, 8080), 0, NULL);
	STATE(2, 8080, true);
	EXPECT(nono_capability_set_set_network_mode(caps, 2), 0, NULL);
	STATE(2, 0, true);
	EXPECT(nono_capability_set_set_proxy_port(caps, 65535), 0, NULL);
	EXPECT(nono_capability_set_set_network_blocked(caps, false), 0, NULL);
	STATE(1, 0, false);
	EXPECT(nono_capability_set_set_network_mode(caps, 0), 0, NULL);
	STATE(0, 0, true);
	EXPECT(nono_capability_set_set_network_mode(caps, 1), 0, NULL);
	STATE(1, 0, false);
	/* An addition; nono's own answer to a port rule was "not blocked" (its defect 6). */
	EXPECT(nono_capability_set_allow_tcp_connect(caps, 443), 0, NULL);
	STATE(1, 0, true);
}
END_TEST

static void compare_network(int reason, int connect_443, int bind_8080)
{
	struct NonoQueryContext *ctx = nono_query_context_new(caps);
	struct NonoQueryResult result;

	ck_assert_int_eq(nono_query_context_query_network(ctx, &result), 0);
	ck_assert_int_eq(result.reason, reason);
	ck_assert_int_eq(result.status, reason == 4);
	ck_assert(!result.granted_path && !result.access && !result.granted && !result.requested);
	ck_assert_int_eq(nono_query_context_query_port(ctx, 1, 443, &result), 0);
	ck_assert_int_eq(result.reason, connect_443);
	ck_assert_int_eq(nono_query_context_query_port(ctx, 2, 8080, &result), 0);
	ck_assert_int_eq(result.reason, bind_8080);
	nono_query_context_free(ctx);
}

START_TEST(query_network)
{
	compare_network(1, 1, 1);
	nono_capability_set_set_network_blocked(caps, true);
	compare_network(4, 4, 4);
	nono_capability_set_set_network_blocked(caps, false);
	nono_capability_set_allow_tcp_connect(caps, 443);
	compare_network(4, 1, 4); /* defect 6 */
	nono_capability_set_allow_tcp_bind(caps, 8080);
	compare_network(4, 1, 1);
}
END_TEST

/* The third document of 3.11, without its port rules. */
#define PROXY(ports) \
	"(no capabilities granted)\nNetwork:\n  outbound: proxy-only (localhost:" ports ")"

START_TEST(ports_of_a_proxy)
{
	struct NonoQueryContext *before;
	struct NonoQueryResult result;

	nono_capability_set_set_proxy_port(caps, 443);
	compare_network(4, 1, 4);
	EXPECT(nono_capability_set_allow_proxy_bind(caps, 8080), 0, NULL);
	EXPECT(nono_capability_set_allow_proxy_bind(caps, 3000), 0, NULL);
	compare_network(4, 1, 1);
	EXPECT_TEXT(nono_capability_set_summary(caps), PROXY("443, bind: 8080, 3000"), NULL);
	before = nono_query_context_new(caps);
	nono_capability_set_set_proxy_port(caps, 443);
	compare_network(4, 1, 4);
	EXPECT_TEXT(nono_capability_set_summary(caps), PROXY("443"), NULL);
	EXPECT(nono_capability_set_allow_proxy_bind(caps, 9), 0, NULL);
	compare_network(4, 1, 4);
	ck_assert_int_eq(nono_query_context_query_port(before, 2, 8080, &result), 0);
	ck_assert_int_eq(result.reason, 1);
	nono_query_context_free(before);
	nono_capability_set_set_network_mode(caps, 2);
	EXPECT_TEXT(nono_capability_set_summary(caps), PROXY("0"), NULL);
	nono_capability_set_set_network_blocked(caps, true);
	EXPECT(nono_capability_set_allow_proxy_bind(caps, 8080), INVALID,
		"port 8080 can be bound beside a proxy only; choose the proxy's port first, or allow "
		"this one without a proxy");
	compare_network(4, 4, 4);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("network");
	TCase *tests = tcase_create("network");

	tcase_add_checked_fixture(tests, lib_setup, lib_teardown);
	tcase_add_test(tests, network);
	tcase_add_test(tests, modes_and_port);
	tcase_add_test(tests, query_network);
	tcase_add_test(tests, ports_of_a_proxy);
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
