/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <linux/prctl.h>
#include <sys/stat.h>

#include "core/base/errno_text.h"
#include "platform/linux/prefault.h"
#include "platform/linux/steps.h"
#include "platform/linux/syscall.h"
#include "platform/linux/unix_sockets.h"

int platform_probe(struct nono_support *out, struct nono_err *err)
{
	long version = landlock_version();

	(void)err;
	*out = (struct nono_support){ 0 };
	if (version > 0)
		out->landlock_abi = (int)version;
	else
		out->landlock_errno = (int)-version;
	return NONO_OK;
}

int step_refused(struct nono_err *err, const char *step, long result)
{
	int number = (int)-result;

	return nono_err_system(err, NONO_ERR_SANDBOX, number, "the kernel refuses %s: %s (%s %d)%s",
		step, errno_text(number), errno_name(number), number,
		number == E2BIG ? "; 16 sandboxes are nested already, start the program from fewer"
		: number == EMFILE ? "; raise the limit of open files (ulimit -n)"
				   : "");
}

int step_no_grant(const char *path, const char *key, const struct place *place, long result,
	struct nono_err *err)
{
	struct nono_clip clip;
	const char *name = nono_err_clip(&clip, path);
	int number = (int)-result;

	if (number == ENOENT)
		nono_err_system(err, NONO_ERR_PATH_NOT_FOUND, number,
			"%s: '%s' does not exist; create it, correct the path, or write {path: %s, "
			"optional: true}",
			key, name, name);
	else
		nono_err_system(err, NONO_ERR_IO, number, "%s: cannot grant '%s': %s (%s %d)%s",
			key, name, errno_text(number), errno_name(number), number,
			number == ENOSYS ? "; a filter around this process forbids what that "
					   "takes, as that of a sandbox does with openat2(2) below "
					   "Landlock ABI 3, or the kernel is older than Linux 5.6"
					 : "");
	return nono_err_at(err, place);
}

static int fail_open(const struct rule_path *path, long result, struct nono_err *err)
{
	const struct caps_path *from = path->from;

	return step_no_grant(from->path, from->key, &from->place, result, err);
}

bool step_may_skip(enum caps_missing missing, long result)
{
	bool absent = result == -ENOENT || result == -ENOTDIR;

	switch (missing) {
	case CAPS_MISSING_SHIPPED:
		return absent || result == -EACCES || result == -ELOOP;
	case CAPS_MISSING_SKIP:
		return absent;
	default:
		return false;
	}
}

/*
 * Docker makes a directory where a file that is to be mounted does not exist: in a shipped profile
 * that is as good as absent.
 */
static int fail_directory(const struct rule_path *path, struct nono_err *err)
{
	const struct caps_path *from = path->from;
	struct nono_clip clip;

	if (from->missing == CAPS_MISSING_SHIPPED) {
		path->result->skipped = EISDIR;
		return NONO_OK;
	}
	nono_err_set(err, NONO_ERR_EXPECTED_FILE,
		"%s: '%s' is a directory; expected a file; grant directories with filesystem.read, "
		"write or allow",
		from->key, nono_err_clip(&clip, from->path));
	return nono_err_at(err, &from->place);
}

static int add_opened(long ruleset, const struct rule_path *path, long fd, struct grants *grants,
	struct nono_err *err)
{
	const struct caps_path *from = path->from;
	uint64_t rights = path->file_rights;
	struct stat stat;
	long r = SYS(__NR_fstat, fd, &stat, 0);

	if (r < 0)
		return fail_open(path, r, err);
	if (S_ISDIR(stat.st_mode) && from->kind == CAPS_FILE)
		return fail_directory(path, err);
	if (S_ISDIR(stat.st_mode))
		rights = path->directory_rights;
	else if (S_ISCHR(stat.st_mode) || S_ISBLK(stat.st_mode))
		rights = path->device_rights;
	r = landlock_add_path(ruleset, fd, rights);
	if (!r && (from->access & CAPS_WRITE))
		r = grants_note_writable(grants, &stat);
	if (r < 0)
		return fail_open(path, r, err);
	path->result->rights = rights;
	return NONO_OK;
}

