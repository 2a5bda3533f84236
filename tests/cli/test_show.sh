#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nono-shim show: every entry with its place; and the profile that --yaml prints means the same.

# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"

tool=$top_builddir/nono-shim
rules=$top_builddir/tests/cli/rules

# in_folder FOLDER COMMAND...: as tests/data/profiles/README.md has the environment; names of
# profiles are looked up in the folder.
in_folder() {
	(
		cd "$1" || exit 97
		shift
		exec env -i HOME=/home/user PROJECT=blue XDG_DATA_HOME=/data/user// \
			XDG_CACHE_HOME=some/where RELATIVE=some/where EMPTY= \
			XDG_CONFIG_HOME="$tmp/config" "$@"
	)
}

lookup() { # FOLDER: names are found there, and in shipped/ below it
	rm -rf "$tmp/config"
	mkdir -p "$tmp/config/nono/profiles"
	for lookup_file in "$1"/*.yaml "$1"/*.json "$1"/shipped/*; do
		[ ! -f "$lookup_file" ] || cp "$lookup_file" "$tmp/config/nono/profiles"
	done
}

# Says the same about every ABI that matters: the newest, one in between, and none of unix sockets.
same_rules() { # FOLDER PROFILE
	in_folder "$1" "$tool" show "$2" --yaml >"$tmp/printed.yaml" || return
	in_folder "$1" "$rules" "$2" 10 4 >"$tmp/before" || return
	in_folder "$1" "$rules" "$tmp/printed.yaml" 10 4 >"$tmp/after" || return
	grep -qE '^(landlock abi 10$|error: )' "$tmp/before" || return
	# Entries that only match no name say that a list is there, once or often.
	sort -u "$tmp/before" >"$tmp/before.sorted"
	sort -u "$tmp/after" >"$tmp/after.sorted"
	if grep "^variables [a-z]* '.[^']*'" "$tmp/before.sorted" >"$tmp/named"; then
		sed -i "/^variables only '' ''/d" "$tmp/before.sorted" "$tmp/after.sorted"
	fi
	cat "$tmp/printed.yaml"
	diff "$tmp/before.sorted" "$tmp/after.sorted"
}

says_nothing_twice() { # FOLDER PROFILE: no extends, no variable is left
	in_folder "$1" "$tool" show "$2" --yaml >"$tmp/printed.yaml" || return
	cat "$tmp/printed.yaml"
	! grep -qE '^extends|[^$]\$[^$]|~/' "$tmp/printed.yaml"
}

count=0
for folder in "$top_srcdir"/tests/data/profiles/valid/*/; do
	name=${folder%/}
	count=$((count + 1))
	lookup "$folder"
	ok "valid/${name##*/}: --yaml means the same" same_rules "$folder" input.yaml
done
ok "there are at least 25 of them ($count)" test "$count" -ge 25

for file in "$top_srcdir"/profiles/*.yaml; do
	name=${file##*/}
	lookup "$top_srcdir/profiles"
	mkdir -p "$tmp/start"
	ok "shipped $name: --yaml means the same" same_rules "$tmp/start" "${name%.yaml}"
	ok "shipped $name: without extends and variables" \
		says_nothing_twice "$tmp/start" "${name%.yaml}"
done

# What must be quoted, and what must not be read as a variable.
mkdir -p "$tmp/odd" "$tmp/config/nono/profiles"
cat >"$tmp/odd/input.yaml" <<'END'
filesystem:
  read:
    - '/with space'
    - "/quote\" \\ 'n: # {x}, [y]"
    - "/line\nbreak\ttab\x07\x7f"
    - "/next\Lline\u2029and\x85and\uFEFFand"
    - /ünïcode-日本-😀
    - /price$$5
    - '/$${HOME}'
    - {path: '/~', optional: true}
  allow: ['/-', '/*star', '/&amp', '/!', '/%', '/@', '/`']
