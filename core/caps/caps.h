/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_CAPS_CAPS_H
#define CORE_CAPS_CAPS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/alloc.h"
#include "core/base/err.h"

/*
 * A capability set: what a program may do, in terms of no kernel. Nothing is granted that is
 * not in it, with one exception that profiles inherit from nono: without a network restriction
 * the network is free.
 */

enum caps_access {
	CAPS_READ = 1, /* read files, list directories, execute */
	CAPS_WRITE = 2,
	CAPS_READ_WRITE = CAPS_READ | CAPS_WRITE,
};

enum caps_direction {
	CAPS_CONNECT = 1, /* TCP, outbound */
	CAPS_LISTEN = 2,  /* TCP, bind and listen */
	CAPS_UDP = 4,	  /* UDP, send to it, connect to it and bind it */
};

/* What a path must turn out to be when it is opened. */
enum caps_kind {
	CAPS_FILE_OR_DIRECTORY, /* a directory is meant with everything below it */
	CAPS_FILE,		/* anything but a directory */
};

/* What to do about a path that cannot be had. */
enum caps_missing {
	CAPS_MISSING_ERROR,
	CAPS_MISSING_SKIP,   /* optional: it need not exist */
	CAPS_MISSING_SHIPPED /* of a shipped profile: nor be reachable for this user */
};

struct caps_path {
	const char *path; /* absolute; kept, not copied */
	enum caps_access access;
	enum caps_kind kind;
	enum caps_missing missing;
	const char *key;    /* the profile key that asked, for error texts; not owned */
	struct place place; /* and where it did */
};

struct caps_port {
	uint16_t port;	    /* 1 to 65535 */
	unsigned direction; /* bits of enum caps_direction */
	const char *key;
	struct place place;
};

/* Which sockets in the file system a grant means. */
enum caps_scope {
	CAPS_SOCKET_FILE,
	CAPS_SOCKET_CHILDREN, /* those in a directory, not below it */
	CAPS_SOCKET_SUBTREE,
};

struct caps_socket {
	const char *path; /* absolute; kept, not copied */
	enum caps_scope scope;
	bool binds; /* may be bound as well as connected to */
	enum caps_missing missing;
	const char *key;
	struct place place;
};

/*
 * What has a value of a closed list. 0 is the default of each, and means the stricter choice, or
 * "automatic" where there is one.
 */
enum caps_setting {
	CAPS_SIGNAL_MODE,	/* enum caps_isolation */
	CAPS_PROCESS_INFO_MODE, /* enum caps_isolation */
	CAPS_IPC_MODE,		/* enum caps_switch: System V objects */
	CAPS_WRITABLE_PROFILE,	/* enum caps_switch: the program may change its own policy */
	CAPS_UNIX_SOCKETS,	/* enum caps_unix */
	CAPS_METADATA,		/* enum caps_metadata */
	CAPS_DESCRIPTORS,	/* enum caps_descriptors */
	CAPS_INOTIFY,		/* enum caps_switch from here on */
	CAPS_MEMFD_EXEC,
	CAPS_DEBUG,
	CAPS_IO_URING,
	CAPS_NAMESPACES,
	CAPS_COMPAT32,
	CAPS_UDP_MODE, /* CAPS_ALLOW: all of UDP, whatever its ports */
	CAPS_DNS,      /* enum caps_dns */
	CAPS_SETTING_COUNT
};

enum caps_isolation {
	CAPS_ISOLATED,
	CAPS_SAME_SANDBOX,
	CAPS_EVERYONE,
};

enum caps_switch {
	CAPS_DEFAULT,
	CAPS_DENY,
	CAPS_ALLOW,
};

enum caps_unix {
	CAPS_UNIX_AUTO, /* as listed where the kernel can, else none unless one is granted */
	CAPS_UNIX_NONE,
	CAPS_UNIX_LISTED,
	CAPS_UNIX_ALL,
};

enum caps_metadata {
	CAPS_METADATA_AUTO, /* denied when nothing is writable */
	CAPS_METADATA_ALLOW,
	CAPS_METADATA_DENY,
};

enum caps_descriptors {
	CAPS_DESCRIPTORS_AUDIT,
	CAPS_DESCRIPTORS_CLOSE,
	CAPS_DESCRIPTORS_INHERIT,
};

enum caps_dns {
	CAPS_DNS_AUTO, /* tcp where a TCP port may be connected to, else none */
	CAPS_DNS_NONE,
	CAPS_DNS_TCP,
	CAPS_DNS_UDP,
};

