/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/profile/profile_reader.h"

struct place reader_place(const struct reader *reader)
{
	const yaml_mark_t *mark = &reader->event.start_mark;

	return (struct place){ reader->text->source, (unsigned)mark->line + 1,
		(unsigned)mark->column + 1 };
}

/* Adds the place of the current event to the error just set. */
int reader_fail_here(struct reader *reader)
{
	const struct place place = reader_place(reader);

	nono_err_at(reader->err, &place);
	return reader->err->code;
}

/* For what is found in the bytes, where libyaml reports an offset and no line. */
static int fail_at_offset(struct reader *reader, size_t offset)
{
	const struct profile_text *text = reader->text;
	struct place place = { text->source, 1, 1 };

	for (size_t i = 0; i < offset && i < text->length; i++) {
		if (text->bytes[i] == '\n') {
			place.line++;
			place.column = 1;
		} else if ((text->bytes[i] & 0xc0) != 0x80) {
			place.column++;
		}
	}
	nono_err_at(reader->err, &place);
	return NONO_ERR_PROFILE;
}

/*
 * libyaml ends lines, and so comments, at the first three (YAML 1.1), and skips the fourth; an
 * editor shows none of that. A policy must mean what it looks like.
 */
static const struct hidden {
	const char *bytes, *name;
} hidden[] = {
	{ "\xc2\x85", "U+0085, next line" },
	{ "\xe2\x80\xa8", "U+2028, line separator" },
	{ "\xe2\x80\xa9", "U+2029, paragraph separator" },
	{ "\xef\xbb\xbf", "U+FEFF, byte order mark" },
	{ "\r", "carriage return that does not end a line" },
};

static bool begins_with(const char *at, const char *end, const char *bytes)
{
	size_t length = strlen(bytes);

	return (size_t)(end - at) >= length && !strncmp(at, bytes, length);
}

static const struct hidden *find_hidden(const char *at, const char *end)
{
	if (begins_with(at, end, "\r\n"))
		return NULL;
	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
		if (begins_with(at, end, hidden[i].bytes))
			return &hidden[i];
	}
	return NULL;
}

int reader_check_text(struct reader *reader, struct profile_text *text)
{
	const char *end = text->bytes + text->length;

	if (begins_with(text->bytes, end, "\xef\xbb\xbf")) {
		text->bytes += 3;
		text->length -= 3;
	}
	for (const char *at = text->bytes; at < end; at++) {
		const struct hidden *found;

		/* Nearly every byte is neither a carriage return nor beyond ASCII. */
		if (!(*at & 0x80) && *at != '\r')
			continue;
		found = find_hidden(at, end);
		if (!found)
			continue;
		nono_err_set(reader->err, NONO_ERR_PROFILE,
			"found an invisible character (%s), which editors and YAML read differently; "
			"remove it",
			found->name);
		return fail_at_offset(reader, (size_t)(at - text->bytes));
	}
	return NONO_OK;
}

static int fail_bytes(struct reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;
	size_t offset = parser->problem_offset;

	if (strcmp(parser->problem, "control characters are not allowed") != 0)
		nono_err_set(reader->err, NONO_ERR_PROFILE,
			"not UTF-8 text (%s); save the profile as UTF-8", parser->problem);
	else if (parser->problem_value)
		nono_err_set(reader->err, NONO_ERR_PROFILE,
			"found the control character 0x%x; a profile is plain text, remove it",
			(unsigned)parser->problem_value);
	else
		nono_err_set(reader->err, NONO_ERR_PROFILE,
			"found a NUL byte; a profile is plain text in UTF-8");
	/* Of a sequence that breaks off the byte that begins it is the one to look at. */
	if (!strcmp(parser->problem, "invalid trailing UTF-8 octet")) {
		do
			offset--;
		while ((reader->text->bytes[offset] & 0xc0) == 0x80);
	}
	return fail_at_offset(reader, offset);
}

/*
 * What libyaml says (0.2.1 to 0.2.5) in words that tell what to do. What is not in the table is
 * shown as libyaml has it.
 */
