/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/entries.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/profile/profile_words.h"

/* What of the capabilities belongs to one key. */
struct collector {
	struct entries *out;
	const struct cli_profile *loaded;
	const struct profile_key *key;
	bool failed;
};

static void add(struct collector *to, struct entry entry)
{
	struct entry *items = alloc_grow(
		to->out->alloc, to->out->items, to->out->count, &to->out->capacity, sizeof(*items));

	if (!items || !entry.value) {
		to->failed = true;
		return;
	}
	entry.key = to->key;
	to->out->items = items;
	items[to->out->count++] = entry;
}

static const char *number(const struct collector *to, const char *format, uint64_t value)
{
	char text[48];

	snprintf(text, sizeof(text), "%" PRIu64 "%s", value, format);
	return alloc_text(to->out->alloc, text, strlen(text));
}

static bool is_of(const struct collector *to, const char *key)
{
	return key && !strcmp(key, to->key->name);
}

/* The last one that says something: it overrides what it extends. */
static const struct profile_entry *last_entry(const struct collector *to)
{
	const struct profile *profile = &to->loaded->profile;

	for (size_t i = profile->count; i; i--) {
		if (profile->entries[i - 1].key == to->key)
			return &profile->entries[i - 1];
	}
	return NULL;
}

static void add_last(struct collector *to)
{
	const struct profile_entry *entry = last_entry(to);

	if (entry)
		add(to, (struct entry){ .value = entry->value, .place = entry->place });
}

static const char *access_word(enum caps_access access)
{
	const struct word *word = profile_words_access;

	while (word->value != (int)access)
		word++;
	return word->name;
}

static void add_workdir(struct collector *to)
{
	const struct caps *caps = &to->loaded->caps;

	for (size_t i = 0; i < caps->path_count; i++) {
		const struct caps_path *path = &caps->paths[i];

		if (!is_of(to, path->key))
			continue;
		add(to, (struct entry){ .name = access_word(path->access),
				.value = path->path,
				.place = path->place });
		return;
	}
	add_last(to);
}

static void add_paths(struct collector *to)
{
	const struct caps *caps = &to->loaded->caps;

	for (size_t i = 0; i < caps->path_count; i++) {
		const struct caps_path *path = &caps->paths[i];

		if (is_of(to, path->key))
			add(to, (struct entry){ .value = path->path,
					.missing = path->missing,
					.place = path->place });
	}
	for (size_t i = 0; i < caps->socket_count; i++) {
		const struct caps_socket *sock = &caps->sockets[i];

		if (is_of(to, sock->key))
			add(to, (struct entry){ .value = sock->path,
					.missing = sock->missing,
					.place = sock->place });
	}
}

static void add_ports(struct collector *to)
{
	const struct caps *caps = &to->loaded->caps;
	bool is_list = to->key->type == PROFILE_PORTS;

	for (size_t i = 0; i < caps->port_count; i++) {
		const struct caps_port *port = &caps->ports[i];
		const char *unit = port->direction == CAPS_UDP ? "/udp" : "/tcp";

		if (is_of(to, port->key))
			add(to, (struct entry){
					.value = number(to, is_list ? "" : unit, port->port),
					.is_added = !is_list,
					.place = port->place });
	}
}

static void add_block(struct collector *to)
{
	if (to->loaded->caps.network_blocked)
		add(to, (struct entry){ .value = "true", .place = to->loaded->caps.blocked_at });
}

static void add_choices(struct collector *to)
{
	const struct caps *caps = &to->loaded->caps;

	for (size_t i = 0; i < CAPS_SETTING_COUNT; i++) {
		const struct caps_choice *choice = &caps->choices[i];

		if (is_of(to, choice->key))
			add(to, (struct entry){ .value = choice->word, .place = choice->place });
	}
	for (size_t i = 0; i < CAPS_LIMIT_COUNT; i++) {
		const struct caps_limit *limit = &caps->limits[i];

		if (is_of(to, limit->key))
			add(to, (struct entry){ .value = number(to, "", limit->value),
					.place = limit->place });
	}
}

static void add_variables(struct collector *to)
{
	const struct caps *caps = &to->loaded->caps;

	for (size_t i = 0; i < caps->variable_count; i++) {
		const struct caps_variable *variable = &caps->variables[i];
		bool is_set = variable->kind == CAPS_VARIABLE_SET;

		if (is_of(to, variable->key))
			add(to, (struct entry){ .name = is_set ? variable->name : NULL,
					.value = is_set ? variable->value : variable->name,
					.place = variable->place });
	}
}

static void add_capabilities(struct collector *to)
{
	const struct caps *caps = &to->loaded->caps;
	struct entry entry = { .value = "none", .place = caps->privileges_from.place };

	if (!caps->privileges_from.key)
		return;
	if (!caps->privileges_safe && !caps->privilege_mask)
		add(to, entry);
	for (const struct word *word = to->key->words; *word->name; word++) {
		entry.value = word->name;
		if (word->value == PROFILE_CAPABILITIES_SAFE
				? caps->privileges_safe
				: word->value >= 0 && (caps->privilege_mask >> word->value & 1))
			add(to, entry);
	}
}

static void collect(struct collector *to)
{
	switch (to->key->type) {
	case PROFILE_PATHS:
		add_paths(to);
		break;
	case PROFILE_WORDS:
		add_capabilities(to);
		break;
	case PROFILE_PATTERNS:
	case PROFILE_MAP:
		add_variables(to);
		break;
	case PROFILE_PORTS:
		add_ports(to);
		break;
	case PROFILE_BOOL:
	case PROFILE_NUMBER:
	case PROFILE_WORD:
		if (is_of(to, "workdir.access"))
			add_workdir(to);
		else if (is_of(to, "network.block"))
			add_block(to);
		else if (is_of(to, "compatibility"))
			add_last(to);
		add_choices(to);
		add_ports(to);
		break;
	default:
		break;
	}
}

int entries_collect(struct entries *out, const struct cli_profile *loaded, struct allocator *alloc,
	struct nono_err *err)
{
	struct collector to = { .out = out, .loaded = loaded };

	*out = (struct entries){ .alloc = alloc };
	for (size_t i = 0; i < profile_key_count; i++) {
		to.key = &profile_keys[i];
		collect(&to);
	}
	return to.failed ? nono_err_memory(err) : NONO_OK;
}