static int add_path(
	long ruleset, const struct rule_path *path, struct grants *grants, struct nono_err *err)
{
	const struct caps_path *from = path->from;
	long fd =
		grants_open(grants, &(struct grant_origin){ from->key, from->path, &from->place });
	int r;

	if (fd < 0 && step_may_skip(path->from->missing, fd)) {
		path->result->skipped = (int)-fd;
		return NONO_OK;
	}
	if (fd < 0)
		return fail_open(path, fd, err);
	r = add_opened(ruleset, path, fd, grants, err);
	SYS(__NR_close, fd, 0, 0);
	return r;
}

static int add_rules(
	long ruleset, const struct rules *rules, struct grants *grants, struct nono_err *err)
{
	for (size_t i = 0; i < rules->path_count; i++) {
		int r = add_path(ruleset, &rules->paths[i], grants, err);

		if (r)
			return r;
	}
	for (size_t i = 0; i < rules->socket_count; i++) {
		int r = unix_sockets_add(ruleset, &rules->sockets[i], grants, err);

		if (r)
			return r;
	}
	for (size_t i = 0; i < rules->port_count; i++) {
		const struct rule_port *port = &rules->ports[i];
		long r = landlock_add_port(ruleset, port->port, port->rights);

		if (r < 0) {
			step_refused(err, "a rule for a port", r);
			return nono_err_at(err, &port->from->place);
		}
	}
	return NONO_OK;
}

static int restrict_self(const struct rules *rules, struct grants *grants, struct nono_err *err)
{
	long ruleset = landlock_create_ruleset(&rules->handled), r;
	int code;

	if (ruleset < 0)
		return step_refused(err, "a Landlock ruleset", ruleset);
	code = add_rules(ruleset, rules, grants, err);
	if (!code) {
		r = landlock_restrict_self(ruleset, rules->handled.restrict_flags);
		if (r)
			code = step_refused(err, "to enforce the Landlock ruleset", r);
	}
	SYS(__NR_close, ruleset, 0, 0);
	return code;
}

/* Without TSYNC a thread that exists already would stay free for ever. */
static int check_threads(const struct rules *rules, struct nono_err *err)
{
	long count;

	if (rules->handled.restrict_flags & LANDLOCK_RESTRICT_TSYNC)
		return NONO_OK;
	count = threads_count();
	if (count == 1)
		return NONO_OK;
	if (count < 0)
		return step_refused(err, "to tell how many threads this process has", count);
	return nono_err_set(err, NONO_ERR_UNSUPPORTED,
		"another library has started a thread already and Landlock ABI %d cannot confine it "
		"(ABI %d, Linux %s can); put this library last in LD_PRELOAD (with musl: "
		"first), or remove the other one",
		rules->abi, LANDLOCK_ABI_TSYNC, landlock_linux_version(LANDLOCK_ABI_TSYNC));
}

static int forbid_privileges(struct nono_err *err)
{
	/* All five arguments: prctl(2) wants the unused ones to be 0. */
	long r = sys_call(__NR_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0);

	return r ? step_refused(err, "no_new_privs", r) : NONO_OK;
}

static int install_filter(const struct rules *rules, struct nono_err *err)
{
	long r = seccomp_install(&rules->filter);

	if (r > 0)
		return nono_err_set(err, NONO_ERR_SANDBOX,
			"thread %u of this process could not be given the seccomp filter",
			(unsigned)r);
	return r ? step_refused(err, "the seccomp filter", r) : verify_filter(err);
}

int platform_enforce(const struct rules *rules, long spare, struct nono_err *err)
{
	struct grants grants = { .alloc = rules->caps->alloc, .follows_freely = !rules->writes };
	long listing;
	int code = check_threads(rules, err);

	/* Paths are taken apart there, on the stack. */
	if (rules->writes)
		prefault_stack();
	/* Refuses threads of root before anything is restricted. */
	if (!code)
		code = capabilities_drop(rules, err);
	if (!code)
		code = forbid_privileges(err);
	if (code)
		return code;
	listing = descriptors_list();
	if (rules->abi)
		code = restrict_self(rules, &grants, err);
	if (!code && rules->abi)
		code = canary_check(rules, err);
	if (!code && rules->abi && rules->writes)
		code = tamper_check(rules, &grants, err);
	if (!code)
		code = descriptors_audit(listing, spare, rules, err);
	/* Opens nothing any more: a limit may be lower than what is open. */
	if (!code)
		code = limits_lower(rules, err);
	return code ? code : install_filter(rules, err);
}