static const struct syntax {
	const char *problem;
	enum {
		HERE,
		AT_CONTEXT,
		WITH_LINE
	} where; /* WITH_LINE: " in line N" is added */
	const char *text;
} syntax[] = {
	{ "could not find expected ':'", AT_CONTEXT,
		"expected ':' behind this key; a value that goes on here must be quoted" },
	{ "did not find expected key", HERE,
		"found what is neither a key nor part of the value before; align it with the lines it "
		"belongs to, and quote text that contains quotes" },
	{ "did not find expected '-' indicator", HERE,
		"found what is not an entry of the list before; align it with the lines it belongs to" },
	{ "did not find expected ',' or ']'", WITH_LINE,
		"expected ',' or ']' in the list that begins" },
	{ "did not find expected ',' or '}'", WITH_LINE,
		"expected ',' or '}' in the mapping that begins" },
	{ "did not find expected node content", HERE,
		"expected a value; inside [] and {} single commas separate values and '-' begins none" },
	{ "did not find expected <document start>", HERE,
		"expected the end of the profile; begin all its keys in one column, and remove "
		"surplus brackets" },
	{ "mapping values are not allowed in this context", HERE,
		"found ':' where no key can end; begin each key on a line of its own, and quote text "
		"that contains ': '" },
	{ "block sequence entries are not allowed in this context", HERE,
		"found '-' where no list can begin; begin it on the next line, or write [a, b]" },
	{ "found unexpected end of stream", AT_CONTEXT, "this quote is never closed" },
	{ "found unexpected document indicator", AT_CONTEXT, "this quote is never closed" },
	{ "found unknown escape character", HERE,
		"unknown escape in double quotes; write \\\\ for a backslash, or use single quotes" },
	{ "did not find expected hexdecimal number", HERE,
		"expected hexadecimal digits: 2 behind \\x, 4 behind \\u, 8 behind \\U" },
	{ "found invalid Unicode character escape code", HERE,
		"this escape stands for no character; write the character itself" },
	{ "did not find expected alphabetic or numeric character", AT_CONTEXT,
		"text must not begin with '*' or '&'; put quotes around it" },
	{ "did not find expected comment or line break", HERE, "expected the line to end here" },
	{ "found undefined tag handle", HERE, "tags are not allowed in a profile; remove it" },
	{ "found incompatible YAML document", HERE,
		"expected %YAML 1.1 or 1.2; remove this line, which a profile does not need" },
	{ "found duplicate %YAML directive", HERE,
		"a second %YAML line; remove it, a profile needs none" },
	{ "found unknown directive name", AT_CONTEXT,
		"unknown directive; lines that begin with % are not needed, remove it" },
	{ "found a tab character that violates indentation", HERE,
		"found a tab; indent with spaces" },
	{ NULL, HERE, NULL },
};

static const struct syntax *find_syntax(const char *problem)
{
	const struct syntax *row = syntax;

	while (row->problem && strcmp(row->problem, problem) != 0)
		row++;
	return row;
}

/* The character a mark points at; '\0' behind the end. */
static char character_at(const struct profile_text *text, const yaml_mark_t *mark)
{
	size_t index = 0;

	for (size_t i = 0; i < text->length; i++) {
		if ((text->bytes[i] & 0xc0) != 0x80 && index++ == mark->index)
			return text->bytes[i];
	}
	return '\0';
}

static void set_syntax(struct reader *reader, const struct syntax *row)
{
	const yaml_parser_t *parser = &reader->parser;
	char first = character_at(reader->text, &parser->problem_mark);

	if (row->where == WITH_LINE)
		nono_err_set(reader->err, NONO_ERR_PROFILE, "not valid YAML: %s in line %u",
			row->text, (unsigned)parser->context_mark.line + 1);
	else if (row->problem)
		nono_err_set(reader->err, NONO_ERR_PROFILE, "not valid YAML: %s", row->text);
	else if (strcmp(parser->problem, "found character that cannot start any token") != 0)
		nono_err_set(reader->err, NONO_ERR_PROFILE, "not valid YAML: %s%s%s",
			parser->context ? parser->context : "", parser->context ? ", " : "",
			parser->problem);
	else if (first == '\t')
		nono_err_set(reader->err, NONO_ERR_PROFILE,
			"not valid YAML: found a tab; indent with spaces");
	else
		nono_err_set(reader->err, NONO_ERR_PROFILE,
			"not valid YAML: text must not begin with '%c'; put quotes around it",
			first);
}