environment:
  allow_vars: ['true', 'null', 'NULL', y, LC_*, '*']
  set_vars: {A: 'true', B: '', C: '12', D: "a: b # c\n", E: '$$x', no: 'no', F: $HOME/x, G: '*'}
limits: {fsize: 9223372036854775807}
END
ok 'odd names and values: --yaml means the same' same_rules "$tmp/odd" input.yaml
cp "$tmp/printed.yaml" "$tmp/odd/printed.yaml"
ok 'and once more from what was printed' same_rules "$tmp/odd" printed.yaml
is 'which is then the same' "$(cat "$tmp/printed.yaml")" "$(cat "$tmp/odd/printed.yaml")"

mkdir "$tmp/latin"
printf 'filesystem: {read: ["${LATIN}"]}\n' >"$tmp/latin/input.yaml"
LATIN=$(printf '/caf\351')
export LATIN
(cd "$tmp/latin" && "$tool" show input.yaml --yaml) >"$tmp/out" 2>"$tmp/err"
is 'what is not UTF-8 cannot be YAML: 2' $? 2
is 'and prints nothing' "$(cat "$tmp/out")" ''
is 'but says where it comes from' "$(cat "$tmp/err")" \
	'nono-shim: input.yaml:1:21: filesystem.read: the value is not UTF-8, so it cannot be written without a variable'
is 'the table shows it escaped' "$(cd "$tmp/latin" && "$tool" show input.yaml)" \
	'filesystem.read  /caf\xe9  input.yaml:1'
unset LATIN

# All of one profile, with what it extends.
mkdir "$tmp/all"
cat >"$tmp/all/common.yaml" <<'END'
compatibility: best-effort
filesystem:
  read: [$HOME/shared]
network: {connect_port: [80]}
limits: {nofile: 10}
END
cat >"$tmp/all/input.yaml" <<'END'
limits: {nofile: 20}
extends: ./common.yaml
workdir: {access: read}
filesystem:
  allow: [/tmp/out]
  read: [{path: /opt/x, optional: true}]
  unix_socket: [/run/app.sock]
network:
  connect_port: [443]
  udp_port: [123]
environment:
  allow_vars: []
  set_vars: {A: $HOME}
linux:
  capabilities: [safe, kill]
END
cat >"$tmp/wanted" <<END
compatibility           best-effort            common.yaml:1
workdir.access          read $tmp/all  input.yaml:3
filesystem.read         /home/user/shared      common.yaml:3
filesystem.read         /opt/x (optional)      input.yaml:6
filesystem.allow        /tmp/out               input.yaml:5
filesystem.unix_socket  /run/app.sock          input.yaml:7
network.connect_port    80                     common.yaml:4
network.connect_port    443                    input.yaml:9
network.udp_port        123                    input.yaml:10
network.dns             53/tcp                 default
environment.allow_vars  (none)                 input.yaml:12
environment.set_vars    A=/home/user           input.yaml:13
limits.nofile           20                     input.yaml:1
linux.capabilities      safe                   input.yaml:15
linux.capabilities      kill                   input.yaml:15
END
squeezed() { # runs of spaces are one: widths follow the longest value
	sed 's/  */ /g' "$1"
}
in_folder "$tmp/all" "$tool" show input.yaml >"$tmp/table"
is 'the table: order, what counts, places' "$(squeezed "$tmp/table")" "$(squeezed "$tmp/wanted")"
is 'its columns are aligned' "$(cut -c1-24 "$tmp/table" | sed 's/[^ ].*[^ ]//' | sort -u | wc -l)" \
	"$(cut -d' ' -f1 "$tmp/table" | awk '{ print length($1) }' | sort -u | wc -l)"

if command -v python3 >/dev/null; then
	in_folder "$tmp/all" "$tool" show input.yaml --json >"$tmp/json"
	is 'the same as JSON' "$(python3 -c '
import json, sys
document = json.load(open(sys.argv[1]))
print(document["profile"], *document["files"])
for e in document["entries"]:
    place = e["file"] and "%s:%d:%d" % (e["file"], e["line"], e["column"])
    print(e["key"], e.get("name", e.get("access")), repr(e["value"]), e.get("optional"), place)
