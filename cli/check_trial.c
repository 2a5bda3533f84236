/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/check.h"

enum {
	MAX_PROBLEMS =
		64 /* each of them takes a process; who has more reads the first ones first */
};

struct trial {
	struct findings *findings;
	struct caps caps; /* changed from one attempt to the next */
	struct nono_support support;
};

/* The child's part; whatever happens it ends here. */
static _Noreturn void confine(const struct trial *trial, int fd)
{
	struct nono_err err = { 0 };
	struct rules *rules;
	int r = platform_compile(&rules, &trial->caps, &trial->support, &err);

	if (!r)
		platform_enforce(rules, fd, &err);
	_exit(write(fd, &err, sizeof(err)) != sizeof(err));
}

/* false: there was no answer, which is in *err as well. */
static bool attempt(const struct trial *trial, struct nono_err *err)
{
	int fds[2], status = 0;
	ssize_t got = -1;
	pid_t child;

	*err = (struct nono_err){ 0 };
	if (pipe(fds))
		return nono_err_system(err, NONO_ERR_IO, errno, "no pipe to a child can be made");
	child = fork();
	if (!child) {
		close(fds[0]);
		confine(trial, fds[1]);
	}
	close(fds[1]);
	if (child > 0) {
		got = read(fds[0], err, sizeof(*err));
		while (waitpid(child, &status, 0) < 0 && errno == EINTR)
			;
	}
	close(fds[0]);
	if (got == (ssize_t)sizeof(*err))
		return true;
	*err = (struct nono_err){ 0 };
	nono_err_set(err, NONO_ERR_SANDBOX,
		"a child that confined itself by this profile ended without an answer (status %d)",
		status);
	return false;
}

static bool is_at(const struct place *place, const struct nono_err *err)
{
	size_t length = place->source ? strlen(place->source) : 0;
	size_t kept = strlen(err->source);

	/* An error keeps the tail of a long name. */
	return err->line && place->line == err->line && place->column == err->column &&
	       length >= kept && !strcmp(place->source + length - kept, err->source);
}

/*
 * Takes what stands at the place of the error out of the set, as often as it is there: a profile
 * that is extended twice is read twice.
 */
static bool drop(struct caps *caps, const struct nono_err *err, struct place *place)
{
	size_t paths = 0, sockets = 0;

	for (size_t i = 0; i < caps->path_count; i++) {
		if (is_at(&caps->paths[i].place, err))
			*place = caps->paths[i].place;
		else
			caps->paths[paths++] = caps->paths[i];
	}
	for (size_t i = 0; i < caps->socket_count; i++) {
		if (is_at(&caps->sockets[i].place, err))
			*place = caps->sockets[i].place;
		else
			caps->sockets[sockets++] = caps->sockets[i];
	}
	caps->path_count = paths;
	caps->socket_count = sockets;
	return place->source;
}

static const char *code_of(const struct nono_err *err)
{
	switch (err->code) {
	case NONO_ERR_PATH_NOT_FOUND:
		return "missing-path";
	case NONO_ERR_EXPECTED_FILE:
		return "expected-file";
	case NONO_ERR_IO:
		return "unusable-path";
	default:
		return err->line ? "planted-link" : "sandbox";
	}
}

static void try_paths(struct trial *trial)
{
	struct nono_err err;
	struct place place = { 0 };
	bool answered = true, dropped = true;

	for (unsigned i = 0; dropped && i < MAX_PROBLEMS; i++) {
		answered = attempt(trial, &err);
		if (answered && !err.code)
			return;
		place = (struct place){ 0 };
		dropped = drop(&trial->caps, &err, &place);
		findings_add(trial->findings, FINDING_ERROR, code_of(&err), &place, "%s", err.text);
	}
	if (dropped)
		findings_add(trial->findings, FINDING_NOTE, "more", &place,
			"there may be more like these; correct them first");
}

/* Could the program change the profile or the library? */
static void try_policy(struct trial *trial, bool is_allowed)
{
	struct nono_err err;
	struct place place = { 0 };

	trial->caps.choices[CAPS_WRITABLE_PROFILE].value = CAPS_DENY;
	if (access(SHIM_LIBRARY, F_OK) == 0 &&
		caps_add_policy_file(&trial->caps, SHIM_LIBRARY, NULL)) {
		trial->findings->failed = true;
		return;
	}
	if (!attempt(trial, &err) || err.code != NONO_ERR_SANDBOX)
		return;
	drop(&trial->caps, &err, &place);
	if (is_allowed)
		findings_add(trial->findings, FINDING_WARNING, "writable-profile", &place,
			"security.allow_writable_profile: true is needed here, and the program can widen "
			"what its next run may do");
	else
		findings_add(
			trial->findings, FINDING_ERROR, "writable-profile", &place, "%s", err.text);
}

static bool copy_caps(struct caps *copy, const struct caps *caps)
{
	size_t paths = (caps->path_count + 1) * sizeof(*caps->paths);
	size_t sockets = (caps->socket_count + 1) * sizeof(*caps->sockets);
	size_t files = caps->policy_file_count * sizeof(*caps->policy_files);

	*copy = *caps;
	copy->paths = caps->alloc->allocate(caps->alloc, paths);
	copy->sockets = caps->alloc->allocate(caps->alloc, sockets);
	copy->policy_files = caps->alloc->allocate(caps->alloc, files + 1);
	copy->policy_file_capacity = caps->policy_file_count;
	if (!copy->paths || !copy->sockets || !copy->policy_files)
		return false;
	if (caps->path_count)
		memcpy(copy->paths, caps->paths, caps->path_count * sizeof(*caps->paths));
	if (caps->socket_count)
		memcpy(copy->sockets, caps->sockets, caps->socket_count * sizeof(*caps->sockets));
	if (files)
		memcpy(copy->policy_files, caps->policy_files, files);
	memset(copy->limits, 0, sizeof(copy->limits));
	copy->best_effort = true; /* check_kernel() tells what cannot be enforced */
	return true;
}

void check_by_trial(struct findings *findings, const struct caps *caps)
{
	struct trial trial = { .findings = findings };
	size_t errors = findings->counts[FINDING_ERROR];

	if (!copy_caps(&trial.caps, caps)) {
		findings->failed = true;
		return;
	}
	if (platform_probe(&trial.support, NULL))
		return;
	trial.caps.choices[CAPS_WRITABLE_PROFILE].value = CAPS_ALLOW;
	try_paths(&trial);
	/* Without an answer to the first question there is none to the second. */
	if (findings->counts[FINDING_ERROR] - errors < MAX_PROBLEMS)
		try_policy(&trial, caps->choices[CAPS_WRITABLE_PROFILE].value == CAPS_ALLOW);
}
