/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <sys/resource.h>

#include "core/base/errno_text.h"
#include "platform/linux/steps.h"
#include "platform/linux/syscall.h"

/* The kernel's, 64 bits on every architecture; "no limit" is the largest number. */
struct limit {
	uint64_t soft, hard;
};

static const struct {
	int resource;
	const char *name;
} kinds[CAPS_LIMIT_COUNT] = {
	[CAPS_LIMIT_NOFILE] = { RLIMIT_NOFILE, "nofile" },
	[CAPS_LIMIT_NPROC] = { RLIMIT_NPROC, "nproc" },
	[CAPS_LIMIT_FSIZE] = { RLIMIT_FSIZE, "fsize" },
	[CAPS_LIMIT_AS] = { RLIMIT_AS, "as" },
	[CAPS_LIMIT_CPU] = { RLIMIT_CPU, "cpu" },
	[CAPS_LIMIT_CORE] = { RLIMIT_CORE, "core" },
};

static long get(struct limit *out, int resource)
{
	*out = (struct limit){ UINT64_MAX, UINT64_MAX };
	return SYS4(__NR_prlimit64, 0, resource, 0, out);
}

static uint64_t lower(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* A filter around this process can answer 0 for a call that it did not let through. */
static long set(int resource, uint64_t value)
{
	struct limit limit;
	long r = get(&limit, resource);

	if (r)
		return r;
	limit = (struct limit){ lower(limit.soft, value), lower(limit.hard, value) };
	r = SYS4(__NR_prlimit64, 0, resource, &limit, 0);
	if (!r)
		r = get(&limit, resource);
	if (r)
		return r;
	return limit.soft <= value && limit.hard <= value ? 0 : -ENOTRECOVERABLE;
}

static int fail(const struct caps_limit *limit, long result, struct nono_err *err)
{
	int number = (int)-result;

	if (number == ENOTRECOVERABLE)
		nono_err_set(err, NONO_ERR_SANDBOX,
			"%s: was set without an error and is not in force; a filter around this process "
			"(container, systemd) answers for the kernel",
			limit->key);
	else
		nono_err_system(err, NONO_ERR_SANDBOX, number,
			"%s: the kernel refuses to lower the limit: %s (%s %d); remove the key, or "
			"allow prlimit(2) in the filter around this process",
			limit->key, errno_text(number), errno_name(number), number);
	return nono_err_at(err, &limit->place);
}

int limits_lower(const struct rules *rules, struct nono_err *err)
{
	for (int i = 0; i < CAPS_LIMIT_COUNT; i++) {
		const struct caps_limit *limit = &rules->limits[i];
		long r = limit->key ? set(kinds[i].resource, limit->value) : 0;

		if (r)
			return fail(limit, r, err);
	}
	return NONO_OK;
}

void limits_print(const struct rules *rules, struct buf *out)
{
	for (int i = 0; i < CAPS_LIMIT_COUNT; i++) {
		const struct caps_limit *limit = &rules->limits[i];

		if (limit->key)
			buf_format(out, "limit %s %zu\n", kinds[i].name, (size_t)limit->value);
	}
}
