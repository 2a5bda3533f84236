#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A program against nono.h and libnono.so, by what nono.pc says.
. "$top_srcdir/tests/tap.sh"

pc=$top_builddir/nono.pc
header=$top_srcdir/include
library=$top_builddir/.libs

# nono.pc says where things will be installed; here they are in the tree.
config() {
	PKG_CONFIG_PATH=$top_builddir pkg-config --define-variable=includedir="$header" \
		--define-variable=libdir="$library" "$@" nono
}

compile() { # COMPILER-AND-FLAGS OUTPUT
	# shellcheck disable=SC2046,SC2086 # words are meant to be split
	$1 -Wall -Wextra -Werror "$top_srcdir/tests/lib/program.c" -o "$2" $(config --cflags --libs)
}

run() { # PROGRAM
	LD_LIBRARY_PATH=$library "$1" "$tmp/dir" "$tmp/outside"
}

mkdir "$tmp/dir"
echo text >"$tmp/dir/in"
echo text >"$tmp/outside"
wanted="code: -1
error: Path does not exist: /no/such/path
code: 0
summary: Filesystem:
  $tmp/dir [read] (dir)
Network:
  outbound: blocked
query: 0 0
query: 1 3
query: 1 2
loaded: 1
outside before: yes
supported: 1
apply: 0
error: none"

# What cannot be restricted has its own answer in test_apply.
expected() {
	echo "$wanted"
	! "$tmp/abi" || echo "outside: no"
}

cat >"$tmp/abi.c" <<-'END'
	#include <nono.h>
	int main(void) { return !nono_sandbox_is_supported(); }
END
# shellcheck disable=SC2046
$NONO_TEST_CC "$tmp/abi.c" -o "$tmp/abi" $(config --cflags --libs) -Wl,-rpath,"$library"

ok 'nono.pc is a package' config --exists
is 'and has a version' "$(config --modversion)" \
	"$(sed -n 's/^Version: //p' "$pc")"
is 'it asks for -lnono' "$(config --libs-only-l | tr -d ' ')" -lnono
ok 'compiles as C11 without a warning' compile "$NONO_TEST_CC -std=c11" "$tmp/c11"
is 'and does what it should' "$(run "$tmp/c11")" "$(expected)"
ok 'compiles as C99' compile "$NONO_TEST_CC -std=c99 -pedantic" "$tmp/c99"
cxx=$(command -v g++ || command -v clang++)
if [ -n "$cxx" ]; then
	ok 'compiles as C++' compile "$cxx -x c++" "$tmp/cxx"
	is 'and does the same' "$(run "$tmp/cxx")" "$(expected)"
else
	skip 'compiles as C++' 'there is no C++ compiler'
fi
is 'the name to load is libnono.so.0' \
	"$(readelf -d "$library/libnono.so" | sed -n 's/.*(SONAME).*\[\(.*\)\]/\1/p')" libnono.so.0
finish
