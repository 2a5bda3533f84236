/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/err.h"

#include <stdarg.h>
#include <string.h>

#include "core/base/format.h"

/* The end of a long name tells more than its beginning. */
static void copy_tail(char *out, size_t size, const char *text)
{
	size_t length = strlen(text);

	if (length < size) {
		memcpy(out, text, length + 1);
		return;
	}
	memcpy(out, "...", 3);
	memcpy(out + 3, text + length - (size - 4), size - 3);
}

static int set(struct nono_err *err, int code, int sys_errno, const char *format, va_list args)
{
	if (!err || err->code)
		return code;
	err->code = code;
	err->sys_errno = sys_errno;
	format_text(err->text, sizeof(err->text), format, args);
	return code;
}

int nono_err_set(struct nono_err *err, int code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set(err, code, 0, format, args);
	va_end(args);
	return code;
}

int nono_err_system(struct nono_err *err, int code, int sys_errno, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set(err, code, sys_errno, format, args);
	va_end(args);
	return code;
}

int nono_err_at(struct nono_err *err, const struct place *place)
{
	if (!err)
		return NONO_ERR_INVALID;
	/* A step that failed without a word must not read as success further up. */
	nono_err_set(err, NONO_ERR_SANDBOX,
		"internal error: a step failed without saying why; please report it with the "
		"profile");
	if (err->source[0] || !place->source)
		return err->code;
	copy_tail(err->source, sizeof(err->source), place->source);
	err->line = place->line;
	err->column = place->column;
	return err->code;
}

const char *nono_err_clip(struct nono_clip *clip, const char *text)
{
	if (strlen(text) < sizeof(clip->text))
		return text;
	copy_tail(clip->text, sizeof(clip->text), text);
	return clip->text;
}

int nono_err_memory(struct nono_err *err)
{
	return nono_err_set(err, NONO_ERR_NO_MEMORY,
		"out of memory while preparing the sandbox; raise the memory limit "
		"(RLIMIT_AS, cgroup) of this process");
}
