#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nono-shim check: a corpus of programs and of profiles, and each problem is named.

# shellcheck source=tests/cli/cli.sh
. "$top_srcdir/tests/cli/cli.sh"

cc=${NONO_TEST_CC:-cc}
programs=$tmp/programs
mkdir "$programs" "$tmp/home"
HOME=$tmp/home
export HOME
echo 'int main(void) { return 0; }' >"$tmp/program.c"

# codes SEVERITY: the codes of that severity in what was said last, in order, with spaces between.
codes() {
	sed -n "s/^.*$1: .* \[\([a-z0-9-]*\)\]\$/\1/p" "$tmp/out" | sort -u | tr '\n' ' '
}

# finds STATUS "ERRORS" "WARNINGS" ARGUMENT...: exactly these codes, each with a blank behind it.
finds() {
	finds_status=$1 finds_errors=$2 finds_warnings=$3
	shift 3
	finds_got=0
	"$tool" check "$@" >"$tmp/out" 2>"$tmp/err" || finds_got=$?
	echo "status $finds_got"
	cat "$tmp/out" "$tmp/err"
	[ "$finds_got" -eq "$finds_status" ] && [ ! -s "$tmp/err" ] &&
		[ "$(codes error)" = "$finds_errors" ] && [ "$(codes warning)" = "$finds_warnings" ]
}

says() { # TEXT: in the last output
	cat "$tmp/out"
	grep -qF -e "$1" "$tmp/out"
}

# Can do everything the programs below need, so that only they are the problem.
profile good "    - $programs"

build() { # OUTPUT OPTION...: false where this compiler cannot
	build_output=$1
	shift
	# shellcheck disable=SC2086 # the compiler may come with options
	$cc "$@" -o "$programs/$build_output" "$tmp/program.c" >/dev/null 2>&1
}

script() { # NAME FIRST-LINE
	printf '%b\n' "$2" >"$programs/$1"
	chmod +x "$programs/$1"
}

# Programs.
build plain || exit 99
ok 'a plain program: nothing' finds 0 '' '' "$tmp/good.yaml" -- "$programs/plain"
ok 'it is strictly nothing' finds 0 '' '' --strict "$tmp/good.yaml" -- "$programs/plain" --option
ok 'the loader is named' says "the libc is glibc, the dynamic linker '/"
ok 'found in the PATH' finds 0 '' '' "$tmp/good.yaml" -- env
ok 'and where' says "bin/env: note: "

if build static -static; then
	ok 'static' finds 2 'static ' '' "$tmp/good.yaml" -- "$programs/static"
	ok 'and what to do' says 'start it with nono-shim run [static]'
	script of-static "#!$programs/static"
	ok 'a script for a static one' finds 2 'static ' '' "$tmp/good.yaml" -- "$programs/of-static"
else
	skip static 'this compiler links nothing static'
fi
if build static-pie -static-pie; then
	ok 'static and position independent' \
		finds 2 'static ' '' "$tmp/good.yaml" -- "$programs/static-pie"
else
	skip 'static and position independent' 'this compiler has no -static-pie'
fi
if build 32 -m32; then
	ok '32-bit' finds 2 '32-bit ' '' "$tmp/good.yaml" -- "$programs/32"
	script env-32 "#!/usr/bin/env $programs/32"
	ok '32-bit behind env' finds 0 '' '32-bit ' "$tmp/good.yaml" -- "$programs/env-32"
else
	skip '32-bit' 'this compiler has no -m32'
fi
# As a library, which is what gcc does; clang puts it into the program.
if gcc -fsanitize=address -o "$programs/asan" "$tmp/program.c" >/dev/null 2>&1; then
	ok 'AddressSanitizer' finds 2 'sanitizer ' 'leak-detection ' "$tmp/good.yaml" -- "$programs/asan"
else
	skip 'AddressSanitizer' 'there is no gcc that has it'
fi
if clang -fsanitize=address -o "$programs/asan-inside" "$tmp/program.c" >/dev/null 2>&1; then
	ok 'AddressSanitizer within, as clang has it' \
		finds 0 '' 'leak-detection ' "$tmp/good.yaml" -- "$programs/asan-inside"
