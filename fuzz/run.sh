#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs the libFuzzer targets, all at once; see README.md beside this file.
set -eu

usage() {
	cat <<'END'
usage: fuzz/run.sh BUILD SECONDS [TARGET...]

  BUILD     a directory configured with --enable-fuzzers
  SECONDS   processor time of each target
  TARGET    profile, rules, state; default all

What is found is kept in BUILD/fuzz/found/TARGET, a crash in BUILD/fuzz/crashes. TAP on standard
output: one test a target.
END
}

[ $# -ge 2 ] || {
	usage >&2
	exit 2
}
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/.." && pwd)
build=$(cd "$1" && pwd)/fuzz
seconds=$2
# For what waits instead of computing: fuzz_begin() in fuzz.h counts processor time.
stuck=120
shift 2
[ $# -gt 0 ] || set -- profile rules state
mkdir -p "$build/crashes"
"$build/dictionary" | sort -u >"$build/profile.dict"

# Writes the processor seconds of the children of this shell: the second line of times(1), which
# must not run in a pipe, since that is another shell.
used() { # FILE
	times >"$1.times"
	awk 'NR == 2 { for (i = 1; i <= 2; i++) { split($i, t, /[ms]/); s += t[1] * 60 + t[2] } }
		END { printf "%d\n", s }' "$1.times" >"$1"
}

# One target until it has had its time: on a busy machine libFuzzer's own clock stops too early.
fuzz() { # TARGET
	# Options, and the inputs to begin with besides fuzz/corpus/TARGET.
	case $1 in
	profile)
		set -- "$1" -max_len=8192 "-dict=$build/profile.dict" "$top/tests/data/profiles" \
			"$top/profiles"
		;;
	state) set -- "$1" -max_len=4096 ;;
	# Long inputs at once: the calls stand behind the paths.
	*) set -- "$1" -max_len=1024 -len_control=0 ;;
	esac
	target=$1
	shift
	mkdir -p "$build/found/$target"
	: >"$build/$target.log"
	left=$seconds
	while [ "$left" -gt 0 ]; do
		status=0
		"$build/fuzz_$target" -max_total_time="$left" -timeout="$stuck" -rss_limit_mb=2048 \
			-detect_leaks=1 -artifact_prefix="$build/crashes/$target-" -print_final_stats=1 \
			"$build/found/$target" "$here/corpus/$target" "$@" >>"$build/$target.log" 2>&1 || status=1
		used "$build/$target.used"
		[ "$status" -eq 0 ] || return 1
		left=$((seconds - $(cat "$build/$target.used")))
	done
}

# What the log of one target says, over all its runs.
report() { # TARGET STATUS NUMBER
	awk -v target="$1" -v status="$2" -v number="$3" -v used="$(cat "$build/$1.used" 2>/dev/null)" '
		/^stat::number_of_executed_units:/ { units += $2 }
		/^stat::peak_rss_mb:/ && $2 > rss { rss = $2 }
		/ cov: / { for (i = 1; i < NF; i++) {
			if ($i == "cov:") cov = $(i + 1)
			if ($i == "ft:") features = $(i + 1) } }
		END { printf "%sok %d - %s: %d units in %d CPU seconds, coverage %d edges, %d features, " \
			"%d MiB, %s\n", status ? "not " : "", number, target, units, used, cov, features,
			rss, status ? "CRASHED" : "no crash, leak or timeout" }' "$build/$1.log"
	[ "$2" -eq 0 ] || grep -E '^(SUMMARY|==.*ERROR|.*does not hold|artifact_prefix)' "$build/$1.log" |
		cut -c 1-300 | sed 's/^/# /'
}

pids=
for target in "$@"; do
	rm -f "$build/$target.used"
	(fuzz "$target") &
	pids="$pids $!"
done
number=0
failed=0
for pid in $pids; do
	number=$((number + 1))
	status=0
	wait "$pid" || status=1
	failed=$((failed + status))
	report "$1" "$status" "$number"
	shift
done
echo "1..$number"
[ "$failed" -eq 0 ]
