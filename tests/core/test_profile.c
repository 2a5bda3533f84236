/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/profile/profile_keys.h"
#include "core/profile/profile_reader.h"
#include "core/profile/profile_scalar.h"
#include "tests/harness.h"

/* The table of keys */

START_TEST(row_is_complete)
{
	const struct profile_key *key = &profile_keys[_i];
	bool has_words = key->type == PROFILE_WORD || key->type == PROFILE_WORDS;
	bool applied = key->type != PROFILE_SECTION && key->type != PROFILE_NAMES &&
		       key->type != PROFILE_TEXT && key->type != PROFILE_REFUSED;
	const char *dot = strrchr(key->name, '.');
	char parent[64];

	ck_assert_msg(key->text && *key->text, "%s: no text", key->name);
	ck_assert_msg(!strchr(key->text, '\n'), "%s: text of two lines", key->name);
	ck_assert_msg(!key->words == !has_words, "%s: words", key->name);
	ck_assert_msg(!key->words || *key->words[0].name, "%s: no word", key->name);
	ck_assert_msg(!key->apply == !applied, "%s: apply", key->name);
	ck_assert_msg(key->access || key->type != PROFILE_PORTS, "%s: access", key->name);
	ck_assert_msg(applied || !key->access, "%s: access", key->name);
	/* Found, and as this row: no name stands twice. */
	ck_assert_msg(profile_key_find(key->name) == key, "%s: another row", key->name);
	if (!dot)
		return;
	snprintf(parent, sizeof(parent), "%.*s", (int)(dot - key->name), key->name);
	ck_assert_msg(profile_key_find(parent) && profile_key_find(parent) < key,
		"%s: its section comes later", key->name);
	ck_assert_msg(
		profile_key_find(parent)->type == PROFILE_SECTION, "%s: no section", key->name);
}
END_TEST

START_TEST(table_fits)
{
	ck_assert_uint_gt(profile_key_count, 20);
	ck_assert_uint_le(profile_key_count, PROFILE_MAX_KEYS);
}
END_TEST

static const char *const unknown_keys[] = { "", ".", "filesystem.", ".read", "filesystem.rea",
	"filesystem.reads", "Filesystem", "read", "filesystem.filesystem.read" };

START_TEST(key_is_unknown)
{
	ck_assert_msg(!profile_key_find(unknown_keys[_i]), "'%s'", unknown_keys[_i]);
}
END_TEST

static const struct nearest_row {
	const char *parent, *name, *want;
} nearest_rows[] = {
	{ "filesystem", "reed", "read" },
	{ "filesystem", "raed", "read" }, /* two edits of four bytes are too many */
	{ "filesystem", "readfile", "read_file" },
	{ "filesystem", "alow", "allow" },
	{ "filesystem", "reads", "read" },
	{ "", "filesytem", "filesystem" },
	{ "", "extend", "extends" },
	{ "", "Meta", "meta" },
	{ "network", "connect-port", "connect_port" },
	{ "network", "blok", "block" },
	{ "meta", "nmae", "name" },
	{ "meta", "names", "name" },
	{ "workdir", "acces", "access" },
	{ "workdir", "reed", NULL }, /* of another section */
	{ "", "reed", NULL },
	{ "nowhere", "read", NULL },
	{ "filesystem", "denny", NULL }, /* refused rows are not offered */
	{ "", "hook", NULL },
	{ "", "x", NULL },
	{ "", "", NULL },
	{ "", "filesystem.x", "filesystem" },
	{ "", "filesystem.read_file", NULL },
};

START_TEST(nearest_key)
{
	const struct nearest_row *row = &nearest_rows[_i];
	const char *got = profile_key_nearest(row->parent, row->name);

	ck_assert_msg(got == row->want || (got && row->want && !strcmp(got, row->want)),
		"'%s' in '%s': got %s, want %s", row->name, row->parent, got ? got : "nothing",
		row->want ? row->want : "nothing");
}
END_TEST

/* Scalars: YAML 1.2.2, 10.3.2, not YAML 1.1 */

