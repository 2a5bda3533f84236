/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_CAPS_SET_RULE_H
#define CORE_CAPS_SET_RULE_H

#include "core/base/err.h"

/* Is it a rule of Seatbelt that may be kept? See set_add_platform_rule(). NONO_ERR_SANDBOX. */
int set_rule_check(const char *rule, struct nono_err *err);

#endif
