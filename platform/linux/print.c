/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/linux/rules.h"

static void print_path(const struct rule_path *path, struct buf *out)
{
	const struct caps_path *from = path->from;

	buf_text(out, from->kind == CAPS_FILE ? "file " : "path ");
	buf_text(out, from->path);
	buf_format(out, " (%s%s):", caps_access_name(from->access),
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

static void print_landlock(const struct rules *rules, struct buf *out)
{
	buf_format(out, "landlock abi %d\n", rules->abi);
	if (!rules->abi)
		return;
	buf_text(out, "handled fs");
	landlock_print_fs(rules->handled.fs, out);
	buf_text(out, "\nhandled net");
	landlock_print_net(rules->handled.net, out);
	buf_text(out, "\nscoped");
	landlock_print_scoped(rules->handled.scoped, out);
	buf_format(out, "\nthreads %s\n",
		rules->handled.restrict_flags & LANDLOCK_RESTRICT_TSYNC ? "synchronised"
									: "one only");
	for (size_t i = 0; i < rules->path_count; i++)
		print_path(&rules->paths[i], out);
	for (size_t i = 0; i < rules->port_count; i++) {
		buf_format(out, "port %u:", (unsigned)rules->ports[i].port);
		landlock_print_net(rules->ports[i].rights, out);
		buf_text(out, "\n");
	}
}

void platform_print(const struct rules *rules, struct buf *out)
{
	print_landlock(rules, out);
	seccomp_print(rules->seccomp_policy, seccomp_native(), out);
	for (size_t i = 0; rules->gaps[i]; i++) {
		buf_text(out, "gap ");
		buf_text(out, rules->gaps[i]);
		buf_text(out, "\n");
	}
}
