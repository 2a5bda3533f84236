/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/shim_log.h"

#include <stdarg.h>

#include "core/base/escape.h"
#include "core/base/format.h"
#include "platform/host.h"

/* The only writer: the whole line goes out in one write(2), so that lines do not mix. */
__attribute__((format(printf, 1, 2))) static void complain(const char *format, ...)
{
	char line[4096];
	va_list args;
	size_t length;

	va_start(args, format);
	length = format_text(line, sizeof(line) - 1, format, args);
	va_end(args);
	line[length] = '\n';
	host_complain(line, length + 1);
}

void shim_refuse(const struct nono_err *err)
{
	char source[4 * sizeof(err->source)], text[4 * sizeof(err->text)];

	escape_text(source, sizeof(source), err->source);
	escape_text(text, sizeof(text), err->text);
	if (err->line)
		complain("nono-shim: %s:%u:%u: %s", source, err->line, err->column, text);
	else
		complain("nono-shim: %s: %s", source, text);
	host_exit(SHIM_EXIT_REFUSED);
}

void shim_warn(const char *text)
{
	char escaped[2048];

	escape_text(escaped, sizeof(escaped), text);
	complain("nono-shim: warning: %s", escaped);
}
