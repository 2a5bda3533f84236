/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/profile/profile_reader.h"
#include "core/profile/profile_scalar.h"

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

/* The reader of bytes reports an offset and no line: count. */
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

static int fail_syntax(struct reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;
	struct place place = { reader->text->source, (unsigned)parser->problem_mark.line + 1,
		(unsigned)parser->problem_mark.column + 1 };

	if (parser->error == YAML_MEMORY_ERROR)
		return nono_err_memory(reader->err);
	if (parser->error == YAML_READER_ERROR) {
		place = place_of_offset(reader->text, parser->problem_offset);
		nono_err_set(reader->err, NONO_ERR_PROFILE,
			"not UTF-8 text: %s; a profile is plain text without NUL and control bytes",
			parser->problem);
	} else {
		nono_err_set(reader->err, NONO_ERR_PROFILE, "not valid YAML: %s%s%s",
			parser->context ? parser->context : "", parser->context ? ", " : "",
			parser->problem);
	}
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

/* What makes YAML say more than it shows has no place in a policy. */
static int check_event(struct reader *reader)
{
	const yaml_event_t *event = &reader->event;

	if (event->type == YAML_ALIAS_EVENT)
		return READER_FAIL(reader,
			"aliases (*%s) are not allowed in a profile; write the value out",
			(const char *)event->data.alias.anchor);
	if (event_anchor(event))
		return READER_FAIL(reader,
			"anchors (&%s) are not allowed in a profile; write the value out",
			event_anchor(event));
	if (event_tag(event))
		return READER_FAIL(reader, "tags (%s) are not allowed in a profile; remove it",
			event_tag(event));
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

const char *reader_found(const struct reader *reader)
{
	switch (reader->event.type) {
	case YAML_SEQUENCE_START_EVENT:
		return "a list";
	case YAML_MAPPING_START_EVENT:
		return "a mapping";
	case YAML_SCALAR_EVENT:
		return scalar_type_name(scalar_type(&reader->event));
	default:
		return "nothing";
	}
}
