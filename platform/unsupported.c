/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "platform/host.h"
#include "platform/platform.h"

/*
 * No sandbox on this system: every program under the shim is refused. Built only when asked for
 * with --with-platform=unsupported.
 */

static int refuse(struct nono_err *err)
{
	return nono_err_set(err, NONO_ERR_UNSUPPORTED,
		"this library was built without a sandbox (--with-platform=unsupported), so it runs no "
		"program; build it for Linux");
}

int platform_probe(struct nono_support *out, struct nono_err *err)
{
	*out = (struct nono_support){ 0 };
	return refuse(err);
}

int platform_compile(struct rules **out, const struct caps *caps,
	const struct nono_support *support, struct nono_err *err)
{
	(void)caps;
	(void)support;
	*out = NULL;
	return refuse(err);
}

void platform_print(const struct rules *rules, struct buf *out)
{
	(void)rules;
	buf_text(out, "unsupported platform\n");
}

void platform_policy(char out[2 * HASH_SIZE + 1], const struct rules *rules)
{
	(void)rules;
	out[0] = '\0';
}

void platform_report(const struct rules *rules, struct buf *out)
{
	(void)rules;
	(void)out;
}

enum platform_state platform_state(const struct rules *rules)
{
	(void)rules;
	return PLATFORM_FREE;
}

const char *platform_gap(const struct rules *rules, size_t index)
{
	(void)rules;
	(void)index;
	return NULL;
}

int platform_enforce(const struct rules *rules, long spare, struct nono_err *err)
{
	(void)rules;
	(void)spare;
	return refuse(err);
}

void *host_map(size_t size)
{
	void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);

	return pages == MAP_FAILED ? NULL : pages;
}

void host_unmap(void *pages, size_t size)
{
	munmap(pages, size);
}

void host_prefault(void *start, size_t size)
{
	(void)start;
	(void)size;
}

int host_read_file(const char **bytes, size_t *length, const char *path, size_t limit,
	struct allocator *alloc, struct nono_err *err)
{
	(void)bytes;
	(void)length;
	(void)path;
	(void)limit;
	(void)alloc;
	return refuse(err);
}

bool host_has_directory(const char *path)
{
	(void)path;
	return true;
}

const char *host_workdir(struct allocator *alloc)
{
	(void)alloc;
	return NULL;
}

unsigned host_uid(void)
{
	return (unsigned)getuid();
}

long host_create_file(const char *path)
{
	(void)path;
	return -ENOSYS;
}

long host_check_writable(unsigned fd)
{
	(void)fd;
	return -ENOSYS;
}

long host_write(long fd, const char *text, size_t length)
{
	(void)fd;
	(void)text;
	(void)length;
	return -ENOSYS;
}

void host_close(long fd)
{
	(void)fd;
}

unsigned host_pid(void)
{
	return (unsigned)getpid();
}

void host_complain(const char *text, size_t length)
{
	if (write(2, text, length) < 0)
		return;
}

char **host_environment(char **from_constructor)
{
	return from_constructor;
}

bool host_is_privileged(void)
{
	return false;
}

const char *host_own_path(void)
{
	return "libnono_shim";
}

void host_use_memory(struct allocator *alloc)
{
	(void)alloc;
}

void host_exit(int status)
{
	_exit(status);
}
