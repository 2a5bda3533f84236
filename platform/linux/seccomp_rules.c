/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/linux/seccomp_rules.h"

#include <errno.h>

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
#define HIGH_NOT(n, v)                                                                \
	{                                                                             \
		.argument = n, .high = true, .mask = ALL, .value = v, .differs = true \
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
	TYPE_DATAGRAM = 2,
	TYPE_SEQPACKET = 5,
	TYPE_PACKET = 10,  /* obsolete, see packet(7) */
	PROTOCOL_TCP = 6,  /* 0 means TCP for a stream */
	PROTOCOL_UDP = 17, /* and UDP for datagrams */
	LEVEL_TCP = 6,
	OPTION_TCP_ULP = 31,
	MESSAGE_FASTOPEN = 0x20000000,
	OPEN_ACCESS_MODE = 3,
	OPEN_TRUNCATE = 01000,
	AT_EMPTY = 0x1000,
	MEMFD_NOEXEC_SEAL = 8, /* <linux/memfd.h>, Linux 6.3; before, the flag is EINVAL */
	/* <asm-generic/ioctls.h>, <linux/fs.h>, <linux/fsverity.h>, <linux/fscrypt.h> */
	IOCTL_TIOCSTI = 0x5412,
	IOCTL_TIOCLINUX = 0x541c,
	IOCTL_TIOCCONS = 0x541d,
	IOCTL_TIOCSSERIAL = 0x541f,
	IOCTL_TIOCSETD = 0x5423,
	IOCTL_TIOCSIG = 0x40045436,
	IOCTL_FS_SETFLAGS = 0x40086602,
	IOCTL_FS32_SETFLAGS = 0x40046602, /* compat_sys_ioctl() makes the one above of it */
	IOCTL_FS_FSSETXATTR = 0x401c5820,
	IOCTL_FS_ENABLE_VERITY = 0x40806685,
};
#define PERSONALITY_QUERY	       0xffffffffu
#define IOCTL_FS_SET_ENCRYPTION_POLICY 0x800c6613u

/* <linux/sched.h>; clone uses the bit of the time namespace for something else. */
enum {
	CLONE_NAMESPACES = 0x7e020000, /* NEW: NS CGROUP UTS IPC USER PID NET */
	CLONE_TIME_NAMESPACE = 0x80,
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
		{ CALL_socket, SECCOMP_NET_UDP, EACCES,                                          \
			{ IS(0, family), BITS_NOT(1, TYPE_MASK, TYPE_STREAM),                    \
				BITS_NOT(1, TYPE_MASK, TYPE_DATAGRAM) },                         \
			what ": nothing but TCP and UDP, so no raw sockets" },                   \
		{ CALL_socket, SECCOMP_NET_UDP, EPROTONOSUPPORT,                                 \
			{ IS(0, family), BITS(1, TYPE_MASK, TYPE_STREAM), NOT(2, 0),             \
				NOT(2, PROTOCOL_TCP) },                                          \
			what ": nothing but TCP, Landlock does not see MPTCP, SCTP and SMC" },   \
		{ CALL_socket, SECCOMP_NET_UDP, EPROTONOSUPPORT,                                 \
			{ IS(0, family), BITS(1, TYPE_MASK, TYPE_DATAGRAM), NOT(2, 0),           \
				NOT(2, PROTOCOL_UDP) },                                          \
			what ": nothing but UDP, Landlock does not see ICMP and UDP-Lite" },     \
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

/* On the terminal that the program was started from; a process outside acts on what it gets. */
#define TERMINAL(command, what)                                \
	{                                                      \
		CALL_ioctl, 0, EPERM, { IS(1, command) }, what \
	}

/* Asks for writing on no descriptor, so Landlock has nothing to say. */
#define FILE_COMMAND(command, what)                                                            \
	{                                                                                      \
		CALL_ioctl, SECCOMP_NO_METADATA, EPERM, { IS(1, command) }, "read-only: " what \
	}

/* The frequent calls first. */
const struct seccomp_rule seccomp_rules[] = {
	TRUNCATING(openat, 2),
	TRUNCATING(open, 1),
	TERMINAL(IOCTL_TIOCSTI, "types into the terminal, for the shell outside to run"),
	TERMINAL(IOCTL_TIOCLINUX, "pastes into the console"),
	TERMINAL(IOCTL_TIOCSETD, "loads a line discipline"),
	TERMINAL(IOCTL_TIOCCONS, "redirects the console"),
	TERMINAL(IOCTL_TIOCSSERIAL, "sets up a serial port"),
	TERMINAL(IOCTL_TIOCSIG, "signals the processes outside on a terminal"),
	FILE_COMMAND(IOCTL_FS_SETFLAGS, "flags of files"),
	{ CALL_ioctl, SECCOMP_NO_METADATA | SECCOMP_ONLY_32_BIT, EPERM,
		{ IS(1, IOCTL_FS32_SETFLAGS) }, "read-only: flags of files" },
	FILE_COMMAND(IOCTL_FS_FSSETXATTR, "flags of files"),
	FILE_COMMAND(IOCTL_FS_ENABLE_VERITY, "verity of files"),
	FILE_COMMAND(IOCTL_FS_SET_ENCRYPTION_POLICY, "encryption of directories"),
	{ CALL_clone, SECCOMP_NO_NAMESPACES, EPERM, { BITS_NOT(0, CLONE_NAMESPACES, 0) },
		"a new namespace, in which a user has the powers of root" },
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
	{ CALL_unshare, SECCOMP_NO_NAMESPACES, EPERM,
		{ BITS_NOT(0, CLONE_NAMESPACES | CLONE_TIME_NAMESPACE, 0) },
		"a new namespace, in which a user has the powers of root" },
	/* Two rules, since a pointer has two halves and one that is not 0 is enough. */
	{ CALL_prlimit64, 0, EPERM, { NOT(0, 0), NOT(2, 0) },
		"a limit of CPU time kills a process that no signal reaches" },
	{ CALL_prlimit64, 0, EPERM, { NOT(0, 0), HIGH_NOT(2, 0) },
		"a limit of CPU time kills a process that no signal reaches" },
	{ CALL_memfd_create, SECCOMP_NO_MEMFD_EXEC, EPERM, { BITS(1, MEMFD_NOEXEC_SEAL, 0) },
		"a file in memory can be executed, unless it is sealed against that" },
	{ CALL_personality, 0, EPERM, { NOT(0, 0), NOT(0, PERSONALITY_QUERY) },
		"takes defences away from programs that are executed later" },
};

const size_t seccomp_rule_count = sizeof(seccomp_rules) / sizeof(seccomp_rules[0]);
