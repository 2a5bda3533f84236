/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/platform/seccomp_oracle.h"

#include <errno.h>

static const struct {
	int numbers[TABLES];
	enum oracle_kind kind;
} calls[] = {
#define ROW(name, x86_64, aarch64, i386, x32, kind) { { x86_64, aarch64, i386, x32 }, kind },
	ORACLE_CALLS(ROW)
#undef ROW
};

uint32_t oracle_number(enum oracle_table table, enum oracle_call call)
{
	int number = calls[call].numbers[table];

	return (uint32_t)(number >= 0 && table == TABLE_X32 ? number | ORACLE_X32 : number);
}

enum oracle_call oracle_call(enum oracle_table table, uint32_t number)
{
	enum oracle_call call = 0;

	while (call < IS_OTHER && (oracle_number(table, call) != number || number == (uint32_t)-1))
		call++;
	return call;
}

uint32_t oracle_arch(enum oracle_table table)
{
	return table == TABLE_AARCH64 ? ORACLE_AARCH64
	       : table == TABLE_I386  ? ORACLE_I386
				      : ORACLE_X86_64;
}

enum oracle_table oracle_table(const struct oracle *oracle, const struct seccomp_data *data)
{
	if (oracle->arm)
		return data->arch == ORACLE_AARCH64 ? TABLE_AARCH64 : TABLES;
	if (data->arch == ORACLE_I386 && oracle->with_32_bit)
		return TABLE_I386;
	if (data->arch != ORACLE_X86_64)
		return TABLES;
	return oracle->with_32_bit && (uint32_t)data->nr >= ORACLE_X32 ? TABLE_X32 : TABLE_X86_64;
}

static bool is_known(enum oracle_table table, uint32_t number)
{
	if (table != TABLE_X32)
		return number <= ORACLE_NEWEST;
	number -= ORACLE_X32;
	return number <= ORACLE_NEWEST || (number >= ORACLE_X32_FROM && number <= ORACLE_X32_TO);
}

static bool has_switch(const struct oracle *oracle, enum oracle_switch of)
{
	return oracle->switches & of;
}

bool oracle_guards_metadata(const struct oracle *oracle)
{
	if (oracle->metadata == METADATA_AUTO)
		return oracle->read_only && oracle->grants != GRANTS_BIND;
	return oracle->metadata == METADATA_DENY;
}

/* Below Landlock ABI 9 connecting to a unix socket goes unseen. */
bool oracle_no_unix(const struct oracle *oracle)
{
	if (oracle->sockets == SOCKETS_AUTO)
		return oracle->abi < 9 && oracle->grants == GRANTS_NONE;
	return oracle->sockets == SOCKETS_NONE;
}

/* Below ABI 3 truncation does. */
static bool filters_truncation(const struct oracle *oracle)
{
	return oracle->abi == 1 || oracle->abi == 2;
}

static bool allows_udp(const struct oracle *oracle)
{
	return oracle->network == NETWORK_UDP || oracle->network == NETWORK_UDP_LISTEN;
}

static bool allows_listening(const struct oracle *oracle)
{
	return oracle->network == NETWORK_FREE || oracle->network == NETWORK_LISTEN ||
	       oracle->network == NETWORK_UDP_LISTEN;
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
	if (type == 2 && allows_udp(oracle))
		return protocol == 0 || protocol == 17 ? 0 : EPROTONOSUPPORT;
	if (type != 1)
		return EACCES;
	return protocol == 0 || protocol == 6 ? 0 : EPROTONOSUPPORT;
}

