#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# keys --schema and the reader agree on every profile of the corpus, but for a list of rules that a
# schema cannot say. The judge is Debian's jsonschema.

# shellcheck source=tests/cli/cli.sh
. "$top_srcdir/tests/cli/cli.sh"

corpus=$top_srcdir/tests/data/profiles
exceptions=$top_srcdir/tests/cli/schema_exceptions.txt
judge=$top_srcdir/tests/cli/schema_judge.py

if ! "$python" -c 'import jsonschema.validators, yaml
jsonschema.validators.Draft202012Validator' 2>/dev/null; then
	skip 'the schema' 'python3-jsonschema or python3-yaml is not installed'
	finish
fi
ok 'the schema is printed' "$tool" keys --schema
"$tool" keys --schema >"$tmp/schema.json"
is 'it has no host that is not ours' "$("$python" -c '
import json, sys
s = json.load(open(sys.argv[1]))
print(s["$id"], s["$schema"])' "$tmp/schema.json")" \
	'urn:nono-shim:profile:1 https://json-schema.org/draft/2020-12/schema'

# verdicts SCHEMA FOLDER: "accepted NAME" or "rejected NAME"
verdicts() {
	"$python" "$judge" "$1" "$2"/*/
}
verdicts "$tmp/schema.json" "$corpus/valid" >"$tmp/valid"
verdicts "$tmp/schema.json" "$corpus/invalid" >"$tmp/invalid"
sed -n 's/^  //p' "$exceptions" | LC_ALL=C sort >"$tmp/listed"
sed -n 's/^accepted //p' "$tmp/invalid" | LC_ALL=C sort >"$tmp/accepted"

is 'every valid profile is judged' "$(wc -l <"$tmp/valid")" \
	"$(find "$corpus/valid" -name input.yaml | wc -l)"
is 'every invalid profile is judged' "$(wc -l <"$tmp/invalid")" \
	"$(find "$corpus/invalid" -name input.yaml | wc -l)"
ok 'there are many' test "$(wc -l <"$tmp/invalid")" -gt 250
is 'the schema accepts every valid profile' "$(grep -v '^accepted ' "$tmp/valid")" ''
is 'it rejects every invalid one that is not an exception' \
	"$(LC_ALL=C comm -13 "$tmp/listed" "$tmp/accepted")" ''
is 'every exception is one' "$(LC_ALL=C comm -23 "$tmp/listed" "$tmp/accepted")" ''
is 'none is listed twice' "$(uniq -d "$tmp/listed")" ''
ok 'most of them are rejected' test "$(wc -l <"$tmp/accepted")" -lt 70

mkdir "$tmp/shipped"
for file in "$top_srcdir"/profiles/*.yaml; do
	name=$(basename "$file" .yaml)
	mkdir "$tmp/shipped/$name"
	cp "$file" "$tmp/shipped/$name/input.yaml"
done
verdicts "$tmp/schema.json" "$tmp/shipped" >"$tmp/verdicts"
is 'it accepts every shipped profile' "$(grep -v '^accepted ' "$tmp/verdicts")" ''
is 'which are judged' "$(wc -l <"$tmp/verdicts")" "$(find "$top_srcdir/profiles" -name '*.yaml' | wc -l)"

# The check checked: each part of the schema is needed.
weakened() { # PYTHON: on s, the schema
	"$python" -c 'import json, sys
s = json.load(open(sys.argv[1]))
exec(sys.argv[2])
json.dump(s, sys.stdout)' "$tmp/schema.json" "$1" >"$tmp/weak.json"
	verdicts "$tmp/weak.json" "$corpus/invalid" | sed -n 's/^accepted //p' | LC_ALL=C sort |
		LC_ALL=C comm -13 "$tmp/listed" -
}
is 'caught: unknown keys at the top' \
	"$(weakened 's["additionalProperties"] = True' | grep -c -x unknown-top)" 1
is 'caught: a port of any size' "$(weakened \
	'del s["properties"]["network"]["properties"]["connect_port"]["items"]["maximum"]' |
	grep -c -x port-too-large)" 1
is 'caught: any word' "$(weakened \
	'del s["properties"]["compatibility"]["enum"]' | grep -c -x value-compatibility)" 1
is 'caught: any path' "$(weakened \
	'del s["properties"]["filesystem"]["properties"]["read"]["items"]["anyOf"][0]["pattern"]' |
	grep -c -x value-path-relative)" 1
finish
