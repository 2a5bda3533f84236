#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# NONO_RECEIPT: one JSON document that says what is in force.

# shellcheck source=tests/shim/hardening.sh
. "$top_srcdir/tests/shim/hardening.sh"

ok 'the program that sets a variable twice compiles' compile ask marker_ask.c
if [ "$("$hold" abi)" -eq 0 ]; then
	skip 'the receipt' 'this kernel has no Landlock'
	finish
fi
profile plain ''
profile full "    - {path: $tmp/none, optional: true}\n    - $tmp/odd\\\\x0aname\nnetwork: {block: true}\nlimits: {core: 0}
environment: {deny_vars: [SECRET_*]}\nlinux: {inotify: deny, capabilities: none}\nsecurity: {signal_mode: allow_all}"
sed -i 's/- \(.*odd.*\)/- "\1"/' "$tmp/full.yaml"
mkdir "$tmp/odd
name"
receipt=$tmp/receipt

# with RECEIPT PROFILE COMMAND...
with() {
	with_receipt=$1
	shift
	NONO_RECEIPT=$with_receipt under "$@"
}
# query EXPRESSION: of python3, on the document d and its items: i(key) is [outcome, text, value, place].
query() {
	python3 - "$receipt" "$1" <<-'END'
		import json, sys
		d = json.load(open(sys.argv[1], encoding="utf-8"))
		def i(key):
		    for item in d["items"]:
		        if item["requested"]["key"] == key:
		            outcome = [k for k in item if k != "requested"]
		            assert len(outcome) == 1, item
		            return [outcome[0], item[outcome[0]], item["requested"]["value"],
		                    item["requested"]["place"]]
		print(eval(sys.argv[2]))
	END
}

is 'the program runs' "$(with "$receipt" full echo ran)" ran
is 'one line' "$(wc -l <"$receipt" | tr -d ' ')" 1
is 'for everybody to read' "$(stat -c %a "$receipt")" 644
is 'status' "$(query 'd["status"]')" confined
is 'name of the profile' "$(query 'd["profile"]["name"]')" "$tmp/full.yaml"
is 'its hash is that of b2sum' "$(query 'd["profile"]["hash"]')" \
	"$(b2sum -l 128 "$tmp/full.yaml" | cut -d ' ' -f 1)"
is 'Landlock ABI' "$(query 'd["platform"]["landlock_abi"]')" "$("$hold" abi)"
is 'compatibility' "$(query 'd["compatibility"]')" strict
is 'a path that is granted' "$(query 'i("filesystem.read")[:3]')" \
	"['enforced', 'landlock: execute read_file read_dir', '/usr']"
is 'with its place' "$(query 'i("filesystem.read")[3]')" "$tmp/full.yaml:3:7"
is 'a path that is not there' "$(query \
	'[x["skipped"] for x in d["items"] if "skipped" in x]')" \
	"['no such file or directory (ENOENT)']"
is 'a path with a newline' "$(query \
	'[x["requested"]["value"].count("\n") for x in d["items"] if "odd" in str(x["requested"]["value"])]')" '[1]'
is 'network.block' "$(query 'i("network.block")[0]')" enforced
is 'limits.core' "$(query 'i("limits.core")[::2]')" "['enforced', '0']"
is 'a variable' "$(query 'i("environment.deny_vars")[::2]')" "['enforced', 'SECRET_*']"
is 'a switch' "$(query 'i("linux.inotify")[:3]')" \
	"['enforced', 'seccomp: inotify_init ENOSYS', 'deny']"
is 'a default' "$(query 'i("linux.debug")[2:]')" "['deny', 'default']"
is 'what is left free' "$(query 'i("security.signal_mode")[:3]')" \
	"['enforced', 'nothing is restricted', 'allow_all']"
is 'nothing is not enforced' "$(query '[x for x in d["items"] if "not_enforced" in x]')" '[]'

# Every key of a profile that is written down is in it.
is 'each item has what was requested and one outcome' "$(query \
	'{len(x) for x in d["items"]} == {2} and all("requested" in x for x in d["items"])')" True

# Where it goes.
ok 'a file that is there already' refused 'already exists' with "$receipt" plain echo ran
rm "$receipt"
ln -s "$tmp/elsewhere" "$receipt"
ok 'a link, even to nowhere' refused 'already exists' with "$receipt" plain echo ran
fails 'nothing was made behind it' test -e "$tmp/elsewhere"
rm "$receipt"
ok 'a directory that is not there' refused 'no such file or directory' with "$tmp/no/x" plain echo ran
ok 'an empty name' refused 'NONO_RECEIPT: is empty' with '' plain echo ran
for word in fd: fd:x fd:-1 fd:3x fd:999999 'fd: 3'; do
	ok "'$word'" refused "'$word' is not fd: and the number" with "$word" plain echo ran
done
ok 'a descriptor that is not open' refused 'bad file descriptor' with fd:9 plain echo ran
ok 'a descriptor for reading' refused 'bad file descriptor' with fd:9 plain echo ran 9</dev/null
is 'a descriptor' "$(with fd:9 plain echo ran 9>"$receipt")" ran
is 'has it' "$(query 'd["status"]')" confined
is 'and is closed' "$(with fd:9 plain sh -c 'echo x >&9' 9>"$receipt" 2>&1 | grep -c 'ad file')" 1
is 'control: without the receipt a pipe stays' "$(under plain sh -c 'echo x >&9' 9>&1)" x
is 'standard error stays' "$(with fd:2 plain sh -c 'echo behind >&2' 2>&1 >/dev/null | tail -n 1)" behind
is 'with close as well' "$(profile close '\nlinux: {fds: close}' &&
	with fd:9 close echo ran 9>"$receipt")" ran
is 'and it is written' "$(query 'i("linux.fds")[2]')" close
# shellcheck disable=SC2016 # for the shell inside
ok 'a pipe that nobody reads' env "tmp=$tmp" sh -c '
	{ sleep 0.3; "$@" 9>&1 >/dev/null 2>"$tmp/err"; echo $? >"$tmp/status"; } | true
	cat "$tmp/status" "$tmp/err"
	[ "$(cat "$tmp/status")" -eq 125 ] && grep -q "could not be written: broken pipe" "$tmp/err"' \
	sh env NONO_RECEIPT=fd:9 "LD_PRELOAD=$library" "NONO_PROFILE=$tmp/plain.yaml" echo ran
ok 'a full device' refused 'could not be written: no space' with fd:9 plain echo ran 9>/dev/full
rm -f "$receipt"
profile small '\nlimits: {fsize: 300}'
ok 'a limit that is too small for it' refused 'could not be written: file too large' \
	with "$receipt" small echo ran
rm -f "$receipt"
ok 'twice in the environment' refused 'NONO_RECEIPT: stands more than once' \
	"$tmp/ask" twice NONO_RECEIPT=/x /usr/bin/env "LD_PRELOAD=$library" \
	"NONO_PROFILE=$tmp/plain.yaml" /bin/echo ran

# What goes wrong is in it too.
printf 'nonsense: 1\n' >"$tmp/bad.yaml"
ok 'a profile with an error is refused' refused "unknown key 'nonsense'" with "$receipt" bad echo ran
is 'the receipt says so' "$(query 'd["status"]')" refused
is 'and why' "$(query '"unknown key" in d["reason"]')" True
is 'and lists nothing as enforced' "$(query '"items" in d')" False
rm "$receipt"
profile denied "    - $tmp/nowhere"
ok 'a path that is missing is refused' refused 'does not exist' with "$receipt" denied echo ran
is 'the receipt of that' "$(query 'd["status"]')" refused
finish
