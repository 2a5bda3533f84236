/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/profile/profile_reader.h"

struct place reader_place(const struct reader *reader)
{
	const yaml_mark_t *mark = &reader->event.start_mark;

	return (struct place){ reader->text->source, (unsigned)mark->line + 1,
		(unsigned)mark->column + 1 };
}

static struct place place_of_offset(const struct profile_text *text, size_t offset)
{
	struct place place = { text->source, 1, 1 };

	for (size_t i = 0; i < offset && i < text->length; i++) {
		if (text->bytes[i] == '\n') {
			place.line++;
			place.column = 1;
		} else if ((text->bytes[i] & 0xc0) != 0x80) {
			place.column++;
		}
	}
	return place;
}

int reader_fail_at_offset(struct reader *reader, size_t offset)
{
	const struct place place = place_of_offset(reader->text, offset);

	nono_err_at(reader->err, &place);
	return NONO_ERR_PROFILE;
}

int reader_fail_at_mark(struct reader *reader, const yaml_mark_t *mark)
{
	const struct place end = place_of_offset(reader->text, reader->text->length);
	struct place place = end;

	/* Where the last line has no end, libyaml takes the end to be in one more line. */
	if (mark->line < end.line) {
		place.line = (unsigned)mark->line + 1;
		place.column = (unsigned)mark->column + 1;
	}
	nono_err_at(reader->err, &place);
	return reader->err->code;
}

int reader_fail_here(struct reader *reader)
{
	return reader_fail_at_mark(reader, &reader->event.start_mark);
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
		return reader_fail_at_offset(reader, (size_t)(at - text->bytes));
	}
	return NONO_OK;
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
		return reader_fail_syntax(reader);
	return check_event(reader);
}
