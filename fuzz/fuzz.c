/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz/fuzz.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "core/base/json.h"

struct fuzz_block {
	struct fuzz_block *next;
	void *memory;
};

static void is_late(int number)
{
	static const char text[] = "does not hold: an input takes less than 5 seconds\n";

	_Static_assert(FUZZ_SECONDS == 5, "the text says so");
	(void)number;
	/* libFuzzer, or fuzz_main.c, says which input it was. */
	(void)!write(STDERR_FILENO, text, sizeof(text) - 1);
	abort();
}

void fuzz_begin(void)
{
	const struct itimerval time = { .it_value = { .tv_sec = FUZZ_SECONDS } };

	signal(SIGPROF, is_late);
	FUZZ_CHECK(!setitimer(ITIMER_PROF, &time, NULL), "%s", strerror(errno));
}

static void *allocate(struct allocator *self, size_t size)
{
	struct fuzz_alloc *alloc = (struct fuzz_alloc *)self;
	struct fuzz_block *block = malloc(sizeof(*block));

	if (!block)
		abort();
	block->memory = calloc(1, size);
	if (!block->memory)
		abort();
	block->next = alloc->blocks;
	alloc->blocks = block;
	return block->memory;
}

void fuzz_alloc_init(struct fuzz_alloc *alloc)
{
	*alloc = (struct fuzz_alloc){ .allocator = { allocate } };
}

void fuzz_alloc_free(struct fuzz_alloc *alloc)
{
	while (alloc->blocks) {
		struct fuzz_block *block = alloc->blocks;

		alloc->blocks = block->next;
		free(block->memory);
		free(block);
	}
}

_Noreturn void fuzz_fail(const char *file, int line, const char *condition, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s:%d: does not hold: %s: ", file, line, condition);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "\n");
	abort();
}

void fuzz_check_error(int r, const struct nono_err *err)
{
	FUZZ_CHECK(r < 0, "%d", r);
	FUZZ_CHECK(r == err->code, "%d, %d: %s", r, err->code, err->text);
	FUZZ_CHECK(r != NONO_ERR_NO_MEMORY, "%s", err->text);
	FUZZ_CHECK(err->text[0], "code %d", r);
	FUZZ_CHECK(memchr(err->text, '\0', sizeof(err->text)), "code %d", r);
	FUZZ_CHECK(memchr(err->source, '\0', sizeof(err->source)), "code %d", r);
}

struct nono_support fuzz_support(int abi)
{
	return (struct nono_support){ .landlock_abi = abi, .landlock_errno = abi ? 0 : ENOSYS };
}

const char *fuzz_print(const struct rules *rules, struct allocator *alloc)
{
	struct buf out;
	const char *text;
	size_t length;

	buf_init(&out, alloc);
	platform_print(rules, &out);
	text = buf_string(&out);
	FUZZ_CHECK(text, "out of memory");
	length = strlen(text);
	FUZZ_CHECK(length && text[length - 1] == '\n', "%s", text);
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];

		FUZZ_CHECK(c == '\n' || (c >= 0x20 && c != 0x7f), "byte %02x in %s", c, text);
		/* U+0080 to U+009F, which some terminals obey. */
		FUZZ_CHECK(c != 0xc2 || (unsigned char)text[i + 1] >= 0xa0 ||
				   (unsigned char)text[i + 1] < 0x80,
			"C1 in %s", text);
	}
	return text;
}

/* RFC 8259, 7: behind the closing quote. */
static const char *skip_string(const char *at)
{
	for (at++; *at != '"'; at++) {
		FUZZ_CHECK((unsigned char)*at >= 0x20 && *at != 0x7f, "string: %s", at);
		if (*at == '\\') {
			at++;
			FUZZ_CHECK(*at && strchr("\"\\/bfnrtu", *at), "escape: %s", at);
		}
	}
	return at + 1;
}

/* Brackets and strings are where all that can go wrong is. */
static void check_json(const char *text)
{
	char closing[16];
	size_t depth = 0;

	for (const char *at = text; *at;) {
		FUZZ_CHECK(*at > 0x20 && *at < 0x7f, "outside of a string: %s", at);
		if (*at == '"') {
			at = skip_string(at);
			continue;
		}
		if (*at == '{' || *at == '[') {
			FUZZ_CHECK(depth < sizeof(closing), "too deep: %s", text);
			closing[depth++] = *at == '{' ? '}' : ']';
		} else if (*at == '}' || *at == ']') {
			FUZZ_CHECK(depth && closing[--depth] == *at, "bracket: %s in %s", at, text);
		}
		at++;
	}
	FUZZ_CHECK(!depth, "still open: %s", text);
}

const char *fuzz_report(const struct rules *rules, struct allocator *alloc)
{
	struct buf out;

	buf_init(&out, alloc);
	json_begin(&out, '{');
	platform_report(rules, &out);
	json_end(&out, '}');
	FUZZ_CHECK(buf_string(&out), "out of memory");
	check_json(buf_string(&out));
	return buf_string(&out);
}

size_t fuzz_count_lines(const char *text, const char *prefix)
{
	size_t count = 0, length = strlen(prefix);

	for (; *text; text = strchr(text, '\n') + 1)
		count += !strncmp(text, prefix, length);
	return count;
}