static int socket_errno(const struct oracle *oracle, int family, int type, int protocol)
{
	switch (family) {
	case 1:
		return oracle_no_unix(oracle) ? EAFNOSUPPORT : 0;
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
	return !oracle_no_unix(oracle) || type == 1 || type == 5 ? 0 : EACCES;
}

/* Truncating asks Landlock for WRITE_FILE only when the file is opened for writing as well. */
static int open_errno(const struct oracle *oracle, uint64_t flags)
{
	bool writes = (flags & 3) == 1 || (flags & 3) == 2;

	return filters_truncation(oracle) && (flags & 512) && !writes ? EACCES : 0;
}

/* The filter cannot tell what kind of socket it is. */
static int listen_errno(const struct oracle *oracle)
{
	return allows_listening(oracle) || oracle->grants == GRANTS_BIND ? 0 : EACCES;
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
static int ioctl_errno(const struct oracle *oracle, enum oracle_table table, unsigned command)
{
	bool is_32_bit = table == TABLE_I386 || table == TABLE_X32;

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
		return oracle_guards_metadata(oracle) ? EPERM : 0;
	case 0x40046602: /* FS_IOC32_SETFLAGS, which is the first of these for 32-bit programs */
		return is_32_bit && oracle_guards_metadata(oracle) ? EPERM : 0;
	default:
		return 0;
	}
}

/* CLONE_NEWNS, and NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
static bool makes_namespace(const struct oracle *oracle, uint64_t flags)
{
	return !has_switch(oracle, ALLOWS_NAMESPACES) &&
	       ((flags >> 17 & 1) || (flags >> 25 & 0x3f));
}

/* To unshare 0x80 is the time namespace, to clone it is part of the signal. */
static bool unshares_time(const struct oracle *oracle, uint64_t flags)
{
	return !has_switch(oracle, ALLOWS_NAMESPACES) && (flags & 0x80);
}

/* The number is an int and the new limit a pointer, of 32 bits on i386. */
static int limit_errno(enum oracle_table table, int pid, uint64_t new_limit)
{
	if (table == TABLE_I386)
		new_limit &= 0xffffffff;
	return pid && new_limit ? EPERM : 0;
}

/* prctl(ORACLE_MARKER, four words): the policy's, or zeros. */
static int marker_errno(const struct oracle *oracle, const __u64 *args)
{
	bool is_policy = true, is_any = true;

	for (int i = 0; i < 4; i++) {
		is_policy = is_policy && (uint32_t)args[i + 1] == oracle->marker[i];
		is_any = is_any && (uint32_t)args[i + 1] == 0;
	}
	return (uint32_t)args[0] == ORACLE_MARKER && (is_policy || is_any) ? ORACLE_MARKER_ERRNO
									   : 0;
}

/* 8 is MFD_NOEXEC_SEAL. */
static int memory_file_errno(const struct oracle *oracle, uint64_t flags)
{
	return has_switch(oracle, DENIES_MEMFD_EXEC) && !(flags & 8) ? EPERM : 0;
}

static int depends_errno(const struct oracle *oracle, enum oracle_table table,
	enum oracle_call call, const __u64 *args)
{
	switch (call) {
	case IS_socket:
		return socket_errno(oracle, (int)args[0], (int)args[1], (int)args[2]);
	case IS_socketpair:
		return pair_errno(oracle, (int)args[0], args[1] & 15);
	case IS_listen:
		return listen_errno(oracle);
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
	case IS_execveat:
		return args[4] & 0x1000 ? ENOSYS : 0;
	case IS_ioctl:
		return ioctl_errno(oracle, table, (unsigned)args[1]);
	case IS_clone:
		return makes_namespace(oracle, args[0]) ? EPERM : 0;
	case IS_unshare:
		return makes_namespace(oracle, args[0]) || unshares_time(oracle, args[0]) ? EPERM
											  : 0;
	case IS_prctl:
		return marker_errno(oracle, args);
	case IS_memfd_create:
		return memory_file_errno(oracle, args[1]);
	case IS_prlimit64:
		return limit_errno(table, (int)args[0], args[2]);
	case IS_personality:
		return (int)args[0] == 0 || (int)args[0] == -1 ? 0 : EPERM;
	default:
		return 0;
	}
}

static int wanted_errno(const struct oracle *oracle, enum oracle_table table, enum oracle_call call,
	const __u64 *args)
{
	if (call == IS_OTHER)
		return 0;
	switch (calls[call].kind) {
	case ORACLE_NOSYS:
		return ENOSYS;
	case ORACLE_PERM:
		return EPERM;
	case ORACLE_NOTSUPP:
		return EOPNOTSUPP;
	case ORACLE_METADATA:
		return oracle_guards_metadata(oracle) ? EPERM : 0;
	case ORACLE_XATTR:
		return oracle_guards_metadata(oracle) ? EOPNOTSUPP : 0;
	case ORACLE_TRUNCATE:
		return filters_truncation(oracle) ? EACCES : 0;
	case ORACLE_DEBUG:
		return has_switch(oracle, ALLOWS_DEBUG) ? 0 : EPERM;
	case ORACLE_NAMESPACE:
		return has_switch(oracle, ALLOWS_NAMESPACES) ? 0 : EPERM;
	case ORACLE_RING:
		return has_switch(oracle, ALLOWS_IO_URING) ? 0 : ENOSYS;
	case ORACLE_SYSV:
		return has_switch(oracle, ALLOWS_SYSV) ? 0 : ENOSYS;
	case ORACLE_INOTIFY:
		return has_switch(oracle, DENIES_INOTIFY) ? ENOSYS : 0;
	default:
		return depends_errno(oracle, table, call, args);
	}
}

bool oracle_needs_arguments(const struct oracle *oracle, enum oracle_call call)
{
	switch (call) {
	case IS_socket:
	case IS_socketpair:
	case IS_execveat:
	case IS_ioctl:
	case IS_prlimit64:
	case IS_personality:
	case IS_prctl:
		return true;
	case IS_clone:
	case IS_unshare:
		return !has_switch(oracle, ALLOWS_NAMESPACES);
	case IS_memfd_create:
		return has_switch(oracle, DENIES_MEMFD_EXEC);
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
	enum oracle_table table = oracle_table(oracle, data);
	uint32_t number = (uint32_t)data->nr;
	int denied;

	if (table == TABLES)
		return SECCOMP_RET_KILL_PROCESS;
	denied = is_known(table, number)
			 ? wanted_errno(oracle, table, oracle_call(table, number), data->args)
			 : ENOSYS;
	return denied ? SECCOMP_RET_ERRNO | (uint32_t)denied : SECCOMP_RET_ALLOW;
}
