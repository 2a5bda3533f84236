/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/linux/unix_sockets.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "platform/linux/steps.h"
#include "platform/linux/syscall.h"

/* The old file of a server that was killed has to go before a new one is bound. */
static const uint64_t bind_rights = LANDLOCK_MAKE_SOCK | LANDLOCK_REMOVE_FILE;

enum unix_mode unix_mode(const struct caps *caps, int abi)
{
	switch (caps->choices[CAPS_UNIX_SOCKETS].value) {
	case CAPS_UNIX_NONE:
		return UNIX_NONE;
	case CAPS_UNIX_LISTED:
		return UNIX_LISTED;
	case CAPS_UNIX_ALL:
		return UNIX_ALL;
	default:
		return abi >= LANDLOCK_ABI_UNIX || caps->socket_count ? UNIX_LISTED : UNIX_NONE;
	}
}

bool unix_binds(const struct caps *caps)
{
	for (size_t i = 0; i < caps->socket_count; i++) {
		if (caps->sockets[i].binds)
			return true;
	}
	return false;
}

void unix_mode_handle(struct landlock_features *features, enum unix_mode mode)
{
	if (mode != UNIX_ALL)
		return;
	features->fs &= ~LANDLOCK_RESOLVE_UNIX;
	features->scoped &= ~LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET;
}

/*
 * The directory that a socket is bound in: Landlock knows no names in a directory, so the grant is
 * one on all of it. On "/" it would be one to remove every file of the machine.
 */
static int find_parent(struct rule_socket *rule, struct allocator *alloc, struct nono_err *err)
{
	const char *path = rule->from->path;
	size_t length = strlen(path);
	struct nono_clip clip;

	if (rule->from->scope != CAPS_SOCKET_FILE || !rule->from->binds)
		return NONO_OK;
	while (path[length - 1] != '/')
		length--;
	while (length && path[length - 1] == '/')
		length--;
	if (!length) {
		nono_err_set(err, NONO_ERR_INVALID,
			"%s: to bind '%s' takes the right to remove files from '/', and so from every "
			"directory; put the socket in a directory of its own",
			rule->from->key, nono_err_clip(&clip, path));
		nono_err_at(err, &rule->from->place);
		return NONO_ERR_INVALID;
	}
	rule->parent = alloc_text(alloc, path, length);
	return rule->parent ? NONO_OK : nono_err_memory(err);
}

int unix_sockets_compile(struct rules *rules, const struct caps *caps, struct nono_err *err)
{
	struct rule_result *results;

	if (!rules->abi)
		return NONO_OK;
	rules->sockets = alloc_array(caps->alloc, caps->socket_count + 1, sizeof(*rules->sockets));
	results = alloc_array(caps->alloc, caps->socket_count + 1, sizeof(*results));
	if (!rules->sockets || !results)
		return nono_err_memory(err);
	for (size_t i = 0; i < caps->socket_count; i++) {
		const struct caps_socket *from = &caps->sockets[i];
		struct rule_socket *rule = &rules->sockets[rules->socket_count++];
		int r;

		rule->from = from;
		rule->result = &results[i];
		rule->connect_rights = LANDLOCK_RESOLVE_UNIX & rules->handled.fs;
		rule->bind_rights = from->binds ? bind_rights & rules->handled.fs : 0;
		r = find_parent(rule, caps->alloc, err);
		if (r)
			return r;
	}
	return NONO_OK;
}

static int failed(const struct rule_socket *socket, const char *path, long r, struct nono_err *err)
{
	if (step_may_skip(socket->from->missing, r)) {
		socket->result->skipped = (int)-r;
		return NONO_OK;
	}
	return step_no_grant(path, socket->from->key, &socket->from->place, r, err);
}

static int add(long ruleset, const struct rule_socket *socket, long fd, uint64_t rights,
	struct nono_err *err)
{
	const struct caps_socket *from = socket->from;
	/* A rule of no right is refused (ENOMSG); where all sockets are free there is nothing to
	 * add. */
	long r = rights ? landlock_add_path(ruleset, fd, rights) : 0;

	if (r < 0)
		return step_no_grant(from->path, from->key, &from->place, r, err);
	socket->result->rights |= rights;
	return NONO_OK;
}

/* What is there is of the wrong kind; see fail_directory() in enforce.c for shipped profiles. */
static int wrong_kind(const struct rule_socket *socket, bool is_directory, struct nono_err *err)
{
	const struct caps_socket *from = socket->from;
	struct nono_clip clip;
	const char *name = nono_err_clip(&clip, from->path);

	if (from->missing == CAPS_MISSING_SHIPPED) {
		socket->result->skipped = is_directory ? EISDIR : ENOTDIR;
		return NONO_OK;
	}
	if (is_directory)
		nono_err_set(err, NONO_ERR_EXPECTED_FILE,
			"%s: '%s' is a directory; expected a socket; grant the sockets in a directory "
			"with filesystem.unix_socket_dir%s",
			from->key, name, from->binds ? "_bind" : "");
	else
		nono_err_set(err, NONO_ERR_EXPECTED_DIRECTORY,
			"%s: '%s' is not a directory; grant a single socket with filesystem.unix_socket%s",
			from->key, name, from->binds ? "_bind" : "");
	return nono_err_at(err, &from->place);
}

/*
 * A rule on the directory would be one on everything below it, so each socket gets its own. One
 * that is gone again is left out.
 */
