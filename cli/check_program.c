/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "cli/check.h"
#include "cli/executable.h"
#include "cli/program.h"
#include "core/base/errno_text.h"

enum {
	MAX_SCRIPTS = 5 /* whose interpreter is a script; one more is ELOOP */
};

/* From the program to what is executed in the end. */
struct chain {
	struct findings *findings;
	const struct query *query;
	const char *path; /* the link that is looked at */
	unsigned scripts;
	bool behind_env; /* the library has been loaded into env(1) and confines what comes now */
};

static struct place at(const struct chain *chain)
{
	return (struct place){ .source = chain->path };
}

#define FOUND(chain, severity, code, ...)                                             \
	do {                                                                          \
		const struct place place = at(chain);                                 \
		findings_add((chain)->findings, severity, code, &place, __VA_ARGS__); \
	} while (0)

/* What makes the loader ignore LD_PRELOAD (AT_SECURE), for this user or for others. */
static void check_privileges(const struct chain *chain)
{
	enum finding_severity severity = FINDING_ERROR;
	const char *code = NULL, *what = NULL;
	struct statvfs volume;
	struct stat about;

	if (stat(chain->path, &about) || statvfs(chain->path, &volume) ||
		(volume.f_flag & ST_NOSUID))
		return;
	if (getxattr(chain->path, "security.capability", NULL, 0) > 0) {
		code = "file-capabilities";
		what = "has file capabilities";
		severity = getuid() ? FINDING_ERROR : FINDING_WARNING;
	} else if (about.st_mode & S_ISUID) {
		code = "setuid";
		what = "is set-user-ID";
		severity = about.st_uid != getuid() ? FINDING_ERROR : FINDING_WARNING;
	} else if ((about.st_mode & S_ISGID) && (about.st_mode & S_IXGRP)) {
		code = "setgid";
		what = "is set-group-ID";
		severity = about.st_gid != getgid() ? FINDING_ERROR : FINDING_WARNING;
	}
	if (code)
		FOUND(chain, severity, code,
			"the program %s, so LD_PRELOAD is ignored when another user starts it and it "
			"would run free; nono-shim run confines it, without the privileges",
			what);
}

static void check_sanitizer(const struct chain *chain, const struct executable *program)
{
	if (program->needs_address_sanitizer && !chain->behind_env)
		FOUND(chain, FINDING_ERROR, "sanitizer",
			"the program needs libasan.so, which ends it when another library is loaded "
			"first; start it with nono-shim run, or put libasan.so before this library in "
			"LD_PRELOAD");
	if (program->has_address_sanitizer || program->needs_address_sanitizer)
		FOUND(chain, FINDING_WARNING, "leak-detection",
			"the program has AddressSanitizer, whose look for leaks at the end is ptrace(2), "
			"which is denied unless the profile says linux.debug: allow; or set "
			"ASAN_OPTIONS=detect_leaks=0");
}

/* Into a program that env(1) starts nothing is loaded any more. */
static void check_loading(const struct chain *chain, const struct executable *program)
{
	const char *name = program->interpreter ? strrchr(program->interpreter, '/') : NULL;

	if (!program->interpreter) {
		if (!chain->behind_env)
			FOUND(chain, FINDING_ERROR, "static",
				"the program is static, so LD_PRELOAD is ignored and it would run free; "
				"start it with nono-shim run");
		return;
	}
	if (program_check(program->interpreter))
		FOUND(chain, FINDING_ERROR, "missing-interpreter",
			"the dynamic linker '%s' of the program is not there or cannot be executed; "
			"install the libc it was made for",
			program->interpreter);
	name = name ? name + 1 : program->interpreter;
	FOUND(chain, FINDING_NOTE, "libc", "the libc is %s, the dynamic linker '%s'",
		!strncmp(name, "ld-musl-", 8)	? "musl"
		: !strncmp(name, "ld-linux", 8) ? "glibc"
						: "an unknown one",
		program->interpreter);
	check_sanitizer(chain, program);
}

/* Not loaded into another kind of program, which then runs free; behind env(1) it is confined. */
static void check_unloadable(const struct chain *chain, const char *code, const char *what)
{
	if (chain->behind_env)
		FOUND(chain, FINDING_WARNING, code,
			"the program is for %s; the system calls of such programs are denied unless the "
			"profile says linux.compat32: allow",
			what);
	else
		FOUND(chain, FINDING_ERROR, code,
			"the program is for %s, so this library is not loaded and it would run free; use "
			"nono-shim run (and linux.compat32: allow), or a 64-bit build of the program",
			what);
}

/* The program that env(1) is told to start, by the words behind its name; NULL: none. */
static const char *env_program(const char *argument, struct allocator *alloc)
{
	bool is_split = argument && (!strncmp(argument, "-S", 2) || !strncmp(argument, "-vS", 3) ||
					    !strncmp(argument, "--split-string=", 15));

	if (!argument)
		return NULL;
	/* Without -S all of it is one word. */
	if (!is_split)
		return argument[0] == '-' || strchr(argument, '=') ? NULL : argument;
	argument += argument[1] == '-' ? 15 : argument[1] == 'v' ? 3 : 2;
	for (;;) {
		size_t length;

		argument += strspn(argument, " \t");
		length = strcspn(argument, " \t");
		if (!length)
			return NULL;
		if (argument[0] != '-' && !memchr(argument, '=', length))
			return alloc_text(alloc, argument, length);
		argument += length;
	}
}

