#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# coreutils by themselves: what they do to files, and what they must not do to those of others.

# shellcheck disable=SC2016 # for the programs to expand
# shellcheck source=tests/apps/apps.sh
. "${top_srcdir:?}/tests/apps/apps.sh"

needs /bin/ls coreutils
needs_sandbox base

cat >"$tmp/write.yaml" <<-EOF
	extends: base
	workdir: {access: readwrite}
	network: {block: true}
EOF
cat >"$tmp/read.yaml" <<-EOF
	extends: base
	workdir: {access: read}
	filesystem: {read: [$outside]}
	network: {block: true}
EOF

cat >"$work/job.sh" <<-'EOF'
	set -e
	mkdir -p job/a/b && cd job
	seq 1 1000 >a/numbers
	cp -a a/numbers a/b/copy && cmp a/numbers a/b/copy && echo cp
	mv a/b/copy a/moved && ln a/moved hard && ln -s a/moved soft && cat hard soft | wc -l
	install -m 640 a/numbers installed && stat -c '%a %s' installed
	touch -d '2001-02-03 04:05:06 UTC' hard && TZ=UTC0 date -r hard +%F,%T
	chmod u=rw,go= hard && ls -l hard | cut -c1-10
	chown "$(id -u):$(id -g)" hard && echo chown
	truncate -s 10 installed && wc -c <installed
	dd if=/dev/zero of=zeros bs=1k count=4 status=none && od -An -tx1 -N2 zeros
	split -l 400 a/numbers part. && echo part.* && cat part.* | cmp - a/numbers && echo split
	shuf a/numbers | sort -n | cmp - a/numbers && echo sort
	tac a/numbers | head -n 1 | tee teed | tr 1 2 && cat teed
	join a/numbers a/moved | uniq | tail -n 1
	printf abc | sha256sum | cut -c1-8
	mktemp -d -p . temporary.XXXXXX | cut -c1-11
	du -s --apparent-size a >/dev/null && df . >/dev/null && echo du,df
	timeout 5 nice -n 1 env A=b printenv A
	mkfifo pipe && (echo through >pipe &) && cat pipe
	readlink -f soft | tail -c 8 && realpath --relative-to=.. a
	cd .. && rm -r job && ls -d job 2>/dev/null || echo rm
EOF
wanted='cp
2000
640 3893
2001-02-03,04:05:06
-rw-------
chown
10
 00 00
part.aa part.ab part.ac
split
sort
2000
1000
1000
ba7816bf
./temporary
du,df
b
through
a/moved
job/a
rm'
is 'control: the job' "$(free sh job.sh 2>&1)" "$wanted"
is 'the job' "$(confined "$tmp/write.yaml" sh job.sh 2>&1)" "$wanted"

restore() {
	rm -rf "$outside" "$work/new"
	mkdir "$outside"
	echo 'as it was' >"$outside/file"
	echo data >"$work/data"
}
# A test and its control: the command works without the sandbox and not within.
attempt() { # TEXT COMMAND...
	attempt_text=$1
	shift
	restore
	ok "control: $1" free "$@"
	restore
	denied "$1" "$attempt_text" confined "$tmp/write.yaml" "$@"
	is 'outside is as it was' "$(ls "$outside" && cat "$outside/file")" "$(printf 'file\nas it was')"
}
attempt 'Permission denied' cat "$secret"
attempt 'Permission denied' ls "$outside"
attempt 'Permission denied' cp "$secret" new
attempt 'Permission denied' cp data "$outside/new"
attempt 'Permission denied\|Invalid cross-device' mv data "$outside/new"
attempt 'Permission denied\|Invalid cross-device' ln "$outside/file" new
attempt 'Permission denied' ln -s data "$outside/new"
attempt 'Permission denied' touch "$outside/new"
attempt 'Permission denied' mkdir "$outside/new"
attempt 'Permission denied' mkfifo "$outside/new"
attempt 'Permission denied' dd if=data of="$outside/file" conv=notrunc
attempt 'Permission denied' truncate -s 0 "$outside/file"
attempt 'Permission denied' rm "$outside/file"

# Read-only is true: modes, owners and times are nothing that Landlock looks at.
restore
ok 'read-only: cat' confined "$tmp/read.yaml" cat "$outside/file"
read_only() { # TEXT COMMAND...
	read_only_text=$1
	shift
	restore
	ok "control: $1" free "$@"
	restore
	before=$(stat -c '%a %u %Y %s' "$outside/file")
	denied "read-only: $1" "$read_only_text" confined "$tmp/read.yaml" "$@"
	is 'which changes nothing' "$(stat -c '%a %u %Y %s' "$outside/file")" "$before"
}
read_only 'Operation not permitted' chmod 600 "$outside/file"
read_only 'Operation not permitted' chown "$(id -u)" "$outside/file"
read_only 'Permission denied\|Operation not permitted' touch -d 2001-01-01 "$outside/file"
read_only 'Permission denied' truncate -s 5 "$outside/file"
read_only 'Permission denied' rm "$outside/file"

finish
