/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/profile/profile.h"
#include "fuzz/fuzz.h"

/*
 * Bytes to rules. The input is one document, or several with a line "---8<---" between them: the
 * first is input.yaml, the others are a.yaml, b.yaml ... beside it and in all directories of
 * profiles, so that each may extend each.
 */

enum {
	MAX_DOCUMENTS = 6
};

static const char separator[] = "\n---8<---\n";

struct document {
	const char *bytes; /* a malloc of exactly that length */
	size_t length;
};

struct input {
	struct profile_host host;
	struct document documents[MAX_DOCUMENTS];
	size_t count;
};

static void add_document(struct input *input, const char *bytes, size_t length)
{
	char *copy = malloc(length ? length : 1);

	FUZZ_CHECK(copy, "out of memory");
	memcpy(copy, bytes, length);
	input->documents[input->count++] = (struct document){ copy, length };
}

static void split(struct input *input, const char *bytes, size_t length)
{
	while (input->count < MAX_DOCUMENTS - 1) {
		const char *end = memmem(bytes, length, separator, sizeof(separator) - 1);

		if (!end)
			break;
		add_document(input, bytes, (size_t)(end - bytes) + 1);
		length -= (size_t)(end - bytes) + sizeof(separator) - 1;
		bytes = end + sizeof(separator) - 1;
	}
	add_document(input, bytes, length);
}

/* By the last part of the name; the first document is input.yaml alone. */
static const struct document *find(const struct input *input, const char *path)
{
	const char *name = strrchr(path, '/');
	size_t index;

	name = name ? name + 1 : path;
	if (!strcmp(path, "input.yaml") || !strcmp(path, "./input.yaml"))
		return &input->documents[0];
	index = (size_t)(name[0] - 'a') + 1;
	if (name[0] < 'a' || index >= input->count || strcmp(name + 1, ".yaml") != 0)
		return NULL;
	return &input->documents[index];
}

static int read_document(
	void *context, const char *path, const char **bytes, size_t *length, struct nono_err *err)
{
	const struct document *document = find(context, path);

	if (!strcmp(path, "/etc/nono/profiles/unreadable.yaml"))
		return nono_err_set(err, NONO_ERR_IO, "cannot read it");
	if (!document)
		return NONO_ERR_PATH_NOT_FOUND;
	*bytes = document->bytes;
	*length = document->length;
	return NONO_OK;
}

static const char *get_variable(void *context, const char *name)
{
	static const char *const pairs[][2] = { { "HOME", "/home/user" }, { "TMPDIR", "/tmp" },
		{ "EMPTY", "" }, { "RELATIVE", "some/where" }, { "XDG_CACHE_HOME", "some/where" },
		{ "ODD", "/a\n\"\\\x01\xff/" } };

	(void)context;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		if (!strcmp(pairs[i][0], name))
			return pairs[i][1];
	}
	return NULL;
}

static const char *get_workdir(void *context)
{
	(void)context;
	return "/work/dir";
}

static void input_init(struct input *input, const uint8_t *data, size_t size)
{
	*input = (struct input){ .host = { .context = input,
					 .read = read_document,
					 .variable = get_variable,
					 .workdir = get_workdir,
					 .uid = 1000,
					 .system_directory = "/etc/nono/profiles",
					 .shipped_directory = "/usr/share/nono/profiles" } };
	split(input, (const char *)data, size);
}

static void input_free(struct input *input)
{
	for (size_t i = 0; i < input->count; i++)
		free((void *)(uintptr_t)input->documents[i].bytes);
}

/* Lines and columns are those of an editor; the end of the document is a place as well. */
static void check_place(const struct nono_err *err, const struct document *document)
{
	unsigned lines = 1;

	for (size_t i = 0; i < document->length; i++)
		lines += document->bytes[i] == '\n';
	FUZZ_CHECK(err->line >= 1 && err->line <= lines, "line %u of %u: %s", err->line, lines,
		err->text);
	FUZZ_CHECK(err->column >= 1, "line %u, column 0: %s", err->line, err->text);
}

/* The document alone: every refusal has a place in it. */
static void read_alone(const struct input *input)
{
	const struct document *document = &input->documents[0];
	const struct profile_text text = { "input.yaml", document->bytes, document->length, false };
	struct nono_err err = { 0 };
	struct profile profile;
	struct fuzz_alloc alloc;
	int r;

	fuzz_alloc_init(&alloc);
	profile_init(&profile, &alloc.allocator);
	r = profile_read(&profile, &text, &err);
	if (r) {
		fuzz_check_error(r, &err);
		FUZZ_CHECK(r == NONO_ERR_PROFILE, "%d: %s", r, err.text);
		FUZZ_CHECK(!strcmp(err.source, "input.yaml"), "%s", err.source);
		check_place(&err, document);
	}
	fuzz_alloc_free(&alloc);
}

static void add_error(struct buf *out, const struct nono_err *err)
{
	buf_format(out, "error %d %s:%u:%u: ", err->code, err->source, err->line, err->column);
	buf_text(out, err->text);
	buf_text(out, "\n");
}

/* Rules, or the refusal, for every ABI. */
static void compile_all(struct buf *out, const struct caps *caps)
{
	for (int abi = 0; abi < FUZZ_ABIS; abi++) {
		const struct nono_support support = fuzz_support(abi);
		struct nono_err err = { 0 };
		struct rules *rules = NULL;
		int r = platform_compile(&rules, caps, &support, &err);

		FUZZ_CHECK(!r == !!rules, "%d", r);
		if (r) {
			fuzz_check_error(r, &err);
			add_error(out, &err);
		} else {
			buf_text(out, fuzz_print(rules, caps->alloc));
			buf_text(out, fuzz_report(rules, caps->alloc));
			buf_text(out, "\n");
		}
	}
}

/* From the name of the profile to all that comes of it, as text. */
static char *load(struct input *input)
{
	struct nono_err err = { 0 };
	struct fuzz_alloc alloc;
	struct profile profile;
	struct caps caps;
	struct buf out;
	char *text;
	int r;

	fuzz_alloc_init(&alloc);
	buf_init(&out, &alloc.allocator);
	profile_init(&profile, &alloc.allocator);
	caps_init(&caps, &alloc.allocator);
	r = profile_load(&profile, "input.yaml", &input->host, &err);
	if (!r)
		r = profile_to_caps(&caps, &profile, &input->host, &err);
	if (r) {
		const struct document *document = find(input, err.source);

		fuzz_check_error(r, &err);
		FUZZ_CHECK(document, "source %s: %s", err.source, err.text);
		check_place(&err, document);
		add_error(&out, &err);
	} else {
		FUZZ_CHECK(!err.code, "%d: %s", err.code, err.text);
		compile_all(&out, &caps);
	}
	FUZZ_CHECK(buf_string(&out), "out of memory");
	text = strdup(buf_string(&out));
	FUZZ_CHECK(text, "out of memory");
	fuzz_alloc_free(&alloc);
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input;
	char *first, *second;

	fuzz_begin();
	input_init(&input, data, size);
	read_alone(&input);
	first = load(&input);
	second = load(&input);
	FUZZ_CHECK(!strcmp(first, second), "first:\n%s\nsecond:\n%s", first, second);
	free(first);
	free(second);
	input_free(&input);
	return 0;
}
