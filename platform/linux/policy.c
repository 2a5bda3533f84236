/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/linux/policy.h"

#include <linux/capability.h>
#include <string.h>

#include "platform/linux/landlock.h"
#include "platform/linux/seccomp.h"
#include "platform/linux/unix_sockets.h"

bool policy_is_below(const char *path, const char *directory)
{
	size_t length = strlen(directory);

	return !strncmp(path, directory, length) && (path[length] == '/' || !path[length]);
}

/* "/dev/../srv" is not what it begins with. */
static bool goes_up(const char *path)
{
	for (; *path; path++) {
		if (path[0] == '/' && path[1] == '.' && path[2] == '.')
			return true;
	}
	return false;
}

/*
 * Can anything be stored? Devices do not count: /dev/null and the terminal are writable in nearly
 * every profile, and a profile without more than that is meant to be read-only. They are told by
 * name, since nothing is opened here; of the directories that hold files there is /dev itself.
 */
static bool is_storage(const struct caps_path *path)
{
	return goes_up(path->path) || !policy_is_below(path->path, "/dev") ||
	       !strcmp(path->path, "/dev") || policy_is_below(path->path, "/dev/shm") ||
	       policy_is_below(path->path, "/dev/mqueue") ||
	       policy_is_below(path->path, "/dev/hugepages");
}

bool policy_is_read_only(const struct caps *caps)
{
	if (unix_binds(caps))
		return false;
	for (size_t i = 0; i < caps->path_count; i++) {
		if ((caps->paths[i].access & CAPS_WRITE) && is_storage(&caps->paths[i]))
			return false;
	}
	return true;
}

static unsigned metadata_policy(const struct caps *caps)
{
	int chosen = caps->choices[CAPS_METADATA].value;

	if (chosen == CAPS_METADATA_AUTO)
		chosen = policy_is_read_only(caps) ? CAPS_METADATA_DENY : CAPS_METADATA_ALLOW;
	return chosen == CAPS_METADATA_DENY ? SECCOMP_NO_METADATA : 0;
}

/* The policy that a switch stands for when it has the value, or when it has another one. */
static const struct {
	enum caps_setting setting;
	enum caps_switch value;
	bool has_value;
	unsigned policy;
} switches[] = {
	{ CAPS_IPC_MODE, CAPS_ALLOW, false, SECCOMP_NO_SYSV },
	{ CAPS_DEBUG, CAPS_ALLOW, false, SECCOMP_NO_DEBUG },
	{ CAPS_NAMESPACES, CAPS_ALLOW, false, SECCOMP_NO_NAMESPACES },
	{ CAPS_IO_URING, CAPS_ALLOW, false, SECCOMP_NO_IO_URING },
	{ CAPS_INOTIFY, CAPS_DENY, true, SECCOMP_NO_INOTIFY },
	{ CAPS_MEMFD_EXEC, CAPS_DENY, true, SECCOMP_NO_MEMFD_EXEC },
	{ CAPS_COMPAT32, CAPS_ALLOW, true, SECCOMP_WITH_32_BIT },
};

static unsigned switch_policy(const struct caps *caps)
{
	unsigned policy = 0;

	for (size_t i = 0; i < sizeof(switches) / sizeof(switches[0]); i++) {
		bool has_value = caps->choices[switches[i].setting].value == (int)switches[i].value;

		if (has_value == switches[i].has_value)
			policy |= switches[i].policy;
	}
	return policy;
}

static bool udp_allowed(const struct caps *caps)
{
	return caps->choices[CAPS_UDP_MODE].value == CAPS_ALLOW || caps_has_port(caps, CAPS_UDP);
}

unsigned policy_seccomp(const struct caps *caps, int abi)
{
	unsigned policy = 0;

	if (caps->network_blocked)
		policy |= SECCOMP_NET_NONE | SECCOMP_NET_RESTRICTED;
	else if (caps->port_count)
		policy |= SECCOMP_NET_RESTRICTED |
			  (udp_allowed(caps) ? SECCOMP_NET_UDP : SECCOMP_NET_TCP);
	/* The filter cannot tell a unix socket from one of TCP. */
	if (policy && !caps_has_port(caps, CAPS_LISTEN) && !unix_binds(caps))
		policy |= SECCOMP_NO_LISTEN;
	if (unix_mode(caps, abi) == UNIX_NONE)
		policy |= SECCOMP_NO_UNIX;
	if (abi && abi < LANDLOCK_ABI_TRUNCATE)
		policy |= SECCOMP_NO_TRUNCATE;
	return policy | metadata_policy(caps) | switch_policy(caps);
}

/*
 * What a service that starts as root needs to look after its own files, change its user and serve a
 * low port. Not in it, for example: SYS_ADMIN and PERFMON (environment of other processes),
 * SYS_RAWIO (kcore), DAC_READ_SEARCH (open_by_handle_at), MKNOD, NET_ADMIN, NET_RAW, SYS_PTRACE.
 */
static const uint64_t safe = 1ULL << CAP_CHOWN | 1ULL << CAP_DAC_OVERRIDE | 1ULL << CAP_FOWNER |
			     1ULL << CAP_FSETID | 1ULL << CAP_KILL | 1ULL << CAP_SETGID |
			     1ULL << CAP_SETUID | 1ULL << CAP_SETPCAP |
			     1ULL << CAP_NET_BIND_SERVICE;

uint64_t policy_privileges(const struct caps *caps)
{
	if (caps->privileges_safe || !caps->privileges_from.key)
		return safe | caps->privilege_mask;
	return caps->privilege_mask;
}
