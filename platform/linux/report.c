/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/linux/report.h"

#include <string.h>

#include "core/base/errno_text.h"
#include "core/base/json.h"

void report_request(struct buf *out, const char *key, const char *value, const struct place *place)
{
	struct buf text;

	buf_init(&text, out->alloc);
	if (place->source && place->line)
		buf_format(&text, "%s:%u:%u", place->source, place->line, place->column);
	json_begin(out, '{');
	json_key(out, "requested");
	json_begin(out, '{');
	json_member(out, "key", key);
	json_member(out, "value", value);
	json_member(out, "place", text.length ? buf_string(&text) : "default");
	json_end(out, '}');
}

void report_outcome(struct buf *out, const char *outcome, const char *text)
{
	json_member(out, outcome, text);
	json_end(out, '}');
}

void report_outcome_text(struct buf *out, const char *outcome, const struct buf *text)
{
	report_outcome(out, outcome, buf_string(text));
}

/* A gap of no place is about the whole of a kind; its key is then in words and matches none. */
const char *report_gap(const struct rules *rules, const char *key, const struct place *place)
{
	for (size_t i = 0; i < rules->gap_count; i++) {
		const struct rule_gap *gap = &rules->gaps[i];

		if (!strcmp(gap->what, key) && (!place || gap->place.line == place->line))
			return gap->why;
	}
	return NULL;
}

const char *report_rings(const struct rules *rules)
{
	return rules->caps->choices[CAPS_IO_URING].value == CAPS_ALLOW
		       ? "what is done through io_uring passes the filter by"
		       : NULL;
}

static void report_grant(const struct rule_result *result, struct buf *out)
{
	struct buf text;

	buf_init(&text, out->alloc);
	if (result->skipped) {
		buf_format(
			&text, "%s (%s)", errno_text(result->skipped), errno_name(result->skipped));
		report_outcome_text(out, "skipped", &text);
		return;
	}
	buf_text(&text, "landlock:");
	landlock_print_fs(result->rights, &text);
	report_outcome_text(out, "enforced", &text);
}

static const char no_landlock[] = "there is no Landlock, so the file system is not restricted";

static void report_paths(const struct rules *rules, struct buf *out)
{
	const struct caps *caps = rules->caps;

	for (size_t i = 0; i < caps->path_count; i++) {
		const struct caps_path *path = &caps->paths[i];

		report_request(out, path->key, path->path, &path->place);
		if (rules->abi)
			report_grant(rules->paths[i].result, out);
		else
			report_outcome(out, "not_enforced", no_landlock);
	}
}

static void report_sockets(const struct rules *rules, struct buf *out)
{
	const struct caps *caps = rules->caps;
	bool is_told = rules->handled.fs & LANDLOCK_RESOLVE_UNIX;

	for (size_t i = 0; i < caps->socket_count; i++) {
		const struct caps_socket *socket = &caps->sockets[i];

		report_request(out, socket->key, socket->path, &socket->place);
		if (rules->abi && is_told)
			report_grant(rules->sockets[i].result, out);
		else
			report_outcome(out, "not_enforced",
				"unix sockets are not told apart here: all can be connected to");
	}
}

static void report_port(const struct rules *rules, const struct caps_port *port, struct buf *out)
{
	uint64_t rights = 0;
	struct buf value, text;

	buf_init(&value, out->alloc);
	buf_init(&text, out->alloc);
	buf_format(&value, "%u", (unsigned)port->port);
	report_request(out, port->key, buf_string(&value), &port->place);
	for (size_t i = 0; i < rules->port_count; i++) {
		if (rules->ports[i].from == port)
			rights |= rules->ports[i].rights;
	}
	if (report_rings(rules)) {
		report_outcome(out, "not_enforced", report_rings(rules));
	} else if (rights) {
		buf_text(&text, "landlock:");
		landlock_print_net(rights, &text);
		report_outcome_text(out, "enforced", &text);
	} else {
		report_outcome(out, "not_enforced",
			port->direction & CAPS_UDP ? "UDP is not limited to ports here"
						   : "TCP is not limited to ports here");
	}
}

static void report_network(const struct rules *rules, struct buf *out)
{
	const struct caps *caps = rules->caps;

	if (caps->network_blocked) {
		report_request(out, "network.block", "true", &caps->blocked_at);
		report_outcome(out, report_rings(rules) ? "not_enforced" : "enforced",
			report_rings(rules) ? report_rings(rules)
			: rules->handled.net
				? "seccomp: no socket of inet, inet6 and netlink; landlock: no TCP"
				: "seccomp: no socket of inet, inet6 and netlink");
	}
	for (size_t i = 0; i < caps->port_count; i++)
		report_port(rules, &caps->ports[i], out);
}

/* What is asked for by nobody and done in every profile. */
static void report_always(const struct rules *rules, struct buf *out)
{
	static const struct place nowhere;
	struct buf text;

	report_request(out, "no_new_privs", "true", &nowhere);
	report_outcome(out, "enforced", "prctl: PR_SET_NO_NEW_PRIVS, verified");
	report_request(out, "filter", "base list", &nowhere);
	report_outcome(out, "enforced", "seccomp: see libnono_shim(7), verified");
	report_request(out, "file system", "nothing but what is granted", &nowhere);
	if (!rules->abi) {
		report_outcome(out, "not_enforced", no_landlock);
		return;
	}
	buf_init(&text, out->alloc);
	buf_text(&text, "landlock, verified:");
	landlock_print_fs(rules->handled.fs, &text);
	report_outcome_text(out, "enforced", &text);
}

/* The switches have told of their own gaps. */
static bool is_told(const struct rules *rules, const struct rule_gap *gap)
{
	for (size_t i = 0; i < CAPS_SETTING_COUNT; i++) {
		const struct caps_choice *choice = &rules->caps->choices[i];

		if (choice->key && !strcmp(choice->key, gap->what))
			return true;
	}
	return false;
}

static void report_gaps(const struct rules *rules, struct buf *out)
{
	for (size_t i = 0; i < rules->gap_count; i++) {
		if (is_told(rules, &rules->gaps[i]))
			continue;
		report_request(out, rules->gaps[i].what, NULL, &rules->gaps[i].place);
		report_outcome(out, "not_enforced", rules->gaps[i].why);
	}
}

void platform_report(const struct rules *rules, struct buf *out)
{
	json_key(out, "platform");
	json_begin(out, '{');
	json_member(out, "name", "linux");
	json_member(out, "architecture", seccomp_native()->name);
	json_member_number(out, "landlock_abi", (uint64_t)rules->abi);
	json_member_number(out, "filter_instructions", rules->filter.length);
	json_end(out, '}');
	json_key(out, "items");
	json_begin(out, '[');
	report_always(rules, out);
	report_paths(rules, out);
	report_sockets(rules, out);
	report_network(rules, out);
	report_settings(rules, out);
	report_gaps(rules, out);
	json_end(out, ']');
}
