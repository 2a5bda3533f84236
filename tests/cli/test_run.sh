#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nono-shim run: every kind of program is confined, and nothing stands between it and its caller.

# shellcheck source=tests/cli/cli.sh
. "$top_srcdir/tests/cli/cli.sh"

ok 'help' helps run
for words in '' 'plain' '--print' '--receipt' '--abi 7 plain app' '--nonsense plain app' \
	'--print --abi 11 plain' '--print --abi x plain'; do
	# shellcheck disable=SC2086 # a list of words
	ok "wrong arguments: $words" ends 2 '' 'nono-shim: run: ' "$tool" run $words
done

mkdir "$tmp/granted" "$tmp/path" "$tmp/path/directory"
echo text >"$tmp/granted/file"
echo text >"$tmp/secret"
ok 'the program compiles' compile granted/dynamic tests/cli/run_program.c -lpthread
ok 'and statically' compile granted/static tests/cli/run_program.c -static -lpthread
profile plain "    - $tmp/granted"

# The rules, and what they depend on.
is 'the policy comes first, in 32 digits' "$("$tool" run --print "$tmp/plain.yaml" |
	sed -n '1s/^policy [0-9a-f]\{32\}$/policy/p')" policy
is 'a path is in the rules' "$("$tool" run --print "$tmp/plain.yaml" |
	grep -c "^allow path \"$tmp/granted\" (read)")" 1
for abi in 1 7 10; do
	is "--abi $abi" "$("$tool" run --print --abi $abi "$tmp/plain.yaml" | sed -n 2p)" \
		"landlock abi $abi"
done
ok '--abi 0 is refused, as the shim does it' ends 125 '' \
	"$tmp/plain.yaml" "$tool" run --print --abi 0 "$tmp/plain.yaml"
ok '--print runs nothing' sh -c '! "$@" | grep -q -x ran' sh "$tool" run --print "$tmp/plain.yaml" \
	-- echo ran

if [ "$("$tool" run --print "$tmp/plain.yaml" 2>/dev/null | grep -c '^landlock abi')" -eq 0 ]; then
	skip 'run' 'the kernel has no Landlock'
	finish
fi

run() { # PROFILE COMMAND...
	run_profile=$tmp/$1.yaml
	shift
	"$tool" run "$run_profile" -- "$@"
}

# Every kind of program; each denial beside the same action without.
kinds='dynamic static'
if [ "$NONO_TEST_MUSL_CC" = none ]; then
	skip 'a musl program' 'musl-gcc is not installed'
else
	# shellcheck disable=SC2086
	ok 'with musl' $NONO_TEST_MUSL_CC -D_GNU_SOURCE -o "$tmp/granted/musl" \
		"$top_srcdir/tests/cli/run_program.c"
	# shellcheck disable=SC2086
	ok 'with musl, statically' $NONO_TEST_MUSL_CC -D_GNU_SOURCE -static -o "$tmp/granted/musl-static" \
		"$top_srcdir/tests/cli/run_program.c"
	kinds="$kinds musl musl-static"
fi
for kind in $kinds; do
	app=$tmp/granted/$kind
	ok "$kind: control: it reads the secret" ends 0 read '' "$app" read "$tmp/secret"
	ok "$kind: it is denied" ends 1 'Permission denied' '' run plain "$app" read "$tmp/secret"
	ok "$kind: what is granted is read" ends 0 read '' run plain "$app" read "$tmp/granted/file"
	ok "$kind: its exit status" ends 77 '' '' run plain "$app" exit 77
	is "$kind: its argv[0]" "$(run plain "$app" name)" "$app"
done
printf '#!/bin/sh\ncat "$1" 2>&1\nexit 6\n' >"$tmp/granted/script"
printf '#!%s read\n' "$tmp/granted/static" >"$tmp/granted/interpreted"
printf 'echo no interpreter\n' >"$tmp/granted/text"
chmod 755 "$tmp/granted/script" "$tmp/granted/interpreted" "$tmp/granted/text"
ok 'script: control' ends 6 text '' "$tmp/granted/script" "$tmp/secret"
ok 'script: denied' ends 6 "cat: $tmp/secret: Permission denied" '' \
	run plain "$tmp/granted/script" "$tmp/secret"
