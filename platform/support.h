/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLATFORM_SUPPORT_H
#define PLATFORM_SUPPORT_H

#include "core/base/buf.h"
#include "platform/platform.h"

/* What this kernel can enforce, for people and programs; not in the shim. */

/* "linux"; or the name of what has no sandbox. */
const char *support_platform(void);

/* Is there a sandbox at all? */
bool support_is_there(const struct nono_support *support);

/* The sentence of nono-semantics 6, byte for byte. */
void support_details(const struct nono_support *support, struct buf *out);

struct support_feature {
	const char *name;  /* stable, for scripts: "truncate" */
	const char *what;  /* one line for people; why not, where that is known */
	const char *since; /* "Linux 6.2, Landlock ABI 3" */
	bool is_there;
};

/* One row for each feature that a profile can need; false behind the last. */
bool support_feature(const struct nono_support *support, size_t index, struct support_feature *out);

#endif