static const struct scalar_row {
	const char *value;
	enum scalar_type want;
} scalar_rows[] = {
	{ "", SCALAR_NULL },
	{ "~", SCALAR_NULL },
	{ "null", SCALAR_NULL },
	{ "Null", SCALAR_NULL },
	{ "NULL", SCALAR_NULL },
	{ "nULL", SCALAR_STRING },
	{ "~/x", SCALAR_STRING },
	{ "true", SCALAR_BOOL },
	{ "True", SCALAR_BOOL },
	{ "TRUE", SCALAR_BOOL },
	{ "false", SCALAR_BOOL },
	{ "False", SCALAR_BOOL },
	{ "FALSE", SCALAR_BOOL },
	{ "tRUE", SCALAR_STRING },
	{ "no", SCALAR_STRING },
	{ "yes", SCALAR_STRING },
	{ "on", SCALAR_STRING },
	{ "off", SCALAR_STRING },
	{ "y", SCALAR_STRING },
	{ "N", SCALAR_STRING },
	{ "0", SCALAR_INT },
	{ "443", SCALAR_INT },
	{ "+1", SCALAR_INT },
	{ "-1", SCALAR_INT },
	{ "0777", SCALAR_INT }, /* decimal, but a number */
	{ "99999999999999999999", SCALAR_INT },
	{ "0o17", SCALAR_INT },
	{ "0o18", SCALAR_STRING },
	{ "0o", SCALAR_STRING },
	{ "-0o17", SCALAR_STRING },
	{ "0x1F", SCALAR_INT },
	{ "0xfg", SCALAR_STRING },
	{ "0x", SCALAR_STRING },
	{ "0X1F", SCALAR_STRING },
	{ "-0x1", SCALAR_STRING },
	{ "0b1", SCALAR_STRING },
	{ "1_000", SCALAR_STRING },
	{ "190:20:30", SCALAR_STRING },
	{ "2001-12-14", SCALAR_STRING },
	{ "1.5", SCALAR_FLOAT },
	{ "-1.5", SCALAR_FLOAT },
	{ "1.", SCALAR_FLOAT },
	{ ".5", SCALAR_FLOAT },
	{ "+.5", SCALAR_FLOAT },
	{ "1e3", SCALAR_FLOAT },
	{ "1E+3", SCALAR_FLOAT },
	{ "1.5e-3", SCALAR_FLOAT },
	{ ".5e3", SCALAR_FLOAT },
	{ ".inf", SCALAR_FLOAT },
	{ "-.INF", SCALAR_FLOAT },
	{ "+.Inf", SCALAR_FLOAT },
	{ ".nan", SCALAR_FLOAT },
	{ ".NaN", SCALAR_FLOAT },
	{ ".iNF", SCALAR_STRING },
	{ "-.nan", SCALAR_STRING },
	{ "inf", SCALAR_STRING },
	{ ".", SCALAR_STRING },
	{ "..", SCALAR_STRING },
	{ "+", SCALAR_STRING },
	{ "1e", SCALAR_STRING },
	{ "1e+", SCALAR_STRING },
	{ "e3", SCALAR_STRING },
	{ ".e3", SCALAR_STRING },
	{ "1.2.3", SCALAR_STRING },
	{ "1.5x", SCALAR_STRING },
	{ "/etc", SCALAR_STRING },
	{ "$HOME", SCALAR_STRING },
	{ "'443'", SCALAR_STRING },
	{ "\"true\"", SCALAR_STRING },
	{ "''", SCALAR_STRING },
	{ "'~'", SCALAR_STRING },
	{ "|\n  443", SCALAR_STRING },
	{ ">-\n  true", SCALAR_STRING },
};

