/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/*
 *   compat32_call NUMBER [ARGUMENT]...
 *   compat32_call exec PROGRAM [ARGUMENT]...
 *
 * One system call by "int 0x80", the door of 32-bit programs, which 64-bit ones can use as well.
 * Prints "ok" or the errno. Compiled for both. An ARGUMENT is a number, "@TEXT", a pointer to the
 * text, "%SIZE", a pointer to as many zeroes, or ":A,B...", a pointer to 32-bit numbers. With exec
 * it becomes another program.
 */

enum {
	MOST = 5,
	PAGE = 4096,
};

#define NAME(value)           \
	{                     \
		value, #value \
	}
static const struct name {
	int value;
	const char *name;
} names[] = { NAME(EACCES), NAME(EPERM), NAME(ENOSYS), NAME(EAFNOSUPPORT), NAME(EPROTONOSUPPORT),
	NAME(EOPNOTSUPP), NAME(ENOPROTOOPT), NAME(ENOENT), NAME(EINVAL), NAME(EBADF), NAME(EFAULT),
	NAME(ESRCH), NAME(ENOKEY), NAME(ENODEV) };

/* With five arguments: the sixth is in the frame pointer. 64-bit code passes low halves. */
static int call(long number, const long argument[MOST])
{
	int result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "0"(number), "b"(argument[0]), "c"(argument[1]), "d"(argument[2]),
			 "S"(argument[3]), "D"(argument[4])
			 : "memory"
#ifdef __x86_64__
			 ,
			 "r8", "r9", "r10", "r11" /* zeroed by older kernels */
#endif
	);
	return result;
}

/* Below 4 GiB, where a 32-bit pointer reaches. */
static char *low_page(void)
{
	char *page = mmap(
		NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);

	if (page == MAP_FAILED) {
		perror("compat32_call: mmap");
		exit(2);
	}
	return page;
}

static long read_argument(const char *word)
{
	char *page, *end = (char *)word;
	unsigned count = 0;

	if (!strchr("@%:", *word))
		return (long)strtoll(word, NULL, 0);
	page = low_page();
	if (*word == '@')
		strncpy(page, word + 1, PAGE - 1);
	for (; *word == ':' && *end; count++)
		((unsigned *)page)[count] = (unsigned)strtoll(end + 1, &end, 0);
	return (long)page;
}

static const char *name_of(int result)
{
	static char text[16];

	if (result >= 0)
		return "ok";
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (names[i].value == -result)
			return names[i].name;
	}
	snprintf(text, sizeof(text), "errno %d", -result);
	return text;
}

int main(int argc, char **argv)
{
	long argument[MOST] = { 0 };

	if (argc > 2 && !strcmp(argv[1], "exec")) {
		execv(argv[2], argv + 2);
		perror(argv[2]);
		return 2;
	}
	if (argc < 2 || argc > 2 + MOST) {
		fputs("usage: compat32_call NUMBER [ARGUMENT]...\n", stderr);
		return 2;
	}
	for (int i = 2; i < argc; i++)
		argument[i - 2] = read_argument(argv[i]);
	puts(name_of(call(strtol(argv[1], NULL, 0), argument)));
	return 0;
}
