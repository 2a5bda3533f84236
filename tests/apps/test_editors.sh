#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# vi and less, with commands from a file and at a terminal.

# shellcheck disable=SC2016,SC2317 # for the programs to expand; called through others
# shellcheck source=tests/apps/apps.sh
. "${top_srcdir:?}/tests/apps/apps.sh"

vi=/usr/bin/vim.tiny
less=/usr/bin/less
needs "$vi" vim-tiny
needs "$less" less
needs /usr/bin/script bsdutils
needs_sandbox base

cat >"$tmp/edit.yaml" <<-EOF
	extends: [base, tty]
	workdir: {access: readwrite}
	network: {block: true}
EOF
lines() {
	seq 1 200 | sed 's/^/line /' >"$work/text"
}

# The terminal is made outside, as that of a person is; the keys come from standard input.
at_terminal() { # COMMAND, which has no blanks in its words
	free TERM=vt100 script -qec "$1" /dev/null
}
confined_at_terminal() { # PROFILE COMMAND
	free TERM=vt100 script -qec "env LD_PRELOAD='$shim' NONO_PROFILE='$1' $2" /dev/null
}

edit='%s/line/LINE/
g/LINE 1/d
w
!wc -l <text >counted
q!'
lines
printf '%s\n' "$edit" >"$work/edit.vim"
ok 'control: vi with commands from a file' free "$vi" -u NONE -es text <"$work/edit.vim"
sum=$(cat "$work/text" "$work/counted" | cksum)
rm "$work/counted"
lines
ok 'vi with commands from a file' \
	confined "$tmp/edit.yaml" "$vi" -u NONE -es text <"$work/edit.vim"
is 'does the same' "$(cat "$work/text" "$work/counted" | cksum)" "$sum"

# dd deletes a line, :wq writes; a swap file is made and removed.
lines
printf 'dd:wq\r' | confined_at_terminal "$tmp/edit.yaml" "$vi -u NONE text" >"$tmp/screen" 2>&1
is 'vi at a terminal deletes a line' "$(head -n 1 "$work/text")" 'line 2'
ok 'and shows the others' grep -q 'line 3' "$tmp/screen"
is 'no swap file stays' "$(find "$work" -name '.*')" ''

less_keys='G/line 7\rq' # the end, a search
lines
# shellcheck disable=SC2059 # the backslashes are meant
printf "$less_keys" | at_terminal "$less text" >"$tmp/control" 2>&1
ok 'control: less at a terminal' grep -q 'line 200' "$tmp/control"
# shellcheck disable=SC2059
printf "$less_keys" | confined_at_terminal "$tmp/edit.yaml" "$less text" >"$tmp/screen" 2>&1
ok 'less at a terminal' grep -q 'line 200' "$tmp/screen"
is 'less in a pipe' "$(confined "$tmp/edit.yaml" "$less" text | cksum)" "$(cksum <"$work/text")"

ok 'control: less' free "$less" "$secret"
is 'less on an ungranted file' "$(confined "$tmp/edit.yaml" "$less" "$secret" 2>&1)" \
	"$secret: Permission denied"
ok 'control: vi reads' free "$vi" -u NONE -es -c "r $secret" -c 'w! new' -c q text
is 'control: what it has read' "$(grep -c secret "$work/new")" 1
rm "$work/new"
confined "$tmp/edit.yaml" "$vi" -u NONE -es -c "r $secret" -c 'w! new' -c 'q!' text >/dev/null 2>&1
is 'vi reads no ungranted file' "$(grep -c secret "$work/new")" 0
for how in free "confined $tmp/edit.yaml"; do
	rm "$work/new"
	# shellcheck disable=SC2086 # a list of words
	$how "$vi" -u NONE -es -c "!cat $secret >new 2>&1" -c 'q!' text >/dev/null 2>&1
	cp "$work/new" "$tmp/${how%% *}"
done
is 'control: a command of vi' "$(cat "$tmp/free")" 'the secret'
is 'nor by a command' "$(cat "$tmp/confined")" "cat: $secret: Permission denied"
ok 'control: vi writes' free "$vi" -u NONE -es -c "w! $outside/new" -c q text
ok 'control: which is there' rm "$outside/new"
fails 'vi writes nothing outside' \
	confined "$tmp/edit.yaml" "$vi" -u NONE -es -c "w! $outside/new" -c q text
is 'nothing was written' "$(ls "$outside")" ''

finish