START_TEST(scalar_of_the_core_schema)
{
	const struct scalar_row *row = &scalar_rows[_i];
	yaml_parser_t parser;
	yaml_event_t event;
	char text[64];
	int scalars = 0;

	snprintf(text, sizeof(text), "key: %s\n", row->value);
	ck_assert(yaml_parser_initialize(&parser));
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, strlen(text));
	do {
		ck_assert_msg(yaml_parser_parse(&parser, &event), "'%s'", row->value);
		if (event.type == YAML_SCALAR_EVENT && ++scalars == 2)
			break;
		ck_assert_msg(event.type != YAML_STREAM_END_EVENT, "'%s': no scalar", row->value);
		yaml_event_delete(&event);
	} while (true);
	ck_assert_msg(scalar_type(&event) == row->want, "'%s': type %d, want %d", row->value,
		(int)scalar_type(&event), (int)row->want);
	if (row->want == SCALAR_BOOL)
		ck_assert_int_eq(scalar_is_true(&event), strchr("tT", row->value[0]) != NULL);
	yaml_event_delete(&event);
	yaml_parser_delete(&parser);
}
END_TEST

static const struct port_row {
	const char *value;
	bool want;
} port_rows[] = { { "1", true }, { "80", true }, { "65535", true }, { "0", false },
	{ "65536", false }, { "99999", false }, { "100000", false }, { "4294967376", false },
	{ "18446744073709551696", false }, { "080", false }, { "+80", false }, { "-1", false },
	{ "", false }, { "8 0", false }, { "0x50", false }, { "80.0", false }, { "8e1", false },
	{ "00", false } };

START_TEST(port_number)
{
	ck_assert_msg(scalar_is_port(port_rows[_i].value) == port_rows[_i].want, "'%s'",
		port_rows[_i].value);
}
END_TEST

/* Reading one document */

static int read_text(struct profile *profile, const char *text, struct nono_err *err)
{
	const struct profile_text document = { "web.yaml", text, strlen(text), false };

	return profile_read(profile, &document, err);
}

/* Columns count characters, whatever they are made of: an editor does so too. */
static const struct place_row {
	const char *text, *want; /* "LINE:COLUMN " per entry or of the error */
	int code;
} place_rows[] = {
	{ "filesystem: {read: [/a, /b]}", "1:21 1:25 ", 0 },
	{ "filesystem:\n  read:\n    - /a\n    - /b\n", "3:7 4:7 ", 0 },
	{ "filesystem:\r\n  read:\r\n    - /a\r\n", "3:7 ", 0 },
	{ "filesystem: {read: [/\xc3\xa4, /b]}", "1:21 1:25 ", 0 },
	{ "filesystem: {read: [/\xe2\x82\xac\xe2\x82\xac, /b]}", "1:21 1:26 ", 0 },
	{ "filesystem: {read: [/\xf0\x9f\x98\x80, '/b', \"/c\"]}", "1:21 1:25 1:31 ", 0 },
	{ "meta: {name: \xf0\x9f\x98\x80\xc3\xa4}\nextends: b", "2:10 ", 0 },
	{ "# \xc3\xa4\n\n\nextends: [b,\n c]", "4:11 5:2 ", 0 },
	{ "filesystem: {read: [{path: /a, optional: true}, {optional: true, path: /b}]}",
		"1:28 1:72 ", 0 },
	{ "network: {block: true, connect_port: [1, 2]}", "1:18 1:39 1:42 ", 0 },
	{ "filesystem:\n  reed: []", "2:3 ", NONO_ERR_PROFILE },
	{ "filesystem: {read: [/\xc3\xa4\xc3\xa4, 5]}", "1:26 ", NONO_ERR_PROFILE },
	{ "# \xc3\xa4\nmeta: {name: \xc3\xa4\xff}\n", "2:15 ", NONO_ERR_PROFILE },
	{ "meta: {name: \xc3\xa4\x01}\n", "1:15 ", NONO_ERR_PROFILE },
};

