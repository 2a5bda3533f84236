/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/inspect.h"

int inspect_process(
	struct inspect *out, unsigned pid, struct allocator *alloc, struct nono_err *err)
{
	(void)pid;
	(void)alloc;
	*out = (struct inspect){ .answer = INSPECT_UNKNOWN };
	return nono_err_set(err, NONO_ERR_UNSUPPORTED,
		"this was built without a sandbox (--with-platform=unsupported), so there is nothing to "
		"verify");
}
