/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "core/base/buf.h"
#include "platform/platform.h"
#include "tests/harness.h"

/*
 * Every allocating function with memory that fails at the n-th request, for all n: the outcome is
 * NONO_ERR_NO_MEMORY, in words, and nothing is left behind.
 */

#define SHIPPED "/usr/share/nono/profiles/"

static const struct test_pair files[] = {
	{ "/p/a.yaml",
		"extends: [base, q/b.yaml, c]\n"
		"meta: {name: a, description: \"two \\u00e4 words\", author: 'o''k'}\n"
		"compatibility: best-effort\n"
		"workdir: {access: readwrite}\n"
		"filesystem:\n"
		"  read: [~/x, $HOME/y, '${NAME}/z', $XDG_CACHE_HOME, {path: /opt, optional: true}]\n"
		"  write:\n  - /w1\n  - /w2\n  - /w3\n  - $TMPDIR\n  - /run/$UID/x\n"
		"  read_file: [/1, /2, /3, /4, /5, /6, /7, /8, /9]\n"
		"network:\n"
		"  connect_port: [1, 2, 3, 4, 5]\n"
		"  listen_port: [6, 7, 8, 9]\n"
		"  open_port: [10]\n" },
	{ "/p/q/b.yaml", "# by a path\nextends:\n- ../../r/d.json\nfilesystem: {allow: [/b]}\n" },
	{ "/p/q/../../r/d.json", "{\"filesystem\": {\"read\": [\"/d\", {\"path\": \"/e\"}]}}" },
	{ "/h/.config/nono/profiles/c.json", "{}" },
	{ SHIPPED "base.yaml", "filesystem:\n  read: [/usr, /lib]\n  allow_file: [/dev/null]\n" },
	{ NULL, NULL },
};

static const struct test_pair variables[] = { { "HOME", "/h" }, { "NAME", "/name" },
	{ NULL, NULL } };

/* What the operations start from; its memory never fails. */
static struct {
	struct test_alloc alloc;
	struct test_host host;
	struct profile profile;
	struct caps caps, blocked;
} given;

static void make_given(void)
{
	const struct place nowhere = { 0 };

	test_alloc_init(&given.alloc, -1);
	test_host_init(&given.host, files, variables);
	profile_init(&given.profile, &given.alloc.allocator);
	caps_init(&given.caps, &given.alloc.allocator);
	ck_assert_int_eq(
		profile_load(&given.profile, "/p/a.yaml", &given.host.host, NULL), NONO_OK);
	ck_assert_int_eq(
		profile_to_caps(&given.caps, &given.profile, &given.host.host, NULL), NONO_OK);
	given.blocked = given.caps;
	given.blocked.port_count = 0;
	caps_block_network(&given.blocked, &nowhere);
}

static void free_given(void)
{
	test_alloc_free(&given.alloc);
}

/* The operations: all memory from alloc, the outcome as a code. */

static int run_buf(struct allocator *alloc, struct nono_err *err)
{
	struct buf buf;

	buf_init(&buf, alloc);
	for (int i = 0; i < 100; i++) {
		buf_text(&buf, "some text, ");
		buf_format(&buf, "%d and %s\n", i, "more");
	}
	return buf_string(&buf) ? NONO_OK : nono_err_memory(err);
}

static int run_caps(struct allocator *alloc, struct nono_err *err)
{
	const struct caps_path path = { .path = "/a", .key = "k" };
	const struct caps_port port = { .port = 1, .key = "k" };
	struct caps caps;
	int r = NONO_OK;

	caps_init(&caps, alloc);
	for (int i = 0; !r && i < 300; i++) {
		r = caps_add_path(&caps, &path, err);
		if (!r)
			r = caps_add_port(&caps, &port, err);
	}
	return r;
}

static int run_add(struct allocator *alloc, struct nono_err *err)
{
	const struct profile_entry entry = { .value = "/a" };
	struct profile profile;
	int r = NONO_OK;

	profile_init(&profile, alloc);
	for (size_t i = 0; !r && i < 300; i++) {
		r = profile_add(&profile, &entry, err);
		ck_assert_uint_eq(profile.count, i + !r);
	}
	return r;
}

static int run_read(struct allocator *alloc, struct nono_err *err)
{
	const struct profile_text text = { "a.yaml", files[0].value, strlen(files[0].value),
		false };
	struct profile profile;

	profile_init(&profile, alloc);
	return profile_read(&profile, &text, err);
}

static int run_find(struct allocator *alloc, struct nono_err *err)
{
	struct profile_text text;
	struct profile_search search;
	struct profile profile = { .alloc = alloc };
	int r;

	profile_search_init(&search, &given.host.host, &profile);
	r = profile_find(&text, "base", "/p/a.yaml", &search, err);
	return r ? r : profile_find(&text, "q/b.yaml", "/p/a.yaml", &search, err);
}

