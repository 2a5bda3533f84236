/* SPDX-License-Identifier: Apache-2.0 */
#include "core/profile/profile_keys.h"

#include <string.h>

#include "core/profile/profile_apply.h"

#define LATER(what) what " is not supported yet; remove it, since a profile is never half enforced"
#define OUTSIDE	    " happens outside the sandbox, where a preloaded library must not act; "
#define NO_PROXY    "it belongs to a filtering proxy, and there is none here; "

static const struct word compatibility_words[] = {
	{ "strict", 0 },
	{ "best-effort", 1 },
	{ NULL, 0 },
};

static const struct word access_words[] = {
	{ "none", 0 },
	{ "read", CAPS_READ },
	{ "write", CAPS_WRITE },
	{ "readwrite", CAPS_READ_WRITE },
	{ NULL, 0 },
};

#define SECTION(key, help)                                         \
	{                                                          \
		.name = key, .type = PROFILE_SECTION, .text = help \
	}
#define PATHS(key, mode, what, help)                                                     \
	{                                                                                \
		.name = key, .type = PROFILE_PATHS, .apply = apply_path, .access = mode, \
		.kind = what, .text = help                                               \
	}
#define PORTS(key, directions, help)                                                           \
	{                                                                                      \
		.name = key, .type = PROFILE_PORTS, .apply = apply_port, .access = directions, \
		.text = help                                                                   \
	}
#define TEXT(key, help)                                         \
	{                                                       \
		.name = key, .type = PROFILE_TEXT, .text = help \
	}
#define REFUSED(key, reason)                                         \
	{                                                            \
		.name = key, .type = PROFILE_REFUSED, .text = reason \
	}

const struct profile_key profile_keys[] = {
	TEXT("$schema", "Name of a JSON Schema, for editors; ignored."),
	{ .name = "extends",
		.type = PROFILE_NAMES,
		.text = "Profiles this one builds on: names, or paths relative to this file." },

	SECTION("meta", "About the profile, for people; nothing in it is enforced."),
	TEXT("meta.name", "Name of the profile."),
	TEXT("meta.description", "What the profile is for."),
	TEXT("meta.version", "Version of the profile."),
	TEXT("meta.author", "Who wrote the profile."),

	{ .name = "compatibility",
		.type = PROFILE_WORD,
		.apply = apply_compatibility,
		.words = compatibility_words,
		.text = "strict (default): what the kernel cannot enforce is an error; best-effort: it "
			"is reported and the program runs." },

	SECTION("workdir", "The directory the program starts in."),
	{ .name = "workdir.access",
		.type = PROFILE_WORD,
		.apply = apply_workdir,
		.words = access_words,
		.text = "Grant on the working directory: none, read, write or readwrite." },

	SECTION("filesystem", "Paths that may be used; everything else is denied."),
	PATHS("filesystem.read", CAPS_READ, CAPS_FILE_OR_DIRECTORY,
		"May be read, listed and executed, with everything below."),
	PATHS("filesystem.write", CAPS_WRITE, CAPS_FILE_OR_DIRECTORY,
		"May be written, created and removed, with everything below."),
	PATHS("filesystem.allow", CAPS_READ_WRITE, CAPS_FILE_OR_DIRECTORY,
		"May be read and written, with everything below."),
	PATHS("filesystem.read_file", CAPS_READ, CAPS_FILE, "A file that may be read."),
	PATHS("filesystem.write_file", CAPS_WRITE, CAPS_FILE, "A file that may be written."),
	PATHS("filesystem.allow_file", CAPS_READ_WRITE, CAPS_FILE,
		"A file that may be read and written."),
	REFUSED("filesystem.deny",
		"carving a path out of a grant is not supported yet; grant what lies "
		"beside it instead"),
	REFUSED("filesystem.unix_socket", LATER("granting unix sockets")),
	REFUSED("filesystem.unix_socket_bind", LATER("granting unix sockets")),
	REFUSED("filesystem.unix_socket_dir", LATER("granting unix sockets")),
	REFUSED("filesystem.unix_socket_dir_bind", LATER("granting unix sockets")),
	REFUSED("filesystem.unix_socket_subtree", LATER("granting unix sockets")),
	REFUSED("filesystem.unix_socket_subtree_bind", LATER("granting unix sockets")),
	REFUSED("filesystem.bypass_protection",
		"there are no protected paths to bypass here; grant the path itself"),
	REFUSED("filesystem.suppress_save_prompt", "nothing is ever prompted for; remove it"),
	REFUSED("filesystem.ignore", "nothing is ever prompted for; remove it"),

	SECTION("network",
		"TCP ports that may be used; without this section nothing is restricted."),
	{ .name = "network.block",
		.type = PROFILE_BOOL,
		.apply = apply_block,
		.text = "true: no network at all, over any protocol." },
	PORTS("network.connect_port", CAPS_CONNECT,
		"TCP ports that may be connected to, on any host."),
	PORTS("network.listen_port", CAPS_LISTEN, "TCP ports that may be bound and listened on."),
	PORTS("network.open_port", CAPS_CONNECT | CAPS_LISTEN,
		"TCP ports that may be connected to, bound and listened on."),
	REFUSED("network.udp_port", LATER("granting UDP")),
	REFUSED("network.dns", LATER("choosing how names are resolved")),
	REFUSED("network.network_profile", NO_PROXY "use network.connect_port"),
	REFUSED("network.allow_domain",
		"host names need a filtering proxy, and the kernel filters by port only; use "
		"network.connect_port"),
	REFUSED("network.proxy_allow",
		"host names need a filtering proxy, and the kernel filters by port only; use "
		"network.connect_port"),
	REFUSED("network.allow_proxy",
		"host names need a filtering proxy, and the kernel filters by port only; use "
		"network.connect_port"),
	REFUSED("network.credentials", NO_PROXY "remove it"),
	REFUSED("network.proxy_credentials", NO_PROXY "remove it"),
	REFUSED("network.custom_credentials", NO_PROXY "remove it"),
	REFUSED("network.upstream_proxy",
		NO_PROXY "grant your proxy's port with network.connect_port"),
	REFUSED("network.external_proxy",
		NO_PROXY "grant your proxy's port with network.connect_port"),
	REFUSED("network.upstream_bypass", NO_PROXY "remove it"),
	REFUSED("network.external_proxy_bypass", NO_PROXY "remove it"),
	REFUSED("network.allow_http2", NO_PROXY "remove it"),
	REFUSED("network.tls_intercept", NO_PROXY "remove it"),
	REFUSED("network.port_allow", "it is called network.open_port here"),
	REFUSED("network.allow_port", "it is called network.open_port here"),

	REFUSED("commands", LATER("limiting the commands that may be executed")),
	REFUSED("security", LATER("changing signal, process and ipc isolation")),
	REFUSED("environment", LATER("filtering environment variables")),
	REFUSED("limits", LATER("setting resource limits")),
	REFUSED("linux", LATER("switching single Linux mechanisms")),

	REFUSED("groups", "policy groups do not exist here; name shipped profiles under extends"),
	REFUSED("policy", "policy groups do not exist here; use filesystem and extends"),
	REFUSED("hooks", "a hook" OUTSIDE "start it from a wrapper script"),
	REFUSED("session_hooks", "a hook" OUTSIDE "start it from a wrapper script"),
	REFUSED("rollback", "a snapshot" OUTSIDE "use the file system's own"),
	REFUSED("undo", "a snapshot" OUTSIDE "use the file system's own"),
	REFUSED("env_credentials",
		"reading a key store" OUTSIDE "pass the secret in the environment"),
	REFUSED("secrets", "reading a key store" OUTSIDE "pass the secret in the environment"),
	REFUSED("credential_capture", NO_PROXY "remove it"),
	REFUSED("command_policies",
		"a program is confined as a whole, with its children; remove it"),
	REFUSED("command_args",
		"arguments are not checked, since they are easily disguised; remove it"),
	REFUSED("open_urls", "opening a browser" OUTSIDE "remove it"),
	REFUSED("diagnostics", "the program's output is not touched; remove it"),
	REFUSED("packs", "packs are not installed by this library; name profiles under extends"),
	REFUSED("skipdirs", "there are no snapshots here; remove it"),
	REFUSED("binary", "the program is the one that is started with this library; remove it"),
	REFUSED("interactive", "nothing is ever asked here; remove it"),
	REFUSED("allow_launch_services", "macOS only and not supported yet; remove it"),
	REFUSED("allow_gpu", "grant the devices instead, for example filesystem.allow: [/dev/dri]"),
	REFUSED("allow_parent_of_protected", "there are no protected paths here; remove it"),
	REFUSED("unsafe_macos_seatbelt_rules", "raw platform rules are not taken; remove it"),
};

