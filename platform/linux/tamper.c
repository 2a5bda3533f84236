/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <string.h>

#include "platform/host.h"
#include "platform/linux/steps.h"
#include "platform/linux/tamper_probe.h"

/*
 * A program that may change its policy is confined until its next start. So none of the files that
 * hold the policy may be written to, made or exchanged from inside, nor a directory on the way to
 * them, nor a link that a grant goes through.
 *
 * Not found: another name of the same file (hard link, bind mount) below a writable grant, and what
 * a directory on the way could be exchanged for from outside.
 */

struct tamper {
	const struct rules *rules;
	struct tamper_probe probe;
	const char *workdir;
	struct nono_err *err;
};

static int fail_unknown(const struct tamper *tamper)
{
	return step_refused(tamper->err, "to tell whether the policy could be changed from inside",
		tamper->probe.failure);
}

/* The path that grants writing at or above path, by name; NULL when that is not how it is done. */
static const struct caps_path *granting(const struct rules *rules, const char *path)
{
	for (size_t i = 0; i < rules->path_count; i++) {
		const struct caps_path *from = rules->paths[i].from;
		size_t length = strlen(from->path);

		while (length && from->path[length - 1] == '/')
			length--;
		if ((from->access & CAPS_WRITE) && !strncmp(path, from->path, length) &&
			(path[length] == '/' || !path[length]))
			return from;
	}
	return NULL;
}

static const char *what_it_could(enum tamper_verdict verdict)
{
	return verdict == TAMPER_WRITE	  ? "write to"
	       : verdict == TAMPER_CREATE ? "create"
					  : "replace";
}

static int fail_policy(const struct tamper *tamper, const char *file, enum tamper_verdict verdict)
{
	const struct links_real *at = &tamper->probe.at;
	const struct caps_path *from = granting(tamper->rules, at->path);
	struct nono_clip clip, clip_at;

	nono_err_set(tamper->err, NONO_ERR_SANDBOX,
		"the policy comes from '%s', and the confined program could %s '%s' and so widen what "
		"its next run may do; move it out of what %s grants, or say "
		"security.allow_writable_profile: true",
		nono_err_clip(&clip, file), what_it_could(verdict),
		nono_err_clip(&clip_at, at->path), from ? from->key : "filesystem.write or allow");
	return from ? nono_err_at(tamper->err, &from->place) : tamper->err->code;
}

static int check_file(struct tamper *tamper, const char *file)
{
	enum tamper_verdict verdict;
	struct buf path;

	buf_init(&path, tamper->rules->caps->alloc);
	if (file[0] != '/') {
		if (!tamper->workdir)
			tamper->workdir = host_workdir(tamper->rules->caps->alloc);
		if (!tamper->workdir)
			return nono_err_set(tamper->err, NONO_ERR_SANDBOX,
				"the working directory has no path, so it cannot be told whether '%s' could "
				"be changed from inside; give an absolute path",
				file);
		buf_text(&path, tamper->workdir);
		buf_text(&path, "/");
	}
	buf_text(&path, file);
	if (!buf_string(&path))
		return nono_err_memory(tamper->err);
	if (path.length >= LINKS_LONGEST) {
		tamper->probe.failure = -ENAMETOOLONG;
		return fail_unknown(tamper);
	}
	verdict = tamper_file(&tamper->probe, buf_string(&path));
	if (verdict == TAMPER_UNKNOWN)
		return fail_unknown(tamper);
	return verdict == TAMPER_NONE ? NONO_OK : fail_policy(tamper, file, verdict);
}

static int check_files(struct tamper *tamper)
{
	const struct caps *caps = tamper->rules->caps;
	int r = NONO_OK;

	if (caps->choices[CAPS_WRITABLE_PROFILE].value == CAPS_ALLOW)
		return NONO_OK;
	for (size_t i = 0; !r && i < caps->policy_file_count; i++)
		r = check_file(tamper, caps->policy_files[i]);
	return r;
}

static int check_link(struct tamper *tamper, const struct grant_link *link)
{
	enum tamper_verdict verdict = tamper_entries(&tamper->probe, link->path);
	struct nono_clip clip, clip_link;

	if (verdict == TAMPER_NONE)
		return NONO_OK;
	if (verdict == TAMPER_UNKNOWN)
		fail_unknown(tamper);
	else
		nono_err_set(tamper->err, NONO_ERR_SANDBOX,
			"%s: '%s' goes through the symbolic link '%s', which the confined program could "
			"have made; grant the path that it is meant to lead to, or no writing where the "
			"link is",
			link->from.key, nono_err_clip(&clip, link->from.path),
			nono_err_clip(&clip_link, link->path));
	return nono_err_at(tamper->err, link->from.place);
}

/* Where "/" is granted no link can lead to more. */
static bool grants_everything(const struct rules *rules)
{
	for (size_t i = 0; i < rules->path_count; i++) {
		const struct caps_path *from = rules->paths[i].from;

		if (from->access == CAPS_READ_WRITE && !from->path[1])
			return true;
	}
	return false;
}

int tamper_check(const struct rules *rules, const struct grants *grants, struct nono_err *err)
{
	struct tamper tamper = {
		.rules = rules,
		.probe = { .grants = grants,
			.may_change_modes = !(rules->seccomp_policy & SECCOMP_NO_METADATA) },
		.err = err,
	};
	int r = check_files(&tamper);

	if (grants_everything(rules))
		return r;
	for (size_t i = 0; !r && i < grants->link_count; i++)
		r = check_link(&tamper, &grants->links[i]);
	return r;
}
