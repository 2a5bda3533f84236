#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# bash with coreutils in pipes: many short children, none of which loads the library.

# shellcheck disable=SC2016 # for the programs to expand
# shellcheck source=tests/apps/apps.sh
. "${top_srcdir:?}/tests/apps/apps.sh"

needs /bin/bash bash
needs_sandbox base
listener

cat >"$tmp/bash.yaml" <<-EOF
	extends: base
	workdir: {access: readwrite}
	network: {block: true}
EOF

# Squares of 1 to 100 add up to 100 * 101 * 201 / 6.
cat >"$work/job.sh" <<-'EOF'
	set -e -o pipefail
	seq 1 100 | while read -r n; do echo $((n * n)); done >squares
	echo "$(paste -s -d+ squares)" | tr + '\n' | awk '{ sum += $1 } END { print sum }'
	sort -rn squares | head -n 2 | paste -s -d,
	diff <(seq 3) <(printf '1\n2\n3\n') && echo same
	mkdir -p a/b && cp squares a/b/ && mv a/b/squares a/renamed && wc -l <a/renamed
	rm -r a && [ ! -e a ] && echo removed
	cat <<-TEXT
		here
	TEXT
	sleep 0 & wait $! && echo "child $?"
EOF
wanted='338350
10000,9801
same
100
removed
here
child 0'

is 'control: the job' "$(free /bin/bash job.sh 2>&1)" "$wanted"
rm -f "$work/squares"
is 'pipes, files and children' "$(confined "$tmp/bash.yaml" /bin/bash job.sh 2>&1)" "$wanted"
is 'the file is there' "$(tail -n 1 "$work/squares")" 10000

list='set -o pipefail; cd /usr/bin && ls | sort | head'
is 'NONO_PROFILE=base' "$(confined base /bin/bash -c "$list" 2>&1)" \
	"$(free /bin/bash -c 'cd /usr/bin && ls | sort | head')"

ok 'control: reading' free /bin/bash -c 'cat "$0"' "$secret"
denied 'reading an ungranted file' 'Permission denied' \
	confined "$tmp/bash.yaml" /bin/bash -c 'cat "$0"' "$secret"
denied 'by bash itself' 'Permission denied' \
	confined "$tmp/bash.yaml" /bin/bash -c 'read -r line <"$0" && echo "$line"' "$secret"
denied 'through a link in the working directory' 'Permission denied' \
	confined "$tmp/bash.yaml" /bin/bash -c 'ln -s "$0" link && cat link' "$secret"

ok 'control: writing' free /bin/bash -c 'echo x >"$0/written" && rm "$0/written"' "$outside"
denied 'writing outside' 'Permission denied' \
	confined "$tmp/bash.yaml" /bin/bash -c 'echo x >"$0/written"' "$outside"
denied 'moving a file out' 'Permission denied\|Invalid cross-device link' \
	confined "$tmp/bash.yaml" /bin/bash -c 'mv squares "$0/"' "$outside"
is 'nothing came out' "$(ls "$outside")" ''

ok 'control: TCP' free /bin/bash -c 'echo x >"/dev/tcp/127.0.0.1/$0"' "$tcp"
denied 'TCP' 'Address family not supported' \
	confined "$tmp/bash.yaml" /bin/bash -c 'echo x >"/dev/tcp/127.0.0.1/$0"' "$tcp"
ok 'control: UDP' free /bin/bash -c 'echo x >"/dev/udp/127.0.0.1/$0"' "$udp"
denied 'UDP' 'Address family not supported' \
	confined "$tmp/bash.yaml" /bin/bash -c 'echo x >"/dev/udp/127.0.0.1/$0"' "$udp"

finish
