/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <linux/prctl.h>
#include <linux/seccomp.h>
#include <sys/socket.h>

#include "platform/linux/steps.h"
#include "platform/linux/syscall.h"

static long get(int option)
{
	return sys_call(__NR_prctl, option, 0, 0, 0, 0, 0);
}

/*
 * The first two answers are positive numbers, which a filter around this process cannot make up: it
 * can only put an errno or 0 in the place of a result. But the second is the same when only that
 * other filter is in force. So a call is made that ours denies for every profile, EAFNOSUPPORT, and
 * that the kernel answers with EFAULT: it looks at the pointer before it looks at the family.
 */
int verify_filter(struct nono_err *err)
{
	const char *missing = NULL;

	if (get(PR_GET_NO_NEW_PRIVS) != 1)
		missing = "no_new_privs";
	else if (get(PR_GET_SECCOMP) != SECCOMP_MODE_FILTER ||
		 SYS4(__NR_socketpair, AF_INET, SOCK_STREAM, 0, 0) != -EAFNOSUPPORT)
		missing = "the seccomp filter";
	if (!missing)
		return NONO_OK;
	return nono_err_set(err, NONO_ERR_SANDBOX,
		"%s was set without an error and is not in force; a filter around this process "
		"(container, systemd) answers for the kernel",
		missing);
}
