#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nono-shim verify: only what the kernel says counts.

# shellcheck source=tests/cli/cli.sh
. "$top_srcdir/tests/cli/cli.sh"

ok 'help' helps verify
for words in '' 'x' '0' '-1' '01' '1x' '99999999999' '1 2' '--nonsense'; do
	# shellcheck disable=SC2086 # a list of words
	ok "wrong arguments: $words" ends 2 '' 'nono-shim: verify: ' "$tool" verify $words
done
free_pid() { # one that nobody has: of a process that has ended
	sh -c 'echo $$'
}
ok 'no such process' ends 2 '' 'there is no process' "$tool" verify "$(free_pid)"
ok 'with --json neither' ends 2 '' 'there is no process' "$tool" verify --json "$(free_pid)"

mkdir "$tmp/granted"
ok 'the program compiles' compile granted/program tests/cli/run_program.c -lpthread
ok 'and the one around others' compile wrap tests/shim/hardening_wrap.c
profile plain "    - $tmp/granted"
profile other "    - $tmp/granted\nnetwork: {block: true}"
profile compat "    - $tmp/granted\nlinux: {compat32: allow}"
policy=$("$tool" run --print "$tmp/plain.yaml" 2>/dev/null | sed -n '1s/policy //p')
other=$("$tool" run --print "$tmp/other.yaml" 2>/dev/null | sed -n '1s/policy //p')
compat=$("$tool" run --print "$tmp/compat.yaml" 2>/dev/null | sed -n '1s/policy //p')
if [ -z "$policy" ]; then
	skip 'verify' 'the kernel has no Landlock'
	finish
fi

# started COMMAND...: in the background, until it says that it is ready; $pid is what said so.
started() {
	: >"$tmp/ready"
	"$@" >"$tmp/ready" &
	started_pid=$!
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
		[ -s "$tmp/ready" ] && break
		sleep 0.1
	done
	pid=$(sed 's/ready //' "$tmp/ready")
}
# ended NAME: the program goes on as if nobody had looked.
ended() {
	kill -USR1 "$pid"
	wait "$started_pid"
	is "$1: it goes on" $? 40
}
value() { # KEY: of the JSON on standard input
	tr -d '{}' | tr ',' '\n' | sed -n "s/^\"$1\":\"*\([^\"]*\)\"*$/\1/p" | head -n 1
}

# Without any right.
started "$tmp/granted/program" wait
ok 'no filter' ends 1 "$pid: not confined by nono-shim: it has no seccomp filter" '' "$tool" verify "$pid"
ok 'as JSON' ends 1 "{\"pid\":$pid,\"status\":\"not confined\",\"reason\":\"it has no seccomp filter\",\"policies\":[],\"no_new_privs\":$(
	sed -n 's/^NoNewPrivs:.//p' "/proc/$pid/status" | sed 's/0/false/;s/1/true/'
),\"seccomp_mode\":0,\"seccomp_filters\":0,\"threads\":1}" '' "$tool" verify --json "$pid"
ended 'no filter'

started "$tool" run "$tmp/plain.yaml" "$tmp/granted/program" wait
unprivileged() { # COMMAND...: as another user, or inside of a sandbox
	if [ "$(id -u)" -eq 0 ]; then
		setpriv --reuid 65534 --regid 65534 --clear-groups -- "$@"
	else
		"$@"
	fi
}
ok 'without the right to look it is not said to be confined' ends 2 \
	"$pid: cannot be told: it has a seccomp filter, which may be read by a process that has CAP_SYS_ADMIN and no filter of its own" \
	'' unprivileged "$tool" verify "$pid"
is 'nor in JSON' "$(unprivileged "$tool" verify --json "$pid" | value status)" unknown
if "$tool" verify "$pid" >/dev/null 2>&1; then
	may_look=yes
else
	may_look=
