#!/bin/sh
# SPDX-License-Identifier: Apache-2.0

# shellcheck disable=SC2016 # for the programs to expand
# shellcheck source=tests/apps/apps.sh
. "${top_srcdir:?}/tests/apps/apps.sh"

git=/usr/bin/git
needs "$git" git
needs_sandbox git
listener

cat >"$tmp/git.yaml" <<-EOF
	extends: git
	network: {block: true}
EOF
mkdir -p "$home/.config/git" "$home/.ssh"
printf '[user]\n\tname = Some One\n\temail = some@example.org\n[init]\n\tdefaultBranch = main\n' \
	>"$home/.gitconfig"
echo '*.ignored' >"$home/.config/git/ignore"
echo 'https://user:password@example.org' | tee "$home/.git-credentials" \
	>"$home/.config/git/credentials"
echo 'a key' >"$home/.ssh/id_test"

# init, add, commit, branch, merge, clone, gc and push, in the working directory.
cat >"$work/job.sh" <<-'EOF'
	set -e
	git init -q one
	cd one
	echo first >file && touch not.ignored
	git add file && git commit -q -m first
	git checkout -q -b side && echo second >>file && git commit -q -a -m second
	git checkout -q main && git merge -q --no-edit side && git gc -q
	cd ..
	git clone -q --bare one two.git && git clone -q two.git three
	cd three
	echo third >>file && git commit -q -a -m third && git push -q origin main
	git --git-dir ../two.git log --format=%s main | tr '\n' ' '
	cat file | tr '\n' ' '
	git -C ../one status --short
	git log -1 --format='%an <%ae>'
EOF
wanted='third second first first second third Some One <some@example.org>'
clear_work() {
	rm -rf "$work/one" "$work/two.git" "$work/three"
}

is 'control: the job' "$(free /bin/sh job.sh 2>&1)" "$wanted"
clear_work
is 'init, commit, merge, gc, clone and push' "$(confined "$tmp/git.yaml" /bin/sh job.sh 2>&1)" \
	"$wanted"
ok 'the repository is sound' free "$git" -C one fsck --strict

ok 'NONO_PROFILE=git: status' confined git "$git" -C one status
ok 'NONO_PROFILE=git: commit' confined git "$git" -C one commit -q --allow-empty -m fourth
is 'which is there' "$(free "$git" -C one log -1 --format=%s)" fourth
cat >"$tmp/less.yaml" <<-EOF
	extends: base
	workdir: {access: readwrite}
EOF
denied 'the grants on its configuration are needed' '\.gitconfig.: Permission denied' \
	confined "$tmp/less.yaml" "$git" -C one status

# A repository outside.
mv "$work/two.git" "$outside/two.git"
ok 'control: cloning' free "$git" clone -q "$outside/two.git" four
rm -rf "$work/four"
denied 'cloning an ungranted repository' 'fatal:' \
	confined "$tmp/git.yaml" "$git" clone -q "$outside/two.git" four
cat >"$tmp/clone.yaml" <<-EOF
	extends: git
	filesystem: {read: [$outside/two.git]}
	network: {block: true}
EOF
rm -rf "$work/four"
ok 'cloning a granted one' confined "$tmp/clone.yaml" "$git" clone -q "$outside/two.git" four
ok 'control: pushing' free "$git" -C four push -q origin main:control
ok 'a commit to push' free "$git" -C four commit -q --allow-empty -m more
denied 'but not pushing into it' 'unable to create temporary object directory' \
	confined "$tmp/clone.yaml" "$git" -C four push -q origin main:pushed
is 'nothing was pushed' "$(free "$git" --git-dir "$outside/two.git" branch --list pushed)" ''

ok 'control: reading' free "$git" hash-object "$secret"
denied 'reading an ungranted file' 'Permission denied' \
	confined "$tmp/git.yaml" "$git" hash-object "$secret"
for file in .ssh/id_test .git-credentials .config/git/credentials; do
	ok "control: reading ~/$file" free "$git" hash-object "$home/$file"
	denied "reading ~/$file" 'Permission denied' \
		confined "$tmp/git.yaml" "$git" hash-object "$home/$file"
done
ok 'control: writing' free "$git" init -q "$outside/control"
denied 'writing outside' 'Permission denied' \
	confined "$tmp/git.yaml" "$git" init -q "$outside/written"
ok 'control: writing the configuration' free "$git" config --global a.b c
denied 'writing its own configuration' 'Permission denied' \
	confined "$tmp/git.yaml" "$git" config --global a.b d

# TCP by git itself, UDP by a command of its own.
free_port
if [ -x /usr/lib/git-core/git-daemon ]; then
	start "$tmp/daemon.log" free /usr/lib/git-core/git-daemon --listen=127.0.0.1 --port="$port" \
		--base-path="$outside" --export-all --reuseaddr
	answers "$port"
	ok 'control: TCP' free "$git" ls-remote "git://127.0.0.1:$port/two.git" main
	denied 'TCP' 'unable to connect\|Address family not supported' \
		confined "$tmp/git.yaml" "$git" ls-remote "git://127.0.0.1:$port/two.git" main
	ok 'which the shipped profile leaves free' \
		confined git "$git" ls-remote "git://127.0.0.1:$port/two.git" main
	stop "$pid"
else
	skip 'TCP' 'git-daemon is not installed (package git)'
fi
alias="!/bin/bash -c 'echo x >/dev/udp/127.0.0.1/$udp'"
ok 'control: UDP' free "$git" -c alias.udp="$alias" udp
denied 'UDP' 'Address family not supported' \
	confined "$tmp/git.yaml" "$git" -c alias.udp="$alias" udp

finish