const size_t profile_key_count = sizeof(profile_keys) / sizeof(profile_keys[0]);

_Static_assert(sizeof(profile_keys) / sizeof(profile_keys[0]) <= PROFILE_MAX_KEYS,
	"raise PROFILE_MAX_KEYS");

const struct profile_key *profile_key_find(const char *name)
{
	for (size_t i = 0; i < profile_key_count; i++) {
		if (!strcmp(profile_keys[i].name, name))
			return &profile_keys[i];
	}
	return NULL;
}

/* The part of the row's name behind parent and its dot, or NULL when it is not a member. */
static const char *member_of(const struct profile_key *key, const char *parent)
{
	size_t length = strlen(parent);
	const char *rest = key->name;

	if (length) {
		if (strncmp(rest, parent, length) || rest[length] != '.')
			return NULL;
		rest += length + 1;
	}
	for (const char *at = rest; *at; at++) {
		if (*at == '.')
			return NULL;
	}
	return rest;
}

/* 'connect' for 'connect_port': nearer than any slip of the same length. */
static bool is_beginning(const char *name, const char *member)
{
	size_t length = strlen(name);

	return length >= 4 && !strncmp(member, name, length);
}

const char *profile_key_nearest(const char *parent, const char *name)
{
	unsigned best = words_tolerance(name) + 1;
	const char *nearest = NULL;

	for (size_t i = 0; i < profile_key_count; i++) {
		const char *member = member_of(&profile_keys[i], parent);
		unsigned distance;

		if (!member || profile_keys[i].type == PROFILE_REFUSED)
			continue;
		distance = is_beginning(name, member) ? 1 : words_distance(name, member, best);
		if (distance < best) {
			best = distance;
			nearest = member;
		}
	}
	return nearest;
}

const struct profile_key *profile_key_elsewhere(const char *name)
{
	for (size_t i = 0; i < profile_key_count; i++) {
		const struct profile_key *key = &profile_keys[i];
		const char *last = key->name;

		for (const char *at = key->name; *at; at++) {
			if (*at == '.')
				last = at + 1;
		}
		if (key->type != PROFILE_REFUSED &&
			(!strcmp(last, name) || !strcmp(key->name, name)))
			return key;
	}
	return NULL;
}
