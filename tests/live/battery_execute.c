/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/live/battery.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What the processor can be made to run. A program that has run has exited with 0. */

extern char **environ;

static int do_execute(const struct attempt *attempt)
{
	return run_reader(attempt->path, NULL, environ);
}

/* a: the descriptor, or 0 for one of path. By execveat(2) without a path. */
static int do_execute_descriptor(const struct attempt *attempt)
{
	int fd = attempt->a ? (int)attempt->a : open(attempt->path, O_PATH | O_CLOEXEC);
	char *argv[] = { "program", NULL };
	int pid = fork();

	if (!pid) {
		syscall(SYS_execveat, fd, "", argv, environ, AT_EMPTY_PATH);
		_exit(errno);
	}
	return child_result(pid);
}

/* Through the name of the descriptor. */
static int do_execute_name(const struct attempt *attempt)
{
	char name[64];
	int r;

	snprintf(name, sizeof(name), "/proc/self/fd/%d", (int)attempt->a);
	r = run_reader(name, NULL, environ);
	return r == ENOENT ? EBADF : r;
}

/* A copy of the static program, in memory. */
static int copy_program(void)
{
	int from = open("bin/battery_reader", O_RDONLY | O_CLOEXEC);
	int to = memfd_create("program", 0);
	struct stat stat;

	if (from < 0 || to < 0 || fstat(from, &stat) ||
		sendfile(to, from, NULL, (size_t)stat.st_size) != stat.st_size)
		return -1;
	close(from);
	return to;
}

/* a: by descriptor. */
static int do_memory_file(const struct attempt *attempt)
{
	int fd = copy_program();
	char *argv[] = { "program", NULL };
	char name[64];
	int pid;

	if (fd < 0)
		return errno;
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	pid = fork();
	if (!pid) {
		if (attempt->a)
			syscall(SYS_execveat, fd, "", argv, environ, AT_EMPTY_PATH);
		else
			execve(name, argv, environ);
		_exit(errno);
	}
	return child_result(pid);
}

static const char *linker(void)
{
	static const char *const names[] = { "/lib64/ld-linux-x86-64.so.2",
		"/lib/ld-linux-aarch64.so.1", "/lib/ld-musl-x86_64.so.1",
		"/lib/ld-musl-aarch64.so.1" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!access(names[i], X_OK))
			return names[i];
	}
	return NULL;
}

/* The dynamic linker runs what it may read. */
static int do_linker(const struct attempt *attempt)
{
	const char *program = linker();
	char *argv[] = { (char *)program, (char *)attempt->path, "--table", NULL };
	int pid;

	if (!program)
		return ABSENT;
	pid = fork();
	if (!pid) {
		be_quiet();
		execv(program, argv);
		_exit(1);
	}
	/* It says with 127, or in words, that it could not open the file. */
	return child_result(pid) ? EACCES : 0;
}

static int do_map_file(const struct attempt *attempt)
{
	int fd = open(attempt->path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return errno;
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0) == MAP_FAILED ? errno
											 : 0;
}

#if defined(__x86_64__)
static const unsigned char code[] = { 0xb8, 42, 0, 0, 0, 0xc3 }; /* mov $42, %eax; ret */
#else
static const unsigned char code[] = { 0x40, 0x05, 0x80, 0x52, 0xc0, 0x03, 0x5f, 0xd6 };
#endif

static int run_code(void *page)
{
	int (*function)(void);

	__builtin___clear_cache((char *)page, (char *)page + sizeof(code));
	memcpy(&function, &page, sizeof(function));
	return function() == 42 ? 0 : EFAULT;
}

/* Written, and then made executable. */
static int do_memory(const struct attempt *attempt)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		return errno;
	memcpy(page, code, sizeof(code));
	if (mprotect(page, 4096, PROT_READ | (int)attempt->a))
		return errno;
	return run_code(page);
}

/* The same through a file in memory. */
static int do_shared_memory(const struct attempt *attempt)
{
	int fd = memfd_create("code", MFD_CLOEXEC);
	void *page;

	if (fd < 0 || ftruncate(fd, 4096) || pwrite(fd, code, sizeof(code), 0) != sizeof(code))
		return errno;
	page = mmap(NULL, 4096, PROT_READ | (int)attempt->a, MAP_SHARED, fd, 0);
	return page == MAP_FAILED ? errno : run_code(page);
}

/* A script names the program that reads it. */
static int do_script(const struct attempt *attempt)
{
	int fd = memfd_create("script", 0);
	char text[256], name[64];
	int size = snprintf(text, sizeof(text), "#!%s/%s\n", board->tree, attempt->path);

	if (fd < 0 || write(fd, text, (size_t)size) != size)
		return errno;
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	/* It is given the script, which it can read. */
	return run_reader(name, NULL, environ);
}

/*
 * Read grants execution as well, so X02 and X05 are what the profile allows; they become attacks
 * where it tells the two apart.
 */
const struct attempt attempts_execute[] = {
	{ "X01", "execute a file", do_execute, "none/program", 0, 0, 0, { "EACCES" } },
	{ "X02", "dynamic linker, a file that may be read", do_linker, "bin/battery", 0, 0, 0,
		{ "works" } },
	{ "X03", "execute a file in memory", do_memory_file, NULL, 0, 0, 0, { "residual" } },
	{ "X04", "file in memory by execveat", do_memory_file, NULL, 1, 0, 0, { "ENOSYS" } },
	{ "X05", "map a file that may be read", do_map_file, "bin/battery_reader", 0, 0, 0,
		{ "works" } },
	{ "X06", "make memory executable", do_memory, NULL, PROT_EXEC, 0, 0, { "residual" } },
	{ "X07", "dynamic linker, a file that may not", do_linker, "kept/battery", 0, 0, 0,
		{ "EACCES" } },
	{ "X08", "map executable memory of a file", do_shared_memory, NULL, PROT_EXEC, 0, 0,
		{ "residual" } },
	{ "X09", "execveat without a path", do_execute_descriptor, "none/program", 0, 0, 0,
		{ "ENOSYS" } },
	{ "X10", "inherited program by execveat", do_execute_descriptor, NULL, FD_PROGRAM, 0, 0,
		{ "ENOSYS" } },
	{ "X11", "inherited program by name", do_execute_name, NULL, FD_PROGRAM, 0, 0,
		{ "closed" } },
	{ "X12", "program that a script names", do_script, "none/program", 0, 0, 0, { "EACCES" } },
	{ "X13", "map a file that may not be read", do_map_file, "none/program", 0, 0, 0,
		{ "EACCES" } },
	{ NULL, NULL, NULL, NULL, 0, 0, 0, { NULL } },
};
