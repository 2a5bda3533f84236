/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/linux/steps.h"

/* Bytes of the control character that text begins with: C0, DEL, or C1 in UTF-8. */
static unsigned control_length(const char *text)
{
	unsigned char c = (unsigned char)text[0], following = (unsigned char)text[1];

	if (c < 0x20 || c == 0x7f)
		return 1;
	return c == 0xc2 && following >= 0x80 && following < 0xa0 ? 2 : 0;
}

/* A path may hold a newline, and what follows would look like a rule of its own. */
static void print_escaped(const char *text, struct buf *out)
{
	unsigned control = 0;

	for (; *text; text++) {
		if (!control)
			control = control_length(text);
		if (control) {
			buf_format(out, "\\x%x%x", (unsigned char)*text >> 4, *text & 0xf);
			control--;
		} else {
			buf_format(out, "%s%c", *text == '"' || *text == '\\' ? "\\" : "", *text);
		}
	}
}

static void print_path(const struct rule_path *path, struct buf *out)
{
	const struct caps_path *from = path->from;

	buf_format(out, "allow %s \"", from->kind == CAPS_FILE ? "file" : "path");
	print_escaped(from->path, out);
	buf_format(out, "\" (%s%s):", caps_access_name(from->access),
		from->missing == CAPS_MISSING_ERROR ? "" : ", optional");
	if (from->kind != CAPS_FILE) {
		buf_text(out, " directory");
		landlock_print_fs(path->directory_rights, out);
		buf_text(out, ";");
	}
	buf_text(out, " file");
	landlock_print_fs(path->file_rights, out);
	if (path->device_rights != path->file_rights) {
		buf_text(out, "; device");
		landlock_print_fs(path->device_rights, out);
	}
	buf_text(out, "\n");
}

static void print_socket(const struct rule_socket *socket, struct buf *out)
{
	static const char *const scopes[] = {
		[CAPS_SOCKET_FILE] = "socket",
		[CAPS_SOCKET_CHILDREN] = "sockets in",
		[CAPS_SOCKET_SUBTREE] = "sockets below",
	};
	const struct caps_socket *from = socket->from;

	buf_format(out, "allow %s \"", scopes[from->scope]);
	print_escaped(from->path, out);
	buf_format(out, "\" (connect%s%s):", from->binds ? "+bind" : "",
		from->missing == CAPS_MISSING_ERROR ? "" : ", optional");
	if (from->scope == CAPS_SOCKET_SUBTREE) {
		buf_text(out, " directory");
		landlock_print_fs(socket->connect_rights | socket->bind_rights, out);
	} else {
		buf_text(out, " socket");
		landlock_print_fs(socket->connect_rights, out);
	}
	if (from->binds && from->scope != CAPS_SOCKET_SUBTREE) {
		buf_text(out, "; directory");
		if (socket->parent) {
			buf_text(out, " \"");
			print_escaped(socket->parent, out);
			buf_text(out, "\"");
		}
		landlock_print_fs(socket->bind_rights, out);
	}
	buf_text(out, "\n");
}

static void print_landlock(const struct rules *rules, struct buf *out)
{
	if (!rules->abi) {
		buf_text(out, "landlock none\n");
		return;
	}
	buf_format(out, "landlock abi %d\nrestricts fs:", rules->abi);
	landlock_print_fs(rules->handled.fs, out);
	buf_text(out, "\nrestricts net:");
	landlock_print_net(rules->handled.net, out);
	buf_text(out, "\nrestricts scope:");
	landlock_print_scoped(rules->handled.scoped, out);
	buf_format(out, "\nthreads: %s\n",
		rules->handled.restrict_flags & LANDLOCK_RESTRICT_TSYNC ? "all are confined"
									: "only one may exist");
	for (size_t i = 0; i < rules->path_count; i++)
		print_path(&rules->paths[i], out);
	for (size_t i = 0; i < rules->socket_count; i++)
		print_socket(&rules->sockets[i], out);
	for (size_t i = 0; i < rules->port_count; i++) {
		buf_format(out, "allow port %u:", (unsigned)rules->ports[i].port);
		landlock_print_net(rules->ports[i].rights, out);
		buf_text(out, "\n");
	}
}

/* By the numbers of <linux/capability.h>. */
static void print_privileges(uint64_t mask, struct buf *out)
{
	buf_text(out, "capabilities kept:");
	for (unsigned number = 0; number < 64; number++) {
		if (mask >> number & 1)
			buf_format(out, " %u", number);
	}
	buf_text(out, mask ? "\n" : " none\n");
}

static void print_descriptors(const struct rules *rules, struct buf *out)
{
	if (rules->descriptors->value == CAPS_DESCRIPTORS_CLOSE)
		buf_text(out, "descriptors: closed from 3 on\n");
	else if (rules->descriptors->value == CAPS_DESCRIPTORS_INHERIT)
		buf_text(out, "descriptors: inherited but for io_uring\n");
}

void platform_print(const struct rules *rules, struct buf *out)
{
	print_landlock(rules, out);
	print_privileges(rules->privileges, out);
	seccomp_print(rules->seccomp_policy, seccomp_native(), out);
	print_descriptors(rules, out);
	limits_print(rules, out);
	for (size_t i = 0; i < rules->gap_count; i++) {
		buf_text(out, "gap: ");
		print_escaped(rules->gaps[i].text, out);
		buf_text(out, "\n");
	}
}
