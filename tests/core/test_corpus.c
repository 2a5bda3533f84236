/* SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/buf.h"
#include "core/base/escape.h"
#include "tests/harness.h"

/*
 * tests/data/profiles, one test a folder; README.md there has the rules. Everything runs with the
 * folder as working directory, so that names of files in error texts are the same everywhere.
 */

enum {
	MIN_INVALID = 100,
	MIN_VALID = 25,
	MAX_FOLDERS = 512,
};

struct folders {
	const char *kind;
	char root[4096];
	struct dirent **entries;
	int count;
	char titles[MAX_FOLDERS][300]; /* "invalid/NAME" */
};

static struct folders invalid = { .kind = "invalid" }, valid = { .kind = "valid" };

/* tests/shim/test_corpus.sh starts the shim in the same environment. */
static const struct test_pair variables[] = {
	{ "HOME", "/home/user" },
	{ "EMPTY", "" },
	{ "RELATIVE", "some/where" },
	{ "XDG_CACHE_HOME", "some/where" },
	{ "PROJECT", "blue" },
	{ "XDG_DATA_HOME", "/data/user//" },
	{ NULL, NULL },
};

struct context {
	struct test_host host; /* first: its own functions take it as their context */
	struct test_alloc alloc;
};

/* Exactly as long as the file: a read behind the end is seen by sanitizers. */
static int read_real(
	void *context, const char *path, const char **bytes, size_t *length, struct nono_err *err)
{
	struct allocator *alloc = &((struct context *)context)->alloc.allocator;
	char *text, *copy;

	if (path[0] == '/' || access(path, R_OK))
		return NONO_ERR_PATH_NOT_FOUND;
	text = test_read_file(path, length);
	copy = alloc_array(alloc, *length ? *length : 1, 1);
	if (!copy)
		return nono_err_memory(err);
	memcpy(copy, text, *length);
	free(text);
	*bytes = copy;
	return NONO_OK;
}

static void context_init(struct context *context)
{
	test_host_init(&context->host, NULL, variables);
	context->host.host.read = read_real;
	context->host.host.system_directory = ".";
	context->host.host.shipped_directory = "shipped";
	context->host.workdir = "/srv/start";
	test_alloc_init(&context->alloc, -1);
}

static void enter(const struct folders *folders, int index)
{
	ck_assert_int_eq(chdir(folders->root), 0);
	ck_assert_int_eq(chdir(folders->entries[index]->d_name), 0);
}

static int load(struct context *context, struct caps *caps, struct nono_err *err)
{
	struct profile profile;

	profile_init(&profile, &context->alloc.allocator);
	caps_init(caps, &context->alloc.allocator);
	if (profile_load(&profile, "input.yaml", &context->host.host, err))
		return err->code;
	return profile_to_caps(caps, &profile, &context->host.host, err);
}

/* As the shim shows it. */
static void add_escaped(struct buf *out, const char *text)
{
	char escaped[4 * 4096];

	escape_text(escaped, sizeof(escaped), text);
	buf_text(out, escaped);
}

/* What the user sees behind "input.yaml:"; of another file its name as well. */
static const char *error_line(const struct nono_err *err, struct allocator *alloc)
{
	struct buf line;
	bool is_input = !strcmp(err->source, "input.yaml");

	buf_init(&line, alloc);
	buf_format(&line, "%s%s", is_input ? "" : err->source, is_input ? "" : ":");
	if (err->line)
		buf_format(&line, "%u:%u: ", err->line, err->column);
	add_escaped(&line, err->text);
	buf_text(&line, "\n");
	return buf_string(&line);
}

START_TEST(test_invalid)
{
	struct context context;
	struct nono_err err = { 0 };
	struct caps caps;
	char *wanted;

	enter(&invalid, _i);
	context_init(&context);
	ck_assert_msg(load(&context, &caps, &err) != NONO_OK, "the profile was accepted");
	ck_assert_int_ne(err.code, NONO_OK);
	wanted = test_read_file("error", NULL);
	ck_assert_str_eq(error_line(&err, &context.alloc.allocator), wanted);
	free(wanted);
	test_alloc_free(&context.alloc);
}
END_TEST

static void print_place(struct buf *out, const struct place *place)
{
	if (!place->source) {
		buf_text(out, "default: ");
		return;
	}
	if (strcmp(place->source, "input.yaml") != 0)
		buf_format(out, "%s:", place->source);
	buf_format(out, "%u:%u: ", place->line, place->column);
}

static const char *const missing[] = { "", " optional", " shipped" };

static void print_paths(struct buf *out, const struct caps *caps)
{
	static const char *const scopes[] = { "file", "children", "subtree" };

	for (size_t i = 0; i < caps->path_count; i++) {
		const struct caps_path *path = &caps->paths[i];

		print_place(out, &path->place);
		buf_format(out, "%s%s%s ", caps_access_name(path->access),
			path->kind == CAPS_FILE ? " file" : "", missing[path->missing]);
		add_escaped(out, path->path);
		buf_text(out, "\n");
	}
	for (size_t i = 0; i < caps->socket_count; i++) {
		const struct caps_socket *sock = &caps->sockets[i];

		print_place(out, &sock->place);
		buf_format(out, "socket %s%s%s ", scopes[sock->scope], sock->binds ? " bind" : "",
			missing[sock->missing]);
		add_escaped(out, sock->path);
		buf_text(out, "\n");
	}
}

