#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The benchmarks run and print every line; with so few rounds the figures mean nothing.

# shellcheck source=tests/shim/hardening.sh
. "$top_srcdir/tests/shim/hardening.sh"

if [ "$("$hold" abi)" -eq 0 ]; then
	skip 'benchmarks' 'this kernel has no Landlock'
	finish
fi

ok 'the benchmarks run' sh -c "sh '$top_srcdir/bench/run.sh' --rounds 25 --no-sizes \
	--generations 2 >'$tmp/figures'"

# line NAME PATTERN: such a line is printed, once.
line() {
	is "line: $1" "$(grep -Ec "$2" "$tmp/figures")" 1
}

number='[0-9]+\.?[0-9]*'
for variant in bare empty hand shim; do
	line "start, $variant" "^$variant +$number +$number +$number +-?$number +[0-9]+\$"
done
line 'start, ratio' "^\(shim - bare\) / \(hand - bare\) = -?$number.*goal 1.25: (not )?met\$"
line 'start, calls of the constructor' '^  landlock_restrict_self +1 +1 +0$'
for call in open+close getpid socket+close ioctl sendto; do
	name=$(echo "$call" | sed 's/+/\\+/')
	line "$call, cycles" "^$name( +[1-9][0-9]*){6}\$"
	line "$call, ratios" "^$name( +[0-9]\.[0-9]{3}){6}\$"
done
for call in open+close getpid; do
	name=$(echo "$call" | sed 's/+/\\+/')
	line "$call, goal" "^$name, .* full / landlock = $number; goal 1.02: (not )?met; "
done

# What a profile that grants writing asks for in addition: links that it follows itself, and whether
# the policy could be changed. All of it is replayed by hand.
mkdir "$tmp/writable"
ln -s writable "$tmp/link"
profile writes "  write: [$tmp/writable, $tmp/link]"
ok 'a profile that writes' sh -c "sh '$top_srcdir/bench/run.sh' --profile '$tmp/writes.yaml' \
	--rounds 25 --no-sizes --generations 1 >'$tmp/figures'"
for call in openat2 readlinkat renameat2; do
	line "writes, $call by hand" "^  $call +[1-9][0-9]* +[1-9][0-9]* +[0-9]+\$"
done
line 'writes, renameat2 is all replayed' '^  renameat2 +[0-9]+ +[0-9]+ +0$'
line 'writes, the profile is read by the shim alone' '^  read +0 +[1-9][0-9]* +[1-9][0-9]*$'
line 'writes, both restrict themselves' '^  landlock_restrict_self +1 +1 +0$'
line 'writes, start, ratio' "^\(shim - bare\) / \(hand - bare\) = -?$number"
line 'writes, system calls' "^getpid, .* full / landlock = $number"
finish
