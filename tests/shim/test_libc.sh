#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# One file, two libcs: the same library confines programs of glibc and of musl, however they are
# linked.

# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"

sources=$top_srcdir/tests/shim
shim=$NONO_TEST_SHIM
profile=$tmp/profile.yaml
granted=$tmp/granted
secret=$tmp/secret

# build COMPILER NAME FLAG...
build() {
	compiler=$1
	output=$tmp/$2
	shift 2
	# shellcheck disable=SC2086
	$compiler -O1 "$sources/libc_program.c" -o "$output" "$@" -lpthread
}

build_library() { # LIBC COMPILER
	# shellcheck disable=SC2086
	$2 -O1 -shared -fPIC "$sources/libc_library.c" -o "$tmp/$1/libneeded.so"
}

build_all() { # LIBC COMPILER
	build "$2" "$1-pie" -fPIE -pie &&
		build "$2" "$1-no-pie" -fno-pie -no-pie &&
		build "$2" "$1-lazy" -Wl,-z,lazy &&
		build "$2" "$1-full-relro" -Wl,-z,relro,-z,now &&
		mkdir "$tmp/$1" &&
		build_library "$1" "$2" &&
		build "$2" "$1-needed" -DNEEDS_LIBRARY "-L$tmp/$1" -lneeded "-Wl,-rpath,$tmp/$1"
}

# The rest of the directory, and so the secret, is not granted.
make_profile() {
	cat >"$profile" <<-END
		filesystem:
		  read:
		    - /usr
		    - {path: /lib, optional: true}
		    - {path: /lib64, optional: true}
		    - {path: /etc/ld.so.cache, optional: true}
		    - {path: $tmp/glibc, optional: true}
		    - {path: $tmp/musl, optional: true}
		    - $granted
	END
	cat >"$tmp/bad.yaml" <<-END
		filesystem:
		  reed: [/usr]
	END
}

preloaded() {
	env -i LD_PRELOAD="$shim" NONO_PROFILE="$profile" "$@" 2>&1
}

check_program() { # NAME
	is "control: $1 opens both files" "$("$tmp/$1" "$granted" "$secret" 2>&1 | grep :)" \
		"$(printf '%s\n' 'main: open' 'main: open' 'thread: open' 'thread: open')"
	is "$1 is confined, and sees nothing of it" \
		"$(preloaded "$tmp/$1" "$granted" "$secret")" \
		"$(printf '%s\n' 'main: open' 'main: denied' 'thread: open' 'thread: denied' \
			'LD_PRELOAD unset' 'NONO_PROFILE unset')"
}

check_libc() { # LIBC
	for kind in pie no-pie lazy full-relro needed; do
		check_program "$1-$kind"
	done
	is "control: $1 shows both variables" \
		"$(env -i LD_PRELOAD="$tmp/$1/libneeded.so" NONO_PROFILE=x "$tmp/$1-pie")" \
		"$(printf '%s\n' 'LD_PRELOAD set' 'NONO_PROFILE set')"
	check_refusals "$1"
}

# refusal NAME PLACE SETTING...: one line that begins with the place, and nothing of the program.
refusal() {
	name=$1
	place=$2
	shift 2
	env -i LD_PRELOAD="$shim" "$@" "$tmp/$libc-pie" "$granted" >"$tmp/out" 2>"$tmp/err" &&
		status=0 || status=$?
	is "$libc: $name" "$status $(wc -l <"$tmp/err") $(head -c ${#place} "$tmp/err")" \
		"125 1 $place"
	is "$libc: $name: nothing of it runs" "$(cat "$tmp/out")" ''
}

check_refusals() {
	libc=$1
	refusal 'a bad profile' "nono-shim: $tmp/bad.yaml:2:3: " NONO_PROFILE="$tmp/bad.yaml"
	refusal 'a missing profile' "nono-shim: $tmp/absent.yaml: " NONO_PROFILE="$tmp/absent.yaml"
	refusal 'no profile' 'nono-shim: NONO_PROFILE: '
	refusal 'an empty profile' 'nono-shim: NONO_PROFILE: ' NONO_PROFILE=
}

# Without a dynamic linker nothing is preloaded: a control, and what the manual page says.
check_static() { # LIBC COMPILER FLAG
	if ! build "$2" "$1-static" "$3" >/dev/null 2>&1; then
		skip "$1: a program of $3 is out of reach" 'it cannot be linked: no static libc'
		return
	fi
	is "$1: a program of $3 is out of reach" \
		"$(preloaded "$tmp/$1-static" "$secret")" \
		"$(printf '%s\n' 'main: open' 'thread: open' 'LD_PRELOAD set' 'NONO_PROFILE set')"
}

check() { # LIBC COMPILER
	ok "$1: the programs compile" build_all "$1" "$2"
	check_libc "$1"
	check_static "$1" "$2" -static
}

if [ "$("$top_builddir/tests/live/probe" --abi)" -eq 0 ]; then
	skip 'one file, two libcs' 'the kernel has no Landlock (ABI 0): every profile is refused'
	finish
fi
echo granted >"$granted"
echo secret >"$secret"
make_profile
check glibc "$NONO_TEST_CC"
check_static glibc "$NONO_TEST_CC" -static-pie
if [ "$NONO_TEST_MUSL_CC" = none ]; then
	skip 'musl' 'there is no compiler for musl (package musl-tools)'
	finish
fi
check musl "$NONO_TEST_MUSL_CC"
finish
