#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Resource limits: lowered, for good, and never raised. Each effect is first seen to be absent
# without the library.

# shellcheck source=tests/shim/hardening.sh
. "$top_srcdir/tests/shim/hardening.sh"

if [ "$("$hold" abi)" -eq 0 ]; then
	skip 'limits' 'the kernel has no Landlock (ABI 0): every profile is refused'
	finish
fi
mkdir "$tmp/data"

# limits NAME LIMITS
limits() {
	profile "$1" "    - /proc\n    - /dev/zero\n  allow: [$tmp/data, /dev/null]\nlimits: {$2}"
}

# show ROW COMMAND...: soft and hard limit as the kernel has them for a program that COMMAND starts.
show() {
	show_row=$1
	shift
	"$@" sed -n "s/^$show_row  *\([^ ]*\)  *\([^ ]*\).*/\1 \2/p" /proc/self/limits 2>&1
}

# with ULIMIT... -- COMMAND...: COMMAND under limits that the shell sets.
with() {
	with_script=
	while [ "$1" != -- ]; do
		with_script="$with_script ulimit $1 &&"
		shift
	done
	shift
	# shellcheck disable=SC2016 # expanded by the inner shell
	sh -c "$with_script"' exec "$@"' sh "$@"
}

# The number is below what every machine has.
value() { # KEY NUMBER ROW
	limits "$1" "$1: $2"
	is "control: $1" "$(test "$(show "$3" env)" != "$2 $2" && echo other)" other
	is "$1: $3" "$(show "$3" under "$1" env)" "$2 $2"
}

limits none ''
value nofile 64 'Max open files'
value nproc 77 'Max processes'
value fsize 4096 'Max file size'
value as 1000000000 'Max address space'
value cpu 1 'Max cpu time'
if [ "$(show 'Max core file size' env)" != '0 0' ]; then
	value core 0 'Max core file size'
fi
limits all 'nofile: 64, nproc: 1000, fsize: 4096, as: 1000000000, cpu: 60, core: 0'
is 'all at once' "$(for row in 'open files' processes 'file size' 'address space' 'cpu time' \
	'core file size'; do show "Max $row" under all env; done | tr '\n' ' ')" \
	'64 64 1000 1000 4096 4096 1000000000 1000000000 60 60 0 0 '

# Each of the two is lowered where it is higher, and stays where it is lower.
limits many 'nofile: 100000000000'
nofile="env LD_PRELOAD=$library NONO_PROFILE=$tmp/nofile.yaml"
many_files="env LD_PRELOAD=$library NONO_PROFILE=$tmp/many.yaml"
none="env LD_PRELOAD=$library NONO_PROFILE=$tmp/none.yaml"
# shellcheck disable=SC2086 # words
{
	is 'neither is raised' "$(show 'Max open files' with '-n 32' -- $nofile)" '32 32'
	is 'a lower soft limit stays' "$(show 'Max open files' with '-Sn 32' -- $nofile)" '32 64'
	is 'control: both as they were' "$(show 'Max open files' with '-Sn 50' '-Hn 60' -- env)" '50 60'
	is 'a number above both changes nothing' \
		"$(show 'Max open files' with '-Sn 50' '-Hn 60' -- $many_files)" '50 60'
	is 'nor does no number' \
		"$(show 'Max open files' with '-Sn 50' '-Hn 60' -- $none)" '50 60'
}

# For good, for root too.
raise='ulimit -n 65 2>/dev/null && echo raised || echo refused'
is 'control: a soft limit can be raised' "$(with '-Sn 60' -- sh -c "$raise")" raised
is 'it cannot be raised inside' "$(under nofile sh -c "$raise")" refused
is 'nor in a child' "$(under nofile sh -c "sh -c '$raise'; :")" refused
is 'but lowered' "$(under nofile sh -c 'ulimit -n 63 && ulimit -n')" 63

# What they do.
# shellcheck disable=SC2016 # expanded by the inner shell
write='head -c 8192 /dev/zero >"$1"; wc -c <"$1"'
is 'control: a large file' "$(sh -c "$write" sh "$tmp/data/free")" 8192
is 'fsize: it ends there' "$(under fsize sh -c "$write" sh "$tmp/data/file" 2>/dev/null)" 4096
limits eight 'nofile: 8'
# shellcheck disable=SC2016
many='exec 3</dev/null && for i in 4 5 6 7 8; do eval "exec $i<&3" || exit; done; echo all'
is 'control: nine descriptors' "$(sh -c "$many")" all
is 'nofile: the ninth is refused' "$(under eight sh -c "$many" 2>/dev/null)" ''
# shellcheck disable=SC2016
loop='i=0; while [ "$i" -lt 40000000 ]; do i=$((i + 1)); done'
is 'control: a second of work' \
	"$(sh -c "(ulimit -St 1; $loop); echo \$?" 2>/dev/null)" $((128 + 24))
# Where soft and hard limit are the same the kernel sends SIGKILL.
is 'cpu: killed after one' "$(under cpu sh -c "$loop" 2>/dev/null; echo $?)" $((128 + 9))
limits memory 'as: 100000000'
# shellcheck disable=SC2016
memory='x=$(head -c 100000000 /dev/zero | tr "\0" x); echo ${#x}'
is 'control: a hundred megabytes' "$(sh -c "$memory")" 100000000
is 'as: there is no such memory' "$(under memory sh -c "$memory" 2>/dev/null)" ''
# Root may have as many as it likes.
if [ -n "$as_nobody" ] && [ "$as_nobody" != env ]; then
	other='setpriv --reuid 64321 --regid 64321 --clear-groups --'
	# shellcheck disable=SC2016
	children='for i in 1 2 3 4 5 6 7 8; do sleep 0.2 & done; wait; echo all'
	limits seven 'nproc: 7'
	is 'control: eight children' "$($other sh -c "$children")" all
	# shellcheck disable=SC2086
	is 'nproc: the seventh is refused' "$($other env LD_PRELOAD="$library" \
		NONO_PROFILE="$tmp/seven.yaml" sh -c "$children" 2>/dev/null)" ''
else
	skip 'nproc: the seventh child is refused' 'no other user can be had here (needs root)'
fi

# The library is through when the limits count; what becomes of the program is its own matter.
for limit in nofile:0 fsize:0 as:0; do
	limits "${limit%:*}-none" "${limit%:*}: ${limit#*:}"
	under "${limit%:*}-none" true >"$tmp/out" 2>"$tmp/err"
	is "$limit is no reason to refuse" "$(test $? -ne 125 && grep -c '^nono-shim' "$tmp/err")" 0
done

# Failures.
faulty() { # RULE TEXT
	ok "prlimit64$1" refused "nofile.yaml:$line:18: limits.nofile: $2" "$wrap" \
		"prlimit64$1" -- env "LD_PRELOAD=$library" "NONO_PROFILE=$tmp/nofile.yaml" echo ran
}
line=$(grep -n '^limits' "$tmp/nofile.yaml" | cut -d : -f 1)
faulty '=1' 'the kernel refuses to lower the limit'
faulty :3:0=1 'the kernel refuses to lower the limit'
faulty '=0' 'was set without an error and is not in force'
faulty :3:0=0 'was set without an error and is not in force'
ok 'control: that filter, and no limit' runs "$wrap" prlimit64=1 -- \
	env "LD_PRELOAD=$library" "NONO_PROFILE=$tmp/none.yaml" echo ran
finish
