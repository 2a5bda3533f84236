#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A process that is confined knows it: the second load of a policy does nothing, and a profile that
# cannot be read from inside stops nobody.

# shellcheck source=tests/shim/hardening.sh
. "$top_srcdir/tests/shim/hardening.sh"

ok 'the program that asks compiles' compile glibc marker_ask.c
ask=$tmp/glibc
if [ "$("$hold" abi)" -eq 0 ]; then
	skip 'the marker' 'this kernel has no Landlock'
	finish
fi
all="    - $tmp"
profile plain "$all"
profile other "$all\nnetwork: {block: true}"
profile hidden "    - $library"
cp "$tmp/plain.yaml" "$tmp/same-plain.yaml"

policy() { # PROFILE: the hash that its receipt names
	rm -f "$tmp/receipt"
	NONO_RECEIPT=$tmp/receipt under "$1" true && value policy <"$tmp/receipt"
}
value() { # KEY: of the JSON on standard input, of the first level or the first that has it
	tr ',' '\n' | sed -n "s/^{*\"$1\":\"\(.*\)\"$/\1/p" | head -n 1
}
plain=$(policy plain)
other=$(policy other)
ok 'the hash has 32 digits' test "${#plain}" -eq 32
is 'the same policy from another file has the same hash' "$(policy same-plain)" "$plain"
ok 'another policy has another' test "$plain" != "$other"

is 'control: without the library nobody answers' "$("$ask")" 'Invalid argument'
is 'a filter of the library answers' "$(under plain "$ask")" ours
is 'in a child as well' "$(under plain env -i "$ask")" ours
is 'to the hash of its policy' "$(under plain "$ask" "$plain")" ours
is 'not to that of another' "$(under plain "$ask" "$other")" 'Invalid argument'
is 'nor to one bit less' "$(under plain "$ask" "$(echo "$plain" | tr 0123456789abcdef 1032547698badcfe)")" \
	'Invalid argument'

# A second load, from inside: env sets what the first one has taken out.
again() { # PROFILE INNER COMMAND...
	again_inner=$2
	again_outer=$1
	shift 2
	under "$again_outer" env "LD_PRELOAD=$library" "NONO_PROFILE=$tmp/$again_inner.yaml" \
		${again_receipt:+"NONO_RECEIPT=$again_receipt"} "$@"
}
status_of() { # OUTER INNER
	again_receipt=fd:3
	again "$1" "$2" true 3>&1 >/dev/null | value status # a pipe stays open inside
	again_receipt=
}
is 'the same policy again: nothing to do' "$(status_of plain plain)" 'already confined'
is 'the same policy from another file' "$(status_of plain same-plain)" 'already confined'
is 'another policy is added' "$(status_of plain other)" confined
is 'and is in force' "$(again plain other "$ask" "$other")" ours
is 'as the outer one' "$(again plain other "$ask" "$plain")" ours

# Forty in a row, where Landlock takes sixteen.
cat >"$tmp/chain.sh" <<-END
	[ "\$1" -eq 0 ] && { echo end; exit; }
	LD_PRELOAD=$library NONO_PROFILE=$tmp/plain.yaml exec sh $tmp/chain.sh \$((\$1 - 1))
END
is '40 loads of the same policy, one in the other' "$(under plain sh "$tmp/chain.sh" 40)" end

# What cannot be read from inside.
is 'control: the profile can be read from outside' "$(under hidden echo ran)" ran
is 'a profile that cannot be read from inside: confined as before' \
	"$(again hidden plain echo ran)" ran
is 'and the receipt says so' "$(status_of hidden plain)" 'already confined'
# shellcheck disable=SC2016 # for the shell inside
is 'the environment is cleared all the same' \
	"$(again hidden plain sh -c 'echo "$LD_PRELOAD$NONO_PROFILE"')" ''
mkdir -m 700 "$tmp/closed"
cp "$tmp/plain.yaml" "$tmp/closed"
if [ -n "$as_nobody" ] && [ "$as_nobody" != env ]; then
	# shellcheck disable=SC2086 # several words
	ok 'where nothing is in force it is refused' refused 'permission denied' $as_nobody \
		env "LD_PRELOAD=$library" "NONO_PROFILE=$tmp/closed/plain.yaml" echo ran
fi
ok 'a profile that is not there is refused, inside as well' refused 'there is no profile file' \
	under plain env "LD_PRELOAD=$library" "NONO_PROFILE=$tmp/none.yaml" echo ran

# More layers than Landlock takes.
profile nested "$all"
is 'control: 15 layers leave room for one' \
	"$("$ask" nest 15 /usr/bin/env "LD_PRELOAD=$library" "NONO_PROFILE=$tmp/nested.yaml" echo ran)" ran
ok '16 layers of others leave none: refused' refused '16 sandboxes are nested already' \
	"$ask" nest 16 /usr/bin/env "LD_PRELOAD=$library" "NONO_PROFILE=$tmp/nested.yaml" echo ran
nested() { # [RECEIPT]: inside of ours and 15 more
	under plain "$ask" nest 15 /usr/bin/env "LD_PRELOAD=$library" ${1:+"NONO_RECEIPT=$1"} \
		"NONO_PROFILE=$tmp/other.yaml" echo ran
}
is 'confined by us it goes on' "$(nested 2>"$tmp/err")" ran
is 'and says that the inner policy is not in force' "$(cat "$tmp/err")" \
	'nono-shim: warning: 16 sandboxes are nested already; those in force stay'
nested fd:3 3>&1 >/dev/null | cat >"$tmp/receipt"
is 'as its receipt does' "$(value reason <"$tmp/receipt")" \
	'16 sandboxes are nested already; those in force stay'
is 'which lists nothing as enforced' "$(grep -c -e '"enforced"' -e '"policy"' "$tmp/receipt")" 0
again_receipt=fd:3
again plain plain true 3>&1 >/dev/null | cat >"$tmp/receipt"
is 'a load that did nothing names the policy' "$(value policy <"$tmp/receipt")" "$plain"
is 'and lists nothing' "$(grep -c '"items"' "$tmp/receipt")" 0
again_receipt=

# Others that answer: a filter that gives every prctl of ours the right errno.
ok 'an outer filter that pretends to be ours is not believed' runs "$wrap" \
	prctl:0:0x4e4f4e4f=3662 -- env "LD_PRELOAD=$library" "NONO_PROFILE=$tmp/plain.yaml" \
	sh -c '{ cat /etc/hostname || echo ran; } 2>&-'
finish