fi
if [ "$may_look" ] || [ "$(id -u)" -eq 0 ]; then
	ok 'ours' ends 0 "$pid: confined by nono-shim, policy $policy" '' "$tool" verify "$pid"
	is 'in JSON' "$("$tool" verify --json "$pid" | value status)" confined
	is 'with its policy' "$("$tool" verify --json "$pid" | sed 's/.*"policies":\[\([^]]*\)\].*/\1/')" \
		"\"$policy\""
	is 'twice leaves nothing behind' "$(sed -n 's/^TracerPid:.//p' "/proc/$pid/status")" 0
	is 'and it is not stopped' "$(sed -n 's/^State:.\([A-Z]\).*/\1/p' "/proc/$pid/status")" S
	kill -STOP "$pid"
	ok 'a stopped one' ends 0 "$pid: confined by nono-shim, policy $policy" '' "$tool" verify "$pid"
	is 'stays stopped' "$(sed -n 's/^State:.\([A-Zt]\).*/\1/p' "/proc/$pid/status")" T
	kill -CONT "$pid"
	ended 'ours'

	started env "NONO_PROFILE=$tmp/plain.yaml" "LD_PRELOAD=$NONO_TEST_SHIM" "$tmp/granted/program" wait
	ok 'under the shim' ends 0 "$pid: confined by nono-shim, policy $policy" '' "$tool" verify "$pid"
	ended 'under the shim'

	started "$tool" run "$tmp/plain.yaml" /bin/sh -c 'exec "$1" threads' sh "$tmp/granted/program"
	ok 'a child with threads' ends 0 "$pid: confined by nono-shim, policy $policy" '' \
		"$tool" verify "$pid"
	is 'all of them counted' "$("$tool" verify --json "$pid" | value threads)" 2
	ended 'a child with threads'

	started "$tool" run "$tmp/compat.yaml" "$tmp/granted/program" wait
	ok 'with a filter for 32 bits as well' ends 0 "$pid: confined by nono-shim, policy $compat" '' \
		"$tool" verify "$pid"
	ended 'with a filter for 32 bits as well'

	profile outer "    - $tmp/granted\n    - $tmp"
	outer=$("$tool" run --print "$tmp/outer.yaml" | sed -n '1s/policy //p')
	started "$tool" run "$tmp/outer.yaml" "$tool" run "$tmp/other.yaml" "$tmp/granted/program" wait
	ok 'under two policies' ends 0 "$pid: confined by nono-shim, policy $outer, policy $other" '' \
		"$tool" verify "$pid"
	ended 'under two policies'

	# Others that look like it.
	started "$tmp/granted/program" filter
	ok 'a filter of somebody else' ends 1 \
		"$pid: not confined by nono-shim: its seccomp filters are those of others" '' \
		"$tool" verify "$pid"
	ended 'a filter of somebody else'
	started setpriv --no-new-privs "$tmp/wrap" prctl:0:0x4e4f4e4f=3662 -- "$tmp/granted/program" wait
	ok 'one that answers to the marker and denies nothing' ends 1 \
		"$pid: not confined by nono-shim: its seccomp filters are those of others" '' \
		"$tool" verify "$pid"
	ended 'one that answers to the marker and denies nothing'
	started "$tool" run "$tmp/plain.yaml" "$tmp/granted/program" filter
	ok 'and one inside of ours' ends 0 "$pid: confined by nono-shim, policy $policy" '' \
		"$tool" verify "$pid"
	ended 'and one inside of ours'
	# Each thread has filters of its own.
	for who in main other; do
		started "$top_builddir/tests/cli/half_confined" $who
		ok "only the $who thread" ends 1 \
			"$pid: not confined by nono-shim: not all of its threads have a filter of this library" \
			'' "$tool" verify "$pid"
		ended "only the $who thread"
	done
	started "$top_builddir/tests/cli/half_confined" both
	ok 'control: both threads' ends 0 \
		"$pid: confined by nono-shim, policy 00000001000000020000000300000004" '' "$tool" verify "$pid"
	ended 'control: both threads'
	started "$tool" run "$tmp/plain.yaml" "$tmp/granted/program" wait
	ok 'from inside of a sandbox it cannot be told' ends 2 \
		"$pid: cannot be told: it has a seccomp filter, which may be read by a process that has CAP_SYS_ADMIN and no filter of its own" \
		'' "$tmp/wrap" prctl:0:0x4e4f4e4f=3662 -- "$tool" verify "$pid"
	ended 'from inside of a sandbox it cannot be told'
else
	ended 'ours'
	skip 'what the filter says' 'not here: hardening_hold: CAP_SYS_ADMIN is missing'
fi
finish
