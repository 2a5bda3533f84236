/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_PLATFORM_BPF_SIM_H
#define TESTS_PLATFORM_BPF_SIM_H

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What the kernel does with a seccomp filter, without a kernel: it checks the program
 * (seccomp_check_filter() and bpf_check_classic(), Linux 6.18) and runs it. Scratch memory is the
 * one thing it does not have: a program that uses it is refused here.
 */

/* What has happened to an instruction so far. */
enum bpf_seen {
	BPF_SEEN_RUN = 1,
	BPF_SEEN_TRUE = 2, /* conditional jumps: which side was taken */
	BPF_SEEN_FALSE = 4,
};

struct bpf_sim {
	const struct sock_filter *code; /* not owned */
	size_t length;
	unsigned char seen[BPF_MAXINSNS]; /* enum bpf_seen, over all runs */
	bool loaded_argument;		  /* the last run looked at more than number and arch */
};

/* NULL when the kernel would take the program, otherwise why it would not. */
const char *bpf_sim_init(struct bpf_sim *sim, const struct sock_filter *code, size_t length);

/* The verdict, SECCOMP_RET_*, on one system call. */
uint32_t bpf_sim_run(struct bpf_sim *sim, const struct seccomp_data *data);

/*
 * The first instruction that never ran, or conditional jump of which one side was never taken;
 * the length of the program when there is none.
 */
size_t bpf_sim_uncovered(const struct bpf_sim *sim);

#endif
