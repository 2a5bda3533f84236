/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "cli/keys_type.h"
#include "core/base/json.h"

struct keys {
	struct cli *cli;
	const char *name; /* a key, or a section with all that is in it; NULL: every key */
	bool json, schema, all;
};

enum {
	COLUMNS = 78
};

/* Broken between words. */
static void add_paragraph(struct buf *out, const char *text)
{
	size_t column = 0;

	while (*text) {
		size_t length = strcspn(text, " ");

		if (!column || column + 1 + length > COLUMNS) {
			buf_format(out, "%s    ", column ? "\n" : "");
			column = strlen("    ");
		} else {
			buf_text(out, " ");
			column++;
		}
		buf_add(out, text, length);
		column += length;
		text += length;
		text += strspn(text, " ");
	}
	buf_text(out, "\n");
}

/* "strict or best-effort" */
static void add_words(struct buf *out, const struct word *word)
{
	for (const struct word *at = word; *at->name; at++)
		buf_format(out, "%s%s", at == word ? "" : *at[1].name ? ", " : " or ", at->name);
}

static void print_text(struct cli *cli, const struct profile_key *key)
{
	struct buf *out = &cli->out;
	const char *type = keys_type_text(key), *preset = keys_default(key);

	buf_format(out, "%s%s%s: ", cli->colour ? "\033[1m" : "", key->name,
		cli->colour ? "\033[0m" : "");
	if (type)
		buf_text(out, type);
	else
		add_words(out, key->words);
	if (preset)
		buf_format(out, "; default %s", preset);
	buf_text(out, "\n");
	add_paragraph(out, key->text);
}

static void print_json(struct cli *cli, const struct profile_key *key)
{
	struct buf *out = &cli->out;

	json_begin(out, '{');
	json_member(out, "key", key->name);
	json_member(out, "type", keys_type(key));
	if (key->words) {
		json_key(out, "words");
		json_begin(out, '[');
		for (const struct word *word = key->words; *word->name; word++)
			json_string(out, word->name);
		json_end(out, ']');
	}
	json_key(out, "default");
	if (key->type == PROFILE_BOOL)
		json_bool(out, false);
	else
		json_string(out, keys_default(key));
	json_member(out, "help", key->text);
	json_end(out, '}');
}

static bool is_wanted(const struct keys *keys, const struct profile_key *key)
{
	bool is_named = keys->name && !strcmp(keys->name, key->name);

	if (keys->name && !is_named && !keys_is_member(key, keys->name))
		return false;
	return is_named || keys->all || key->type != PROFILE_REFUSED;
}

static int unknown(const struct keys *keys)
{
	const struct profile_key *elsewhere = profile_key_elsewhere(keys->name);
	const char *dot = strrchr(keys->name, '.'), *nearest, *parent = "";

	if (elsewhere)
		return cli_usage(keys->cli, "there is no key '%s'; did you mean '%s'?", keys->name,
			elsewhere->name);
	if (dot)
		parent = alloc_text(keys->cli->alloc, keys->name, (size_t)(dot - keys->name));
	nearest = parent ? profile_key_nearest(parent, dot ? dot + 1 : keys->name) : NULL;
	if (!nearest)
		return cli_usage(keys->cli, "there is no key '%s'", keys->name);
	return cli_usage(keys->cli, "there is no key '%s'; did you mean '%s%s%s'?", keys->name,
		parent, dot ? "." : "", nearest);
}

static int print(const struct keys *keys)
{
	struct cli *cli = keys->cli;

	if (keys->name && !profile_key_find(keys->name))
		return unknown(keys);
	if (keys->json)
		json_begin(&cli->out, '[');
	for (size_t i = 0; i < profile_key_count; i++) {
		if (!is_wanted(keys, &profile_keys[i]))
			continue;
		if (keys->json)
			print_json(cli, &profile_keys[i]);
		else
			print_text(cli, &profile_keys[i]);
	}
	if (keys->json) {
		json_end(&cli->out, ']');
		buf_text(&cli->out, "\n");
	}
	return CLI_OK;
}

int cli_keys(struct cli *cli, int argc, char **argv)
{
	struct keys keys = { .cli = cli };

	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))
			return cli_help(cli);
		if (!strcmp(argv[i], "--json"))
			keys.json = true;
		else if (!strcmp(argv[i], "--all"))
			keys.all = true;
		else if (!strcmp(argv[i], "--schema"))
			keys.schema = true;
		else if (argv[i][0] == '-')
			return cli_usage(cli, "unknown option '%s'", argv[i]);
		else if (keys.name)
			return cli_usage(cli, "expected one key, found '%s' as well", argv[i]);
		else
			keys.name = argv[i];
	}
	if (keys.schema && (keys.name || keys.json || keys.all))
		return cli_usage(cli, "--schema goes with nothing else");
	if (!keys.schema)
		return print(&keys);
	keys_schema(&cli->out);
	return CLI_OK;
}
