/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_CHECK_H
#define CLI_CHECK_H

#include "cli/findings.h"
#include "core/caps/query.h"
#include "platform/platform.h"

/* The parts of nono-shim check. Each adds what it finds; what it cannot find out is a finding. */

/*
 * Lets a child confine itself as the program would be, and asks it what went wrong; then again
 * without what was, so that all of it is found. Resource limits are left out.
 */
void check_by_trial(struct findings *findings, const struct caps *caps);

/* What a kernel with that support does not enforce. */
void check_kernel(
	struct findings *findings, const struct caps *caps, const struct nono_support *support);

/* What is granted, as a person would look at it. */
void check_grants(struct findings *findings, const struct caps *caps);

/* Secrets within the grants. */
void check_secrets(struct findings *findings, const struct caps *caps, const char *home);

/* Who else may write the files that the profile was read from. */
void check_files(struct findings *findings, const struct profile *profile);

/*
 * A program as execvp(3) would find it, and all that it is executed by. query may be NULL: it is
 * not said what of these is not granted.
 */
void check_program(struct findings *findings, const struct query *query, const char *name);

#endif
