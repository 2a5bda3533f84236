/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/findings.h"

#include <stdarg.h>
#include <stdio.h>

#include "core/base/json.h"

static const struct {
	const char *name, *plural, *colour;
} severities[FINDING_SEVERITIES] = {
	[FINDING_NOTE] = { "note", "notes", "\033[36m" },
	[FINDING_WARNING] = { "warning", "warnings", "\033[33m" },
	[FINDING_ERROR] = { "error", "errors", "\033[31m" },
};

void findings_add(struct findings *findings, enum finding_severity severity, const char *code,
	const struct place *place, const char *format, ...)
{
	struct finding *items = alloc_grow(findings->alloc, findings->items, findings->count,
		&findings->capacity, sizeof(*items));
	char *text = NULL;
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (length >= 0)
		text = findings->alloc->allocate(findings->alloc, (size_t)length + 1);
	if (!items || !text) {
		findings->failed = true;
		return;
	}
	va_start(args, format);
	vsnprintf(text, (size_t)length + 1, format, args);
	va_end(args);
	findings->items = items;
	items[findings->count++] = (struct finding){ severity, code, *place, text };
	findings->counts[severity]++;
}

static void print_count(const struct findings *findings, enum finding_severity severity,
	const char *before, struct buf *out)
{
	size_t count = findings->counts[severity];

	buf_format(out, "%s%zu %s", before, count,
		count == 1 ? severities[severity].name : severities[severity].plural);
}

void findings_print(const struct findings *findings, struct cli *cli)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->items[i];

		if (finding->place.source) {
			cli_escaped(cli, finding->place.source);
			if (finding->place.line)
				buf_format(&cli->out, ":%u:%u", finding->place.line,
					finding->place.column);
			buf_text(&cli->out, ": ");
		}
		buf_format(&cli->out, "%s%s:%s ",
			cli->colour ? severities[finding->severity].colour : "",
			severities[finding->severity].name, cli->colour ? "\033[0m" : "");
		cli_escaped(cli, finding->text);
		buf_format(&cli->out, " [%s]\n", finding->code);
	}
	print_count(findings, FINDING_ERROR, "", &cli->out);
	print_count(findings, FINDING_WARNING, ", ", &cli->out);
	buf_text(&cli->out, "\n");
}

void findings_json(const struct findings *findings, struct buf *out)
{
	json_key(out, "findings");
	json_begin(out, '[');
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->items[i];

		json_begin(out, '{');
		json_member(out, "severity", severities[finding->severity].name);
		json_member(out, "code", finding->code);
		json_member(out, "file", finding->place.source);
		json_member_number(out, "line", finding->place.line);
		json_member_number(out, "column", finding->place.column);
		json_member(out, "text", finding->text);
		json_end(out, '}');
	}
	json_end(out, ']');
	json_member_number(out, "errors", findings->counts[FINDING_ERROR]);
	json_member_number(out, "warnings", findings->counts[FINDING_WARNING]);
}
