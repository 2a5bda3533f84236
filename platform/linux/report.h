/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLATFORM_LINUX_REPORT_H
#define PLATFORM_LINUX_REPORT_H

#include "platform/linux/rules.h"

/*
 * Inside of platform_report(): one JSON object for each thing that is asked for,
 *   {"requested": {"key": K, "value": V, "place": P}, "enforced": MECHANISM}
 * with "not_enforced": REASON or "skipped": REASON in the place of "enforced".
 */

/* Begins an item. place without a source is the default of the library. */
void report_request(struct buf *out, const char *key, const char *value, const struct place *place);

/* Ends it: outcome is "enforced", "not_enforced" or "skipped". */
void report_outcome(struct buf *out, const char *outcome, const char *text);

/* The same with the text in a buffer. */
void report_outcome_text(struct buf *out, const char *outcome, const struct buf *text);

/* Why nothing enforces what key asks at place, or NULL. */
const char *report_gap(const struct rules *rules, const char *key, const struct place *place);

/* Why nothing that the filter alone does is enforced, or NULL. */
const char *report_rings(const struct rules *rules);

/* The switches, limits and variables (report_settings.c). */
void report_settings(const struct rules *rules, struct buf *out);

#endif
