#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every folder of tests/data/profiles/invalid through the library: nothing of the program runs, and
# the one line on standard error is the expected one, byte for byte.
. "$top_srcdir/tests/tap.sh"

profiles=$top_srcdir/tests/data/profiles/invalid

# start DIRECTORY PROGRAM...: as tests/data/profiles/README.md has the environment.
start() {
	(
		cd "$1" || exit 97
		shift
		exec env -i HOME=/home/user PROJECT=blue XDG_DATA_HOME=/data/user// \
			XDG_CACHE_HOME=some/where RELATIVE=some/where EMPTY= "$@"
	) >"$tmp/out" 2>"$tmp/err"
}

expect_line() { # FOLDER
	IFS= read -r line <"$1/error"
	case ${line%%:*} in
	*.yaml | *.json) printf 'nono-shim: %s\n' "$line" ;;
	*) printf 'nono-shim: input.yaml:%s\n' "$line" ;;
	esac
}

refuses() { # FOLDER
	rm -f "$tmp/marker"
	start "$1" NONO_PROFILE=input.yaml LD_PRELOAD="$NONO_TEST_SHIM" "$tmp/mark" "$tmp/marker"
	status=$?
	expect_line "$1" >"$tmp/wanted"
	cat "$tmp/out" "$tmp/err"
	[ "$status" -eq 125 ] || echo "exit status $status, expected 125"
	[ ! -s "$tmp/out" ] || echo 'there is something on standard output'
	[ ! -e "$tmp/marker" ] || echo 'code of the program ran'
	cmp "$tmp/err" "$tmp/wanted" || echo "expected: $(cat "$tmp/wanted")"
	[ "$status" -eq 125 ] && [ ! -s "$tmp/out" ] && [ ! -e "$tmp/marker" ] &&
		cmp -s "$tmp/err" "$tmp/wanted"
}

marks() { # NAME=VALUE...: the program leaves its two traces
	rm -f "$tmp/marker"
	start "$tmp" "$@" "$tmp/mark" "$tmp/marker"
	status=$?
	cat "$tmp/err"
	[ "$status" -eq 0 ] && [ "$(cat "$tmp/marker")" = xx ] && [ "$(grep -c ran "$tmp/out")" -eq 2 ]
}

# shellcheck disable=SC2086 # the compiler may come with options
ok 'the program compiles' ${NONO_TEST_CC:-cc} -o "$tmp/mark" "$top_srcdir/tests/shim/startup_mark.c"
ok 'control: without the library the program leaves its trace' marks NONO_PROFILE=x
printf '%s\n' 'filesystem: {allow: [/]}' 'security: {allow_writable_profile: true}' >"$tmp/good.yaml"
ok 'control: and with the library and a good profile' \
	marks NONO_PROFILE=good.yaml LD_PRELOAD="$NONO_TEST_SHIM"

folders=0
for folder in "$profiles"/*/; do
	folders=$((folders + 1))
	name=${folder%/}
	ok "${name##*/}" refuses "$folder"
done
ok "there are at least 100 folders ($folders)" test "$folders" -ge 100
finish
