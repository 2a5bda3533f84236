/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "platform/host.h"
#include "platform/platform.h"

/*
 * rules PROFILE ABI...: the rules of a profile for each Landlock ABI, line by line in alphabetical
 * order, since the order of grants means nothing. What an ABI cannot enforce is a line too. And
 * what the rules do not show: what becomes of the environment, and what may be skipped and why.
 */

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void print_sorted(char *text)
{
	char *lines[4096];
	size_t count = 0;

	for (char *line = strtok(text, "\n"); line && count < 4096; line = strtok(NULL, "\n"))
		lines[count++] = line;
	qsort(lines, count, sizeof(*lines), compare);
	for (size_t i = 0; i < count; i++)
		puts(lines[i]);
}

static void print_rules(const struct caps *caps, int abi, struct allocator *alloc)
{
	const struct nono_support support = { .landlock_abi = abi };
	struct nono_err err = { 0 };
	struct rules *rules;
	struct buf out;

	printf("ABI %d\n", abi);
	if (platform_compile(&rules, caps, &support, &err)) {
		printf("error: %s\n", err.text);
		return;
	}
	buf_init(&out, alloc);
	platform_print(rules, &out);
	print_sorted(alloc_text(alloc, out.data, out.length));
}

/* The one that counts is the last that sets the name. */
static void print_variables(const struct caps *caps)
{
	static const char *const kinds[] = { "only", "without", "set" };

	for (size_t i = 0; i < caps->variable_count; i++) {
		const struct caps_variable *variable = &caps->variables[i];
		bool is_last = true;

		for (size_t j = i + 1; j < caps->variable_count; j++)
			is_last =
				is_last && (variable->kind != CAPS_VARIABLE_SET ||
						   caps->variables[j].kind != variable->kind ||
						   strcmp(caps->variables[j].name, variable->name));
		if (is_last)
			printf("variables %s '%s' '%s'\n", kinds[variable->kind], variable->name,
				variable->value ? variable->value : "");
	}
	for (size_t i = 0; i < CAPS_SETTING_COUNT; i++)
		printf("setting %zu: %d\n", i, caps->choices[i].value);
	for (size_t i = 0; i < CAPS_LIMIT_COUNT; i++)
		printf("limit %zu: %s %llu\n", i, caps->limits[i].key ? "is" : "no",
			(unsigned long long)caps->limits[i].value);
}

int main(int argc, char **argv)
{
	struct cli_profile loaded;
	struct nono_err err = { 0 };
	struct arena arena;
	struct cli cli = { .alloc = &arena.allocator };

	arena_init(&arena, host_map, host_unmap);
	if (argc < 3 || cli_load(&loaded, &cli, argv[1], &err)) {
		fprintf(stderr, "rules: %s\n", err.text);
		return 1;
	}
	print_variables(&loaded.caps);
	for (int i = 2; i < argc; i++)
		print_rules(&loaded.caps, atoi(argv[i]), cli.alloc);
	arena_free(&arena);
	return 0;
}