static void print_network(struct buf *out, const struct caps *caps)
{
	static const char *const directions[] = { "none", "connect", "listen", "connect+listen",
		"udp" };

	for (size_t i = 0; i < caps->port_count; i++) {
		const struct caps_port *port = &caps->ports[i];

		print_place(out, &port->place);
		buf_format(out, "%s %u\n", directions[port->direction], (unsigned)port->port);
	}
	if (caps->network_blocked) {
		print_place(out, &caps->blocked_at);
		buf_text(out, "network blocked\n");
	} else if (!caps_network_restricted(caps)) {
		buf_text(out, "network free\n");
	}
}

static void print_settings(struct buf *out, const struct caps *caps)
{
	for (size_t i = 0; i < CAPS_SETTING_COUNT; i++) {
		const struct caps_choice *choice = &caps->choices[i];

		if (!choice->key)
			continue;
		print_place(out, &choice->place);
		buf_format(out, "%s %s (%d)\n", choice->key, choice->word, choice->value);
	}
	for (size_t i = 0; i < CAPS_LIMIT_COUNT; i++) {
		if (!caps->limits[i].key)
			continue;
		print_place(out, &caps->limits[i].place);
		buf_format(out, "%s %zu\n", caps->limits[i].key, (size_t)caps->limits[i].value);
	}
	if (caps->privileges_from.key) {
		print_place(out, &caps->privileges_from.place);
		buf_format(out, "capabilities%s %x %x\n", caps->privileges_safe ? " safe" : "",
			(unsigned)(caps->privilege_mask >> 32), (unsigned)caps->privilege_mask);
	}
}

static void print_variables(struct buf *out, const struct caps *caps)
{
	static const char *const kinds[] = { "allow", "deny", "set" };

	for (size_t i = 0; i < caps->variable_count; i++) {
		const struct caps_variable *variable = &caps->variables[i];

		print_place(out, &variable->place);
		buf_format(out, "%s '%s'", kinds[variable->kind], variable->name);
		if (variable->value)
			buf_format(out, " '%s'", variable->value);
		buf_text(out, "\n");
	}
}

static void print_caps(struct buf *out, const struct caps *caps)
{
	buf_format(out, "compatibility: %s\n", caps->best_effort ? "best-effort" : "strict");
	print_paths(out, caps);
	print_network(out, caps);
	print_settings(out, caps);
	print_variables(out, caps);
}

START_TEST(test_valid)
{
	struct context context;
	struct nono_err err = { 0 };
	struct caps caps;
	struct buf out;
	char *wanted;
	int r;

	enter(&valid, _i);
	context_init(&context);
	r = load(&context, &caps, &err);
	ck_assert_msg(r == NONO_OK, "%s:%u:%u: %s", err.source, err.line, err.column, err.text);
	buf_init(&out, &context.alloc.allocator);
	print_caps(&out, &caps);
	wanted = test_read_file("expected", NULL);
	ck_assert_str_eq(buf_string(&out), wanted);
	free(wanted);
	test_alloc_free(&context.alloc);
}
END_TEST

START_TEST(test_complete)
{
	ck_assert_msg(invalid.count >= MIN_INVALID, "%d invalid profiles", invalid.count);
	ck_assert_msg(valid.count >= MIN_VALID, "%d valid profiles", valid.count);
	ck_assert_int_lt(invalid.count, MAX_FOLDERS);
	ck_assert_int_lt(valid.count, MAX_FOLDERS);
}
END_TEST

static int is_folder(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* A test case of its own for each folder: TAP names tests by it. */
static void add_folders(Suite *suite, struct folders *folders, const TTest *test)
{
	char name[64];

	snprintf(name, sizeof(name), "tests/data/profiles/%s", folders->kind);
	if (!realpath(test_path(name), folders->root))
		return;
	folders->count = scandir(folders->root, &folders->entries, is_folder, alphasort);
	for (int i = 0; i < folders->count && i < MAX_FOLDERS; i++) {
		TCase *tcase;

		snprintf(folders->titles[i], sizeof(folders->titles[i]), "%s/%s", folders->kind,
			folders->entries[i]->d_name);
		tcase = tcase_create(folders->titles[i]);
		tcase_add_loop_test(tcase, test, i, i + 1);
		suite_add_tcase(suite, tcase);
	}
}

static void free_folders(struct folders *folders)
{
	for (int i = 0; i < folders->count; i++)
		free(folders->entries[i]);
	free(folders->entries);
}

int main(void)
{
	Suite *suite = suite_create("corpus");
	TCase *tcase = tcase_create("corpus");
	int r;

	add_folders(suite, &invalid, test_invalid);
	add_folders(suite, &valid, test_valid);
	tcase_add_test(tcase, test_complete);
	suite_add_tcase(suite, tcase);
	r = test_main(suite);
	free_folders(&invalid);
	free_folders(&valid);
	return r;
}
