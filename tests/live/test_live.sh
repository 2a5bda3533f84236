#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What is granted works, what is not gets the documented errno: from the program, from a thread
# of it, from a child. Every row of rows.txt is first done without the library; what is not
# possible there shows nothing and is skipped.

# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"

# A child is another program, so the path has to be absolute.
probe=$top_builddir/tests/live/probe
abi=$("$probe" --abi)
tree=$tmp/tree
used=
changed=yes
# Set by the server.
terminal='' terminal_read='' granted='' other='' free='' free_other=''

# In the tree: a directory for each kind of grant, the same in each.
make_template() {
	mkdir "$tmp/profiles" "$tmp/sockets" "$tmp/sockets/below" "$tmp/template"
	ln -s below/stream "$tmp/sockets/link"
	for directory in read write allow other none; do
		mkdir -p "$tmp/template/$directory/empty" "$tmp/template/$directory/sub"
		echo text >"$tmp/template/$directory/file"
		echo text >"$tmp/template/$directory/sub/file"
		ln -s ../none/file "$tmp/template/$directory/link-out"
		ln -s ../none "$tmp/template/$directory/link-out-directory"
		ln -s file "$tmp/template/$directory/link-in"
		cp /bin/true "$tmp/template/$directory/program"
	done
	mkdir "$tmp/template/files"
	for file in read write allow none; do
		echo text >"$tmp/template/files/$file"
	done
	# A grant of a file is one of its inode, a grant of a directory one of its names.
	ln "$tmp/template/files/allow" "$tmp/template/none/link-hard"
	ln "$tmp/template/none/file" "$tmp/template/read/link-hard"
}

# An operation on files that has worked has changed the tree, so the next one gets a fresh one.
fresh_tree() {
	[ "$changed" ] || return 0
	rm -rf "$tree"
	cp -a "$tmp/template" "$tree"
	changed=
}

# profile NAME: on top of what every dynamically linked program needs to run.
profile() {
	{
		echo 'extends: ./common.yaml'
		cat
	} >"$tmp/profiles/$1.yaml"
}

make_profiles() {
	cat >"$tmp/profiles/common.yaml" <<-END
		filesystem:
		  read:
		    - /usr
		    - {path: /lib, optional: true}
		    - {path: /lib64, optional: true}
		    - {path: /etc/ld.so.cache, optional: true}
		    - $probe
	END
	profile free <<-END
		filesystem:
		  read: [$tree/read]
		  write: [$tree/write]
		  allow: [$tree/allow, $tree/other, {path: $terminal, optional: true}]
		  read_file: [$tree/files/read, {path: $terminal_read, optional: true}]
		  write_file: [$tree/files/write]
		  allow_file: [$tree/files/allow]
	END
	profile block <<-END
		network: {block: true}
	END
	profile connect <<-END
		network: {connect_port: [$granted, $free_other]}
	END
	profile listen <<-END
		network: {listen_port: [$free, $other]}
	END
	profile switches-open <<-END
		linux: {debug: allow, namespaces: allow, metadata: allow}
		security: {ipc_mode: full, signal_mode: allow_all}
	END
	profile switches-closed <<-END
		filesystem: {allow: [$tree/allow]}
		linux: {inotify: deny, memfd_exec: deny, metadata: deny}
	END
	profile everything <<-END
		filesystem: {allow: [/]}
		security: {allow_writable_profile: true}
	END
	profile ring <<-END
		linux: {io_uring: allow, metadata: allow, unix_sockets: all}
	END
	profile compat32 <<-END
		linux: {compat32: allow}
	END
	profile open <<-END
		network: {open_port: [$granted, $free]}
	END
	profile dns-none <<-END
		network: {connect_port: [$granted], dns: none}
	END
	profile dns-udp <<-END
		network: {connect_port: [$granted], dns: udp}
	END
	make_socket_profiles
}

