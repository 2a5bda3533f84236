/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stddef.h>

/* What the measuring programs share. Everything that fails ends the process. */

_Noreturn void bench_die(const char *what, const char *detail);

void *bench_allocate(size_t count, size_t size);

/* This process's environment, with library as the only LD_PRELOAD; NULL: none. */
char **bench_environment(const char *library);

/* The value that hundredths of all values lie below. */
double bench_quantile(const double *values, size_t count, unsigned hundredths);

/* To the last processor that may be used: interrupts tend to be served by the first. */
void bench_pin(void);

#endif
