/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz/fuzz_environment.h"

#include <stdlib.h>
#include <string.h>

#include "core/caps/caps_environment.h"
#include "fuzz/fuzz.h"
#include "fuzz/fuzz_account.h"

#define LIBRARY "/usr/lib/libnono_shim.so"
#define PRELOAD "LD_PRELOAD=" LIBRARY
#define FILLER	':'

enum {
	MOST = 8,
	LONGEST = 64 /* the longest beginning, and 15 bytes */
};

/* Each setting is a malloc of its own, so that the sanitizers see its edges. */
struct block {
	char *strings[MOST];
	char before[MOST][LONGEST];
	char *env[MOST + 1];
	size_t count;
};

static void take_block(struct fuzz_source *from, struct block *block)
{
	static const char *const starts[] = { "A=", "B=", "HOME=", PRELOAD,
		"NONO_PROFILE=", "RES_OPTIONS=", "LD_A=", "", "RES_OPTIONS=use-vc" };

	memset(block, 0, sizeof(*block));
	block->count = fuzz_take(from) % (MOST + 1);
	for (size_t i = 0; i < block->count; i++) {
		char *text = block->before[i];
		unsigned choice = fuzz_take(from), length = choice >> 4;

		strcpy(text, starts[choice % (sizeof(starts) / sizeof(starts[0]))]);
		for (size_t used = strlen(text); length && from->left; length--) {
			text[used] = (char)fuzz_take(from);
			used += text[used] != '\0';
		}
		block->env[i] = block->strings[i] = strdup(text);
		FUZZ_CHECK(block->env[i], "out of memory");
	}
}

static bool is_named(const char *setting, const char *name)
{
	size_t length = strlen(name);

	return !strncmp(setting, name, length) && setting[length] == '=';
}

static bool matches(const char *pattern, const char *setting)
{
	size_t length = strlen(pattern), name = strcspn(setting, "=");

	if (!length)
		return false;
	if (pattern[length - 1] == '*')
		return length - 1 <= name && !strncmp(pattern, setting, length - 1);
	return length == name && !strncmp(pattern, setting, length);
}

/* Of nobody but the program; what is set, and what stands in LD_PRELOAD, is looked at elsewhere. */
static bool is_others(const struct environment_edit *edit, const char *setting)
{
	for (size_t i = 0; i < edit->setting_count; i++) {
		if (is_named(setting, edit->settings[i].name))
			return false;
	}
	return !matches("NONO_PROFILE", setting) && !matches("NONO_RECEIPT", setting) &&
	       !is_named(setting, "LD_PRELOAD");
}

static bool is_allowed(const struct caps *caps, const char *setting)
{
	bool is_listed = false, has_list = false;

	for (size_t i = 0; i < caps->variable_count; i++) {
		const struct caps_variable *variable = &caps->variables[i];
		bool match = matches(variable->name, setting);

		if (variable->kind == CAPS_VARIABLE_DENY && match)
			return false;
		if (variable->kind != CAPS_VARIABLE_ALLOW)
			continue;
		has_list = true;
		is_listed = is_listed || match;
	}
	return is_listed || !has_list;
}

static void check_set(const struct block *block, const struct environment_setting *setting)
{
	const char *found = NULL;
	size_t count = 0;

	for (size_t i = 0; block->env[i]; i++) {
		if (!is_named(block->env[i], setting->name))
			continue;
		found = block->env[i] + strlen(setting->name) + 1;
		count++;
	}
	FUZZ_CHECK(count == 1, "%zu of %s", count, setting->name);
	FUZZ_CHECK(setting->is_word ? strstr(found, setting->value) != NULL
				    : !strcmp(found, setting->value),
		"%s is %s", setting->name, found);
}

/* In their order those that stay, and no others. */
static void check_others(
	const struct block *block, const struct environment_edit *edit, const struct caps *caps)
{
	size_t at = 0;

	for (size_t i = 0; i < block->count; i++) {
		const char *before = block->before[i];

		if (!is_others(edit, before) || !is_allowed(caps, before))
			continue;
		while (block->env[at] && !is_others(edit, block->env[at]))
			at++;
		FUZZ_CHECK(block->env[at] && !strcmp(block->env[at], before), "lost %s", before);
		at++;
	}
	while (block->env[at] && !is_others(edit, block->env[at]))
		at++;
	FUZZ_CHECK(!block->env[at], "left over: %s", block->env[at]);
}

/* Of what has gone, or has become shorter, no byte is left. */
static void check_wiped(const struct block *block)
{
	for (size_t i = 0; i < block->count; i++) {
		const char *now = block->strings[i];
		size_t length = strlen(block->before[i]), at = 0;

		for (size_t j = 0; block->env[j]; j++) {
			if (block->env[j] == now)
				at = strlen(now) + 1;
		}
		for (; at < length; at++)
			FUZZ_CHECK(now[at] == FILLER, "of %s: %s", block->before[i], now + at);
	}
}

static void check_unchanged(const struct block *block)
{
	for (size_t i = 0; i < block->count; i++)
		FUZZ_CHECK(block->env[i] == block->strings[i] &&
				   !strcmp(block->env[i], block->before[i]),
			"changed: %s", block->before[i]);
}

static void *mapped;

static void *map(size_t size)
{
	FUZZ_CHECK(!mapped, "mapped twice");
	mapped = calloc(1, size);
	return mapped;
}

static void check_block(const struct block *block, const struct environment_edit *edit,
	const struct caps *caps, int r)
{
	if (r) {
		check_unchanged(block);
		return;
	}
	for (size_t i = 0; i < edit->setting_count; i++)
		check_set(block, &edit->settings[i]);
	check_others(block, edit, caps);
	check_wiped(block);
}

void fuzz_check_environment(struct fuzz_source *from, const struct caps *caps)
{
	struct environment_edit edit;
	struct environment_plan plan;
	struct nono_err err = { 0 };
	struct block block;
	int r;

	take_block(from, &block);
	FUZZ_CHECK(!caps_environment(&edit, caps, NULL), "out of memory");
	FUZZ_CHECK(edit.setting_count == account_settings(caps), "%zu, wanted %zu",
		edit.setting_count, account_settings(caps));
	r = environment_plan(&plan, &edit, block.env, LIBRARY, caps->alloc, map, &err);
	if (r) {
		fuzz_check_error(r, &err);
		FUZZ_CHECK(r == NONO_ERR_INVALID, "%d: %s", r, err.text);
	} else {
		check_unchanged(&block);
		environment_apply(&plan);
	}
	check_block(&block, &edit, caps, r);
	for (size_t i = 0; i < block.count; i++)
		free(block.strings[i]);
	free(mapped);
	mapped = NULL;
}
