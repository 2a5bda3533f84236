#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What the parent left open: what the rules would deny is gone when main runs, the rest is there.
# Every descriptor is first looked at without the library.

# shellcheck source=tests/shim/hardening.sh
. "$top_srcdir/tests/shim/hardening.sh"
# The job server of "make -j" leaves some open, and numbers count here.
exec 3>&- 4>&- 5>&- 6>&-

mkdir "$tmp/granted" "$tmp/secret" "$tmp/written"
for directory in granted secret written; do
	echo text >"$tmp/$directory/file"
done
chmod 666 "$tmp"/*/file
grants="    - $tmp/granted\n  write: [$tmp/written]"
profile free "$grants"
profile block "$grants\nnetwork: {block: true}"
profile ports "$grants\nnetwork: {connect_port: [41001], listen_port: [41002]}"
profile udp-all "$grants\nnetwork: {connect_port: [41001]}\nlinux: {udp: all}"
profile udp "$grants\nnetwork: {udp_port: [41001]}"
profile unix-none "$grants\nlinux: {unix_sockets: none}"
profile unix-all "$grants\nlinux: {unix_sockets: all}"
profile close "$grants\nlinux: {fds: close}"
profile inherit "$grants\nlinux: {fds: inherit}"
profile said "$grants\nlinux: {fds: audit}"
abi=$("$hold" abi)
if [ "$abi" -eq 0 ]; then
	skip 'descriptors' 'this kernel has no Landlock'
	finish
fi

# line_of PROFILE KEY: where it stands.
line_of() {
	grep -n "$2" "$tmp/$1.yaml" | sed "s|^\([0-9]*\):.*|$1.yaml:\1:14|"
}

# held PROFILE FD KIND WANTED: what has become of it; "open" without the library.
held() {
	held_name="$1: $3 at $2: $4"
	held_control=open
	case $3 in pipe*) held_control=pipe ;; esac
	held_got=$("$hold" "$3" "$2" "$hold" look "$2" 2>"$tmp/err")
	held_status=$?
	if [ "$held_status" -eq 77 ]; then
		skip "$held_name" "not here: $(cat "$tmp/err")"
		return
	fi
	is "control: $3 at $2" "$held_got" "$held_control"
	# Descriptor 1 is looked at through what takes its place.
	is "$held_name" "$("$hold" "$3" "$2" env "LD_PRELOAD=$library" \
		"NONO_PROFILE=$tmp/$1.yaml" "$hold" look "$2" 2>&1)" "$4"
}

# Files: by the grants and the access. 255 is bash's.
for number in 3 9 255; do
	held free $number read="$tmp/granted/file" open
	held free $number read="$tmp/secret/file" closed
done
held free 9 write="$tmp/granted/file" closed
held free 9 both="$tmp/granted/file" closed
held free 9 read="$tmp/written/file" closed
held free 9 write="$tmp/written/file" open
held free 9 append="$tmp/written/file" open
held free 9 write="$tmp/secret/file" closed
held free 9 read="$tmp/granted" open
held free 9 read="$tmp/secret" closed
held free 9 read="$tmp/written" closed
held free 9 path="$tmp/granted" open
held free 9 path="$tmp/secret" closed
held free 9 path="$tmp/secret/file" closed
held free 9 read=/ closed
# What the caller redirected; a directory is no such thing.
for number in 0 2; do
	held free $number read="$tmp/secret/file" open
	held free $number write="$tmp/secret/file" open
	held free $number read="$tmp/secret" pipe
	held free $number read="$tmp/granted" open
done
under free echo redirected >"$tmp/secret/output"
is 'output redirected to a file outside all grants' "$(cat "$tmp/secret/output")" redirected
is 'input from one' "$(under free cat <"$tmp/secret/file")" text
is 'in place of a directory: the end of a file' "$(under free cat <"$tmp/secret" 2>&1)" ''
# Channels stay.
for kind in pipe terminal eventfd signalfd epoll memfd secretmem read=/dev/null read=/dev/urandom; do
	case $kind in pipe) held free 9 $kind pipe ;; *) held free 9 $kind open ;; esac
done
held free 255 terminal open
held free 9 io_uring closed
held free 0 io_uring pipe
for device in /dev/vda /dev/sda /dev/nvme0n1 /dev/loop0 /dev/mem /dev/kmsg; do
	[ -r "$device" ] || continue
	held free 9 read=$device closed
	held free 0 read=$device open
done

# All but the three go, whatever they are; these are audited.
for kind in read="$tmp/granted/file" read="$tmp/secret/file" read=/dev/null pipe eventfd io_uring \
	socket:220 memfd; do
	held close 9 "$kind" closed
	held close 1000 "$kind" closed
done
held close 3 pipe closed
held close 0 read="$tmp/secret/file" open
held close 0 read="$tmp/secret" pipe
held close 0 read="$tmp/granted" open
held close 0 io_uring pipe
held close 0 eventfd open
# Nothing goes but rings.
for kind in read="$tmp/secret/file" write="$tmp/secret/file" read="$tmp/secret" path="$tmp/secret" \
	eventfd socket:220 mptcp netlink:4 terminal memfd; do
	held inherit 9 "$kind" open
done
held inherit 0 read="$tmp/secret" open
held inherit 9 pipe pipe
held inherit 9 io_uring closed
held inherit 255 io_uring closed
held inherit 0 io_uring pipe
held said 9 read="$tmp/granted/file" open
held said 9 read="$tmp/secret/file" closed

# Sockets. 2 is inet, 10 inet6, 1 unix; type 1 is a stream, 2 datagrams; then the protocol.
held free 9 socket:210 open
held free 9 socket:220 open
held free 9 mptcp open
held free 9 netlink:0 open
held free 9 netlink:4 closed
held free 9 listen:0 open
held block 9 socket:210 closed
held block 9 socket:1010 closed
held block 9 socket:220 closed
held block 9 mptcp closed
held block 9 netlink:0 closed
held block 9 listen:0 closed
held block 9 connected:0 closed
held block 0 listen:0 pipe
held block 0 socket:210 pipe
held block 0 socket:220 pipe
# A connection that the caller gave: inetd. Only where Landlock keeps it from being turned around.
if [ "$abi" -ge 4 ]; then
	held block 0 connected:0 open
	held ports 9 socket:210 open
	held ports 9 socket:220 closed
	held ports 9 mptcp closed
	held ports 9 socket:236 closed # raw, of root
	held ports 9 netlink:0 open
	held ports 9 bound:0 closed
	held ports 9 listen:0 closed
	held ports 9 listen:41003 closed
	held ports 9 listen:41002 open
	held ports 9 connected:41001 open
	held ports 9 connected:41003 closed
	held ports 0 connected:41003 open
	held ports 0 listen:41003 pipe
	held ports 9 udp-bound:41001 closed
	held udp-all 9 socket:220 open
	held udp-all 9 udp-bound:41003 open
	held udp-all 9 udp-connected:41003 open
	held udp-all 9 socket:231 closed # raw, of root
	held udp-all 9 connected:41003 closed
else
	skip 'sockets and ports' 'this kernel has no Landlock rules for ports (ABI 4)'
fi
if [ "$abi" -ge 10 ]; then
	held udp 9 socket:220 open
	held udp 9 udp-bound:41001 open
	held udp 9 udp-bound:41003 closed
	held udp 9 udp-connected:41001 open
	held udp 9 udp-connected:41003 closed
	held udp 9 connected:41001 closed
else
	skip 'sockets and ports of UDP' "needs Landlock ABI 10, this kernel has ABI $abi"
fi
held unix-none 9 socket:110 closed
held unix-none 9 pair:2 closed
held unix-none 9 pair:1 open
held unix-all 9 socket:110 open
held unix-all 9 socket:120 open
held unix-all 9 pair:2 open
# Unix sockets that could still be connected or sent anywhere, below ABI 9.
held free 9 pair:1 open
held free 9 pair:5 open
held free 9 unix-listen="$tmp/socket" open
if [ "$abi" -ge 9 ]; then
	skip 'unix sockets of no peer' 'Landlock knows unix sockets here (ABI 9)'
else
	held free 9 socket:110 closed
	held free 9 pair:2 closed
	held free 0 pair:2 pipe
fi

# Without /proc nothing is known, so only 0, 1 and 2 are left.
no_proc='mount -t tmpfs none /proc && exec "$@"'
if unshare -m sh -c 'mount -t tmpfs none /proc' 2>/dev/null; then
	without_proc() { # PROFILE KIND FD: there
		"$hold" "$2" "$3" unshare -m sh -c "$no_proc" sh env "LD_PRELOAD=$library" \
			"NONO_PROFILE=$tmp/$1.yaml" "$hold" look "$3" 2>&1
	}
	alone() { # KIND FD
		without_proc free "$@"
	}
	is 'no /proc: a granted file' "$(alone read="$tmp/granted/file" 9)" closed
	is 'no /proc: a pipe' "$(alone pipe 9)" closed
	is 'no /proc: a file at 0' "$(alone read="$tmp/secret/file" 0)" open
	is 'no /proc: a directory at 0' "$(alone read="$tmp/secret" 0)" pipe
	is 'no /proc: a granted directory at 0' "$(alone read="$tmp/granted" 0)" open
	is 'no /proc: io_uring at 0' "$(alone io_uring 0)" pipe
	is 'no /proc, close: a pipe' "$(without_proc close pipe 9)" closed
	is 'no /proc, close: a file at 0' "$(without_proc close read="$tmp/secret/file" 0)" open
	is 'no /proc, close: a directory at 0' "$(without_proc close read="$tmp/secret" 0)" pipe
	ok 'no /proc, inherit' refused \
		"$(line_of inherit fds): linux.fds: 'inherit' needs /proc" unshare -m sh -c "$no_proc" \
		sh env "LD_PRELOAD=$library" "NONO_PROFILE=$tmp/inherit.yaml" echo ran
	ok 'no /proc and no close_range()' refused 'to look through the inherited descriptors' \
		"$wrap" close_range=38 -- unshare -m sh -c "$no_proc" sh env "LD_PRELOAD=$library" \
		"NONO_PROFILE=$tmp/free.yaml" echo ran
else
	skip 'no /proc' 'no mount namespaces here (needs root)'
fi

# Each call of the audit.
faulty_profile=free
faulty() { # KIND FD RULE: main does not run
	ok "$faulty_profile: $3 for $1 at $2" refused 'to look through the inherited descriptors' \
		"$hold" "$1" "$2" "$wrap" "$3" -- env "LD_PRELOAD=$library" \
		"NONO_PROFILE=$tmp/$faulty_profile.yaml" echo ran
}
again=openat:2:0x80900 # not blocking, no terminal, closed on exec
link=readlinkat:0:3    # of the listing, which gets the lowest descriptor
faulty pipe 9 fstat:0:9=5
faulty pipe 9 getdents64=5
faulty read="$tmp/secret/file" 9 fcntl:0:9=22
faulty read="$tmp/secret/file" 9 $again=24
faulty read="$tmp/secret/file" 9 $again=12
faulty read="$tmp/secret/file" 9 close:0:9=1
faulty eventfd 9 $link=12
for call in getsockopt getpeername getsockname; do
	faulty socket:210 9 $call=5
done
faulty_profile=close
faulty pipe 9 close_range=38
faulty pipe 9 close_range=0 # a success that is none
faulty pipe 9 eventfd2=24
faulty_profile=inherit
faulty eventfd 9 $link=12
is 'control: those filters without a fault' "$("$hold" read="$tmp/granted/file" 9 "$wrap" \
	$link=12 -- env "LD_PRELOAD=$library" "NONO_PROFILE=$tmp/free.yaml" "$hold" look 9)" open
# Under a directory as standard input.
no_pipe() { # RULE
	"$hold" read="$tmp/secret" 0 "$wrap" "$1" -- env "LD_PRELOAD=$library" \
		"NONO_PROFILE=$tmp/free.yaml" echo ran >"$tmp/out" 2>"$tmp/err"
	is "$1 for a directory at 0" "$? $(cat "$tmp/out")" '125 '
	ok "$1: the line" grep -q 'inherited descriptors' "$tmp/err"
}
no_pipe pipe2=24
no_pipe dup3=9
finish
