/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/linux/landlock.h"

#include "platform/linux/syscall.h"

/* What each ABI added. Adding an ABI is adding a row. */
static const struct abi_row {
	const char *linux_version;
	struct landlock_features adds;
} rows[LANDLOCK_NEWEST + 1] = {
	[0] = { "none", { 0 } },
	[1] = { "5.13", { .fs = LANDLOCK_EXECUTE | LANDLOCK_WRITE_FILE | LANDLOCK_READ_FILE |
				LANDLOCK_READ_DIR | LANDLOCK_REMOVE_DIR | LANDLOCK_REMOVE_FILE |
				LANDLOCK_MAKE_CHAR | LANDLOCK_MAKE_DIR | LANDLOCK_MAKE_REG |
				LANDLOCK_MAKE_SOCK | LANDLOCK_MAKE_FIFO | LANDLOCK_MAKE_BLOCK |
				LANDLOCK_MAKE_SYM } },
	[2] = { "5.19", { .fs = LANDLOCK_REFER } },
	[3] = { "6.2", { .fs = LANDLOCK_TRUNCATE } },
	[4] = { "6.7", { .net = LANDLOCK_BIND_TCP | LANDLOCK_CONNECT_TCP } },
	[5] = { "6.10", { .fs = LANDLOCK_IOCTL_DEV } },
	[6] = { "6.12", { .scoped = LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET | LANDLOCK_SCOPE_SIGNAL } },
	[7] = { "6.15", { 0 } }, /* audit flags only, left at their defaults */
	[8] = { "7.0", { .restrict_flags = LANDLOCK_RESTRICT_TSYNC } },
	[9] = { "7.1", { .fs = LANDLOCK_RESOLVE_UNIX } },
	[10] = { "7.2", { .net = LANDLOCK_BIND_UDP | LANDLOCK_CONNECT_SEND_UDP } },
};

static const uint64_t read_rights = LANDLOCK_EXECUTE | LANDLOCK_READ_FILE | LANDLOCK_READ_DIR;

/*
 * Without MAKE_CHAR and MAKE_BLOCK: root could make the node of a disk in a directory that it may
 * write, open it there, and read every file of the machine (shown by tests/live, row mknod).
 */
static const uint64_t write_rights = LANDLOCK_WRITE_FILE | LANDLOCK_REMOVE_DIR |
				     LANDLOCK_REMOVE_FILE | LANDLOCK_MAKE_DIR | LANDLOCK_MAKE_REG |
				     LANDLOCK_MAKE_SOCK | LANDLOCK_MAKE_FIFO | LANDLOCK_MAKE_SYM |
				     LANDLOCK_REFER | LANDLOCK_TRUNCATE;

/* The rights that mean anything on what is not a directory; others are EINVAL there. */
static const uint64_t file_rights = LANDLOCK_EXECUTE | LANDLOCK_WRITE_FILE | LANDLOCK_READ_FILE |
				    LANDLOCK_TRUNCATE | LANDLOCK_IOCTL_DEV;

static const char *const fs_names[] = { "execute", "write_file", "read_file", "read_dir",
	"remove_dir", "remove_file", "make_char", "make_dir", "make_reg", "make_sock", "make_fifo",
	"make_block", "make_sym", "refer", "truncate", "ioctl_dev", "resolve_unix", NULL };
static const char *const net_names[] = { "bind_tcp", "connect_tcp", "bind_udp", "connect_send_udp",
	NULL };
static const char *const scope_names[] = { "abstract_unix_socket", "signal", NULL };

struct landlock_features landlock_features(int abi)
{
	struct landlock_features sum = { 0 };

	for (int i = 1; i <= abi && i <= LANDLOCK_NEWEST; i++) {
		sum.fs |= rows[i].adds.fs;
		sum.net |= rows[i].adds.net;
		sum.scoped |= rows[i].adds.scoped;
		sum.restrict_flags |= rows[i].adds.restrict_flags;
	}
	return sum;
}

const char *landlock_linux_version(int abi)
{
	return rows[abi].linux_version;
}

uint64_t landlock_directory_rights(
	enum caps_access access, bool is_device, const struct landlock_features *features)
{
	uint64_t rights = 0;

	if (access & CAPS_READ)
		rights |= read_rights;
	if (access & CAPS_WRITE)
		rights |= write_rights | (is_device ? LANDLOCK_IOCTL_DEV : 0);
	return rights & features->fs;
}

uint64_t landlock_file_rights(
	enum caps_access access, bool is_device, const struct landlock_features *features)
{
	return landlock_directory_rights(access, is_device, features) & file_rights;
}

static void print_names(uint64_t bits, const char *const *names, struct buf *out)
{
	if (!bits)
		buf_text(out, " none");
	for (unsigned bit = 0; names[bit]; bit++) {
		if (bits & (1ULL << bit)) {
			buf_text(out, " ");
			buf_text(out, names[bit]);
		}
	}
}

void landlock_print_fs(uint64_t rights, struct buf *out)
{
	print_names(rights, fs_names, out);
}

void landlock_print_net(uint64_t rights, struct buf *out)
{
	print_names(rights, net_names, out);
}

void landlock_print_scoped(uint64_t scopes, struct buf *out)
{
	print_names(scopes, scope_names, out);
}

/* landlock_create_ruleset(2): attr of the size that this kernel's ABI knows, see below. */
struct ruleset_attr {
	uint64_t handled_fs, handled_net, scoped;
};

/* landlock_add_rule(2); the kernel's struct is packed. */
struct path_beneath_attr {
	uint64_t allowed;
	int32_t parent_fd;
} __attribute__((packed));

struct net_port_attr {
	uint64_t allowed, port;
};

enum {
	CREATE_RULESET_VERSION = 1,
	RULE_PATH_BENEATH = 1,
	RULE_NET_PORT = 2,
};

long landlock_version(void)
{
	return SYS(CALL_LANDLOCK_CREATE_RULESET, 0, 0, CREATE_RULESET_VERSION);
}

/* A longer attr whose tail is zero is fine for an older kernel (landlock_create_ruleset(2)). */
long landlock_create_ruleset(const struct landlock_features *handled)
{
	const struct ruleset_attr attr = { handled->fs, handled->net, handled->scoped };

	return SYS(CALL_LANDLOCK_CREATE_RULESET, &attr, sizeof(attr), 0);
}

long landlock_add_path(long ruleset, long path_fd, uint64_t rights)
{
	const struct path_beneath_attr attr = { rights, (int32_t)path_fd };

	return SYS4(CALL_LANDLOCK_ADD_RULE, ruleset, RULE_PATH_BENEATH, &attr, 0);
}

long landlock_add_port(long ruleset, uint16_t port, uint64_t rights)
{
	const struct net_port_attr attr = { rights, port };

	return SYS4(CALL_LANDLOCK_ADD_RULE, ruleset, RULE_NET_PORT, &attr, 0);
}

long landlock_restrict_self(long ruleset, uint32_t flags)
{
	return SYS(CALL_LANDLOCK_RESTRICT_SELF, ruleset, flags, 0);
}
