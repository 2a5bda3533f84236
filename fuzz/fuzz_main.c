/* SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz/fuzz.h"

/*
 * Runs a target over files, where there is no libFuzzer: each argument is a file or a directory of
 * them, and a test. A directory without a file is a failure.
 */

static char current[4096];

/* Which input it was; a sanitizer that finds something ends here as well. */
static void tell(int number)
{
	static const char text[] = "\nthe input was ";

	if (write(STDERR_FILENO, text, sizeof(text) - 1) > 0 &&
		write(STDERR_FILENO, current, strlen(current)) > 0 &&
		write(STDERR_FILENO, "\n", 1) > 0)
		signal(number, SIG_DFL);
	raise(number);
}

static _Noreturn void die(const char *path)
{
	fprintf(stderr, "fuzz: %s: %s\n", path, strerror(errno));
	exit(1);
}

/* In memory of exactly its size: a read behind the end is seen by sanitizers. */
static void run_file(const char *path, size_t size)
{
	FILE *file = fopen(path, "rb");
	uint8_t *bytes = malloc(size ? size : 1);

	if (!file || !bytes || fread(bytes, 1, size, file) != size)
		die(path);
	fclose(file);
	LLVMFuzzerTestOneInput(bytes, size);
	free(bytes);
}

static size_t run(const char *path)
{
	struct dirent **entries;
	struct stat stat;
	size_t count = 0;
	int found;

	if (lstat(path, &stat))
		die(path);
	if (!S_ISDIR(stat.st_mode)) {
		snprintf(current, sizeof(current), "%s", path);
		run_file(path, (size_t)stat.st_size);
		return 1;
	}
	found = scandir(path, &entries, NULL, alphasort);
	if (found < 0)
		die(path);
	for (int i = 0; i < found; i++) {
		char inner[4096];

		snprintf(inner, sizeof(inner), "%s/%s", path, entries[i]->d_name);
		if (entries[i]->d_name[0] != '.')
			count += run(inner);
		free(entries[i]);
	}
	free(entries);
	return count;
}

int main(int argc, char **argv)
{
	int failed = argc < 2;

	signal(SIGABRT, tell);
	for (int i = 1; i < argc; i++) {
		size_t count = run(argv[i]);

		failed |= !count;
		printf("%sok %d - %s: %zu inputs\n", count ? "" : "not ", i, argv[i], count);
		fflush(stdout);
	}
	printf("1..%d\n", argc - 1);
	return failed;
}
