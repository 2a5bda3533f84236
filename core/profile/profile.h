/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_PROFILE_PROFILE_H
#define CORE_PROFILE_PROFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/alloc.h"
#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/caps/caps.h"

/*
 * From profile text to capabilities. This stage knows YAML and the names of keys; files, the
 * environment and the directories of profiles are what the caller says they are.
 */

enum {
	PROFILE_MAX_SIZE = 1 << 20, /* bytes of one document */
	PROFILE_MAX_NODES = 10000,  /* scalars, lists and mappings of one document */
	PROFILE_MAX_EXTENDS = 10,   /* how deep extends may go */
	PROFILE_MAX_FILES = 64,	    /* documents read for one profile */
};

#define PROFILE_MAX_NUMBER 9223372036854775807u /* RLIM_INFINITY is beyond it */

struct profile_key;
struct profile_prepared;

/* One value of a profile, in the order in which it stands. */
struct profile_entry {
	const struct profile_key *key;
	const char *value; /* NUL-terminated, of the profile's allocator */
	bool optional;	   /* said so with {path: ..., optional: true} */
	bool shipped;	   /* comes from a profile that was installed with the shim */
	struct place place;
};

/* The bytes of one document. Nothing in it is owned by the reader. */
struct profile_text {
	const char *source; /* its name in error texts; must outlive the profile */
	const char *bytes;
	size_t length;
	bool shipped;
};

struct profile {
	struct allocator *alloc;
	struct profile_entry *entries; /* what is extended first, what extends it behind */
	size_t count, capacity;
	struct profile_text *documents; /* that profile_load() has read, the first one first */
	size_t document_count, document_capacity;
	/*
	 * Where it was looked for, in that order: each file that was read, and each that would have
	 * been read in its place, or the directory of those where there is no such directory.
	 */
	const char **files;
	size_t file_count, file_capacity;
};

/* Everything the outside world is asked. Each function gets context as its first argument. */
struct profile_host {
	void *context;

	/*
	 * Reads the whole file. On success *bytes and *length are set; the bytes live as long as
	 * the profile. NONO_ERR_PATH_NOT_FOUND when there is no such file, any other code when it
	 * may not be used (size, mode, type).
	 */
	int (*read)(void *context, const char *path, const char **bytes, size_t *length,
		struct nono_err *err);

	/* Is there a directory? NULL: look for every file in it. */
	bool (*has_directory)(void *context, const char *path);

	/* The value of an environment variable, NULL when unset. */
	const char *(*variable)(void *context, const char *name);

	/* The working directory, NULL when it cannot be had. */
	const char *(*workdir)(void *context);

	/* Called before libyaml is, which takes memory from malloc(); NULL: nothing to prepare. */
	void (*before_parsing)(struct allocator *alloc);

	unsigned uid; /* real user id */

	const struct profile_prepared *prepared; /* see prepared.h; NULL: none */

	const char *system_directory;  /* SYSCONFDIR/nono/profiles */
	const char *shipped_directory; /* DATADIR/nono/profiles */
};

void profile_init(struct profile *profile, struct allocator *alloc);

/* Appends one entry. NONO_ERR_NO_MEMORY; the profile is then as before. */
int profile_add(struct profile *profile, const struct profile_entry *entry, struct nono_err *err);

/*
 * Reads one document and appends its entries; extends is not followed, its names are entries.
 * NONO_ERR_PROFILE with line and column: not UTF-8, not YAML, a limit above, an alias, anchor,
 * tag, second document, duplicate, unknown or unsupported key, a value of the wrong type.
 * Plain scalars follow the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/, 10.3).
 */
int profile_read(struct profile *profile, const struct profile_text *text, struct nono_err *err);

/*
 * Reads the profile called name and all it extends, depth first, into *profile.
 * name: a path if it contains '/' or ends in .yaml, .yml or .json, else looked up as NAME.yaml
 * and NAME.json in the user's, the system's and the shipped directory.
 * NONO_ERR_PROFILE: not found, a cycle, too deep, too many files; otherwise as profile_read.
 */
int profile_load(struct profile *profile, const char *name, const struct profile_host *host,
	struct nono_err *err);

/*
 * Applies the entries in order: lists grow, scalars override, network.block: true sticks.
 * Errors carry the place of the entry. caps must be initialised; on error it is half filled
 * and must not be used.
 */
int profile_to_caps(struct caps *caps, const struct profile *profile,
	const struct profile_host *host, struct nono_err *err);

/*
 * Appends the member "profile" to the JSON object that is open in out: the name, and the documents
 * in the order in which they were read, each with its hash (b2sum -l 128). profile may be NULL.
 */
void profile_report(const struct profile *profile, const char *name, struct buf *out);

/*
 * Replaces a leading ~ and every $NAME or ${NAME} in value. $$ is a dollar sign.
 * *out lives as long as alloc and value. NONO_ERR_PROFILE: unknown, unset or empty variable, one
 * that must be an absolute path and is not, or a lone $.
 */
int profile_expand(const char **out, const char *value, const struct profile_host *host,
	struct allocator *alloc, struct nono_err *err);

/* Where names are looked up, and what is known about it: found out once for all that is extended.
 */
struct profile_search {
	const struct profile_host *host;
	struct profile *profile; /* gets the files; its allocator is used */
	bool ready;		 /* the directories have been looked at */
	struct {
		const char *path; /* NULL: there is no such place */
		bool absent;
	} directories[3]; /* the user's, the system's, the shipped ones */
};

void profile_search_init(
	struct profile_search *search, const struct profile_host *host, struct profile *profile);

/*
 * Finds the file that name (see profile_load) stands for, reads it, and fills *text. Where it
 * looked is added to search->profile->files.
 * from: the document that extends it, NULL for the first; relative paths start there.
 */
int profile_find(struct profile_text *text, const char *name, const char *from,
	struct profile_search *search, struct nono_err *err);

#endif
