/* SPDX-License-Identifier: Apache-2.0 */
#include "core/caps/state.h"

#include <string.h>

#include "core/caps/set_components.h"
#include "core/caps/state_words.h"

static const char *copy(const struct state *state, const char *text)
{
	return alloc_text(state->alloc, text, strlen(text));
}

static bool copy_fs(struct state *state, const struct set *set)
{
	state->fs = alloc_array(state->alloc, set->fs_count + 1, sizeof(*state->fs));
	state->fs_capacity = state->fs ? set->fs_count + 1 : 0;
	for (size_t i = 0; state->fs && i < set->fs_count; i++) {
		struct state_fs *fs = &state->fs[i];

		fs->original = copy(state, set->fs[i].original);
		fs->resolved = copy(state, set->fs[i].resolved);
		fs->access = caps_access_name(set->fs[i].access);
		fs->is_file = set->fs[i].is_file;
		if (!fs->original || !fs->resolved)
			return false;
		state->fs_count++;
	}
	return state->fs;
}

static bool copy_sockets(struct state *state, const struct set *set)
{
	state->sockets = alloc_array(state->alloc, set->socket_count + 1, sizeof(*state->sockets));
	state->socket_capacity = state->sockets ? set->socket_count + 1 : 0;
	for (size_t i = 0; state->sockets && i < set->socket_count; i++) {
		struct state_socket *socket = &state->sockets[i];

		socket->original = copy(state, set->sockets[i].original);
		socket->resolved = copy(state, set->sockets[i].resolved);
		socket->mode = set->sockets[i].binds ? STATE_BIND : STATE_CONNECT;
		socket->scope = set->sockets[i].scope;
		if (!socket->original || !socket->resolved)
			return false;
		state->socket_count++;
	}
	return state->sockets;
}

int state_from_set(struct state *state, const struct set *set, struct nono_err *err)
{
	*state = (struct state){
		.alloc = state->alloc,
		.net_blocked = set_is_network_restricted(set),
		.has_memory_limit = set->has_memory_limit,
		.has_memory_bytes = set->has_memory_bytes,
		.memory_bytes = set->memory_bytes,
	};
	if (!copy_fs(state, set) || !copy_sockets(state, set))
		return nono_err_memory(err);
	return NONO_OK;
}

#define CONFIG "Configuration parse error: "

static int fail_word(const char *what, const char *word, struct nono_err *err)
{
	return nono_err_set(
		err, NONO_ERR_CONFIG, CONFIG "invalid %s in sandbox state: %s", what, word);
}

static int check_drift(
	const char *what, const char *saved, const char *actual, struct nono_err *err)
{
	struct nono_clip saved_clip, actual_clip;

	if (set_same_path(saved, actual))
		return NONO_OK;
	return nono_err_set(err, NONO_ERR_CONFIG,
		CONFIG "%s grant canonical path drifted at state reload: serialized "
		       "resolved=%s, actual resolved=%s",
		what, nono_err_clip(&saved_clip, saved), nono_err_clip(&actual_clip, actual));
}

static bool find_access(const char *word, enum caps_access *out)
{
	for (*out = CAPS_READ; *out <= CAPS_READ_WRITE; (*out)++) {
		if (!strcmp(word, caps_access_name(*out)))
			return true;
	}
	return false;
}

static int give_fs(struct set *set, const struct state_fs *fs, struct nono_err *err)
{
	enum caps_access access;
	int r;

	if (!find_access(fs->access, &access))
		return fail_word("access mode", fs->access, err);
	r = fs->is_file ? set_allow_file(set, fs->original, access, NULL, err)
			: set_allow_path(set, fs->original, access, NULL, err);
	if (r)
		return r;
	r = check_drift("filesystem", fs->resolved, set->fs[set->fs_count - 1].resolved, err);
	set->fs_count -= r != NONO_OK;
	return r;
}

static int give_socket(struct set *set, const struct state_socket *socket, struct nono_err *err)
{
	bool binds = !strcmp(socket->mode, STATE_BIND);
	int r;

	if (!binds && strcmp(socket->mode, STATE_CONNECT) != 0)
		return fail_word("unix socket mode", socket->mode, err);
	r = set_allow_socket(set, socket->original, socket->scope, binds, NULL, err);
	if (r)
		return r;
	r = check_drift(
		"unix socket", socket->resolved, set->sockets[set->socket_count - 1].resolved, err);
	set->socket_count -= r != NONO_OK;
	return r;
}

int state_to_set(struct set *set, const struct state *state, struct nono_err *err)
{
	int r = NONO_OK;

	for (size_t i = 0; !r && i < state->fs_count; i++)
		r = give_fs(set, &state->fs[i], err);
	for (size_t i = 0; !r && i < state->socket_count; i++)
		r = give_socket(set, &state->sockets[i], err);
	if (r)
		return r;
	set_network(set, state->net_blocked ? SET_BLOCKED : SET_ALLOW_ALL);
	set->has_memory_limit = state->has_memory_limit;
	set->has_memory_bytes = state->has_memory_bytes;
	set->memory_bytes = state->memory_bytes;
	return NONO_OK;
}
