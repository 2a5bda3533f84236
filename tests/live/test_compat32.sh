#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# 32-bit calls of x86: killed in the default, answered like those of 64-bit programs with
# linux.compat32: allow. From a 32-bit program, and from a 64-bit one that uses the 32-bit door.
# Every call of compat32_rows.txt is first made without the library.

# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"

native=$tmp/native
program=$tmp/program
granted=$tmp/granted
secret=$tmp/secret
abi=$("$top_builddir/tests/live/probe" --abi)

give_up() { # REASON
	skip '32-bit calls' "$1"
	finish
}

compile() { # OUTPUT OPTION...
	compile_output=$1
	shift
	# shellcheck disable=SC2086 # the compiler may come with options
	${NONO_TEST_CC:-cc} -D_GNU_SOURCE "$@" -o "$compile_output" \
		"$top_srcdir/tests/live/compat32_call.c" 2>"$tmp/compile"
}

make_profile() { # NAME TEXT
	printf 'filesystem: {read: [%s]}\n%s\n' "$program, $native, $granted$libraries" "$2" \
		>"$tmp/$1.yaml"
	{
		cat "$tmp/$1.yaml"
		echo 'linux: {compat32: allow}'
	} >"$tmp/$1-allow.yaml"
}

make_profiles() {
	libraries=
	for directory in /usr /lib /lib64 /etc/ld.so.cache; do
		[ ! -e "$directory" ] || libraries="$libraries, $directory"
	done
	make_profile free ''
	make_profile block 'network: {block: true}'
	make_profile connect 'network: {connect_port: [1]}'
}

# The 32-bit program is static: started by a program that has the library, it needs none itself.
under() { # PROFILE COMMAND...
	under_profile=$1
	shift
	env LD_PRELOAD="$NONO_TEST_SHIM" NONO_PROFILE="$tmp/$under_profile.yaml" "$native" exec "$@"
}

# answer COMMAND...: what the call says, or what has killed the program.
answer() {
	answer_text=$("$@" 2>"$tmp/error")
	answer_status=$?
	case $answer_status in
	0) echo "$answer_text" ;;
	159) echo SIGSYS ;;
	*) echo "status $answer_status $answer_text $(cat "$tmp/error")" ;;
	esac
}

# row HOW COMMAND...: reads $profile, $wanted and $name.
row() {
	row_name="$profile: $name ($1)"
	shift
	if [ "$profile" = connect ] && [ "$abi" -lt 4 ]; then
		skip "$row_name" "needs Landlock ABI 4, this kernel has ABI $abi"
		return
	fi
	row_control=$(answer "$@")
	case "$row_control $wanted" in
	'ok ok') ;;
	*' ok' | "$wanted $wanted" | ENOSYS* | SIG* | status*)
		skip "$row_name" "not possible here even without the sandbox: $row_control"
		return
		;;
	esac
	is "$row_name kills" "$(answer under "$profile" "$@")" SIGSYS
	[ -z "$knows" ] || is "$row_name: $wanted" "$(answer under "$profile-allow" "$@")" "$wanted"
}

read_rows() {
	while read -r profile wanted call; do
		case $profile in
		'' | '#'*) continue ;;
		esac
		name=${call#*# }
		eval "call=\"${call%%#*}\""
		# Words of the table, none of which has a space or a pattern.
		# shellcheck disable=SC2086
		for how in program native; do
			case $how in
			program) row 'in a 32-bit program' "$program" $call ;;
			native) row 'int 0x80' "$native" $call ;;
			esac
		done
	done <"$top_srcdir/tests/live/compat32_rows.txt"
}

case $(uname -m) in
x86_64) ;;
*) give_up 'is for x86_64, this machine is another' ;;
esac
[ "$abi" -gt 0 ] || give_up 'the kernel has no Landlock (ABI 0): every profile is refused'
if [ "${NONO_TEST_COMPAT32-}" ]; then # made elsewhere: there is no compiler
	cp "$NONO_TEST_COMPAT32-program" "$program"
	cp "$NONO_TEST_COMPAT32-native" "$native"
else
	compile "$native" || give_up "cannot be compiled: $(head -n 1 "$tmp/compile")"
	compile "$program" -m32 -static || give_up 'no 32-bit programs can be built (Debian: gcc-multilib)'
fi
[ "$(answer "$native" 20) $(answer "$program" 20)" = 'ok ok' ] ||
	give_up 'this kernel runs no 32-bit programs (CONFIG_IA32_EMULATION)'
cd "$tmp" || exit 99 # where the killed ones may leave what they were
mkdir "$granted" "$secret"
echo text >"$granted/file"
echo text >"$secret/file"
make_profiles
knows=yes
case $(answer under free-allow "$native" 20) in
*'not supported yet'*)
	echo '# linux.compat32: allow is left out, the library does not know it yet'
	knows=
	;;
esac
# 64-bit programs of the same kind run, and start others: "wrong usage".
usage="status 2  $("$native" 2>&1)"
is 'control: a 64-bit program runs' "$(answer under free "$native")" "$usage"
[ -z "$knows" ] ||
	is 'control: with compat32: allow as well' "$(answer under free-allow "$native")" "$usage"
read_rows
finish
