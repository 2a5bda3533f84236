/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/profile/profile_reader.h"

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
	return reader_fail_at_offset(reader, offset);
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
		nono_err_set(reader->err, NONO_ERR_PROFILE,
			"not valid YAML: %s in line %u; text in it that contains [ ] { } or , must be "
			"quoted",
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

int reader_fail_syntax(struct reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;
	const struct syntax *row;

	/* Out of memory in a tag, libyaml 0.2.5 fails without saying why. */
	if (parser->error == YAML_MEMORY_ERROR || !parser->problem)
		return nono_err_memory(reader->err);
	if (parser->error == YAML_READER_ERROR)
		return fail_bytes(reader);
	row = find_syntax(parser->problem);
	set_syntax(reader, row);
	return reader_fail_at_mark(
		reader, row->where == AT_CONTEXT ? &parser->context_mark : &parser->problem_mark);
}
