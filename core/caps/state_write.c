/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/base/utf8.h"
#include "core/caps/state.h"
#include "core/caps/state_words.h"

/* Not json.h: this is for programs that compare bytes, with spaces and escapes as nono has them. */

/* A separator, the name and the colon of a member. */
static void add_name(struct buf *out, const char *before, const char *name)
{
	buf_format(out, "%s\"%s\": ", before, name);
}

static void add_escaped(struct buf *out, unsigned char c)
{
	static const char plain[] = "\b\f\n\r\t\"\\", letters[] = "bfnrt\"\\";
	const char *found = memchr(plain, c, sizeof(plain) - 1);

	if (found)
		buf_format(out, "\\%c", letters[found - plain]);
	else
		buf_format(out, "\\u00%x%x", c >> 4, c & 0xfu);
}

static void add_string(struct buf *out, const char *text)
{
	buf_text(out, "\"");
	while (*text) {
		size_t plain = 0;

		while ((unsigned char)text[plain] >= 0x20 && text[plain] != '"' &&
			text[plain] != '\\')
			plain++;
		buf_add(out, text, plain);
		text += plain;
		if (*text)
			add_escaped(out, (unsigned char)*text++);
	}
	buf_text(out, "\"");
}

static void add_number(struct buf *out, uint64_t number)
{
	char digits[20];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	buf_add(out, digits + at, sizeof(digits) - at);
}

static void add_member(struct buf *out, const char *before, const char *name, const char *text)
{
	add_name(out, before, name);
	add_string(out, text);
}

static void add_bool(struct buf *out, const char *before, const char *name, bool value)
{
	add_name(out, before, name);
	buf_text(out, value ? "true" : "false");
}

#define ENTRY  "\n    {\n      "
#define MEMBER ",\n      "

static void add_fs(struct buf *out, const struct state *state)
{
	add_name(out, "{\n  ", "fs");
	buf_text(out, "[");
	for (size_t i = 0; i < state->fs_count; i++) {
		const struct state_fs *fs = &state->fs[i];

		add_member(out, i ? "," ENTRY : ENTRY, "original", fs->original);
		add_member(out, MEMBER, "resolved", fs->resolved);
		add_member(out, MEMBER, "access", fs->access);
		add_bool(out, MEMBER, "is_file", fs->is_file);
		buf_text(out, "\n    }");
	}
	buf_text(out, state->fs_count ? "\n  ]" : "]");
}

static void add_sockets(struct buf *out, const struct state *state)
{
	static const char *const scopes[] = STATE_SCOPES;

	if (!state->socket_count)
		return;
	add_name(out, ",\n  ", "unix_sockets");
	buf_text(out, "[");
	for (size_t i = 0; i < state->socket_count; i++) {
		const struct state_socket *socket = &state->sockets[i];

		add_member(out, i ? "," ENTRY : ENTRY, "original", socket->original);
		add_member(out, MEMBER, "resolved", socket->resolved);
		add_member(out, MEMBER, "scope", scopes[socket->scope]);
		add_member(out, MEMBER, "mode", socket->mode);
		buf_text(out, "\n    }");
	}
	buf_text(out, "\n  ]");
}

static void add_limits(struct buf *out, const struct state *state)
{
	if (!state->has_memory_limit)
		return;
	add_name(out, ",\n  ", "resource_limits");
	if (!state->has_memory_bytes) {
		buf_text(out, "{}");
		return;
	}
	add_name(out, "{\n    ", "memory_bytes");
	add_number(out, state->memory_bytes);
	buf_text(out, "\n  }");
}

static bool is_valid(const char *text)
{
	return utf8_is_valid(text, strlen(text));
}

/* Only paths can be anything else: what was read is UTF-8, and other texts are ours. */
static bool has_text_only(const struct state *state)
{
	for (size_t i = 0; i < state->fs_count; i++) {
		if (!is_valid(state->fs[i].original) || !is_valid(state->fs[i].resolved))
			return false;
	}
	for (size_t i = 0; i < state->socket_count; i++) {
		if (!is_valid(state->sockets[i].original) || !is_valid(state->sockets[i].resolved))
			return false;
	}
	return true;
}

int state_to_json(const struct state *state, struct buf *out, struct nono_err *err)
{
	if (!has_text_only(state))
		return nono_err_set(err, NONO_ERR_CONFIG,
			"Configuration parse error: Failed to serialize sandbox state: path "
			"contains invalid UTF-8 characters");
	add_fs(out, state);
	add_sockets(out, state);
	add_bool(out, ",\n  ", "net_blocked", state->net_blocked);
	add_limits(out, state);
	buf_text(out, "\n}");
	return out->failed ? nono_err_memory(err) : NONO_OK;
}
