#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nono-shim query: what it says is what happens under the library, and the lines that it advises
# make a denial go away.

# shellcheck source=tests/cli/cli.sh
. "$top_srcdir/tests/cli/cli.sh"

tree=$tmp/tree
mkdir -p "$tree/read/sub" "$tree/write" "$tree/allow" "$tree/none/sub" "$tree/bin"
for file in read/file write/file allow/file none/file none/other 'none/odd $HOME: "name"'; do
	echo text >"$tree/$file"
done
ln -s ../none/file "$tree/read/link-out"
ln -s ../read/file "$tree/none/link-in"
ln -s /no/such/target "$tree/allow/dangling"
cp /bin/true "$tree/bin/true"
cp /bin/true "$tree/none/true"
chmod 644 "$tree/read/file"
profile p "    - $tree/read\n    - $tree/bin\n  write: [$tree/write]\n  allow: [$tree/allow, /dev/null]\n"

# does OPERATION OBJECT PROFILE: under the library. Everything is put back afterwards.
does() {
	(
		cd "$tree" || exit 97
		case $1 in
		read) set -- "$3" cat "$2" ;;
		write) set -- "$3" sh -c ': >>"$1"' sh "$2" ;;
		readwrite) set -- "$3" sh -c ': <>"$1"' sh "$2" ;;
		exec) set -- "$3" sh -c 'exec "$1"' sh "$2" ;;
		create) set -- "$3" sh -C -c ': >"$1"' sh "$2" ;;
		mkdir) set -- "$3" mkdir "$2" ;;
		remove) set -- "$3" rm "$2" ;;
		connect | bind) set -- "$3" "$python" -c '
import errno, socket, sys
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
try:
    getattr(s, sys.argv[1])(("127.0.0.1", int(sys.argv[2])))
except OSError as e:
    sys.exit(e.errno != errno.ECONNREFUSED)' "$1" "$2" ;;
		esac
		does_profile=$1
		shift
		env NONO_PROFILE="$does_profile" LD_PRELOAD="$NONO_TEST_SHIM" "$@"
	) >"$tmp/done" 2>&1
}

fresh() {
	rm -rf "$tree"
	cp -a "$tmp/template" "$tree"
}

asks() { # OPERATION OBJECT PROFILE
	(cd "$tree" && "$tool" query "$3" "$1" "$2") >"$tmp/said" 2>"$tmp/err"
}

# agrees WORD OPERATION OBJECT PROFILE: the tool says so and the library does so.
agrees() {
	case $1 in
	allowed) agrees_status=0 ;;
	*) agrees_status=1 ;;
	esac
	fresh
	agrees_said=0
	asks "$2" "$3" "$4" || agrees_said=$?
	agrees_did=0
	does "$2" "$3" "$4" || agrees_did=1
	echo "query: $agrees_said, library: $agrees_did"
	cat "$tmp/said" "$tmp/err" "$tmp/done"
	[ "$agrees_said" -eq "$agrees_status" ] && [ "$agrees_did" -eq "$agrees_status" ] &&
		[ "$(sed -n '1s/:.*//p' "$tmp/said")" = "$1" ] && [ ! -s "$tmp/err" ]
}

# With the lines that were advised in the last answer, and nothing else.
repaired() { # OPERATION OBJECT PROFILE
	{
		echo "extends: $3"
		sed '1,/^To allow it, add:$/d' "$tmp/said"
	} >"$tmp/repaired.yaml"
	cat "$tmp/repaired.yaml"
	agrees allowed "$1" "$2" "$tmp/repaired.yaml"
}

allowed() { # OPERATION OBJECT
	ok "allowed: $1 $2" agrees allowed "$1" "$2" "$tmp/p.yaml"
}

denied() { # OPERATION OBJECT KEY GRANTED
	ok "denied: $1 $2" agrees denied "$1" "$2" "$tmp/p.yaml"
	is "advice: $1 $2" "$(sed '1,/^To allow it, add:$/d' "$tmp/said")" "filesystem:
  $3:
    - $4"
	ok "which helps: $1 $2" repaired "$1" "$2" "$tmp/p.yaml"
}

