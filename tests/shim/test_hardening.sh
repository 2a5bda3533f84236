#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The steps around Landlock and seccomp: capabilities are gone, and neither the kernel's refusal nor
# a filter that fakes its consent lets the program run.

# shellcheck source=tests/shim/hardening.sh
. "$top_srcdir/tests/shim/hardening.sh"

profile plain ''
profile read '    - /'
profile alias '    - /usr/..'
profile all '  allow: [/]\nsecurity: {allow_writable_profile: true}'
profile proc '    - /proc'
if [ "$("$hold" abi)" -eq 0 ]; then
	skip 'hardening' 'this kernel has no Landlock'
	finish
fi

# As the user who runs this, and if that is root, as another one too.
pretends='answers for the kernel'
bad() { # TITLE TEXT PROFILE RULE...
	bad_title=$1 bad_text=$2 bad_profile=$3
	shift 3
	ok "$bad_title" refused "$bad_text" "$wrap" "$@" -- env "LD_PRELOAD=$library" \
		"NONO_PROFILE=$tmp/$bad_profile.yaml" echo ran
	[ -n "$as_nobody" ] || return 0
	# shellcheck disable=SC2086 # several words
	ok "$bad_title (user)" refused "$bad_text" $as_nobody "$wrap" "$@" -- \
		env "LD_PRELOAD=$library" "NONO_PROFILE=$tmp/$bad_profile.yaml" echo ran
}
good() { # TITLE PROFILE RULE...
	good_title=$1 good_profile=$2
	shift 2
	ok "control: $good_title" runs "$wrap" "$@" -- env "LD_PRELOAD=$library" \
		"NONO_PROFILE=$tmp/$good_profile.yaml" echo ran
	[ -n "$as_nobody" ] || return 0
	# shellcheck disable=SC2086
	ok "control: $good_title (user)" runs $as_nobody "$wrap" "$@" -- \
		env "LD_PRELOAD=$library" "NONO_PROFILE=$tmp/$good_profile.yaml" echo ran
}
none=pipe2=95 # forbids what no step of these needs

# Landlock only pretended. What "/" grants leaves no trace behind.
for name in plain read alias all; do
	good "profile $name" $name $none
	bad "landlock_restrict_self() faked, profile $name" "what it has to deny still works" $name \
		landlock_restrict_self=0
done
is 'nothing is left behind' "$(ls -d /tmp/.nono* /dev/shm/.nono* /var/tmp/.nono* .nono* 2>/dev/null)" ''
canary=openat:2:0x90000 # how directories are opened, "/" among them
bad 'no descriptor for the canary' 'to try the sandbox: too many open files' plain $canary=24
bad 'no memory for the canary' 'to try the sandbox: out of memory' plain $canary=12
bad 'permissions of "/" unknown' 'to tell the permissions of a directory' plain faccessat=5
good '"/" that permissions deny, another canary' plain faccessat:2:4=13
good 'no canary at all' plain faccessat=13
good 'no canary where "/" is granted' all mknodat=1
# Linux 7.2 lets a whiteout be made where files may be: a block device is the second question.
whiteout=mknodat:2:0x2000
good 'a whiteout may be made, as on Linux 7.2' all $whiteout=0
bad 'and a block device as well' 'what it has to deny still works' all mknodat=0
bad 'and a block device is denied by others than Landlock' 'what it has to deny still works' all \
	$whiteout=0 mknodat:2:0x6000=1

# seccomp and no_new_privs only pretended.
bad 'seccomp() faked' "the seccomp filter was set without an error and is not in force" plain seccomp=0
bad 'no_new_privs not in force' 'no_new_privs was set without an error' plain prctl:0:39=0
bad 'no_new_privs not told' 'no_new_privs was set without an error' plain prctl:0:39=1
bad 'no filter in force' 'the seccomp filter was set without an error' plain prctl:0:21=0
bad 'the state of seccomp not told' 'the seccomp filter was set without an error' plain prctl:0:21=22
bad 'capabilities unknown' 'to tell the capabilities of this process' plain capget=1
bad 'capget() missing' 'to tell the capabilities of this process' plain capget=38

# Capabilities.
if [ "$(id -u)" -ne 0 ] || [ -z "$as_nobody" ]; then
	skip 'capabilities' 'needs root, whose they are'
	finish
