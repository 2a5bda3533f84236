/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FUZZ_FUZZ_ACCOUNT_H
#define FUZZ_FUZZ_ACCOUNT_H

#include "core/caps/caps.h"
#include "tests/platform/seccomp_oracle.h"

/*
 * What must come of a capability set, written down a second time from the specification: it shares
 * nothing with core/caps and platform/linux but the set itself.
 */

/* Before caps_complete(): does it accept the set, and how many ports does it add? */
bool account_is_accepted(const struct caps *caps);
size_t account_added_ports(const struct caps *caps);

/* The rest is for a complete set. What the filter is made for, but for the marker. */
struct oracle account_oracle(const struct caps *caps, int abi);

/* How many requests a kernel with that Landlock ABI cannot enforce. */
size_t account_gaps(const struct caps *caps, int abi);

/* Is a socket to be bound right below "/", where Landlock could not tell it from all files? */
bool account_binds_in_root(const struct caps *caps);

struct account_handled {
	uint64_t fs, net, scoped;
};

/* What Landlock is told to restrict. */
struct account_handled account_handled(const struct caps *caps, int abi);

/* The rules that Landlock gets for ports. */
size_t account_port_rules(const struct caps *caps, int abi);

/* The mask of capabilities(7) that are kept. */
uint64_t account_privileges(const struct caps *caps);

/* How many variables are set, the resolver's among them. */
size_t account_settings(const struct caps *caps);

#endif