ok 'script of a static interpreter' ends 0 read '' run plain "$tmp/granted/interpreted"
ok 'a file that is neither' ends 126 '' 'cannot be executed: it is neither a program' \
	run plain "$tmp/granted/text"

# Looked up as the shell does.
cp "$tmp/granted/static" "$tmp/path/app"
cp "$tmp/granted/static" "$tmp/path/plain"
chmod 644 "$tmp/path/plain"
profile path "    - $tmp/path\n    - $tmp/granted"
in_path() { # COMMAND...
	PATH=$tmp/path:$PATH run path "$@"
}
is 'a program of PATH has its name as argv[0]' "$(in_path app name)" app
ok 'not found: 127' ends 127 '' 'nono-shim: no-such-program: cannot be run: no such file' \
	in_path no-such-program
ok 'as the shell has it' ends 127 '' 'not found' sh -c no-such-program
ok 'a path that is not there: 127' ends 127 '' "$tmp/nowhere" run plain "$tmp/nowhere"
ok 'a directory: 126' ends 126 '' 'is a directory' run plain "$tmp/granted"
ok 'a directory of PATH is passed over' ends 126 '' 'is a directory' in_path directory
ok 'a file that is not executable: 126' ends 126 '' 'permission denied' in_path plain
ok 'with its path: 126' ends 126 '' 'permission denied' run plain "$tmp/path/plain"
mkdir "$tmp/later"
cp "$tmp/granted/static" "$tmp/later/plain"
printf 'filesystem: {read: [%s]}\n' "$tmp/later" >"$tmp/later.yaml"
is 'one that is does come later' "$(PATH=$tmp/path:$tmp/later "$tool" run "$tmp/later.yaml" plain name)" \
	plain
is 'an empty part of PATH is the working directory' \
	"$(cd "$tmp/later" && PATH=/nowhere: "$tool" run "$tmp/later.yaml" plain name)" plain

# Denied to be executed: which file it is, and what grants it.
cp "$tmp/granted/static" "$tmp/other"
printf '#!%s read\n' "$tmp/other" >"$tmp/granted/of-other"
chmod 755 "$tmp/granted/of-other"
ok 'control: it runs' "$tmp/other" name
ok 'a program that is not granted: 126' ends 126 '' "does not grant '$tmp/other'" run plain "$tmp/other"
is 'with the lines that grant it' "$(sed 1d "$tmp/err")" "filesystem:
  read_file:
    - $tmp/other"
{
	cat "$tmp/plain.yaml"
	sed 1,2d "$tmp/err" # below the same "filesystem:"
} >"$tmp/more.yaml"
is 'and do so' "$(run more "$tmp/other" name)" "$tmp/other"
ok 'control: the script runs' ends 0 read '' "$tmp/granted/of-other"
ok 'an interpreter that is not granted' ends 126 '' "does not grant '$tmp/other'" \
	run plain "$tmp/granted/of-other"
printf 'filesystem: {read: [%s]}\n' "$tmp/granted" >"$tmp/bare.yaml"
ok 'the loader of a dynamic program is named' ends 126 '' 'does not grant' \
	run bare "$tmp/granted/dynamic"
is 'by its path' "$(grep -c '^    - /.*ld' "$tmp/err")" 1
if gcc -m32 -D_GNU_SOURCE -o "$tmp/granted/32" "$top_srcdir/tests/cli/run_program.c" 2>/dev/null; then
	if [ "$("$tmp/granted/32" name)" = "$tmp/granted/32" ]; then
		ok 'the loader of a 32-bit program' ends 126 '' 'does not grant' run bare "$tmp/granted/32"
		is 'is named too' "$(grep -c '^    - /.*ld' "$tmp/err")" 1
	else
		skip 'the loader of a 32-bit program' 'this kernel runs no 32-bit programs'
	fi
