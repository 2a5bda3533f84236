/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *allocate_tracked(struct allocator *self, size_t size)
{
	struct test_alloc *alloc = (struct test_alloc *)self;
	void *block;

	if (alloc->calls++ == alloc->fail_at)
		return NULL;
	if (alloc->count == alloc->capacity) {
		alloc->capacity = alloc->capacity ? alloc->capacity * 2 : 64;
		alloc->blocks = realloc(alloc->blocks, alloc->capacity * sizeof(*alloc->blocks));
		ck_assert_ptr_nonnull(alloc->blocks);
	}
	block = calloc(1, size ? size : 1);
	ck_assert_ptr_nonnull(block);
	alloc->blocks[alloc->count++] = block;
	return block;
}

void test_alloc_init(struct test_alloc *alloc, long fail_at)
{
	*alloc = (struct test_alloc){ .allocator = { allocate_tracked }, .fail_at = fail_at };
}

void test_alloc_free(struct test_alloc *alloc)
{
	for (size_t i = 0; i < alloc->count; i++)
		free(alloc->blocks[i]);
	free(alloc->blocks);
	alloc->blocks = NULL;
	alloc->count = alloc->capacity = 0;
}

static const struct test_pair *find_pair(const struct test_pair *pairs, const char *name)
{
	for (; pairs && pairs->name; pairs++) {
		if (!strcmp(pairs->name, name))
			return pairs;
	}
	return NULL;
}

static int read_file(
	void *context, const char *path, const char **bytes, size_t *length, struct nono_err *err)
{
	const struct test_host *host = context;
	const struct test_pair *file = find_pair(host->files, path);

	if (!file)
		return NONO_ERR_PATH_NOT_FOUND;
	if (!file->value)
		return nono_err_set(
			err, NONO_ERR_IO, "cannot read profile '%s': test says so", path);
	*bytes = file->value;
	*length = strlen(file->value);
	return NONO_OK;
}

static const char *get_variable(void *context, const char *name)
{
	const struct test_host *host = context;
	const struct test_pair *variable = find_pair(host->variables, name);

	return variable ? variable->value : NULL;
}

static const char *get_workdir(void *context)
{
	return ((const struct test_host *)context)->workdir;
}

void test_host_init(
	struct test_host *host, const struct test_pair *files, const struct test_pair *variables)
{
	*host = (struct test_host){
		.host = { .context = host,
			.read = read_file,
			.variable = get_variable,
			.workdir = get_workdir,
			.uid = 1000,
			.system_directory = "/etc/nono/profiles",
			.shipped_directory = "/usr/share/nono/profiles" },
		.files = files,
		.variables = variables,
		.workdir = "/work/dir",
	};
}

char *test_read_file(const char *path, size_t *length)
{
	FILE *file = fopen(path, "rb");
	size_t capacity = 1 << 16, have = 0, got;
	char *text = malloc(capacity + 1);

	ck_assert_msg(file != NULL, "cannot open %s", path);
	ck_assert_ptr_nonnull(text);
	while ((got = fread(text + have, 1, capacity - have, file)) > 0) {
		have += got;
		if (have == capacity) {
			capacity *= 2;
			text = realloc(text, capacity + 1);
			ck_assert_ptr_nonnull(text);
		}
	}
	fclose(file);
	text[have] = '\0';
	if (length)
		*length = have;
	return text;
}

const char *test_path(const char *name)
{
	static char path[4096];
	const char *top = getenv("top_srcdir");

	snprintf(path, sizeof(path), "%s/%s", top ? top : ".", name);
	return path;
}

int test_main(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed;

	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