struct caps_choice {
	int value;
	const char *key; /* NULL: nobody has chosen, value is 0 */
	const char *word;
	struct place place;
};

/* setrlimit(2) */
enum caps_limit_kind {
	CAPS_LIMIT_NOFILE,
	CAPS_LIMIT_NPROC,
	CAPS_LIMIT_FSIZE,
	CAPS_LIMIT_AS,
	CAPS_LIMIT_CPU,
	CAPS_LIMIT_CORE,
	CAPS_LIMIT_COUNT
};

struct caps_limit {
	uint64_t value;	 /* in the unit of setrlimit(2) */
	const char *key; /* NULL: no limit is set */
	struct place place;
};

/* What happens to variables of the environment. */
enum caps_variable_kind {
	CAPS_VARIABLE_ALLOW, /* with any of these all others are removed */
	CAPS_VARIABLE_DENY,  /* counts more than being allowed */
	CAPS_VARIABLE_SET,   /* counts more than being denied */
};

struct caps_variable {
	enum caps_variable_kind kind;
	const char *name;  /* or a pattern: a beginning and '*'; "" matches none */
	const char *value; /* of CAPS_VARIABLE_SET */
	const char *key;
	struct place place;
};

struct caps {
	struct allocator *alloc;
	struct caps_path *paths; /* in the order they were added */
	size_t path_count, path_capacity;
	struct caps_port *ports;
	size_t port_count, port_capacity;
	struct caps_socket *sockets;
	size_t socket_count, socket_capacity;
	struct caps_variable *variables; /* in the order they were added */
	size_t variable_count, variable_capacity;
	struct caps_choice choices[CAPS_SETTING_COUNT];
	struct caps_limit limits[CAPS_LIMIT_COUNT];
	/*
	 * What an administrator keeps: the numbers of the mask (capabilities(7)) and, where that is
	 * said or nothing else, the platform's list for services that start as root.
	 */
	uint64_t privilege_mask;
	bool privileges_safe;
	struct caps_choice privileges_from; /* the first of them */
	bool network_blocked;
	struct place blocked_at;
	bool best_effort; /* enforce what the kernel can and report the rest */
	/*
	 * Files that the policy was read from or would be read from if they existed, and the
	 * library that enforces it. Relative ones start at the working directory.
	 */
	const char **policy_files;
	size_t policy_file_count, policy_file_capacity;
};

/* An empty set whose memory comes from alloc. */
void caps_init(struct caps *caps, struct allocator *alloc);

/*
 * Adds one grant; the strings in it are kept and must live as long as the set.
 * NONO_ERR_INVALID: the path is empty, relative or longer than PATH_MAX (4096) with its NUL.
 * NONO_ERR_NO_MEMORY. On error the set is as before.
 */
int caps_add_path(struct caps *caps, const struct caps_path *path, struct nono_err *err);

/* Adds one port rule; with any port rule everything else on the network is denied. */
int caps_add_port(struct caps *caps, const struct caps_port *port, struct nono_err *err);

/* Adds one grant of unix sockets. Errors as caps_add_path(); a scope but FILE on "/" is invalid. */
int caps_add_socket(struct caps *caps, const struct caps_socket *socket, struct nono_err *err);

/* Adds what happens to a variable; of two that set the same the later one counts. */
int caps_add_variable(
	struct caps *caps, const struct caps_variable *variable, struct nono_err *err);

/* Adds a file that holds the policy, once; path is kept, not copied. */
int caps_add_policy_file(struct caps *caps, const char *path, struct nono_err *err);

/* No network at all. Sticks; the first place is kept. */
void caps_block_network(struct caps *caps, const struct place *place);

/*
 * Called once when all has been added: adds the ports that name resolution needs (see caps_dns())
 * and asks whether the capabilities are compatible with each other. NONO_ERR_INVALID, with the
 * place of the one that does not fit: a port, UDP or name resolution with a blocked network; no
 * name resolution where nothing restricts it; a socket grant where there are no unix sockets.
 */
int caps_complete(struct caps *caps, struct nono_err *err);

/* How names are resolved: never CAPS_DNS_AUTO. */
enum caps_dns caps_dns(const struct caps *caps);

/* Is anything said about the network, that is: is it blocked or limited to ports? */
bool caps_network_restricted(const struct caps *caps);

/* Does any port rule grant direction (one or more bits)? */
bool caps_has_port(const struct caps *caps, unsigned direction);

/* "read", "write" or "read+write". */
const char *caps_access_name(enum caps_access access);

#endif
