/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_PLATFORM_SECCOMP_SWEEPS_H
#define TESTS_PLATFORM_SECCOMP_SWEEPS_H

#include "tests/harness.h"
#include "tests/platform/bpf_sim.h"
#include "tests/platform/seccomp_oracle.h"

/* One program and what it is for. */
struct kind {
	struct oracle oracle;
	struct test_alloc alloc;
	struct bpf_sim sim;
	enum oracle_table table; /* whose numbers the sweeps use */
};

/* What a kind is, in words; overwritten by the next call. */
const char *kind_name(const struct kind *kind);

/*
 * Runs the program with many system calls; each must get the verdict of the oracle, and load no
 * argument unless the verdict can depend on one.
 */
void sweep_all(struct kind *kind);

#endif
