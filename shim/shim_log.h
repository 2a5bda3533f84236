/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SHIM_SHIM_LOG_H
#define SHIM_SHIM_LOG_H

#include "core/base/err.h"

enum {
	SHIM_EXIT_REFUSED = 125 /* env(1) and others: the tool itself failed, not the program */
};

/* One line, "nono-shim: PLACE: reason", with control bytes escaped, and the end of the process. */
_Noreturn void shim_refuse(const struct nono_err *err);

/* One line for something that is not enforced although the profile asks for it. */
void shim_warn(const char *text);

#endif
