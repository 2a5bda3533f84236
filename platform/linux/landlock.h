/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLATFORM_LINUX_LANDLOCK_H
#define PLATFORM_LINUX_LANDLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/buf.h"
#include "core/caps/caps.h"

/*
 * Landlock as landlock(7) and Documentation/userspace-api/landlock.rst have it up to ABI 10
 * (Linux 7.2). Own constants: the headers of Debian 12 stop at ABI 3.
 */

#define LANDLOCK_EXECUTE      (1ULL << 0)
#define LANDLOCK_WRITE_FILE   (1ULL << 1)
#define LANDLOCK_READ_FILE    (1ULL << 2)
#define LANDLOCK_READ_DIR     (1ULL << 3)
#define LANDLOCK_REMOVE_DIR   (1ULL << 4)
#define LANDLOCK_REMOVE_FILE  (1ULL << 5)
#define LANDLOCK_MAKE_CHAR    (1ULL << 6)
#define LANDLOCK_MAKE_DIR     (1ULL << 7)
#define LANDLOCK_MAKE_REG     (1ULL << 8)
#define LANDLOCK_MAKE_SOCK    (1ULL << 9)
#define LANDLOCK_MAKE_FIFO    (1ULL << 10)
#define LANDLOCK_MAKE_BLOCK   (1ULL << 11)
#define LANDLOCK_MAKE_SYM     (1ULL << 12)
#define LANDLOCK_REFER	      (1ULL << 13)
#define LANDLOCK_TRUNCATE     (1ULL << 14)
#define LANDLOCK_IOCTL_DEV    (1ULL << 15)
#define LANDLOCK_RESOLVE_UNIX (1ULL << 16)

#define LANDLOCK_BIND_TCP	  (1ULL << 0)
#define LANDLOCK_CONNECT_TCP	  (1ULL << 1)
#define LANDLOCK_BIND_UDP	  (1ULL << 2)
#define LANDLOCK_CONNECT_SEND_UDP (1ULL << 3)
#define LANDLOCK_ALL_UDP	  (LANDLOCK_BIND_UDP | LANDLOCK_CONNECT_SEND_UDP)

#define LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET (1ULL << 0)
#define LANDLOCK_SCOPE_SIGNAL		    (1ULL << 1)

#define LANDLOCK_RESTRICT_TSYNC (1U << 3)

enum {
	LANDLOCK_NEWEST = 10, /* a newer kernel is used as if it had this ABI */
	/* First ABI with ... */
	LANDLOCK_ABI_TRUNCATE = 3,
	LANDLOCK_ABI_TCP = 4,
	LANDLOCK_ABI_SCOPES = 6,
	LANDLOCK_ABI_TSYNC = 8,
	LANDLOCK_ABI_UNIX = 9,
	LANDLOCK_ABI_UDP = 10,
};

/* Everything one ABI can do. */
struct landlock_features {
	uint64_t fs, net, scoped;
	uint32_t restrict_flags;
};

/* The OR of the rows up to abi; all zero for 0. */
struct landlock_features landlock_features(int abi);

/* "5.13" for 1 and so on, for abi from 1 to LANDLOCK_NEWEST. */
const char *landlock_linux_version(int abi);

/*
 * The rights that access gives on a directory (with what is below it) or on another file, of
 * those that features has. is_device: a device, or a directory in /dev; then writing comes with
 * ioctl(2), without which a terminal cannot be used.
 */
uint64_t landlock_directory_rights(
	enum caps_access access, bool is_device, const struct landlock_features *features);
uint64_t landlock_file_rights(
	enum caps_access access, bool is_device, const struct landlock_features *features);

/* Appends the names of the bits, a space before each; " none" for 0. */
void landlock_print_fs(uint64_t rights, struct buf *out);
void landlock_print_net(uint64_t rights, struct buf *out);
void landlock_print_scoped(uint64_t scopes, struct buf *out);

/* The three system calls and the version query; results as the kernel gives them. */
long landlock_version(void);
long landlock_create_ruleset(const struct landlock_features *handled);
long landlock_add_path(long ruleset, long path_fd, uint64_t rights);
long landlock_add_port(long ruleset, uint16_t port, uint64_t rights);
long landlock_restrict_self(long ruleset, uint32_t flags);

#endif
