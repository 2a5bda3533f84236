/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/live/battery.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

/*
 *   data      granted in both profiles, to read or to write
 *   none      not granted, and made anew after each attempt, as data is
 *   kept      not granted, what inherited descriptors lie on
 *   sockets   not granted, the outsider's
 *   bin       granted to read in both profiles: this program and what is executed
 */

static int is_dots(const char *name)
{
	return !strcmp(name, ".") || !strcmp(name, "..");
}

/* What is in the directory, which itself stays: a grant is one of its inode. */
static void empty(const char *directory)
{
	DIR *stream = opendir(directory);
	struct dirent *entry;
	char path[512];

	while (stream && (entry = readdir(stream))) {
		if (is_dots(entry->d_name))
			continue;
		snprintf(path, sizeof(path), "%s/%s", directory, entry->d_name);
		if (unlink(path) && errno == EISDIR) {
			empty(path);
			rmdir(path);
		}
	}
	if (stream)
		closedir(stream);
}

static void write_file(const char *directory, const char *name, const char *text)
{
	char path[512];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		battery_die(path);
	/* Where the file system has none, the attempts at it are vacuous. */
	fsetxattr(fd, "user.nono", board->secret, SECRET_SIZE, 0);
	close(fd);
}

static void fill(const char *directory)
{
	char path[512];

	write_file(directory, "file", "text\n");
	snprintf(path, sizeof(path), "%s/program", directory);
	if (link("bin/battery_reader", path))
		battery_die(path);
	snprintf(path, sizeof(path), "%s/empty", directory);
	if (mkdir(path, 0755))
		battery_die(path);
}

void director_prepare(void)
{
	empty("data");
	empty("none");
	fill("data");
	fill("none");
	write_file("none", "secret", board->secret);
	write_file("bin", "victim", "text\n");
	if (symlink("../none/secret", "data/link-out") || symlink("secret", "none/link"))
		battery_die("a link");
}

static void make_secret(void)
{
	static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyz";
	unsigned char random[SECRET_SIZE - 1];
	int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);

	if (fd < 0 || read(fd, random, sizeof(random)) != sizeof(random))
		battery_die("/dev/urandom");
	close(fd);
	for (size_t i = 0; i < sizeof(random); i++)
		board->secret[i] = letters[random[i] % (sizeof(letters) - 1)];
}

void director_fill_tree(void)
{
	static const char *const directories[] = { "data", "none", "kept", "sockets" };

	make_secret();
	for (size_t i = 0; i < sizeof(directories) / sizeof(directories[0]); i++) {
		empty(directories[i]);
		if (mkdir(directories[i], 0755) && errno != EEXIST)
			battery_die(directories[i]);
	}
	fill("kept");
	write_file("kept", "secret", board->secret);
	if (link("bin/battery", "kept/battery"))
		battery_die("kept/battery");
	director_prepare();
}
