/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "record.h"

struct follower {
	enum purpose descriptors[MAX_DESCRIPTOR]; /* what for they were opened */
	bool is_restricted;
};

bool is_sandbox_only(uint64_t number)
{
	return number == SYS_capget || number == SYS_capset || number == SYS_socketpair ||
	       number == SYS_mknodat || number == SYS_seccomp || number == SYS_unshare ||
	       number == SYS_renameat2 || number == CALL_CREATE_RULESET ||
	       number == CALL_ADD_RULE || number == CALL_RESTRICT_SELF;
}

uint64_t open_flags(const struct call *call)
{
	return call->number == SYS_openat     ? call->args[2]
	       : call->number == CALL_OPENAT2 ? call->how[0]
					      : 0;
}

static enum purpose of_descriptor(const struct follower *follower, uint64_t fd)
{
	return fd < MAX_DESCRIPTOR ? follower->descriptors[fd] : FOR_SHIM;
}

/*
 * O_PATH: for a rule. A directory: "/", to see that it is denied, and the list of descriptors.
 * After the restriction: whether the policy could be written to. Not what is opened for an
 * inherited descriptor.
 */
static enum purpose of_open(const struct follower *follower, const struct call *call)
{
	uint64_t flags = open_flags(call);

	if ((int)call->args[0] != AT_FDCWD)
		return flags & (O_PATH | O_DIRECTORY) ? of_descriptor(follower, call->args[0])
						      : FOR_SHIM;
	if (flags & O_PATH)
		return FOR_LANDLOCK;
	return flags & O_DIRECTORY || follower->is_restricted ? FOR_SANDBOX : FOR_SHIM;
}

static enum purpose of_path(const struct follower *follower, const struct call *call)
{
	if ((int)call->args[0] != AT_FDCWD)
		return FOR_SHIM;
	switch (call->number) {
	case SYS_readlinkat: /* the links that a grant goes through */
		return FOR_SANDBOX;
	case SYS_faccessat: /* permissions; with F_OK a profile is looked for */
		return call->args[2] != F_OK ? FOR_SANDBOX : FOR_SHIM;
	default:
		return follower->is_restricted ? FOR_SANDBOX : FOR_SHIM;
	}
}

static enum purpose of_call(const struct follower *follower, const struct call *call)
{
	enum purpose known = of_descriptor(follower, call->args[0]);

	switch (call->number) {
	case SYS_openat:
	case CALL_OPENAT2:
		return of_open(follower, call);
	case SYS_fstat:
		/* Inherited descriptors are looked at, and profiles are opened behind them. */
		return !known && call->args[0] <= STDERR_FILENO ? FOR_SANDBOX : known;
	case SYS_getdents64:
	case SYS_close:
		return known;
	case SYS_readlinkat:
	case SYS_faccessat:
	case SYS_newfstatat:
	case SYS_unlinkat:
		return of_path(follower, call);
	case SYS_geteuid:
		return follower->is_restricted ? FOR_SANDBOX : FOR_SHIM;
	case SYS_prctl:
		return call->args[0] == PR_SET_NO_NEW_PRIVS ? FOR_LANDLOCK : FOR_SANDBOX;
	case CALL_CREATE_RULESET:
	case CALL_ADD_RULE:
	case CALL_RESTRICT_SELF:
		return FOR_LANDLOCK;
	default:
		return is_sandbox_only(call->number) ? FOR_SANDBOX : FOR_SHIM;
	}
}

static void follow(struct follower *follower, const struct call *call, enum purpose purpose)
{
	bool opens = call->number == SYS_openat || call->number == CALL_OPENAT2 ||
		     (call->number == CALL_CREATE_RULESET && call->data);

	if (opens && call->result >= 0 && call->result < MAX_DESCRIPTOR)
		follower->descriptors[call->result] = purpose;
	if (call->number == SYS_close && call->args[0] < MAX_DESCRIPTOR)
		follower->descriptors[call->args[0]] = FOR_SHIM;
	if (call->number == CALL_RESTRICT_SELF && !call->result)
		follower->is_restricted = true;
}

enum purpose *find_purposes(const struct call *calls, size_t count)
{
	struct follower follower = { .is_restricted = false };
	enum purpose *purposes = calloc(count + 1, sizeof(*purposes));

	if (!purposes)
		trace_die("memory", "there is none left");
	for (size_t i = 0; i < count; i++) {
		purposes[i] = of_call(&follower, &calls[i]);
		follow(&follower, &calls[i], purposes[i]);
	}
	return purposes;
}
