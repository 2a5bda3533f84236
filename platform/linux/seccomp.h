/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLATFORM_LINUX_SECCOMP_H
#define PLATFORM_LINUX_SECCOMP_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/buf.h"
#include "core/base/err.h"

/*
 * The seccomp filter: what Landlock does not see. A rule denies a system call with an errno when
 * all its conditions hold; what no rule denies is allowed. Another architecture than the native
 * one is killed, a number newer than this list (and so every x32 number) is ENOSYS, unless 32-bit
 * programs are wanted: i386 and x32 have tables of their own then. seccomp(2).
 */

/* Which rules are wanted; a rule with none of these is always in force. */
enum seccomp_policy {
	SECCOMP_NET_NONE = 1 << 0,	 /* no network at all */
	SECCOMP_NET_TCP = 1 << 1,	 /* nothing but TCP; Landlock knows the ports */
	SECCOMP_NET_RESTRICTED = 1 << 2, /* NET_NONE, NET_TCP or NET_UDP */
	SECCOMP_NO_LISTEN = 1 << 3,	 /* restricted, and no port may be listened on */
	SECCOMP_NO_UNIX = 1 << 4,	 /* none; Landlock cannot tell them apart below ABI 9 */
	SECCOMP_NO_TRUNCATE = 1 << 5,	 /* Landlock does not see truncation (ABI < 3) */
	SECCOMP_NO_METADATA = 1 << 6,	 /* nothing is writable: no chmod, utime, xattr */
	SECCOMP_NET_UDP = 1 << 7,	 /* in the place of NET_TCP: nothing but TCP and UDP */
	SECCOMP_NO_DEBUG = 1 << 8,	 /* no ptrace and the like */
	SECCOMP_NO_NAMESPACES = 1 << 9,
	SECCOMP_NO_IO_URING = 1 << 10,
	SECCOMP_NO_SYSV = 1 << 11, /* no shared memory, queues and semaphores of System V */
	SECCOMP_NO_INOTIFY = 1 << 12,
	SECCOMP_NO_MEMFD_EXEC = 1 << 13, /* no files in memory that could be executed */
	SECCOMP_WITH_32_BIT = 1 << 14,	 /* tables for i386 and x32; of x86_64 alone */
};

/* Words of the policy's hash that prctl(SECCOMP_MARKER, ...) is asked for. */
enum {
	SECCOMP_MARKER = 0x4e4f4e4f,
	SECCOMP_MARKER_WORDS = 4,
	SECCOMP_MARKER_ERRNO = 0xe4e, /* the answer; nothing else has this errno */
};

struct seccomp_wants {
	unsigned policy; /* enum seccomp_policy */
	uint32_t marker[SECCOMP_MARKER_WORDS];
};

/* A table: the numbers that one kind of program uses. */
struct seccomp_arch {
	const char *name;
	uint32_t audit;			   /* AUDIT_ARCH_* */
	uint32_t first;			   /* what is added to each number: bit 30 for x32 */
	uint32_t newest;		   /* highest number known, Linux 6.18 */
	uint32_t more_from, newest_of_all; /* x32 has more of them above; else the same as newest */
	unsigned char column;		   /* of calls.h */
	bool is_narrow;			   /* no argument has more than 32 bits */
};

extern const struct seccomp_arch seccomp_x86_64, seccomp_aarch64, seccomp_i386, seccomp_x32;

/* The architecture this is compiled for. */
const struct seccomp_arch *seccomp_native(void);

struct seccomp_filter {
	struct sock_filter *code;
	size_t length; /* instructions, at most 4096 (BPF_MAXINSNS) */
};

/* Memory comes from alloc. NONO_ERR_NO_MEMORY; NONO_ERR_SANDBOX: a jump would be too long. */
int seccomp_compile(struct seccomp_filter *out, const struct seccomp_wants *wants,
	const struct seccomp_arch *arch, struct allocator *alloc, struct nono_err *err);

/* The rules that policy puts in force, one line each; the words of the marker are not in it. */
void seccomp_print(unsigned policy, const struct seccomp_arch *arch, struct buf *out);

/*
 * Installs the filter for all threads (TSYNC). no_new_privs must be set. 0, -errno, or the
 * positive id of a thread that could not be synchronised: anything but 0 is a failure.
 */
long seccomp_install(const struct seccomp_filter *filter);

#endif
