#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nono-shim show, query and check on every profile that was installed.

# shellcheck source=tests/cli/cli.sh
. "$top_srcdir/tests/cli/cli.sh"

rules=$top_builddir/tests/cli/rules
HOME=$tmp/home
XDG_CONFIG_HOME=$tmp/config
export HOME XDG_CONFIG_HOME
mkdir "$HOME" "$tmp/work" "$tmp/config"
cd "$tmp/work" || exit 99

same_rules() { # PROFILE
	"$tool" show "$1" --yaml >"$tmp/printed.yaml" || return
	"$rules" "$1" 10 4 >"$tmp/before" || return
	"$rules" "$tmp/printed.yaml" 10 4 >"$tmp/after" || return
	grep -q '^landlock abi 10$' "$tmp/before" || return
	diff "$tmp/before" "$tmp/after"
}

shows() { # PROFILE: itself among the places, and nothing without one but what follows from others
	"$tool" show "$1" >"$tmp/out" || return
	cat "$tmp/out"
	grep -q "/$1.yaml:[0-9]*\$" "$tmp/out" && ! grep 'default$' "$tmp/out" | grep -qv '^network.dns'
}

answers() { # STATUS PROFILE OPERATION OBJECT
	answers_status=$1
	shift
	answers_got=0
	"$tool" query "$@" >"$tmp/out" 2>&1 || answers_got=$?
	cat "$tmp/out"
	[ "$answers_got" -eq "$answers_status" ]
}

for file in "${profiledir:?}"/*.yaml; do
	name=${file##*/}
	name=${name%.yaml}
	ok "$name: show" shows "$name"
	ok "$name: show --yaml means the same" same_rules "$name"
	ok "$name: show --state" "$tool" show "$name" --state
	ok "$name: check" "$tool" check --abi 10 "$name"
	ok "$name: query, what none of them grants" answers 1 "$name" read /etc/shadow
	ok "$name: query, nor its own file to be written" answers 1 "$name" write "$file"
done
ok 'query: programs can be executed' answers 0 base exec /bin/sh
ok 'query: the working directory' answers 0 git write new
ok 'query: not what lies above' answers 1 git write ../new
ok 'query: a web server' answers 0 curl connect 443
ok 'query: any other' answers 1 curl connect 25
ok 'query: names' answers 0 curl connect 53
ok 'query: its own port' answers 0 redis bind 6379
ok 'query: no network' answers 1 build connect 443

# A directory where a file is meant: the library leaves such a shipped entry out.
mkdir "$HOME/.gitconfig"
"$tool" show git --yaml >"$tmp/printed.yaml"
ok 'what is left out here is told' grep -qx "    # $HOME/.gitconfig is left out: is a directory" \
	"$tmp/printed.yaml"
ok 'and the library takes the rest' \
	env NONO_PROFILE="$tmp/printed.yaml" LD_PRELOAD="$NONO_TEST_SHIM" true
finish
