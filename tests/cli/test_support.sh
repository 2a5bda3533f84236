#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nono-shim support: the same answer for people and for programs.

# shellcheck source=tests/cli/cli.sh
. "$top_srcdir/tests/cli/cli.sh"

wrap=$tmp/wrap
ok 'the filter compiles' compile wrap tests/shim/hardening_wrap.c
ok 'help' helps support
ok 'an argument' ends 2 '' "expected --json or nothing, found 'x'" "$tool" support x

query() { # EXPRESSION: of python3, on the document d and its features f by name
	"$python" -c '
import json, sys
d = json.load(open(sys.argv[1]))
f = {x["name"]: x for x in d["features"]}
print(eval(sys.argv[2]))' "$tmp/support.json" "$1"
}
"$tool" support --json >"$tmp/support.json"
status=$?
"$tool" support >"$tmp/support"
is 'both end with the same status' $? $status
is 'which says whether there is a sandbox' "$(query '0 if d["supported"] else 1')" $status
is 'the platform' "$(query 'd["platform"]')" linux
is 'the release is that of uname' "$(query 'd["kernel"]')" "$(uname -r)"
is 'for people as well' "$(sed -n 's/^kernel *//p' "$tmp/support")" "$(uname -r)"
is 'the ABI too' "$(sed -n 's/^landlock abi *\([0-9]*\).*/\1/p' "$tmp/support")" \
	"$(query 'd["landlock_abi"]')"
is 'and the sentence' "$(sed -n 's/^details *//p' "$tmp/support")" "$(query 'd["details"]')"
is 'the features are the same' "$(sed -n 's/^\(yes\|no \) *\([a-z_]*\) .*/\1 \2/p' "$tmp/support")" \
	"$(query '"\n".join(("yes " if x["supported"] else "no  ") + x["name"] for x in d["features"])')"
ok 'there are some' test "$(query 'len(f)')" -ge 10

# What the kernel says by itself: another program asks for the ABI.
cat >"$tmp/abi.c" <<'END'
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
	long abi = syscall(444, NULL, 0, 1);

	printf("%ld\n", abi < 0 ? 0 : abi);
	return 0;
}
END
# shellcheck disable=SC2086 # the compiler may come with options
ok 'the program that asks compiles' ${NONO_TEST_CC:-cc} -o "$tmp/abi" "$tmp/abi.c"
is 'the ABI is that of the kernel' "$(query 'd["landlock_abi"]')" "$("$tmp/abi")"
is 'each feature of Landlock is there from its ABI on' "$(query '[n for n, x in f.items()
	if "Landlock ABI " in x["since"]
	and x["supported"] != (d["landlock_abi"] >= int(x["since"].split("ABI ")[1]))]')" '[]'

# Why there is none, with a filter that answers as such a kernel does.
without() { # ERRNO
	"$wrap" "landlock_create_ruleset=$1" -- "$tool" support --json >"$tmp/support.json"
	without_status=$?
	"$wrap" "landlock_create_ruleset=$1" -- "$tool" support >"$tmp/support"
}
for row in '38 ENOSYS CONFIG_SECURITY_LANDLOCK' '95 EOPNOTSUPP lsm=' '1 EPERM filter'; do
	# shellcheck disable=SC2086 # three words
	set -- $row
	without "$1"
	is "$2: status" $without_status 1
	is "$2: not supported" "$(query 'd["supported"], d["landlock_abi"], d["errno"]')" "(False, 0, '$2')"
	is "$2: no feature of Landlock is" "$(query '[n for n, x in f.items()
		if "Landlock" in x["since"] and x["supported"]]')" '[]'
	ok "$2: for people as well" grep -q "^landlock abi  0 ($2: " "$tmp/support"
	ok "$2: and what to do" grep -q "$3" "$tmp/support"
done
finish
