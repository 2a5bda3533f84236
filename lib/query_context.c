/* SPDX-License-Identifier: Apache-2.0 */
#include "core/caps/query.h"

#include <stdlib.h>
#include <string.h>

#include "lib/handles.h"
#include "lib/last_error.h"
#include "lib/text.h"
#include "platform/platform.h"

/* A copy of an array; NULL without memory, or for an empty one. */
static void *copy_array(struct allocator *alloc, const void *items, size_t count, size_t size)
{
	void *copy = count ? alloc_array(alloc, count, size) : NULL;

	if (copy)
		memcpy(copy, items, count * size);
	return copy;
}

/* Entries are changed in place by deduplicate, the strings they refer to never. */
static bool copy_set(struct set *to, const struct set *from, struct allocator *alloc)
{
	*to = *from;
	to->alloc = alloc;
	to->fs = copy_array(alloc, from->fs, from->fs_count, sizeof(*to->fs));
	to->sockets = copy_array(alloc, from->sockets, from->socket_count, sizeof(*to->sockets));
	to->ports = copy_array(alloc, from->ports, from->port_count, sizeof(*to->ports));
	to->proxy_binds = copy_array(
		alloc, from->proxy_binds, from->proxy_bind_count, sizeof(*to->proxy_binds));
	return (to->fs || !to->fs_count) && (to->sockets || !to->socket_count) &&
	       (to->ports || !to->port_count) && (to->proxy_binds || !to->proxy_bind_count);
}

/* Renames across directories came with the second ABI. */
static bool can_refer(void)
{
	struct nono_support support;

	return !platform_probe(&support, NULL) && support.landlock_abi >= 2;
}

static int fill(struct NonoQueryContext *ctx, const struct set *set, struct nono_err *err)
{
	struct allocator *alloc = &ctx->memory->allocator;

	if (!copy_set(&ctx->set, set, alloc))
		return nono_err_memory(err);
	return query_new(&ctx->query, &ctx->set, can_refer(), alloc, err);
}

struct NonoQueryContext *nono_query_context_new(const struct NonoCapabilitySet *caps)
{
	struct nono_err err = { 0 };
	struct NonoQueryContext *ctx;
	struct memory *memory;

	if (!caps)
		return NULL;
	memory = memory_new();
	ctx = memory ? alloc_array(&memory->allocator, 1, sizeof(*ctx)) : NULL;
	if (!ctx) {
		memory_release(memory);
		last_error_memory();
		return NULL;
	}
	ctx->memory = memory;
	ctx->origin = memory_hold(caps->memory);
	if (fill(ctx, &caps->set, &err)) {
		last_error_keep(&err);
		nono_query_context_free(ctx);
		return NULL;
	}
	return ctx;
}

void nono_query_context_free(struct NonoQueryContext *ctx)
{
	if (!ctx)
		return;
	memory_release(ctx->origin);
	memory_release(ctx->memory);
}

static int check_pointers(const struct NonoQueryContext *ctx, const struct NonoQueryResult *out)
{
	return ctx && out ? NONO_OK : last_error_argument("ctx or out_result pointer is NULL");
}

/* The access of the one grant, as nono has it, unless it takes several to make up the request. */
static enum caps_access access_of(const struct query_result *result)
{
	enum caps_access alone = result->grant->access;

	return result->requested & ~(unsigned)alone ? result->granted : alone;
}

/* To the caller's struct, which is untouched when there is no memory. */
static int give(struct NonoQueryResult *out, const struct query_result *from)
{
	struct NonoQueryResult to = {
		.status = (enum NonoQueryStatus)from->status,
		.reason = (enum NonoQueryReason)from->reason,
	};
	bool complete = true;

	if (from->reason == QUERY_GRANTED_PATH && from->grant) {
		to.granted_path = text_give(from->grant->resolved);
		to.access = text_give(caps_access_name(access_of(from)));
		complete = to.granted_path && to.access;
	} else if (from->reason == QUERY_INSUFFICIENT_ACCESS) {
		to.granted = text_give(caps_access_name(from->granted));
		to.requested = text_give(caps_access_name(from->requested));
		complete = to.granted && to.requested;
	}
	if (!complete) {
		nono_query_result_free(&to);
		return last_error_memory();
	}
	*out = to;
	return NONO_OK;
}

