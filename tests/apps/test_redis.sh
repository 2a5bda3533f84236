#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# redis-server with its data in $tmp, asked by redis-cli from outside the sandbox.

# shellcheck disable=SC2016,SC2317 # for the programs to expand; called through others
# shellcheck source=tests/apps/apps.sh
. "${top_srcdir:?}/tests/apps/apps.sh"

server=/usr/bin/redis-server
needs "$server" redis-server
needs /usr/bin/redis-cli redis-tools
needs_sandbox redis
listener

free_port
granted=$port
free_port
other=$port
free_port
target=$port

data=$work/data
mkdir "$data"
cat >"$tmp/redis.yaml" <<-EOF
	extends: redis
	filesystem: {allow: [$data]}
	network: {listen_port: [$granted]}
EOF
printf 'appendonly no\n' >"$tmp/secret/redis.conf"

ask() { # PORT COMMAND...
	ask_port=$1
	shift
	/usr/bin/redis-cli -h 127.0.0.1 -p "$ask_port" "$@" 2>&1
}
serve() { # LOG PORT DIRECTORY, then free, or confined PROFILE
	serve_log=$1 serve_port=$2 serve_directory=$3
	shift 3
	start "$serve_log" "$@" "$server" --port "$serve_port" --dir "$serve_directory" \
		--bind 127.0.0.1 --save '' --daemonize no
	answers "$serve_port"
}

# A server outside the sandbox: the control, and the one that must not be reached from inside.
ok 'control: a server on another port' serve "$tmp/target.log" "$target" "$outside" free
free_server=$pid
is 'control: a value' "$(ask "$target" SET key value)" OK
is 'control: writing there' "$(ask "$target" SAVE)" OK
ok 'which leaves a file' test -s "$outside/dump.rdb"
rm "$outside/dump.rdb"
ok 'control: a second server' serve "$tmp/other.log" "$other" "$outside" free
is 'control: a connection from one to the other' \
	"$(ask "$target" MIGRATE 127.0.0.1 "$other" key 0 5000)" OK
is 'control: which brings the value' "$(ask "$other" GET key)" value
stop "$pid"

ok 'the granted port' serve "$tmp/redis.log" "$granted" "$data" confined "$tmp/redis.yaml"
is 'answers' "$(ask "$granted" PING)" PONG
is 'keeps a value' "$(ask "$granted" SET answer 41)" OK
is 'counts' "$(ask "$granted" INCR answer)" 42
is 'runs a script' "$(ask "$granted" EVAL 'return redis.call("GET", KEYS[1]) * 2' 1 answer)" 84
seq 1 1000 | sed 's/.*/RPUSH list &/' | ask "$granted" >/dev/null
is 'takes a thousand commands' "$(ask "$granted" LLEN list)" 1000
is 'saves from a child' "$(ask "$granted" BGSAVE)" 'Background saving started'
tries=0
until ask "$granted" INFO persistence | grep -q 'rdb_bgsave_in_progress:0' ||
	[ "$tries" -ge 200 ]; do
	tries=$((tries + 1))
	sleep 0.05
done
ok 'into its directory' test -s "$data/dump.rdb"
is 'cannot connect' "$(ask "$granted" MIGRATE 127.0.0.1 "$target" answer 0 5000)" \
	'IOERR error or timeout connecting to the client'
is 'nothing arrived' "$(ask "$target" EXISTS answer)" 0
stop "$pid"

ok 'starts again' serve "$tmp/redis.log" "$granted" "$data" confined "$tmp/redis.yaml"
is 'and has its values' "$(ask "$granted" GET answer)" 42
stop "$pid"

ok 'a directory outside' serve "$tmp/outside.log" "$granted" "$outside" confined "$tmp/redis.yaml"
ask "$granted" SET key value >/dev/null
is 'cannot be written' "$(ask "$granted" SAVE)" ERR
ok 'for the right reason' grep -q 'temp RDB file .*: Permission denied' "$tmp/outside.log"
is 'and was not' "$(ls "$outside")" ''
stop "$pid"
stop "$free_server"

# A server that should not start must not run for ever when it does.
denied 'another port' "127.0.0.1:$other: bind: Permission denied" \
	confined "$tmp/redis.yaml" /usr/bin/timeout 10 "$server" --bind 127.0.0.1 --port "$other"
start "$tmp/control.log" free "$server" "$tmp/secret/redis.conf" --bind 127.0.0.1 --port "$other"
ok 'control: a configuration' answers "$other"
stop "$pid"
denied 'an ungranted configuration' 'Permission denied' \
	confined "$tmp/redis.yaml" /usr/bin/timeout 10 "$server" "$tmp/secret/redis.conf" \
	--bind 127.0.0.1 --port "$granted"
ok 'control: UDP by a child' free /bin/bash -c "echo x >/dev/udp/127.0.0.1/$udp"
denied 'UDP by a child' 'Permission denied' \
	confined redis /bin/bash -c "echo x >/dev/udp/127.0.0.1/$udp"

finish