else
	skip 'AddressSanitizer within, as clang has it' 'there is no clang that has it'
fi
if [ -n "${NONO_TEST_MUSL_CC:-}" ] &&
	$NONO_TEST_MUSL_CC -o "$programs/musl" "$tmp/program.c" >/dev/null 2>&1; then
	ok 'musl' finds 0 '' '' "$tmp/good.yaml" -- "$programs/musl"
	ok 'is named' says 'the libc is musl, the dynamic linker '
else
	skip musl 'there is no musl compiler'
fi

# Privileges: with those of another user the loader ignores LD_PRELOAD.
cp "$programs/plain" "$programs/setuid"
cp "$programs/plain" "$programs/setgid"
if [ "$(id -u)" -eq 0 ] && ! findmnt -n -o OPTIONS -T "$tmp" 2>/dev/null | grep -q nosuid; then
	chmod u+s "$programs/setuid"
	ok 'set-user-ID of the own user' \
		finds 0 '' 'setuid ' "$tmp/good.yaml" -- "$programs/setuid"
	ok 'counts when it is strict' finds 1 '' 'setuid ' --strict "$tmp/good.yaml" -- \
		"$programs/setuid"
	chown 65534 "$programs/setuid"
	chmod u+s "$programs/setuid"
	ok 'set-user-ID' finds 2 'setuid ' '' "$tmp/good.yaml" -- "$programs/setuid"
	chgrp 65534 "$programs/setgid"
	chmod g+s "$programs/setgid"
	ok 'set-group-ID' finds 2 'setgid ' '' "$tmp/good.yaml" -- "$programs/setgid"
	cp "$programs/plain" "$programs/capable"
	if setcap cap_net_raw+ep "$programs/capable" 2>/dev/null; then
		# Root gains nothing by them.
		ok 'file capabilities' \
			finds 0 '' 'file-capabilities ' "$tmp/good.yaml" -- "$programs/capable"
	else
		skip 'file capabilities' 'this file system or user has none'
	fi
	script of-setuid "#!$programs/setuid"
	ok 'a script for a set-user-ID one' \
		finds 2 'setuid ' '' "$tmp/good.yaml" -- "$programs/of-setuid"
else
	skip 'set-user-ID' 'this needs root, and a file system that obeys it'
fi

# Scripts.
script sh '#!/bin/sh'
ok 'a script' finds 0 '' '' "$tmp/good.yaml" -- "$programs/sh"
ok 'its interpreter is named' says "$programs/sh: note: it is a script for '/bin/sh' [chain]"
ok 'and the loader of that' says '/bin/sh: note: the libc is glibc'
script argument '#! /bin/sh -e'
ok 'a script with a blank and an argument' finds 0 '' '' "$tmp/good.yaml" -- "$programs/argument"
script env-sh '#!/usr/bin/env sh'
ok 'a script for env' finds 0 '' '' "$tmp/good.yaml" -- "$programs/env-sh"
ok 'what env starts is named' says "/usr/bin/env: note: it starts '"
script env-split '#!/usr/bin/env -S A=b sh -e'
ok 'a script for env -S' finds 0 '' '' "$tmp/good.yaml" -- "$programs/env-split"
script env-words '#!/usr/bin/env sh -e'
ok 'more words without -S' \
	finds 2 'missing-interpreter ' '' "$tmp/good.yaml" -- "$programs/env-words"
ok 'and what to do' says "more than one word needs 'env -S'"
script env-none '#!/usr/bin/env no-such-program'
ok 'env of what is not there' \
	finds 2 'missing-interpreter ' '' "$tmp/good.yaml" -- "$programs/env-none"
script lost '#!/no/such/interpreter'
ok 'a script whose interpreter is not there' \
	finds 2 'missing-interpreter ' '' "$tmp/good.yaml" -- "$programs/lost"
script dos '#!/bin/sh\r'
ok 'a script with line ends of Windows' \
	finds 2 'missing-interpreter ' '' "$tmp/good.yaml" -- "$programs/dos"
