/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <string.h>

#include "core/base/errno_text.h"
#include "platform/linux/compile.h"
#include "platform/linux/marker.h"
#include "platform/linux/policy.h"
#include "platform/linux/unix_sockets.h"

static const char *no_landlock(int sys_errno)
{
	switch (sys_errno) {
	case ENOSYS:
		return "it needs Linux 5.13 or newer built with CONFIG_SECURITY_LANDLOCK";
	case EOPNOTSUPP:
		return "it is disabled at boot; add landlock to the lsm= kernel parameter";
	default:
		return "a filter around this process (container, systemd) forbids it";
	}
}

static int add_gap(struct compiler *to, const struct rule_gap *gap)
{
	struct rules *rules = to->rules;
	struct rule_gap *gaps = alloc_grow(
		to->caps->alloc, rules->gaps, rules->gap_count, &to->gap_capacity, sizeof(*gaps));

	if (!gaps)
		return nono_err_memory(to->err);
	rules->gaps = gaps;
	rules->gaps[rules->gap_count++] = *gap;
	return NONO_OK;
}

int compile_cannot(
	struct compiler *to, const struct place *place, const char *what, const char *why)
{
	struct rule_gap gap = { .place = *place };
	struct buf text;

	if (!to->caps->best_effort) {
		nono_err_set(to->err, NONO_ERR_UNSUPPORTED,
			"%s cannot be enforced: %s; or accept that with 'compatibility: best-effort'",
			what, why);
		nono_err_at(to->err, place);
		return NONO_ERR_UNSUPPORTED;
	}
	buf_init(&text, to->caps->alloc);
	if (place->source && place->line)
		buf_format(&text, "%s:%u:%u: ", place->source, place->line, place->column);
	buf_format(&text, "%s is not enforced: %s", what, why);
	gap.text = buf_string(&text);
	gap.what = alloc_text(to->caps->alloc, what, strlen(what));
	gap.why = alloc_text(to->caps->alloc, why, strlen(why));
	return gap.text && gap.what && gap.why ? add_gap(to, &gap) : nono_err_memory(to->err);
}

static int check_landlock(struct compiler *to)
{
	const struct place nowhere = { 0 };
	int number = to->support->landlock_errno;
	struct buf why;

	if (to->support->landlock_abi)
		return NONO_OK;
	/* "Best effort" is about what a kernel lacks, not about a question that went wrong. */
	if (number != ENOSYS && number != EOPNOTSUPP && number != EPERM)
		return nono_err_system(to->err, NONO_ERR_SANDBOX, number,
			"the kernel does not say whether it has Landlock: %s (%s %d)",
			errno_text(number), errno_name(number), number);
	buf_init(&why, to->caps->alloc);
	buf_format(&why, "Landlock is not available (%s %d): %s", errno_name(number), number,
		no_landlock(number));
	if (!buf_string(&why))
		return nono_err_memory(to->err);
	return compile_cannot(
		to, &nowhere, "the file system part of the profile", buf_string(&why));
}

static int compile_paths(struct compiler *to)
{
	struct rules *rules = to->rules;
	struct rule_result *results;

	if (!rules->abi)
		return NONO_OK;
	rules->paths =
		alloc_array(to->caps->alloc, to->caps->path_count + 1, sizeof(*rules->paths));
	results = alloc_array(to->caps->alloc, to->caps->path_count + 1, sizeof(*results));
	if (!rules->paths || !results)
		return nono_err_memory(to->err);
	for (size_t i = 0; i < to->caps->path_count; i++) {
		const struct caps_path *from = &to->caps->paths[i];

		rules->paths[rules->path_count++] = (struct rule_path){
			.from = from,
			.result = &results[i],
			.directory_rights = landlock_directory_rights(
				from->access, policy_is_below(from->path, "/dev"), &rules->handled),
			.file_rights = landlock_file_rights(from->access, false, &rules->handled),
			.device_rights = landlock_file_rights(from->access, true, &rules->handled),
		};
	}
	return NONO_OK;
}

