/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/base/json_read.h"
#include "lib/handles.h"
#include "lib/last_error.h"
#include "lib/text.h"

/*
 * Reports of a run that the caller has watched. What nono has in them is not known to us, so they
 * are passed on: what is handed in is made sure to be JSON, and put into one object.
 */

static const char *skip(const char *text)
{
	return text + strspn(text, " \t\r\n");
}

static bool is_empty(const char *json)
{
	return !json || !*skip(json);
}

static int read_over(struct json_reader *reader, void *context)
{
	(void)context;
	return json_read_skip(reader);
}

/* Is json one value (or one array), and nothing else? what: for the error. */
static int check(const char *json, bool is_array, const char *what)
{
	struct json_reader reader;
	struct nono_err err = { 0 };
	struct memory *scratch;
	int r;

	if (!text_is_utf8(json))
		return last_error_argument("invalid %s: not UTF-8", what);
	scratch = memory_new();
	if (!scratch)
		return last_error_memory();
	json_read_init(&reader, json, strlen(json), &scratch->allocator, &err);
	r = is_array ? json_read_array(&reader, read_over, NULL) : json_read_skip(&reader);
	if (!r)
		r = json_read_end(&reader);
	memory_release(scratch);
	if (r == NONO_ERR_NO_MEMORY)
		return last_error_memory();
	return r ? last_error_argument("invalid %s: %s", what, err.text) : NONO_OK;
}

struct part {
	const char *key, *what, *json;
};

/* Without the white space around it. */
static void add_value(struct buf *out, const char *json)
{
	size_t length;

	json = skip(json);
	length = strlen(json);
	while (length && strchr(" \t\r\n", json[length - 1]))
		length--;
	buf_add(out, json, length);
}

typedef void write_report(struct buf *out, const void *context);

static char *give(write_report *fill, const void *context)
{
	struct memory *scratch = memory_new();
	struct buf text;
	char *given;

	if (!scratch) {
		last_error_memory();
		return NULL;
	}
	buf_init(&text, &scratch->allocator);
	fill(&text, context);
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
		{ { "denials", "denial JSON array", denials_json },
			{ "ipc_denials", "IPC denial JSON array", ipc_denials_json },
			{ "violations", "violation JSON array", violations_json } } };

	for (size_t i = 0; i < PART_COUNT; i++) {
		const struct part *part = &session.parts[i];

		if (!is_empty(part->json) && check(part->json, true, part->what))
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
	if (*skip(skip(merge->session) + 1) != '}')
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
	else if (*skip(session_json) != '{')
		last_error_argument("invalid session JSON: expected an object");
	else if (!check(session_json, false, "session JSON") &&
		 (is_empty(proxy_json) || !check(proxy_json, false, "proxy JSON")))
		return give(write_merge, &merge);
	return NULL;
}
