/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/json_value.h"

#include <stddef.h>
#include <string.h>

enum {
	DEPTH_MOST = 128 /* serde_json's limit, which nono has */
};

const char *json_value_skip(const char *text)
{
	return text + strspn(text, " \t\r\n");
}

static bool is_hexadecimal(char c)
{
	return c && strchr("0123456789abcdefABCDEF", c);
}

/* Each of these is given where it begins and returns where it ends, or NULL. */

static const char *string_end(const char *at)
{
	for (at++; *at != '"'; at++) {
		if ((unsigned char)*at < 0x20)
			return NULL;
		if (*at != '\\')
			continue;
		at++;
		if (*at == 'u') {
			for (int i = 0; i < 4; i++) {
				if (!is_hexadecimal(*++at))
					return NULL;
			}
		} else if (!*at || !strchr("\"\\/bfnrt", *at)) {
			return NULL;
		}
	}
	return at + 1;
}

static const char *digits_end(const char *at)
{
	size_t length = strspn(at, "0123456789");

	return length ? at + length : NULL;
}

static const char *number_end(const char *at)
{
	at += *at == '-';
	at = *at == '0' ? at + 1 : digits_end(at);
	if (at && *at == '.')
		at = digits_end(at + 1);
	if (at && (*at == 'e' || *at == 'E')) {
		at++;
		at = digits_end(at + (*at == '+' || *at == '-'));
	}
	return at;
}

static const char *word_end(const char *at)
{
	static const char *const words[] = { "true", "false", "null" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!strncmp(at, words[i], strlen(words[i])))
			return at + strlen(words[i]);
	}
	return number_end(at);
}

static const char *value_end(const char *at, int depth);

static const char *member_end(const char *at, int depth)
{
	if (*at != '"')
		return NULL;
	at = string_end(at);
	if (!at)
		return NULL;
	at = json_value_skip(at);
	return *at == ':' ? value_end(json_value_skip(at + 1), depth) : NULL;
}

static const char *list_end(const char *at, int depth)
{
	char closing = *at == '[' ? ']' : '}';

	at = json_value_skip(at + 1);
	if (*at == closing)
		return at + 1;
	for (;;) {
		at = closing == ']' ? value_end(at, depth) : member_end(at, depth);
		if (!at)
			return NULL;
		at = json_value_skip(at);
		if (*at == closing)
			return at + 1;
		if (*at != ',')
			return NULL;
		at = json_value_skip(at + 1);
	}
}

static const char *value_end(const char *at, int depth)
{
	if (*at == '"')
		return string_end(at);
	if (*at == '[' || *at == '{')
		return depth < DEPTH_MOST ? list_end(at, depth + 1) : NULL;
	return word_end(at);
}

bool json_value_is(const char *text, char bracket)
{
	const char *at = json_value_skip(text);

	if (bracket && *at != bracket)
		return false;
	at = value_end(at, 0);
	return at && !*json_value_skip(at);
}
