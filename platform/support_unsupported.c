/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/support.h"

/* Goes with unsupported.c: nothing is there, whatever the kernel could. */

const char *support_platform(void)
{
#if defined(__linux__)
	return "linux";
#elif defined(__APPLE__)
	return "macos";
#elif defined(__FreeBSD__)
	return "freebsd";
#elif defined(__OpenBSD__)
	return "openbsd";
#elif defined(__NetBSD__)
	return "netbsd";
#else
	return "unknown";
#endif
}

bool support_is_there(const struct nono_support *support)
{
	(void)support;
	return false;
}

void support_details(const struct nono_support *support, struct buf *out)
{
	(void)support;
	buf_format(out, "Platform '%s' is not supported", support_platform());
}

bool support_feature(const struct nono_support *support, size_t index, struct support_feature *out)
{
	(void)support;
	(void)index;
	(void)out;
	return false;
}
