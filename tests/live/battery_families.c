/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/live/battery.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NO_FAMILY              \
	{                      \
		"EAFNOSUPPORT" \
	}
#define SOCKET(id, name, family, type, protocol)                             \
	{                                                                    \
		id, name, do_socket, NULL, family, type, protocol, NO_FAMILY \
	}

/* Own values: the headers of old distributions and of musl lack some. */
enum {
	FAMILY_KEY = 15,
	FAMILY_RDS = 21,
	FAMILY_PPPOX = 24,
	FAMILY_CAN = 29,
	FAMILY_TIPC = 30,
	FAMILY_BLUETOOTH = 31,
	FAMILY_PHONET = 35,
	FAMILY_IEEE802154 = 36,
	FAMILY_ALG = 38,
	FAMILY_NFC = 39,
	FAMILY_VSOCK = 40,
	FAMILY_KCM = 41,
	FAMILY_QIPCRTR = 42,
	FAMILY_XDP = 44,
	FAMILY_MCTP = 45,
	TYPE_PACKET = 10,
};

static int do_socket(const struct attempt *attempt)
{
	return errno_of(socket((int)attempt->a, (int)attempt->b | SOCK_CLOEXEC, (int)attempt->c));
}

/* The list of interfaces. */
static int do_list(const struct attempt *attempt)
{
	struct {
		struct nlmsghdr head;
		struct rtgenmsg body;
	} request = { .head = { .nlmsg_len = sizeof(request),
			      .nlmsg_type = RTM_GETLINK,
			      .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP } };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, (int)attempt->a);
	char answer[8192];

	if (fd < 0 || send(fd, &request, sizeof(request), 0) < 0)
		return errno;
	return errno_of(recv(fd, answer, sizeof(answer), 0));
}

/* Sets nothing on the loopback interface, which takes the right to set something. */
static int do_change(const struct attempt *attempt)
{
	struct {
		struct nlmsghdr head;
		struct ifinfomsg body;
	} request = { .head = { .nlmsg_len = sizeof(request),
			      .nlmsg_type = RTM_SETLINK,
			      .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK },
		.body.ifi_index = 1 };
	struct {
		struct nlmsghdr head;
		struct nlmsgerr body;
		char rest[256];
	} answer;
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, (int)attempt->a);

	if (fd < 0 || send(fd, &request, sizeof(request), 0) < 0 ||
		recv(fd, &answer, sizeof(answer), 0) < 0)
		return errno;
	return -answer.body.error;
}

static int do_pair(const struct attempt *attempt)
{
	int fds[2];
	int r = errno_of(socketpair((int)attempt->a, (int)attempt->b, (int)attempt->c, fds));

	/* The kernel had the call before it, and has no pairs of this family. */
	return r == EOPNOTSUPP ? 0 : r;
}

/*
 * i386 from a 64-bit program: socketcall(SOCKET), which has its arguments behind a pointer, or
 * b: another call.
 */
static int do_int80(const struct attempt *attempt)
{
#if defined(__x86_64__)
	unsigned *arguments = mmap(
		NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	long number = attempt->a, first = attempt->b, result;

	if (arguments == MAP_FAILED)
		return errno;
	arguments[0] = AF_INET;
	arguments[1] = SOCK_DGRAM;
	arguments[2] = 0;
	if (attempt->path) {
		strcpy((char *)arguments, attempt->path);
		first = (long)(uintptr_t)arguments;
	}
	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "0"(number), "b"(first), "c"(attempt->path ? 0 : arguments), "d"(0L)
			 : "memory", "r8", "r9", "r10", "r11");
	return result < 0 ? (int)-result : 0;
#else
	(void)attempt;
	return ABSENT;
#endif
}

static int do_x32(const struct attempt *attempt)
{
#if defined(__x86_64__)
	return errno_of(syscall(0x40000000L | attempt->a, AF_INET, SOCK_DGRAM, 0));
#else
	(void)attempt;
	return ABSENT;
#endif
}

const struct attempt attempts_families[] = {
	SOCKET("N16", "packet socket", AF_PACKET, SOCK_RAW, 0),
	{ "N17", "list of interfaces", do_list, NULL, NETLINK_ROUTE, 0, 0,
		{ "EAFNOSUPPORT", "residual" } },
	SOCKET("N18", "vsock", FAMILY_VSOCK, SOCK_STREAM, 0),
	SOCKET("N19", "alg", FAMILY_ALG, SOCK_SEQPACKET, 0),
	SOCKET("N20", "bluetooth", FAMILY_BLUETOOTH, SOCK_RAW, 1),
	SOCKET("N21", "can", FAMILY_CAN, SOCK_RAW, 1),
	SOCKET("N22", "tipc", FAMILY_TIPC, SOCK_STREAM, 0),
	SOCKET("N23", "rds", FAMILY_RDS, SOCK_SEQPACKET, 0),
	SOCKET("N24", "key", FAMILY_KEY, SOCK_RAW, 2),
	SOCKET("N26", "kcm", FAMILY_KCM, SOCK_DGRAM, 0),
	SOCKET("N28", "xdp", FAMILY_XDP, SOCK_RAW, 0),
	SOCKET("N29", "generic netlink", AF_NETLINK, SOCK_RAW, NETLINK_GENERIC),
	SOCKET("N30", "events of devices", AF_NETLINK, SOCK_RAW, NETLINK_KOBJECT_UEVENT),
	SOCKET("N31", "packets by an old type", AF_INET, TYPE_PACKET, 0),
	SOCKET("N53", "list of sockets", AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG),
	SOCKET("N54", "netlink audit", AF_NETLINK, SOCK_RAW, NETLINK_AUDIT),
	SOCKET("N55", "netlink xfrm", AF_NETLINK, SOCK_RAW, NETLINK_XFRM),
	SOCKET("N56", "netlink of filters", AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER),
	SOCKET("N57", "netlink connector", AF_NETLINK, SOCK_RAW, NETLINK_CONNECTOR),
	{ "N58", "change an interface", do_change, NULL, NETLINK_ROUTE, 0, 0,
		{ "EAFNOSUPPORT", "EPERM" } },
	{ "N64", "socketcall of i386", do_int80, NULL, 102, 1, 0, { "killed" } },
	{ "N65", "socket of x32", do_x32, NULL, 41, 0, 0, { "ENOSYS" } },
	SOCKET("N74", "pppox", FAMILY_PPPOX, SOCK_DGRAM, 0),
	SOCKET("N75", "qipcrtr", FAMILY_QIPCRTR, SOCK_DGRAM, 0),
	SOCKET("N76", "mctp", FAMILY_MCTP, SOCK_DGRAM, 0),
	SOCKET("N77", "nfc", FAMILY_NFC, SOCK_SEQPACKET, 1),
	SOCKET("N78", "phonet", FAMILY_PHONET, SOCK_DGRAM, 0),
	SOCKET("N79", "ieee802154", FAMILY_IEEE802154, SOCK_RAW, 0),
	{ "N80", "pair of inet", do_pair, NULL, AF_INET, SOCK_STREAM, 0, NO_FAMILY },
	{ "F87", "open of i386", do_int80, "none/secret", 5, 0, 0, { "killed" } },
	{ NULL, NULL, NULL, NULL, 0, 0, 0, { NULL } },
};
