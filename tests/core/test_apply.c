/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "core/base/buf.h"
#include "tests/harness.h"

#define SHIPPED "/usr/share/nono/profiles/"

/*
 * What /p/a.yaml becomes: "PATH ACCESS" with " file" where a directory will not do and a '?' when
 * it may be missing ("??": or be out of reach), "PORT" with 'c' and 'l', "block", "best-effort".
 */
static const struct apply_row {
	const char *name;
	const char *want; /* NULL: refused, */
	int code;	  /* so, */
	const char *place, *error;
	struct test_pair files[5];
} apply_rows[] = {
	{ "nothing", "", 0, NULL, NULL, { { "/p/a.yaml", "meta: {name: x}" } } },
	{ "directories", "/r read; /w write; /a read+write; ", 0, NULL, NULL,
		{ { "/p/a.yaml", "filesystem: {read: [/r], write: [/w], allow: [/a]}" } } },
	{ "files", "/r read file; /w write file; /a read+write file; ", 0, NULL, NULL,
		{ { "/p/a.yaml",
			"filesystem: {read_file: [/r], write_file: [/w], allow_file: [/a]}" } } },
	{ "empty lists", "", 0, NULL, NULL,
		{ { "/p/a.yaml", "filesystem: {read: [], write: []}" } } },
	{ "optional", "/a read?; /b read; /c read file?; ", 0, NULL, NULL,
		{ { "/p/a.yaml", "filesystem:\n  read: [{path: /a, optional: true}, "
				 "{path: /b, optional: false}]\n"
				 "  read_file: [{optional: TRUE, path: /c}]\n" } } },
	{ "shipped", "/b read??; /c read??; /a read?; /d read; ", 0, NULL, NULL,
		{ { "/p/a.yaml",
			  "extends: b\nfilesystem: {read: [{path: /a, optional: true}, /d]}" },
			{ SHIPPED "b.yaml",
				"filesystem: {read: [/b, {path: /c, optional: true}]}" } } },
	{ "variables", "/h/x read; /work/dir write; /run/1000 read+write file; ", 0, NULL, NULL,
		{ { "/p/a.yaml", "filesystem:\n  read: [~/x]\n  write: [$WORKDIR]\n"
				 "  allow_file: [/run/$UID]" } } },

	{ "ports", "1c; 65535c; 80l; 3000cl; 53c; ", 0, NULL, NULL,
		{ { "/p/a.yaml", "network: {connect_port: [1, 65535], listen_port: [80], "
				 "open_port: [3000]}" } } },
	/* Names are resolved over TCP where something may be connected to. */
	{ "a port to listen on alone", "80l; ", 0, NULL, NULL,
		{ { "/p/a.yaml", "network: {listen_port: [80]}" } } },
	{ "port 53 is there already", "53c; 80c; ", 0, NULL, NULL,
		{ { "/p/a.yaml", "network: {connect_port: [53, 80]}" } } },
	{ "port 53 to listen on is another", "53l; 80c; 53c; ", 0, NULL, NULL,
		{ { "/p/a.yaml", "network: {listen_port: [53], connect_port: [80]}" } } },
	{ "dns none", "80c; ", 0, NULL, NULL,
		{ { "/p/a.yaml", "network: {connect_port: [80], dns: none}" } } },
	{ "dns udp", "80c; 53u; ", 0, NULL, NULL,
		{ { "/p/a.yaml", "network: {connect_port: [80], dns: udp}" } } },
	{ "dns tcp beside a port to listen on", "80l; 53c; ", 0, NULL, NULL,
		{ { "/p/a.yaml", "network: {listen_port: [80], dns: tcp}" } } },
	{ "dns tcp where the network is free", "", 0, NULL, NULL,
		{ { "/p/a.yaml", "network: {dns: tcp}" } } },
	{ "udp", "123u; ", 0, NULL, NULL, { { "/p/a.yaml", "network: {udp_port: [123]}" } } },
	{ "dns none with a block", "block; ", 0, NULL, NULL,
		{ { "/p/a.yaml", "network: {block: true, dns: none}" } } },
	{ "the last dns wins", "80c; ", 0, NULL, NULL,
		{ { "/p/a.yaml", "extends: b.yaml\nnetwork: {dns: none}" },
			{ "/p/b.yaml", "network: {connect_port: [80], dns: udp}" } } },
	{ "block", "block; ", 0, NULL, NULL, { { "/p/a.yaml", "network: {block: true}" } } },
	{ "no block", "", 0, NULL, NULL, { { "/p/a.yaml", "network: {block: false}" } } },
	{ "empty network section", "", 0, NULL, NULL, { { "/p/a.yaml", "network: {}" } } },
	{ "best effort", "best-effort; ", 0, NULL, NULL,
		{ { "/p/a.yaml", "compatibility: best-effort" } } },
	{ "strict", "", 0, NULL, NULL, { { "/p/a.yaml", "compatibility: strict" } } },
	{ "workdir none", "", 0, NULL, NULL, { { "/p/a.yaml", "workdir: {access: none}" } } },
	{ "workdir read", "/work/dir read; ", 0, NULL, NULL,
		{ { "/p/a.yaml", "workdir: {access: read}" } } },
	{ "workdir write", "/work/dir write; ", 0, NULL, NULL,
		{ { "/p/a.yaml", "workdir: {access: write}" } } },
	{ "workdir readwrite", "/work/dir read+write; ", 0, NULL, NULL,
		{ { "/p/a.yaml", "workdir: {access: readwrite}" } } },
	{ "workdir of a shipped profile", "/work/dir read; ", 0, NULL, NULL,
		{ { "/p/a.yaml", "extends: b" },
			{ SHIPPED "b.yaml", "workdir: {access: read}" } } },

	/* extends: scalars override, lists grow, the block sticks */
	{ "last word wins: strict", "", 0, NULL, NULL,
		{ { "/p/a.yaml", "compatibility: strict\nextends: b.yaml" },
			{ "/p/b.yaml", "compatibility: best-effort" } } },
	{ "last word wins: best-effort", "best-effort; ", 0, NULL, NULL,
		{ { "/p/a.yaml", "compatibility: best-effort\nextends: b.yaml" },
			{ "/p/b.yaml", "compatibility: strict" } } },
	{ "a word is inherited", "best-effort; /work/dir read; ", 0, NULL, NULL,
		{ { "/p/a.yaml", "extends: b.yaml" },
			{ "/p/b.yaml", "compatibility: best-effort\nworkdir: {access: read}" } } },
	{ "of two bases the second wins", "/work/dir write; ", 0, NULL, NULL,
		{ { "/p/a.yaml", "extends: [b.yaml, c.yaml]" },
			{ "/p/b.yaml", "workdir: {access: readwrite}" },
			{ "/p/c.yaml", "workdir: {access: write}" } } },
	{ "workdir is taken back", "", 0, NULL, NULL,
		{ { "/p/a.yaml", "extends: b.yaml\nworkdir: {access: none}" },
			{ "/p/b.yaml", "workdir: {access: readwrite}" } } },
	{ "lists grow", "/b read; /a read; 1c; 2c; 53c; ", 0, NULL, NULL,
		{ { "/p/a.yaml", "network: {connect_port: [2]}\nfilesystem: {read: [/a]}\n"
				 "extends: b.yaml" },
			{ "/p/b.yaml",
				"filesystem: {read: [/b]}\nnetwork: {connect_port: [1]}" } } },
	{ "an empty list takes nothing back", "/b read; ", 0, NULL, NULL,
		{ { "/p/a.yaml", "extends: b.yaml\nfilesystem: {read: []}" },
			{ "/p/b.yaml", "filesystem: {read: [/b]}" } } },
	{ "the block sticks", "block; ", 0, NULL, NULL,
		{ { "/p/a.yaml", "extends: b.yaml\nnetwork: {block: false}" },
			{ "/p/b.yaml", "network: {block: true}" } } },
	{ "the block is added", "block; ", 0, NULL, NULL,
		{ { "/p/a.yaml", "extends: b.yaml\nnetwork: {block: true}" },
			{ "/p/b.yaml", "network: {block: false}" } } },

	/* errors, with the place of the entry */
	{ "port and inherited block", NULL, NONO_ERR_INVALID, "/p/a.yaml:2:26", "/p/b.yaml:1",
		{ { "/p/a.yaml", "extends: b.yaml\nnetwork: {connect_port: [443]}" },
			{ "/p/b.yaml", "network: {block: true}" } } },
	{ "block and inherited port", NULL, NONO_ERR_INVALID, "/p/b.yaml:1:25", "/p/a.yaml:2",
		{ { "/p/a.yaml", "extends: b.yaml\nnetwork: {block: true}" },
			{ "/p/b.yaml", "network: {listen_port: [80]}" } } },
	{ "relative path", NULL, NONO_ERR_INVALID, "/p/a.yaml:1:25", "'etc'",
		{ { "/p/a.yaml", "filesystem: {read: [/a, etc]}" } } },
	{ "another's home", NULL, NONO_ERR_INVALID, "/p/a.yaml:1:21", "'~bob/x'",
		{ { "/p/a.yaml", "filesystem: {read: [~bob/x]}" } } },
	{ "unset variable", NULL, NONO_ERR_PROFILE, "/p/a.yaml:2:11", "$NAME",
		{ { "/p/a.yaml", "filesystem:\n  write: [\"${NAME}/x\"]" } } },
	/* As absent as a path that does not exist: a container has no HOME, and git runs there. */
	{ "unset variable of a shipped profile", "/y read??; ", 0, NULL, NULL,
		{ { "/p/a.yaml", "extends: b" },
			{ SHIPPED "b.yaml", "filesystem: {read: [$XDG_RUNTIME_DIR/x, /y]}" } } },
};

