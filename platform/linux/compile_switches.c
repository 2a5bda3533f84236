/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/linux/compile.h"

/* Only what is written is a request: a profile that says nothing runs on every kernel. */
static int check_signals(struct compiler *to)
{
	const struct caps_choice *choice = &to->caps->choices[CAPS_SIGNAL_MODE];
	int abi = to->support->landlock_abi;
	struct buf why;

	if (!choice->key || choice->value == CAPS_EVERYONE || abi >= LANDLOCK_ABI_SCOPES)
		return NONO_OK;
	buf_init(&why, to->caps->alloc);
	buf_format(&why,
		"signals need Landlock ABI %d (Linux %s), this kernel has ABI %d; "
		"'security.signal_mode: allow_all' works here and leaves them free",
		LANDLOCK_ABI_SCOPES, landlock_linux_version(LANDLOCK_ABI_SCOPES), abi);
	if (!buf_string(&why))
		return nono_err_memory(to->err);
	return compile_cannot(to, &choice->place, choice->key, buf_string(&why));
}

/* What the filter alone restricts, and what to say to do without it. */
static const struct {
	unsigned policy;
	const char *what; /* NULL: the key of the network */
	const char *remedy;
} bypassed[] = {
	{ SECCOMP_NET_RESTRICTED, NULL, "take the keys of the network out" },
	{ SECCOMP_NO_UNIX, "the denial of unix sockets", "say 'linux.unix_sockets: all'" },
	{ SECCOMP_NO_METADATA, "the denial of changes to attributes of files",
		"say 'linux.metadata: allow'" },
	{ SECCOMP_NO_TRUNCATE, "the denial of truncation",
		"use Linux 6.2 or newer (Landlock ABI 3)" },
};

static const char *network_key(const struct caps *caps)
{
	return caps->network_blocked || !caps->port_count ? "network.block" : caps->ports->key;
}

static int check_io_uring(struct compiler *to)
{
	const struct caps_choice *choice = &to->caps->choices[CAPS_IO_URING];
	int r = NONO_OK;

	if (choice->value != CAPS_ALLOW)
		return NONO_OK;
	for (size_t i = 0; !r && i < sizeof(bypassed) / sizeof(bypassed[0]); i++) {
		const char *what = bypassed[i].what;
		struct buf why;

		if (!(to->rules->seccomp_policy & bypassed[i].policy))
			continue;
		buf_init(&why, to->caps->alloc);
		buf_format(&why,
			"with linux.io_uring 'allow', what is done through a ring passes the seccomp "
			"filter by; say 'deny', or %s",
			bypassed[i].remedy);
		if (!buf_string(&why))
			return nono_err_memory(to->err);
		r = compile_cannot(
			to, &choice->place, what ? what : network_key(to->caps), buf_string(&why));
	}
	return r;
}

static int check_compat32(struct compiler *to)
{
	const struct caps_choice *choice = &to->caps->choices[CAPS_COMPAT32];
	const struct seccomp_arch *native = seccomp_native();

	if (choice->value != CAPS_ALLOW || native == &seccomp_x86_64)
		return NONO_OK;
	return compile_cannot(to, &choice->place, choice->key,
		"the filter has no table for 32-bit ARM, so its programs are killed; take 'allow' out");
}

int compile_switches(struct compiler *to)
{
	int r = check_signals(to);

	if (!r)
		r = check_io_uring(to);
	return r ? r : check_compat32(to);
}