static int run_load(struct allocator *alloc, struct nono_err *err)
{
	struct profile profile;

	profile_init(&profile, alloc);
	return profile_load(&profile, "/p/a.yaml", &given.host.host, err);
}

static int run_expand(struct allocator *alloc, struct nono_err *err)
{
	static const char *const values[] = { "/plain", "~/x", "$UID", "$WORKDIR/$$", "${NAME}",
		"$TMPDIR",
		("$XDG_DATA_HOME/a/long/text/that/goes/on/and/on/$HOME/and/is/still/not/at/"
		 "its/end/because/the/buffer/has/to/grow/once/more/${NAME}/x") };
	const char *out;
	int r = NONO_OK;

	for (size_t i = 0; !r && i < sizeof(values) / sizeof(values[0]); i++) {
		r = profile_expand(&out, values[i], &given.host.host, alloc, err);
		ck_assert_msg(!r == (out != NULL), "'%s': %d", values[i], r);
	}
	return r;
}

static int run_to_caps(struct allocator *alloc, struct nono_err *err)
{
	struct caps caps;

	caps_init(&caps, alloc);
	return profile_to_caps(&caps, &given.profile, &given.host.host, err);
}

/* All kernels, so that every gap has to be put into words, and the rules as text. */
static int run_compile(struct allocator *alloc, struct nono_err *err)
{
	int r = NONO_OK;

	for (int i = 0; !r && i < 2 * 11; i++) {
		const struct nono_support support = { i / 2, 38 };
		struct caps caps = i % 2 ? given.blocked : given.caps;
		struct rules *rules;
		struct buf text;

		caps.alloc = alloc;
		r = platform_compile(&rules, &caps, &support, err);
		ck_assert_msg(!r == (rules != NULL), "%d with rules %p", r, (void *)rules);
		if (r)
			break;
		buf_init(&text, alloc);
		platform_print(rules, &text);
		if (!buf_string(&text))
			r = nono_err_memory(err);
	}
	return r;
}

static int run_everything(struct allocator *alloc, struct nono_err *err)
{
	const struct nono_support support = { 7, 0 };
	struct profile profile;
	struct caps caps;
	struct rules *rules;
	int r;

	profile_init(&profile, alloc);
	caps_init(&caps, alloc);
	r = profile_load(&profile, "/p/a.yaml", &given.host.host, err);
	if (!r)
		r = profile_to_caps(&caps, &profile, &given.host.host, err);
	return r ? r : platform_compile(&rules, &caps, &support, err);
}

/*
 * libyaml takes its memory through functions that it exports, so this program's stand in for
 * them. (Not malloc() itself: that would be the sanitizers' as well.)
 */
void *yaml_malloc(size_t size);
void *yaml_realloc(void *block, size_t size);
char *yaml_strdup(const char *text);
void yaml_free(void *block);

static struct {
	long requests, live;
	long fail_at;  /* 0-based, -1: none */
	bool for_good; /* and all behind it */
} libyaml = { .fail_at = -1 };

static bool is_refused(void)
{
	long number = libyaml.requests++;

	if (libyaml.fail_at < 0)
		return false;
	return number == libyaml.fail_at || (libyaml.for_good && number > libyaml.fail_at);
}

__attribute__((visibility("default"))) void *yaml_malloc(size_t size)
{
	void *block = is_refused() ? NULL : malloc(size ? size : 1);

	libyaml.live += block != NULL;
	return block;
}

__attribute__((visibility("default"))) void *yaml_realloc(void *block, size_t size)
{
	if (!block)
		return yaml_malloc(size);
	return is_refused() ? NULL : realloc(block, size ? size : 1);
}

__attribute__((visibility("default"))) char *yaml_strdup(const char *text)
{
	char *copy = text && !is_refused() ? strdup(text) : NULL;

	libyaml.live += copy != NULL;
	return copy;
}

__attribute__((visibility("default"))) void yaml_free(void *block)
{
	libyaml.live -= block != NULL;
	free(block);
}

static const struct operation {
	const char *name;
	int (*run)(struct allocator *alloc, struct nono_err *err);
	long least; /* requests, so that the loop is known to have met them */
} operations[] = {
	{ "buf", run_buf, 4 },
	{ "caps", run_caps, 6 },
	{ "profile_add", run_add, 3 },
	{ "profile_read", run_read, 25 },
	{ "profile_find", run_find, 6 },
	{ "profile_load", run_load, 40 },
	{ "profile_expand", run_expand, 6 },
	{ "profile_to_caps", run_to_caps, 7 },
	{ "platform_compile", run_compile, 60 },
	{ "everything", run_everything, 70 },
};