static const char *as_text(const struct caps *caps)
{
	static const char *const missing[] = { "", "?", "??" };
	static const char *const directions[] = { "", "c", "l", "cl", "u" };
	struct buf text;

	buf_init(&text, caps->alloc);
	if (caps->best_effort)
		buf_text(&text, "best-effort; ");
	for (size_t i = 0; i < caps->path_count; i++) {
		const struct caps_path *path = &caps->paths[i];

		buf_format(&text, "%s %s%s%s; ", path->path, caps_access_name(path->access),
			path->kind == CAPS_FILE ? " file" : "", missing[path->missing]);
	}
	for (size_t i = 0; i < caps->port_count; i++)
		buf_format(&text, "%u%s; ", (unsigned)caps->ports[i].port,
			directions[caps->ports[i].direction]);
	if (caps->network_blocked)
		buf_text(&text, "block; ");
	return buf_string(&text);
}

static const struct test_pair variables[] = { { "HOME", "/h" }, { NULL, NULL } };

/* The default working directory of containers. */
START_TEST(workdir_is_root)
{
	static const struct test_pair files[] = { { "/p/a.yaml", "workdir: {access: read}" },
		{ NULL, NULL } };
	struct test_alloc alloc;
	struct test_host host;
	struct profile profile;
	struct caps caps;
	struct nono_err err = { 0 };

	test_alloc_init(&alloc, -1);
	test_host_init(&host, files, NULL);
	host.workdir = "/";
	profile_init(&profile, &alloc.allocator);
	caps_init(&caps, &alloc.allocator);
	ck_assert_int_eq(profile_load(&profile, "/p/a.yaml", &host.host, &err), NONO_OK);
	ck_assert_int_eq(profile_to_caps(&caps, &profile, &host.host, &err), NONO_ERR_INVALID);
	ck_assert_uint_eq(err.line, 1);
	ck_assert_uint_eq(err.column, 19);
	ck_assert_msg(strstr(err.text, "grant everything") != NULL, "%s", err.text);
	ck_assert_uint_eq(caps.path_count, 0);
	test_alloc_free(&alloc);
}
END_TEST

