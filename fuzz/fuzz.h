/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/alloc.h"
#include "core/base/buf.h"
#include "core/base/err.h"
#include "platform/platform.h"

/*
 * What the targets share. A target is LLVMFuzzerTestOneInput(): libFuzzer calls it with
 * --enable-fuzzers, fuzz_main.c with the files of the corpus otherwise.
 */

enum {
	FUZZ_ABIS = 11,	  /* 0 to 10 */
	FUZZ_SECONDS = 5, /* of processor time for one input */
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * Called first for each input: more than FUZZ_SECONDS from here are a failure. libFuzzer's own
 * -timeout is of the clock on the wall, and wrong on a busy machine.
 */
void fuzz_begin(void);

/* Every object is a malloc of its own, so that the sanitizers see its edges. */
struct fuzz_alloc {
	struct allocator allocator; /* first */
	struct fuzz_block *blocks;
};

void fuzz_alloc_init(struct fuzz_alloc *alloc);
void fuzz_alloc_free(struct fuzz_alloc *alloc);

/* A property that must hold for every input. */
#define FUZZ_CHECK(condition, ...)                                              \
	do {                                                                    \
		if (!(condition))                                               \
			fuzz_fail(__FILE__, __LINE__, #condition, __VA_ARGS__); \
	} while (0)

_Noreturn void fuzz_fail(const char *file, int line, const char *condition, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* r was returned with err: it is an error, the same in both, and says something. */
void fuzz_check_error(int r, const struct nono_err *err);

/* A kernel with that Landlock ABI; 0: one without. */
struct nono_support fuzz_support(int abi);

/* The rules as text: whole lines without a control byte. Lives as long as alloc. */
const char *fuzz_print(const struct rules *rules, struct allocator *alloc);

/* The report about them: JSON with nothing in it that a terminal obeys. */
const char *fuzz_report(const struct rules *rules, struct allocator *alloc);

/* How many lines of text begin with prefix. */
size_t fuzz_count_lines(const char *text, const char *prefix);

#endif
