/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/errno_text.h"
#include "core/base/json.h"
#include "core/caps/query.h"

static const char *const reason_names[] = {
	[QUERY_GRANTED_PATH] = "granted_path",
	[QUERY_NETWORK_ALLOWED] = "network_allowed",
	[QUERY_PATH_NOT_GRANTED] = "path_not_granted",
	[QUERY_INSUFFICIENT_ACCESS] = "insufficient_access",
	[QUERY_NETWORK_BLOCKED] = "network_blocked",
};

static const char *const source_names[] = {
	[SET_USER] = "user",
	[SET_GROUP] = "group",
	[SET_SYSTEM] = "system",
	[SET_PROFILE] = "profile",
};

const char *query_reason_name(enum query_reason reason)
{
	return reason_names[reason];
}

static void add_origin(struct buf *out, const struct set_origin *from)
{
	json_member(out, "source", source_names[from->source]);
	if (from->source == SET_GROUP && from->group)
		json_member(out, "group", from->group);
	if (from->source != SET_PROFILE || !from->key)
		return;
	json_member(out, "key", from->key);
	if (!from->place.source)
		return;
	json_key(out, "place");
	json_begin(out, '{');
	json_member(out, "file", from->place.source);
	json_member_number(out, "line", from->place.line);
	json_member_number(out, "column", from->place.column);
	json_end(out, '}');
}

/* The access of the one grant, as nono has it, unless it takes several to make up the request. */
static enum caps_access access_of(const struct query_result *result)
{
	enum caps_access alone = result->grant->access;

	return result->requested & ~(unsigned)alone ? result->granted : alone;
}

/* The keys of nono come first. */
static void add_grants(struct buf *out, const struct query_result *result)
{
	if (result->reason == QUERY_GRANTED_PATH && result->grant) {
		json_member(out, "granted_path", result->grant->resolved);
		json_member(out, "access", caps_access_name(access_of(result)));
	}
	if (result->reason == QUERY_INSUFFICIENT_ACCESS) {
		json_member(out, "granted", caps_access_name(result->granted));
		json_member(out, "requested", caps_access_name(result->requested));
	}
}

static void add_origins(struct buf *out, const struct query_result *result)
{
	if (result->grant)
		add_origin(out, &result->grant->from);
	if (!result->port)
		return;
	json_member_number(out, "port", result->port->port);
	add_origin(out, &result->port->from);
}

void query_json(const struct query_result *result, struct buf *out)
{
	bool is_denied = result->status == QUERY_DENIED;

	json_begin(out, '{');
	json_member(out, "status", is_denied ? "denied" : "allowed");
	json_member(out, "reason", query_reason_name(result->reason));
	add_grants(out, result);
	if (is_denied && result->path)
		json_member(out, "path", result->path);
	if (is_denied && result->target)
		json_member(out, "target", result->target);
	add_origins(out, result);
	if (result->sys_errno)
		json_member(out, "errno", errno_name(result->sys_errno));
	json_end(out, '}');
}