START_TEST(places)
{
	const struct place_row *row = &place_rows[_i];
	struct test_alloc alloc;
	struct profile profile;
	struct nono_err err = { 0 };
	struct buf got;
	int r;

	test_alloc_init(&alloc, -1);
	profile_init(&profile, &alloc.allocator);
	buf_init(&got, &alloc.allocator);
	r = read_text(&profile, row->text, &err);
	ck_assert_msg(r == row->code && r == err.code, "row %d: %d: %s", _i, r, err.text);
	for (size_t i = 0; !r && i < profile.count; i++) {
		const struct place *place = &profile.entries[i].place;

		ck_assert_str_eq(place->source, "web.yaml");
		buf_format(&got, "%u:%u ", place->line, place->column);
	}
	if (r) {
		ck_assert_str_eq(err.source, "web.yaml");
		buf_format(&got, "%u:%u ", err.line, err.column);
	}
	ck_assert_msg(!strcmp(buf_string(&got), row->want), "row %d: got %s, want %s", _i,
		buf_string(&got), row->want);
	test_alloc_free(&alloc);
}
END_TEST

/* Five nodes around the list: the document, filesystem, its mapping, read, and the list. */
static const struct limit_row {
	unsigned elements;
	int code;
} limit_rows[] = {
	{ PROFILE_MAX_NODES - 5, NONO_OK },
	{ PROFILE_MAX_NODES - 4, NONO_ERR_PROFILE },
};

START_TEST(nodes_of_a_document)
{
	const struct limit_row *row = &limit_rows[_i];
	struct test_alloc alloc;
	struct profile profile;
	struct nono_err err = { 0 };
	struct buf text;

	test_alloc_init(&alloc, -1);
	profile_init(&profile, &alloc.allocator);
	buf_init(&text, &alloc.allocator);
	buf_text(&text, "filesystem: {read: [\n");
	for (unsigned i = 0; i < row->elements; i++)
		buf_text(&text, "/a,\n");
	buf_text(&text, "]}\n");
	ck_assert_int_eq(read_text(&profile, buf_string(&text), &err), row->code);
	ck_assert_int_eq(err.code, row->code);
	if (!row->code) {
		ck_assert_uint_eq(profile.count, row->elements);
	} else {
		ck_assert_ptr_nonnull(strstr(err.text, "10000"));
		ck_assert_uint_eq(err.line, 1 + row->elements);
		ck_assert_uint_eq(err.column, 1);
	}
	test_alloc_free(&alloc);
}
END_TEST

START_TEST(bytes_of_a_document)
{
	struct profile_text document = { .source = "web.yaml", .length = (1 << 20) + (size_t)_i };
	char *bytes = malloc(document.length);
	struct test_alloc alloc;
	struct profile profile;
	struct nono_err err = { 0 };

	ck_assert_ptr_nonnull(bytes);
	memset(bytes, '#', document.length);
	for (size_t i = 0; i < document.length; i += 64)
		bytes[i] = '\n';
	memcpy(bytes, "extends: b\n", 11);
	document.bytes = bytes;
	test_alloc_init(&alloc, -1);
	profile_init(&profile, &alloc.allocator);
	ck_assert_int_eq(profile_read(&profile, &document, &err), _i ? NONO_ERR_PROFILE : NONO_OK);
	ck_assert_int_eq(err.code, _i ? NONO_ERR_PROFILE : NONO_OK);
	ck_assert_uint_eq(profile.count, _i ? 0 : 1);
	ck_assert(!_i || strstr(err.text, "1048576"));
	test_alloc_free(&alloc);
	free(bytes);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("profile");
	TCase *tests = tcase_create("profile");

	tcase_add_loop_test(tests, row_is_complete, 0, (int)profile_key_count);
	tcase_add_test(tests, table_fits);
	tcase_add_loop_test(tests, key_is_unknown, 0, TEST_ROWS(unknown_keys));
	tcase_add_loop_test(tests, nearest_key, 0, TEST_ROWS(nearest_rows));
	tcase_add_loop_test(tests, scalar_of_the_core_schema, 0, TEST_ROWS(scalar_rows));
	tcase_add_loop_test(tests, port_number, 0, TEST_ROWS(port_rows));
	tcase_add_loop_test(tests, places, 0, TEST_ROWS(place_rows));
	tcase_add_loop_test(tests, nodes_of_a_document, 0, TEST_ROWS(limit_rows));
	tcase_add_loop_test(tests, bytes_of_a_document, 0, 2);
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
