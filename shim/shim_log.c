/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/shim_log.h"

#include <stdbool.h>
#include <string.h>

#include "platform/host.h"

/* The only writer: the whole line goes out in one write(2), so that lines do not mix. */
struct line {
	char text[4096];
	size_t length;
};

static void add_byte(struct line *line, char c)
{
	/* One byte is kept for the newline. */
	if (line->length < sizeof(line->text) - 1)
		line->text[line->length++] = c;
}

static void add(struct line *line, const char *text)
{
	while (*text)
		add_byte(line, *text++);
}

/* C0, DEL, and the C1 controls (U+0080 to U+009F), which some terminals obey in UTF-8 as well. */
static bool is_control(const char *text)
{
	unsigned char c = (unsigned char)text[0], following = (unsigned char)text[1];

	return c < 0x20 || c == 0x7f || (c == 0xc2 && following >= 0x80 && following < 0xa0);
}

static void add_escaped(struct line *line, const char *text)
{
	for (; *text; text++) {
		if (!is_control(text)) {
			add_byte(line, *text);
			continue;
		}
		add(line, "\\x");
		add_byte(line, "0123456789abcdef"[(unsigned char)*text >> 4]);
		add_byte(line, "0123456789abcdef"[*text & 0xf]);
	}
}

static void add_number(struct line *line, unsigned value)
{
	if (value >= 10)
		add_number(line, value / 10);
	add_byte(line, (char)('0' + value % 10));
}

static void finish(struct line *line)
{
	line->text[line->length++] = '\n';
	host_complain(line->text, line->length);
}

void shim_refuse(const struct nono_err *err)
{
	struct line line;

	line.length = 0;
	add(&line, "nono-shim: ");
	add_escaped(&line, err->source);
	if (err->line) {
		add(&line, ":");
		add_number(&line, err->line);
		add(&line, ":");
		add_number(&line, err->column);
	}
	add(&line, ": ");
	add_escaped(&line, err->text);
	finish(&line);
	host_exit(SHIM_EXIT_REFUSED);
}

void shim_warn(const char *text)
{
	struct line line;

	line.length = 0;
	add(&line, "nono-shim: warning: ");
	add_escaped(&line, text);
	finish(&line);
}
