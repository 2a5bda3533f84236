/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/landlock.h>
#include <string.h>

#include "platform/linux/landlock.h"
#include "tests/harness.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/*
 * By hand, in hexadecimal, from landlock(7) and the semantics that profiles inherit from nono; one
 * decided difference: making device nodes (0x840) is handled and never granted. ABI 11 stands for
 * a kernel from the future. dev_: for a device, or a directory in /dev.
 */
static const struct row {
	uint64_t fs, net, scoped;
	uint32_t flags;
	uint64_t read_dir, write_dir, both_dir, dev_write_dir, dev_both_dir;
	uint64_t read_file, write_file, both_file, dev_write_file, dev_both_file;
} rows[] = {
	[0] = { 0 },
	[1] = { 0x1fff, 0, 0, 0, 0xd, 0x17b2, 0x17bf, 0x17b2, 0x17bf, 5, 2, 7, 2, 7 },
	[2] = { 0x3fff, 0, 0, 0, 0xd, 0x37b2, 0x37bf, 0x37b2, 0x37bf, 5, 2, 7, 2, 7 },
	[3] = { 0x7fff, 0, 0, 0, 0xd, 0x77b2, 0x77bf, 0x77b2, 0x77bf, 5, 0x4002, 0x4007, 0x4002,
		0x4007 },
	[4] = { 0x7fff, 3, 0, 0, 0xd, 0x77b2, 0x77bf, 0x77b2, 0x77bf, 5, 0x4002, 0x4007, 0x4002,
		0x4007 },
	[5] = { 0xffff, 3, 0, 0, 0xd, 0x77b2, 0x77bf, 0xf7b2, 0xf7bf, 5, 0x4002, 0x4007, 0xc002,
		0xc007 },
	[6] = { 0xffff, 3, 3, 0, 0xd, 0x77b2, 0x77bf, 0xf7b2, 0xf7bf, 5, 0x4002, 0x4007, 0xc002,
		0xc007 },
	[7] = { 0xffff, 3, 3, 0, 0xd, 0x77b2, 0x77bf, 0xf7b2, 0xf7bf, 5, 0x4002, 0x4007, 0xc002,
		0xc007 },
	[8] = { 0xffff, 3, 3, 8, 0xd, 0x77b2, 0x77bf, 0xf7b2, 0xf7bf, 5, 0x4002, 0x4007, 0xc002,
		0xc007 },
	[9] = { 0x1ffff, 3, 3, 8, 0xd, 0x77b2, 0x77bf, 0xf7b2, 0xf7bf, 5, 0x4002, 0x4007, 0xc002,
		0xc007 },
	[10] = { 0x1ffff, 15, 3, 8, 0xd, 0x77b2, 0x77bf, 0xf7b2, 0xf7bf, 5, 0x4002, 0x4007, 0xc002,
		0xc007 },
	[11] = { 0x1ffff, 15, 3, 8, 0xd, 0x77b2, 0x77bf, 0xf7b2, 0xf7bf, 5, 0x4002, 0x4007, 0xc002,
		0xc007 },
};

START_TEST(features)
{
	const struct landlock_features got = landlock_features(_i);

	ck_assert_uint_eq(got.fs, rows[_i].fs);
	ck_assert_uint_eq(got.net, rows[_i].net);
	ck_assert_uint_eq(got.scoped, rows[_i].scoped);
	ck_assert_uint_eq(got.restrict_flags, rows[_i].flags);
}
END_TEST

START_TEST(directory_rights)
{
	const struct landlock_features has = landlock_features(_i);
	const struct row *row = &rows[_i];

	ck_assert_uint_eq(landlock_directory_rights(CAPS_READ, false, &has), row->read_dir);
	ck_assert_uint_eq(landlock_directory_rights(CAPS_WRITE, false, &has), row->write_dir);
	ck_assert_uint_eq(landlock_directory_rights(CAPS_READ_WRITE, false, &has), row->both_dir);
	ck_assert_uint_eq(landlock_directory_rights(CAPS_READ, true, &has), row->read_dir);
	ck_assert_uint_eq(landlock_directory_rights(CAPS_WRITE, true, &has), row->dev_write_dir);
	ck_assert_uint_eq(
		landlock_directory_rights(CAPS_READ_WRITE, true, &has), row->dev_both_dir);
}
END_TEST

