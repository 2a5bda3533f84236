/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/base/json.h"
#include "platform/linux/report.h"

static const char nothing[] = "nothing is restricted";

/*
 * The switches: what is asked for where the profile is silent, and what is in force. One that is on
 * in the filter has the bit of its policy and the first text, any other the second.
 */
static const struct {
	enum caps_setting setting;
	const char *key, *fallback;
	unsigned policy;
	const char *filtered, *otherwise;
} switches[] = {
	{ CAPS_IPC_MODE, "security.ipc_mode", "shared_memory_only", SECCOMP_NO_SYSV,
		"seccomp: System V calls ENOSYS", nothing },
	{ CAPS_METADATA, "linux.metadata", "auto", SECCOMP_NO_METADATA,
		"seccomp: chmod, chown, utime, setxattr and their like EPERM", nothing },
	{ CAPS_INOTIFY, "linux.inotify", "allow", SECCOMP_NO_INOTIFY,
		"seccomp: inotify_init ENOSYS", nothing },
	{ CAPS_MEMFD_EXEC, "linux.memfd_exec", "allow", SECCOMP_NO_MEMFD_EXEC,
		"seccomp: memfd_create without MFD_NOEXEC_SEAL EPERM", nothing },
	{ CAPS_DEBUG, "linux.debug", "deny", SECCOMP_NO_DEBUG,
		"seccomp: ptrace, process_vm_readv, process_vm_writev, kcmp EPERM", nothing },
	{ CAPS_IO_URING, "linux.io_uring", "deny", SECCOMP_NO_IO_URING,
		"seccomp: io_uring_setup, _enter, _register ENOSYS", nothing },
	{ CAPS_NAMESPACES, "linux.namespaces", "deny", SECCOMP_NO_NAMESPACES,
		"seccomp: clone and unshare with namespaces, chroot EPERM", nothing },
	{ CAPS_COMPAT32, "linux.compat32", "deny", SECCOMP_WITH_32_BIT,
		"seccomp: tables of their own for i386 and x32",
		"seccomp: other architectures killed, x32 ENOSYS" },
};

static void report_choice(const struct rules *rules, enum caps_setting setting, const char *key,
	const char *fallback, const char *mechanism, struct buf *out)
{
	const struct caps_choice *choice = &rules->caps->choices[setting];
	const char *gap = report_gap(rules, key, &choice->place);
	bool is_filtered = !strncmp(mechanism, "seccomp:", 8);

	/* Nobody asks for it where all is free: then there is nothing to pass by. */
	if (!gap && is_filtered && setting != CAPS_IO_URING)
		gap = report_rings(rules);
	report_request(out, key, choice->key ? choice->word : fallback, &choice->place);
	report_outcome(out, gap ? "not_enforced" : "enforced", gap ? gap : mechanism);
}

static void report_switches(const struct rules *rules, struct buf *out)
{
	for (size_t i = 0; i < sizeof(switches) / sizeof(switches[0]); i++)
		report_choice(rules, switches[i].setting, switches[i].key, switches[i].fallback,
			rules->seccomp_policy & switches[i].policy ? switches[i].filtered
								   : switches[i].otherwise,
			out);
}

/* Without the scope signals are free, whatever is asked for. */
static void report_signals(const struct rules *rules, struct buf *out)
{
	const struct caps_choice *choice = &rules->caps->choices[CAPS_SIGNAL_MODE];
	bool is_scoped = rules->handled.scoped & LANDLOCK_SCOPE_SIGNAL;
	bool is_wanted = choice->value != CAPS_EVERYONE;

	report_request(out, "security.signal_mode", choice->key ? choice->word : "isolated",
		&choice->place);
	if (is_scoped)
		report_outcome(out, "enforced", "landlock: scope signal");
	else if (is_wanted)
		report_outcome(out, "not_enforced",
			"needs Landlock ABI 6 (Linux 6.12): signals reach every process of the user");
	else
		report_outcome(out, "enforced", nothing);
}

static void report_process_info(const struct rules *rules, struct buf *out)
{
	const struct caps_choice *choice = &rules->caps->choices[CAPS_PROCESS_INFO_MODE];

	report_request(out, "security.process_info_mode", choice->key ? choice->word : "isolated",
		&choice->place);
	if (rules->abi)
		report_outcome(out, "enforced",
			"landlock: memory, environment and files of processes outside; not names and command "
			"lines where /proc is granted");
	else
		report_outcome(out, "not_enforced", "there is no Landlock");
}

