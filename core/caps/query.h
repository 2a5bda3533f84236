/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_CAPS_QUERY_H
#define CORE_CAPS_QUERY_H

#include "core/base/buf.h"
#include "core/caps/set.h"

/*
 * What the kernel will answer under a set, without asking it to: the union of all grants on the
 * file and on every directory above it (landlock(7)), each path resolved as the kernel would.
 * Unix permissions, other filters and what has been opened before are not looked at, nor whether
 * there is something already: a directory that may be written is "allowed", with sys_errno EISDIR.
 */

enum query_operation {
	QUERY_READ,	      /* open for reading, list a directory */
	QUERY_WRITE,	      /* open for writing, O_CREAT when there is no such file */
	QUERY_READ_WRITE,     /* both in one open(2) */
	QUERY_EXECUTE,	      /* execve(2) */
	QUERY_CREATE,	      /* a file that is not there: mknod(2), symlink(2), open with O_EXCL */
	QUERY_MAKE_DIRECTORY, /* mkdir(2) */
	QUERY_REMOVE,	      /* unlink(2) or rmdir(2) */
	QUERY_RENAME,	      /* rename(2) */
	QUERY_LINK,	      /* link(2) */
	QUERY_OPERATION_COUNT
};

enum query_status {
	QUERY_ALLOWED,
	QUERY_DENIED,
};

/* The numbers are those of the public ABI. */
enum query_reason {
	QUERY_GRANTED_PATH,
	QUERY_NETWORK_ALLOWED,
	QUERY_PATH_NOT_GRANTED,
	QUERY_INSUFFICIENT_ACCESS,
	QUERY_NETWORK_BLOCKED,
};

struct query_result {
	enum query_status status;
	enum query_reason reason;
	const struct set_fs *grant;  /* that decided or came nearest; NULL: none */
	const struct set_port *port; /* of an allowed port; NULL: none is needed, or a proxy's */
	enum caps_access granted;    /* of all grants together, 0: none */
	/*
	 * What the operation needs. Of a rename or link that is denied because the file would be
	 * granted more at its new place: what it would be granted there.
	 */
	enum caps_access requested;
	const char *path;   /* where the request leads, NULL when that cannot be told */
	const char *target; /* of the second path of a rename or link, likewise */
	int sys_errno;	    /* the kernel fails with this whatever is granted; 0: it does not */
};

/* An index over a set, which must not change and must live as long as it. */
struct query;

/*
 * NONO_ERR_NO_MEMORY. Looks at every grant once, as the kernel would now; what has gone meanwhile
 * grants nothing. can_refer: this kernel has Landlock ABI 2.
 */
int query_new(struct query **out, const struct set *set, bool can_refer, struct allocator *alloc,
	struct nono_err *err);

/*
 * May path be used so? other: the new name for QUERY_RENAME and QUERY_LINK, else NULL. Where
 * something on the way does not exist the answer is the one for what would be there: that of the
 * deepest directory which exists, taking the rest by name; a path that leads nowhere otherwise
 * (a loop, through a file, ".." behind a missing name) is not granted, with sys_errno. scratch
 * gives the memory of *out and of nothing else. NONO_ERR_NO_MEMORY.
 */
int query_path(const struct query *query, enum query_operation operation, const char *path,
	const char *other, struct allocator *scratch, struct query_result *out,
	struct nono_err *err);

/* Any of the network: denied when it is blocked or limited in any way. */
void query_network(const struct query *query, struct query_result *out);

/* TCP (or UDP, CAPS_UDP) to or on one port. */
void query_port(const struct query *query, enum caps_direction direction, uint16_t port,
	struct query_result *out);

/* "granted_path" and so on. */
const char *query_reason_name(enum query_reason reason);

/* The object of nono-semantics 4.5, with what is added to it; see nono-shim(1). */
void query_json(const struct query_result *result, struct buf *out);

#endif
