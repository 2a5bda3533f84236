#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The escape battery: what a program could do to get out, each attempt first without the library
# and then with it, in profile A (read one directory, no network) and B (write one directory,
# connect to one port), as a user and as root, from the program, a thread of it and a child. Rows
# and expectations: tests/live/battery_*.c, or "battery --table".

#
# NONO_TEST_BATTERY=main: from the main thread only, for kernels that are emulated; so it is where
# NONO_TEST_REPEAT says that the whole has been run already.

# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"

battery=$top_builddir/tests/live/battery
page=$top_srcdir/docs/man/libnono_shim.7
abi=$("$top_builddir/tests/live/probe" --abi)
chmod 755 "$tmp" # for nobody
umask 022
: "${NONO_TEST_BATTERY:=${NONO_TEST_REPEAT:+main}}"

# directory NAME USER: where one run of the battery lies. The grants are those of base.yaml that a
# dynamically linked program needs, /proc among them, so that no attempt is denied for want of it.
make_directory() {
	directory=$tmp/$1
	mkdir -p "$directory/bin" "$directory/rootonly"
	cp "$battery" "$directory/bin/battery"
	cp "$battery"_reader "$directory/bin/battery_reader"
	cp "$NONO_TEST_SHIM" "$directory/libnono_shim.so"
	cat >"$directory/common.yaml" <<-END
		filesystem:
		  read:
		    - /usr
		    - {path: /lib, optional: true}
		    - {path: /lib64, optional: true}
		    - {path: /bin, optional: true}
		    - {path: /etc/ld.so.cache, optional: true}
		    - /proc
		    - $directory/bin
		    - $directory/libnono_shim.so
		    - $directory/wide.yaml
		  allow: [/dev/null, {path: /dev/tty, optional: true}]
	END
	echo 'filesystem: {read: [/]}' >"$directory/wide.yaml"
	[ "$2" != nobody ] || chown -R 65534:65534 "$directory"
	# For set-user-ID root; as a user who cannot make one, the attempt is vacuous.
	echo secret >"$directory/rootonly/file"
	chmod 700 "$directory/rootonly"
	[ "$2" != nobody ] || chown -R 0:0 "$directory/rootonly"
	cp "$battery"_reader "$directory/bin/suid"
	chmod 4755 "$directory/bin/suid"
}

# run PROFILE USER: the output goes to a file, since two run at once.
run() {
	make_directory "$1-$2" "$2"
	option=
	[ "$2" != nobody ] || option=--nobody
	# shellcheck disable=SC2086 # each none or one
	"$directory/bin/battery" $option "$directory" "$1" $NONO_TEST_BATTERY \
		>"$tmp/$1-$2.tap" 2>"$tmp/$1-$2.err"
	echo $? >"$tmp/$1-$2.status"
}

# Gives the lines of a run the numbers of this script.
tell() { # PROFILE USER
	awk -v number="$tap_count" '
		/^(not )?ok - / { sub(/ok - /, "ok " ++number " - ") }
		!/^# MATRIX/
	' "$tmp/$1-$2.tap"
	sed 's/^/# /' "$tmp/$1-$2.err"
	tap_count=$((tap_count + $(grep -c -E '^(not )?ok - ' "$tmp/$1-$2.tap")))
	tap_failed=$((tap_failed + $(grep -c '^not ok - ' "$tmp/$1-$2.tap")))
	status=$(cat "$tmp/$1-$2.status")
	ok "$1, $2: the battery has come to its end ($status)" test "$status" -le 1
}

# Port rules are of ABI 4: below, the library refuses profile B.
both() { # PROFILE
	if [ "$1" = B ] && [ "$abi" -lt 4 ]; then
		skip 'profile B' "needs Landlock ABI 4, this kernel has ABI $abi"
		return
	fi
	if [ "$(id -u)" -ne 0 ]; then
		run "$1" user
		tell "$1" user
		skip "$1, root" 'not run by root'
		return
	fi
	run "$1" nobody &
	other=$!
	run "$1" root
	wait "$other"
	tell "$1" nobody
	tell "$1" root
}

# listed TITLE: the ids of a section of the manual page.
listed() {
	sed -n "/^\.Ss $1\$/,/^\.El/s/^\.It \([A-Z]*[0-9]*\)\$/\1/p" "$page" | LC_ALL=C sort
}

# The manual says what is left, no more and no less.
check_manual() {
	listed 'Left in every profile' >"$tmp/listed-A"
	{
		cat "$tmp/listed-A"
		listed 'Left where something may be written or connected to'
	} | LC_ALL=C sort >"$tmp/listed-B"
	listed 'Left below ABI 6' >"$tmp/listed-old"
	for kind in A B old; do
		is "libnono_shim(7) lists what is left: $kind" "$(cat "$tmp/listed-$kind")" \
			"$("$battery" --rows "$kind" | LC_ALL=C sort)"
	done
	ok 'it lists something' test "$(wc -l <"$tmp/listed-B")" -gt 20
}

attempts=$("$battery" --table | wc -l)
ok "there are at least 180 attempts ($((attempts)))" test "$attempts" -ge 180
is 'no id is twice' "$("$battery" --table | cut -d' ' -f1 | sort | uniq -d)" ''
check_manual
if [ "$abi" -gt 0 ]; then
	both A
	both B
	echo "#"
	echo "# ABI $abi         attempts vacuous denied residual allowed escaped"
	sed -n 's/^# MATRIX/#/p' "$tmp"/*.tap
else
	skip 'the battery' 'the kernel has no Landlock (ABI 0): every profile is refused'
fi
finish
