/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/platform/seccomp_oracle.h"

#include <errno.h>

static const struct {
	int x86_64, aarch64;
	enum oracle_kind kind;
} numbers[] = {
#define ROW(name, x86_64, aarch64, kind) { x86_64, aarch64, kind },
	ORACLE_CALLS(ROW)
#undef ROW
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

/* Commands for terminals, and those that change what belongs to a file; of 32 bits each. */
static int ioctl_errno(const struct oracle *oracle, unsigned command)
{
	switch (command) {
	case 0x5412:	 /* TIOCSTI */
	case 0x541c:	 /* TIOCLINUX */
	case 0x541d:	 /* TIOCCONS */
	case 0x541f:	 /* TIOCSSERIAL */
	case 0x5423:	 /* TIOCSETD */
	case 0x40045436: /* TIOCSIG */
		return EPERM;
	case 0x40086602: /* FS_IOC_SETFLAGS */
	case 0x401c5820: /* FS_IOC_FSSETXATTR */
	case 0x40806685: /* FS_IOC_ENABLE_VERITY */
	case 0x800c6613: /* FS_IOC_SET_ENCRYPTION_POLICY */
		return oracle->read_only ? EPERM : 0;
	default:
		return 0;
	}
}

/* CLONE_NEWNS, and NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
static bool makes_namespace(uint64_t flags)
{
	return (flags >> 17 & 1) || (flags >> 25 & 0x3f);
}

/* The number is an int and the new limit a pointer. */
static int limit_errno(int pid, uint64_t new_limit)
{
	return pid && new_limit ? EPERM : 0;
}

static int depends_errno(const struct oracle *oracle, enum oracle_call call, const __u64 *args)
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
	case IS_ioctl:
		return ioctl_errno(oracle, (unsigned)args[1]);
	case IS_clone:
		return makes_namespace(args[0]) ? EPERM : 0;
	case IS_unshare: /* 0x80 is the time namespace */
		return makes_namespace(args[0]) || (args[0] & 0x80) ? EPERM : 0;
	case IS_prlimit64:
		return limit_errno((int)args[0], args[2]);
	case IS_personality:
		return (int)args[0] == 0 || (int)args[0] == -1 ? 0 : EPERM;
	default:
		return 0;
	}
}

static int wanted_errno(const struct oracle *oracle, enum oracle_call call, const __u64 *args)
{
	if (call == IS_OTHER)
		return 0;
	switch (numbers[call].kind) {
	case ORACLE_NOSYS:
		return ENOSYS;
	case ORACLE_PERM:
		return EPERM;
	case ORACLE_NOTSUPP:
		return EOPNOTSUPP;
	case ORACLE_METADATA:
		return oracle->read_only ? EPERM : 0;
	case ORACLE_XATTR:
		return oracle->read_only ? EOPNOTSUPP : 0;
	default:
		return depends_errno(oracle, call, args);
	}
}

bool oracle_needs_arguments(const struct oracle *oracle, enum oracle_call call)
{
	switch (call) {
	case IS_socket:
	case IS_socketpair:
	case IS_execveat:
	case IS_ioctl:
	case IS_clone:
	case IS_unshare:
	case IS_prlimit64:
	case IS_personality:
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
