/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_LIVE_FAULT_H
#define TESTS_LIVE_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/tracer.h"

/* What fault_sweep is about: the library, the program, and what has to be put back in between. */
struct fault_target {
	const char *library;
	char **program;
	char **removed;	 /* files that each run finds absent */
	const char *gap; /* best-effort: what may be free without Landlock, words with commas */
	bool is_refused; /* the profile is: main never runs */
};

/* One thing that goes wrong: a call of the library is not made and has this result. */
struct fault_case {
	size_t index;	 /* which of its calls */
	uint64_t number; /* what call that is */
	int64_t result;
	bool is_every;	 /* all of its calls of that number, from the first on */
	bool is_version; /* the question for the ABI of Landlock */
};

struct fault_list {
	struct tracer_call *calls; /* what the library asks for when nothing goes wrong */
	size_t call_count;
	struct fault_case *cases;
	size_t count, capacity;
	bool has_more;	/* errnos than the five */
	bool has_every; /* call of one kind fail as well */
};

enum fault_outcome {
	FAULT_REFUSED, /* status 125, one line, and no word of main */
	FAULT_CONFINED,
	FAULT_GAP, /* with a warning, what best-effort allows to be free */
	FAULT_WRONG,
};

struct fault_report {
	enum fault_outcome outcome;
	int status;
	bool is_late, is_reached;
	char out[1024], err[1024];
};

/* Runs the program without the library or, with one, records its calls into list. */
void fault_run_plain(struct fault_report *report, const struct fault_target *target,
	const char *library, struct fault_list *list);

void fault_run_case(struct fault_report *report, const struct fault_target *target,
	const struct fault_case *fault);

/* All cases for the calls that were recorded. */
void fault_make_cases(struct fault_list *list);

/* For people: "openat", "EPERM". */
const char *fault_call_name(uint64_t number);
const char *fault_result_name(char text[32], int64_t result);

_Noreturn void fault_die(const char *what);

#endif
