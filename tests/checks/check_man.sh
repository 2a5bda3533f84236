#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The manual pages: clean mdoc, and everything that the code knows by name is in them.
. "$top_srcdir/tests/tap.sh"

shim_page=$top_srcdir/docs/man/libnono_shim.7
profile_page=$top_srcdir/docs/man/nono-profile.5
tool_page=$top_srcdir/docs/man/nono-shim.1
library_page=$top_srcdir/docs/man/libnono.3

# "taken KEY" or "refused KEY" for each row of the table of keys.
keys() { # TABLE
	sed -n '/^const struct profile_key profile_keys\[\] = {/,/^};/p' "$1" |
		sed -n -e 's/^\tREFUSED("\([^"]*\)".*/refused \1/p' \
			-e 's/^\t\(SECTION\|PATHS\|SOCKETS\|PORTS\|CHOICE\|LIMIT\|VARIABLES\|TEXT\)("\([^"]*\)".*/taken \2/p' \
			-e 's/^\t{ \.name = "\([^"]*\)".*/taken \1/p'
}

# How many rows the table has, whatever macro they are written with.
rows() { # TABLE
	sed -n '/^const struct profile_key profile_keys\[\] = {/,/^};/p' "$1" |
		grep -c -E '^	([A-Za-z_]+\(|\{)'
}

# Names from standard input that have no line of the form MACRO NAME in PAGE.
missing() { # MACRO PAGE
	while read -r name; do
		grep -q -F -x -e "$1 $name" "$2" || echo "$name"
	done
}

# The same for names that stand anywhere behind MACRO, with punctuation.
unnamed() { # MACRO PAGE
	sed -n "s/^\.\{0,1\}\(It \)\{0,1\}$1 \(.*\)/ \2 /p" "$2" | tr ',' ' ' >"$tmp/named"
	while read -r name; do
		grep -q -F -e " $name " "$tmp/named" || echo "$name"
	done
}

keys_without_paragraph() { # TABLE PAGE
	keys "$1" | sed -n 's/^taken //p' | missing '.It Ic' "$2"
}

refused_keys_unnamed() { # TABLE PAGE
	keys "$1" | sed -n 's/^refused //p' | unnamed Ic "$2"
}

# Paragraphs about keys that are not taken, and mentions of dotted names that no row has.
strange_keys() { # TABLE PAGE
	keys "$1" >"$tmp/keys"
	sed -n 's/^\.It Ic \([^ ]*\)$/\1/p' "$2" | while read -r name; do
		grep -q -F -x -e "taken $name" "$tmp/keys" || echo "$name"
	done
	sed -n 's/^\.Ic \([a-z_]*\.[a-z_]*\).*/\1/p' "$2" | while read -r name; do
		grep -q -F -e " $name" "$tmp/keys" || echo "$name"
	done
}

