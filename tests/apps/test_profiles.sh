#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What every shipped profile grants and, above all, what none of them grants.

# shellcheck disable=SC2016 # for the programs to expand
# shellcheck source=tests/apps/apps.sh
. "${top_srcdir:?}/tests/apps/apps.sh"

needs_sandbox redis
listener

names='base build chromium curl dns git java nginx node postgres python redis tls tty'
for name in $names; do
	ok "$name: is installed" test -r "$profiles/$name.yaml"
	ok "$name: has its name" grep -q "^  name: $name\$" "$profiles/$name.yaml"
	ok "$name: has a description" grep -q '^  description: [A-Za-z]' "$profiles/$name.yaml"
	ok "$name: runs a program" confined "$name" /bin/true
done
is 'no other profile is installed' "$(cd "$profiles" && echo *)" \
	"$(for name in $names; do echo "$name.yaml"; done | paste -s -d' ')"

# Those that are only a part of others, as somebody would use them.
for name in dns tls tty; do
	echo "extends: [base, $name]" >"$tmp/$name.yaml"
done
as_used() { # NAME
	case $1 in
	dns | tls | tty) echo "$tmp/$1.yaml" ;;
	*) echo "$1" ;;
	esac
}

# Prints which of the files can be read, and which directories listed.
cat >"$tmp/readable.sh" <<-'EOF'
	for file; do
		if [ -d "$file" ]; then
			ls "$file" >/dev/null 2>&1 && printf '%s ' "$file"
		elif (: <"$file") 2>/dev/null; then
			printf '%s ' "$file"
		fi
	done
	echo end
EOF
# Prints in which of the directories a file can be made.
cat >"$tmp/writable.sh" <<-'EOF'
	for directory; do
		file=$directory/nono-test.$$
		(: >"$file") 2>/dev/null && rm "$file" && printf '%s ' "$directory"
	done
	echo end
EOF
readable=$(cat "$tmp/readable.sh")
writable=$(cat "$tmp/writable.sh")

# Other people's secrets, and one's own that no shipped profile has any business with.
mkdir -p "$home/.ssh" "$home/.config/git" "$home/.config/nono/profiles" "$home/.aws" "$home/.gnupg"
secrets="$secret $outside $home"
for file in .ssh/id_test .ssh/config .git-credentials .config/git/credentials .netrc .npmrc \
	.bashrc .bash_history .python_history .aws/credentials .gnupg/key notes; do
	echo secret >"$home/$file"
	secrets="$secrets $home/$file"
done
system='/etc/shadow /etc/gshadow /etc/sudoers /etc/ssh /etc/ssl/private /etc/pki/tls/private
	/etc /var /var/lib /var/log /var/spool /run /home /tmp /var/tmp /dev /dev/shm
	/sys /sys/kernel / /boot /opt /srv /mnt /media'
roots=~root
# The names have no blanks.
# shellcheck disable=SC2086
there=$(sh -c "$readable" sh $system "$roots")
system=${there% end}
places="$home $home/.ssh $home/.config/nono/profiles $outside"
# The library and the profiles: who can write them decides about the next run.
for directory in "$profiles" "${shim%/*}" /etc /usr/lib /usr/bin /tmp /var/tmp /var/log /dev/shm \
	/run; do
	# Without the sandbox it would be possible.
	[ -w "$directory" ] && places="$places $directory"
done

# shellcheck disable=SC2086
is 'control: everything can be read' "$(free sh -c "$readable" sh $secrets $system)" \
	"$secrets $system end"
# shellcheck disable=SC2086
is 'control: the places in $tmp can be written' \
	"$(free sh -c "$writable" sh "$home" "$home/.ssh" "$outside")" "$home $home/.ssh $outside end"
for name in $names; do
	profile=$(as_used "$name")
	memory=
	[ "$name" != postgres ] || [ ! -w /dev/shm ] || memory='/dev/shm ' # of parallel queries
	# shellcheck disable=SC2086
	is "$name: reads nothing else" "$(confined "$profile" sh -c "$readable" sh $secrets $system)" \
		"${memory}end"
	# shellcheck disable=SC2086
	is "$name: writes nowhere else" "$(confined "$profile" sh -c "$writable" sh $places)" \
		"${memory}end"
	is "$name: cannot be widened" \
		"$(confined "$profile" sh -c 'for f; do (: >>"$f") 2>/dev/null && echo "$f"; done; echo end' \
			sh "$profiles/$name.yaml" "$profiles/base.yaml" "$shim")" end
done

