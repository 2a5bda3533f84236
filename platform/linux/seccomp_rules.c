/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/linux/seccomp_rules.h"

#include <errno.h>
#include <linux/audit.h>

#define ALL 0xffffffffu
#define IS(n, v)                                       \
	{                                              \
		.argument = n, .mask = ALL, .value = v \
	}
#define NOT(n, v)                                                       \
	{                                                               \
		.argument = n, .mask = ALL, .value = v, .differs = true \
	}
#define BITS(n, m, v)                                \
	{                                            \
		.argument = n, .mask = m, .value = v \
	}
#define BITS_NOT(n, m, v)                                             \
	{                                                             \
		.argument = n, .mask = m, .value = v, .differs = true \
	}

/* Own values: <sys/socket.h> and <linux/in.h> exclude each other. */
enum {
	FAMILY_UNIX = 1,
	FAMILY_INET = 2,
	FAMILY_INET6 = 10,
	FAMILY_NETLINK = 16,
	NETLINK_PROTOCOL_ROUTE = 0,
	TYPE_MASK = 0xf, /* without SOCK_NONBLOCK and SOCK_CLOEXEC */
	TYPE_STREAM = 1,
	TYPE_SEQPACKET = 5,
	TYPE_PACKET = 10, /* obsolete, see packet(7) */
	PROTOCOL_TCP = 6, /* 0 means TCP for a stream */
	LEVEL_TCP = 6,
	OPTION_TCP_ULP = 31,
	MESSAGE_FASTOPEN = 0x20000000,
	OPEN_ACCESS_MODE = 3,
	OPEN_TRUNCATE = 01000,
	AT_EMPTY = 0x1000,
};

#define FASTOPEN(name, n)                                                   \
	{                                                                   \
		CALL_##name, SECCOMP_NET_RESTRICTED, EOPNOTSUPP,            \
			{ BITS_NOT(n, MESSAGE_FASTOPEN, 0) },               \
			"TCP Fast Open connects without Landlock seeing it" \
	}

#define FAMILY_RULES(family, what)                                                               \
	{ CALL_socket, SECCOMP_NET_NONE, EAFNOSUPPORT, { IS(0, family) }, "no network: " what }, \
		{ CALL_socket, SECCOMP_NET_TCP, EACCES,                                          \
			{ IS(0, family), BITS_NOT(1, TYPE_MASK, TYPE_STREAM) },                  \
			what ": nothing but TCP, so no UDP, ICMP and raw sockets" },             \
	{                                                                                        \
		CALL_socket, SECCOMP_NET_TCP, EPROTONOSUPPORT,                                   \
			{ IS(0, family), NOT(2, 0), NOT(2, PROTOCOL_TCP) },                      \
			what ": nothing but TCP, Landlock does not see MPTCP, SCTP and SMC"      \
	}

/*
 * An open for nothing (access mode 3) passes Landlock, which looks at reading and writing, but
 * still truncates (Linux 6.1, ABI 2). Open for writing is Landlock's own to decide.
 */
#define TRUNCATING(name, n)                                                              \
	{ CALL_##name, SECCOMP_NO_TRUNCATE, EACCES,                                      \
		{ BITS_NOT(n, OPEN_TRUNCATE, 0), BITS(n, OPEN_ACCESS_MODE, 0) },         \
		"truncation by an open for reading" },                                   \
	{                                                                                \
		CALL_##name, SECCOMP_NO_TRUNCATE, EACCES,                                \
			{ BITS_NOT(n, OPEN_TRUNCATE, 0), BITS(n, OPEN_ACCESS_MODE, 3) }, \
			"truncation by an open for neither reading nor writing"          \
	}

