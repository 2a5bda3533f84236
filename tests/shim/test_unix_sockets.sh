#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Grants of unix sockets: what is not there, or of another kind, and kernels that cannot tell sockets
# apart. What granted sockets can do is in tests/live.

# shellcheck source=tests/shim/hardening.sh
. "$top_srcdir/tests/shim/hardening.sh"

abi=$("$hold" abi)
if [ "$abi" -eq 0 ]; then
	skip 'grants of unix sockets' 'this kernel has no Landlock'
	finish
fi
ok 'a socket to grant' "$hold" unix-listen="$tmp/socket" 9 true
mkdir "$tmp/directory" "$tmp/closed"
echo text >"$tmp/file"
ln -s nowhere "$tmp/dangling"

# grant KEY ENTRY: a profile with that grant, for every kernel.
grant() {
	profile grant "  $1: [$2]\nlinux: {unix_sockets: all}"
}

# allowed KEY ENTRY, and denied KEY ENTRY TEXT: main runs, or not for that reason and at that place.
allowed() {
	grant "$1" "$2"
	ok "$1: $2" runs under grant echo ran
}

denied() {
	grant "$1" "$2"
	ok "$1: $2: $3" refused "filesystem.$1: $3" under grant echo ran
	ok "$1: $2: the place" refused "grant.yaml:$(grep -n "$1" "$tmp/grant.yaml" |
		cut -d: -f1):$((6 + ${#1})): " under grant echo ran
}

for key in unix_socket unix_socket_bind; do
	allowed $key "$tmp/socket"
	allowed $key "$tmp/file"
	denied $key "$tmp/directory" "'$tmp/directory' is a directory; expected a socket; grant the"
	allowed $key "{path: $tmp/none/socket, optional: true}"
done
denied unix_socket "$tmp/absent" "'$tmp/absent' does not exist"
denied unix_socket "$tmp/dangling" "'$tmp/dangling' does not exist"
denied unix_socket "$tmp/file/below" "cannot grant '$tmp/file/below'"
allowed unix_socket "{path: $tmp/absent, optional: true}"
# To bind it, its directory has to exist.
allowed unix_socket_bind "$tmp/absent"
denied unix_socket_bind "$tmp/none/socket" "'$tmp/none' does not exist"
denied unix_socket_bind "$tmp/file/below" "cannot grant '$tmp/file/below'"
denied unix_socket_bind "/nono-shim-socket" "to bind '/nono-shim-socket' takes the right to remove"
# "/" by other names.
ln -s / "$tmp/root"
for name in /usr/../socket //socket /./socket "$tmp/root/socket"; do
	denied unix_socket_bind "$name" "" # as it is, or as a file of it
done
for key in unix_socket_dir unix_socket_dir_bind unix_socket_subtree unix_socket_subtree_bind; do
	for name in // /usr/.. /. "$tmp/root"; do
		denied $key "$name" "'$name' is in or is the root directory"
	done
done
for key in unix_socket_dir unix_socket_dir_bind unix_socket_subtree unix_socket_subtree_bind; do
	allowed $key "$tmp/directory"
	denied $key "$tmp/socket" "'$tmp/socket' is not a directory; grant a single socket with"
	denied $key "$tmp/none" "'$tmp/none' does not exist"
	allowed $key "{path: $tmp/none, optional: true}"
done

# A directory that may not be listed can have all that is below granted, and not what is in it.
chmod 711 "$tmp/closed"
if [ "$abi" -lt 9 ]; then
	skip 'a directory that may not be listed' "needs Landlock ABI 9, this kernel has ABI $abi"
elif [ -n "$as_nobody" ] && [ "$(id -u)" -eq 0 ]; then
	grant unix_socket_dir "$tmp/closed"
	sed -i 's/: all/: listed/' "$tmp/grant.yaml"
	# shellcheck disable=SC2086 # words
	ok 'a directory that may not be listed' refused 'cannot grant' \
		$as_nobody env "LD_PRELOAD=$library" "NONO_PROFILE=$tmp/grant.yaml" echo ran
fi

# Kernels that cannot tell one socket from another.
profile listed "linux: {unix_sockets: listed}"
profile one "  unix_socket: [$tmp/socket]"
profile effort "  unix_socket: [$tmp/socket]\ncompatibility: best-effort"
if [ "$abi" -lt 9 ]; then
	remedy="this kernel has ABI $abi; 'linux.unix_sockets: all' works here"
	ok 'listed below ABI 9' refused "$remedy" under listed echo ran
	ok 'a grant below ABI 9' refused "$remedy" under one echo ran
	under effort echo ran >"$tmp/out" 2>"$tmp/err"
	is 'best-effort: it runs' "$(cat "$tmp/out")" ran
	ok 'and says so' grep -qF "filesystem.unix_socket is not enforced: Landlock tells unix" "$tmp/err"
else
	for name in listed one effort; do
		ok "$name from ABI 9 on" runs under $name echo ran
	done
fi
finish
