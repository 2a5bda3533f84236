#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Measures what the library adds to the start of a program and to its system calls; see README.md
# beside this file.
set -eu

usage() {
	cat <<'END'
usage: bench/run.sh [--shim FILE] [--profile NAME|FILE] [--rounds N] [--no-sizes] [--keep]
                    [--no-startup] [--no-syscalls] [--generations N]

  --shim FILE     the library; default $NONO_TEST_SHIM, else the one built in $top_builddir or .
  --profile P     default $NONO_PROFILE, else python; when python is not installed, a profile of
                  the same kind: 47 paths in 4 files
  --rounds N      runs of each variant, default 1000
  --no-sizes      without the runs with 1, 10, 100, 1000 and 10000 paths
  --no-startup    system calls alone
  --no-syscalls   the start alone
  --generations N sets of processes in which system calls are measured, default 8
  --keep          keeps the temporary directory, with the generated C source (hand.c)

Environment: NONO_TEST_CC, the C compiler; top_srcdir, top_builddir.
END
}

die() {
	echo "bench: $*" >&2
	exit 1
}

here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${top_builddir:-.}" && pwd)
cc=${NONO_TEST_CC:-cc}
shim=${NONO_TEST_SHIM:-$build/.libs/libnono_shim.so}
profile=${NONO_PROFILE:-}
rounds=1000
sizes='1 10 100 1000 10000'
keep=
startup=yes
syscalls=yes
generations=8
while [ $# -gt 0 ]; do
	case $1 in
	--shim | --profile | --rounds | --generations)
		[ $# -gt 1 ] || die "$1 needs a value"
		case $1 in
		--shim) shim=$2 ;;
		--profile) profile=$2 ;;
		--rounds) rounds=$2 ;;
		--generations) generations=$2 ;;
		esac
		shift
		;;
	--no-sizes) sizes= ;;
	--no-startup) startup= ;;
	--no-syscalls) syscalls= ;;
	--keep) keep=yes ;;
	-h | --help)
		usage
		exit 0
		;;
	*)
		usage >&2
		exit 2
		;;
	esac
	shift
