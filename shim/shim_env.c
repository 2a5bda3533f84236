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

/* ld.so(8): the list is separated by spaces or colons and nothing can be escaped. */
static bool is_separator(char c)
{
	return c == ' ' || c == ':' || c == '\n' || c == '\t';
}

static bool is_empty(const char *list)
{
	while (is_separator(*list))
		list++;
	return !*list;
}

/* Takes out every setting of name, or only those that list nothing. */
static void drop(char **env, const char *name, bool empty_only)
{
	char **kept = env;

	for (; *env; env++) {
		const char *value = value_of(*env, name);

		if (!value || (empty_only && !is_empty(value)))
			*kept++ = *env;
	}
	*kept = NULL;
}

void shim_env_remove(char **env, const char *name)
{
	drop(env, name, false);
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

/* Drops the library from the list, with the separator behind it, or before it at the end. */
static void leave_list(char *list, const char *library)
{
	char *to = list;

	for (const char *from = list; *from;) {
		size_t length = entry_length(from);
		size_t whole = length + (from[length] != '\0');

		if (!length || !is_library(from, length, library)) {
			memmove(to, from, whole);
			to += whole;
		} else if (whole == length && to > list) {
			to--;
		}
		from += whole;
	}
	/* Not all zero: an empty string ends the environment for who reads /proc/self/environ. */
	if (*to) {
		memset(to + 1, ':', strlen(to + 1));
		*to = '\0';
	}
}

void shim_env_leave_preload(char **env, const char *library)
{
	for (char **at = env; *at; at++) {
		if (value_of(*at, "LD_PRELOAD"))
			leave_list(*at + strlen("LD_PRELOAD="), library);
	}
	drop(env, "LD_PRELOAD", true);
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
