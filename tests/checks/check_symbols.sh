#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What the library asks of the program it is loaded into, and what it lets it see. The checks
# themselves are checked with libraries that break the rules.

# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"

# Four fifths of it are libyaml (80 KiB of code), the tables of keys and what the shipped profiles
# say: what grows beyond that should be noticed.
largest=$((240 * 1024))

if ! command -v readelf >/dev/null; then
	skip 'the form of the library' 'readelf is not installed (package binutils)'
	finish
fi

# "NAME BINDING" of what the list allows, and of what FILE has.
reviewed() {
	grep -v '^#' "$top_srcdir/tests/checks/symbols.txt" | grep . | LC_ALL=C sort
}

undefined() { # FILE
	readelf -W --dyn-syms "$1" | awk '$7 == "UND" && $8 != "" {
		print $8, tolower($5) }' | LC_ALL=C sort
}

# Everything else that can be looked up, whatever its binding.
exported() { # FILE
	readelf -W --dyn-syms "$1" | awk '$1 ~ /^[0-9]+:$/ && $7 != "UND" { print $8 }'
}

tags() { # FILE: only the tags
	readelf -W -d "$1" | sed -n 's/^ *0x[0-9a-f]* (\([A-Z_0-9]*\)).*/\1/p'
}

has_tag() { # FILE TAG
	tags "$1" | grep -q -x "$2"
}

flags() { # FILE: DT_FLAGS_1, one a line
	readelf -W -d "$1" | sed -n 's/.*(FLAGS_1).*Flags: //p' | tr ' ' '\n'
}

has_flag() { # FILE FLAG
	flags "$1" | grep -q -x "$2"
}

# Its flags are the column before the last.
segment() { # FILE TYPE
	readelf -W -l "$1" | awk -v type="$2" '$1 == type { print $(NF - 1) }'
}

has_relro() { # FILE
	[ -n "$(segment "$1" GNU_RELRO)" ]
}

# Without the segment the kernel and old dynamic linkers make every stack executable.
has_plain_stack() { # FILE
	[ "$(segment "$1" GNU_STACK)" = RW ]
}

# Segments that can be written and executed.
mixed_segments() { # FILE
	readelf -W -l "$1" | awk '$1 == "LOAD" && /RWE/'
}

versions() { # FILE
	tags "$1" | grep '^VER'
}

check_library() {
	is 'undefined symbols are the reviewed list' "$(undefined "$1")" "$(reviewed)"
	is 'nothing is exported' "$(exported "$1")" ''
	fails 'no other library is needed (DT_NEEDED)' has_tag "$1" NEEDED
	fails 'nor looked for (DT_RUNPATH)' has_tag "$1" RUNPATH
	fails 'nor looked for (DT_RPATH)' has_tag "$1" RPATH
	fails 'its code is not relocated (DT_TEXTREL)' has_tag "$1" TEXTREL
	is 'no symbol has a version' "$(versions "$1")" ''
	for flag in INITFIRST NOW NODELETE; do
		ok "flag $flag" has_flag "$1" "$flag"
	done
	ok 'what is relocated is read-only afterwards (GNU_RELRO)' has_relro "$1"
	ok 'the stack is not executable' has_plain_stack "$1"
	is 'no segment can be written and executed' "$(mixed_segments "$1")" ''
}

# The figure is for what distributions build.
check_size() { # FILE
	name="stripped it has at most $largest bytes"
	if ! grep -q '^S\["CFLAGS"\]=.*-O[2s]' "$top_builddir/config.status"; then
		skip "$name" 'it was not built with -O2 or -Os'
		return
	fi
	if ! command -v strip >/dev/null || ! strip -o "$tmp/stripped" "$1"; then
		skip "$name" 'there is no strip for this architecture (package binutils)'
		return
	fi
	size=$(($(wc -c <"$tmp/stripped")))
	ok "$name ($size)" test "$size" -le "$largest"
}

# Each rule broken on purpose.
build_bad() {
	cat >"$tmp/bad.c" <<-'END'
		extern int puts(const char *);
		extern char weak_one __attribute__((weak));
		int exported = 1;
		int call(void);
		int call(void)
		{
			return puts(&weak_one) + exported;
		}
	END
	$NONO_TEST_CC -shared -fPIC "$tmp/bad.c" -o "$tmp/bad.so" -Wl,-z,lazy -Wl,-z,norelro \
		-Wl,-z,execstack -Wl,--disable-new-dtags -Wl,-rpath,/none &&
		$NONO_TEST_CC -shared -fPIC "$tmp/bad.c" -o "$tmp/runpath.so" \
			-Wl,--enable-new-dtags -Wl,-rpath,/none &&
		echo '__asm__(".text; .quad elsewhere");' >"$tmp/relocated.c" &&
		$NONO_TEST_CC -shared -fPIC "$tmp/relocated.c" -o "$tmp/relocated.so" -nostdlib \
			-Wl,-z,notext &&
		$NONO_TEST_CC -shared -fPIC "$tmp/bad.c" -o "$tmp/mixed.so" -nostdlib -Wl,-N
}

# An undefined symbol of glibc is followed by its version.
names() {
	undefined "$1" | sed 's/@[^ ]*//' | grep -x "$2"
}

check_the_checks() {
	ok 'a library that breaks the rules can be built' build_bad
	is 'a strong symbol is seen' "$(names "$tmp/bad.so" 'puts global')" 'puts global'
	is 'a weak one too' "$(names "$tmp/bad.so" 'weak_one weak')" 'weak_one weak'
	is 'exported names are seen' "$(exported "$tmp/bad.so" | grep -x -e exported -e call |
		LC_ALL=C sort)" "$(printf '%s\n' call exported)"
	ok 'DT_NEEDED is seen' has_tag "$tmp/bad.so" NEEDED
	ok 'DT_RPATH is seen' has_tag "$tmp/bad.so" RPATH
	ok 'DT_RUNPATH is seen' has_tag "$tmp/runpath.so" RUNPATH
	ok 'DT_TEXTREL is seen' has_tag "$tmp/relocated.so" TEXTREL
	ok 'a segment that can be written and executed is seen' \
		test -n "$(mixed_segments "$tmp/mixed.so")"
	ok 'versions are seen' test -n "$(versions "$tmp/bad.so")"
	for flag in INITFIRST NOW NODELETE; do
		fails "a missing flag $flag is seen" has_flag "$tmp/bad.so" "$flag"
	done
	fails 'missing RELRO is seen' has_relro "$tmp/bad.so"
	fails 'an executable stack is seen' has_plain_stack "$tmp/bad.so"
}

check_library "$NONO_TEST_SHIM"
check_size "$NONO_TEST_SHIM"
check_the_checks
finish