else
	skip 'the loader of a 32-bit program' 'this compiler has no -m32'
fi
ok 'a static one needs none' ends 0 "$tmp/granted/static" '' run bare "$tmp/granted/static"
cp "$tmp/granted/static" "$tmp/a: b\$c"
ok 'a path that YAML would read otherwise' ends 126 '' 'does not grant' run plain "$tmp/a: b\$c"
is 'is quoted, and $ doubled' "$(sed -n '$p' "$tmp/err")" "    - \"$tmp/a: b\$\$c\""
cp "$tmp/granted/static" "$tmp/$(printf 'caf\351')"
ok 'a name that is not UTF-8' ends 126 '' 'filesystem.read, since a name' \
	run plain "$tmp/$(printf 'caf\351')"
is 'gets no lines' "$(wc -l <"$tmp/err")" 1
ok 'a relative path' ends 126 '' 'nono-shim: ./other: cannot be executed' \
	sh -c 'cd "$1" && "$2" run "$1/plain.yaml" ./other' sh "$tmp" "$tool"
is 'is granted by its absolute one' "$(sed -n '$p' "$tmp/err")" "    - $tmp/other"
printf '#!/no/such/interpreter\n' >"$tmp/granted/orphan"
chmod 755 "$tmp/granted/orphan"
ok 'an interpreter that is not there: 127' ends 127 '' "'/no/such/interpreter', which executes it" \
	run plain "$tmp/granted/orphan"

# No process in between.
"$tool" run "$tmp/plain.yaml" "$tmp/granted/static" wait >"$tmp/ready" &
waiting=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	[ -s "$tmp/ready" ] && break
	sleep 0.1
done
is 'the process becomes the program' "$(cat "$tmp/ready")" "ready $waiting"
kill -USR1 "$waiting"
wait "$waiting"
is 'a signal reaches it' $? 40
"$tool" run "$tmp/plain.yaml" "$tmp/granted/static" kill 10 2>/dev/null
is 'its end by a signal is seen' $? 138

# Refused: 125, and the line of the shim.
same_line() { # PROFILE: run and the shim say the same
	"$tool" run "$1" -- echo ran >"$tmp/out" 2>"$tmp/run-line"
	[ $? -eq 125 ] || return 1
	NONO_PROFILE=$1 LD_PRELOAD=$NONO_TEST_SHIM /bin/echo ran >>"$tmp/out" 2>"$tmp/shim-line"
	[ $? -eq 125 ] || return 1
	cat "$tmp/run-line" "$tmp/shim-line"
	[ ! -s "$tmp/out" ] && [ "$(wc -l <"$tmp/run-line")" -eq 1 ] &&
		cmp -s "$tmp/run-line" "$tmp/shim-line"
}
printf 'filesystem:\n  reed: [/usr]\n' >"$tmp/typo.yaml"
profile denied "    - $tmp/nowhere"
printf 'filesystem: {allow: [%s]}\n' "$tmp" >"$tmp/writable.yaml"
ok 'a key that does not exist' same_line "$tmp/typo.yaml"
ok 'a path that does not exist' same_line "$tmp/denied.yaml"
ok 'a profile that does not exist' same_line "$tmp/none.yaml"
ok 'a name that nobody has' same_line no-such-profile
ok 'a profile that the program could change' same_line "$tmp/writable.yaml"
mkdir "$tmp/elsewhere"
printf 'filesystem: {allow: [%s], read: [/usr, /lib, /lib64, /bin]}\n' "$tmp/tool" \
	>"$tmp/elsewhere/own.yaml"
ok 'the tool itself must not be writable' ends 125 '' "$tmp/tool" "$tool" run \
	"$tmp/elsewhere/own.yaml" true
printf 'security: {allow_writable_profile: true}\n' >>"$tmp/elsewhere/own.yaml"
ok 'unless the profile says so' "$tool" run "$tmp/elsewhere/own.yaml" true

