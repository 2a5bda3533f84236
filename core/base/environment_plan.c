/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/environment_plan.h"

#include <stdint.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/base/environment.h"

#define PRELOAD "LD_PRELOAD"

/* How this library is told what to do; it is nobody else's business. */
static const char *const own[] = { "NONO_PROFILE", "NONO_RECEIPT" };

struct environment_slot {
	bool stays;
	bool fits;	  /* text is written over what is there */
	const char *text; /* NAME=VALUE that will stand here; NULL: what is there */
};

struct environment_new {
	const char *text;
	const struct environment_setting *from;
};

/* Something without '=' is all name. */
static size_t name_length(const char *setting)
{
	size_t length = 0;

	while (setting[length] && setting[length] != '=')
		length++;
	return length;
}

static bool is_name(const char *name, const char *setting, size_t length)
{
	return strlen(name) == length && !strncmp(name, setting, length);
}

static bool matches(const char *pattern, const char *setting, size_t length)
{
	size_t beginning = strlen(pattern);

	if (!beginning || pattern[beginning - 1] != '*')
		return beginning && is_name(pattern, setting, length);
	beginning--;
	return beginning <= length && !strncmp(pattern, setting, beginning);
}

static bool is_allowed(const struct environment_edit *edit, const char *setting, size_t length)
{
	bool allowed = true, is_list = false;

	for (size_t i = 0; i < edit->pattern_count; i++) {
		const struct environment_pattern *pattern = &edit->patterns[i];
		bool match = matches(pattern->pattern, setting, length);

		if (!pattern->allows && match)
			return false;
		if (!pattern->allows)
			continue;
		allowed = match || (is_list && allowed);
		is_list = true;
	}
	return allowed;
}

static bool stays(const struct environment_edit *edit, const char *setting, const char *library)
{
	const char *list = environment_value(setting, PRELOAD);
	size_t length = name_length(setting);

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		if (is_name(own[i], setting, length))
			return false;
	}
	if (list && !environment_lists_others(list, library))
		return false;
	return is_allowed(edit, setting, length);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Words as resolv.conf(5) has them, which is where the only such setting comes from. */
static bool has_word(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = list; *at; at++) {
		bool begins = at == list || is_blank(at[-1]);

		if (begins && !strncmp(at, word, length) && (!at[length] || is_blank(at[length])))
			return true;
	}
	return false;
}

/* NAME=VALUE, or "NAME=OLD VALUE" behind the words that are there. NULL: out of memory. */
static const char *make_text(
	const struct environment_setting *setting, const char *old, struct allocator *alloc)
{
	struct buf text;

	buf_init(&text, alloc);
	buf_text(&text, setting->name);
	buf_text(&text, "=");
	if (old && *old) {
		buf_text(&text, old);
		buf_text(&text, " ");
	}
	buf_text(&text, setting->value);
	return buf_string(&text);
}

/*
 * One byte more would leave an empty string between the end of the new text and that of the old
 * one, with nothing in between to fill.
 */
static bool fits(const char *text, const char *old)
{
	size_t length = strlen(text), room = strlen(old);

	return length == room || length + 2 <= room;
}

/* The first slot of the name gets the setting, and the name stands nowhere else. */
static int set(struct environment_plan *plan, const struct environment_setting *setting,
	struct allocator *alloc, struct nono_err *err)
{
	struct environment_slot *first = NULL;
	const char *text, *old = NULL;

	for (size_t i = 0; i < plan->count; i++) {
		const char *value = environment_value(plan->env[i], setting->name);

		if (!value)
			continue;
		if (!first && setting->is_word && plan->slots[i].stays)
			old = value;
		if (!first)
			first = &plan->slots[i];
		else
			plan->slots[i].stays = false;
	}
	if (old && has_word(old, setting->value))
		return NONO_OK;
	text = make_text(setting, old, alloc);
	if (!text)
		return nono_err_memory(err);
	if (first)
		*first = (struct environment_slot){ true,
			fits(text, plan->env[first - plan->slots]), text };
	else
		plan->added[plan->added_count++] = (struct environment_new){ text, setting };
	return NONO_OK;
}