done
[ -r "$shim" ] || die "there is no library '$shim'; run make, or name it with --shim"
shim=$(readlink -f "$shim")
case $profile in
*/* | *.yaml | *.yml | *.json) profile=$(readlink -f "$profile") ;;
esac
# A preloaded library of the caller's would be measured as well.
unset LD_PRELOAD NONO_PROFILE

tmp=$(mktemp -d "${TMPDIR:-/tmp}/nono-bench.XXXXXX")
tmp=$(readlink -f "$tmp")
if [ -z "$keep" ]; then
	trap 'rm -rf "$tmp"' EXIT
	trap 'exit 1' HUP INT PIPE TERM
else
	echo "temporary directory: $tmp"
fi
mkdir "$tmp/home" "$tmp/work"
cd "$tmp"

# The same small environment for every variant: what is searched through costs time. The working
# directory holds nothing: a profile may grant writing there, and so not to what it comes from.
with() { # PROFILE COMMAND...
	with_profile=$1
	shift
	(
		cd work
		env -i PATH=/usr/bin:/bin HOME="$tmp/home" NONO_PROFILE="$with_profile" "$@"
	)
}

compile() { # OUTPUT ARGUMENT...
	compile_output=$1
	shift
	# shellcheck disable=SC2086 # the compiler may carry options
	$cc -O2 -o "$compile_output" "$@"
}

prepare() {
	printf 'int main(void)\n{\n\treturn 0;\n}\n' >trivial.c
	printf '__attribute__((constructor)) static void start(void)\n{\n}\n' >empty.c
	compile trivial trivial.c
	compile empty.so -fPIC -shared empty.c
	if [ -x "$build/bench/startup" ]; then
		cp "$build/bench/startup" startup
	else
		compile startup -D_GNU_SOURCE "$here/startup.c" "$here/bench.c"
	fi
	compile record -D_GNU_SOURCE "-I$here/.." "$here/record.c" "$here/purpose.c" \
		"$here/shape.c" "$here/library.c" "$here/trace.c" "$here/../tests/tracer.c"
	# shellcheck disable=SC2086
	printf '#include <sys/syscall.h>\n' | $cc -E -dM - |
		sed -n 's/^#define __NR_\([a-z0-9_]*\) \([0-9]*\)$/\2 \1/p' >names
	printf '%s\n' '437 openat2' '444 landlock_create_ruleset' '445 landlock_add_rule' \
		'446 landlock_restrict_self' >>names
}

# Generates the library that somebody would have written by hand for profile $1, as $2.so, and
# makes sure that it asks the kernel for the same.
prepare_hand() {
	with "$1" "$tmp/record" -o "$tmp/$2.c" "$shim" "$tmp/trivial" >"$2.shim" ||
		die "the library refuses profile '$1' or cannot be traced"
	compile "$2.so" -fPIC -shared "$2.c"
	with "$1" "$tmp/record" "$tmp/$2.so" "$tmp/trivial" >"$2.hand"
	grep '^=' "$2.shim" >"$2.wanted"
	cmp -s "$2.wanted" "$2.hand" || {
		diff "$2.wanted" "$2.hand" | head >&2
		die "the generated library does not make the same calls"
	}
}

# Stands in for profile python where the shipped profiles are not installed.
write_profiles() {
	mkdir profiles
	cat >profiles/python.yaml <<'END'
# Stand-in for the shipped profile of this name.
extends: [./base.yaml, ./dns.yaml, ./tls.yaml]
filesystem:
  read: # modules
    - {path: /usr/lib/python3, optional: true}
    - {path: /usr/lib/python3.11, optional: true}
    - {path: /usr/local/lib/python3.11, optional: true}
    - {path: /etc/python3.11, optional: true}
    - {path: /usr/share/python3, optional: true}
workdir: {access: read}
END
	list read base /usr/lib /usr/lib64 /usr/libexec /lib /lib64 /usr/bin /bin \
		/usr/share/locale /usr/share/zoneinfo /usr/lib/locale /etc/ld.so.conf.d
	list read_file base+ /etc/ld.so.cache /etc/ld.so.conf /etc/ld-musl-x86_64.path \
		/etc/localtime /etc/timezone /etc/locale.alias /etc/nsswitch.conf /etc/passwd \
		/etc/group /proc/cpuinfo /proc/meminfo /proc/filesystems /proc/stat /dev/urandom \
		/dev/random /dev/zero /dev/full
	list allow_file base+ /dev/null /dev/tty
	list read_file dns /etc/resolv.conf /etc/hosts /etc/host.conf /etc/gai.conf /etc/services \
		/etc/protocols
	list read tls /etc/ssl/certs /usr/share/ca-certificates /usr/local/share/ca-certificates
	list read_file tls+ /etc/ssl/openssl.cnf /etc/ca-certificates.conf
}

list() { # KEY FILE[+] PATH...
	list_key=$1
	list_file=profiles/${2%+}.yaml
	[ "$2" != "${2%+}" ] || printf '# Stand-in.\nfilesystem:\n' >"$list_file"
	shift 2
	{
		printf '  %s:\n' "$list_key"
		printf '    # what the program needs of these\n'
		printf '    - {path: %s, optional: true}\n' "$@"
	} >>"$list_file"
}

choose_profile() {
	[ -z "$profile" ] || return 0
	profile=python
	with python LD_PRELOAD="$shim" "$tmp/trivial" 2>refusal && return 0
	echo "bench: profile python cannot be used, a stand-in is: $(cat refusal)"
	write_profiles
	profile=$tmp/profiles/python.yaml
}

# startup's lines with units; $1 is its output.
print_times() {
	awk -F '\t' '
		BEGIN { print "variant   median us   quartiles us       - bare us   page faults" }
		$1 == "bare" { bare = $2 }
		$1 != "ratio" { printf "%-9s %9.1f   %7.1f %7.1f   %10.1f   %11d\n",
			$1, $2, $3, $4, $2 - bare, $5 }
		$1 == "ratio" { printf "\n(shim - bare) / (hand - bare) = %s", $2
			if (NF > 2) printf ", tenths of the rounds %s to %s", $3, $4
			printf "; goal 1.25: %s\n", $2 <= 1.25 ? "met" : "not met" }' "$1"
}

# Calls of the two constructors by name; $1 as for prepare_hand.
print_calls() {
	printf '\nsystem calls of the constructor      hand   shim  added by the shim\n'
	awk 'FILENAME == "names" { name[$1] = $2; next }
		{ seen[$2] = 1 }
		FILENAME ~ /hand$/ { hand[$2]++; next }
		{ shim[$2]++; failed[$2] += $1 == "+" && $NF == "failed" }
		END { for (n in seen) printf "  %-32s %6d %6d %6d%s\n", name[n] ? name[n] : n,
			hand[n], shim[n], shim[n] - hand[n],
			failed[n] ? " (" failed[n] " failed)" : "" }' names "$1.hand" "$1.shim" | sort
	awk 'FILENAME ~ /hand$/ { hand++; next } { shim++ }
		END { printf "  %-32s %6d %6d %6d\n", "total", hand, shim, shim - hand }' \
		"$1.hand" "$1.shim"
}

measure() { # ROUNDS NAME PROFILE
	with "$3" "$tmp/startup" -n "$1" bare "empty=$tmp/empty.so" "hand=$tmp/$2.so" "shim=$shim" -- \
		"$tmp/trivial" >"$2.times"
}

# A list of paths $1 to $2 below entries/, which are files and directories by turns.
write_entries() {
	printf 'filesystem:\n  read:\n'
	awk -v from="$1" -v to="$2" -v dir="$tmp/entries" 'BEGIN {
		for (i = from; i <= to; i++) printf "    - %s/e%05d\n", dir, i }'
}

# One file holds at most 10000 values, so half of the entries stand in a second one.
write_sized() { # COUNT
	write_entries "$(($1 / 2 + 1))" "$1" >"size$1.yaml"
	[ "$1" -gt 1 ] || return 0
	write_entries 1 "$(($1 / 2))" >"half$1.yaml"
	echo "extends: ./half$1.yaml" >>"size$1.yaml"
}

measure_sizes() {
	mkdir entries
	most=${sizes##* }
	awk -v n="$most" 'BEGIN { for (i = 1; i <= n; i += 2) printf "entries/e%05d\n", i }' |
		xargs touch
	awk -v n="$most" 'BEGIN { for (i = 2; i <= n; i += 2) printf "entries/e%05d\n", i }' |
		xargs mkdir
	for size in $sizes; do
		write_sized "$size"
		prepare_hand "$tmp/size$size.yaml" "size$size"
		sized_rounds=$((50000 / size))
		[ "$sized_rounds" -le 500 ] || sized_rounds=500
		[ "$sized_rounds" -ge 30 ] || sized_rounds=30
		measure "$sized_rounds" "size$size" "$tmp/size$size.yaml"
		awk -v n="$size" '{ t[$1] = $2 }
			END { print n, t["hand"] - t["bare"], t["shim"] - t["bare"], t["ratio"] }' \
			"size$size.times" >>sizes
	done
}

# "each more": what a path costs that the line above does not have; "added" is shim - hand of it.
# What the kernel needs for a rule grows with their number, so linearity is shown of both.
print_sizes() {
	printf '\npaths   hand - bare us   shim - bare us   ratio   shim us   each more: hand us '
	printf '  shim us   added us\n%50s\n' 'per path'
	awk '{ printf "%5d   %14.1f   %14.1f   %5.2f   %7.2f", $1, $2, $3, $4, $3 / $1
		if (NR > 1) {
			hand = ($2 - h) / ($1 - n); shim = ($3 - s) / ($1 - n)
			printf "   %18.3f   %7.3f   %8.3f", hand, shim, shim - hand
			if (NR == 4) { hand4 = hand; shim4 = shim }
		}
		printf "\n"
		n = $1; h = $2; s = $3 }
		END { printf "\neach more path, 1000 to 10000 against 100 to 1000 (1: linear): "
			printf "hand %.2f, shim %.2f, added by the shim %.2f\n", hand / hand4,
				shim / shim4, (shim - hand) / (shim4 - hand4) }' sizes
}

measure_startup() {
	prepare_hand "$profile" hand
	paths=$(awk '$1 == "=" && $2 == 445' hand.shim | wc -l)
	# Up to the restriction: ENOENT, ENOTDIR.
	missing=$(awk '$2 == 446 { exit }
		$1 == "=" && $NF == "failed" && ($(NF - 1) == 2 || $(NF - 1) == 20)' hand.shim | wc -l)
	echo "profile $profile: $paths rules, $missing paths missing here; $rounds rounds"
	measure "$rounds" hand "$profile"
	print_times hand.times
	print_calls hand
	[ -z "$sizes" ] || {
		measure_sizes
		print_sizes
	}
}

# The calls that make the Landlock domain: no_new_privs (prctl 38), ruleset, rules, restriction.
landlock_calls() {
	awk '$2 == 444 || $2 == 445 || $2 == 446 || ($2 == 157 || $2 == 167) && $3 == "0x26"'
}

# The library that asks for the same Landlock domain as the shim does, and for nothing else.
prepare_landlock() { # PROFILE
	with "$1" "$tmp/record" -l -o "$tmp/landlock.c" "$shim" "$tmp/trivial" >landlock.shim ||
		die "the library refuses profile '$1' or cannot be traced"
	compile landlock.so -fPIC -shared landlock.c
	with "$1" "$tmp/record" "$tmp/landlock.so" "$tmp/trivial" | landlock_calls >landlock.got
	landlock_calls <landlock.shim >landlock.wanted
	if [ "$(grep -c '^= 446' landlock.wanted)" != 1 ] || ! cmp -s landlock.wanted landlock.got; then
		diff landlock.wanted landlock.got | head >&2
		die "the library with Landlock alone does not make the same calls"
	fi
}

# With ports, since without a word about the network nothing looks at the arguments of sendto.
measure_syscalls() {
	compile syscalls -D_GNU_SOURCE "$here/syscalls.c" "$here/worker.c" "$here/bench.c"
	echo granted >granted
	mkdir secret
	echo secret >secret/file
	cat >syscalls.yaml <<-END
		extends: $profile
		workdir: {access: none}
		filesystem: {read_file: [$tmp/granted]}
		network: {connect_port: [443]}
	END
	prepare_landlock "$tmp/syscalls.yaml"
	echo "$(grep -c '^= 445' landlock.wanted) rules, $generations x $1 rounds"
	with "$tmp/syscalls.yaml" "$tmp/syscalls" -g "$generations" -n "$1" "$tmp/landlock.so" "$shim" \
		"$tmp/granted" "$tmp/secret/file"
}

prepare
choose_profile
[ -z "$startup" ] || measure_startup
if [ -n "$startup" ] && [ -n "$syscalls" ]; then
	printf '\n'
fi
[ -z "$syscalls" ] || measure_syscalls "$((rounds / 25))"