static uint64_t port_rights(const struct caps_port *port)
{
	uint64_t rights = 0;

	if (port->direction & CAPS_CONNECT)
		rights |= LANDLOCK_CONNECT_TCP;
	if (port->direction & CAPS_LISTEN)
		rights |= LANDLOCK_BIND_TCP;
	if (port->direction & CAPS_UDP)
		rights |= LANDLOCK_ALL_UDP;
	return rights;
}

/* A rule without any right is refused (ENOMSG): a port of UDP where all of UDP is free. */
static void add_port(
	struct rules *rules, uint16_t port, uint64_t rights, const struct caps_port *from)
{
	rights &= rules->handled.net;
	if (rights)
		rules->ports[rules->port_count++] = (struct rule_port){ port, rights, from };
}

static int compile_ports(struct compiler *to)
{
	const struct caps_port *udp = compile_first_port(to->caps, CAPS_UDP);
	struct rules *rules = to->rules;

	if (!(rules->handled.net & LANDLOCK_CONNECT_TCP))
		return NONO_OK;
	rules->ports =
		alloc_array(to->caps->alloc, to->caps->port_count + 1, sizeof(*rules->ports));
	if (!rules->ports)
		return nono_err_memory(to->err);
	for (size_t i = 0; i < to->caps->port_count; i++) {
		const struct caps_port *from = &to->caps->ports[i];

		add_port(rules, from->port, port_rights(from), from);
	}
	/*
	 * Found on Linux 7.2.13 (ABI 10): a socket that has no port yet gets one by connect,
	 * sendto, sendmsg or sendmmsg, and each of these is EACCES where bind to port 0 would be,
	 * whatever the rule of the destination. With it all of them work to granted ports, over
	 * IPv4, IPv6 and v4-mapped; to others they are EACCES, on connected sockets and those bound
	 * to a granted port too. An address of AF_UNSPEC is one of IPv4 for sendto.
	 */
	if (udp)
		add_port(rules, 0, LANDLOCK_BIND_UDP, udp);
	return NONO_OK;
}

static int compile(struct compiler *to)
{
	struct seccomp_wants wants = { 0 };
	struct rules *rules = to->rules;
	int abi = to->support->landlock_abi;

	rules->caps = to->caps;
	rules->writes = !policy_is_read_only(to->caps);
	rules->abi = abi > LANDLOCK_NEWEST ? LANDLOCK_NEWEST : abi;
	rules->handled = landlock_features(rules->abi);
	if (!caps_network_restricted(to->caps))
		rules->handled.net = 0;
	if (to->caps->choices[CAPS_UDP_MODE].value == CAPS_ALLOW)
		rules->handled.net &= ~LANDLOCK_ALL_UDP;
	unix_mode_handle(&rules->handled, unix_mode(to->caps, rules->abi));
	if (to->caps->choices[CAPS_SIGNAL_MODE].value == CAPS_EVERYONE)
		rules->handled.scoped &= ~LANDLOCK_SCOPE_SIGNAL;
	rules->seccomp_policy = policy_seccomp(to->caps, rules->abi);
	rules->privileges = policy_privileges(to->caps);
	if (check_landlock(to) || compile_network_check(to) || compile_switches(to) ||
		compile_paths(to) || unix_sockets_compile(rules, to->caps, to->err) ||
		compile_ports(to))
		return to->err->code;
	marker_compute(rules->marker, rules);
	wants.policy = rules->seccomp_policy;
	memcpy(wants.marker, rules->marker, sizeof(wants.marker));
	return seccomp_compile(&rules->filter, &wants, seccomp_native(), to->caps->alloc, to->err);
}

int platform_compile(struct rules **out, const struct caps *caps,
	const struct nono_support *support, struct nono_err *err)
{
	struct nono_err scratch = { 0 };
	struct compiler to = { .caps = caps, .support = support, .err = err ? err : &scratch };
	int r;

	*out = NULL;
	to.rules = alloc_array(caps->alloc, 1, sizeof(*to.rules));
	if (!to.rules)
		return nono_err_memory(err);
	r = compile(&to);
	if (!r)
		*out = to.rules;
	return r;
}

const char *platform_gap(const struct rules *rules, size_t index)
{
	return index < rules->gap_count ? rules->gaps[index].text : NULL;
}
