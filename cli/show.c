/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/entries.h"
#include "core/base/json.h"
#include "core/caps/state.h"

enum {
	WIDEST_VALUE = 48 /* what is longer pushes its place to the right */
};

enum show_form {
	SHOW_TABLE,
	SHOW_YAML,
	SHOW_STATE,
	SHOW_JSON,
};

static const struct word forms[] = {
	{ "--yaml", SHOW_YAML },
	{ "--state", SHOW_STATE },
	{ "--json", SHOW_JSON },
	{ "", 0 },
};

static void add_value(struct cli *cli, const struct entry *entry)
{
	static const char *const marks[] = {
		[CAPS_MISSING_SKIP] = " (optional)",
		[CAPS_MISSING_SHIPPED] = " (if it is there)",
	};

	if (entry->name) {
		cli_escaped(cli, entry->name);
		buf_text(&cli->out, entry->key->type == PROFILE_MAP ? "=" : " ");
	}
	cli_escaped(cli, entry->value);
	if (!entry->name && !*entry->value)
		buf_text(&cli->out, "(none)");
	if (marks[entry->missing])
		buf_text(&cli->out, marks[entry->missing]);
}

static void pad(struct cli *cli, size_t start, size_t width)
{
	size_t length = 0;

	for (size_t i = start; i < cli->out.length; i++)
		length += (cli->out.data[i] & 0xc0) != 0x80;
	buf_text(&cli->out, "  ");
	for (; length < width; length++)
		buf_text(&cli->out, " ");
}

static void add_place(struct cli *cli, const struct entry *entry)
{
	if (!entry->place.source) {
		buf_text(&cli->out, "default");
		return;
	}
	if (cli->colour)
		buf_text(&cli->out, "\033[2m");
	cli_escaped(cli, entry->place.source);
	buf_format(&cli->out, ":%u", entry->place.line);
	if (cli->colour)
		buf_text(&cli->out, "\033[0m");
}

/* How wide the widest of the values is, in bytes as they are printed. */
static size_t value_width(struct cli *cli, const struct entries *entries)
{
	struct buf out = cli->out;
	size_t widest = 0;

	for (size_t i = 0; i < entries->count; i++) {
		size_t length;

		buf_init(&cli->out, cli->alloc);
		add_value(cli, &entries->items[i]);
		length = cli->out.length;
		if (length > widest && length <= WIDEST_VALUE)
			widest = length;
	}
	out.failed = out.failed || cli->out.failed;
	cli->out = out;
	return widest;
}

static void print_table(struct cli *cli, const struct entries *entries)
{
	size_t key_width = 0, width = value_width(cli, entries), start;

	for (size_t i = 0; i < entries->count; i++) {
		if (strlen(entries->items[i].key->name) > key_width)
			key_width = strlen(entries->items[i].key->name);
	}
	for (size_t i = 0; i < entries->count; i++) {
		start = cli->out.length;
		buf_text(&cli->out, entries->items[i].key->name);
		pad(cli, start, key_width);
		start = cli->out.length;
		add_value(cli, &entries->items[i]);
		pad(cli, start, width);
		add_place(cli, &entries->items[i]);
		buf_text(&cli->out, "\n");
	}
}

static void print_json_value(struct buf *out, const struct entry *entry)
{
	switch (entry->is_added ? PROFILE_TEXT : entry->key->type) {
	case PROFILE_PORTS:
	case PROFILE_NUMBER:
		json_number(out, strtoull(entry->value, NULL, 10));
		break;
	case PROFILE_BOOL:
		json_bool(out, entry->value[0] == 't');
		break;
	default:
		json_string(out, entry->value);
		break;
	}
}

static void print_json_entry(struct buf *out, const struct entry *entry)
{
	json_begin(out, '{');
	json_member(out, "key", entry->key->name);
	if (entry->name)
		json_member(out, entry->key->type == PROFILE_MAP ? "name" : "access", entry->name);
	json_key(out, "value");
	print_json_value(out, entry);
	if (entry->key->type == PROFILE_PATHS) {
		json_key(out, "optional");
		json_bool(out, entry->missing != CAPS_MISSING_ERROR);
		json_key(out, "shipped");
		json_bool(out, entry->missing == CAPS_MISSING_SHIPPED);
	}
	json_member(out, "file", entry->place.source);
	json_member_number(out, "line", entry->place.line);
	json_member_number(out, "column", entry->place.column);
	json_end(out, '}');
}

static void print_json(struct cli *cli, const struct cli_profile *loaded,
	const struct entries *entries, const char *name)
{
	struct buf *out = &cli->out;

	json_begin(out, '{');
	json_member(out, "profile", name);
	json_key(out, "files");
	json_begin(out, '[');
	for (size_t i = 0; i < loaded->profile.document_count; i++)
		json_string(out, loaded->profile.documents[i].source);
	json_end(out, ']');
	json_key(out, "entries");
	json_begin(out, '[');
	for (size_t i = 0; i < entries->count; i++)
		print_json_entry(out, &entries->items[i]);
	json_end(out, ']');
	json_end(out, '}');
	buf_text(out, "\n");
}

/* Other commands read it, so it is the document of nono and nothing else but a newline. */
static int print_state(struct cli *cli, const struct cli_profile *loaded, struct nono_err *err)
{
	struct state *state = cli->alloc->allocate(cli->alloc, sizeof(*state));
	struct set *set;
	int r;

	if (!state)
		return nono_err_memory(err);
	state->alloc = cli->alloc;
	r = cli_set(&set, cli, &loaded->caps, err);
	if (!r)
		r = state_from_set(state, set, err);
	if (!r)
		r = state_to_json(state, &cli->out, err);
	buf_text(&cli->out, "\n");
	return r;
}

static int show(struct cli *cli, const char *name, int form)
{
	struct nono_err err = { 0 };
	struct cli_profile loaded;
	struct entries entries;
	int r = cli_load(&loaded, cli, name, &err);

	if (!r)
		r = entries_collect(&entries, &loaded, cli->alloc, &err);
	if (!r && form == SHOW_YAML)
		r = entries_to_yaml(&entries, &cli->out, &err);
	if (!r && form == SHOW_STATE)
		r = print_state(cli, &loaded, &err);
	if (r) {
		cli->out.length = 0;
		cli_complain(cli, &err);
		return CLI_USAGE;
	}
	if (form == SHOW_TABLE)
		print_table(cli, &entries);
	if (form == SHOW_JSON)
		print_json(cli, &loaded, &entries, name);
	return CLI_OK;
}

int cli_show(struct cli *cli, int argc, char **argv)
{
	const char *name = NULL;
	int form = SHOW_TABLE;

	for (int i = 1; i < argc; i++) {
		const struct word *word = words_find(forms, argv[i]);

		if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))
			return cli_help(cli);
		if (word && form != SHOW_TABLE && word->value != form)
			return cli_usage(cli, "expected one of --yaml, --state and --json");
		if (word)
			form = word->value;
		else if (argv[i][0] == '-')
			return cli_usage(cli, "unknown option '%s'", argv[i]);
		else if (name)
			return cli_usage(cli, "expected one PROFILE, found '%s' as well", argv[i]);
		else
			name = argv[i];
	}
	return name ? show(cli, name, form) : cli_usage(cli, "expected a PROFILE");
}
