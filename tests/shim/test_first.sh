#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# First in the process: the constructors of the program's libraries, the threads that they start,
# the program's own early code are confined. Each says whether it could open an ungranted file.

# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"

sources=$top_srcdir/tests/shim
profile=$tmp/profile.yaml
libc=

# build NAME SOURCE FLAG...: into the directory of the libc.
build() {
	build_output=$tmp/$libc/$1
	build_source=$sources/$2
	shift 2
	# shellcheck disable=SC2086
	$compiler -O1 "-DSECRET=\"$tmp/secret\"" "$build_source" -o "$build_output" "$@" -lpthread
}

library() { # NAME FLAG...
	library_name=$1
	shift
	build "lib$library_name.so" first_library.c -shared -fPIC "-DNAME=\"$library_name\"" "$@"
}

# The order of libraries in a link does not decide anything: needed comes through DT_NEEDED.
build_all() {
	mkdir "$tmp/$libc" &&
		library needed -DEXPORT &&
		library other &&
		library single -DWITHOUT_THREADS &&
		library rival -DWITHOUT_THREADS -DEXPORT -Wl,-z,initfirst &&
		build program first_main.c "-L$tmp/$libc" -lneeded "-Wl,-rpath,$tmp/$libc" &&
		build rivalled first_main.c "-L$tmp/$libc" -lrival "-Wl,-rpath,$tmp/$libc"
}

# run PROGRAM PRELOAD...: what it says, sorted; and its status when that is not 0.
run() {
	program=$tmp/$libc/$1
	shift
	env -i NONO_PROFILE="$profile" LD_PRELOAD="$*" "$program" >"$tmp/said" 2>&1 && status=0 ||
		status=$?
	LC_ALL=C sort "$tmp/said"
	[ "$status" -eq 0 ] || echo "status $status"
}

# everything RESULT NAME...: what these say when all get this result.
everything() {
	result=$1
	shift
	for name in "$@"; do
		echo "$name: $result"
	done | LC_ALL=C sort
}

# What a library with threads says, and the main program.
of_library() {
	everything "$2" "$1 constructor" "$1 thread" "$1 late thread"
}

of_main() {
	everything "$1" main 'main constructor'
	[ "$libc" = musl ] || everything "$1" 'main preinit'
}

# Sorts what several of the above print.
merge() {
	LC_ALL=C sort
}

check_both() {
	is "$libc: control: a needed library opens the file" "$(run program)" \
		"$({ of_main open && of_library needed open; } | merge)"
	is "$libc: a needed library is denied, and its threads" "$(run program "$NONO_TEST_SHIM")" \
		"$({ of_main denied && of_library needed denied; } | merge)"
	other=$tmp/$libc/libother.so
	is "$libc: control: another preloaded library opens the file" "$(run program "$other")" \
		"$({ of_main open && of_library needed open && of_library other open; } | merge)"
	all_denied=$({ of_main denied && of_library needed denied &&
		of_library other denied; } | merge)
	is "$libc: another preloaded library behind is denied" \
		"$(run program "$NONO_TEST_SHIM" "$other")" "$all_denied"
}

# glibc knows initfirst, so the place in the list does not matter.
check_glibc() {
	is 'glibc: another preloaded library in front is denied' \
		"$(run program "$other" "$NONO_TEST_SHIM")" "$all_denied"
	is 'glibc: between two others' \
		"$(run program "$other" "$NONO_TEST_SHIM" "$tmp/$libc/libsingle.so")" \
		"$({ echo "$all_denied" && echo 'single constructor: denied'; } | merge)"
	# Of several initfirst libraries glibc runs the one it mapped last first, which is the
	# program's, and the others as if they were none: libnono_shim(7), What runs before.
	is 'glibc: only with an initfirst library of its own a program has code that comes before' \
		"$(run rivalled "$NONO_TEST_SHIM")" \
		"$({ everything denied main 'main constructor' &&
			everything open 'main preinit' 'rival constructor'; } | merge)"
}

# musl runs constructors in the order of the list.
check_musl() {
	is 'musl: a library in front comes before, and nothing else' \
		"$(run program "$tmp/$libc/libsingle.so" "$NONO_TEST_SHIM")" \
		"$({ of_main denied && of_library needed denied &&
			echo 'single constructor: open'; } | merge)"
	if [ "$abi" -lt 8 ]; then
		is 'musl: with a thread left by one in front the program does not start' \
			"$(run program "$other" "$NONO_TEST_SHIM" | sed 's/^nono-shim:.*thread.*/refused/' |
				merge)" \
			"$({ everything open 'other constructor' 'other thread' && echo refused &&
				echo 'status 125'; } | merge)"
	else
		is 'musl: a thread left by one in front is confined afterwards' \
			"$(run program "$other" "$NONO_TEST_SHIM")" \
			"$({ of_main denied && of_library needed denied && everything open \
				'other constructor' 'other thread' &&
				everything denied 'other late thread'; } | merge)"
	fi
}

abi=$("$top_builddir/tests/live/probe" --abi)
echo secret >"$tmp/secret"
cat >"$profile" <<END
filesystem:
  read:
    - /usr
    - {path: /lib, optional: true}
    - {path: /lib64, optional: true}
    - {path: /etc/ld.so.cache, optional: true}
    - {path: $tmp/glibc, optional: true}
    - {path: $tmp/musl, optional: true}
END
if [ "$abi" -eq 0 ]; then
	skip 'first in the process' 'the kernel has no Landlock (ABI 0): every profile is refused'
	finish
fi
libc=glibc
compiler=$NONO_TEST_CC
ok 'glibc: programs and libraries compile' build_all
check_both
check_glibc
libc=musl
compiler=$NONO_TEST_MUSL_CC
if [ "$compiler" = none ]; then
	skip 'the same on musl' 'there is no compiler for musl (package musl-tools)'
	finish
fi
ok 'musl: programs and libraries compile' build_all
check_both
check_musl
finish
