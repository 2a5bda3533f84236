/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_PROFILE_PROFILE_WORDS_H
#define CORE_PROFILE_PROFILE_WORDS_H

#include "core/base/words.h"

/* What may stand behind the keys of the table whose values are words; see core/caps/caps.h. */
extern const struct word profile_words_compatibility[], profile_words_access[], profile_words_dns[],
	profile_words_isolation[], profile_words_ipc[], profile_words_unix[],
	profile_words_metadata[], profile_words_descriptors[], profile_words_switch[],
	profile_words_udp[];

/*
 * Names of capabilities(7), small and without CAP_, with their numbers; and two words that stand
 * for a list.
 */
enum {
	PROFILE_CAPABILITIES_SAFE = -1,
	PROFILE_CAPABILITIES_NONE = -2,
};
extern const struct word profile_words_capabilities[];

#endif
