/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/shim_env.h"

#include <stddef.h>
#include <string.h>

static const char *value_of(const char *setting, const char *name)
{
	size_t length = strlen(name);

	if (strncmp(setting, name, length) || setting[length] != '=')
		return NULL;
	return setting + length + 1;
}

const char *shim_env_get(char *const *env, const char *name)
{
	for (; *env; env++) {
		if (value_of(*env, name))
			return value_of(*env, name);
	}
	return NULL;
}

unsigned shim_env_count(char *const *env, const char *name)
{
	unsigned count = 0;

	for (; *env; env++)
		count += value_of(*env, name) != NULL;
	return count;
}

void shim_env_remove(char **env, const char *name)
{
	char **kept = env;

	for (; *env; env++) {
		if (!value_of(*env, name))
			*kept++ = *env;
	}
	*kept = NULL;
}

/* ld.so(8): the list is separated by spaces or colons and nothing can be escaped. */
static bool is_separator(char c)
{
	return c == ' ' || c == ':' || c == '\n' || c == '\t';
}

static size_t entry_length(const char *entry)
{
	size_t length = 0;

	while (entry[length] && !is_separator(entry[length]))
		length++;
	return length;
}

static const char *file_name(const char *path, size_t length)
{
	while (length && path[length - 1] != '/')
		length--;
	return path + length;
}

static bool is_library(const char *entry, size_t length, const char *library)
{
	const char *own = file_name(library, strlen(library));
	const char *name = file_name(entry, length);
	size_t name_length = (size_t)(entry + length - name);

	return strlen(own) == name_length && !strncmp(name, own, name_length);
}

/* Drops the library from the list and closes the gap. */
static void leave_list(char *list, const char *library)
{
	char *to = list;

	for (const char *from = list; *from;) {
		size_t length = entry_length(from);
		size_t whole = length + (from[length] != '\0');

		if (!length || !is_library(from, length, library)) {
			memmove(to, from, whole);
			to += whole;
		}
		from += whole;
	}
	memset(to, 0, strlen(to));
}

void shim_env_leave_preload(char **env, const char *library)
{
	for (char **at = env; *at; at++) {
		if (value_of(*at, "LD_PRELOAD"))
			leave_list(*at + strlen("LD_PRELOAD="), library);
	}
	if (shim_env_get(env, "LD_PRELOAD") && !*shim_env_get(env, "LD_PRELOAD"))
		shim_env_remove(env, "LD_PRELOAD");
}

bool shim_env_lists(const char *list, const char *library)
{
	while (*list) {
		size_t length = entry_length(list);

		if (length && is_library(list, length, library))
			return true;
		list += length + (list[length] != '\0');
	}
	return false;
}
