/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/executable.h"

#include <elf.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/harness.h"

/* Files that a kernel without 32-bit programs, or this machine, cannot execute. */

#define LOADER "/lib/ld-linux.so.2"

struct image32 {
	Elf32_Ehdr head;
	Elf32_Phdr headers[2];
	char loader[sizeof(LOADER)];
};

enum {
	LENGTH32 = offsetof(struct image32, loader) + sizeof(LOADER) /* without padding */
};

static const struct image32 whole32 = {
	.head = {
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS32, ELFDATA2LSB },
		.e_type = ET_EXEC,
		.e_machine = EM_386,
		.e_phoff = offsetof(struct image32, headers),
		.e_phentsize = sizeof(Elf32_Phdr),
		.e_phnum = 2,
	},
	.headers = {
		{ .p_type = PT_LOAD },
		{ .p_type = PT_INTERP, .p_offset = offsetof(struct image32, loader),
			.p_filesz = sizeof(LOADER) },
	},
	.loader = LOADER,
};

static char path[64];

static void setup(void)
{
	snprintf(path, sizeof(path), "/tmp/nono-executable-%d", (int)getpid());
}

static void teardown(void)
{
	unlink(path);
}

static void give(const void *bytes, size_t length)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
	ck_assert_int_eq(fclose(file), 0);
}

static void compare(enum executable_kind kind, const char *interpreter, const char *argument)
{
	struct executable got;
	struct test_alloc alloc;

	test_alloc_init(&alloc, -1);
	executable_read(&got, path, true, &alloc.allocator);
	ck_assert_int_eq(got.kind, kind);
	ck_assert_ptr_null(got.problem);
	ck_assert_pstr_eq(got.interpreter, interpreter);
	ck_assert_pstr_eq(got.argument, argument);
	test_alloc_free(&alloc);
}

START_TEST(the_loader_of_32_bits)
{
	give(&whole32, sizeof(whole32));
	compare(EXECUTABLE_32_BIT, LOADER, NULL);
}
END_TEST

/* Whatever it is cut off at, it is 32 bits and has a loader only when that is there. */
START_TEST(cut_off_32_bits)
{
	give(&whole32, (size_t)_i);
	compare(EXECUTABLE_32_BIT, NULL, NULL);
}
END_TEST

/* Numbers that lead out of the file, or to nothing. */
static const struct number_row {
	size_t offset, size; /* in struct image32 */
	uint32_t value;
} number_rows[] = {
	{ offsetof(struct image32, head.e_phoff), 4, UINT32_MAX },
	{ offsetof(struct image32, head.e_phoff), 4, 0 },
	{ offsetof(struct image32, head.e_phnum), 2, 0 },
	{ offsetof(struct image32, head.e_phnum), 2, 1 },
	{ offsetof(struct image32, head.e_phnum), 2, UINT16_MAX },
	{ offsetof(struct image32, head.e_phentsize), 2, 56 },
	{ offsetof(struct image32, headers[1].p_offset), 4, UINT32_MAX },
	{ offsetof(struct image32, headers[1].p_filesz), 4, 0 },
	{ offsetof(struct image32, headers[1].p_filesz), 4, 1 },
	{ offsetof(struct image32, headers[1].p_filesz), 4, sizeof(LOADER) - 1 },
	{ offsetof(struct image32, headers[1].p_filesz), 4, UINT32_MAX },
};

START_TEST(damaged_32_bits)
{
	const struct number_row *row = &number_rows[_i];
	struct image32 image = whole32;

	memcpy((char *)&image + row->offset, &row->value, row->size);
	give(&image, sizeof(image));
	compare(EXECUTABLE_32_BIT, NULL, NULL);
}
END_TEST

static const struct text_row {
	const char *text, *interpreter, *argument;
	enum executable_kind kind;
} text_rows[] = {
	{ "#!/bin/sh\nrest", "/bin/sh", NULL, EXECUTABLE_SCRIPT },
	{ "#! \t/bin/sh \t -e  -u \n", "/bin/sh", "-e  -u", EXECUTABLE_SCRIPT },
	{ "#!/bin/sh", "/bin/sh", NULL, EXECUTABLE_SCRIPT },
	{ "#!\n/bin/sh", NULL, NULL, EXECUTABLE_UNKNOWN },
	{ "#", NULL, NULL, EXECUTABLE_UNKNOWN },
	{ "", NULL, NULL, EXECUTABLE_UNKNOWN },
	{ "echo\n", NULL, NULL, EXECUTABLE_UNKNOWN },
	{ "\177EL", NULL, NULL, EXECUTABLE_UNKNOWN },
};

START_TEST(texts)
{
	const struct text_row *row = &text_rows[_i];

	give(row->text, strlen(row->text));
	compare(row->kind, row->interpreter, row->argument);
}
END_TEST

START_TEST(unreadable)
{
	struct executable got;

	executable_read(&got, path, false, NULL);
	ck_assert_int_eq(got.kind, EXECUTABLE_UNREADABLE);
	ck_assert_int_eq(got.error, ENOENT);
	executable_read(&got, "/tmp", false, NULL);
	ck_assert_int_eq(got.error, EISDIR);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	executable_read(&got, path, false, NULL);
	ck_assert_int_eq(got.kind, EXECUTABLE_UNREADABLE);
	ck_assert_int_eq(got.error, EACCES);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("executable");
	TCase *tests = tcase_create("executable");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, the_loader_of_32_bits);
	tcase_add_loop_test(tests, cut_off_32_bits, EI_NIDENT, LENGTH32);
	tcase_add_loop_test(tests, damaged_32_bits, 0, TEST_ROWS(number_rows));
	tcase_add_loop_test(tests, texts, 0, TEST_ROWS(text_rows));
	tcase_add_test(tests, unreadable);
	suite_add_tcase(suite, tests);
	return test_main(suite);
}
