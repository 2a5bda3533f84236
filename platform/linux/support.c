/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/support.h"

#include <errno.h>

#include "platform/linux/syscall.h"

/* What nono says of an ABI, which is added to what it says of those before (nono-semantics 6). */
static const char *const sentences[] = {
	[1] = "Basic filesystem access control",
	[2] = "File rename across directories (Refer)",
	[3] = "File truncation (Truncate)",
	[4] = "TCP network filtering",
	[5] = "Device ioctl filtering",
	[6] = "Signal and abstract UNIX socket scoping",
};

enum {
	LAST_SENTENCE = 6 /* newer kernels are called by this number */
};

const char *support_platform(void)
{
	return "linux";
}

bool support_is_there(const struct nono_support *support)
{
	return support->landlock_abi > 0;
}

void support_details(const struct nono_support *support, struct buf *out)
{
	int abi = support->landlock_abi < LAST_SENTENCE ? support->landlock_abi : LAST_SENTENCE;

	if (!support_is_there(support)) {
		buf_text(out, "Landlock not available. Requires Linux kernel 5.13+ with Landlock "
			      "enabled.");
		return;
	}
	buf_format(out, "Landlock available (Landlock V%d, features: ", abi);
	for (int i = 1; i <= abi; i++)
		buf_format(out, "%s%s", i > 1 ? ", " : "", sentences[i]);
	buf_text(out, ")");
}

/*
 * Each right, scope and flag of landlock.c's table: the tests see to it that the versions agree.
 */
static const struct row {
	const char *name, *what, *since;
	int abi;	/* 0: not of Landlock, but ... */
	unsigned flags; /* ... a filter of seccomp(2) with these flags */
} rows[] = {
	{ "filesystem", "files and directories by path", "Linux 5.13, Landlock ABI 1", 1, 0 },
	{ "refer", "renames and links between directories", "Linux 5.19, Landlock ABI 2", 2, 0 },
	{ "truncate", "truncation of files", "Linux 6.2, Landlock ABI 3", 3, 0 },
	{ "tcp_ports", "TCP by port", "Linux 6.7, Landlock ABI 4", 4, 0 },
	{ "device_ioctl", "ioctl on devices", "Linux 6.10, Landlock ABI 5", 5, 0 },
	{ "abstract_unix_sockets", "no abstract unix sockets of other programs",
		"Linux 6.12, Landlock ABI 6", 6, 0 },
	{ "signals", "no signals to other programs", "Linux 6.12, Landlock ABI 6", 6, 0 },
	{ "audit", "denials in the audit log", "Linux 6.15, Landlock ABI 7", 7, 0 },
	{ "threads", "files and ports for threads that run already", "Linux 7.0, Landlock ABI 8", 8,
		0 },
	{ "unix_sockets", "unix sockets by path", "Linux 7.1, Landlock ABI 9", 9, 0 },
	{ "udp_ports", "UDP by port", "Linux 7.2, Landlock ABI 10", 10, 0 },
	{ "seccomp", "system calls, and so all of the network", "Linux 3.17", 0, 0 },
	{ "seccomp_threads", "system calls for threads that run already", "Linux 3.17", 0,
		1 /* SECCOMP_FILTER_FLAG_TSYNC */ },
};

/* For people whose kernel could and does not; the sentence above is the same for all of them. */
static const struct reason {
	int number;
	const char *what;
} reasons[] = {
	{ ENOSYS, "files and directories by path; this kernel was built without Landlock "
		  "(CONFIG_SECURITY_LANDLOCK)" },
	{ EOPNOTSUPP, "files and directories by path; Landlock is switched off at boot: add "
		      "'landlock' to lsm= on the kernel's command line" },
	{ EPERM,
		"files and directories by path; a filter around this process blocks Landlock: that "
		"of a container or service manager" },
};

/* SECCOMP_SET_MODE_FILTER without a filter: EFAULT where it would be read (seccomp(2)). */
static bool has_seccomp(unsigned flags)
{
	return SYS(__NR_seccomp, 1, flags, 0) == -EFAULT;
}

static const char *what_of(const struct row *row, const struct nono_support *support)
{
	for (size_t i = 0; row->abi == 1 && i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		if (!support_is_there(support) && reasons[i].number == support->landlock_errno)
			return reasons[i].what;
	}
	return row->what;
}

bool support_feature(const struct nono_support *support, size_t index, struct support_feature *out)
{
	const struct row *row;

	if (index >= sizeof(rows) / sizeof(rows[0]))
		return false;
	row = &rows[index];
	*out = (struct support_feature){
		.name = row->name,
		.what = what_of(row, support),
		.since = row->since,
		.is_there = row->abi ? support->landlock_abi >= row->abi : has_seccomp(row->flags),
	};
	return true;
}
