#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What tools/prepare prints when there is no profile.
cat <<'END'
#include <stddef.h>

#include "core/profile/prepared.h"

extern const struct profile_prepared shipped_profiles;

const struct profile_prepared shipped_profiles = { 0, NULL, NULL, NULL };
END