ok 'and what to do' says 'remove the carriage returns'
script loop "#!$programs/loop"
ok 'a script for itself' finds 2 'missing-interpreter ' '' "$tmp/good.yaml" -- "$programs/loop"
script empty '#!'
ok 'an empty first line' finds 2 'not-a-program ' '' "$tmp/good.yaml" -- "$programs/empty"
script long "#!/$(printf '%0300d' 0)"
ok 'a first line that is too long' finds 2 'not-a-program ' '' "$tmp/good.yaml" -- "$programs/long"
mkdir "$tmp/elsewhere"
cp "$programs/sh" "$tmp/elsewhere/sh"
ok 'a script that is not granted' \
	finds 0 '' 'not-granted ' "$tmp/good.yaml" -- "$tmp/elsewhere/sh"
cp "$programs/plain" "$tmp/elsewhere/plain"
ok 'a program that is not granted' finds 0 '' '' "$tmp/good.yaml" -- "$tmp/elsewhere/plain"
ok 'is a note' says "'$tmp/elsewhere/plain' is not granted, so nono-shim run cannot start it"

# What is no program.
ok 'not found' finds 2 'not-found ' '' "$tmp/good.yaml" -- "$programs/none"
ok 'not found in the PATH' finds 2 'not-found ' '' "$tmp/good.yaml" -- no-such-program
cp "$programs/plain" "$programs/unexecutable"
chmod -x "$programs/unexecutable"
ok 'not executable' finds 2 'not-executable ' '' "$tmp/good.yaml" -- "$programs/unexecutable"
ok 'a directory' finds 2 'not-executable ' '' "$tmp/good.yaml" -- "$programs"
script text 'just text'
ok 'neither program nor script' finds 2 'not-a-program ' '' "$tmp/good.yaml" -- "$programs/text"
: >"$programs/nothing"
chmod +x "$programs/nothing"
ok 'an empty file' finds 2 'not-a-program ' '' "$tmp/good.yaml" -- "$programs/nothing"
cp "$programs/plain" "$programs/arm"
case $(uname -m) in
aarch64) machine='\076' ;;
*) machine='\267' ;;
esac
printf '%b' "$machine" | dd of="$programs/arm" bs=1 seek=18 conv=notrunc 2>/dev/null
ok 'another machine' finds 2 'architecture ' '' "$tmp/good.yaml" -- "$programs/arm"

# Damaged ones: never believed, never a crash. The sections at the end do not matter to the kernel.
size=$(wc -c <"$programs/plain")
loaded=$(readelf -lW "$programs/plain" | awk '$1 == "LOAD" { e = strtonum($2) + strtonum($5)
	if (e > m) m = e } END { print m }' 2>/dev/null)
[ -n "$loaded" ] || loaded=$((size / 2))
truncations() {
	bad=0
	for length in 4 5 15 16 17 20 32 63 64 65 100 200 500 800 1000 1024 2000 4096 \
		$((loaded / 2)) $((loaded - 1)); do
		[ "$length" -lt "$loaded" ] || continue
		dd if="$programs/plain" of="$programs/cut" bs="$length" count=1 2>/dev/null
		chmod +x "$programs/cut"
		finds 2 'damaged ' '' "$tmp/good.yaml" -- "$programs/cut" >"$tmp/found" || {
			echo "cut to $length bytes:"
			cat "$tmp/found"
			bad=1
		}
	done
	return "$bad"
}
ok 'cut off at many lengths' truncations

# One header field after the other gets a hostile value: an answer, not a crash.
hostile() { # an address outside, a huge count or size
	bad=0
	at=16
	while [ "$at" -lt 900 ]; do
		cp "$programs/plain" "$programs/odd"
		printf '\377\377\377\377\377\377\377\177' |
			dd of="$programs/odd" bs=1 seek="$at" conv=notrunc 2>/dev/null
		got=0
		"$tool" check "$tmp/good.yaml" -- "$programs/odd" >"$tmp/out" 2>&1 || got=$?
		if [ "$got" -ne 0 ] && [ "$got" -ne 2 ]; then
			echo "at $at: status $got"
			bad=1
		fi
		at=$((at + 20))
	done
	return "$bad"
}
ok 'hostile values in the headers' hostile

