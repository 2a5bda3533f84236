/* SPDX-License-Identifier: Apache-2.0 */
#include <link.h>
#include <stdint.h>
#include <unistd.h>

#include "platform/host.h"

/*
 * All that is taken from the host program; tests/checks/symbols.txt is the reviewed list. Weak, so
 * that the link (-z defs) refuses every other name; each is looked at before it is used.
 */
extern char **environ __attribute__((weak));
extern unsigned long getauxval(unsigned long type) __attribute__((weak));
extern const char *gnu_get_libc_version(void) __attribute__((weak));
extern struct r_debug _r_debug __attribute__((weak));	     /* glibc's ld.so */
extern struct r_debug *_dl_debug_addr __attribute__((weak)); /* musl's */

/*
 * glibc passes the environment to constructors and, for an initfirst library, has not set environ
 * yet (2.36). musl passes nothing, so that the arguments are garbage, and has set it (1.2.3).
 */
char **host_environment(char **from_constructor)
{
	if (&environ && environ)
		return environ;
	return gnu_get_libc_version ? from_constructor : NULL;
}

bool host_is_privileged(void)
{
	return !getauxval || getauxval(AT_SECURE);
}

const char *host_own_path(void)
{
	const struct r_debug *debug = &_r_debug;

	if (!debug && &_dl_debug_addr)
		debug = _dl_debug_addr;
	for (const struct link_map *map = debug ? debug->r_map : NULL; map; map = map->l_next) {
		if (map->l_ld == _DYNAMIC && map->l_name[0])
			return map->l_name;
	}
	return "libnono_shim.so";
}
