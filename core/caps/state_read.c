/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/json_read.h"
#include "core/caps/state.h"
#include "core/caps/state_words.h"

/* The fields of each object, in the order in which nono (0.66) writes them. */

#define READ_STRING(function, type, member)                                  \
	static int function(struct json_reader *reader, void *context)       \
	{                                                                    \
		return json_read_string(reader, &((type *)context)->member); \
	}

READ_STRING(read_original, struct state_fs, original)
READ_STRING(read_resolved, struct state_fs, resolved)
READ_STRING(read_access, struct state_fs, access)

static int read_is_file(struct json_reader *reader, void *context)
{
	return json_read_bool(reader, &((struct state_fs *)context)->is_file);
}

static const struct json_field fs_fields[] = {
	{ "original", true, read_original },
	{ "resolved", true, read_resolved },
	{ "access", true, read_access },
	{ "is_file", true, read_is_file },
};

static const struct json_shape fs_shape = { "FsCapState", fs_fields, 4 };

static int read_fs_entry(struct json_reader *reader, void *context)
{
	struct state *state = context;
	struct state_fs *all = alloc_grow(
		reader->alloc, state->fs, state->fs_count, &state->fs_capacity, sizeof(*all));

	if (!all)
		return nono_err_memory(reader->err);
	state->fs = all;
	return json_read_object(reader, &fs_shape, &all[state->fs_count++]);
}

static int read_fs(struct json_reader *reader, void *context)
{
	return json_read_array(reader, read_fs_entry, context);
}

/* Two keys say which scope it is, the older one only when the other does not. */
struct socket_read {
	struct state_socket socket;
	bool has_scope, is_directory;
};

READ_STRING(read_socket_original, struct socket_read, socket.original)
READ_STRING(read_socket_resolved, struct socket_read, socket.resolved)
READ_STRING(read_mode, struct socket_read, socket.mode)

static int read_scope(struct json_reader *reader, void *context)
{
	static const char *const words[] = STATE_SCOPES;
	struct socket_read *read = context;
	bool is_null;
	int scope = CAPS_SOCKET_FILE, r = json_read_null(reader, &is_null);

	if (r || is_null)
		return r;
	r = json_read_word(reader, words, &scope);
	read->has_scope = true;
	read->socket.scope = (enum caps_scope)scope;
	return r;
}

static int read_is_directory(struct json_reader *reader, void *context)
{
	return json_read_bool(reader, &((struct socket_read *)context)->is_directory);
}

static const struct json_field socket_fields[] = {
	{ "original", true, read_socket_original },
	{ "resolved", true, read_socket_resolved },
	{ "scope", false, read_scope },
	{ "is_directory", false, read_is_directory },
	{ "mode", true, read_mode },
};

static const struct json_shape socket_shape = { "UnixSocketCapState", socket_fields, 5 };

static int read_socket(struct json_reader *reader, void *context)
{
	struct state *state = context;
	struct socket_read read = { 0 };
	struct state_socket *all = alloc_grow(reader->alloc, state->sockets, state->socket_count,
		&state->socket_capacity, sizeof(*all));
	int r;

	if (!all)
		return nono_err_memory(reader->err);
	state->sockets = all;
	r = json_read_object(reader, &socket_shape, &read);
	if (!read.has_scope && read.is_directory)
		read.socket.scope = CAPS_SOCKET_CHILDREN;
	all[state->socket_count++] = read.socket;
	return r;
}

static int read_sockets(struct json_reader *reader, void *context)
{
	return json_read_array(reader, read_socket, context);
}

static int read_net_blocked(struct json_reader *reader, void *context)
{
	return json_read_bool(reader, &((struct state *)context)->net_blocked);
}

static int read_memory_bytes(struct json_reader *reader, void *context)
{
	struct state *state = context;
	bool is_null;
	int r = json_read_null(reader, &is_null);

	if (r || is_null)
		return r;
	state->has_memory_bytes = true;
	return json_read_number(reader, &state->memory_bytes);
}

static const struct json_field limit_fields[] = { { "memory_bytes", false, read_memory_bytes } };

static const struct json_shape limit_shape = { "ResourceLimits", limit_fields, 1 };

static int read_limits(struct json_reader *reader, void *context)
{
	struct state *state = context;
	bool is_null;
	int r = json_read_null(reader, &is_null);

	if (r || is_null)
		return r;
	state->has_memory_limit = true;
	return json_read_object(reader, &limit_shape, state);
}

static const struct json_field state_fields[] = {
	{ "fs", true, read_fs },
	{ "unix_sockets", false, read_sockets },
	{ "net_blocked", true, read_net_blocked },
	{ "resource_limits", false, read_limits },
};

static const struct json_shape state_shape = { "SandboxState", state_fields, 4 };

int state_from_json(struct state *state, const char *json, size_t length, struct allocator *alloc,
	struct nono_err *err)
{
	struct json_reader reader;
	int r;

	*state = (struct state){ .alloc = alloc };
	json_read_init(&reader, json, length, alloc, err);
	r = json_read_object(&reader, &state_shape, state);
	return r ? r : json_read_end(&reader);
}
