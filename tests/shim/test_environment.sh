#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# environment.* and RES_OPTIONS: what main, children and onlookers see of the variables.

# shellcheck source=tests/shim/hardening.sh
. "$top_srcdir/tests/shim/hardening.sh"

if [ "$("$hold" abi)" -eq 0 ]; then
	skip 'environment' 'the kernel has no Landlock (ABI 0): every profile is refused'
	finish
fi

# confined PROFILE SETTING... -- COMMAND...: an absolute path, with just these settings.
confined() {
	confined_profile=$tmp/$1.yaml
	shift
	"$tmp/exec" --exec "LD_PRELOAD=$library" "NONO_PROFILE=$confined_profile" "$@"
}

free() { # SETTING... -- COMMAND...
	"$tmp/exec" --exec "$@"
}

# bytes COMMAND... --: /proc/PID/environ of show --wait, read from outside, NULs as newlines.
bytes() {
	"$@" "$tmp/$libc" --wait <"$tmp/go" >"$tmp/ready" 2>"$tmp/err" &
	exec 7>"$tmp/go"
	bytes_pid=refused
	read -r bytes_pid <"$tmp/ready"
	tr '\0' '\n' <"/proc/$bytes_pid/environ"
	exec 7>&-
	wait
}

# What show prints of settings that stand once.
three() { # SETTING...
	for three_setting; do
		printf '%s\n' "getenv: $three_setting" "environ: $three_setting" "envp: $three_setting"
	done
}

names='SECRET KEPT NEW OLD RES_OPTIONS LD_PRELOAD NONO_PROFILE NONO_RECEIPT'

# view NAME WANTED PROFILE SETTING...: also in a child, which gets what execve(2) is given.
view() {
	view_name=$1
	view_wanted=$2
	shift 2
	# shellcheck disable=SC2086 # words
	{
		is "$libc: $view_name" "$(confined "$@" -- "$tmp/$libc" $names 2>&1)" "$view_wanted"
		is "$libc: $view_name: in a child" \
			"$(confined "$@" -- "$tmp/$libc" --child $names 2>&1)" "$view_wanted"
	}
}

# After the programs are there: a path that is not is not granted.
make_profiles() {
	profile nothing ''
	profile deny 'environment: {deny_vars: [SECRET, "AWS_*"]}'
	profile allow 'environment: {allow_vars: [KEPT, "LC_*"]}'
	profile none 'environment: {allow_vars: []}'
	profile both 'environment: {allow_vars: ["*"], deny_vars: [SECRET]}'
	profile set 'environment: {set_vars: {NEW: value, OLD: "2"}}'
	profile longer 'environment: {set_vars: {OLD: a longer value than there was}}'
	profile three 'environment:\n  set_vars:\n    NEW: a\n    OLD: b\n    THIRD: c'
	profile home 'environment: {set_vars: {NEW: $HOME/data}}'
	profile tcp 'network: {connect_port: [443]}'
	profile no-dns 'network: {connect_port: [443], dns: none}'
	profile own-dns 'network: {connect_port: [443]}\nenvironment: {set_vars: {RES_OPTIONS: rotate}}'
	profile preload 'environment: {deny_vars: [LD_PRELOAD]}'
	profile all '    - /proc\n    - /etc\n    - /dev/urandom\n  allow: [/dev/null]
network: {connect_port: [443]}\nenvironment: {deny_vars: [SECRET], set_vars: {NEW: v}}'
}

check_views() {
	# shellcheck disable=SC2086
	is "$libc: control: all is seen" "$(free SECRET=x KEPT=y SECRET=z -- "$tmp/$libc" $names)" \
		"$(printf '%s\n' 'getenv: SECRET=x' 'environ: SECRET=x' 'environ: SECRET=z' \
			'envp: SECRET=x' 'envp: SECRET=z'; three KEPT=y)"
	view 'nothing is said' "$(three SECRET=x KEPT=y)" nothing SECRET=x KEPT=y
	view 'ours go' '' nothing NONO_RECEIPT=fd:3 3>/dev/null
	view 'denied' "$(three KEPT=y)" deny SECRET=x KEPT=y AWS_KEY=z
	view 'denied and there twice' "$(three KEPT=y)" deny SECRET=x KEPT=y SECRET=z
	view 'not allowed' "$(three KEPT=y)" allow SECRET=x KEPT=y OLD=1
	view 'nothing is allowed' '' none SECRET=x KEPT=y
	view 'allowed and denied' "$(three KEPT=y)" both SECRET=x KEPT=y
	view 'set, new and over an old one' "$(three NEW=value OLD=2)" set OLD=1
	view 'set, both new' "$(three NEW=value OLD=2)" set
	view 'set, over two' "$(three SECRET=x NEW=value OLD=2)" set OLD=1 SECRET=x OLD=3
	view 'set, longer' "$(three 'OLD=a longer value than there was')" longer OLD=1
	view 'set, with a variable in it' "$(three NEW=/home/of/data)" home HOME=/home/of
	view 'resolver' "$(three RES_OPTIONS=use-vc)" tcp
	view 'resolver, beside others' "$(three 'RES_OPTIONS=ndots:2 use-vc')" tcp RES_OPTIONS=ndots:2
	view 'resolver, there already' "$(three 'RES_OPTIONS=use-vc x')" tcp 'RES_OPTIONS=use-vc x'
	view 'resolver, without names' '' no-dns
	view 'resolver, set by the profile' "$(three RES_OPTIONS=rotate)" own-dns RES_OPTIONS=x
}

