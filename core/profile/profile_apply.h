/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_PROFILE_PROFILE_APPLY_H
#define CORE_PROFILE_PROFILE_APPLY_H

#include "core/profile/profile_keys.h"

enum {
	APPLY_BINDS = 4 /* with enum caps_scope, for sockets */
};

/* What the rows of the table do with a value. Errors carry no place: the caller adds it. */
int apply_path(const struct profile_target *target, const struct profile_entry *entry,
	struct nono_err *err);
int apply_port(const struct profile_target *target, const struct profile_entry *entry,
	struct nono_err *err);
int apply_block(const struct profile_target *target, const struct profile_entry *entry,
	struct nono_err *err);
int apply_compatibility(const struct profile_target *target, const struct profile_entry *entry,
	struct nono_err *err);
int apply_workdir(const struct profile_target *target, const struct profile_entry *entry,
	struct nono_err *err);
int apply_socket(const struct profile_target *target, const struct profile_entry *entry,
	struct nono_err *err);
int apply_choice(const struct profile_target *target, const struct profile_entry *entry,
	struct nono_err *err);
int apply_limit(const struct profile_target *target, const struct profile_entry *entry,
	struct nono_err *err);
int apply_variable(const struct profile_target *target, const struct profile_entry *entry,
	struct nono_err *err);
int apply_writable_profile(const struct profile_target *target, const struct profile_entry *entry,
	struct nono_err *err);
int apply_capabilities(const struct profile_target *target, const struct profile_entry *entry,
	struct nono_err *err);

#endif
