/* SPDX-License-Identifier: Apache-2.0 */
#include "core/profile/profile_keys.h"

#include "core/profile/profile_apply.h"
#include "core/profile/profile_words.h"

#define LATER(what) what " is not supported yet; remove it, since a profile is never half enforced"
#define OUTSIDE	    " happens outside the sandbox, where a preloaded library must not act; "
#define NO_PROXY    "it belongs to a filtering proxy, and there is none here; "

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
#define SOCKETS(key, which, and_bind, help)                                  \
	{                                                                    \
		.name = key, .type = PROFILE_PATHS, .apply = apply_socket,   \
		.access = which | (and_bind ? APPLY_BINDS : 0), .text = help \
	}
#define CHOICE(key, setting, list, help)                                                     \
	{                                                                                    \
		.name = key, .type = PROFILE_WORD, .apply = apply_choice, .access = setting, \
		.words = list, .text = help                                                  \
	}
#define LIMIT(key, kind, help)                                                             \
	{                                                                                  \
		.name = key, .type = PROFILE_NUMBER, .apply = apply_limit, .access = kind, \
		.text = help                                                               \
	}
#define VARIABLES(key, how, what, help)                                                         \
	{                                                                                       \
		.name = key, .type = how, .apply = apply_variable, .access = what, .text = help \
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
		.words = profile_words_compatibility,
		.text = "strict (default): what the kernel cannot enforce is an error; best-effort: it "
			"is reported and the program runs." },

	SECTION("workdir", "The directory the program starts in."),
	{ .name = "workdir.access",
		.type = PROFILE_WORD,
		.apply = apply_workdir,
		.words = profile_words_access,
		.text = "Grant on the working directory: none (default), read, write or readwrite." },

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
	SOCKETS("filesystem.unix_socket", CAPS_SOCKET_FILE, false,
		"A unix socket that may be connected to."),
	SOCKETS("filesystem.unix_socket_bind", CAPS_SOCKET_FILE, true,
		"A unix socket that may be made and connected to."),
	SOCKETS("filesystem.unix_socket_dir", CAPS_SOCKET_CHILDREN, false,
		"A directory whose sockets, as they are at the start, may be connected to."),
	SOCKETS("filesystem.unix_socket_dir_bind", CAPS_SOCKET_CHILDREN, true,
		"A directory in which sockets may be made and, if made before, connected to."),
	SOCKETS("filesystem.unix_socket_subtree", CAPS_SOCKET_SUBTREE, false,
		"A directory below which all sockets may be connected to."),
	SOCKETS("filesystem.unix_socket_subtree_bind", CAPS_SOCKET_SUBTREE, true,
		"A directory below which all sockets may be made and connected to."),
	REFUSED("filesystem.bypass_protection",
		"there are no protected paths to bypass here; grant the path itself"),
	REFUSED("filesystem.suppress_save_prompt", "nothing is ever prompted for; remove it"),
	REFUSED("filesystem.ignore", "nothing is ever prompted for; remove it"),

	SECTION("network", "Ports that may be used; without this section nothing is restricted."),
	{ .name = "network.block",
		.type = PROFILE_BOOL,
		.apply = apply_block,
		.text = "true: no network at all, over any protocol." },
	PORTS("network.connect_port", CAPS_CONNECT,
		"TCP ports that may be connected to, on any host."),
	PORTS("network.listen_port", CAPS_LISTEN, "TCP ports that may be bound and listened on."),
	PORTS("network.open_port", CAPS_CONNECT | CAPS_LISTEN,
		"TCP ports that may be connected to, bound and listened on."),
	PORTS("network.udp_port", CAPS_UDP,
		"UDP ports that may be sent to, on any host, and bound."),
	CHOICE("network.dns", CAPS_DNS, profile_words_dns,
		"How names are resolved where ports are restricted: none, tcp (default where a port may "
		"be connected to) or udp."),
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

	SECTION("security", "Isolation from other processes, and of the policy."),
	CHOICE("security.signal_mode", CAPS_SIGNAL_MODE, profile_words_isolation,
		"Who may be signalled: isolated (default) and allow_same_sandbox: this program and its "
		"children; allow_all: every process that the user may."),
	CHOICE("security.process_info_mode", CAPS_PROCESS_INFO_MODE, profile_words_isolation,
		"Whose memory, environment and files may be looked at; isolated (default) and "
		"allow_same_sandbox: this program's and its children's. allow_all changes nothing on "
		"Linux, where Landlock always denies the others."),
	CHOICE("security.ipc_mode", CAPS_IPC_MODE, profile_words_ipc,
		"shared_memory_only (default): no System V objects; full: System V shared memory, "
		"semaphores and message queues of the machine."),
	{ .name = "security.allow_writable_profile",
		.type = PROFILE_BOOL,
		.apply = apply_writable_profile,
		.text = "true: the program may be able to change this profile or the library, and so what "
			"it is allowed at its next start." },

	SECTION("environment", "What the program sees of its environment."),
	VARIABLES("environment.allow_vars", PROFILE_PATTERNS, CAPS_VARIABLE_ALLOW,
		"Variables that stay: names, beginnings with '*', or '*'; all others are removed."),
	VARIABLES("environment.deny_vars", PROFILE_PATTERNS, CAPS_VARIABLE_DENY,
		"Variables that are removed and overwritten, even if they are allowed."),
	VARIABLES("environment.set_vars", PROFILE_MAP, CAPS_VARIABLE_SET,
		"Variables that are set, with their values."),

	SECTION("limits", "Resource limits, soft and hard; they are lowered, never raised."),
	LIMIT("limits.nofile", CAPS_LIMIT_NOFILE, "Open files of a process."),
	LIMIT("limits.nproc", CAPS_LIMIT_NPROC, "Processes and threads of the user."),
	LIMIT("limits.fsize", CAPS_LIMIT_FSIZE, "Size of a file that is written, in bytes."),
	LIMIT("limits.as", CAPS_LIMIT_AS, "Address space of a process, in bytes."),
	LIMIT("limits.cpu", CAPS_LIMIT_CPU, "CPU time of a process, in seconds."),
	LIMIT("limits.core", CAPS_LIMIT_CORE, "Size of a core dump, in bytes."),

	SECTION("linux", "Switches of single Linux mechanisms."),
	CHOICE("linux.unix_sockets", CAPS_UNIX_SOCKETS, profile_words_unix,
		"Unix sockets: auto (default), none, listed or all. auto is listed where the kernel can "
		"tell them apart (Landlock ABI 9), else none."),
	CHOICE("linux.metadata", CAPS_METADATA, profile_words_metadata,
		"chmod, chown, utime, xattr: auto (default: denied when nothing is writable), allow or "
		"deny."),
	CHOICE("linux.fds", CAPS_DESCRIPTORS, profile_words_descriptors,
		"Descriptors that the parent left open: audit (default: those go that can do what is "
		"denied), close or inherit."),
	CHOICE("linux.inotify", CAPS_INOTIFY, profile_words_switch,
		"Watching files and directories: allow (default) or deny."),
	CHOICE("linux.memfd_exec", CAPS_MEMFD_EXEC, profile_words_switch,
		"Memory files that could be executed: allow (default) or deny."),
	CHOICE("linux.debug", CAPS_DEBUG, profile_words_switch,
		"ptrace and its like, among the program and its children: deny (default) or allow."),
	CHOICE("linux.io_uring", CAPS_IO_URING, profile_words_switch,
		"io_uring, whose operations the filter does not see: deny (default) or allow."),
	CHOICE("linux.namespaces", CAPS_NAMESPACES, profile_words_switch,
		"New namespaces and chroot, for programs with a sandbox of their own: deny (default) or "
		"allow."),
	CHOICE("linux.compat32", CAPS_COMPAT32, profile_words_switch,
		"Programs for 32-bit processors: deny (default) or allow."),
	{ .name = "linux.capabilities",
		.type = PROFILE_WORDS,
		.apply = apply_capabilities,
		.words = profile_words_capabilities,
		.text = "Capabilities that root keeps: safe (default), none, or a list of names." },
	CHOICE("linux.udp", CAPS_UDP_MODE, profile_words_udp,
		"auto (default): UDP ports are restricted as TCP ports are; all: all of UDP is free."),

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