static int add_entry(long ruleset, const struct rule_socket *socket, long directory,
	const char *name, struct nono_err *err)
{
	long fd = SYS4(__NR_openat, directory, name, O_PATH | O_NOFOLLOW | O_CLOEXEC, 0), r;
	struct stat stat;
	int code;

	if (fd == -ENOENT)
		return NONO_OK;
	if (fd < 0)
		return failed(socket, socket->from->path, fd, err);
	r = SYS(__NR_fstat, fd, &stat, 0);
	if (r < 0)
		code = failed(socket, socket->from->path, r, err);
	else
		code = S_ISSOCK(stat.st_mode)
			       ? add(ruleset, socket, fd, socket->connect_rights, err)
			       : NONO_OK;
	SYS(__NR_close, fd, 0, 0);
	return code;
}

static int add_entries(
	long ruleset, const struct rule_socket *socket, long directory, struct nono_err *err)
{
	enum {
		TYPE_UNKNOWN = 0, /* some file systems do not tell: readdir(3) */
		TYPE_SOCKET = 12,
	};
	_Alignas(struct directory_entry) char buffer[1024];
	long got;

	while ((got = SYS(__NR_getdents64, directory, buffer, sizeof(buffer))) > 0) {
		for (long at = 0; at < got;) {
			const struct directory_entry *entry =
				(const struct directory_entry *)(buffer + at);
			int r = NONO_OK;

			if (entry->type == TYPE_SOCKET || entry->type == TYPE_UNKNOWN)
				r = add_entry(ruleset, socket, directory, entry->name, err);
			if (r)
				return r;
			at += entry->length;
		}
	}
	return got < 0 ? failed(socket, socket->from->path, got, err) : NONO_OK;
}

static int add_children(
	long ruleset, const struct rule_socket *socket, long fd, struct nono_err *err)
{
	long directory;
	int r;

	if (!socket->connect_rights)
		return NONO_OK;
	directory = SYS4(__NR_openat, fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
	if (directory < 0)
		return failed(socket, socket->from->path, directory, err);
	r = add_entries(ruleset, socket, directory, err);
	SYS(__NR_close, directory, 0, 0);
	return r;
}

/*
 * By inode: "/usr/.." and a link to it are "/" as well, which caps_add_socket() and find_parent()
 * refuse by its name.
 */
static int check_root(const struct rule_socket *socket, const struct stat *found, const char *path,
	struct nono_err *err)
{
	const struct caps_socket *from = socket->from;
	struct nono_clip clip;
	struct stat root;
	long r = SYS4(__NR_newfstatat, AT_FDCWD, "/", &root, 0);

	if (r < 0)
		return failed(socket, path, r, err);
	if (root.st_dev != found->st_dev || root.st_ino != found->st_ino)
		return NONO_OK;
	nono_err_set(err, NONO_ERR_INVALID,
		"%s: '%s' is in or is the root directory, so this would be a grant on every directory; "
		"put sockets into a directory of their own",
		from->key, nono_err_clip(&clip, from->path));
	nono_err_at(err, &from->place);
	return NONO_ERR_INVALID;
}

static int add_opened(long ruleset, const struct rule_socket *socket, long fd, struct nono_err *err)
{
	bool wants_directory = socket->from->scope != CAPS_SOCKET_FILE;
	uint64_t rights = socket->connect_rights;
	struct stat stat;
	long r = SYS(__NR_fstat, fd, &stat, 0);
	int code;

	if (r < 0)
		return failed(socket, socket->from->path, r, err);
	if (S_ISDIR(stat.st_mode) != wants_directory)
		return wrong_kind(socket, !wants_directory, err);
	code = wants_directory ? check_root(socket, &stat, socket->from->path, err) : NONO_OK;
	if (code)
		return code;
	if (socket->from->scope == CAPS_SOCKET_CHILDREN)
		rights = 0;
	if (wants_directory)
		rights |= socket->bind_rights;
	code = add(ruleset, socket, fd, rights, err);
	if (!code && socket->from->scope == CAPS_SOCKET_CHILDREN)
		code = add_children(ruleset, socket, fd, err);
	return code;
}

/* As the other grants: a link on the way must not be one that the program has made. */
static long open_grant(const struct rule_socket *socket, const char *path, struct grants *grants)
{
	const struct grant_origin from = { socket->from->key, path, &socket->from->place };

	return grants_open(grants, &from);
}

static int add_parent(
	long ruleset, const struct rule_socket *socket, struct grants *grants, struct nono_err *err)
{
	long fd = open_grant(socket, socket->parent, grants);
	struct stat stat;
	int r;

	if (fd < 0)
		return failed(socket, socket->parent, fd, err);
	r = SYS(__NR_fstat, fd, &stat, 0) < 0 ? failed(socket, socket->parent, -EIO, err)
					      : check_root(socket, &stat, socket->parent, err);
	if (!r)
		r = add(ruleset, socket, fd, socket->bind_rights, err);
	SYS(__NR_close, fd, 0, 0);
	return r;
}

int unix_sockets_add(
	long ruleset, const struct rule_socket *socket, struct grants *grants, struct nono_err *err)
{
	long fd = open_grant(socket, socket->from->path, grants);
	int r = NONO_OK;

	if (fd >= 0) {
		r = add_opened(ruleset, socket, fd, err);
		SYS(__NR_close, fd, 0, 0);
	} else if (!socket->parent || fd != -ENOENT) {
		return failed(socket, socket->from->path, fd, err);
	}
	return r || !socket->parent ? r : add_parent(ruleset, socket, grants, err);
}
