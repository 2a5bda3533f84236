/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/program.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/errno_text.h"

enum {
	LONGEST_LINE = 256, /* what the kernel reads of a #! line, BINPRM_BUF_SIZE */
	LONGEST_PATH = 4096,
};

/* 0, or errno. */
static int check_executable(const char *path)
{
	struct stat status;

	if (stat(path, &status))
		return errno;
	if (S_ISDIR(status.st_mode))
		return EISDIR;
	return faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) ? errno : 0;
}

static int fail(struct nono_err *err, const char *name, int number)
{
	const struct place place = { name, 0, 0 };

	nono_err_system(err, NONO_ERR_PATH_NOT_FOUND, number, "cannot be run: %s (%s %d)%s",
		errno_text(number), errno_name(number), number,
		number != ENOENT    ? ""
		: strchr(name, '/') ? ""
				    : "; no directory of PATH has it");
	nono_err_at(err, &place);
	return number == ENOENT ? CLI_NOT_FOUND : CLI_NOT_EXECUTABLE;
}

/* "DIRECTORY/NAME" of the first length bytes; an empty one is the working directory. */
static const char *join(
	const char *directory, size_t length, const char *name, struct allocator *alloc)
{
	struct buf path;

	buf_init(&path, alloc);
	if (length)
		buf_add(&path, directory, length);
	else
		buf_text(&path, ".");
	buf_text(&path, "/");
	buf_text(&path, name);
	return buf_string(&path);
}

/* What is there but may not be executed does not end the search, and is told if nothing else is. */
static int search(
	struct program *out, const char *name, struct allocator *alloc, struct nono_err *err)
{
	const char *list = getenv("PATH");
	int found = ENOENT;

	/* What execvp(3) does without PATH. */
	for (const char *at = list ? list : "/bin:/usr/bin";; at++) {
		size_t length = strcspn(at, ":");
		int r;

		out->path = join(at, length, name, alloc);
		if (!out->path) {
			nono_err_memory(err);
			return CLI_NOT_EXECUTABLE;
		}
		r = check_executable(out->path);
		if (!r)
			return 0;
		if (r != ENOENT && r != ENOTDIR)
			found = r;
		at += length;
		if (!*at)
			break;
	}
	return fail(err, name, found);
}

/* The path behind "#!" in the first length bytes of a file, or NULL. */
static const char *read_line(const char *bytes, size_t length, struct allocator *alloc)
{
	size_t start = 2, end;

	if (length < 3 || bytes[0] != '#' || bytes[1] != '!')
		return NULL;
	while (start < length && (bytes[start] == ' ' || bytes[start] == '\t'))
		start++;
	for (end = start; end < length && !strchr(" \t\n", bytes[end]);)
		end++;
	return end > start ? alloc_text(alloc, bytes + start, end - start) : NULL;
}

/* The text of the segment PT_INTERP, at most LONGEST_PATH bytes with its NUL; or NULL. */
static const char *read_segment(int fd, uint64_t offset, uint64_t size, struct allocator *alloc)
{
	char path[LONGEST_PATH];

	if (!size || size > sizeof(path) || pread(fd, path, size, (off_t)offset) != (ssize_t)size)
		return NULL;
	return alloc_text(alloc, path, strnlen(path, size));
}

static const char *read_loader32(int fd, const Elf32_Ehdr *header, struct allocator *alloc)
{
	Elf32_Phdr segment;

	for (unsigned i = 0; i < header->e_phnum; i++) {
		off_t at = (off_t)header->e_phoff + (off_t)(i * sizeof(segment));

		if (pread(fd, &segment, sizeof(segment), at) != sizeof(segment))
			return NULL;
		if (segment.p_type == PT_INTERP)
			return read_segment(fd, segment.p_offset, segment.p_filesz, alloc);
	}
	return NULL;
}

static const char *read_loader64(int fd, const Elf64_Ehdr *header, struct allocator *alloc)
{
	Elf64_Phdr segment;

	for (unsigned i = 0; i < header->e_phnum; i++) {
		off_t at = (off_t)(header->e_phoff + i * sizeof(segment));

		if (pread(fd, &segment, sizeof(segment), at) != sizeof(segment))
			return NULL;
		if (segment.p_type == PT_INTERP)
			return read_segment(fd, segment.p_offset, segment.p_filesz, alloc);
	}
	return NULL;
}

/* What executes the file: the interpreter of a script or the loader of a program; NULL: nobody. */
static const char *read_next(int fd, struct allocator *alloc)
{
	_Alignas(Elf64_Ehdr) char bytes[LONGEST_LINE];
	Elf64_Ehdr header64;
	Elf32_Ehdr header32;
	ssize_t length = pread(fd, bytes, sizeof(bytes), 0);

	if (length < (ssize_t)sizeof(header64) || memcmp(bytes, ELFMAG, SELFMAG) != 0)
		return length > 0 ? read_line(bytes, (size_t)length, alloc) : NULL;
	memcpy(&header64, bytes, sizeof(header64));
	memcpy(&header32, bytes, sizeof(header32));
	return bytes[EI_CLASS] == ELFCLASS64 ? read_loader64(fd, &header64, alloc)
					     : read_loader32(fd, &header32, alloc);
}

static int open_file(const char *path)
{
	return open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
}

/* Absolute and without links, as far as it is there: a profile must not name "./app". */
static const char *resolve(const char *path, struct allocator *alloc)
{
	char resolved[PATH_MAX];

	return realpath(path, resolved) ? alloc_text(alloc, resolved, strlen(resolved)) : path;
}

static void read_files(struct program *program, struct allocator *alloc)
{
	const char *path = resolve(program->path, alloc);

	program->file_count = 0;
	while (path && program->file_count < PROGRAM_MAX_FILES) {
		int fd = open_file(path);

		program->files[program->file_count].path = path;
		program->files[program->file_count++].was_readable = fd >= 0;
		path = fd >= 0 ? read_next(fd, alloc) : NULL;
		if (path)
			path = resolve(path, alloc);
		if (fd >= 0)
			close(fd);
	}
}

int program_find(
	struct program *out, const char *name, struct allocator *alloc, struct nono_err *err)
{
	int r;

	if (strchr(name, '/')) {
		out->path = name;
		r = check_executable(name);
		r = r ? fail(err, name, r) : 0;
	} else {
		r = *name ? search(out, name, alloc, err) : fail(err, name, ENOENT);
	}
	if (!r)
		read_files(out, alloc);
	return r;
}

/* Whoever may read a file may execute it (CAPS_READ), so opening it asks the sandbox for both. */
size_t program_denied(const char *out[PROGRAM_MAX_FILES], const struct program *program)
{
	size_t count = 0;

	for (size_t i = 0; i < program->file_count; i++) {
		int fd = open_file(program->files[i].path);

		if (fd >= 0)
			close(fd);
		else if (errno == EACCES && program->files[i].was_readable)
			out[count++] = program->files[i].path;
	}
	return count;
}