' "$tmp/json")" "input.yaml input.yaml common.yaml
compatibility None 'best-effort' None common.yaml:1:16
workdir.access read '$tmp/all' None input.yaml:3:19
filesystem.read None '/home/user/shared' False common.yaml:3:10
filesystem.read None '/opt/x' True input.yaml:6:17
filesystem.allow None '/tmp/out' False input.yaml:5:11
filesystem.unix_socket None '/run/app.sock' False input.yaml:7:17
network.connect_port None 80 None common.yaml:4:26
network.connect_port None 443 None input.yaml:9:18
network.udp_port None 123 None input.yaml:10:14
network.dns None '53/tcp' None None
environment.allow_vars None '' None input.yaml:12:15
environment.set_vars A '/home/user' None input.yaml:13:14
limits.nofile None 20 None input.yaml:1:18
linux.capabilities None 'safe' None input.yaml:15:18
linux.capabilities None 'kill' None input.yaml:15:18"
else
	skip 'the same as JSON' 'there is no python3'
fi

# The state is what was found, and says nothing of what was not.
mkdir "$tmp/state" "$tmp/state/directory"
echo text >"$tmp/state/file"
ln -s directory "$tmp/state/link"
cat >"$tmp/state/input.yaml" <<'END'
workdir: {access: read}
filesystem:
  allow: [link/../directory, {path: /no/such, optional: true}]
  write_file: [$WORKDIR/file]
network: {block: true}
END
sed -i "s|link/|$tmp/state/&|" "$tmp/state/input.yaml"
is 'the state' "$(cd "$tmp/state" && "$tool" show input.yaml --state)" '{
  "fs": [
    {
      "original": "'"$tmp"'/state",
      "resolved": "'"$tmp"'/state",
      "access": "read",
      "is_file": false
    },
    {
      "original": "'"$tmp"'/state/link/../directory",
      "resolved": "'"$tmp"'/state/directory",
      "access": "read+write",
      "is_file": false
    },
    {
      "original": "'"$tmp"'/state/file",
      "resolved": "'"$tmp"'/state/file",
      "access": "write",
      "is_file": true
    }
  ],
  "net_blocked": true
}'
printf 'filesystem: {read: [/no/such]}\n' >"$tmp/state/input.yaml"
(cd "$tmp/state" && "$tool" show input.yaml --state) >"$tmp/out" 2>"$tmp/err"
is 'no state of what is missing: 2' $? 2
is 'nothing is printed' "$(cat "$tmp/out")" ''
is 'the place is told' "$(cut -d: -f1-4 "$tmp/err")" 'nono-shim: input.yaml:1:21'
ok 'and what to do' grep -qF 'write {path: ..., optional: true}' "$tmp/err"

fails_with() { # STATUS TEXT COMMAND...
	wanted_status=$1 wanted_text=$2
	shift 2
	"$@" >"$tmp/out" 2>"$tmp/err"
	got_status=$?
	cat "$tmp/out" "$tmp/err"
	[ "$got_status" -eq "$wanted_status" ] && [ ! -s "$tmp/out" ] &&
		grep -qF -- "$wanted_text" "$tmp/err"
}
for word in --help -h; do
	"$tool" show "$word" >"$tmp/out" 2>"$tmp/err"
	is "$word" "$? $(head -n 1 "$tmp/out") $(cat "$tmp/err")" \
		'0 usage: nono-shim show PROFILE [--yaml | --state | --json] '
done
ok 'no profile' fails_with 2 'show: expected a PROFILE' "$tool" show
ok 'two profiles' fails_with 2 "found 'b' as well" "$tool" show a b
ok 'an unknown option' fails_with 2 "unknown option '--x'" "$tool" show a --x
ok 'two forms' fails_with 2 'one of --yaml' "$tool" show a --yaml --json
ok 'a profile that is not there' fails_with 2 './none.yaml: ' "$tool" show ./none.yaml
finish