START_TEST(file_rights)
{
	const struct landlock_features has = landlock_features(_i);
	const struct row *row = &rows[_i];

	ck_assert_uint_eq(landlock_file_rights(CAPS_READ, false, &has), row->read_file);
	ck_assert_uint_eq(landlock_file_rights(CAPS_WRITE, false, &has), row->write_file);
	ck_assert_uint_eq(landlock_file_rights(CAPS_READ_WRITE, false, &has), row->both_file);
	ck_assert_uint_eq(landlock_file_rights(CAPS_READ, true, &has), row->read_file);
	ck_assert_uint_eq(landlock_file_rights(CAPS_WRITE, true, &has), row->dev_write_file);
	ck_assert_uint_eq(landlock_file_rights(CAPS_READ_WRITE, true, &has), row->dev_both_file);
}
END_TEST

/* The kernel refuses a rule that grants more than is handled (EINVAL). */
START_TEST(rights_are_handled)
{
	const struct landlock_features has = landlock_features(_i);

	for (int access = CAPS_READ; access <= CAPS_READ_WRITE; access++) {
		for (int device = 0; device < 2; device++) {
			uint64_t directory =
				landlock_directory_rights((enum caps_access)access, device, &has);
			uint64_t file =
				landlock_file_rights((enum caps_access)access, device, &has);

			ck_assert_uint_eq(directory & ~has.fs, 0);
			ck_assert_uint_eq(file & ~directory, 0);
			ck_assert_uint_eq(directory & 0x10840, 0);
		}
	}
}
END_TEST

static const char *const versions[] = { "none", "5.13", "5.19", "6.2", "6.7", "6.10", "6.12",
	"6.15", "7.0", "7.1", "7.2" };

START_TEST(linux_version)
{
	ck_assert_str_eq(landlock_linux_version(_i), versions[_i]);
}
END_TEST

/* Every bit alone: its name in the kernel's documentation, in small letters. */
static const struct name_row {
	void (*print)(uint64_t, struct buf *);
	uint64_t bits;
	const char *text;
} names[] = {
	{ landlock_print_fs, 0, " none" },
	{ landlock_print_fs, 0x1, " execute" },
	{ landlock_print_fs, 0x2, " write_file" },
	{ landlock_print_fs, 0x4, " read_file" },
	{ landlock_print_fs, 0x8, " read_dir" },
	{ landlock_print_fs, 0x10, " remove_dir" },
	{ landlock_print_fs, 0x20, " remove_file" },
	{ landlock_print_fs, 0x40, " make_char" },
	{ landlock_print_fs, 0x80, " make_dir" },
	{ landlock_print_fs, 0x100, " make_reg" },
	{ landlock_print_fs, 0x200, " make_sock" },
	{ landlock_print_fs, 0x400, " make_fifo" },
	{ landlock_print_fs, 0x800, " make_block" },
	{ landlock_print_fs, 0x1000, " make_sym" },
	{ landlock_print_fs, 0x2000, " refer" },
	{ landlock_print_fs, 0x4000, " truncate" },
	{ landlock_print_fs, 0x8000, " ioctl_dev" },
	{ landlock_print_fs, 0x10000, " resolve_unix" },
	{ landlock_print_fs, 0x10005, " execute read_file resolve_unix" },
	{ landlock_print_net, 0, " none" },
	{ landlock_print_net, 0x1, " bind_tcp" },
	{ landlock_print_net, 0x2, " connect_tcp" },
	{ landlock_print_net, 0x4, " bind_udp" },
	{ landlock_print_net, 0x8, " connect_send_udp" },
	{ landlock_print_scoped, 0, " none" },
	{ landlock_print_scoped, 0x1, " abstract_unix_socket" },
	{ landlock_print_scoped, 0x2, " signal" },
	{ landlock_print_scoped, 0x3, " abstract_unix_socket signal" },
};