START_TEST(profile_becomes_capabilities)
{
	const struct apply_row *row = &apply_rows[_i];
	struct test_alloc alloc;
	struct test_host host;
	struct profile profile;
	struct caps caps;
	struct nono_err err = { 0 };
	char place[600];
	int r;

	test_alloc_init(&alloc, -1);
	test_host_init(&host, row->files, variables);
	profile_init(&profile, &alloc.allocator);
	caps_init(&caps, &alloc.allocator);
	r = profile_load(&profile, "/p/a.yaml", &host.host, &err);
	ck_assert_msg(r == NONO_OK, "%s: %s:%u:%u: %s", row->name, err.source, err.line, err.column,
		err.text);
	r = profile_to_caps(&caps, &profile, &host.host, &err);
	ck_assert_msg(r == row->code && r == err.code, "%s: %d: %s", row->name, r, err.text);
	if (row->want) {
		ck_assert_msg(!strcmp(as_text(&caps), row->want), "%s: got %s", row->name,
			as_text(&caps));
	} else {
		snprintf(place, sizeof(place), "%s:%u:%u", err.source, err.line, err.column);
		ck_assert_msg(!strcmp(place, row->place), "%s: at %s", row->name, place);
		ck_assert_msg(strstr(err.text, row->error) != NULL, "%s: %s", row->name, err.text);
		caps_init(&caps, &alloc.allocator);
		ck_assert_msg(profile_to_caps(&caps, &profile, &host.host, NULL) != NONO_OK,
			"%s: taken when nobody asks why", row->name);
	}
	test_alloc_free(&alloc);
}
END_TEST