# What they do grant, as far as it exists here.
echo '[user]' >"$home/.gitconfig"
echo '*.o' | tee "$home/.config/git/ignore" >"$home/.gitignore_global"
while read -r name files; do
	# shellcheck disable=SC2086
	is "$name: reads what it names" \
		"$(confined "$(as_used "$name")" sh -c "$readable" sh $files)" \
		"$(free sh -c "$readable" sh $files)"
done <<-EOF
	base /usr /lib /bin /sbin /proc /sys/devices/system/cpu/online /dev/null /dev/zero /dev/urandom \
		/dev/random /etc/ld.so.cache /etc/localtime /etc/timezone /etc/locale.alias /etc/passwd \
		/etc/group /etc/nsswitch.conf /etc/os-release
	chromium /etc/fonts/fonts.conf /var/cache/fontconfig /etc/chromium.d
	dns /etc/resolv.conf /etc/hosts /etc/host.conf /etc/gai.conf /etc/services /etc/protocols
	git /etc/gitconfig $home/.gitconfig $home/.config/git/ignore $home/.gitignore_global
	java /etc/java-17-openjdk /sys/fs/cgroup
	nginx /etc/nginx/nginx.conf /var/www/html /var/lib/nginx
	node /sys/fs/cgroup
	postgres /etc/postgresql /var/lib/postgresql /etc/ssl/private/ssl-cert-snakeoil.key
	python /etc/mime.types /etc/python3.11 /etc/debian_version
	redis /etc/redis /var/lib/redis /sys/kernel/mm/transparent_hugepage/enabled
	tls /etc/ssl/certs /etc/ssl/openssl.cnf /etc/pki/tls/certs /etc/gnutls
	tty /dev/pts /etc/inputrc /etc/terminfo
EOF

# What extends says: a file of base, dns and tls each.
parts() { # PROFILE
	confined "$1" sh -c "$readable" sh /etc/passwd /etc/hosts /etc/ssl/certs
}
if [ -r /etc/hosts ] && [ -d /etc/ssl/certs ]; then
	while read -r name wanted; do
		is "$name: its parts" "$(parts "$(as_used "$name")")" "$wanted"
	done <<-EOF
		base /etc/passwd end
		build /etc/passwd end
		chromium /etc/passwd /etc/hosts /etc/ssl/certs end
		curl /etc/passwd /etc/hosts /etc/ssl/certs end
		dns /etc/passwd /etc/hosts end
		git /etc/passwd /etc/hosts /etc/ssl/certs end
		java /etc/passwd /etc/hosts /etc/ssl/certs end
		nginx /etc/passwd /etc/ssl/certs end
		node /etc/passwd /etc/hosts /etc/ssl/certs end
		postgres /etc/passwd /etc/hosts /etc/ssl/certs end
		python /etc/passwd /etc/hosts /etc/ssl/certs end
		redis /etc/passwd /etc/ssl/certs end
		tls /etc/passwd /etc/ssl/certs end
		tty /etc/passwd end
	EOF
else
	skip 'the parts of each profile' 'there is no /etc/hosts or no /etc/ssl/certs (ca-certificates)'
fi

# What workdir says.
echo data >"$work/data"
while read -r name wanted; do
	is "$name: the working directory" \
		"$(confined "$name" sh -c '(: <data) 2>/dev/null && echo read
			(: >new) 2>/dev/null && echo write
			echo end' | paste -s -d,)" "$wanted"
done <<-EOF
	base end
	build read,write,end
	chromium read,write,end
	curl read,write,end
	git read,write,end
	java read,end
	nginx end
	node read,end
	postgres end
	python read,end
	redis end
EOF

# What network says, of TCP and UDP.
while read -r name wanted; do
	is "$name: the network" "$(confined "$name" /bin/bash -c '
		(echo x >"/dev/tcp/127.0.0.1/$0") 2>/dev/null && echo tcp
		(echo x >"/dev/udp/127.0.0.1/$1") 2>/dev/null && echo udp
		echo end' "$tcp" "$udp" | paste -s -d,)" "$wanted"
done <<-EOF
	base tcp,udp,end
	build end
	chromium end
	curl end
	git tcp,udp,end
	java tcp,udp,end
	nginx end
	node tcp,udp,end
	postgres end
	python tcp,udp,end
	redis end
EOF

# A rule on /proc/self would be about the process that opened it: children have to read their own.
is 'a child reads its own /proc/self' \
	"$(confined base sh -c 'cat /proc/self/comm; (cat /proc/self/status) | sed -n "s/^Name:\t//p"' |
		paste -s -d,)" cat,cat

