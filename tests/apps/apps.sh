# SPDX-License-Identifier: Apache-2.0
# Sourced by the tests of real programs: unmodified, confined by the installed library and
# profiles. Every program runs with a clean environment in $work.
#
#   free COMMAND...                without the library: the control of a denial
#   confined PROFILE COMMAND...    with it
#   denied NAME TEXT COMMAND...    a test: COMMAND fails and prints TEXT, and it is not the
#                                  library that refused to start it
#   needs PROGRAM PACKAGE          skips the script where the program is absent
#   needs_sandbox PROFILE          skips the script where the kernel cannot enforce the profile
#   free_port                      sets $port to a TCP port that nobody listens on
#   start LOG free COMMAND...      in the background, until the end of the script; sets $pid
#   start LOG confined PROFILE COMMAND...
#   stop PID                       ends it, and waits until it has ended
#   answers PORT                   waits until somebody listens
#   listener                       sets $tcp and $udp to loopback ports that take anything
#
# Granted by no profile: $secret, a file, and $outside, a directory.

# shellcheck disable=SC2016,SC2034 # for perl to expand; set for the scripts
# shellcheck source=tests/tap.sh
. "${top_srcdir:?}/tests/tap.sh"

shim=${NONO_TEST_SHIM:?is the installed library}
profiles=${NONO_TEST_PROFILES:?is the directory of the installed profiles}
home=$tmp/home
work=$tmp/work
outside=$tmp/outside
secret=$tmp/secret/secret.txt
path=/usr/sbin:/usr/bin:/sbin:/bin
started=
last_port=$((15000 + $$ % 1000 * 15))

if [ ! -r "$shim" ] || [ ! -r "$profiles/base.yaml" ]; then
	echo "Bail out! not installed: $shim, $profiles"
	exit 99
fi
# Other users are tested as well: what they must not read has to be denied by the sandbox alone.
chmod 755 "$tmp"
mkdir "$home" "$work" "$outside" "$tmp/secret"
echo 'the secret' >"$secret"
trap 'stop_all; rm -rf "$tmp"' EXIT

free_exec() {
	cd "$work" && exec env -i PATH="$path" HOME="$home" LC_ALL=C "$@"
}

confined_exec() {
	profile=$1
	shift
	cd "$work" && exec env -i PATH="$path" HOME="$home" LC_ALL=C \
		LD_PRELOAD="$shim" NONO_PROFILE="$profile" "$@"
}

free() {
	(free_exec "$@")
}

confined() {
	(confined_exec "$@")
}

denied() {
	denied_name=$1
	denied_text=$2
	shift 2
	denied_status=0
	"$@" >"$tap_output" 2>&1 || denied_status=$?
	if [ "$denied_status" -ne 0 ] && grep -q -e "$denied_text" "$tap_output" &&
		! grep -q '^nono-shim:' "$tap_output"; then
		tap_result ok "$denied_name"
		return
	fi
	tap_result not-ok "$denied_name"
	echo "# status $denied_status, wanted '$denied_text' of: $*"
	sed 's/^/# /' "$tap_output"
}

needs() {
	[ -x "$1" ] && return
	skip "$1" "is not installed (package $2)"
	finish
}

needs_sandbox() {
	confined "$1" /bin/true >"$tap_output" 2>&1 && return
	reason=$(sed -n 's/.*\(TCP ports need Landlock ABI 4[^;]*\).*/\1/p
		s/.*\(Landlock is not available[^;]*\).*/\1/p' "$tap_output")
	if [ -n "$reason" ]; then
		skip "the sandbox" "$reason"
	else
		ok "$1 starts a program" confined "$1" /bin/true
	fi
	finish
}

# State 0A is LISTEN.
is_listening() {
	grep -qi ":$(printf %04x "$1") [0-9a-f]*:0000 0a" /proc/net/tcp /proc/net/tcp6 2>/dev/null
}

# Below the ports that the kernel gives away by itself.
free_port() {
	while
		last_port=$((last_port + 1))
		is_listening "$last_port"
	do :; done
	port=$last_port
}

# Ten seconds, since the machine may be busy.
answers() {
	tries=0
	until is_listening "$1"; do
		tries=$((tries + 1))
		[ "$tries" -lt 200 ] || return
		sleep 0.05
	done
}

start() {
	start_log=$1
	start_how=${2}_exec
	shift 2
	# No shell in between, so the pid is the program's.
	"$start_how" "$@" >"$start_log" 2>&1 &
	pid=$!
	started="$started $pid"
}

stop() {
	kill "$1" 2>/dev/null
	tries=0
	while kill -0 "$1" 2>/dev/null && [ "$tries" -lt 100 ]; do
		tries=$((tries + 1))
		sleep 0.05
		[ "$tries" -lt 100 ] || kill -KILL "$1"
	done
	wait "$1" 2>/dev/null || :
}

stop_all() {
	for pid in $started; do
		stop "$pid"
	done
}

# A connection to a listening socket is made without anybody accepting it.
listener() {
	needs /usr/bin/perl perl-base
	start "$tmp/listener" free /usr/bin/perl -MSocket -e '
		sub local_port {
			my ($type, $socket) = @_;
			socket($$socket, PF_INET, $type, 0) or die;
			bind($$socket, sockaddr_in(0, INADDR_LOOPBACK)) or die;
			return (sockaddr_in(getsockname($$socket)))[0];
		}
		my $tcp = local_port(SOCK_STREAM, \my $stream);
		listen($stream, 64) or die;
		my $udp = local_port(SOCK_DGRAM, \my $datagram);
		syswrite(STDOUT, "$tcp $udp\n");
		sleep 120;'
	tries=0
	while [ ! -s "$tmp/listener" ] && [ "$tries" -lt 200 ]; do
		tries=$((tries + 1))
		sleep 0.05
	done
	read -r tcp udp <"$tmp/listener"
}
