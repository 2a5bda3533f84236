#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# sqlite3: locks, a journal, shared memory of the write-ahead log, and two processes on one file.

# shellcheck disable=SC2016,SC2317 # for the programs to expand; called through others
# shellcheck source=tests/apps/apps.sh
. "${top_srcdir:?}/tests/apps/apps.sh"

sqlite=/usr/bin/sqlite3
needs "$sqlite" sqlite3
needs_sandbox base

cat >"$tmp/write.yaml" <<-EOF
	extends: base
	workdir: {access: readwrite}
	network: {block: true}
EOF
cat >"$tmp/read.yaml" <<-EOF
	extends: base
	workdir: {access: read}
	network: {block: true}
EOF

printf 'name,size\none,1\ntwo,2\nthree,3\n' >"$work/things.csv"
cat >"$work/job.sql" <<-'EOF'
	create table squares (n integer primary key, square integer);
	begin;
	with recursive c(n) as (select 1 union all select n + 1 from c where n < 1000)
		insert into squares select n, n * n from c;
	commit;
	begin;
	delete from squares;
	rollback;
	select sum(square) from squares;
	.mode csv
	.import things.csv things
	select sum(size) from things;
	create virtual table words using fts5(word);
	insert into words values ('sandbox'), ('shim');
	select word from words('shim');
	vacuum;
	pragma integrity_check;
	pragma journal_mode = wal;
	.once squares.csv
	select * from squares where n > 998;
	.backup backup.db
EOF
# 1000 * 1001 * 2001 / 6
wanted='333833500
6
shim
ok
wal'

clean() {
	(cd "$work" && rm -f ./*.db ./*.db-* squares.csv)
}
job() { # free, or confined PROFILE
	"$@" "$sqlite" -batch job.db '.read job.sql' 2>&1
}
is 'control: the job' "$(job free)" "$wanted"
clean
is 'tables, an import, full text, vacuum and a backup' "$(job confined "$tmp/write.yaml")" "$wanted"
is 'its output' "$(tr -d '\r' <"$work/squares.csv")" '999,998001
1000,1000000'
is 'the backup is sound' "$(free "$sqlite" backup.db 'select count(*) from squares')" 1000

# Four writers at once, each a process of its own, wait for each other's locks.
cat >"$work/writers.sh" <<-'EOF'
	pids=
	for n in 1 2 3 4; do
		sqlite3 -cmd '.timeout 20000' job.db \
			"insert into squares select $n * 10000 + n, 0 from squares limit 100" &
		pids="$pids $!"
	done
	for pid in $pids; do
		wait "$pid" || echo failed
	done
	sqlite3 job.db 'select count(*) from squares'
EOF
is 'four writers' "$(confined "$tmp/write.yaml" sh writers.sh 2>&1)" 1400
(cd "$work" && rm -f job.db-*)

cp "$work/backup.db" "$outside/other.db"
attach="attach '$outside/other.db' as other; select count(*) from other.squares"
ok 'control: another database' free "$sqlite" job.db "$attach"
denied 'another database' 'unable to open database' confined "$tmp/write.yaml" "$sqlite" job.db \
	"$attach"
ok 'control: reading' free "$sqlite" -bail :memory: "select length(readfile('$secret')) > 0 or 1/0" \
	"create table t(line)" ".import '$secret' t"
denied 'importing an ungranted file' 'cannot open' \
	confined "$tmp/write.yaml" "$sqlite" -bail :memory: "create table t(line)" ".import '$secret' t"
is 'control: reading by a function' "$(free "$sqlite" :memory: "select readfile('$secret')")" \
	'the secret'
is 'which is not there' \
	"$(confined "$tmp/write.yaml" "$sqlite" :memory: "select readfile('$secret')")" ''
ok 'control: output' free "$sqlite" -bail job.db ".backup '$outside/control.db'"
rm "$outside/control.db"
denied 'a backup outside' 'cannot open\|unable to open' \
	confined "$tmp/write.yaml" "$sqlite" -bail job.db ".backup '$outside/written.db'"
is 'nothing was written' "$(ls "$outside")" other.db
ok 'control: a command' free "$sqlite" :memory: ".shell grep -q secret '$secret'"
is 'a command does not read it either' \
	"$(confined "$tmp/write.yaml" "$sqlite" :memory: ".shell cat '$secret'" 2>&1 | head -n 1)" \
	"cat: $secret: Permission denied"

# Where the directory can only be read.
free "$sqlite" job.db 'pragma journal_mode = delete' >/dev/null
is 'read-only: a query' "$(confined "$tmp/read.yaml" "$sqlite" -readonly job.db \
	'select count(*) from squares' 2>&1)" 1400
ok 'control: a change' free "$sqlite" job.db 'delete from squares where n = 1'
denied 'read-only: a change' 'readonly database\|unable to open database' \
	confined "$tmp/read.yaml" "$sqlite" job.db 'delete from squares where n = 2'
is 'which changed nothing' "$(free "$sqlite" job.db 'select count(*) from squares')" 1399

finish
