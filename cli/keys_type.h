/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_KEYS_TYPE_H
#define CLI_KEYS_TYPE_H

#include "cli/cli.h"
#include "core/profile/profile_keys.h"

/* What 'keys' says about the rows of the table. */

/* For scripts: "paths"; and for people: "list of paths", NULL where the words of the key tell. */
const char *keys_type(const struct profile_key *key);
const char *keys_type_text(const struct profile_key *key);

/* What holds when the key is not there, NULL when nothing or no one value does. */
const char *keys_default(const struct profile_key *key);

/* The part of the key's name behind the last dot. */
const char *keys_last(const struct profile_key *key);

/* Is key a member of the section called parent ("" for the top level)? */
bool keys_is_member(const struct profile_key *key, const char *parent);

/* The JSON Schema of profiles, 2020-12. */
void keys_schema(struct buf *out);

#endif