fi
# shellcheck disable=SC2086
nobody() { # COMMAND...: as the user
	$as_nobody "$@"
}
sets() { # the five sets, in the order of the kernel
	sed -n 's/^Cap\([A-Za-z]*\):[^0-9a-f]*/\1 /p' /proc/self/status | tr '\n' ' '
}
in_shim() {
	under proc sed -n 's/^Cap\([A-Za-z]*\):[^0-9a-f]*/\1 /p' /proc/self/status | tr '\n' ' '
}
# CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, SETGID, SETUID, SETPCAP, NET_BIND_SERVICE
safe=$((1 << 0 | 1 << 1 | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7 | 1 << 8 | 1 << 10))
value() { # SET, of this shell
	echo $((0x$(sets | sed "s/.*$1 \([0-9a-f]*\).*/\1/")))
}
expected() { # EFFECTIVE BOUNDING
	printf 'Inh %016x Prm %016x Eff %016x Bnd %016x Amb %016x ' 0 "$1" "$1" "$2" 0
}
kept=$(($(value Prm) & safe))
ok 'control: there are capabilities to lose' test "$(value Prm)" -ne "$kept"
is 'root keeps the safe ones' "$(in_shim)" "$(expected $kept $(($(value Bnd) & safe)))"
is 'a child of root as well' "$(under proc sh -c 'sed -n "s/^CapEff:.//p" /proc/self/status')" \
	"$(printf %016x $kept)"
is 'the user has none' "$(nobody env "LD_PRELOAD=$library" "NONO_PROFILE=$tmp/proc.yaml" \
	sed -n 's/^CapPrm:.//p' /proc/self/status)" 0000000000000000
some=$((kept & ~(1 << 8)))
without='setpriv --bounding-set=-setpcap --inh-caps=-setpcap --'
# The bounding set cannot be dropped then; exec gains nothing from it all the same.
is 'root without CAP_SETPCAP' "$($without env "LD_PRELOAD=$library" "NONO_PROFILE=$tmp/proc.yaml" \
	sh -c 'sed -n "s/^CapPrm:.//p" /proc/self/status')" "$(printf %016x $some)"
is 'and its bounding set' "$($without env "LD_PRELOAD=$library" "NONO_PROFILE=$tmp/proc.yaml" \
	sed -n 's/^CapBnd:.//p' /proc/self/status)" \
	"$(printf %016x $(($(value Bnd) & ~(1 << 8))))"
cp /bin/sed "$tmp/suid"
chmod 4755 "$tmp/suid"
profile suid "    - /proc\n    - $tmp"
is 'control: a set-user-ID root program of the user' \
	"$(nobody "$tmp/suid" -n 's/^Uid:.[0-9]*.\([0-9]*\).*/\1/p' /proc/self/status)" 0
is 'nothing from set-user-ID root below' "$(under suid setpriv --reuid 65534 --clear-groups -- \
	"$tmp/suid" -n 's/^Uid:.[0-9]*.\([0-9]*\).*/\1/p;s/^CapPrm:.//p' /proc/self/status | xargs)" \
	'65534 0000000000000000'

# What needs them. A process of another user, since one's own could be readable in other ways.
# shellcheck disable=SC2086
$as_nobody env SECRET=of-another-process sleep 20 &
other=$!
trap 'kill "$other"; rm -rf "$tmp"' EXIT
for _ in 1 2 3 4 5 6 7 8 9 10; do
	! grep -qz SECRET "/proc/$other/environ" 2>/dev/null || break
	sleep 0.1
done
ok 'control: root reads the environment of others' grep -qz SECRET "/proc/$other/environ"
fails 'the environment of others' under proc grep -qz SECRET "/proc/$other/environ"
ok 'control: /proc is granted' under proc grep -q . "/proc/$other/status"
if head -c 1 /proc/kcore >/dev/null 2>&1; then
	fails '/proc/kcore' under proc head -c 1 /proc/kcore
else
	skip '/proc/kcore' 'this kernel has none (CONFIG_PROC_KCORE), or root may not read it'
fi
mkdir "$tmp/data"
profile data "  allow: [$tmp/data]"
: >"$tmp/data/file"
ok 'root may still change an owner' under data chown 65534 "$tmp/data/file"
is 'and its user' "$(under data setpriv --reuid 65534 --clear-groups -- id -u)" 65534

# Each call of the step.
root_bad() { # TITLE TEXT RULE...
	ok "$1" refused "$2" "$wrap" "$3" -- env "LD_PRELOAD=$library" \
		"NONO_PROFILE=$tmp/plain.yaml" echo ran
}
drop='the kernel refuses to drop capabilities'
root_bad 'capset() fails' "$drop: operation not permitted" capset=1
root_bad 'capset() faked' "$pretends" capset=0
root_bad 'capget() faked' "$pretends" capget=0
# For the user the filter itself has set it already.
root_bad 'no_new_privs faked' 'the kernel refuses to enforce the Landlock ruleset' prctl:0:38=0
root_bad 'ambient set' "$drop: invalid argument" prctl:0:47=22
root_bad 'bounding set' "$drop: operation not permitted" prctl:0:24=1
root_bad 'bounding set, early end of the list' "$drop: invalid argument" prctl:0:24=22
ok 'control: none of that for the user' runs nobody "$wrap" capset=1 prctl:0:47=22 prctl:0:24=1 -- \
	env "LD_PRELOAD=$library" "NONO_PROFILE=$tmp/plain.yaml" echo ran
finish
