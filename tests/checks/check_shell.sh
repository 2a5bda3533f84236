#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Scripts are POSIX sh and clean for shellcheck; C files have the form of .clang-format.
. "$top_srcdir/tests/tap.sh"

# Everything that begins as a shell script, whatever it is called.
scripts() {
	(cd "$top_srcdir" && for folder in tests tools bench fuzz .ci; do
		[ ! -d "$folder" ] || find "$folder" -type f
	done | LC_ALL=C sort | while read -r file; do
		case $(head -n 1 "$file" | tr -d '\0') in
		'#!/bin/sh'*) echo "$file" ;;
		esac
	done)
	(cd "$top_srcdir" && [ ! -f dev ] || echo dev)
	echo tests/tap.sh # is sourced and begins with no #!
}

# For shellcheck: the same line numbers, and the lower-case variables that make check exports. Then
# it follows ". $top_srcdir/tests/tap.sh" and knows what is set there.
prepare() { # FILE
	mkdir -p "$tmp/scripts/$(dirname "$1")"
	{
		echo 'export top_srcdir=. top_builddir=.'
		sed 1d "$top_srcdir/$1"
	} >"$tmp/scripts/$1"
}

# SC2317 is wrong about functions that are handed to ok and fails by name, SC2016 about text in
# single quotes that another shell is to run.
lint_prepared() {
	(cd "$tmp/scripts" && find . -type f | sed 's/^\.\///' | LC_ALL=C sort |
		xargs shellcheck -s sh -f gcc -x -P "$top_srcdir" -e SC2317,SC2016)
}

if command -v shellcheck >/dev/null; then
	scripts >"$tmp/list"
	while read -r script; do
		prepare "$script"
	done <"$tmp/list"
	printf 'x=(1 2)\necho "${x[0]}"\n' >"$tmp/scripts/planted.sh"
	lint_prepared >"$tmp/report"
	while read -r script; do
		is "shellcheck $script" "$(grep "^$script:" "$tmp/report")" ''
	done <"$tmp/list"
	ok 'shellcheck finds what is planted' grep -q '^planted.sh:1:.*SC3030' "$tmp/report"
else
	skip 'shellcheck of all scripts' 'shellcheck is not installed'
fi
is 'no script asks for another shell' "$(cd "$top_srcdir" && for folder in tests tools bench fuzz .ci; do
	[ ! -d "$folder" ] || grep -r -l -m 1 '^#!.*\(bash\|zsh\|ksh\)' "$folder"
done | grep -v '^tests/checks/check_shell.sh$')" ''

# Each version of clang-format has a mind of its own; the files have the form of this one.
version=14
formatter=
for candidate in clang-format-$version clang-format; do
	if command -v "$candidate" >/dev/null &&
		"$candidate" --version | grep -q "version $version\."; then
		formatter=$candidate
		break
	fi
done

c_files() { # DIRECTORY
	(cd "$1" && for folder in core platform shim cli lib tools include tests bench fuzz; do
		[ ! -d "$folder" ] || find "$folder" -name '*.[ch]'
	done | LC_ALL=C sort)
}

misformed() { # DIRECTORY
	(cd "$1" && c_files . | xargs "$formatter" --dry-run -Werror 2>&1 |
		sed -n 's/^\([^:]*\):[0-9].*/\1/p' | sort -u)
}

if [ -n "$formatter" ]; then
	is 'every C file has the form of .clang-format' "$(misformed "$top_srcdir")" ''
	mkdir -p "$tmp/tree/core"
	cp "$top_srcdir/.clang-format" "$tmp/tree"
	printf 'int f(void)\n{\n\treturn 0;\n}\n' >"$tmp/tree/core/good.c"
	printf 'int f(void) {\n  return 0;\n}\n' >"$tmp/tree/core/bad.c"
	is 'and one that has not is caught' "$(misformed "$tmp/tree")" core/bad.c
else
	skip 'every C file has the form of .clang-format' \
		"clang-format $version is not installed, and other versions format differently"
fi
finish
