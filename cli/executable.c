/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/executable.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	HEAD_SIZE = 256,	   /* BINPRM_BUF_SIZE: a longer first line is cut off there */
	MAX_STRINGS = 64 * 1048576 /* bytes; the names of the largest programs take 1 */
};

#if defined(__x86_64__)
static const unsigned own_machine = EM_X86_64;
#elif defined(__aarch64__)
static const unsigned own_machine = EM_AARCH64;
#else
static const unsigned own_machine = EM_NONE;
#endif

struct image {
	int fd;
	uint64_t size;
	struct allocator *alloc;
	struct executable *out;
	bool wants_symbols;
	Elf64_Phdr *headers;
	size_t header_count;
};

static bool damaged(struct image *image, const char *problem)
{
	image->out->kind = EXECUTABLE_DAMAGED;
	image->out->problem = problem;
	return false;
}

static bool lies_within(const struct image *image, uint64_t offset, uint64_t length)
{
	return offset <= image->size && length <= image->size - offset;
}

/* Exactly length bytes, or NULL and the program is damaged. */
static void *take(struct image *image, uint64_t offset, size_t length, const char *problem)
{
	size_t have = 0;
	char *bytes;

	if (!length || !lies_within(image, offset, length)) {
		damaged(image, problem);
		return NULL;
	}
	bytes = image->alloc->allocate(image->alloc, length);
	while (bytes && have < length) {
		ssize_t got = pread(image->fd, bytes + have, length - have, (off_t)(offset + have));

		if (got <= 0) {
			damaged(image, problem);
			return NULL;
		}
		have += (size_t)got;
	}
	if (!bytes) {
		image->out->kind = EXECUTABLE_UNREADABLE;
		image->out->error = ENOMEM;
	}
	return bytes;
}

static const Elf64_Phdr *find_header(const struct image *image, uint32_t type)
{
	for (size_t i = 0; i < image->header_count; i++) {
		if (image->headers[i].p_type == type)
			return &image->headers[i];
	}
	return NULL;
}

static bool read_headers(struct image *image, const Elf64_Ehdr *head)
{
	if ((head->e_type != ET_EXEC && head->e_type != ET_DYN) || !head->e_phnum)
		return damaged(image, "it is an object or a core file and not a program");
	if (head->e_phentsize != sizeof(Elf64_Phdr))
		return damaged(image, "its program headers have another size");
	image->header_count = head->e_phnum;
	image->headers = take(image, head->e_phoff, head->e_phnum * sizeof(Elf64_Phdr),
		"its program headers are missing");
	if (!image->headers)
		return false;
	for (size_t i = 0; i < image->header_count; i++) {
		const Elf64_Phdr *header = &image->headers[i];

		if (header->p_type == PT_LOAD &&
			!lies_within(image, header->p_offset, header->p_filesz))
			return damaged(image, "it is cut off");
	}
	return true;
}

static bool read_interpreter(struct image *image)
{
	const Elf64_Phdr *header = find_header(image, PT_INTERP);
	char *path;

	if (!header)
		return true;
	if (header->p_filesz < 2 || header->p_filesz > PATH_MAX)
		return damaged(image, "the name of its dynamic linker has no sensible length");
	path = take(image, header->p_offset, header->p_filesz,
		"the name of its dynamic linker is missing");
	if (!path)
		return false;
	if (path[header->p_filesz - 1])
		return damaged(image, "the name of its dynamic linker has no end");
	image->out->interpreter = path;
	return true;
}

/* Where in the file what is loaded at address lies, with length bytes behind it. */
static bool find_offset(
	const struct image *image, uint64_t address, uint64_t length, uint64_t *offset)
{
	for (size_t i = 0; i < image->header_count; i++) {
		const Elf64_Phdr *header = &image->headers[i];
		uint64_t before = address - header->p_vaddr;

		if (header->p_type != PT_LOAD || address < header->p_vaddr ||
			before > header->p_filesz || length > header->p_filesz - before)
			continue;
		*offset = header->p_offset + before;
		return true;
	}
	return false;
}

/* Is one of the strings that way? Names of libraries begin so, and names of symbols are so. */
static bool has_string(const char *strings, size_t size, const char *text, bool is_whole)
{
	size_t length = strlen(text) + is_whole;

	for (size_t at = 0; at + length <= size; at++) {
		if ((!at || !strings[at - 1]) && !memcmp(strings + at, text, length))
			return true;
	}
	return false;
}

/* Names of dynamic symbols and of needed libraries are all in one table. */
static bool read_strings(struct image *image, uint64_t address, uint64_t size)
{
	const char *problem = "the names of its symbols are missing";
	uint64_t offset;
	char *strings;

	if (!size)
		return true;
	if (size > MAX_STRINGS || !find_offset(image, address, size, &offset))
		return damaged(image, problem);
	strings = take(image, offset, size, problem);
	if (!strings)
		return false;
	image->out->needs_address_sanitizer = has_string(strings, size, "libasan.so", false) ||
					      has_string(strings, size, "libclang_rt.asan", false);
	image->out->has_address_sanitizer = !image->out->needs_address_sanitizer &&
					    has_string(strings, size, "__asan_init", true);
	return true;
}

