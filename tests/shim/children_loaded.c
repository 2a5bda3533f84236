/* SPDX-License-Identifier: Apache-2.0 */
#include <unistd.h>

/* A preloaded library that says that it has been loaded. */
__attribute__((constructor)) static void tell(void)
{
	static const char line[] = "loaded " NAME "\n";

	if (write(1, line, sizeof(line) - 1) < 0)
		_exit(1);
}
