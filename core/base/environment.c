/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/environment.h"

#include <string.h>

const char *environment_value(const char *setting, const char *name)
{
	size_t length = strlen(name);

	if (strncmp(setting, name, length) || setting[length] != '=')
		return NULL;
	return setting + length + 1;
}

const char *environment_get(char *const *env, const char *name)
{
	for (; *env; env++) {
		if (environment_value(*env, name))
			return environment_value(*env, name);
	}
	return NULL;
}

unsigned environment_count(char *const *env, const char *name)
{
	unsigned count = 0;

	for (; *env; env++)
		count += environment_value(*env, name) != NULL;
	return count;
}

void environment_wipe(char *bytes, size_t length)
{
	memset(bytes, ENVIRONMENT_FILLER, length);
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

bool environment_lists(const char *list, const char *library)
{
	while (*list) {
		size_t length = entry_length(list);

		if (length && is_library(list, length, library))
			return true;
		list += length + (list[length] != '\0');
	}
	return false;
}

bool environment_lists_others(const char *list, const char *library)
{
	while (*list) {
		size_t length = entry_length(list);

		if (length && !is_library(list, length, library))
			return true;
		list += length + (list[length] != '\0');
	}
	return false;
}

/* Its entry goes with the separator behind it, or before it at the end. */
void environment_leave_list(char *list, const char *library)
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
	if (*to) {
		environment_wipe(to + 1, strlen(to + 1));
		*to = '\0';
	}
}
