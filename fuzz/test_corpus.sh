#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The fuzzing targets, over the inputs that are kept, and the size of these.
. "$top_srcdir/tests/tap.sh"

corpus=$top_srcdir/fuzz/corpus
targets=$top_builddir/fuzz

ok 'profile: the corpus' "$targets/fuzz_profile" "$corpus/profile"
ok 'profile: the profiles of the tests' "$targets/fuzz_profile" "$top_srcdir/tests/data/profiles"
ok 'profile: those that are shipped' "$targets/fuzz_profile" "$top_srcdir/profiles"
ok 'rules: the corpus' "$targets/fuzz_rules" "$corpus/rules"
ok 'state: the corpus' "$targets/fuzz_state" "$corpus/state"
mkdir "$tmp/empty"
fails 'a corpus without inputs is a failure' "$targets/fuzz_rules" "$tmp/empty"

count=$(find "$corpus" -type f | wc -l)
size=$(find "$corpus" -type f -exec wc -c {} + | awk '$2 != "total" { sum += $1 } END { print sum + 0 }')
ok "at most 500 inputs ($count)" test "$count" -le 500
ok "of at most 1 MiB together ($size)" test "$size" -le 1048576

"$targets/dictionary" >"$tmp/dictionary"
for word in extends filesystem connect_port block best-effort readwrite unix_socket_subtree_bind \
	signal_mode allow_same_sandbox set_vars nofile checkpoint_restore listed inherit; do
	ok "the dictionary has $word" grep -q "^\"$word\(: \)\{0,1\}\"\$" "$tmp/dictionary"
done
is 'and nothing that libFuzzer does not read' "$(grep -vE '^"([^"\\]|\\x[0-9a-f]{2})+"$' "$tmp/dictionary")" ''
finish