profiles_unnamed() { # PAGE
	(cd "$top_srcdir/profiles" && ls ./*.yaml) | sed 's/^\.\///' | missing '.It Pa' "$1"
}

# Variables that the shim looks at, and those that lead to the directory of the user.
environment() {
	grep -h -o '"[A-Z][A-Z_]*_[A-Z_]*"' "$top_srcdir"/shim/*.c \
		"$top_srcdir"/core/base/environment*.c "$top_srcdir"/core/caps/caps_environment.c |
		tr -d '"'
	sed -n 's/.*host->variable(host->context, "\([A-Z_]*\)").*/\1/p' \
		"$top_srcdir/core/profile/profile_find.c"
}

# Variables that a profile may name.
variables() {
	sed -n '/^} variables\[\] = {/,/^};/s/^\t{ "\([A-Z_]*\)".*/$\1/p' \
		"$top_srcdir/core/profile/profile_expand.c"
}

calls() {
	sed -n 's/^\tCALL(\([a-z0-9_]*\),.*/\1/p' "$top_srcdir/platform/linux/calls.h"
}

# "ABI Linux" for each row of the table of Landlock.
abis() {
	sed -n 's/^\t\[\([1-9][0-9]*\)\] = { "\([^"]*\)".*/\1 \2/p' \
		"$top_srcdir/platform/linux/landlock.c"
}

functions() {
	sed -n 's/^function //p' "$top_srcdir/tests/checks/exports.txt"
}

abis_without_row() { # PAGE
	abis | while read -r abi version; do
		grep -q -F -x ".It ABI $abi, Linux $version" "$1" || echo "$abi $version"
	done
}

commands() { # of the tool
	sed -n '/^const struct cli_command cli_commands\[\] = {/,/^};/s/^\t{ "\([a-z]*\)",.*/\1/p' \
		"$top_srcdir/cli/main.c"
}

# Options that its commands know and that their help tells.
options() {
	grep -h -o '"--[a-z][a-z-]*"' "$top_srcdir"/cli/*.c | tr -d '"'
	grep -h -o '" *--[a-z][a-z-]* ' "$top_srcdir/cli/main.c" | tr -d '" '
}

# Options that stand nowhere behind Fl.
options_unnamed() { # PAGE
	while read -r option; do
		grep -q -e "Fl -${option#--}\( .*\)*$" "$1" || echo "$option"
	done
}

count() {
	wc -l | tr -d ' '
}

table=$top_srcdir/core/profile/profile_keys.c
lint() {
	mandoc -T lint "$@" 2>&1
}
if command -v mandoc >/dev/null; then
	is 'mandoc -T lint has nothing to say' \
		"$(lint "$shim_page" "$profile_page" "$tool_page" "$library_page")" ''
	sed 's/^\.El$/.Ell/' "$shim_page" >"$tmp/broken.7"
	fails 'and would say something' lint "$tmp/broken.7"
else
	skip 'mandoc -T lint has nothing to say' 'mandoc is not installed'
fi

is 'every row of the table of keys is read' "$(keys "$table" | count)" "$(rows "$table")"
ok 'there are keys' test "$(keys "$table" | grep -c '^taken ')" -ge 20
is 'every key has a paragraph in nono-profile(5)' "$(keys_without_paragraph "$table" "$profile_page")" ''
is 'every refused key is named there' "$(refused_keys_unnamed "$table" "$profile_page")" ''
is 'no other key is' "$(strange_keys "$table" "$profile_page")" ''
ok 'there are profiles' test "$(profiles_unnamed /dev/null | count)" -ge 8
is 'every installed profile is named there' "$(profiles_unnamed "$profile_page")" ''
ok 'there are variables' test "$(variables | count)" -ge 7
is 'every variable of profiles is named there' "$(variables | missing '.It Li' "$profile_page")" ''
ok 'there are environment variables' test "$(environment | sort -u | count)" -ge 4
is 'every environment variable is named in libnono_shim(7)' \
	"$(environment | sort -u | unnamed Ev "$shim_page")" ''
ok 'there are system calls' test "$(calls | count)" -ge 15
is 'every filtered system call is named there' "$(calls | unnamed Fn "$shim_page")" ''
ok 'there are functions' test "$(functions | count)" -ge 40
is 'every function of nono.h has a paragraph in libnono(3)' \
	"$(functions | missing '.It Fn' "$library_page")" ''
is 'there are ABIs' "$(abis | count)" 10
is 'every Landlock ABI has a row there' "$(abis_without_row "$shim_page")" ''
ok 'there are commands' test "$(commands | count)" -ge 3
is 'every command has a paragraph in nono-shim(1)' "$(commands | missing '.It Cm' "$tool_page")" ''
ok 'there are options' test "$(options | sort -u | count)" -ge 7
is 'every option is named there' "$(options | sort -u | options_unnamed "$tool_page")" ''
is 'and every variable that the tool looks at' \
	"$(grep -h -o 'getenv("[A-Z_]*")' "$top_srcdir"/cli/*.c | sed 's/.*"\(.*\)".*/\1/' |
		sort -u | unnamed Ev "$tool_page")" ''

# The check checked: what is left out of a copy, or added to the table, must be found.
without() { # PATTERN PAGE
	sed "/$1/d" "$2" >"$tmp/page"
	echo "$tmp/page"
}

is 'caught: a key without a paragraph' \
	"$(keys_without_paragraph "$table" "$(without '^\.It Ic filesystem.write$' "$profile_page")")" \
	filesystem.write
is 'caught: a refused key that is not named' \
	"$(refused_keys_unnamed "$table" "$(without '^\.Ic filesystem.deny ' "$profile_page")")" \
	filesystem.deny
sed 's/^\tREFUSED("commands".*/\tTEXT("commands", "x"),/' "$table" >"$tmp/table.c"
is 'caught: a key that is taken and described as refused' \
	"$(keys_without_paragraph "$tmp/table.c" "$profile_page")" commands
sed '/PORTS("network.open_port"/,+1d' "$table" >"$tmp/table.c"
is 'caught: a paragraph about a key that is gone' \
	"$(strange_keys "$tmp/table.c" "$profile_page" | sort -u)" network.open_port
is 'caught: a profile that is not named' \
	"$(profiles_unnamed "$(without '^\.It Pa redis.yaml$' "$profile_page")")" redis.yaml
is 'caught: a variable that is not named' \
	"$(variables | missing '.It Li' "$(without '^\.It Li .TMPDIR$' "$profile_page")")" "\$TMPDIR"
is 'caught: an environment variable that is not named' \
	"$(environment | sort -u | unnamed Ev "$(without 'Ev LD_PRELOAD' "$shim_page")")" LD_PRELOAD
is 'caught: a system call that is not named' \
	"$(calls | unnamed Fn "$(without 'Fn clone3$' "$shim_page")")" clone3
is 'caught: a command without a paragraph' \
	"$(commands | missing '.It Cm' "$(without '^\.It Cm verify$' "$tool_page")")" verify
is 'caught: an option that is not named' \
	"$(options | sort -u | options_unnamed "$(without 'Fl -schema' "$tool_page")")" '--schema'
is 'caught: a function without a paragraph' \
	"$(functions | missing '.It Fn' "$(without '^\.It Fn nono_version$' "$library_page")")" \
	nono_version
is 'caught: an ABI without a row' \
	"$(abis_without_row "$(without '^\.It ABI 6,' "$shim_page")")" '6 6.12'
finish
