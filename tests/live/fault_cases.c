/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>

#include "tests/live/fault.h"

enum {
	PLAIN_ERRNOS = 5,
	LANDLOCK_CREATE_RULESET = 444, /* newer than some headers */
	LANDLOCK_ADD_RULE = 445,
	LANDLOCK_RESTRICT_SELF = 446,
	VERSION_FLAG = 1,
	NEWEST_VERSION = 12, /* further than the library knows */
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define NAMED(value)          \
	{                     \
		value, #value \
	}

static const struct name {
	int value;
	const char *name;
} errnos[] = { NAMED(EPERM), NAMED(ENOMEM), NAMED(EINTR), NAMED(ENOSYS), NAMED(EIO),
	/* With -x: the library tells these from others. */
	NAMED(EACCES), NAMED(ENOENT), NAMED(EINVAL), NAMED(EBADF) };

#define CALL(name)                \
	{                         \
		SYS_##name, #name \
	}
static const struct name names[] = { CALL(read), CALL(write), CALL(openat), CALL(close),
	CALL(fstat), CALL(newfstatat), CALL(faccessat), CALL(mmap), CALL(munmap), CALL(getcwd),
	CALL(getuid), CALL(getdents64), CALL(readlinkat), CALL(fcntl), CALL(prctl), CALL(capget),
	CALL(capset), CALL(unshare), CALL(seccomp), CALL(socketpair), CALL(mknodat), CALL(unlinkat),
	CALL(pipe2), CALL(dup3), CALL(getsockopt), CALL(getsockname), CALL(getpeername),
	CALL(exit_group), CALL(rt_sigprocmask), CALL(rt_sigtimedwait), CALL(prlimit64),
	CALL(fchdir), CALL(statx), { 436, "close_range" }, { 437, "openat2" },
	{ LANDLOCK_CREATE_RULESET, "landlock_create_ruleset" },
	{ LANDLOCK_ADD_RULE, "landlock_add_rule" },
	{ LANDLOCK_RESTRICT_SELF, "landlock_restrict_self" } };

const char *fault_call_name(uint64_t number)
{
	static char text[32];

	for (size_t i = 0; i < COUNT(names); i++) {
		if ((uint64_t)names[i].value == number)
			return names[i].name;
	}
	snprintf(text, sizeof(text), "call %u", (unsigned)number);
	return text;
}

const char *fault_result_name(char text[32], int64_t result)
{
	for (size_t i = 0; i < COUNT(errnos); i++) {
		if (errnos[i].value == -result)
			return errnos[i].name;
	}
	snprintf(text, 32, "success %d", (int)result);
	return text;
}

static void add(struct fault_list *list, const struct fault_case *like, int64_t result)
{
	if (list->count == list->capacity) {
		list->capacity = list->capacity ? list->capacity * 2 : 1024;
		list->cases = realloc(list->cases, list->capacity * sizeof(*list->cases));
		if (!list->cases)
			fault_die("memory");
	}
	list->cases[list->count] = *like;
	list->cases[list->count++].result = result;
}

/* What confines, by what it does or by what it says: success that was none must not be believed. */
static bool is_confining(uint64_t number)
{
	return number == LANDLOCK_CREATE_RULESET || number == LANDLOCK_ADD_RULE ||
	       number == LANDLOCK_RESTRICT_SELF || number == SYS_seccomp || number == SYS_prctl ||
	       number == SYS_capget || number == SYS_capset || number == SYS_socketpair ||
	       number == SYS_prlimit64 || number == SYS_close;
}

static void add_all(struct fault_list *list, const struct fault_case *like)
{
	for (size_t i = 0; i < (list->has_more ? COUNT(errnos) : PLAIN_ERRNOS); i++)
		add(list, like, -errnos[i].value);
	if (is_confining(like->number))
		add(list, like, 0);
	/* A descriptor, of which some are open. */
	if (like->number == LANDLOCK_CREATE_RULESET && !like->is_version) {
		add(list, like, 3);
		add(list, like, 9);
	}
	/* As a descriptor it would be one of the standard ones, and closed. */
	for (int version = 1; like->is_version && !like->is_every && version <= NEWEST_VERSION;
		version++)
		add(list, like, version);
}

static bool is_first(const struct fault_list *list, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (list->calls[i].number == list->calls[index].number)
			return false;
	}
	return true;
}

void fault_make_cases(struct fault_list *list)
{
	for (size_t i = 0; i < list->call_count; i++) {
		struct fault_case like = { .index = i,
			.number = list->calls[i].number,
			.is_version = list->calls[i].number == LANDLOCK_CREATE_RULESET &&
				      list->calls[i].args[2] == VERSION_FLAG };

		add_all(list, &like);
		like.is_every = true;
		/* Without any exit_group a program cannot end; it tries for ever. */
		if (list->has_every && is_first(list, i) && like.number != SYS_exit_group)
			add_all(list, &like);
	}
}