# /proc shows other processes, of which Landlock protects the memory, environment and files. Not
# from root: CAP_PERFMON and CAP_SYS_ADMIN read them past it (mm_access(), seen with Linux 6.18).
user=
[ "$(id -u)" -ne 0 ] || user='setpriv --reuid 65534 --regid 65534 --clear-groups'
# shellcheck disable=SC2086 # a list of words
if free $user true 2>/dev/null; then
	start "$tmp/sleeper" free $user sleep 60
	tries=0
	until grep -qx sleep "/proc/$pid/comm" || [ "$tries" -ge 200 ]; do
		tries=$((tries + 1))
		sleep 0.05
	done
	for file in environ maps root/etc; do
		show='if [ -d "$0" ]; then ls "$0"; else cat "$0"; fi'
		ok "control: $file of another process" free $user sh -c "$show" "/proc/$pid/$file"
		denied "$file of another process" 'Permission denied' \
			confined base $user sh -c "$show" "/proc/$pid/$file"
	done
	ok 'but its name' confined base cat "/proc/$pid/comm"
else
	skip 'another process' 'needs setpriv as root (package util-linux)'
fi

ok 'devices' confined base sh -c \
	'echo x >/dev/null && test "$(head -c 4 /dev/urandom | wc -c)" -eq 4 && : </dev/zero'
denied '/dev/full is itself' 'No space left' confined base sh -c 'cat /etc/passwd >/dev/full'
if [ "$(id -u)" -eq 0 ]; then
	ok 'control: writing /dev/urandom' free sh -c 'echo x >/dev/urandom'
	denied 'writing /dev/urandom' 'Permission denied' confined base sh -c 'echo x >/dev/urandom'
else
	skip 'writing /dev/urandom' 'only tested as root'
fi

# A terminal of its own, from util-linux.
terminal() { # free, or confined PROFILE; then the command as one word
	for command; do :; done
	free script -qec "true" /dev/null </dev/null >/dev/null 2>&1 || return 99
	case $1 in
	free) free script -qec "$command" /dev/null </dev/null ;;
	*) free script -qec "LD_PRELOAD='$shim' NONO_PROFILE='$2' $command" /dev/null </dev/null ;;
	esac
}
if terminal free 'test -c /dev/tty' >/dev/null 2>&1; then
	modes="sh -c 'stty -echo </dev/tty && stty -a </dev/tty'"
	ok 'control: terminal modes' terminal free "$modes"
	is 'terminal modes are changed through /dev/tty' \
		"$(terminal confined base "$modes" | grep -c -e ' -echo ')" 1
	# script makes a pseudo terminal, which only the profile tty grants.
	ok 'control: a new terminal' free script -qec 'echo in' /dev/null
	denied 'base makes no new terminal' 'ermission denied' \
		confined base script -qec 'echo in' /dev/null
	is 'tty does' \
		"$(confined "$tmp/tty.yaml" script -qec 'echo in' /dev/null </dev/null | tr -d '\r')" in
else
	skip 'terminals' 'script(1) makes none here (package bsdutils or util-linux, /dev/pts)'
fi

# As somebody who may not read everything anyway: what cannot be reached is skipped.
as_nobody() {
	setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}
if [ "$(id -u)" -ne 0 ] || ! as_nobody true 2>/dev/null; then
	skip 'as another user' 'needs root and setpriv (package util-linux)'
elif ! as_nobody cat "$shim" "$profiles/base.yaml" >/dev/null 2>&1; then
	skip 'as another user' "the installation below ${shim%/lib/*} cannot be reached by others"
else
	chmod 755 "$home"
	for name in $names; do
		profile=$(as_used "$name")
		is "$name: as nobody" "$(cd "$work" && as_nobody env -i PATH="$path" HOME="$home" \
			LD_PRELOAD="$shim" NONO_PROFILE="$profile" sh -c "$readable" sh "$secret" \
			"$home/notes" /etc /etc/passwd 2>&1)" '/etc/passwd end'
	done
fi

# Entries of a shipped profile are optional by themselves, anybody else's are not.
echo 'filesystem: {read: [/nonexistent/path]}' >"$tmp/missing.yaml"
echo 'filesystem: {read: [{path: /nonexistent/path, optional: true}]}' >"$tmp/optional.yaml"
status=0
confined "$tmp/missing.yaml" /bin/true 2>"$tmp/missing.err" || status=$?
is 'a missing path is an error' "$status" 125
ok 'which names it' \
	grep -q "missing.yaml:1:21: .*'/nonexistent/path' does not exist" "$tmp/missing.err"
ok 'unless it is optional' confined "$tmp/optional.yaml" /bin/true
ok 'the shipped base names paths that are missing here' sh -c '
	for file in /etc/ld.so.preload /etc/ld-musl-x86_64.path /etc/ld-musl-aarch64.path; do
		[ -e "$file" ] || exit 0
	done
	exit 1'

finish
