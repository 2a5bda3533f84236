/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/utf8.h"
#include "core/caps/set.h"

static void add_fs(const struct set *set, struct buf *out)
{
	if (set->fs_count)
		buf_text(out, "Filesystem:\n");
	for (size_t i = 0; i < set->fs_count; i++) {
		const struct set_fs *fs = &set->fs[i];

		buf_text(out, "  ");
		utf8_add(out, fs->resolved);
		buf_format(out, " [%s] (%s)\n", caps_access_name(fs->access),
			fs->is_file ? "file" : "dir");
	}
}

static void add_sockets(const struct set *set, struct buf *out)
{
	static const char *const scopes[] = { "file", "dir-children", "dir-subtree" };

	if (set->socket_count)
		buf_text(out, "Unix sockets:\n");
	for (size_t i = 0; i < set->socket_count; i++) {
		const struct set_socket *socket = &set->sockets[i];

		buf_text(out, "  ");
		utf8_add(out, socket->resolved);
		buf_format(out, " [%s] (%s)\n", socket->binds ? "connect+bind" : "connect",
			scopes[socket->scope]);
	}
}

static void add_ports(const struct set *set, unsigned direction, const char *title, struct buf *out)
{
	const char *separator = title;

	for (size_t i = 0; i < set->port_count; i++) {
		if (!(set->ports[i].direction & direction))
			continue;
		buf_format(out, "%s%u", separator, (unsigned)set->ports[i].port);
		separator = ", ";
	}
}

static void add_proxy(const struct set *set, struct buf *out)
{
	buf_format(out, "proxy-only (localhost:%u", (unsigned)set->proxy_port);
	for (size_t i = 0; i < set->proxy_bind_count; i++)
		buf_format(out, i ? ", %u" : ", bind: %u", (unsigned)set->proxy_binds[i]);
	buf_text(out, ")");
}

void set_summary(const struct set *set, struct buf *out)
{
	add_fs(set, out);
	add_sockets(set, out);
	if (!set->fs_count && !set->socket_count)
		buf_text(out, "(no capabilities granted)\n");
	buf_text(out, "Network:\n  outbound: ");
	if (set->network == SET_PROXY_ONLY)
		add_proxy(set, out);
	else
		buf_text(out, set->network == SET_BLOCKED ? "blocked" : "allowed");
	add_ports(set, CAPS_CONNECT, "\n  tcp connect ports: ", out);
	add_ports(set, CAPS_LISTEN, "\n  tcp bind ports: ", out);
	add_ports(set, CAPS_UDP, "\n  udp ports: ", out);
}
