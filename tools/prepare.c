/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/profile/prepared.h"
#include "core/profile/profile_keys.h"

/*
 * prepare FILE...: runs while the library is built. Reads the profiles that will be installed and
 * prints them as C, see core/profile/prepared.h. A profile with an error ends the build.
 */

struct pool {
	char *bytes;
	size_t length, capacity;
};

static void *map(size_t size)
{
	return calloc(1, size);
}

static void unmap(void *pages, size_t size)
{
	(void)size;
	free(pages);
}

static size_t pool_add(struct pool *pool, const char *bytes, size_t length)
{
	size_t at = pool->length;

	while (pool->capacity < pool->length + length + 1) {
		pool->capacity = pool->capacity ? pool->capacity * 2 : 1 << 16;
		pool->bytes = realloc(pool->bytes, pool->capacity);
		if (!pool->bytes)
			exit(1);
	}
	memcpy(pool->bytes + at, bytes, length);
	pool->bytes[at + length] = '\0';
	pool->length += length + 1;
	return at;
}

static void read_file(struct profile_text *text, const char *path)
{
	static char bytes[PROFILE_MAX_SIZE + 1];
	FILE *file = fopen(path, "rb");

	if (!file) {
		perror(path);
		exit(1);
	}
	*text = (struct profile_text){ .source = path, .bytes = bytes };
	text->length = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
}

/* Prints the entries of one document and returns how many there are. */
static size_t print_entries(
	const struct profile_text *text, struct allocator *alloc, struct pool *pool)
{
	struct nono_err err = { 0 };
	struct profile profile;

	profile_init(&profile, alloc);
	if (profile_read(&profile, text, &err)) {
		fprintf(stderr, "%s:%u:%u: %s\n", err.source, err.line, err.column, err.text);
		exit(1);
	}
	for (size_t i = 0; i < profile.count; i++) {
		const struct profile_entry *entry = &profile.entries[i];

		printf("\t{ %td, %d, %u, %u, %zu },\n", entry->key - profile_keys, entry->optional,
			entry->place.line, entry->place.column,
			pool_add(pool, entry->value, strlen(entry->value)));
	}
	return profile.count;
}

static void print_bytes(const struct pool *pool)
{
	printf("static const char bytes[] = {");
	for (size_t i = 0; i < pool->length; i++)
		printf("%s%d,", i % 24 ? "" : "\n\t", pool->bytes[i]);
	printf("\n};\n\n");
}

int main(int argc, char **argv)
{
	struct arena arena;
	struct prepared_document *documents = calloc((size_t)argc, sizeof(*documents));
	struct pool pool = { 0 };
	size_t count = 0;

	if (argc < 2 || !documents) {
		fputs("usage: prepare FILE...\n", stderr);
		return 2;
	}
	arena_init(&arena, map, unmap);
	puts("/* Made by tools/prepare from the profiles; not to be edited. */\n"
	     "#include \"core/profile/prepared.h\"\n\n"
	     "extern const struct profile_prepared shipped_profiles;\n\n"
	     "static const struct prepared_entry entries[] = {");
	for (int i = 1; i < argc; i++) {
		struct profile_text text;

		read_file(&text, argv[i]);
		documents[i - 1] = (struct prepared_document){
			.text = (uint32_t)pool_add(&pool, text.bytes, text.length),
			.length = (uint32_t)text.length,
			.first = (uint32_t)count,
			.count = (uint32_t)print_entries(&text, &arena.allocator, &pool),
		};
		count += documents[i - 1].count;
	}
	puts("};\n\nstatic const struct prepared_document documents[] = {");
	for (int i = 1; i < argc; i++)
		printf("\t{ %u, %u, %u, %u },\n", documents[i - 1].text, documents[i - 1].length,
			documents[i - 1].first, documents[i - 1].count);
	puts("};\n");
	print_bytes(&pool);
	printf("const struct profile_prepared shipped_profiles = { %d, documents, entries, bytes };\n",
		argc - 1);
	arena_free(&arena);
	free(pool.bytes);
	free(documents);
	return fflush(stdout) || ferror(stdout);
}
