/* SPDX-License-Identifier: Apache-2.0 */
#include "core/profile/profile_words.h"

#include "core/caps/caps.h"

const struct word profile_words_compatibility[] = {
	{ "strict", 0 },
	{ "best-effort", 1 },
	{ "", 0 },
};

const struct word profile_words_access[] = {
	{ "none", 0 },
	{ "read", CAPS_READ },
	{ "write", CAPS_WRITE },
	{ "readwrite", CAPS_READ_WRITE },
	{ "", 0 },
};

const struct word profile_words_dns[] = {
	{ "none", CAPS_DNS_NONE },
	{ "tcp", CAPS_DNS_TCP },
	{ "udp", CAPS_DNS_UDP },
	{ "", 0 },
};

const struct word profile_words_isolation[] = {
	{ "isolated", CAPS_ISOLATED },
	{ "allow_same_sandbox", CAPS_SAME_SANDBOX },
	{ "allow_all", CAPS_EVERYONE },
	{ "", 0 },
};

const struct word profile_words_ipc[] = {
	{ "shared_memory_only", CAPS_DENY },
	{ "full", CAPS_ALLOW },
	{ "", 0 },
};

const struct word profile_words_unix[] = {
	{ "auto", CAPS_UNIX_AUTO },
	{ "none", CAPS_UNIX_NONE },
	{ "listed", CAPS_UNIX_LISTED },
	{ "all", CAPS_UNIX_ALL },
	{ "", 0 },
};

const struct word profile_words_metadata[] = {
	{ "auto", CAPS_METADATA_AUTO },
	{ "allow", CAPS_METADATA_ALLOW },
	{ "deny", CAPS_METADATA_DENY },
	{ "", 0 },
};

const struct word profile_words_descriptors[] = {
	{ "audit", CAPS_DESCRIPTORS_AUDIT },
	{ "close", CAPS_DESCRIPTORS_CLOSE },
	{ "inherit", CAPS_DESCRIPTORS_INHERIT },
	{ "", 0 },
};

const struct word profile_words_switch[] = {
	{ "allow", CAPS_ALLOW },
	{ "deny", CAPS_DENY },
	{ "", 0 },
};

const struct word profile_words_udp[] = {
	{ "auto", CAPS_DEFAULT },
	{ "all", CAPS_ALLOW },
	{ "", 0 },
};

/* In the order of their numbers, <linux/capability.h> of Linux 5.9 and later. */
const struct word profile_words_capabilities[] = {
	{ "safe", PROFILE_CAPABILITIES_SAFE },
	{ "none", PROFILE_CAPABILITIES_NONE },
	{ "chown", 0 },
	{ "dac_override", 1 },
	{ "dac_read_search", 2 },
	{ "fowner", 3 },
	{ "fsetid", 4 },
	{ "kill", 5 },
	{ "setgid", 6 },
	{ "setuid", 7 },
	{ "setpcap", 8 },
	{ "linux_immutable", 9 },
	{ "net_bind_service", 10 },
	{ "net_broadcast", 11 },
	{ "net_admin", 12 },
	{ "net_raw", 13 },
	{ "ipc_lock", 14 },
	{ "ipc_owner", 15 },
	{ "sys_module", 16 },
	{ "sys_rawio", 17 },
	{ "sys_chroot", 18 },
	{ "sys_ptrace", 19 },
	{ "sys_pacct", 20 },
	{ "sys_admin", 21 },
	{ "sys_boot", 22 },
	{ "sys_nice", 23 },
	{ "sys_resource", 24 },
	{ "sys_time", 25 },
	{ "sys_tty_config", 26 },
	{ "mknod", 27 },
	{ "lease", 28 },
	{ "audit_write", 29 },
	{ "audit_control", 30 },
	{ "setfcap", 31 },
	{ "mac_override", 32 },
	{ "mac_admin", 33 },
	{ "syslog", 34 },
	{ "wake_alarm", 35 },
	{ "block_suspend", 36 },
	{ "audit_read", 37 },
	{ "perfmon", 38 },
	{ "bpf", 39 },
	{ "checkpoint_restore", 40 },
	{ "", 0 },
};
