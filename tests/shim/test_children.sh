#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Children are confined however they are started, and pay nothing for it: they neither load the
# library nor read the profile.

# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"

sources=$top_srcdir/tests/shim
shim=$NONO_TEST_SHIM
profile=$tmp/profile.yaml
granted=$tmp/granted
secret=$tmp/secret
read_both="$granted $secret"

build() { # NAME SOURCE FLAG...
	build_output=$tmp/$1
	build_source=$sources/$2
	shift 2
	# shellcheck disable=SC2086
	$NONO_TEST_CC -O1 "$build_source" -o "$build_output" "$@"
}

build_all() {
	build read children_read.c &&
		build start children_start.c &&
		build env children_env.c &&
		build libfront.so children_loaded.c -shared -fPIC '-DNAME="front"' &&
		build libbehind.so children_loaded.c -shared -fPIC '-DNAME="behind"'
}

make_profile() {
	cat >"$profile" <<-END
		filesystem:
		  read: [/usr, /etc, /proc, $granted]
		  allow: [/dev/null, /dev/tty]
		extends: ./links.yaml
	END
	cat >"$tmp/links.yaml" <<-END
		filesystem:
		  read:
		    - {path: /lib, optional: true}
		    - {path: /lib64, optional: true}
		    - {path: /bin, optional: true}
		    - {path: /dev/urandom, optional: true}
	END
	# Rules of files, so that the secret beside them is not granted.
	for file in read start env read-static read-musl libfront.so libbehind.so nest.sh; do
		echo "    - {path: $tmp/$file, optional: true}"
	done >>"$tmp/links.yaml"
}

free() {
	env -i PATH=/usr/bin:/bin LC_ALL=C "$@"
}

confined() {
	env -i PATH=/usr/bin:/bin LC_ALL=C LD_PRELOAD="$shim" NONO_PROFILE="$profile" "$@"
}

# child NAME COMMAND...: COMMAND reads a granted and an ungranted file at its end.
child() {
	child_name=$1
	shift
	is "control: $child_name reads both" "$(free "$@" 2>&1)" "$(printf '%s\n' open open)"
	is "$child_name is confined" "$(confined "$@" 2>&1)" "$(printf '%s\n' open denied)"
}

check_starts() {
	# shellcheck disable=SC2086
	{
		child 'the program itself' "$tmp/read" $read_both
		child 'a child without environment (env -i)' sh -c "env -i $tmp/read $read_both; :"
		child 'a child of fork without a variable' "$tmp/start" fork "$tmp/read" $read_both
		child 'a child of vfork' "$tmp/start" vfork "$tmp/read" $read_both
		child 'a child of posix_spawn' "$tmp/start" spawn "$tmp/read" $read_both
		child 'a child of system' "$tmp/start" system "$tmp/read" $read_both
		child 'a child of popen' "$tmp/start" popen "$tmp/read" $read_both
		child 'a child in the background' sh -c "$tmp/read $read_both & wait"
		child 'a child of a new session' setsid -w "$tmp/read" $read_both
	}
}

# A static program cannot be preloaded into; what confines it is what its parent is.
check_static() { # NAME FILE
	if [ ! -x "$tmp/$2" ]; then
		skip "a static child of $1" "a static program for $1 cannot be linked"
		return
	fi
	# shellcheck disable=SC2086
	child "a static child of $1" "$tmp/start" spawn "$tmp/$2" $read_both
}

check_nested() {
	cat >"$tmp/nest.sh" <<-'END'
		if [ "$1" -gt 0 ]; then
			level=$(($1 - 1))
			shift
			exec sh "$0" "$level" "$@"
		fi
		shift
		exec "$@"
	END
	# shellcheck disable=SC2086
	child 'the last of 40 nested programs' sh "$tmp/nest.sh" 40 "$tmp/read" $read_both
}

# wanted_settings PRELOAD: how the environment looks to main when all is as it should be.
wanted_settings() {
	for way in getenv environ envp; do
		[ -z "$1" ] || echo "$way: LD_PRELOAD=$1"
		echo "$way: KEPT=yes"
	done
}

# settings PRELOAD PROGRAM...
settings() {
	settings_preload=$1
	shift
	env -i PATH=/usr/bin:/bin KEPT=yes LD_PRELOAD="$settings_preload" \
		NONO_PROFILE="$profile" "$@" 2>&1
}

