/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>
#include <sys/syscall.h>

#include "record.h"

static const struct shape shapes[] = {
	{ SYS_openat, "SYS_openat", "dpnn" },
	{ CALL_OPENAT2, "437", "dphn" },
	{ SYS_readlinkat, "SYS_readlinkat", "dpbz" },
	{ SYS_faccessat, "SYS_faccessat", "dpn" },
	{ SYS_newfstatat, "SYS_newfstatat", "dpsn" },
	{ SYS_mknodat, "SYS_mknodat", "dpnn" },
	{ SYS_unlinkat, "SYS_unlinkat", "dpn" },
	{ SYS_renameat2, "SYS_renameat2", "dpdpn" },
	{ SYS_fstat, "SYS_fstat", "ds" },
	{ SYS_getdents64, "SYS_getdents64", "dbz" },
	{ SYS_close, "SYS_close", "d" },
	{ SYS_geteuid, "SYS_geteuid", "" },
	{ SYS_prctl, "SYS_prctl", "nn000" },
	{ SYS_unshare, "SYS_unshare", "n" },
	{ SYS_socketpair, "SYS_socketpair", "nn00" },
	{ CALL_CREATE_RULESET, "444", "wnn" },
	{ CALL_ADD_RULE, "445", "dnwn" },
	{ CALL_RESTRICT_SELF, "446", "dn" },
};

const struct shape *find_shape(uint64_t number)
{
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		if (shapes[i].number == number)
			return &shapes[i];
	}
	return NULL;
}