make_socket_profiles() {
	profile udp <<-END
		network: {udp_port: [$granted, $free]}
	END
	profile udp-all <<-END
		network: {connect_port: [$granted]}
		linux: {udp: all}
	END
	profile unix-file <<-END
		filesystem:
		  unix_socket: [$tmp/sockets/stream]
		  unix_socket_bind: [$tree/none/sub/own]
	END
	profile unix-directory <<-END
		filesystem:
		  unix_socket_dir: [$tmp/sockets]
		  unix_socket_dir_bind: [$tree/none/sub]
	END
	profile unix-subtree <<-END
		filesystem:
		  unix_socket_subtree: [$tmp/sockets]
		  unix_socket_subtree_bind: [$tree/none]
	END
	profile unix-none <<-END
		linux: {unix_sockets: none}
	END
	profile unix-all <<-END
		filesystem: {unix_socket_bind: [$tree/none/sub/own]}
		linux: {unix_sockets: all}
	END
	profile unix-block <<-END
		filesystem: {unix_socket_dir_bind: [$tree/none/sub]}
		linux: {unix_sockets: all}
		network: {block: true}
	END
}

# Something outside of the sandbox to aim at. Sets the variables that rows and profiles name.
start_server() {
	"$probe" --serve "$tmp/sockets" >"$tmp/server" &
	server=$!
	trap 'kill "$server" 2>/dev/null; rm -rf "$tmp"' EXIT
	tries=0
	until [ -s "$tmp/server" ]; do
		tries=$((tries + 1))
		if [ "$tries" -gt 200 ] || ! kill -0 "$server" 2>/dev/null; then
			echo 'Bail out! the server does not start'
			exit 99
		fi
		sleep 0.05
	done
	# shellcheck source=/dev/null
	. "$tmp/server"
}

# attempt [NAME=VALUE...] PROBE ARGUMENT...: sets $got to ok or to why not.
attempt() {
	fresh_tree
	got=$(cd "$tree" && env "$@" 2>&1) && got=${got:-ok}
	case "$got $operation" in
	'ok '*/*) changed=yes ;;
	esac
}


# Outside its range of ABIs a row is about another kernel: "6-" is from 6 on, "-8" up to 8.
wants_kernel() {
	case $abis in
	-) return 1 ;;
	*-) [ "$abi" -lt "${abis%-}" ] && reason="needs Landlock ABI ${abis%-}" ;;
	-*) [ "$abi" -gt "${abis#-}" ] && reason="is for Landlock up to ABI ${abis#-}" ;;
	esac
}

# Reads the row from $profile, $abis, $wanted and $operation.
check_row() {
	name="$profile: $operation: $wanted"
	if wants_kernel; then
		skip "$name" "$reason, this kernel has ABI $abi"
		return
	fi
	# Here and below: words of the table, none of which has a space or a pattern.
	# shellcheck disable=SC2086
	attempt "$probe" $operation
	if [ "$got" != ok ]; then
		skip "$name" "not possible here even without the sandbox: $got"
		return
	fi
	for mode in '' --thread --child; do
		# shellcheck disable=SC2086
		attempt NONO_PROFILE="$tmp/profiles/$profile.yaml" LD_PRELOAD="$NONO_TEST_SHIM" \
			"$probe" $mode $operation
		is "$name${mode:+ (${mode#--})}" "$got" "$wanted"
	done
}

check_table() {
	while read -r profile abis wanted operation; do
		case $profile in
		'' | '#'*) continue ;;
		esac
		used="$used ${operation%% *} "
		eval "operation=\"$operation\""
		check_row
	done <"$top_srcdir/tests/live/rows.txt"
}

# An operation that no row names would be dead code.
check_all_used() {
	unused=
	for operation in $("$probe" --list); do
		case $used in
		*" $operation "*) ;;
		*) unused="$unused $operation" ;;
		esac
	done
	is 'the table names every operation' "$unused" ''
}

[ "$abi" -gt 0 ] || {
	skip 'the live table' 'the kernel has no Landlock (ABI 0): every profile is refused'
	finish
}
make_template
fresh_tree
start_server
make_profiles
check_table
check_all_used
finish
