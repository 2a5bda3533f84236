# SPDX-License-Identifier: Apache-2.0
# What test_hardening.sh and test_descriptors.sh have in common.
# shellcheck shell=sh
# shellcheck disable=SC2154,SC2034 # of the environment; used where this is sourced

. "$top_srcdir/tests/tap.sh"
chmod 755 "$tmp" # for the tests as another user
umask 022
wrap=$tmp/wrap
hold=$tmp/hold
library=$tmp/libnono_shim.so
cp "$NONO_TEST_SHIM" "$library" # where everybody can read it

compile() { # OUTPUT SOURCE
	# shellcheck disable=SC2086 # the compiler may come with options
	${NONO_TEST_CC:-cc} -D_GNU_SOURCE -o "$tmp/$1" "$top_srcdir/tests/shim/$2"
}

# profile NAME TEXT: with what a dynamically linked program needs.
profile() {
	{
		printf 'filesystem:\n  read:\n'
		for directory in /usr /lib /lib64 /bin "$tmp/hold" "$tmp/glibc" "$tmp/musl" /etc/ld.so.cache; do
			[ ! -e "$directory" ] || echo "    - $directory"
		done
		printf '%b\n' "$2"
	} >"$tmp/$1.yaml"
}

# under PROFILE COMMAND...: the command, confined.
under() {
	under_profile=$tmp/$1.yaml
	shift
	env "LD_PRELOAD=$library" "NONO_PROFILE=$under_profile" "$@"
}

# Another user: root has capabilities and no permissions to mind.
as_nobody='setpriv --reuid 65534 --regid 65534 --clear-groups --'
[ "$(id -u)" -eq 0 ] || as_nobody='env'
$as_nobody test -r "$library" 2>/dev/null || as_nobody=

# refused TEXT COMMAND...: status 125, one line with that text, and main did not run.
refused() {
	refused_text=$1
	shift
	"$@" </dev/null >"$tmp/out" 2>"$tmp/err"
	refused_status=$?
	echo "status $refused_status, out: $(cat "$tmp/out") err: $(cat "$tmp/err")"
	[ "$refused_status" -eq 125 ] && [ ! -s "$tmp/out" ] &&
		[ "$(wc -l <"$tmp/err")" -eq 1 ] && grep -qF "$refused_text" "$tmp/err"
}

# runs COMMAND...: main says "ran", and nothing else is said.
runs() {
	runs_got=$("$@" 2>&1 </dev/null)
	echo "$runs_got"
	[ "$runs_got" = ran ]
}

ok 'the filter compiles' compile wrap hardening_wrap.c
ok 'the holder compiles' compile hold hardening_hold.c
