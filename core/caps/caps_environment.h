/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_CAPS_CAPS_ENVIRONMENT_H
#define CORE_CAPS_CAPS_ENVIRONMENT_H

#include "core/base/environment_plan.h"
#include "core/caps/caps.h"

/*
 * What the capabilities say about variables, and what follows from them: where names are resolved
 * over TCP alone, the resolver of glibc is told so (RES_OPTIONS=use-vc), unless the profile sets
 * that variable. Lives as long as caps. NONO_ERR_NO_MEMORY.
 */
int caps_environment(struct environment_edit *out, const struct caps *caps, struct nono_err *err);

#endif
