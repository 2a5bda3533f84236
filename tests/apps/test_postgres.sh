#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# PostgreSQL: a cluster is made, started and asked, all by another user than root, which it refuses.

# shellcheck disable=SC2016,SC2317 # for the programs to expand; called through others
# shellcheck source=tests/apps/apps.sh
. "${top_srcdir:?}/tests/apps/apps.sh"

programs=
for directory in /usr/lib/postgresql/*/bin; do
	[ -x "$directory/postgres" ] && programs=$directory
done
needs "$programs/initdb" postgresql
needs "$programs/psql" postgresql-client
needs_sandbox postgres
listener

user=
if [ "$(id -u)" -eq 0 ]; then
	user='/usr/bin/setpriv --reuid=65534 --regid=65534 --clear-groups'
	if ! $user cat "$shim" "$profiles/postgres.yaml" >/dev/null 2>&1; then
		skip 'postgres' "the installation below ${shim%/lib/*} cannot be reached by others"
		finish
	fi
	chmod 777 "$work" "$outside"
fi

free_port
granted=$port
free_port
other=$port
data=$work/data
cat >"$tmp/postgres.yaml" <<-EOF
	extends: postgres
	filesystem: {allow: [$work]}
	network: {listen_port: [$granted]}
EOF
# All unix sockets of the machine: below Landlock ABI 9 there is nothing in between.
cat >"$tmp/sockets.yaml" <<-EOF
	extends: $tmp/postgres.yaml
	linux: {unix_sockets: all}
EOF
cat >"$tmp/system_v.yaml" <<-EOF
	extends: $tmp/postgres.yaml
	security: {ipc_mode: shared_memory_only}
EOF

# As the other user. The library is loaded after the change, or it could not be made.
alone_exec() { # free, or confined PROFILE; then the program
	if [ "$1" = free ]; then
		shift
		# shellcheck disable=SC2086 # a list of words
		free_exec $user "$@"
	else
		profile=$2
		shift 2
		# shellcheck disable=SC2086
		free_exec $user env LD_PRELOAD="$shim" NONO_PROFILE="$profile" "$@"
	fi
}
alone() {
	(alone_exec "$@")
}
initdb() { # NAME, then free, or confined PROFILE
	initdb_name=$1
	shift
	alone "$@" "$programs/initdb" -D "$data/$initdb_name" -U owner -A trust -E UTF8 --locale=C \
		--no-sync --no-instructions
}
serve() { # NAME PORT SOCKETS, then free, or confined PROFILE
	serve_name=$1 serve_port=$2 serve_sockets=$3
	shift 3
	start "$tmp/$serve_name.log" alone "$@" "$programs/postgres" -D "$data/$serve_name" \
		-c "unix_socket_directories=$serve_sockets" -c listen_addresses=localhost \
		-c fsync=off -p "$serve_port"
	answers "$serve_port"
}
ask() { # PORT SQL...: one answer a line
	ask_port=$1
	shift
	for sql; do
		# It listens before it takes questions.
		tries=0
		until free PGCONNECT_TIMEOUT=10 "$programs/psql" -h "${ask_host:-127.0.0.1}" -p "$ask_port" \
			-U owner -d postgres -XAtq -c "$sql" >"$tmp/answer" 2>&1 ||
			! grep -q 'starting up' "$tmp/answer" || [ "$tries" -ge 100 ]; do
			tries=$((tries + 1))
			sleep 0.1
		done
		cat "$tmp/answer"
	done
}

mkdir -m 700 "$data"
[ -z "$user" ] || chown 65534:65534 "$data"
ok 'initdb' initdb confined confined "$tmp/postgres.yaml"
is 'chooses shared memory' "$(sed -n 's/^dynamic_shared_memory_type = \([a-z]*\).*/\1/p' \
	"$data/confined/postgresql.conf")" posix
cp -a "$data/confined" "$data/free"
denied 'System V objects are what security.ipc_mode grants' \
	'could not create shared memory segment: Function not implemented' \
	initdb denied confined "$tmp/system_v.yaml"

ok 'starts' serve confined "$granted" '' confined "$tmp/postgres.yaml"
server=$pid
is 'answers' "$(ask "$granted" 'select 6 * 7')" 42
is 'keeps data' "$(ask "$granted" 'create table squares as
	select n, n * n as square from generate_series(1, 1000) n' \
	'create index on squares (square)' 'analyze squares' \
	'select sum(square) from squares')" 333833500
is 'in more than one process' "$(ask "$granted" 'set force_parallel_mode = on;
	set max_parallel_workers_per_gather = 2; set parallel_setup_cost = 0;
	explain (analyze, costs off, timing off, summary off) select count(*) from squares' |
	grep -o 'Workers Launched: [0-9]')" 'Workers Launched: 1'
is 'vacuum and checkpoint' "$(ask "$granted" 'vacuum squares' checkpoint 'select 1')" 1
is 'a backup' "$(free "$programs/pg_dump" -h 127.0.0.1 -p "$granted" -U owner postgres 2>&1 |
	grep -c '^[0-9]*	[0-9]*$')" 1000

# Everything once from a server that is not confined: the controls.
ok 'control: a server on another port' serve free "$other" "$work" free
free_server=$pid
attempt() { # NAME WANTED SQL
	attempt_sql="create temporary table lines(line text); $3"
	is "control: $1" "$(ask "$other" "$attempt_sql; select 'done'")" 'done'
	rm -f "$outside/new"
	ask "$granted" "$attempt_sql" >"$tmp/attempt"
	ok "$1" grep -q "$2" "$tmp/attempt"
}
attempt 'reading a file' 'could not open file .*secret.txt" for reading: Permission denied' \
	"copy lines from '$secret'"
attempt 'reading by a program' 'program "cat .*secret.txt" failed' \
	"copy lines from program 'cat $secret'"
attempt 'writing a file' 'could not open file .*new" for writing: Permission denied' \
	"copy (select 1) to '$outside/new'"
is 'nothing was written' "$(ls "$outside")" ''
attempt 'a connection by a program' 'program .* failed' \
	"copy (select 1) to program '/bin/bash -c \"cat >/dev/tcp/127.0.0.1/$tcp\"'"
attempt 'UDP by a program' 'program .* failed' \
	"copy (select 1) to program '/bin/bash -c \"cat >/dev/udp/127.0.0.1/$udp\"'"
ask_host=$work
is 'control: a unix socket' "$(ask "$other" 'select 2')" 2
stop "$free_server"
stop "$server"
fails 'stops' is_listening "$granted"
ok 'in order' grep -q 'database system is shut down' "$tmp/confined.log"

# A server that should not start must not run for ever when it does.
denied 'another port' 'could not bind IPv4 address "127.0.0.1": Permission denied' \
	alone confined "$tmp/postgres.yaml" /usr/bin/timeout 20 "$programs/postgres" \
	-D "$data/confined" -c unix_socket_directories='' -c listen_addresses=127.0.0.1 -p "$other"
denied 'a unix socket' 'could not create any Unix-domain sockets' \
	alone confined "$tmp/postgres.yaml" /usr/bin/timeout 20 "$programs/postgres" \
	-D "$data/confined" -c unix_socket_directories="$work" -c listen_addresses='' -p "$granted"
ok 'starts again, with unix sockets' serve confined "$granted" "$work" confined "$tmp/sockets.yaml"
is 'answers at one' "$(ask "$granted" 'select sum(square) from squares')" 333833500
unset ask_host
is 'and over TCP' "$(ask "$granted" 'select sum(square) from squares')" 333833500
stop "$pid"

finish