cp -a "$tree" "$tmp/template"
allowed read read/file
allowed read "$tree/read/file"
allowed read read/sub/../file
allowed read none/link-in
denied read none/file read_file "$tree/none/file"
denied read read/link-out read_file "$tree/none/file"
denied read write/file read_file "$tree/write/file"
denied read 'none/odd $HOME: "name"' read_file "\"$tree/none/odd \$\$HOME: \\\"name\\\"\""
allowed write write/file
allowed write write/new
allowed write allow/file
denied write read/file write_file "$tree/read/file"
denied write none/file write_file "$tree/none/file"
denied write none/new write "$tree/none"
allowed readwrite allow/file
denied readwrite read/file write_file "$tree/read/file"
denied readwrite write/file read_file "$tree/write/file"
denied readwrite none/file allow_file "$tree/none/file"
allowed exec bin/true
denied exec none/true read_file "$tree/none/true"
allowed create write/new
denied create read/new write "$tree/read"
allowed mkdir allow/new
denied mkdir none/sub/new write "$tree/none/sub"
allowed remove write/file
denied remove read/file write "$tree/read"
denied remove read/link-out write "$tree/read"

# No lines can help here.
asks read none/sub/no/such "$tmp/p.yaml"
is 'below a directory that is not there: denied' $? 1
is 'why' "$(sed -n '2,$p' "$tmp/said")" '  no grant covers it
  whatever is granted, it fails: no such file or directory (ENOENT)'

# A directory: what is below it.
asks write none "$tmp/p.yaml"
is 'writing to a directory: denied' $? 1
is 'what is said of it' "$(cat "$tmp/said")" "denied: write none, which is $tree/none
  no grant covers it
  it is a directory: the answer is about what lies below
To allow it, add:
filesystem:
  write:
    - $tree/none"

# What is said, whole.
fresh
asks read read/link-out "$tmp/p.yaml"
is 'a denial' "$(cat "$tmp/said")" "denied: read read/link-out, which is $tree/none/file
  no grant covers it
To allow it, add:
filesystem:
  read_file:
    - $tree/none/file"
line=$(grep -n "tree/read$" "$tmp/p.yaml" | cut -d: -f1)
asks write "$tree/read/file" "$tmp/p.yaml"
is 'too little' "$(cat "$tmp/said")" "denied: write $tree/read/file
  read is granted by filesystem.read ($tmp/p.yaml:$line:7): $tree/read
  write is needed
To allow it, add:
filesystem:
  write_file:
    - $tree/read/file"
asks read "$tree/read/file" "$tmp/p.yaml"
is 'a grant' "$(cat "$tmp/said")" "allowed: read $tree/read/file
  read is granted by filesystem.read ($tmp/p.yaml:$line:7): $tree/read"

# A program that needs more than its own file.
printf '#!%s\n' "$tree/none/true" >"$tree/bin/script"
chmod +x "$tree/bin/script"
rm -rf "$tmp/template"
cp -a "$tree" "$tmp/template"
ok 'a script whose interpreter is denied' agrees denied exec "$tree/bin/script" "$tmp/p.yaml"
is 'the interpreter is named' "$(tail -n 1 "$tmp/said")" "    - $tree/none/true"
ok 'which helps' repaired exec "$tree/bin/script" "$tmp/p.yaml"

# The network.
port=40123
other=40124
profile ports "network: {connect_port: [$port], listen_port: [$other]}"
profile free ''
profile blocked 'network: {block: true}'
if ! "$python" -c '' 2>/dev/null; then
	skip 'ports' 'there is no python3'
elif ! "$tool" query "$tmp/ports.yaml" connect "$port" >/dev/null 2>&1 ||
	! does connect "$port" "$tmp/ports.yaml"; then
	skip 'ports' 'this kernel cannot restrict ports: Landlock ABI 4 is needed'