/* Calls whose arguments are looked at come first; of those the frequent ones. */
const struct seccomp_rule seccomp_rules[] = {
	TRUNCATING(openat, 2),
	TRUNCATING(open, 1),
	{ CALL_socket, SECCOMP_NO_UNIX, EAFNOSUPPORT, { IS(0, FAMILY_UNIX) },
		"a unix socket anywhere on the machine could be connected to" },
	{ CALL_socket, 0, EAFNOSUPPORT, { IS(0, FAMILY_INET), BITS(1, TYPE_MASK, TYPE_PACKET) },
		"the kernel makes a packet socket of it" },
	FAMILY_RULES(FAMILY_INET, "inet"),
	FAMILY_RULES(FAMILY_INET6, "inet6"),
	{ CALL_socket, SECCOMP_NET_NONE, EAFNOSUPPORT, { IS(0, FAMILY_NETLINK) },
		"no network: netlink" },
	{ CALL_socket, 0, EAFNOSUPPORT, { IS(0, FAMILY_NETLINK), NOT(2, NETLINK_PROTOCOL_ROUTE) },
		"of netlink only the list of addresses and routes" },
	{ CALL_socket, 0, EAFNOSUPPORT,
		{ NOT(0, FAMILY_UNIX), NOT(0, FAMILY_INET), NOT(0, FAMILY_INET6),
			NOT(0, FAMILY_NETLINK) },
		"vsock, packet, bluetooth, alg, xdp, can, tipc ... : Landlock sees none of them" },
	FASTOPEN(sendto, 3),
	FASTOPEN(sendmsg, 2),
	FASTOPEN(sendmmsg, 3),
	{ CALL_setsockopt, SECCOMP_NET_RESTRICTED, ENOPROTOOPT,
		{ IS(1, LEVEL_TCP), IS(2, OPTION_TCP_ULP) },
		"the upper layer 'smc' turns a TCP socket into one that Landlock does not see" },
	{ CALL_socketpair, 0, EAFNOSUPPORT, { NOT(0, FAMILY_UNIX) },
		"only unix has pairs that work" },
	/* Found on Linux 6.18; raw is datagram there. From ABI 9 on Landlock sees the sending. */
	{ CALL_socketpair, SECCOMP_NO_UNIX, EACCES,
		{ BITS_NOT(1, TYPE_MASK, TYPE_STREAM), BITS_NOT(1, TYPE_MASK, TYPE_SEQPACKET) },
		"a datagram socket of a pair sends to any unix socket on the machine" },
	{ CALL_execveat, 0, ENOSYS, { BITS_NOT(4, AT_EMPTY, 0) },
		"execution of a descriptor; libc falls back to /proc/self/fd" },

	{ CALL_listen, SECCOMP_NO_LISTEN, EACCES, { { 0 } },
		"listen on an unbound socket binds a port that Landlock does not check" },
	{ CALL_truncate, SECCOMP_NO_TRUNCATE, EACCES, { { 0 } },
		"needs Landlock ABI 3; ftruncate on an open file works" },
	{ CALL_openat2, SECCOMP_NO_TRUNCATE, ENOSYS, { { 0 } },
		"its flags are behind a pointer; programs fall back to openat" },
	{ CALL_clone3, 0, ENOSYS, { { 0 } },
		"its flags are behind a pointer; libc falls back to clone" },
	{ CALL_io_uring_setup, 0, ENOSYS, { { 0 } }, "its operations are not seen by this filter" },
	{ CALL_io_uring_enter, 0, ENOSYS, { { 0 } }, "its operations are not seen by this filter" },
	{ CALL_io_uring_register, 0, ENOSYS, { { 0 } },
		"its operations are not seen by this filter" },
	{ CALL_open_by_handle_at, 0, EPERM, { { 0 } }, "opens files past every path" },
};

const size_t seccomp_rule_count = sizeof(seccomp_rules) / sizeof(seccomp_rules[0]);

const struct seccomp_arch seccomp_x86_64 = { "x86_64", AUDIT_ARCH_X86_64, 469 };
const struct seccomp_arch seccomp_aarch64 = { "aarch64", AUDIT_ARCH_AARCH64, 469 };

static const struct call_row {
	const char *name;
	int x86_64, aarch64;
} calls[] = {
#define AS_ROW(name, x86_64, aarch64) { #name, x86_64, aarch64 },
	LINUX_CALLS(AS_ROW)
#undef AS_ROW
};

const char *seccomp_call_name(enum linux_call call)
{
	return calls[call].name;
}

int seccomp_call_number(enum linux_call call, const struct seccomp_arch *arch)
{
	return arch == &seccomp_aarch64 ? calls[call].aarch64 : calls[call].x86_64;
}

const struct seccomp_arch *seccomp_native(void)
{
#if defined(__aarch64__)
	return &seccomp_aarch64;
#else
	return &seccomp_x86_64;
#endif
}