static int check_room(const struct environment_plan *plan, struct nono_err *err)
{
	const struct environment_setting *setting;
	struct nono_clip clip;
	const char *name;
	size_t room = plan->count;

	for (size_t i = 0; i < plan->count; i++)
		room -= plan->slots[i].stays;
	if (plan->added_count <= room)
		return NONO_OK;
	setting = plan->added[room].from;
	name = nono_err_clip(&clip, setting->name);
	nono_err_set(err, NONO_ERR_INVALID,
		"%s: no room for %s: the environment of a program that has started cannot grow; where "
		"the program is started set %s= for this one to replace, or deny a variable that is not "
		"needed (environment.deny_vars)",
		setting->key, name, name);
	nono_err_at(err, &setting->place);
	return NONO_ERR_INVALID;
}

static void move_text(const char **text, char **to)
{
	size_t size = strlen(*text) + 1;

	memcpy(*to, *text, size);
	*text = *to;
	*to += size;
}

/* Texts that are not written over old ones go where they can stay. */
static int keep_texts(struct environment_plan *plan, void *(*map)(size_t), struct nono_err *err)
{
	size_t size = 0;
	char *to;

	for (size_t i = 0; i < plan->count; i++) {
		if (plan->slots[i].text && !plan->slots[i].fits)
			size += strlen(plan->slots[i].text) + 1;
	}
	for (size_t i = 0; i < plan->added_count; i++)
		size += strlen(plan->added[i].text) + 1;
	if (!size)
		return NONO_OK;
	to = map(size);
	if (!to)
		return nono_err_memory(err);
	for (size_t i = 0; i < plan->count; i++) {
		if (plan->slots[i].text && !plan->slots[i].fits)
			move_text(&plan->slots[i].text, &to);
	}
	for (size_t i = 0; i < plan->added_count; i++)
		move_text(&plan->added[i].text, &to);
	return NONO_OK;
}

int environment_plan(struct environment_plan *out, const struct environment_edit *edit, char **env,
	const char *library, struct allocator *alloc, void *(*map)(size_t), struct nono_err *err)
{
	int r = NONO_OK;

	*out = (struct environment_plan){ .env = env, .library = library };
	while (env[out->count])
		out->count++;
	out->slots = alloc_array(alloc, out->count + 1, sizeof(*out->slots));
	out->added = alloc_array(alloc, edit->setting_count + 1, sizeof(*out->added));
	if (!out->slots || !out->added)
		return nono_err_memory(err);
	for (size_t i = 0; i < out->count; i++)
		out->slots[i].stays = stays(edit, env[i], library);
	for (size_t i = 0; !r && i < edit->setting_count; i++)
		r = set(out, &edit->settings[i], alloc, err);
	if (!r)
		r = check_room(out, err);
	return r ? r : keep_texts(out, map, err);
}

static void leave_preload(char *setting, const char *library)
{
	if (environment_value(setting, PRELOAD))
		environment_leave_list(setting + strlen(PRELOAD "="), library);
}

/* What stands in the slot afterwards. */
static char *apply_slot(const struct environment_slot *slot, char *old, const char *library)
{
	size_t length;

	if (slot->stays && !slot->text) {
		leave_preload(old, library);
		return old;
	}
	environment_wipe(old, strlen(old));
	if (!slot->fits)
		return (char *)(uintptr_t)slot->text;
	length = strlen(slot->text);
	memcpy(old, slot->text, length + 1);
	return old;
}

void environment_apply(const struct environment_plan *plan)
{
	char **to = plan->env;

	for (size_t i = 0; i < plan->count; i++) {
		char *setting = apply_slot(&plan->slots[i], plan->env[i], plan->library);

		if (plan->slots[i].stays)
			*to++ = setting;
	}
	for (size_t i = 0; i < plan->added_count; i++)
		*to++ = (char *)(uintptr_t)plan->added[i].text;
	*to = NULL;
}
