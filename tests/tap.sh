# SPDX-License-Identifier: Apache-2.0
# Shell tests in TAP, sourced: one call is one test. The exit status tells as well.
#
#   ok NAME COMMAND...       passes when the command succeeds
#   fails NAME COMMAND...    passes when it does not
#   is NAME GOT WANTED       passes when the two strings are equal
#   skip NAME REASON         counts as skipped; REASON must say what this machine lacks
#   finish                   prints the plan; call it last
#
# $tmp is an empty directory that is removed at the end. Output of failed commands is shown as
# TAP comments.

tap_count=0
tap_failed=0
tmp=$(mktemp -d "${TMPDIR:-/tmp}/nono-test.XXXXXX") || exit 99
tap_output=$tmp/.tap-output
trap 'rm -rf "$tmp"' EXIT
trap 'exit 99' HUP INT TERM

tap_result() { # ok|not-ok NAME
	tap_count=$((tap_count + 1))
	if [ "$1" = ok ]; then
		echo "ok $tap_count - $2"
	else
		tap_failed=$((tap_failed + 1))
		echo "not ok $tap_count - $2"
	fi
}

ok() {
	tap_name=$1
	shift
	if "$@" >"$tap_output" 2>&1; then
		tap_result ok "$tap_name"
	else
		tap_status=$?
		tap_result not-ok "$tap_name"
		echo "# status $tap_status of: $*"
		sed 's/^/# /' "$tap_output"
	fi
}

fails() {
	tap_name=$1
	shift
	if "$@" >"$tap_output" 2>&1; then
		tap_result not-ok "$tap_name"
		echo "# succeeded: $*"
		sed 's/^/# /' "$tap_output"
	else
		tap_result ok "$tap_name"
	fi
}

is() {
	if [ "$2" = "$3" ]; then
		tap_result ok "$1"
	else
		tap_result not-ok "$1"
		printf '%s\n' "got:    $2" "wanted: $3" | sed 's/^/# /'
	fi
}

skip() {
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1 # SKIP $2"
}

finish() {
	echo "1..$tap_count"
	[ "$tap_failed" -eq 0 ]
	exit
}