check_settings() {
	front=$tmp/libfront.so
	behind=$tmp/libbehind.so
	is 'control: three ways to both variables' \
		"$(env -i LD_PRELOAD="$front" NONO_PROFILE=x "$tmp/env" | cut -d = -f 1 | sort)" \
		"$(printf '%s\n' 'loaded front' 'getenv: LD_PRELOAD' 'getenv: NONO_PROFILE' \
			'environ: LD_PRELOAD' 'environ: NONO_PROFILE' 'envp: LD_PRELOAD' \
			'envp: NONO_PROFILE' | sort)"
	is 'main sees neither variable' "$(settings "$shim" "$tmp/env" | sort)" \
		"$(wanted_settings '' | sort)"
	is 'nor does a child' "$(settings "$shim" sh -c "$tmp/env; :" | sort)" \
		"$(wanted_settings '' | sort)"
	for list in "$front:$shim:$behind" "$front $shim $behind" "$shim:$front:$behind" \
		"$front:$behind:$shim"; do
		left=$(echo "$list" | sed "s|${shim}[: ]||;s|[: ]${shim}\$||")
		is "main sees the rest of '$(echo "$list" | sed "s|[^: ]*/||g")'" \
			"$(settings "$list" "$tmp/env" | grep -v '^loaded' | sort)" \
			"$(wanted_settings "$left" | sort)"
	done
	is 'the rest is loaded in the child too' \
		"$(settings "$front:$shim:$behind" sh -c "$tmp/env; :" | grep '^loaded' | sort)" \
		"$(printf 'loaded %s\n' behind behind front front)"
}

# interpreter PROGRAM PACKAGE ARGUMENT...: prints the two variables as it sees them, - for none.
interpreter() {
	interpreter=$1
	package=$2
	shift 2
	if [ ! -x "$interpreter" ]; then
		skip "$interpreter sees neither variable" "it is not installed (package $package)"
		return
	fi
	is "control: $interpreter prints what it sees" \
		"$(env -i LD_PRELOAD="$front" NONO_PROFILE=x "$interpreter" "$@" | tail -n 1)" \
		"$front x"
	is "$interpreter sees neither variable" "$(confined "$interpreter" "$@" 2>&1)" '- -'
}

check_interpreters() {
	interpreter /bin/bash bash -c 'echo "${LD_PRELOAD--} ${NONO_PROFILE--}"'
	interpreter /usr/bin/python3 python3-minimal -c '
import os
print(os.environ.get("LD_PRELOAD", "-"), os.environ.get("NONO_PROFILE", "-"))'
	interpreter /usr/bin/node nodejs -e \
		'console.log(process.env.LD_PRELOAD ?? "-", process.env.NONO_PROFILE ?? "-")'
	# The block that the kernel shows is another copy of the pointers; its bytes are told here, not
	# tested: what is secret does not belong into a profile's path.
	confined cat /proc/self/environ | tr '\0' '\n' | sed 's|=.*/|=.../|;s|^|# /proc/self/environ: |'
}

trace() { # PRELOAD SHELL SCRIPT
	strace -f -o "$tmp/trace" -e trace=open,openat,openat2,execve \
		-E LD_PRELOAD="$1" -E NONO_PROFILE="$profile" "$2" -c "$3" >/dev/null 2>&1
}

# How often a file was opened between the start of one program and the end of another.
mentions() { # FILE FIRST LAST
	awk -v from="$2" -v to="$3" '/execve\(/ && !/resumed/ { number++ }
		number >= from && number <= to && /open/' "$tmp/trace" | grep -c -F "$1"
}

check_trace() {
	if ! strace -o /dev/null /bin/true >/dev/null 2>&1; then
		skip 'no child opens the library or the profile' \
			'strace is not installed or may not trace (ptrace)'
		return
	fi
	trace "$shim" /bin/sh '/bin/true; /bin/ls /usr; /bin/cat /dev/null; :'
	is 'the trace has four programs' "$(grep -c 'execve(.* = 0$' "$tmp/trace")" 4
	is 'the first opens the library' "$(mentions "$shim" 1 1)" 1
	is 'and the profile' "$(mentions "$profile" 1 1)" 1
	is 'no child opens the library' "$(mentions "$shim" 2 99)" 0
	is 'nor the profile' "$(mentions "$profile" 2 99)" 0
	trace '' /bin/sh "LD_PRELOAD=$shim /bin/true; :"
	is 'control: a child that does shows' "$(mentions "$shim" 2 99) $(mentions "$profile" 2 99)" \
		'1 1'
}

if [ "$("$top_builddir/tests/live/probe" --abi)" -eq 0 ]; then
	skip 'children' 'the kernel has no Landlock (ABI 0): every profile is refused'
	finish
fi
echo granted >"$granted"
echo secret >"$secret"
ok 'the programs compile' build_all
build read-static children_read.c -static 2>/dev/null
[ "$NONO_TEST_MUSL_CC" = none ] ||
	"$NONO_TEST_MUSL_CC" -static "$sources/children_read.c" -o "$tmp/read-musl" 2>/dev/null
make_profile
check_starts
check_static glibc read-static
check_static musl read-musl
check_nested
check_settings
check_interpreters
check_trace
finish
