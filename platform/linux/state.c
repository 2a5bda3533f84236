/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/linux/marker.h"
#include "platform/linux/steps.h"

/*
 * The marker alone would be believed to a filter around this process (container, systemd) that
 * answers every call with the errno it wants: so what a policy denies is tried as well.
 */
enum platform_state platform_state(const struct rules *rules)
{
	static const uint32_t any[SECCOMP_MARKER_WORDS];
	struct nono_err err = { 0 };

	if (!marker_is_answered(any) || verify_filter(NULL))
		return PLATFORM_FREE;
	if (!rules || !marker_is_answered(rules->marker))
		return PLATFORM_CONFINED;
	if (rules->abi && canary_check(rules, &err))
		return PLATFORM_CONFINED;
	return PLATFORM_SAME;
}

void platform_policy(char out[2 * HASH_SIZE + 1], const struct rules *rules)
{
	uint8_t bytes[HASH_SIZE];

	for (unsigned i = 0; i < HASH_SIZE; i++)
		bytes[i] = (uint8_t)(rules->marker[i / 4] >> (24 - 8 * (i % 4)));
	hash_print(out, bytes);
}
