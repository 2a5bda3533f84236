/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "core/profile/profile_keys.h"

/*
 * Prints libFuzzer's dictionary for profiles: every key and word of the table, and what YAML and
 * paths are made of (https://llvm.org/docs/LibFuzzer.html, "Dictionaries").
 */

static const char *const others[] = { ": ", "- ", "{", "}", "[", "]", ", ", "#", "'", "|\\x0a",
	">-\\x0a", "---", "...", "%YAML 1.2", "&a", "*a", "!!str", "? ", "<<: ", "\\x0a  ",
	"\\x0d\\x0a", "\\xef\\xbb\\xbf", "\\xe2\\x80\\xa8", "\\xc2\\x85", "\\x0a---8<---\\x0a",
	"a.yaml", "./a.yaml", "b", "../input.yaml", "unreadable", "true", "false", "null", "~",
	"path: /", "optional: true", "LD_*", "A: ", "RES_OPTIONS: ", "/dev/shm", "$HOME/",
	"${HOME}", "$WORKDIR", "$TMPDIR", "$UID", "$$", "$ODD", "$EMPTY", "$XDG_CACHE_HOME",
	"65535", "65536", "0x10", "1e3", "9223372036854775807", "9223372036854775808" };

static const char *last_part(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot ? dot + 1 : name;
}

int main(void)
{
	for (size_t i = 0; i < profile_key_count; i++) {
		const struct profile_key *key = &profile_keys[i];

		printf("\"%s: \"\n", last_part(key->name));
		for (const struct word *word = key->words; word && *word->name; word++)
			printf("\"%s\"\n", word->name);
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		printf("\"%s\"\n", others[i]);
	return 0;
}