else
	for profile in free ports; do
		ok "$profile: connect to a granted port" \
			agrees allowed connect "$port" "$tmp/$profile.yaml"
		ok "$profile: bind to a granted port" \
			agrees allowed bind "$other" "$tmp/$profile.yaml"
	done
	ok 'connect to another port' agrees denied connect "$other" "$tmp/ports.yaml"
	is 'why, and what helps' "$(sed 1d "$tmp/said")" "  other ports are granted, this one is not
To allow it, add:
network:
  connect_port:
    - $other"
	ok 'and it does' repaired connect "$other" "$tmp/ports.yaml"
	ok 'bind to another port' agrees denied bind "$port" "$tmp/ports.yaml"
	ok 'and what helps' repaired bind "$port" "$tmp/ports.yaml"
	ok 'DNS over TCP comes with it' asks connect 53 "$tmp/ports.yaml"
	ok 'no network at all' agrees denied connect "$port" "$tmp/blocked.yaml"
	is 'why, and what helps' "$(sed 1d "$tmp/said")" \
		"  all of the network is blocked by network.block ($tmp/blocked.yaml:$(grep -n block: \
			"$tmp/blocked.yaml" | cut -d: -f1):18)
Remove that, and add:
network:
  connect_port:
    - $port"
fi
ok 'UDP, not restricted' asks udp 53 "$tmp/free.yaml"
fails 'UDP, restricted' asks udp 53 "$tmp/ports.yaml"
is 'and what helps' "$(tail -n 3 "$tmp/said")" 'network:
  udp_port:
    - 53'

# The JSON of nono, with what is added to it.
json() { # OPERATION OBJECT KEY...: the values
	(cd "$tree" && "$tool" query --json "$tmp/p.yaml" "$1" "$2") >"$tmp/json"
	shift 2
	"$python" -c '
import json, sys
document = json.load(open(sys.argv[1]))
print(*[document.get(key, "-") for key in sys.argv[2:]])' "$tmp/json" "$@"
}
if "$python" -c '' 2>/dev/null; then
	is 'JSON: allowed' "$(json read read/file status reason granted_path access granted)" \
		"allowed granted_path $tree/read read -"
	is 'JSON: not granted' "$(json read none/file status reason granted_path)" \
		'denied path_not_granted -'
	is 'JSON: insufficient' "$(json write read/file status reason granted requested)" \
		'denied insufficient_access read write'
	is 'JSON: network' "$(json connect 443 status reason)" 'allowed network_allowed'
else
	skip 'JSON' 'there is no python3'
fi

ok 'help' helps query
ok 'nothing' ends 2 '' 'expected PROFILE, an operation and a path or port' "$tool" query
ok 'no object' ends 2 '' 'expected PROFILE, an operation' "$tool" query a read
ok 'an empty path' ends 2 '' 'expected PROFILE, an operation' "$tool" query a read ''
ok 'too much' ends 2 '' "found 'c' behind the last argument" "$tool" query a read b c
ok 'an unknown operation' ends 2 '' "found 'eat'" "$tool" query a eat /x
for wrong in 0 65536 99999 x -1 '' 8x 000080; do
	fails "no port: '$wrong'" "$tool" query "$tmp/free.yaml" connect "$wrong"
done
ok 'no port: what is said' ends 2 '' "connect: expected a port from 1 to 65535, found '0'" \
	"$tool" query "$tmp/free.yaml" connect 0
ok 'a profile that is not there' ends 2 '' "$tmp/none.yaml" "$tool" query "$tmp/none.yaml" read /x
profile missing '    - /no/such'
ok 'a path that is missing' ends 2 '' \
	": Path does not exist: /no/such; nothing starts under this profile: create it, correct the path, or write {path: ..., optional: true}" \
	"$tool" query "$tmp/missing.yaml" read /x
finish
