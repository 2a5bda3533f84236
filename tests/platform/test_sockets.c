/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "platform/linux/steps.h"
#include "tests/harness.h"

/*
 * Which inherited sockets stay, for kernels that need not be this one: what the parent left open
 * must not be able to do more than a socket that the program makes itself. Real descriptors are
 * the business of tests/shim/test_descriptors.sh.
 */

enum {
	PORT = 53,
	OTHER = 54,
	FREE = 0, /* nothing is said of the network */
	BLOCK,
	TCP,	 /* PORT may be connected to */
	UDP,	 /* PORT of UDP */
	BOTH,	 /* PORT of both */
	UDP_ALL, /* TCP, and linux.udp: all */
};

#define UNIX(kind)   .domain = AF_UNIX, .type = kind
#define SOCKET(kind) .domain = AF_INET, .type = kind, .protocol = kind == SOCK_STREAM ? 6 : 17
#define STREAM	     SOCKET(SOCK_STREAM)
#define DATAGRAM     SOCKET(SOCK_DGRAM)
#define TO(port)     .is_connected = true, .local_port = 40000, .peer_port = port

static const struct row {
	int abi, network, unix_sockets;
	struct socket_facts facts;
	bool stays;
} rows[] = {
	/* UDP: a port of its own, or one that it is connected to. */
	{ 10, FREE, 0, { DATAGRAM, .local_port = OTHER }, true },
	{ 10, BLOCK, 0, { DATAGRAM }, false },
	{ 10, TCP, 0, { DATAGRAM }, false },
	{ 10, TCP, 0, { DATAGRAM, TO(PORT) }, false },
	{ 10, UDP, 0, { DATAGRAM }, true },
	{ 10, UDP, 0, { DATAGRAM, .local_port = PORT }, true },
	{ 10, UDP, 0, { DATAGRAM, .local_port = OTHER }, false },
	{ 10, UDP, 0, { DATAGRAM, .local_port = OTHER, .is_standard = true }, false },
	{ 10, UDP, 0, { DATAGRAM, TO(PORT) }, true },
	{ 10, UDP, 0, { DATAGRAM, TO(OTHER) }, false },
	{ 10, UDP, 0, { DATAGRAM, TO(OTHER), .is_standard = true }, true },
	{ 10, BOTH, 0, { DATAGRAM, TO(PORT) }, true },
	{ 10, BOTH, 0, { DATAGRAM, TO(OTHER) }, false },
	{ 10, UDP, 0, { .domain = AF_INET6, .type = SOCK_DGRAM, .protocol = 17, TO(PORT) }, true },
	{ 10, UDP, 0, { .domain = AF_INET6, .type = SOCK_DGRAM, .protocol = 17, TO(OTHER) },
		false },
	/* UDP-Lite, ICMP, raw */
	{ 10, UDP, 0, { .domain = AF_INET, .type = SOCK_DGRAM, .protocol = 136 }, false },
	{ 10, UDP, 0, { .domain = AF_INET, .type = SOCK_DGRAM, .protocol = 1 }, false },
	{ 10, UDP, 0, { .domain = AF_INET, .type = SOCK_RAW, .protocol = 17 }, false },
	/* All of UDP, and ports that are not enforced (best-effort). */
	{ 10, UDP_ALL, 0, { DATAGRAM, .local_port = OTHER }, true },
	{ 7, UDP_ALL, 0, { DATAGRAM, TO(OTHER) }, true },
	{ 7, UDP_ALL, 0, { .domain = AF_INET, .type = SOCK_DGRAM, .protocol = 136 }, false },
	{ 7, UDP, 0, { DATAGRAM, .local_port = OTHER }, true },
	{ 7, TCP, 0, { DATAGRAM }, false },
	/* TCP beside it; UDP alone leaves no TCP that could do anything. */
	{ 10, UDP_ALL, 0, { STREAM, TO(PORT) }, true },
	{ 10, UDP_ALL, 0, { STREAM, TO(OTHER) }, false },
	{ 10, UDP, 0, { STREAM, TO(PORT) }, false },
	{ 10, UDP, 0, { STREAM, .local_port = PORT, .listens = true }, false },
	{ 10, UDP, 0, { .domain = AF_INET, .type = SOCK_STREAM, .protocol = 262 }, false },
	/* Unix: where Landlock does not see the sending, what could still be sent anywhere. */
	{ 7, FREE, CAPS_UNIX_AUTO, { UNIX(SOCK_STREAM) }, false },
	{ 7, FREE, CAPS_UNIX_AUTO, { UNIX(SOCK_STREAM), .is_connected = true }, true },
	{ 7, FREE, CAPS_UNIX_AUTO, { UNIX(SOCK_DGRAM), .is_connected = true }, false },
	{ 9, FREE, CAPS_UNIX_AUTO, { UNIX(SOCK_STREAM) }, true },
	{ 9, FREE, CAPS_UNIX_AUTO, { UNIX(SOCK_DGRAM), .is_connected = true }, true },
	{ 9, FREE, CAPS_UNIX_LISTED, { UNIX(SOCK_DGRAM) }, true },
	{ 9, FREE, CAPS_UNIX_NONE, { UNIX(SOCK_STREAM) }, false },
	{ 9, FREE, CAPS_UNIX_NONE, { UNIX(SOCK_DGRAM), .is_connected = true }, false },
	{ 9, FREE, CAPS_UNIX_NONE, { UNIX(SOCK_SEQPACKET), .listens = true }, true },
	{ 7, FREE, CAPS_UNIX_ALL, { UNIX(SOCK_STREAM) }, true },
	{ 7, FREE, CAPS_UNIX_ALL, { UNIX(SOCK_DGRAM), .is_connected = true }, true },
	{ 7, BLOCK, CAPS_UNIX_ALL, { UNIX(SOCK_DGRAM) }, true },
};

static void make_caps(struct caps *caps, const struct row *row, struct allocator *alloc)
{
	static const unsigned directions[] = { [TCP] = CAPS_CONNECT,
		[UDP] = CAPS_UDP,
		[BOTH] = CAPS_CONNECT | CAPS_UDP,
		[UDP_ALL] = CAPS_CONNECT };
	const struct place nowhere = { 0 };
	const struct caps_port port = {
		.port = PORT, .direction = directions[row->network], .key = "network.x_port"
	};

	caps_init(caps, alloc);
	caps->best_effort = true;
	caps->choices[CAPS_UNIX_SOCKETS].value = row->unix_sockets;
	if (row->network == UDP_ALL)
		caps->choices[CAPS_UDP_MODE].value = CAPS_ALLOW;
	if (row->network == BLOCK)
		caps_block_network(caps, &nowhere);
	if (port.direction)
		ck_assert_int_eq(caps_add_port(caps, &port, NULL), NONO_OK);
}

START_TEST(inherited)
{
	const struct row *row = &rows[_i];
	const struct nono_support support = { row->abi, 0 };
	struct test_alloc alloc;
	struct rules *rules;
	struct caps caps;

	test_alloc_init(&alloc, -1);
	make_caps(&caps, row, &alloc.allocator);
	ck_assert_int_eq(platform_compile(&rules, &caps, &support, NULL), NONO_OK);
	ck_assert_msg(socket_allowed(&row->facts, rules) == row->stays, "row %d", _i);
	test_alloc_free(&alloc);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sockets");
	TCase *all = tcase_create("inherited");

	tcase_add_loop_test(all, inherited, 0, TEST_ROWS(rows));
	suite_add_tcase(suite, all);
	return test_main(suite);
}
