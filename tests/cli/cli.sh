# SPDX-License-Identifier: Apache-2.0
# What the tests of the tool have in common.
# shellcheck shell=sh
# shellcheck disable=SC2154,SC2034 # of the environment; used where this is sourced

. "$top_srcdir/tests/tap.sh"
chmod 755 "$tmp"
umask 022
unset NONO_PROFILE NONO_RECEIPT LD_PRELOAD

# A copy: the program must not be able to write to it, and the build directory may be anywhere.
tool=$tmp/tool/nono-shim
mkdir "$tmp/tool"
cp "$top_builddir/nono-shim" "$tool"

# Debian's, which has Debian's packages; another python3 may come first in PATH.
python=/usr/bin/python3
[ -x "$python" ] || python=python3

compile() { # OUTPUT SOURCE OPTION...
	compile_output=$1
	compile_source=$2
	shift 2
	# shellcheck disable=SC2086 # the compiler may come with options
	${NONO_TEST_CC:-cc} -D_GNU_SOURCE "$@" -o "$tmp/$compile_output" "$top_srcdir/$compile_source"
}

# profile NAME TEXT: below $tmp, with what a dynamically linked program needs.
profile() {
	{
		printf 'filesystem:\n  read:\n'
		for directory in /usr /lib /lib64 /bin /etc/ld.so.cache; do
			[ ! -e "$directory" ] || echo "    - $directory"
		done
		printf '%b\n' "$2"
	} >"$tmp/$1.yaml"
}

# ends STATUS OUT ERR COMMAND...: the status, all of standard output, a part of standard error
# (none: nothing).
ends() {
	ends_status=$1
	ends_out=$2
	ends_err=$3
	shift 3
	ends_got=0
	"$@" </dev/null >"$tmp/out" 2>"$tmp/err" || ends_got=$?
	echo "status $ends_got, out: $(cat "$tmp/out") err: $(cat "$tmp/err")"
	[ "$ends_got" -eq "$ends_status" ] && [ "$(cat "$tmp/out")" = "$ends_out" ] &&
		if [ -n "$ends_err" ]; then
			grep -qF -e "$ends_err" "$tmp/err"
		else
			[ ! -s "$tmp/err" ]
		fi
}

# helps COMMAND: its help, on standard output.
helps() {
	for helps_word in --help -h; do
		"$tool" "$1" "$helps_word" >"$tmp/out" 2>"$tmp/err" || return 1
		head -n 1 "$tmp/out" | grep -qF "usage: nono-shim $1" || return 1
		grep -qF 'Exit status' "$tmp/out" && [ ! -s "$tmp/err" ] || return 1
	done
}

# The Landlock ABI of this kernel.
landlock_abi() {
	"$tool" support --json | sed -n 's/.*"landlock_abi":\([0-9]*\).*/\1/p'
}
