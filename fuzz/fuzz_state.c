/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/base/utf8.h"
#include "core/caps/state.h"
#include "fuzz/fuzz.h"
#include "tests/fake_files.h"

/* The input is a saved state. What is read must be written, read and written as the same. */

static void check_text(const char *text)
{
	FUZZ_CHECK(text && utf8_is_valid(text, strlen(text)), "'%s'", text);
}

static void check_state(const struct state *state)
{
	for (size_t i = 0; i < state->fs_count; i++) {
		check_text(state->fs[i].original);
		check_text(state->fs[i].resolved);
		check_text(state->fs[i].access);
	}
	for (size_t i = 0; i < state->socket_count; i++) {
		check_text(state->sockets[i].original);
		check_text(state->sockets[i].resolved);
		check_text(state->sockets[i].mode);
		FUZZ_CHECK(state->sockets[i].scope <= CAPS_SOCKET_SUBTREE, "%zu", i);
	}
}

static const char *write_state(const struct state *state, struct allocator *alloc)
{
	struct nono_err err = { 0 };
	struct buf out;

	buf_init(&out, alloc);
	FUZZ_CHECK(!state_to_json(state, &out, &err), "%s", err.text);
	return buf_string(&out);
}

/* The place of an error is in the text, and in the document. */
static void check_place(const struct nono_err *err, const uint8_t *data, size_t size)
{
	unsigned line = 1;
	size_t column = 0;

	FUZZ_CHECK(err->code == NONO_ERR_CONFIG, "%d", err->code);
	FUZZ_CHECK(strstr(err->text, " at line ") != NULL, "%s", err->text);
	for (size_t i = 0; i < size && line < err->line; i++)
		line += data[i] == '\n';
	for (size_t i = 0, at = 1; i < size && at <= line; i++) {
		column = at == line && data[i] != '\n' ? column + 1 : column;
		at += data[i] == '\n';
	}
	FUZZ_CHECK(err->line == line && err->column <= column, "%u:%u of %zu", err->line,
		err->column, column);
}

/* A state that is a set is the state of that set, but for spellings of a resolved path. */
static void check_set(const struct state *state, struct allocator *alloc)
{
	struct state again = { .alloc = alloc };
	struct nono_err err = { 0 };
	struct set set, second;
	int r;

	set_init(&set, &fake_files, alloc);
	r = state_to_set(&set, state, &err);
	if (r) {
		fuzz_check_error(r, &err);
		return;
	}
	FUZZ_CHECK(set.fs_count == state->fs_count && set.socket_count == state->socket_count,
		"%zu of %zu", set.fs_count, state->fs_count);
	FUZZ_CHECK(!state_from_set(&again, &set, &err), "%s", err.text);
	set_init(&second, &fake_files, alloc);
	FUZZ_CHECK(!state_to_set(&second, &again, &err), "%s", err.text);
	for (size_t i = 0; i < set.fs_count; i++) {
		FUZZ_CHECK(!strcmp(set.fs[i].resolved, second.fs[i].resolved), "%zu", i);
		FUZZ_CHECK(set.fs[i].access == second.fs[i].access, "%zu", i);
		FUZZ_CHECK(set.fs[i].is_file || set_covers(&set, set.fs[i].resolved, 0), "%s",
			set.fs[i].resolved);
	}
	FUZZ_CHECK(set_is_network_restricted(&set) == state->net_blocked, "network");
}

/* Merging takes nothing away from what is covered, and does nothing the second time. */
static void check_deduplicated(const struct state *state, struct allocator *alloc)
{
	struct nono_err err = { 0 };
	struct set set;
	size_t before;

	set_init(&set, &fake_files, alloc);
	if (state_to_set(&set, state, &err))
		return;
	FUZZ_CHECK(!set_deduplicate(&set, &err), "%s", err.text);
	before = set.fs_count + set.socket_count;
	for (size_t i = 0; i < state->fs_count; i++)
		FUZZ_CHECK(state->fs[i].is_file || set_covers(&set, state->fs[i].resolved, 0), "%s",
			state->fs[i].resolved);
	FUZZ_CHECK(!set_deduplicate(&set, &err), "%s", err.text);
	FUZZ_CHECK(before == set.fs_count + set.socket_count, "%zu", before);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nono_err err = { 0 };
	struct fuzz_alloc alloc;
	struct state state, again;
	const char *text;
	int r;

	fuzz_begin();
	fuzz_alloc_init(&alloc);
	r = state_from_json(&state, (const char *)data, size, &alloc.allocator, &err);
	if (r) {
		fuzz_check_error(r, &err);
		check_place(&err, data, size);
		fuzz_alloc_free(&alloc);
		return 0;
	}
	check_state(&state);
	text = write_state(&state, &alloc.allocator);
	r = state_from_json(&again, text, strlen(text), &alloc.allocator, &err);
	FUZZ_CHECK(!r, "%s", err.text);
	FUZZ_CHECK(!strcmp(text, write_state(&again, &alloc.allocator)), "%s", text);
	check_set(&state, &alloc.allocator);
	check_deduplicated(&state, &alloc.allocator);
	fuzz_alloc_free(&alloc);
	return 0;
}
