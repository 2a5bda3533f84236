/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <string.h>

#include "core/base/errno_text.h"
#include "platform/linux/rules.h"

enum {
	MAX_GAPS = 2 /* the file system, and the ports */
};

struct compiler {
	const struct caps *caps;
	const struct nono_support *support;
	struct rules *rules;
	size_t gap_count;
	struct nono_err *err;
};

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

/* A request that this kernel cannot enforce: an error, or with best-effort a gap. */
static int cannot(struct compiler *to, const struct place *place, const char *what, const char *why)
{
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
	to->rules->gaps[to->gap_count++] = buf_string(&text);
	return buf_string(&text) ? NONO_OK : nono_err_memory(to->err);
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
	return cannot(to, &nowhere, "the file system part of the profile", buf_string(&why));
}

static int check_ports(struct compiler *to)
{
	const struct caps_port *port = to->caps->ports;
	struct buf why;

	if (!to->caps->port_count || to->support->landlock_abi >= LANDLOCK_ABI_TCP)
		return NONO_OK;
	buf_init(&why, to->caps->alloc);
	buf_format(&why,
		"TCP ports need Landlock ABI %d (Linux %s), this kernel has ABI %d; network.block: true "
		"works here",
		LANDLOCK_ABI_TCP, landlock_linux_version(LANDLOCK_ABI_TCP),
		to->support->landlock_abi);
	if (!buf_string(&why))
		return nono_err_memory(to->err);
	return cannot(to, &port->place, port->key, buf_string(&why));
}

/* A path at or below directory. */
static bool is_below(const char *path, const char *directory)
{
	size_t length = strlen(directory);

	return !strncmp(path, directory, length) && (path[length] == '/' || !path[length]);
}

static int compile_paths(struct compiler *to)
{
	struct rules *rules = to->rules;

	if (!rules->abi)
		return NONO_OK;
	rules->paths =
		alloc_array(to->caps->alloc, to->caps->path_count + 1, sizeof(*rules->paths));
	if (!rules->paths)
		return nono_err_memory(to->err);
	for (size_t i = 0; i < to->caps->path_count; i++) {
		const struct caps_path *from = &to->caps->paths[i];

		rules->paths[rules->path_count++] = (struct rule_path){
			.from = from,
			.directory_rights = landlock_directory_rights(
				from->access, is_below(from->path, "/dev"), &rules->handled),
			.file_rights = landlock_file_rights(from->access, false, &rules->handled),
			.device_rights = landlock_file_rights(from->access, true, &rules->handled),
		};
	}
	return NONO_OK;
}

static int compile_ports(struct compiler *to)
{
	struct rules *rules = to->rules;

	if (!(rules->handled.net & LANDLOCK_CONNECT_TCP))
		return NONO_OK;
	rules->ports =
		alloc_array(to->caps->alloc, to->caps->port_count + 1, sizeof(*rules->ports));
	if (!rules->ports)
		return nono_err_memory(to->err);
	for (size_t i = 0; i < to->caps->port_count; i++) {
		const struct caps_port *from = &to->caps->ports[i];
		uint64_t rights = 0;

		if (from->direction & CAPS_CONNECT)
			rights |= LANDLOCK_CONNECT_TCP;
		if (from->direction & CAPS_LISTEN)
			rights |= LANDLOCK_BIND_TCP;
		rules->ports[rules->port_count++] = (struct rule_port){ from->port, rights, from };
	}
	return NONO_OK;
}

/*
 * Can anything be stored? Devices do not count: /dev/null and the terminal are writable in nearly
 * every profile, and a profile without more than that is meant to be read-only. They are told by
 * name, since nothing is opened here; of the directories that hold files there is /dev itself.
 */
static bool is_storage(const struct caps_path *path)
{
	return !is_below(path->path, "/dev") || !strcmp(path->path, "/dev") ||
	       is_below(path->path, "/dev/shm") || is_below(path->path, "/dev/mqueue") ||
	       is_below(path->path, "/dev/hugepages");
}

static bool is_read_only(const struct caps *caps)
{
	for (size_t i = 0; i < caps->path_count; i++) {
		if ((caps->paths[i].access & CAPS_WRITE) && is_storage(&caps->paths[i]))
			return false;
	}
	return true;
}

static unsigned seccomp_policy(const struct caps *caps, int abi)
{
	unsigned policy = 0;

	if (caps->network_blocked)
		policy |= SECCOMP_NET_NONE | SECCOMP_NET_RESTRICTED;
	else if (caps->port_count)
		policy |= SECCOMP_NET_TCP | SECCOMP_NET_RESTRICTED;
	if (policy && !caps_has_port(caps, CAPS_LISTEN))
		policy |= SECCOMP_NO_LISTEN;
	if (abi < LANDLOCK_ABI_UNIX)
		policy |= SECCOMP_NO_UNIX;
	if (abi && abi < LANDLOCK_ABI_TRUNCATE)
		policy |= SECCOMP_NO_TRUNCATE;
	if (is_read_only(caps))
		policy |= SECCOMP_NO_METADATA;
	return policy;
}

static int compile(struct compiler *to)
{
	struct rules *rules = to->rules;
	int abi = to->support->landlock_abi;

	rules->abi = abi > LANDLOCK_NEWEST ? LANDLOCK_NEWEST : abi;
	rules->handled = landlock_features(rules->abi);
	if (!caps_network_restricted(to->caps))
		rules->handled.net = 0;
	rules->gaps = alloc_array(to->caps->alloc, MAX_GAPS + 1, sizeof(*rules->gaps));
	if (!rules->gaps)
		return nono_err_memory(to->err);
	if (check_landlock(to) || check_ports(to) || compile_paths(to) || compile_ports(to))
		return to->err->code;
	rules->seccomp_policy = seccomp_policy(to->caps, rules->abi);
	return seccomp_compile(
		&rules->filter, rules->seccomp_policy, seccomp_native(), to->caps->alloc, to->err);
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
	return rules->gaps[index];
}