# Profiles.
ok 'nothing is wrong with a good profile' finds 0 '' '' --strict "$tmp/good.yaml"
is 'and that is said' "$(cat "$tmp/out")" '0 errors, 0 warnings'
ok 'a profile that is not there' finds 2 'profile ' '' "$tmp/none.yaml"
printf 'filesystem:\n  raed: [/usr]\n' >"$tmp/bad.yaml"
ok 'a profile that cannot be read' finds 2 'profile ' '' "$tmp/bad.yaml"
ok 'its place' says "$tmp/bad.yaml:2:3: error: "
ok 'the program is looked at nevertheless' \
	finds 2 'not-found profile ' '' "$tmp/bad.yaml" -- no-such-program
cp "$tmp/good.yaml" "$tmp/everyone.yaml"
chmod o+w "$tmp/everyone.yaml"
ok 'a profile that everyone may write' finds 2 'profile ' '' "$tmp/everyone.yaml"

mkdir "$tmp/data"
echo text >"$tmp/file"
profile missing "    - /no/such/1\n    - {path: /no/such/2, optional: true}\n  allow: [/no/such/3]"
ok 'missing paths' finds 2 'missing-path ' '' "$tmp/missing.yaml"
is 'each of them that must be there' "$(grep -c 'error: ' "$tmp/out")" 2
ok 'with its place' says ": error: filesystem.allow: '/no/such/3' does not exist; create it"
profile kind "  read_file: [$tmp/data]"
ok 'a directory that must be a file' finds 2 'expected-file ' '' "$tmp/kind.yaml"
profile file "  allow_file: [$tmp/file]"
ok 'writing to one file' finds 0 '' 'single-file ' "$tmp/file.yaml"
ok 'counts when it is strict' finds 1 '' 'single-file ' --strict "$tmp/file.yaml"
profile file-read "  read_file: [$tmp/file]\n  allow: [/dev/null]"
ok 'reading one, and writing to a device' finds 0 '' '' "$tmp/file-read.yaml"
printf 'filesystem: {allow: [/]}\nsecurity: {allow_writable_profile: true}\n' >"$tmp/all.yaml"
HOME=/no/such/home
ok 'everything is granted' finds 0 '' \
	'everything-granted secret-granted secrets-and-network writable-profile ' "$tmp/all.yaml"
HOME=$tmp/home

mkdir "$tmp/data/profiles"
cp "$tmp/good.yaml" "$tmp/data/profiles/inside.yaml"
printf '  allow: [%s]\n' "$tmp/data" >>"$tmp/data/profiles/inside.yaml"
ok 'a profile that the program may change' \
	finds 2 'writable-profile ' '' "$tmp/data/profiles/inside.yaml"
echo 'security: {allow_writable_profile: true}' >>"$tmp/data/profiles/inside.yaml"
ok 'which is wanted' finds 0 '' 'writable-profile ' "$tmp/data/profiles/inside.yaml"
ln -s /usr "$tmp/data/link"
profile planted "    - $tmp/data/link\n  allow: [$tmp/data]"
ok 'a grant through a link that the program could make' \
	finds 2 'planted-link ' '' "$tmp/planted.yaml"
profile several "    - $tmp/data/link\n    - /no/such\n  allow: [$tmp/data]\n  read_file: [$tmp/data]"
ok 'several problems at once' \
	finds 2 'expected-file missing-path planted-link ' '' "$tmp/several.yaml"

mkdir -m 775 "$tmp/team"
cp "$tmp/good.yaml" "$tmp/team/good.yaml"
if [ "$(id -u)" -eq 0 ]; then
	chgrp 65534 "$tmp/team"
	ok 'a directory that others may write' finds 0 '' 'shared-profile ' "$tmp/team/good.yaml"
	chmod 755 "$tmp/team"
	ok 'and now not' finds 0 '' '' "$tmp/team/good.yaml"
	chown 65534 "$tmp/team/good.yaml"
	ok 'a profile of somebody else' finds 0 '' 'shared-profile ' "$tmp/team/good.yaml"
else
	skip 'a directory that others may write' 'this needs root'
fi