# Names of profiles.
mkdir -p "$tmp/config/nono/profiles"
cp "$tmp/plain.yaml" "$tmp/config/nono/profiles/mine.yaml"
ok 'a profile by its name' ends 1 'Permission denied' '' env "XDG_CONFIG_HOME=$tmp/config" \
	"$tool" run mine "$tmp/granted/static" read "$tmp/secret"

# The environment.
profile env "environment:
  deny_vars: [SECRET_*]
  set_vars: {ONE: 1, TWO: '\$HOME/two', THREE: three, KEPT: new}"
is 'variables are set without any to replace, denied, kept and replaced' "$(env -i HOME=/root \
	SECRET_KEY=x KEPT=old "$tool" run "$tmp/env.yaml" /usr/bin/env | LC_ALL=C sort)" \
"HOME=/root
KEPT=new
ONE=1
THREE=three
TWO=/root/two"
is 'how the tool was told what to do is not handed on' "$(env -i NONO_PROFILE=x \
	"NONO_RECEIPT=$tmp/env-receipt" "$tool" run "$tmp/plain.yaml" /usr/bin/env)" ''
ok 'but the receipt was written' test -s "$tmp/env-receipt"
# One name and two libraries: the shim is the one that goes.
is 'the shim leaves LD_PRELOAD, others stay' "$(env -i "LD_PRELOAD=/no/libnono_shim.so:/no/other.so" \
	"$tool" run "$tmp/plain.yaml" /usr/bin/env 2>/dev/null)" LD_PRELOAD=/no/other.so
is 'inherited descriptors are the business of the profile' \
	"$(run plain "$tmp/granted/static" list 5<"$tmp/secret" | grep -x 5)" ''
is 'control: it would have one' "$("$tmp/granted/static" list 5<"$tmp/secret" | grep -x 5)" 5

# Receipts.
value() { # KEY: of the JSON on standard input
	tr ',' '\n' | sed -n "s/^{*\"$1\":\"\(.*\)\"$/\1/p" | head -n 1
}
"$tool" run --receipt "$tmp/receipt" "$tmp/plain.yaml" true
is 'a receipt' "$(value status <"$tmp/receipt")" confined
is 'its policy is the one that is printed' "$(value policy <"$tmp/receipt")" \
	"$("$tool" run --print "$tmp/plain.yaml" | sed -n '1s/policy //p')"
is 'and that of the shim' "$(value policy <"$tmp/receipt")" \
	"$(NONO_RECEIPT=fd:3 NONO_PROFILE=$tmp/plain.yaml LD_PRELOAD=$NONO_TEST_SHIM /bin/true 3>&1 |
		value policy)"
ok 'it must be new' ends 125 '' 'already exists' "$tool" run "--receipt=$tmp/receipt" \
	"$tmp/plain.yaml" echo ran
is 'a descriptor' "$("$tool" run --receipt fd:3 "$tmp/plain.yaml" true 3>&1 >/dev/null |
	value status)" confined
rm "$tmp/receipt"
ok 'of a refusal' ends 125 '' 'unknown key' "$tool" run --receipt "$tmp/receipt" "$tmp/typo.yaml" true
is 'it says so' "$(value status <"$tmp/receipt")" refused
ok 'a tool that is not granted cannot be run inside' ends 126 '' "does not grant '$tool'" \
	"$tool" run "$tmp/plain.yaml" "$tool" --version
profile inside "    - $tmp"
is 'inside of itself there is nothing to do' "$("$tool" run "$tmp/inside.yaml" "$tool" run \
	--receipt fd:3 "$tmp/inside.yaml" true 3>&1 >/dev/null | value status)" 'already confined'
is 'another policy is added' "$("$tool" run "$tmp/inside.yaml" "$tool" run --receipt fd:3 \
	"$tmp/plain.yaml" true 3>&1 >/dev/null | value status)" confined

# What this kernel cannot do, where that is not an error.
gap=$(printf 'compatibility: best-effort\nnetwork: {connect_port: [443]}\n' >"$tmp/gap.yaml" &&
	"$tool" run --print --abi 3 "$tmp/gap.yaml" | grep -c '^gap: ')
ok 'a gap is printed with the rules' test "$gap" -ge 1
finish