static void report_unix(const struct rules *rules, struct buf *out)
{
	bool is_told = rules->handled.fs & LANDLOCK_RESOLVE_UNIX;

	report_choice(rules, CAPS_UNIX_SOCKETS, "linux.unix_sockets", "auto",
		rules->seccomp_policy & SECCOMP_NO_UNIX ? "seccomp: no unix sockets but pairs"
		: is_told ? "landlock: resolve_unix, scope abstract_unix_socket"
			  : nothing,
		out);
}

static void report_udp(const struct rules *rules, struct buf *out)
{
	const struct caps *caps = rules->caps;
	bool is_free =
		caps->choices[CAPS_UDP_MODE].value == CAPS_ALLOW || !caps_network_restricted(caps);

	report_choice(rules, CAPS_UDP_MODE, "linux.udp", "auto",
		is_free					  ? nothing
		: rules->seccomp_policy & SECCOMP_NET_UDP ? "landlock: ports of UDP"
							  : "seccomp: no UDP",
		out);
}

static void report_profile(const struct rules *rules, struct buf *out)
{
	bool is_allowed = rules->caps->choices[CAPS_WRITABLE_PROFILE].value == CAPS_ALLOW;

	report_choice(rules, CAPS_WRITABLE_PROFILE, "security.allow_writable_profile", "false",
		is_allowed ? nothing
		: rules->abi
			? "the kernel was asked: neither profile nor library can be written or "
			  "replaced"
			: nothing,
		out);
}

static void report_dns(const struct rules *rules, struct buf *out)
{
	static const char *const mechanisms[] = {
		[CAPS_DNS_NONE] = "no port is granted for it",
		[CAPS_DNS_TCP] = "port 53 of TCP is granted; environment: RES_OPTIONS use-vc",
		[CAPS_DNS_UDP] = "port 53 of UDP is granted",
	};
	const struct caps *caps = rules->caps;

	report_choice(rules, CAPS_DNS, "network.dns", "auto",
		caps_network_restricted(caps) ? mechanisms[caps_dns(caps)] : nothing, out);
}

static void report_descriptors(const struct rules *rules, struct buf *out)
{
	static const char *const mechanisms[] = {
		[CAPS_DESCRIPTORS_AUDIT] =
			"each was held against the rules; what they deny was closed",
		[CAPS_DESCRIPTORS_CLOSE] = "all but 0, 1 and 2 were closed",
		[CAPS_DESCRIPTORS_INHERIT] = "io_uring was closed, nothing else",
	};

	report_choice(rules, CAPS_DESCRIPTORS, "linux.fds", "audit",
		mechanisms[rules->caps->choices[CAPS_DESCRIPTORS].value], out);
}

static void report_privileges(const struct rules *rules, struct buf *out)
{
	const struct caps_choice *from = &rules->caps->privileges_from;
	struct buf text;

	buf_init(&text, out->alloc);
	buf_format(&text, "capset, verified: no more than the mask 0x%x%s%x",
		(unsigned)(rules->privileges >> 32), rules->privileges >> 32 ? ":" : "",
		(unsigned)rules->privileges);
	report_request(out, "linux.capabilities", from->key ? from->word : "safe", &from->place);
	report_outcome_text(out, "enforced", &text);
}

static void report_limits(const struct caps *caps, struct buf *out)
{
	for (size_t i = 0; i < CAPS_LIMIT_COUNT; i++) {
		const struct caps_limit *limit = &caps->limits[i];
		struct buf value;

		if (!limit->key)
			continue;
		buf_init(&value, out->alloc);
		json_number(&value, limit->value);
		report_request(out, limit->key, buf_string(&value), &limit->place);
		report_outcome(out, "enforced", "prlimit64: soft and hard limit are not above it");
	}
}

/* Values of variables may be secrets: the receipt has their names. */
static void report_variables(const struct caps *caps, struct buf *out)
{
	for (size_t i = 0; i < caps->variable_count; i++) {
		const struct caps_variable *variable = &caps->variables[i];

		report_request(out, variable->key, variable->name, &variable->place);
		report_outcome(out, "enforced", "environment: edited before main");
	}
}

void report_settings(const struct rules *rules, struct buf *out)
{
	report_signals(rules, out);
	report_process_info(rules, out);
	report_profile(rules, out);
	report_unix(rules, out);
	report_switches(rules, out);
	report_udp(rules, out);
	report_dns(rules, out);
	report_descriptors(rules, out);
	report_privileges(rules, out);
	report_limits(rules->caps, out);
	report_variables(rules->caps, out);
}
