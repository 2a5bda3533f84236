/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/support.h"

#include "lib/handles.h"
#include "lib/last_error.h"
#include "lib/text.h"

/* What this system can do. A platform that refuses has none of it. */
static struct nono_support probe(void)
{
	struct nono_support support;

	return platform_probe(&support, NULL) ? (struct nono_support){ 0 } : support;
}

bool nono_sandbox_is_supported(void)
{
	const struct nono_support support = probe();

	return support_is_there(&support);
}

struct NonoSupportInfo nono_sandbox_support_info(void)
{
	const struct nono_support support = probe();
	struct NonoSupportInfo info = {
		.is_supported = support_is_there(&support),
		.platform = text_give(support_platform()),
	};
	struct memory *scratch = memory_new();
	struct buf text;

	if (!scratch) {
		last_error_memory();
		return info;
	}
	buf_init(&text, &scratch->allocator);
	support_details(&support, &text);
	info.details = text_give_buf(&text);
	memory_release(scratch);
	return info;
}

int32_t nono_sandbox_landlock_abi(void)
{
	return probe().landlock_abi;
}