/* Every grant says where it was asked for and by which key: later errors point there. */
START_TEST(places_and_keys_are_kept)
{
	static const struct test_pair files[] = {
		{ "/p/a.yaml",
			"extends: b.yaml\nworkdir: {access: read}\nnetwork:\n  open_port: [80]\n" },
		{ "/p/b.yaml", "filesystem:\n  allow_file:\n    - /b\n" },
		{ NULL, NULL },
	};
	struct test_alloc alloc;
	struct test_host host;
	struct profile profile;
	struct caps caps;

	test_alloc_init(&alloc, -1);
	test_host_init(&host, files, variables);
	profile_init(&profile, &alloc.allocator);
	caps_init(&caps, &alloc.allocator);
	ck_assert_int_eq(profile_load(&profile, "/p/a.yaml", &host.host, NULL), NONO_OK);
	ck_assert_int_eq(profile_to_caps(&caps, &profile, &host.host, NULL), NONO_OK);
	ck_assert_uint_eq(caps.path_count, 2);
	ck_assert_str_eq(caps.paths[0].key, "filesystem.allow_file");
	ck_assert_str_eq(caps.paths[0].place.source, "/p/b.yaml");
	ck_assert_uint_eq(caps.paths[0].place.line, 3);
	ck_assert_uint_eq(caps.paths[0].place.column, 7);
	ck_assert_str_eq(caps.paths[1].key, "workdir.access");
	ck_assert_uint_eq(caps.paths[1].place.line, 2);
	ck_assert_str_eq(caps.ports[0].key, "network.open_port");
	ck_assert_str_eq(caps.ports[0].place.source, "/p/a.yaml");
	ck_assert_uint_eq(caps.ports[0].place.line, 4);
	ck_assert_uint_eq(caps.ports[0].place.column, 15);
	test_alloc_free(&alloc);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("apply");
	TCase *tests = tcase_create("apply");

	tcase_add_loop_test(tests, profile_becomes_capabilities, 0, TEST_ROWS(apply_rows));
	tcase_add_test(tests, places_and_keys_are_kept);
	tcase_add_test(tests, workdir_is_root);
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