static void check_failure(const char *name, long n, int r, const struct nono_err *err)
{
	ck_assert_msg(r == NONO_ERR_NO_MEMORY, "%s, request %ld: %d: %s", name, n, r, err->text);
	ck_assert_msg(err->code == r, "%s, request %ld: the error says %d", name, n, err->code);
	ck_assert_msg(!strncmp(err->text, "out of memory", 13), "%s, request %ld: %s", name, n,
		err->text);
	ck_assert_msg(!libyaml.live, "%s, request %ld: %ld blocks left", name, n, libyaml.live);
}

START_TEST(our_memory_fails)
{
	const struct operation *row = &operations[_i];
	bool failed = true;
	long n;

	for (n = 0; failed; n++) {
		struct nono_err err = { 0 };
		struct test_alloc alloc;
		int r;

		test_alloc_init(&alloc, n);
		r = row->run(&alloc.allocator, &err);
		failed = alloc.calls > n;
		test_alloc_free(&alloc);
		if (failed)
			check_failure(row->name, n, r, &err);
		else
			ck_assert_msg(!r && !err.code, "%s: %d: %s", row->name, r, err.text);
		test_alloc_init(&alloc, n);
		r = row->run(&alloc.allocator, NULL);
		ck_assert_msg(failed == (r != NONO_OK), "%s, %ld, no error struct", row->name, n);
		test_alloc_free(&alloc);
	}
	ck_assert_msg(n > row->least, "%s: only %ld requests", row->name, n - 1);
}
END_TEST

/* Documents that make libyaml grow each of its buffers and stacks, and what it refuses. */
static const struct document {
	const char *text;
	int code; /* with all the memory it wants */
} documents[] = {
	{ NULL, NONO_OK }, /* the profile above and all it extends */
	{ "%YAML 1.1\n---\nmeta:\n  name: >-\n    folded\n    text\n\n    more\n"
	  "  description: |+\n    block\n\n  \"version\": \"\\x41\\u00e4 \\\n    continued\"\n"
	  "  'author': plain text\n    that goes on\n...\n",
		NONO_OK },
	{ "meta: {name: a, description: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}",
		NONO_OK },
	{ "a: &anchor b", NONO_ERR_PROFILE },
	{ "meta: {name: !!str b}", NONO_ERR_PROFILE },
	{ "meta: {name: !<tag:x,2000:y> b}", NONO_ERR_PROFILE },
	{ "%TAG !e! tag:x,2000:\n---\nmeta: {name: !e!f b}", NONO_ERR_PROFILE },
	{ "meta: *alias", NONO_ERR_PROFILE },
	{ "meta: [[[[[[[[[[[[[[[[[[[[[[[[[", NONO_ERR_PROFILE },
	{ "meta: {name: \"never closed", NONO_ERR_PROFILE },
	{ "meta: {name: {? a : b}}", NONO_ERR_PROFILE },
	{ "meta:\n\t- x", NONO_ERR_PROFILE },
	{ "extends: a\n---\nextends: b\n", NONO_ERR_PROFILE },
	{ "meta: {name: \xff}", NONO_ERR_PROFILE },
};

static int read_document(const struct document *document, struct nono_err *err)
{
	struct profile_text text = { "a.yaml", document->text, 0, false };
	struct test_alloc alloc;
	struct profile profile;
	int r;

	test_alloc_init(&alloc, -1);
	profile_init(&profile, &alloc.allocator);
	if (text.bytes) {
		text.length = strlen(text.bytes);
		r = profile_read(&profile, &text, err);
	} else {
		r = profile_load(&profile, "/p/a.yaml", &given.host.host, err);
	}
	test_alloc_free(&alloc);
	return r;
}

START_TEST(memory_of_libyaml_fails)
{
	const struct document *document = &documents[_i / 2];
	bool failed = true;
	long n;

	for (n = 0; failed; n++) {
		struct nono_err err = { 0 };
		int r;

		libyaml.requests = libyaml.live = 0;
		libyaml.for_good = _i % 2;
		libyaml.fail_at = n;
		r = read_document(document, &err);
		failed = libyaml.requests > n;
		libyaml.fail_at = -1;
		if (failed)
			check_failure("libyaml", n, r, &err);
		else
			ck_assert_msg(r == document->code && err.code == r, "%d: %s", r, err.text);
		ck_assert_msg(!libyaml.live, "%ld blocks left", libyaml.live);
	}
	ck_assert_msg(n > 8,
		"libyaml asked only %ld times: it does not call the yaml_malloc() of this program; is it "
		"a static archive, or linked with -Bsymbolic?",
		n - 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("memory");
	TCase *tests = tcase_create("memory");

	tcase_add_checked_fixture(tests, make_given, free_given);
	tcase_set_timeout(tests, 120); /* every request fails once */
	tcase_add_loop_test(tests, our_memory_fails, 0, TEST_ROWS(operations));
	tcase_add_loop_test(tests, memory_of_libyaml_fails, 0, 2 * TEST_ROWS(documents));
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
