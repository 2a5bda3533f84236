/* SPDX-License-Identifier: Apache-2.0 */
#include "core/caps/state.h"

#include <stdio.h>
#include <string.h>

#include "lib/handles.h"
#include "lib/last_error.h"
#include "lib/text.h"

static struct NonoSandboxState *new_state(void)
{
	struct memory *memory = memory_new();
	struct NonoSandboxState *state =
		memory ? alloc_array(&memory->allocator, 1, sizeof(*state)) : NULL;

	if (!state) {
		memory_release(memory);
		last_error_memory();
		return NULL;
	}
	state->memory = memory;
	state->state.alloc = &memory->allocator;
	return state;
}

/* What could not be filled is no handle. */
static struct NonoSandboxState *give_state(struct NonoSandboxState *state, int r)
{
	if (!r)
		return state;
	nono_sandbox_state_free(state);
	return NULL;
}

struct NonoSandboxState *nono_sandbox_state_from_caps(const struct NonoCapabilitySet *caps)
{
	struct NonoSandboxState *state = caps ? new_state() : NULL;
	struct nono_err err = { 0 };
	int r;

	if (!state)
		return NULL;
	r = state_from_set(&state->state, &caps->set, &err);
	return give_state(state, r ? last_error_keep(&err) : NONO_OK);
}

void nono_sandbox_state_free(struct NonoSandboxState *state)
{
	if (state)
		memory_release(state->memory);
}

char *nono_sandbox_state_to_json(const struct NonoSandboxState *state)
{
	struct memory *scratch;
	struct nono_err err = { 0 };
	struct buf text;
	char *given = NULL;

	if (!state)
		return NULL;
	scratch = memory_new();
	if (!scratch) {
		last_error_memory();
		return NULL;
	}
	buf_init(&text, &scratch->allocator);
	if (state_to_json(&state->state, &text, &err))
		last_error_keep(&err);
	else
		given = text_give_buf(&text);
	memory_release(scratch);
	return given;
}

/* The text of the reader has the place in it. */
static int keep_syntax(const struct nono_err *err)
{
	char text[sizeof(err->text) + 32];

	if (err->code != NONO_ERR_CONFIG)
		return last_error_keep(err);
	snprintf(text, sizeof(text), "JSON parse error: %s", err->text);
	return last_error_set(err->code, text);
}

struct NonoSandboxState *nono_sandbox_state_from_json(const char *json)
{
	struct NonoSandboxState *state;
	struct nono_err err = { 0 };
	int r;

	if (!text_is_utf8(json)) {
		last_error_argument("json is NULL or invalid UTF-8");
		return NULL;
	}
	state = new_state();
	if (!state)
		return NULL;
	r = state_from_json(&state->state, json, strlen(json), &state->memory->allocator, &err);
	return give_state(state, r ? keep_syntax(&err) : NONO_OK);
}

/* Entries are added in their order, so that the first one that is not there has failed. */
static int keep_entry(const struct state *state, const struct set *set, const struct nono_err *err)
{
	if (set->fs_count < state->fs_count)
		return last_error_keep_path(err, state->fs[set->fs_count].original);
	return last_error_keep(err);
}

struct NonoCapabilitySet *nono_sandbox_state_to_caps(const struct NonoSandboxState *state)
{
	struct NonoCapabilitySet *caps;
	struct nono_err err = { 0 };

	if (!state) {
		last_error_argument("state pointer is NULL");
		return NULL;
	}
	caps = nono_capability_set_new();
	if (caps && state_to_set(&caps->set, &state->state, &err)) {
		keep_entry(&state->state, &caps->set, &err);
		nono_capability_set_free(caps);
		return NULL;
	}
	return caps;
}
