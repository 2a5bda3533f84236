/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/platform/seccomp_oracle.h"

#include <errno.h>

static const struct {
	int x86_64, aarch64;
} numbers[] = {
#define ROW(name, x86_64, aarch64) { x86_64, aarch64 },
	ORACLE_CALLS(ROW)
#undef ROW
		{ 2, -1 },
};

uint32_t oracle_number(const struct oracle *oracle, enum oracle_call call)
{
	return (uint32_t)(oracle->arm ? numbers[call].aarch64 : numbers[call].x86_64);
}

enum oracle_call oracle_call(const struct oracle *oracle, uint32_t number)
{
	enum oracle_call call = 0;

	while (call < IS_OTHER && (oracle_number(oracle, call) != number || number > ORACLE_NEWEST))
		call++;
	return call;
}

/* Below Landlock ABI 3 truncation, below 9 connecting to a unix socket goes unseen. */
static bool filters_truncation(const struct oracle *oracle)
{
	return oracle->abi == 1 || oracle->abi == 2;
}

/*
 * The oracle, from the specification and not from the rules. Families: 1 unix, 2 inet, 10 inet6,
 * 16 netlink (protocol 0 is route). Type 10 of inet is the old name of a packet socket.
 */
static int inet_errno(const struct oracle *oracle, int family, int type, int protocol)
{
	if (family == 2 && type == 10)
		return EAFNOSUPPORT;
	if (oracle->network == NETWORK_FREE)
		return 0;
	if (oracle->network == NETWORK_BLOCKED)
		return EAFNOSUPPORT;
	if (type != 1)
		return EACCES;
	return protocol == 0 || protocol == 6 ? 0 : EPROTONOSUPPORT;
}

static int socket_errno(const struct oracle *oracle, int family, int type, int protocol)
{
	switch (family) {
	case 1:
		return oracle->abi < 9 ? EAFNOSUPPORT : 0;
	case 2:
	case 10:
		return inet_errno(oracle, family, type & 15, protocol);
	case 16:
		return oracle->network != NETWORK_BLOCKED && protocol == 0 ? 0 : EAFNOSUPPORT;
	default:
		return EAFNOSUPPORT;
	}
}

/* 1 stream, 5 seqpacket: these two stay with the peer they have got. */
static int pair_errno(const struct oracle *oracle, int family, unsigned type)
{
	if (family != 1)
		return EAFNOSUPPORT;
	return oracle->abi >= 9 || type == 1 || type == 5 ? 0 : EACCES;
}

/* Truncating asks Landlock for WRITE_FILE only when the file is opened for writing as well. */
static int open_errno(const struct oracle *oracle, uint64_t flags)
{
	bool writes = (flags & 3) == 1 || (flags & 3) == 2;

	return filters_truncation(oracle) && (flags & 512) && !writes ? EACCES : 0;
}

static int send_errno(const struct oracle *oracle, uint64_t flags)
{
	return oracle->network != NETWORK_FREE && (flags & 0x20000000) ? EOPNOTSUPP : 0;
}

static int option_errno(const struct oracle *oracle, int level, int option)
{
	return oracle->network != NETWORK_FREE && level == 6 && option == 31 ? ENOPROTOOPT : 0;
}

static int wanted_errno(const struct oracle *oracle, enum oracle_call call, const __u64 *args)
{
	switch (call) {
	case IS_socket:
		return socket_errno(oracle, (int)args[0], (int)args[1], (int)args[2]);
	case IS_socketpair:
		return pair_errno(oracle, (int)args[0], args[1] & 15);
	case IS_listen:
		return oracle->network == NETWORK_BLOCKED || oracle->network == NETWORK_CONNECT
			       ? EACCES
			       : 0;
	case IS_setsockopt:
		return option_errno(oracle, (int)args[1], (int)args[2]);
	case IS_sendmsg:
		return send_errno(oracle, args[2]);
	case IS_sendto:
	case IS_sendmmsg:
		return send_errno(oracle, args[3]);
	case IS_open:
		return open_errno(oracle, args[1]);
	case IS_openat:
		return open_errno(oracle, args[2]);
	case IS_openat2:
		return filters_truncation(oracle) ? ENOSYS : 0;
	case IS_truncate:
		return filters_truncation(oracle) ? EACCES : 0;
	case IS_execveat:
		return args[4] & 0x1000 ? ENOSYS : 0;
	case IS_open_by_handle_at:
		return EPERM;
	case IS_clone3:
	case IS_io_uring_setup:
	case IS_io_uring_enter:
	case IS_io_uring_register:
		return ENOSYS;
	default:
		return 0;
	}
}

bool oracle_needs_arguments(const struct oracle *oracle, enum oracle_call call)
{
	switch (call) {
	case IS_socket:
	case IS_socketpair:
	case IS_execveat:
		return true;
	case IS_sendto:
	case IS_sendmsg:
	case IS_sendmmsg:
	case IS_setsockopt:
		return oracle->network != NETWORK_FREE;
	case IS_open:
	case IS_openat:
		return filters_truncation(oracle);
	default:
		return false;
	}
}

uint32_t oracle_verdict(const struct oracle *oracle, const struct seccomp_data *data)
{
	uint32_t number = (uint32_t)data->nr;
	int denied;

	if (data->arch != (oracle->arm ? ORACLE_AARCH64 : ORACLE_X86_64))
		return SECCOMP_RET_KILL_PROCESS;
	denied = number > ORACLE_NEWEST
			 ? ENOSYS
			 : wanted_errno(oracle, oracle_call(oracle, number), data->args);
	return denied ? SECCOMP_RET_ERRNO | (uint32_t)denied : SECCOMP_RET_ALLOW;
}