static bool read_dynamic(struct image *image)
{
	const Elf64_Phdr *header = find_header(image, PT_DYNAMIC);
	const char *problem = "its dynamic section is missing";
	uint64_t address = 0, size = 0;
	Elf64_Dyn *entries;
	size_t count;

	if (!header)
		return true;
	count = header->p_filesz / sizeof(*entries);
	if (count > MAX_STRINGS / sizeof(*entries))
		return damaged(image, problem);
	entries = take(image, header->p_offset, count * sizeof(*entries), problem);
	if (!entries)
		return false;
	for (size_t i = 0; i < count && entries[i].d_tag != DT_NULL; i++) {
		if (entries[i].d_tag == DT_STRTAB)
			address = entries[i].d_un.d_ptr;
		if (entries[i].d_tag == DT_STRSZ)
			size = entries[i].d_un.d_val;
	}
	return read_strings(image, address, size);
}

/* No more than its dynamic linker: it is not ours to load into, whatever else it says. */
static void read_32_bit(struct image *image)
{
	const Elf32_Ehdr *head = take(image, 0, sizeof(*head), "");
	const Elf32_Phdr *headers = NULL;

	if (head && head->e_phentsize == sizeof(*headers))
		headers = take(image, head->e_phoff, head->e_phnum * sizeof(*headers), "");
	image->headers = headers ? alloc_array(image->alloc, 1, sizeof(*image->headers)) : NULL;
	for (size_t i = 0; image->headers && i < head->e_phnum; i++) {
		if (headers[i].p_type != PT_INTERP)
			continue;
		image->header_count = 1;
		image->headers->p_type = PT_INTERP;
		image->headers->p_offset = headers[i].p_offset;
		image->headers->p_filesz = headers[i].p_filesz;
		read_interpreter(image);
		break;
	}
	image->out->kind = EXECUTABLE_32_BIT;
	image->out->problem = NULL;
}

static void read_elf(struct image *image)
{
	const Elf64_Ehdr *head = take(image, 0, EI_NIDENT, "its header is cut off");
	const unsigned char *ident = (const unsigned char *)head;

	if (!head)
		return;
	if (ident[EI_CLASS] == ELFCLASS32) {
		read_32_bit(image);
		return;
	}
	image->out->kind = EXECUTABLE_FOREIGN;
	if (ident[EI_CLASS] != ELFCLASS64 || ident[EI_DATA] != ELFDATA2LSB)
		return;
	head = take(image, 0, sizeof(*head), "its header is cut off");
	if (!head || head->e_machine != own_machine)
		return;
	image->out->kind = EXECUTABLE_BINARY;
	if (read_headers(image, head) && read_interpreter(image) && image->wants_symbols)
		read_dynamic(image);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* As load_script() of Linux takes it: a path, and all of the rest as one argument. */
static void read_script(struct image *image, char *line, size_t length)
{
	char *end = memchr(line, '\n', length), *at = line + 2, *path;

	image->out->kind = EXECUTABLE_SCRIPT;
	if (!end)
		end = line + length;
	while (end > at && is_blank(end[-1]))
		end--;
	*end = '\0';
	while (is_blank(*at))
		at++;
	path = at;
	while (*at && !is_blank(*at))
		at++;
	if (at == path || (at == end && length == HEAD_SIZE && at == line + length)) {
		image->out->kind = EXECUTABLE_UNKNOWN;
		return;
	}
	image->out->interpreter = alloc_text(image->alloc, path, (size_t)(at - path));
	while (is_blank(*at))
		at++;
	if (*at)
		image->out->argument = alloc_text(image->alloc, at, strlen(at));
}

static void read_image(struct image *image)
{
	char head[HEAD_SIZE + 1] = { 0 };
	ssize_t length = pread(image->fd, head, HEAD_SIZE, 0);

	image->out->kind = EXECUTABLE_UNKNOWN;
	if (length < 0) {
		image->out->kind = EXECUTABLE_UNREADABLE;
		image->out->error = errno;
	} else if (length >= 2 && !memcmp(head, "#!", 2)) {
		read_script(image, head, (size_t)length);
	} else if (length >= SELFMAG && !memcmp(head, ELFMAG, SELFMAG)) {
		read_elf(image);
	}
}

void executable_read(
	struct executable *out, const char *path, bool wants_symbols, struct allocator *alloc)
{
	struct image image = { .alloc = alloc, .out = out, .wants_symbols = wants_symbols };
	struct stat stat;

	*out = (struct executable){ .kind = EXECUTABLE_UNREADABLE };
	image.fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (image.fd < 0 || fstat(image.fd, &stat)) {
		out->error = errno;
	} else if (!S_ISREG(stat.st_mode)) {
		out->error = S_ISDIR(stat.st_mode) ? EISDIR : EACCES;
	} else {
		image.size = (uint64_t)stat.st_size;
		read_image(&image);
	}
	if (image.fd >= 0)
		close(image.fd);
}
