/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_BASE_ENVIRONMENT_PLAN_H
#define CORE_BASE_ENVIRONMENT_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/alloc.h"
#include "core/base/err.h"

/*
 * Editing the block in two steps, one that can fail and changes nothing, and one that cannot fail.
 *
 * The block lies on the stack and can neither grow nor move: where it begins, libc has taken from
 * there (glibc 2.36). So a new variable needs the slot of one that goes.
 */

/* Which variables stay: with any pattern that allows, only those that one of these matches. */
struct environment_pattern {
	const char *pattern; /* a name, or a beginning and '*'; "" matches none */
	bool allows;	     /* else denies, which counts more */
};

struct environment_setting {
	const char *name, *value;
	bool is_word; /* the value is added to what is there, unless it is in it already */
	const char *key;
	struct place place;
};

struct environment_edit {
	struct environment_pattern *patterns;
	size_t pattern_count;
	struct environment_setting *settings; /* each name once */
	size_t setting_count;
};

struct environment_plan {
	char **env;
	size_t count;
	const char *library;
	struct environment_slot *slots; /* as many as there are in env */
	struct environment_new *added;	/* behind those that stay */
	size_t added_count;
};

/*
 * What edit makes of env, and what is done always: NONO_PROFILE and NONO_RECEIPT go, and library
 * leaves LD_PRELOAD, which goes when nothing is left in it. env, library and what alloc gives must
 * live until the plan is carried out. What has to live longer comes from map (zeroed pages, or
 * NULL). NONO_ERR_INVALID with the place of the setting: there is no slot for it.
 * NONO_ERR_NO_MEMORY.
 */
int environment_plan(struct environment_plan *out, const struct environment_edit *edit, char **env,
	const char *library, struct allocator *alloc, void *(*map)(size_t), struct nono_err *err);

/* Carries it out. All that goes is overwritten. */
void environment_apply(const struct environment_plan *plan);

#endif
