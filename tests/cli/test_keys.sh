#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nono-shim keys: the table, and nothing but the table; and what the tool says without a command.

# shellcheck source=tests/cli/cli.sh
. "$top_srcdir/tests/cli/cli.sh"

table=$top_srcdir/core/profile/profile_keys.c

# The tool itself.
ok 'no command' ends 2 '' "nono-shim: expected a command; 'nono-shim --help' tells more" "$tool"
ok 'an unknown one' ends 2 '' "nono-shim: unknown command 'nonsense'" "$tool" nonsense
for word in --help -h help; do
	ok "$word" "$tool" "$word"
done
for command in run support keys verify; do
	is "$command is in the list" "$("$tool" --help | grep -c "^  $command  *[A-Z]")" 1
	ok "$command --help" helps "$command"
	ok "$command with an unknown option" ends 2 '' "nono-shim: $command: " "$tool" "$command" --nonsense
done
is '--version' "$("$tool" --version | sed 's/[0-9]/N/g')" 'nono-shim N.N.N'
ok 'a full disk is an error' sh -c '"$1" keys >/dev/full 2>"$2"; [ $? -eq 2 ]' sh "$tool" "$tmp/err"

# All of the table, in its order.
rows() { # of the source: "taken KEY" or "refused KEY"
	sed -n '/^const struct profile_key profile_keys\[\] = {/,/^};/p' "$table" |
		sed -n -e 's/^\tREFUSED("\([^"]*\)".*/refused \1/p' \
			-e 's/^\t[A-Z]*("\([^"]*\)".*/taken \1/p' \
			-e 's/^\t{ \.name = "\([^"]*\)".*/taken \1/p'
}
names() { # ARGUMENT...: of the lines that begin a key
	"$tool" keys "$@" | sed -n 's/^\([^ :]*\): .*/\1/p'
}
is 'every key is listed' "$(names)" "$(rows | sed -n 's/^taken //p')"
is 'with --all those that are refused as well' "$(names --all)" "$(rows | sed 's/^[a-z]* //')"
is 'every key has help' "$("$tool" keys --all | awk '
	/^[^ ]/ { if (key && !help) print key; key = $1; help = 0 } /^    [^ ]/ { help = 1 }')" ''
is 'no line is longer than 78' "$("$tool" keys --all | grep -v '^[^ ]' | awk 'length > 78')" ''
is 'no colour where there is no terminal' "$("$tool" keys --all | grep -c "$(printf '\033')")" 0

# One, and a section.
is 'a key' "$("$tool" keys network.connect_port)" 'network.connect_port: list of ports
    TCP ports that may be connected to, on any host.'
is 'words and the default' "$("$tool" keys compatibility | head -n 1)" \
	'compatibility: strict or best-effort; default strict'
is 'a switch' "$("$tool" keys network.block | head -n 1)" 'network.block: true or false; default false'
is 'a section and what is in it' "$(names limits)" \
	"$(rows | sed -n 's/^taken \(limits.*\)/\1/p')"
is 'a refused key says why' "$("$tool" keys hooks | sed -n 2p | cut -c 1-10)" '    a hook'
is 'a section without refused ones' "$(names filesystem | grep -c deny)" 0
is 'with them' "$(names --all filesystem | grep -c deny)" 1
ok 'a key that does not exist' ends 2 '' "there is no key 'nonsense'" "$tool" keys nonsense
ok 'one that is near' ends 2 '' "did you mean 'filesystem.read'?" "$tool" keys filesystem.reed
ok 'one that is in a section' ends 2 '' "did you mean 'network.connect_port'?" "$tool" keys connect_port
ok 'a near section' ends 2 '' "did you mean 'filesystem'?" "$tool" keys filesystems
ok 'two keys' ends 2 '' 'expected one key' "$tool" keys limits network
ok '--schema and a key' ends 2 '' '--schema goes with nothing else' "$tool" keys --schema limits

# For programs.
query() { # EXPRESSION on d, a dictionary of the documents by key, and the list l
	"$tool" keys --json --all >"$tmp/keys.json" && "$python" -c '
import json, sys
l = json.load(open(sys.argv[1]))
d = {k["key"]: k for k in l}
print(eval(sys.argv[2]))' "$tmp/keys.json" "$1"
}
is 'as JSON the same keys' "$(query '"\n".join(k["key"] for k in l)')" "$(names --all)"
is 'type' "$(query 'd["filesystem.read"]["type"], d["filesystem.deny"]["type"]')" "('paths', 'refused')"
is 'words' "$(query 'd["linux.udp"]["words"]')" "['auto', 'all']"
is 'defaults' "$(query '[d[k]["default"] for k in ("network.block", "limits.core", "linux.fds",
	"security.ipc_mode", "linux.capabilities")]')" "[False, None, 'audit', 'shared_memory_only', 'safe']"
is 'every key with words has a default' \
	"$(query '[k["key"] for k in l if "words" in k and not k["default"]]')" '[]'
is 'which is one of them' \
	"$(query '[k["key"] for k in l if "words" in k and k["default"] not in k["words"]]')" '[]'
is 'and the only one that its help calls so' \
	"$(query '[k["key"] for k in l if "words" in k and k["help"].count("(default") != 1]')" '[]'
finish
