/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <linux/capability.h>
#include <linux/prctl.h>
#include <string.h>

#include "platform/linux/steps.h"
#include "platform/linux/syscall.h"

enum {
	SET_BITS = 64,
	/* The last one of Linux 4.20 to 5.7, older than all that this library runs on. */
	OLDEST_LAST = CAP_AUDIT_READ,
};

struct sets {
	uint64_t effective, permitted, inheritable;
};

static long get_sets(struct sets *out)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
	long r;

	/* All of them, in case that a filter around this process fakes the answer. */
	memset(data, 0xff, sizeof(data));
	r = SYS(__NR_capget, &head, data, 0);
	*out = (struct sets){
		.effective = (uint64_t)data[1].effective << 32 | data[0].effective,
		.permitted = (uint64_t)data[1].permitted << 32 | data[0].permitted,
		.inheritable = (uint64_t)data[1].inheritable << 32 | data[0].inheritable,
	};
	return r;
}

static long set_sets(const struct sets *sets)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	const struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {
		{ (uint32_t)sets->effective, (uint32_t)sets->permitted,
			(uint32_t)sets->inheritable },
		{ (uint32_t)(sets->effective >> 32), (uint32_t)(sets->permitted >> 32),
			(uint32_t)(sets->inheritable >> 32) },
	};

	return SYS(__NR_capset, &head, data, 0);
}

static bool has_to_lose(const struct sets *sets, uint64_t kept)
{
	return (sets->effective | sets->permitted | sets->inheritable) & ~kept;
}

/* The kernel says where the list ends: EINVAL. */
static long drop_bounding(uint64_t kept)
{
	for (unsigned number = 0; number < SET_BITS; number++) {
		long r;

		if (kept & 1ULL << number)
			continue;
		r = sys_call(__NR_prctl, PR_CAPBSET_DROP, number, 0, 0, 0, 0);
		if (r == -EINVAL && number > OLDEST_LAST)
			return 0;
		if (r)
			return r;
	}
	return 0;
}

/*
 * Dropping from the bounding set takes CAP_SETPCAP. A process without it keeps that set, which
 * changes nothing here: it bounds what an exec can gain, and under no_new_privs an exec gains
 * nothing, neither from set-user-ID root nor from file capabilities.
 */
static long drop(const struct sets *before, uint64_t kept)
{
	const struct sets after = { before->effective & kept, before->permitted & kept,
		before->inheritable & kept };
	long r = 0;

	if (before->effective & 1ULL << CAP_SETPCAP)
		r = drop_bounding(kept);
	if (!r)
		r = sys_call(__NR_prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0, 0);
	return r ? r : set_sets(&after);
}

/* capset(2) speaks for one thread; from ABI 8 on, several may have been let through. */
static int check_alone(const struct rules *rules, struct nono_err *err)
{
	long count = rules->handled.restrict_flags & LANDLOCK_RESTRICT_TSYNC ? threads_count() : 1;

	if (count == 1)
		return NONO_OK;
	if (count < 0)
		return step_refused(err, "to tell how many threads this process has", count);
	return nono_err_set(err, NONO_ERR_UNSUPPORTED,
		"another library has started a thread already, whose capabilities (root) cannot be "
		"dropped; put this library last in LD_PRELOAD, or start the program as a user");
}

int capabilities_drop(const struct rules *rules, struct nono_err *err)
{
	struct sets sets;
	long r = get_sets(&sets);

	if (r)
		return step_refused(err, "to tell the capabilities of this process", r);
	if (!has_to_lose(&sets, rules->privileges))
		return NONO_OK;
	if (check_alone(rules, err))
		return err->code;
	r = drop(&sets, rules->privileges);
	/* A filter around this process can answer for the kernel. */
	if (!r)
		r = get_sets(&sets);
	if (r)
		return step_refused(err, "to drop capabilities", r);
	return has_to_lose(&sets, rules->privileges)
		       ? nono_err_set(err, NONO_ERR_SANDBOX,
				 "capabilities were dropped without an error and are still there; a "
				 "filter around this process (container, systemd) answers for the kernel")
		       : NONO_OK;
}