static int fail_syntax(struct reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;
	const struct syntax *row;
	const yaml_mark_t *mark;
	struct place place;

	/* Out of memory in a tag, libyaml 0.2.5 fails without saying why. */
	if (parser->error == YAML_MEMORY_ERROR || !parser->problem)
		return nono_err_memory(reader->err);
	if (parser->error == YAML_READER_ERROR)
		return fail_bytes(reader);
	row = find_syntax(parser->problem);
	mark = row->where == AT_CONTEXT ? &parser->context_mark : &parser->problem_mark;
	place = (struct place){ reader->text->source, (unsigned)mark->line + 1,
		(unsigned)mark->column + 1 };
	set_syntax(reader, row);
	nono_err_at(reader->err, &place);
	return NONO_ERR_PROFILE;
}

static const char *event_anchor(const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		return (const char *)event->data.scalar.anchor;
	case YAML_SEQUENCE_START_EVENT:
		return (const char *)event->data.sequence_start.anchor;
	case YAML_MAPPING_START_EVENT:
		return (const char *)event->data.mapping_start.anchor;
	default:
		return NULL;
	}
}

static const char *event_tag(const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		return (const char *)event->data.scalar.tag;
	case YAML_SEQUENCE_START_EVENT:
		return (const char *)event->data.sequence_start.tag;
	case YAML_MAPPING_START_EVENT:
		return (const char *)event->data.mapping_start.tag;
	default:
		return NULL;
	}
}

/* !!str reaches us written out (YAML 1.2, 6.9.1). */
static int fail_tag(struct reader *reader, const char *tag)
{
	static const char prefix[] = "tag:yaml.org,2002:";
	bool is_short = !strncmp(tag, prefix, sizeof(prefix) - 1);

	return READER_FAIL(reader, "tags (%s%s) are not allowed in a profile; remove it",
		is_short ? "!!" : "",
		reader_excerpt(reader, is_short ? tag + sizeof(prefix) - 1 : tag));
}

/* What makes YAML say more than it shows has no place in a policy. */
static int check_event(struct reader *reader)
{
	const yaml_event_t *event = &reader->event;

	if (event->type == YAML_ALIAS_EVENT)
		return READER_FAIL(reader,
			"aliases (*%s) are not allowed in a profile; write the value out",
			reader_excerpt(reader, (const char *)event->data.alias.anchor));
	if (event_anchor(event))
		return READER_FAIL(reader,
			"anchors (&%s) are not allowed in a profile; write the value out",
			reader_excerpt(reader, event_anchor(event)));
	if (event_tag(event))
		return fail_tag(reader, event_tag(event));
	if (event->type == YAML_SCALAR_EVENT &&
		strlen((const char *)event->data.scalar.value) != event->data.scalar.length)
		return READER_FAIL(reader, "text with a NUL byte (\\0) in it; remove it");
	if (event->type != YAML_SCALAR_EVENT && event->type != YAML_SEQUENCE_START_EVENT &&
		event->type != YAML_MAPPING_START_EVENT)
		return NONO_OK;
	if (++reader->nodes > PROFILE_MAX_NODES)
		return READER_FAIL(reader,
			"more than %d values in one file; grant directories instead of single files, or "
			"split the file with extends",
			PROFILE_MAX_NODES);
	return NONO_OK;
}

int reader_next(struct reader *reader)
{
	yaml_event_delete(&reader->event);
	if (!yaml_parser_parse(&reader->parser, &reader->event))
		return fail_syntax(reader);
	return check_event(reader);
}
