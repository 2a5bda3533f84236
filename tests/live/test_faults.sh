#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every system call of the library fails in turn, in several ways, and those that confine are
# faked as well: main does not run, or it runs fully confined. The states that a program is started
# in are in fault_rows.txt, what goes wrong is in fault_cases.c.

# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"
: "${NONO_TEST_REPEAT:=}"

library=$tmp/libnono_shim.so
config=$tmp/config
secret=$tmp/secret
granted=$tmp/granted
written=$tmp/written
owned=$tmp/state/owned
abi=$("$top_builddir/tests/live/probe" --abi)
all_cases=0 all_refused=0 all_confined=0 all_gaps=0

# What no profile here grants.
common="open=$secret/file create=$secret truncate=$secret/file execute=$secret/program unix unshare
	io_uring readv ptrace tiocsti nnp filter"

prepare() {
	chmod 755 "$tmp" # for the sweeps as another user
	umask 022
	cp "$NONO_TEST_SHIM" "$library"
	cp "$top_builddir/tests/live/fault_sweep" "$top_builddir/tests/live/fault_canary" "$tmp"
	# shellcheck disable=SC2086 # the compiler may come with options
	${NONO_TEST_CC:-cc} -D_GNU_SOURCE -o "$tmp/hold" "$top_srcdir/tests/shim/hardening_hold.c"
	mkdir -p "$config/nono/profiles" "$secret" "$granted" "$written" "$tmp/state"
	echo text >"$secret/file"
	echo text >"$granted/file"
	cp /bin/true "$secret/program"
	# It is not the permissions that deny.
	chmod 777 "$secret" "$written" "$tmp/state"
	chmod 666 "$secret/file"
	echo "filesystem: {read: [$granted]}" >"$config/nono/profiles/mine.yaml"
	echo "filesystem: {read_file: [$granted/file]}" >"$tmp/other.yaml"
}

# as root|nobody COMMAND...
as() {
	as_user=$1
	shift
	case $as_user-$(id -u) in
	nobody-0) setpriv --reuid 65534 --regid 65534 --clear-groups -- "$@" ;;
	*) "$@" ;;
	esac
}

begin_state() { # NAME
	name=$1 users='' checks='' without='' holders='' needs='' word='' stdin=/dev/null options=''
	settings="NONO_PROFILE=$tmp/profile.yaml XDG_CONFIG_HOME=$config"
	: >"$tmp/profile.yaml"
}

knows_keys() {
	case $(NONO_PROFILE="$tmp/profile.yaml" LD_PRELOAD=$library "$tmp/fault_canary" 2>&1) in
	*'not supported yet'*) return 1 ;;
	esac
}

checks_of() { # USER
	for check in $common $checks; do
		case " $without " in
		*" ${check%%=*} "*) ;;
		*) echo "$check" ;;
		esac
	done
	[ "$1-$(id -u)" != root-0 ] || echo capabilities
}

value() { # NAME
	sed -n "s/^$1 //p" "$tmp/result"
}

add_up() {
	all_cases=$((all_cases + $(value cases)))
	all_refused=$((all_refused + $(value refused)))
	all_confined=$((all_confined + $(value confined)))
	all_gaps=$((all_gaps + $(value gaps)))
}

sweep() { # USER
	if [ "$1" = root ] && [ "$(id -u)" -ne 0 ]; then
		skip "$name (root)" 'needs root, whose capabilities it is about'
		return
	fi
	rm -f "$owned" "$tmp/state/kept"
	as "$1" cp "$secret/file" "$owned"
	as "$1" cp "$secret/file" "$tmp/state/kept"
	# Words of the table, none of which has a space or a pattern.
	# shellcheck disable=SC2046,SC2086
	as "$1" env $settings $holders "$tmp/fault_sweep" $options "$library" "$tmp/fault_canary" \
		$(checks_of "$1") >"$tmp/result" 2>&1 <"$stdin"
	sweep_status=$?
	grep '^#' "$tmp/result"
	value vacuous >"$tmp/vacuous"
	while read -r check; do
		skip "$name ($1): $check" 'not possible here even without the sandbox'
	done <"$tmp/vacuous"
	[ "$sweep_status" -gt 1 ] || add_up
	is "$name ($1): $(value calls) calls, $(value cases) cases, $(value refused) refused, $(value \
		confined) confined, $(value gaps) as best-effort says, $(value wrong) wrong" \
		"$sweep_status" 0
}

end_state() {
	[ -n "$name" ] || return 0
	# What has been through all states once need not do so with another compiler.
	[ -z "$NONO_TEST_REPEAT" ] || [ "$name" = 'read-only, no network' ] || return 0
	if [ -n "$needs" ] && ! [ -e "$needs" ]; then
		echo "# $name: left out, there is no $needs"
		return
	elif ! grep -q "$word" "$library" || ! knows_keys; then
		echo "# $name: left out, the library does not know all of it yet"
		return
	fi
	for user in $users; do
		sweep "$user"
	done
}

read_rows() {
	while read -r key text; do
		case $key in
		'' | '#'*) continue ;;
		esac
		eval "text=\"$text\""
		case $key in
		state)
			end_state
			begin_state "$text"
			;;
		users | checks | without | needs | word | options | stdin) eval "$key=\$text" ;;
		hold) holders="$holders $tmp/hold $text" ;;
		set) settings="$settings $text" ;;
		'|') echo "$text" >>"$tmp/profile.yaml" ;;
		*)
			echo "Bail out! fault_rows.txt: $key"
			exit 99
			;;
		esac
	done <"$top_srcdir/tests/live/fault_rows.txt"
	end_state
}

[ "$abi" -gt 0 ] || {
	skip 'the fault sweep' 'the kernel has no Landlock (ABI 0): every profile is refused'
	finish
}
# From ABI 9 on Landlock decides, by path.
[ "$abi" -lt 9 ] || common=$(echo "$common" | sed 's/ unix / /')
name=
prepare
read_rows
ok "$all_cases cases: $all_refused refused, $all_confined confined, $all_gaps as best-effort says" \
	test "$all_cases" -gt "$([ -n "$NONO_TEST_REPEAT" ] && echo 400 || echo 4000)"
finish