static enum NonoErrorCode ask(const struct NonoQueryContext *ctx, enum query_operation operation,
	const char *path, const char *other, struct NonoQueryResult *out)
{
	struct memory *scratch = memory_new();
	struct query_result result = { 0 };
	struct nono_err err = { 0 };
	int r;

	if (!scratch)
		return last_error_memory();
	if (query_path(ctx->query, operation, path, other, &scratch->allocator, &result, &err))
		r = last_error_keep(&err);
	else
		r = give(out, &result);
	memory_release(scratch);
	return r;
}

enum NonoErrorCode nono_query_context_query_path(const struct NonoQueryContext *ctx,
	const char *path, uint32_t mode, struct NonoQueryResult *out_result)
{
	static const enum query_operation operations[] = {
		[CAPS_READ] = QUERY_READ,
		[CAPS_WRITE] = QUERY_WRITE,
		[CAPS_READ_WRITE] = QUERY_READ_WRITE,
	};
	enum caps_access access;

	if (check_pointers(ctx, out_result))
		return NONO_ERROR_CODE_INVALID_ARGUMENT;
	access = handles_access(mode);
	if (!access)
		return NONO_ERROR_CODE_INVALID_ARGUMENT;
	if (!text_is_utf8(path))
		return last_error_argument("path is NULL or invalid UTF-8");
	return ask(ctx, operations[access], path, NULL, out_result);
}

enum NonoErrorCode nono_query_context_query_operation(const struct NonoQueryContext *ctx,
	uint32_t operation, const char *path, const char *other, struct NonoQueryResult *out_result)
{
	bool needs_other = operation == NONO_OPERATION_RENAME || operation == NONO_OPERATION_LINK;

	if (check_pointers(ctx, out_result))
		return NONO_ERROR_CODE_INVALID_ARGUMENT;
	if (operation >= QUERY_OPERATION_COUNT)
		return last_error_argument("invalid operation: %u", (unsigned)operation);
	if (!text_is_utf8(path))
		return last_error_argument("path is NULL or invalid UTF-8");
	if (needs_other && !text_is_utf8(other))
		return last_error_argument("other is NULL or invalid UTF-8");
	return ask(
		ctx, (enum query_operation)operation, path, needs_other ? other : NULL, out_result);
}

enum NonoErrorCode nono_query_context_query_network(
	const struct NonoQueryContext *ctx, struct NonoQueryResult *out_result)
{
	struct query_result result = { 0 };

	if (check_pointers(ctx, out_result))
		return NONO_ERROR_CODE_INVALID_ARGUMENT;
	query_network(ctx->query, &result);
	return give(out_result, &result);
}

enum NonoErrorCode nono_query_context_query_port(const struct NonoQueryContext *ctx,
	uint32_t direction, uint16_t port, struct NonoQueryResult *out_result)
{
	struct query_result result = { 0 };

	if (check_pointers(ctx, out_result))
		return NONO_ERROR_CODE_INVALID_ARGUMENT;
	if (direction != NONO_DIRECTION_TCP_CONNECT && direction != NONO_DIRECTION_TCP_BIND &&
		direction != NONO_DIRECTION_UDP)
		return last_error_argument("invalid direction: %u", (unsigned)direction);
	query_port(ctx->query, (enum caps_direction)direction, port, &result);
	return give(out_result, &result);
}

void nono_query_result_free(struct NonoQueryResult *result)
{
	if (!result)
		return;
	free(result->granted_path);
	free(result->access);
	free(result->granted);
	free(result->requested);
	result->granted_path = result->access = result->granted = result->requested = NULL;
}
