/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/last_error.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/handles.h"
#include "lib/text.h"

/* nono-semantics 8.4. A code without a row is of the kind "other" and has no remedy. */
static const struct kind {
	int code;
	enum NonoDiagnosticCode diagnostic;
	const char *remedy;
} kinds[] = {
	{ NONO_ERR_SANDBOX, NONO_DIAGNOSTIC_CODE_SANDBOX_DENIED_PATH, NULL },
	{ NONO_ERR_UNSUPPORTED, NONO_DIAGNOSTIC_CODE_UNSUPPORTED_PLATFORM_FEATURE, NULL },
	{ NONO_ERR_CONFIG, NONO_DIAGNOSTIC_CODE_CONFIGURATION_ERROR,
		"{\"kind\":\"check_policy\"}" },
	{ NONO_ERR_PROFILE, NONO_DIAGNOSTIC_CODE_CONFIGURATION_ERROR,
		"{\"kind\":\"check_policy\"}" },
	{ NONO_ERR_IO, NONO_DIAGNOSTIC_CODE_IO_ERROR, NULL },
};

static _Thread_local struct last {
	char *text; /* of malloc() */
	bool lost;  /* there was no memory for it */
	struct kind kind;
} last = { .kind.diagnostic = NONO_DIAGNOSTIC_CODE_OTHER };

/* Frees the text of a thread that ends; nothing else about a key is used. */
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool has_key;

static void make_key(void)
{
	has_key = !pthread_key_create(&key, free);
}

static void replace(char *text)
{
	pthread_once(&once, make_key);
	/* Where the thread cannot be followed to its end the text is leaked then, and no sooner. */
	if (has_key)
		pthread_setspecific(key, text);
	free(last.text);
	last = (struct last){ .text = text, .kind.diagnostic = NONO_DIAGNOSTIC_CODE_OTHER };
}

int last_error_set(int code, const char *text)
{
	char *copy = strdup(text);

	replace(copy);
	last.lost = !copy;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (kinds[i].code == code)
			last.kind = kinds[i];
	}
	return code;
}

int last_error_memory(void)
{
	return last_error_set(NONO_ERR_NO_MEMORY, "out of memory");
}

int last_error_argument(const char *format, ...)
{
	char text[700]; /* with that of a struct nono_err in it */
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return last_error_set(NONO_ERR_INVALID, text);
}

void last_error_remedy(const char *json)
{
	last.kind.remedy = json;
}

static int keep_at(const struct nono_err *err, const char *text)
{
	size_t size = sizeof(err->source) + strlen(text) + 32;
	char *whole;
	int code;

	if (!err->source[0])
		return last_error_set(err->code, text);
	whole = malloc(size);
	if (!whole)
		return last_error_memory();
	if (err->line)
		snprintf(whole, size, "%s:%u:%u: %s", err->source, err->line, err->column, text);
	else
		snprintf(whole, size, "%s: %s", err->source, text);
	code = last_error_set(err->code, whole);
	free(whole);
	return code;
}

int last_error_keep(const struct nono_err *err)
{
	return keep_at(err, err->text);
}

/* nono-semantics 2.3 */
static const struct wording {
	int code;
	const char *begins;
} wordings[] = {
	{ NONO_ERR_PATH_NOT_FOUND, "Path does not exist: " },
	{ NONO_ERR_EXPECTED_DIRECTORY, "Expected a directory but got a file: " },
	{ NONO_ERR_EXPECTED_FILE, "Expected a file but got a directory: " },
	{ NONO_ERR_CANONICALIZE, "Failed to canonicalize path " },
};

int last_error_keep_path(const struct nono_err *err, const char *path)
{
	const struct wording *row = NULL;
	size_t size = strlen(path) + 256;
	char *text, reason[160] = "";
	int code;

	for (size_t i = 0; i < sizeof(wordings) / sizeof(wordings[0]); i++) {
		if (wordings[i].code == err->code)
			row = &wordings[i];
	}
	if (!row || strlen(path) < sizeof(((struct nono_clip *)0)->text))
		return last_error_keep(err);
	if (err->code == NONO_ERR_CANONICALIZE && err->sys_errno)
		text_os_error(reason, sizeof(reason), err->sys_errno);
	text = malloc(size);
	if (!text)
		return last_error_memory();
	snprintf(text, size, "%s%s%s%s", row->begins, path, *reason ? ": " : "", reason);
	code = keep_at(err, text);
	free(text);
	return code;
}

int last_error_keep_tail(const struct nono_err *err, const char *text)
{
	size_t length = strlen(err->text), at = 0, size = length + strlen(text) + 1;
	char *whole;
	int code;

	if (length < sizeof(err->text) - 1)
		return last_error_keep(err);
	while (at < length && strncmp(err->text + at, text, length - at))
		at++;
	whole = malloc(size);
	if (!whole)
		return last_error_memory();
	memcpy(whole, err->text, at);
	strcpy(whole + at, text);
	code = keep_at(err, at < length ? whole : err->text);
	free(whole);
	return code;
}

char *nono_last_error(void)
{
	return last.lost ? strdup("out of memory") : text_give(last.text);
}

enum NonoDiagnosticCode nono_last_diagnostic_code(void)
{
	return last.kind.diagnostic;
}

char *nono_last_remediation_json(void)
{
	return last.kind.remedy ? strdup(last.kind.remedy) : NULL;
}

void nono_clear_error(void)
{
	replace(NULL);
}