# Secrets: in what is granted, or around it.
mkdir -p "$HOME/.ssh" "$HOME/.aws" "$HOME/project"
touch "$HOME/.ssh/id_ed25519" "$HOME/.ssh/id_ed25519.pub" "$HOME/.ssh/known_hosts" "$HOME/.netrc"
closed='network: {block: true}'
secret() { # NAME PATH
	profile "$1" "    - $2\n$closed"
}
secret home "$HOME"
ok 'the home directory' finds 0 '' 'secret-granted ' "$tmp/home.yaml"
ok 'and what is in it' says '/.ssh, ~/.aws, ~/.netrc; grant'
secret ssh "$HOME/.ssh"
ok 'one of the directories' finds 0 '' 'secret-granted ' "$tmp/ssh.yaml"
secret key "$HOME/.ssh/id_ed25519"
ok 'one key' finds 0 '' 'secret-granted ' "$tmp/key.yaml"
secret public "$HOME/.ssh/id_ed25519.pub"
ok 'a public key is none' finds 0 '' '' "$tmp/public.yaml"
secret hosts "$HOME/.ssh/known_hosts"
ok 'nor are known hosts' finds 0 '' '' "$tmp/hosts.yaml"
secret project "$HOME/project"
ok 'nor is a directory beside them' finds 0 '' '' "$tmp/project.yaml"
profile open "    - $HOME/.ssh"
ok 'with a network to send them' \
	finds 0 '' 'secret-granted secrets-and-network ' "$tmp/open.yaml"
ln -s "$HOME/.aws" "$tmp/elsewhere/aws"
secret link "$tmp/elsewhere/aws"
ok 'by another name' finds 0 '' 'secret-granted ' "$tmp/link.yaml"

# Kernels: what each cannot enforce, all of it.
profile ports 'network: {connect_port: [443], udp_port: [53]}'
ok 'ports, ABI 10' finds 0 '' '' --abi 10 "$tmp/ports.yaml"
ok 'ports, ABI 4 cannot do UDP' finds 2 'not-enforceable ' '' --abi 4 "$tmp/ports.yaml"
ok 'with its place' grep -q "^$tmp/ports.yaml:[0-9]*:[0-9]*: error: .*udp_port" "$tmp/out"
is 'one problem' "$(grep -c 'error: ' "$tmp/out")" 1
ok 'ports, ABI 3 has neither' finds 2 'not-enforceable ' '' --abi=3 "$tmp/ports.yaml"
is 'two problems' "$(grep -c 'error: ' "$tmp/out")" 2
ok 'no Landlock' finds 2 'not-enforceable ' '' --abi 0 "$tmp/good.yaml"
echo 'compatibility: best-effort' >>"$tmp/ports.yaml"
ok 'best effort' finds 0 '' 'not-enforceable ' --abi 3 "$tmp/ports.yaml"
ok 'which is not good enough when it is strict' \
	finds 1 '' 'not-enforceable ' --abi 3 --strict "$tmp/ports.yaml"

# JSON, and the command line.
if command -v "$python" >/dev/null; then
	"$tool" check --json "$tmp/several.yaml" -- no-such-program >"$tmp/json"
	is 'JSON: exit status' $? 2
	is 'JSON' "$("$python" -c '
import json, sys
document = json.load(open(sys.argv[1]))
print(document["errors"], document["warnings"], document["program"])
for f in sorted(f["code"] for f in document["findings"]):
    print(f)
print(sum(f["line"] > 0 and f["column"] > 0 and bool(f["text"]) for f in document["findings"]))
' "$tmp/json")" '4 0 no-such-program
expected-file
missing-path
not-found
planted-link
3'
else
	skip JSON 'there is no python3'
fi
ok 'help' helps check
ok 'no profile' ends 2 '' 'check: expected a PROFILE' "$tool" check
ok 'no --' ends 2 '' "expected -- before the program 'ls'" "$tool" check a ls
ok 'an unknown option' ends 2 '' "unknown option '--x'" "$tool" check a --x
ok 'no number' ends 2 '' "--abi: expected a number from 0 to 99, found 'x'" "$tool" check a --abi x
finish
