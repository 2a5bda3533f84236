/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/linux/prefault.h"

#include "platform/host.h"
#include "platform/linux/syscall.h"

/*
 * A page fault takes 3 to 12 us in a virtual machine, and a start has a dozen. A kernel that does
 * not know these requests says EINVAL, and the faults come. Larger pages than 4096 bytes: likewise.
 */
enum {
	PAGE = 4096,
	STACK = 6 * PAGE,
	POPULATE_READ = 22, /* MADV_POPULATE_* of madvise(2), since Linux 5.14 */
	POPULATE_WRITE = 23,
};

/* Of the linker: the first byte of the library, and the one behind its constants. */
extern const char __ehdr_start[] __attribute__((visibility("hidden")));
extern const char __GNU_EH_FRAME_HDR[] __attribute__((visibility("hidden")));

void host_prefault(void *start, size_t size)
{
	uintptr_t length = (uintptr_t)(__GNU_EH_FRAME_HDR - __ehdr_start);

	SYS(__NR_madvise, __ehdr_start, length & ~(uintptr_t)(PAGE - 1), POPULATE_READ);
	SYS(__NR_madvise, start, size, POPULATE_WRITE);
}

void prefault_stack(void)
{
	uintptr_t here = (uintptr_t)__builtin_frame_address(0) & ~(uintptr_t)(PAGE - 1);

	SYS(__NR_madvise, here - STACK, STACK, POPULATE_WRITE);
}