START_TEST(name)
{
	struct test_alloc alloc;
	struct buf out;

	test_alloc_init(&alloc, -1);
	buf_init(&out, &alloc.allocator);
	names[_i].print(names[_i].bits, &out);
	ck_assert_str_eq(buf_string(&out), names[_i].text);
	test_alloc_free(&alloc);
}
END_TEST

/* What the header of this system knows of; the one of Debian 12 stops at ABI 3. */
START_TEST(equals_header)
{
	ck_assert_uint_eq(LANDLOCK_EXECUTE, LANDLOCK_ACCESS_FS_EXECUTE);
	ck_assert_uint_eq(LANDLOCK_WRITE_FILE, LANDLOCK_ACCESS_FS_WRITE_FILE);
	ck_assert_uint_eq(LANDLOCK_READ_FILE, LANDLOCK_ACCESS_FS_READ_FILE);
	ck_assert_uint_eq(LANDLOCK_READ_DIR, LANDLOCK_ACCESS_FS_READ_DIR);
	ck_assert_uint_eq(LANDLOCK_REMOVE_DIR, LANDLOCK_ACCESS_FS_REMOVE_DIR);
	ck_assert_uint_eq(LANDLOCK_REMOVE_FILE, LANDLOCK_ACCESS_FS_REMOVE_FILE);
	ck_assert_uint_eq(LANDLOCK_MAKE_CHAR, LANDLOCK_ACCESS_FS_MAKE_CHAR);
	ck_assert_uint_eq(LANDLOCK_MAKE_DIR, LANDLOCK_ACCESS_FS_MAKE_DIR);
	ck_assert_uint_eq(LANDLOCK_MAKE_REG, LANDLOCK_ACCESS_FS_MAKE_REG);
	ck_assert_uint_eq(LANDLOCK_MAKE_SOCK, LANDLOCK_ACCESS_FS_MAKE_SOCK);
	ck_assert_uint_eq(LANDLOCK_MAKE_FIFO, LANDLOCK_ACCESS_FS_MAKE_FIFO);
	ck_assert_uint_eq(LANDLOCK_MAKE_BLOCK, LANDLOCK_ACCESS_FS_MAKE_BLOCK);
	ck_assert_uint_eq(LANDLOCK_MAKE_SYM, LANDLOCK_ACCESS_FS_MAKE_SYM);
#ifdef LANDLOCK_ACCESS_FS_REFER
	ck_assert_uint_eq(LANDLOCK_REFER, LANDLOCK_ACCESS_FS_REFER);
#endif
#ifdef LANDLOCK_ACCESS_FS_TRUNCATE
	ck_assert_uint_eq(LANDLOCK_TRUNCATE, LANDLOCK_ACCESS_FS_TRUNCATE);
#endif
#ifdef LANDLOCK_ACCESS_NET_BIND_TCP
	ck_assert_uint_eq(LANDLOCK_BIND_TCP, LANDLOCK_ACCESS_NET_BIND_TCP);
	ck_assert_uint_eq(LANDLOCK_CONNECT_TCP, LANDLOCK_ACCESS_NET_CONNECT_TCP);
#endif
#ifdef LANDLOCK_ACCESS_FS_IOCTL_DEV
	ck_assert_uint_eq(LANDLOCK_IOCTL_DEV, LANDLOCK_ACCESS_FS_IOCTL_DEV);
#endif
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("landlock");
	TCase *masks = tcase_create("masks");

	tcase_add_loop_test(masks, features, 0, (int)COUNT(rows));
	tcase_add_loop_test(masks, directory_rights, 0, (int)COUNT(rows));
	tcase_add_loop_test(masks, file_rights, 0, (int)COUNT(rows));
	tcase_add_loop_test(masks, rights_are_handled, 0, (int)COUNT(rows));
	tcase_add_loop_test(masks, linux_version, 0, (int)COUNT(versions));
	tcase_add_loop_test(masks, name, 0, (int)COUNT(names));
	tcase_add_test(masks, equals_header);
	suite_add_tcase(suite, masks);
	return test_main(suite);
}
