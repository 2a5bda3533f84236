/* SPDX-License-Identifier: Apache-2.0 */
#include "core/caps/set_rule.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/*
 * What must be found is a list of four tokens that nono (0.66) refuses; this reads rules as it
 * does, so that both take the same ones.
 */

enum {
	PATTERN = 4,
	LONGEST = 12 /* of a token that is looked for: "file-write*" and its NUL */
};

struct token {
	char text[LONGEST]; /* cut, when it is longer than anything that is looked for */
	size_t length;
};

struct reader {
	const char *at, *end;
	long depth;
	bool unbalanced;
	struct token last[PATTERN]; /* that are no parentheses, the newest at the end */
	const char *granted;	    /* what was found: "read" or "write" */
};

#define REFUSED "Sandbox initialization failed: platform rule "

static int refuse(const char *why, struct nono_err *err)
{
	return nono_err_set(err, NONO_ERR_SANDBOX, REFUSED "%s", why);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

/* How many bytes at the beginning of text are one white space of Unicode (White_Space=yes). */
static size_t space(const char *text)
{
	static const char *const spaces[] = { "\xc2\x85", "\xc2\xa0", "\xe1\x9a\x80",
		"\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80" };

	if (is_blank(*text) || *text == '\v')
		return 1;
	for (size_t i = 0; i < sizeof(spaces) / sizeof(spaces[0]); i++) {
		if (!strncmp(text, spaces[i], strlen(spaces[i])))
			return strlen(spaces[i]);
	}
	/* U+2000 to U+200A */
	if (!strncmp(text, "\xe2\x80", 2) && (text[2] & 0xff) >= 0x80 && (text[2] & 0xff) <= 0x8a)
		return 3;
	return 0;
}

/* The end of text without white space behind it. */
static const char *trimmed_end(const char *text)
{
	const char *end = text;

	while (*text) {
		size_t blank = space(text);

		text += blank ? blank : 1;
		if (!blank)
			end = text;
	}
	return end;
}

static void add(struct token *token, char c)
{
	if (token->length < LONGEST - 1)
		token->text[token->length] = c;
	token->length++;
}

static bool is(const struct token *token, const char *text)
{
	return token->length == strlen(text) && token->length < LONGEST &&
	       !strcmp(token->text, text);
}

static void look_at(struct reader *reader, const struct token *token)
{
	const struct token *last = reader->last;

	if (is(token, "(")) {
		reader->depth++;
		return;
	}
	if (is(token, ")")) {
		reader->unbalanced |= --reader->depth < 0;
		return;
	}
	memmove(reader->last, reader->last + 1, sizeof(reader->last) - sizeof(*token));
	reader->last[PATTERN - 1] = *token;
	if (reader->granted || !is(&last[0], "allow") || !is(&last[2], "subpath") ||
		!is(&last[3], "/"))
		return;
	if (is(&last[1], "file-read*"))
		reader->granted = "read";
	else if (is(&last[1], "file-write*"))
		reader->granted = "write";
}

static int skip_comment(struct reader *reader, struct nono_err *err)
{
	for (const char *at = reader->at + 2; at + 1 < reader->end; at++) {
		if (at[0] == '|' && at[1] == '#') {
			reader->at = at + 2;
			return NONO_OK;
		}
	}
	return refuse("has unterminated block comment", err);
}

static int read_string(struct reader *reader, struct nono_err *err)
{
	struct token token = { 0 };

	for (reader->at++; reader->at < reader->end; reader->at++) {
		if (*reader->at == '"') {
			reader->at++;
			look_at(reader, &token);
			return NONO_OK;
		}
		if (*reader->at == '\\' && ++reader->at == reader->end)
			break;
		add(&token, *reader->at);
	}
	return refuse("has unterminated string", err);
}

static void read_bare(struct reader *reader)
{
	struct token token = { 0 };

	do
		add(&token, *reader->at++);
	while (reader->at < reader->end && !is_blank(*reader->at) && *reader->at != '(' &&
		*reader->at != ')' && *reader->at != '"');
	look_at(reader, &token);
}

static int read_token(struct reader *reader, struct nono_err *err)
{
	struct token parenthesis = { { *reader->at }, 1 };

	switch (*reader->at) {
	case '(':
	case ')':
		reader->at++;
		look_at(reader, &parenthesis);
		return NONO_OK;
	case '"':
		return read_string(reader, err);
	case ';':
		while (reader->at < reader->end && *reader->at != '\n')
			reader->at++;
		return NONO_OK;
	case '#':
		if (reader->at + 1 < reader->end && reader->at[1] == '|')
			return skip_comment(reader, err);
	}
	if (is_blank(*reader->at))
		reader->at++;
	else
		read_bare(reader);
	return NONO_OK;
}

int set_rule_check(const char *rule, struct nono_err *err)
{
	struct reader reader = { .at = rule, .end = trimmed_end(rule) };

	while (space(reader.at))
		reader.at += space(reader.at);
	if (*reader.at != '(')
		return nono_err_set(err, NONO_ERR_SANDBOX,
			REFUSED "must be an S-expression starting with '(': %s", rule);
	while (reader.at < reader.end) {
		int r = read_token(&reader, err);

		if (r)
			return r;
	}
	if (reader.unbalanced || reader.depth)
		return nono_err_set(
			err, NONO_ERR_SANDBOX, REFUSED "has unbalanced parentheses: %s", rule);
	if (reader.granted)
		return nono_err_set(err, NONO_ERR_SANDBOX,
			REFUSED "must not grant root-level %s access", reader.granted);
	return NONO_OK;
}