# What somebody outside reads in /proc/PID/environ.
check_bytes() {
	is "$libc: control: the bytes without the library" \
		"$(bytes free A=1 SECRET=hunter2 AWS_KEY=hunter3 --)" \
		"$(printf '%s\n' A=1 SECRET=hunter2 AWS_KEY=hunter3)"
	is "$libc: control: bytes of what is not denied" \
		"$(bytes confined nothing A=1 SECRET=hunter2 -- | grep -v '^:*$')" \
		"$(printf '%s\n' A=1 SECRET=hunter2)"
	is "$libc: bytes of what is denied" \
		"$(bytes confined deny A=1 SECRET=hunter2 AWS_KEY=hunter3 B=2 -- |
			sed 's/^:::*$/removed/')" \
		"$(printf '%s\n' removed removed A=1 removed removed B=2)"
	is "$libc: bytes of what is not allowed" \
		"$(bytes confined none A=1 SECRET=hunter2 -- | grep -v '^:*$')" ''
	is "$libc: bytes of what is replaced in its place" \
		"$(bytes confined set OLD=hunter2 A=1 -- | sed 's/^:::*$/removed/')" \
		"$(printf '%s\n' removed removed OLD=2 removed A=1)"
	is "$libc: bytes of what is replaced elsewhere" \
		"$(bytes confined longer OLD=hunter2 A=1 -- | grep -v '^:*$')" A=1
}

check_room() {
	place=three.yaml:$(grep -n THIRD "$tmp/three.yaml" | cut -d : -f 1):5
	ok "$libc: no room" refused "$place: environment.set_vars: no room for THIRD:" \
		confined three -- "$tmp/$libc"
	ok "$libc: no room beside another library" refused \
		'three.yaml:' "$tmp/exec" --exec "LD_PRELOAD=$tmp/other-$libc.so:$library" \
		"NONO_PROFILE=$tmp/three.yaml" -- "$tmp/$libc"
	is "$libc: room made by a placeholder" \
		"$(confined three THIRD= -- "$tmp/$libc" THIRD NEW)" "$(three THIRD=c NEW=a)"
	is "$libc: room made by one that is denied" \
		"$(sed 's/set_vars/deny_vars: [GONE]\n  &/' "$tmp/three.yaml" >"$tmp/gone.yaml"
		confined gone GONE=1 -- "$tmp/$libc" THIRD GONE)" "$(three THIRD=c)"
}

build() { # LIBC COMPILER
	# shellcheck disable=SC2086 # the compiler may come with options
	$2 -o "$tmp/$1" "$top_srcdir/tests/shim/environment_show.c" &&
		$2 -shared -o "$tmp/other-$1.so" -x c /dev/null
}

check() { # LIBC
	libc=$1
	check_views
	check_bytes
	check_room
}

# program NAME PACKAGE COMMAND...: prints the four, - for none.
program() {
	program_name=$1
	program_package=$2
	shift 2
	if [ ! -x "$1" ]; then
		skip "$program_name" "$1 is not installed (package $program_package)"
		return
	fi
	is "control: $program_name" "$(free PATH=/usr/bin SECRET=x KEPT=y -- "$@")" 'x y - -'
	is "$program_name" "$(confined all PATH=/usr/bin SECRET=x KEPT=y SECRET=z -- "$@" 2>&1)" \
		'- y v use-vc'
}

check_programs() {
	# shellcheck disable=SC2016 # expanded by the inner shell
	for shell in sh bash; do
		program $shell $shell /bin/$shell -c \
			'echo "${SECRET--} ${KEPT--} ${NEW--} ${RES_OPTIONS--}"'
		program "a child of $shell" $shell /bin/$shell -c \
			"/bin/$shell -c 'echo \"\${SECRET--} \${KEPT--} \${NEW--} \${RES_OPTIONS--}\"'; :"
	done
	program python3 python3-minimal /usr/bin/python3 -c 'import os
print(*(os.environ.get(n, "-") for n in "SECRET KEPT NEW RES_OPTIONS".split()))'
	program perl perl-base /usr/bin/perl -e \
		'print join(" ", map { $ENV{$_} // "-" } qw(SECRET KEPT NEW RES_OPTIONS)), "\n"'
	program node nodejs /usr/bin/node -e \
		'console.log("SECRET KEPT NEW RES_OPTIONS".split(" ").map(n => process.env[n] ?? "-").join(" "))'
	is 'env prints what is there, in order' \
		"$(confined all A=1 SECRET=x B=2 -- /usr/bin/env)" \
		"$(printf '%s\n' A=1 B=2 RES_OPTIONS=use-vc NEW=v)"
}

mkfifo "$tmp/go" "$tmp/ready"
ok 'the programs compile: glibc' build glibc "$NONO_TEST_CC"
cp "$tmp/glibc" "$tmp/exec"
[ "$NONO_TEST_MUSL_CC" = none ] ||
	ok 'the programs compile: musl' build musl "$NONO_TEST_MUSL_CC"
make_profiles
check glibc
check_programs
if [ "$NONO_TEST_MUSL_CC" = none ]; then
	skip 'musl' 'there is no compiler for musl (package musl-tools)'
else
	check musl
fi
finish
