/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_FINDINGS_H
#define CLI_FINDINGS_H

#include "cli/cli.h"

/* What nono-shim check has found, in the order in which it was. */

enum finding_severity {
	FINDING_NOTE,	 /* to know */
	FINDING_WARNING, /* works, and not as one may expect */
	FINDING_ERROR,	 /* the library refuses, or is not loaded */
	FINDING_SEVERITIES
};

struct finding {
	enum finding_severity severity;
	const char *code; /* one of nono-shim(1) */
	struct place place;
	const char *text; /* what was found and what to do */
};

struct findings {
	struct allocator *alloc;
	struct finding *items;
	size_t count, capacity;
	size_t counts[FINDING_SEVERITIES];
	bool failed;
};

/* place->source is kept. */
void findings_add(struct findings *findings, enum finding_severity severity, const char *code,
	const struct place *place, const char *format, ...) __attribute__((format(printf, 5, 6)));

void findings_print(const struct findings *findings, struct cli *cli);
void findings_json(const struct findings *findings, struct buf *out);

#endif
