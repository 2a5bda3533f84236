#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Lengths that a reader can take in: a file at most 400 lines, a function at most 60, and the whole
# of shim/ at most 400.
. "$top_srcdir/tests/tap.sh"

longest_file=400
longest_function=60
longest_shim=400

# C files and scripts of the tree below the current directory.
files() {
	for folder in core platform shim cli lib tools include tests bench fuzz .ci; do
		[ ! -d "$folder" ] || find "$folder" -type f
	done | grep -E '\.([ch]|sh)$|^\.ci/run$' | LC_ALL=C sort
	[ ! -f dev ] || echo dev
}

# "LINES FILE" of every file.
file_lengths() { # DIRECTORY
	(cd "$1" && files | while read -r file; do
		echo "$(($(wc -l <"$file"))) $file"
	done)
}

# "LINES FILE:LINE" of every function. In C the braces of a function, and no others, stand alone in
# the first column; in scripts it begins with "name() {".
function_lengths() { # DIRECTORY
	(cd "$1" && files | while read -r file; do
		awk -v file="$file" '
			/^\{$/ || /^[a-z_]+\(\) *\{/ { start = FNR }
			/^\}/ && start { print FNR - start + 1, file ":" start; start = 0 }
		' "$file"
	done)
}

# Functions whose brace ends the line would not be seen above.
hidden_functions() { # DIRECTORY
	(cd "$1" && files | grep '\.[ch]$' | xargs awk '
		/^[A-Za-z].*\)[ \t]*\{/ { print FILENAME ":" FNR }')
}

over() { # LIMIT, of lines that begin with a number
	awk -v limit="$1" '$1 > limit'
}

shim_length() { # DIRECTORY
	cat "$1"/shim/*.[ch] | wc -l | tr -d ' '
}

file_lengths "$top_srcdir" >"$tmp/files"
function_lengths "$top_srcdir" >"$tmp/functions"
shim=$(shim_length "$top_srcdir")
echo "# $(wc -l <"$tmp/files") files, $(wc -l <"$tmp/functions") functions, shim/ $shim lines; longest:"
sort -rn "$tmp/files" | sed -n '1,3s/^/#   /p'
sort -rn "$tmp/functions" | sed -n '1,3s/^/#   /p'

ok 'files are found' test "$(wc -l <"$tmp/files")" -gt 50
ok 'functions are found' test "$(wc -l <"$tmp/functions")" -gt 200
is "no file over $longest_file lines" "$(over $longest_file <"$tmp/files")" ''
is "no function over $longest_function lines" "$(over $longest_function <"$tmp/functions")" ''
is 'the brace of every function stands on a line of its own' "$(hidden_functions "$top_srcdir")" ''
ok "shim/ is at most $longest_shim lines ($shim)" test "$shim" -le $longest_shim

# The check checked.
lines() { # COUNT
	awk -v count="$1" 'BEGIN { while (count-- > 0) print "\tx();" }'
}

function_of() { # LINES, braces included
	echo 'int f(void)'
	echo '{'
	lines $(($1 - 2))
	echo '}'
}

planted=$tmp/planted
mkdir -p "$planted/core/base" "$planted/shim"
lines 400 >"$planted/core/base/longest.c"
lines 401 >"$planted/core/base/longer.c"
is 'a file of 401 lines is caught, one of 400 is not' \
	"$(file_lengths "$planted" | over $longest_file)" '401 core/base/longer.c'
function_of 60 >"$planted/core/base/longest.c"
function_of 61 >"$planted/core/base/longer.c"
is 'a function of 61 lines is caught, one of 60 is not' \
	"$(function_lengths "$planted" | over $longest_function)" '61 core/base/longer.c:2'
{
	echo 'f() {'
	lines 60
	echo '}'
} >"$planted/core/base/longer.sh"
is 'so is a function of a script' \
	"$(function_lengths "$planted" | over $longest_function | grep '\.sh')" \
	'62 core/base/longer.sh:1'
echo 'static int g(void) {' >"$planted/shim/shim.c"
is 'a brace at the end of the line is caught' "$(hidden_functions "$planted")" shim/shim.c:1
lines 300 >"$planted/shim/shim.h"
is 'the lines of shim/ are added up' "$(shim_length "$planted")" 301
finish
