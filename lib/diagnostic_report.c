/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "lib/handles.h"
#include "lib/json_value.h"
#include "lib/last_error.h"
#include "lib/text.h"

/*
 * Reports of a run that the caller has watched. What nono has in them is not known to us, so they
 * are passed on: what is handed in is made sure to be JSON, and put into one object.
 */

struct part {
	const char *key, *what, *json;
};

static bool is_empty(const char *json)
{
	return !json || !*json_value_skip(json);
}

static int check_part(const struct part *part)
{
	if (is_empty(part->json))
		return NONO_OK;
	if (!text_is_utf8(part->json))
		return last_error_argument("invalid %s JSON array: not UTF-8", part->what);
	if (!json_value_is(part->json, '['))
		return last_error_argument("invalid %s JSON array: not an array", part->what);
	return NONO_OK;
}

/* Without the white space around it. */
static void add_value(struct buf *out, const char *json)
{
	size_t length;

	json = json_value_skip(json);
	length = strlen(json);
	while (length && strchr(" \t\r\n", json[length - 1]))
		length--;
	buf_add(out, json, length);
}

typedef void write_report(struct buf *out, const void *context);

static char *give(write_report *write, const void *context)
{
	struct memory *scratch = memory_new();
	struct buf text;
	char *given;

	if (!scratch) {
		last_error_memory();
		return NULL;
	}
	buf_init(&text, &scratch->allocator);
	write(&text, context);
	given = text_give_buf(&text);
	memory_release(scratch);
	return given;
}

enum {
	PART_COUNT = 3
};

struct session {
	int32_t exit_code;
	struct part parts[PART_COUNT];
};

static void write_session(struct buf *out, const void *context)
{
	const struct session *session = context;

	buf_format(out, "{\"exit_code\":%d", (int)session->exit_code);
	for (size_t i = 0; i < PART_COUNT; i++) {
		const struct part *part = &session->parts[i];

		buf_format(out, ",\"%s\":", part->key);
		add_value(out, is_empty(part->json) ? "[]" : part->json);
	}
	buf_text(out, "}");
}

char *nono_session_diagnostic_report_to_json(int32_t exit_code, const char *denials_json,
	const char *ipc_denials_json, const char *violations_json)
{
	const struct session session = { exit_code,
		{ { "denials", "denial", denials_json },
			{ "ipc_denials", "IPC denial", ipc_denials_json },
			{ "violations", "violation", violations_json } } };

	for (size_t i = 0; i < PART_COUNT; i++) {
		if (check_part(&session.parts[i]))
			return NULL;
	}
	return give(write_session, &session);
}

struct merge {
	const char *session, *proxy;
};

/* In front of the brace that ends the session. */
static void write_merge(struct buf *out, const void *context)
{
	const struct merge *merge = context;

	add_value(out, merge->session);
	if (is_empty(merge->proxy) || out->failed)
		return;
	out->length--;
	if (*json_value_skip(json_value_skip(merge->session) + 1) != '}')
		buf_text(out, ",");
	buf_text(out, "\"proxy\":");
	add_value(out, merge->proxy);
	buf_text(out, "}");
}

char *nono_merge_diagnostic_report_json(const char *session_json, const char *proxy_json)
{
	const struct merge merge = { session_json, proxy_json };

	if (!session_json)
		last_error_argument("session_json is null");
	else if (!text_is_utf8(session_json) || !json_value_is(session_json, '{'))
		last_error_argument("invalid session JSON object");
	else if (!is_empty(proxy_json) &&
		 (!text_is_utf8(proxy_json) || !json_value_is(proxy_json, 0)))
		last_error_argument("invalid proxy JSON");
	else
		return give(write_merge, &merge);
	return NULL;
}
