#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What bash offers when somebody presses the tabulator key.

# shellcheck source=tests/cli/cli.sh
. "$top_srcdir/tests/cli/cli.sh"

completion=$top_builddir/completions/nono-shim.bash
if ! command -v bash >/dev/null; then
	skip 'completion' 'bash is not installed'
	finish
fi
ok 'bash reads it' bash -n "$completion"
if command -v shellcheck >/dev/null; then
	ok 'shellcheck has nothing to say' shellcheck -s bash "$completion"
else
	skip 'shellcheck has nothing to say' 'shellcheck is not installed'
fi

mkdir -p "$tmp/config/nono/profiles" "$tmp/here/folder"
touch "$tmp/config/nono/profiles/mine.yaml" "$tmp/config/nono/profiles/minor.json" \
	"$tmp/here/local.yaml" "$tmp/here/folder/in.yaml"

# offers WORD...: what stands in the place of the last one, in one line. The tool is the first word.
offers() {
	(cd "$tmp/here" && XDG_CONFIG_HOME=$tmp/config bash --norc --noprofile -c '
		. "$1"
		shift
		COMP_WORDS=("$@")
		COMP_CWORD=$(($# - 1))
		_nono_shim "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
		echo "${COMPREPLY[*]}"' bash "$completion" "$tool" "$@" 2>&1)
}
is 'commands by their beginning' "$(offers ver)" verify
is 'every command' "$(offers '' | tr ' ' '\n' | grep -v '^-')" \
	"$("$tool" --help | sed -n 's/^  \([a-z]*\) .*/\1/p')"
is 'and the options' "$(offers --)" '--help --version'
is 'nothing that is none' "$(offers nonsense)" ''
is 'options of a command' "$(offers run --)" '--receipt --print --abi --help'
is 'by their beginning' "$(offers keys --s)" --schema
is 'profiles by their name' "$(offers run mi)" 'mine minor'
is 'and files' "$(offers run lo)" local.yaml
is 'below a directory' "$(offers run folder/)" folder/in.yaml
is 'behind options' "$(offers run --print --abi 7 min)" 'mine minor'
is 'ABIs' "$(offers run --abi 1)" '1 10'
is 'a file for the receipt' "$(offers run --receipt lo)" local.yaml
is 'then programs' "$(offers run mine mkdi)" mkdir
is 'behind -- as well' "$(offers run mine -- mkdi)" mkdir
is 'by their path' "$(offers run mine ./fol)" ./folder/
is 'no options of ours behind it' "$(offers run mine -- ls --)" ''
is 'and the files of the program' "$(offers run mine -- ls lo)" local.yaml
is 'keys' "$(offers keys network.c)" network.connect_port
is 'every one' "$(offers keys '' | tr ' ' '\n')" "$("$tool" keys | sed -n 's/^\([^ :]*\): .*/\1/p')"
is 'processes' "$(offers verify $$ | tr ' ' '\n' | grep -x $$)" $$
is 'nothing for support' "$(offers support x)" ''
is 'a profile for query' "$(offers query lo)" local.yaml
is 'then what is asked' "$(offers query mine re)" 'read readwrite remove'
is 'then a file' "$(offers query mine read lo)" local.yaml
is 'bash knows whom it is for' "$(bash --norc --noprofile -c '. "$1"; complete -p' bash "$completion")" \
	'complete -F _nono_shim nono-shim'
finish