static bool is_env(const char *path)
{
	const char *name = strrchr(path, '/');

	return !strcmp(name ? name + 1 : path, "env");
}

/* env(1) was found through a script with that argument: on to what it starts. */
static bool follow_env(struct chain *chain, const char *argument)
{
	const char *name = env_program(argument, chain->findings->alloc), *path;
	int failure;

	if (!name)
		return false;
	failure = program_search(&path, name, chain->findings->alloc);
	if (failure) {
		FOUND(chain, FINDING_ERROR, "missing-interpreter", "env cannot start '%s': %s%s",
			name, errno_text(failure),
			strchr(name, ' ') ? "; more than one word needs 'env -S'"
					  : "; install it, or correct the PATH");
		return false;
	}
	FOUND(chain, FINDING_NOTE, "chain", "it starts '%s'", path);
	chain->path = path;
	chain->behind_env = true;
	chain->scripts = 0;
	return true;
}

static bool follow_script(struct chain *chain, const struct executable *program)
{
	int r = program_check(program->interpreter);
	size_t length = strlen(program->interpreter);

	if (r) {
		FOUND(chain, FINDING_ERROR, "missing-interpreter",
			"the script is for '%s', which cannot be executed: %s; %s",
			program->interpreter, errno_text(r),
			length && program->interpreter[length - 1] == '\r'
				? "its lines end as on Windows, remove the carriage returns"
				: "install it, or correct the first line");
		return false;
	}
	if (++chain->scripts > MAX_SCRIPTS) {
		FOUND(chain, FINDING_ERROR, "missing-interpreter",
			"scripts are interpreted by scripts more than %d deep, which the kernel refuses "
			"(ELOOP)",
			MAX_SCRIPTS);
		return false;
	}
	FOUND(chain, FINDING_NOTE, "chain", "it is a script for '%s'", program->interpreter);
	chain->path = program->interpreter;
	return true;
}

/*
 * Preloading confines a program that has been started already. What starts behind that is denied
 * like anything else, and a script has to be read by its interpreter.
 */
static void check_granted(const struct chain *chain, const char *file, bool is_script)
{
	struct query_result result = { 0 };

	if (!chain->query || query_path(chain->query, QUERY_EXECUTE, file, NULL,
				     chain->findings->alloc, &result, NULL))
		return;
	if (result.status == QUERY_ALLOWED)
		return;
	if (is_script || chain->behind_env)
		FOUND(chain, FINDING_WARNING, "not-granted",
			"'%s' is not granted, so it cannot be %s; add it to filesystem.read_file",
			file, is_script ? "read by its interpreter" : "started from inside");
	else
		FOUND(chain, FINDING_NOTE, "not-granted",
			"'%s' is not granted, so nono-shim run cannot start it, nor can the program "
			"itself once more; for that add it to filesystem.read_file",
			file);
}

/* One link of the chain; false: it was the last. argument: what it is given by a script. */
static bool check_link(struct chain *chain, const char **argument)
{
	struct executable program;

	executable_read(&program, chain->path, true, chain->findings->alloc);
	switch (program.kind) {
	case EXECUTABLE_SCRIPT:
		check_granted(chain, chain->path, true);
		*argument = program.argument;
		return follow_script(chain, &program);
	case EXECUTABLE_BINARY:
		if (!chain->behind_env)
			check_privileges(chain);
		check_loading(chain, &program);
		check_granted(chain, chain->path, false);
		if (program.interpreter)
			check_granted(chain, program.interpreter, false);
		return *argument && is_env(chain->path) && follow_env(chain, *argument);
	case EXECUTABLE_32_BIT:
		check_unloadable(chain, "32-bit", "32-bit processors");
		return false;
	case EXECUTABLE_FOREIGN:
		check_unloadable(chain, "architecture", "another processor");
		return false;
	case EXECUTABLE_DAMAGED:
		FOUND(chain, FINDING_ERROR, "damaged",
			"the program is damaged: %s; install it again", program.problem);
		return false;
	case EXECUTABLE_UNREADABLE:
		FOUND(chain, FINDING_NOTE, "unreadable",
			"the program cannot be read (%s), so it is not known what it is",
			errno_text(program.error));
		return false;
	default:
		FOUND(chain, FINDING_ERROR, "not-a-program",
			"it is neither a program nor a script that begins with #!; a shell would take it "
			"for a script, the kernel does not");
		return false;
	}
}

void check_program(struct findings *findings, const struct query *query, const char *name)
{
	struct chain chain = { .findings = findings, .query = query, .path = name };
	const char *argument = NULL;
	int failure = program_search(&chain.path, name, findings->alloc);

	if (failure)
		chain.path = name;
	if (failure == ENOENT || failure == ENOTDIR) {
		FOUND(&chain, FINDING_ERROR, "not-found", "there is no such program%s",
			strchr(name, '/') ? "" : " in the PATH");
		return;
	}
	if (failure) {
		FOUND(&chain, FINDING_ERROR, "not-executable", "it cannot be executed: %s%s",
			errno_text(failure), failure == EACCES ? "; chmod +x it" : "");
		return;
	}
	for (unsigned i = 0; i < 4 * MAX_SCRIPTS && check_link(&chain, &argument); i++)
		;
}
