/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/shim_receipt.h"

#include <string.h>

#include "core/base/errno_text.h"
#include "core/base/json.h"
#include "platform/host.h"

enum {
	STANDARD_LAST = 2
};

static int fail(struct nono_err *err, const char *what, const char *value, long result)
{
	struct nono_clip clip;
	int number = (int)-result;

	return nono_err_system(err, NONO_ERR_IO, number, "cannot %s '%s': %s (%s %d)%s", what,
		nono_err_clip(&clip, value), errno_text(number), errno_name(number), number,
		strcmp(errno_name(number), "EEXIST")
			? "; expected the path of a new file, or fd:N with a descriptor that can be "
			  "written to"
			: "; remove it first: an older receipt must not be taken for a new one");
}

/* The number behind "fd:", at most five digits; or -1. */
static long parse_descriptor(const char *digits)
{
	long fd = 0;

	if (!*digits || strlen(digits) > 5)
		return -1;
	for (; *digits; digits++) {
		if (*digits < '0' || *digits > '9')
			return -1;
		fd = fd * 10 + (*digits - '0');
	}
	return fd;
}

int shim_receipt_open(struct shim_receipt *receipt, const char *value, struct nono_err *err)
{
	long r;

	*receipt = (struct shim_receipt){ .fd = -1 };
	if (!value)
		return NONO_OK;
	if (!*value)
		return nono_err_set(err, NONO_ERR_INVALID,
			"is empty; set it to the path of a new file or to fd:N, or do not set it");
	if (strncmp(value, "fd:", 3)) {
		receipt->fd = r = host_create_file(value);
		return r < 0 ? fail(err, "make the receipt", value, r) : NONO_OK;
	}
	receipt->fd = parse_descriptor(value + 3);
	if (receipt->fd < 0)
		return nono_err_set(err, NONO_ERR_INVALID,
			"'%s' is not fd: and the number of a descriptor, such as fd:3", value);
	/* The standard ones belong to the program. */
	receipt->keeps_open = receipt->fd <= STANDARD_LAST;
	r = host_check_writable((unsigned)receipt->fd);
	return r < 0 ? fail(err, "write the receipt to", value, r) : NONO_OK;
}

static void add_rules(struct buf *out, const struct shim_outcome *outcome)
{
	char policy[2 * HASH_SIZE + 1];

	platform_policy(policy, outcome->rules);
	json_member(out, "policy", policy);
	json_member(out, "compatibility", outcome->best_effort ? "best-effort" : "strict");
	platform_report(outcome->rules, out);
}

int shim_receipt_write(const struct shim_receipt *receipt, const struct shim_outcome *outcome,
	struct allocator *alloc, struct nono_err *err)
{
	struct buf out;
	long r;

	if (receipt->fd < 0)
		return NONO_OK;
	buf_init(&out, alloc);
	json_begin(&out, '{');
	json_member(&out, "nono_shim", SHIM_VERSION);
	json_member(&out, "status", outcome->status);
	if (outcome->reason)
		json_member(&out, "reason", outcome->reason);
	json_member_number(&out, "pid", host_pid());
	profile_report(outcome->profile, outcome->name, &out);
	if (outcome->rules)
		add_rules(&out, outcome);
	json_end(&out, '}');
	buf_text(&out, "\n");
	if (!buf_string(&out))
		return nono_err_memory(err);
	r = host_write(receipt->fd, buf_string(&out), out.length);
	if (!receipt->keeps_open)
		host_close(receipt->fd);
	return r < 0 ? nono_err_system(err, NONO_ERR_IO, (int)-r,
			       "the receipt could not be written: %s (%s %d)", errno_text((int)-r),
			       errno_name((int)-r), (int)-r)
		     : NONO_OK;
}
