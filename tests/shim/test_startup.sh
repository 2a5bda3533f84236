#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Bad states to start in: the program is refused with status 125 and one known line on standard
# error, and none of its code runs. Beside them the same states in a harmless form, as controls.
. "$top_srcdir/tests/tap.sh"

chmod 755 "$tmp" # for the tests as another user
umask 022
here=$tmp/here
marker=$tmp/drop/marker
wrap=$tmp/wrap
library=$tmp/libnono_shim.so
mkdir "$here" "$tmp/drop"
chmod 777 "$tmp/drop"
cp "$NONO_TEST_SHIM" "$library" # where everybody can read it

compile() { # OUTPUT SOURCE FLAGS...
	output=$1 source=$top_srcdir/tests/shim/$2
	shift 2
	# shellcheck disable=SC2086 # the compiler may come with options
	${NONO_TEST_CC:-cc} "$@" -o "$tmp/$output" "$source"
}

# in_state COMMAND...: in $here, with nothing on standard input, and never for long.
in_state() {
	rm -f "$marker"
	(cd "$here" && exec timeout 10 "$@") </dev/null >"$tmp/out" 2>"$tmp/err"
}

silent() { # nothing of the program ran
	[ ! -s "$tmp/out" ] || echo 'there is something on standard output'
	[ ! -e "$marker" ] || echo 'code of the program ran'
	[ ! -s "$tmp/out" ] && [ ! -e "$marker" ]
}

refused() { # LINE COMMAND...
	printf 'nono-shim: %s\n' "$1" >"$tmp/wanted"
	shift
	in_state "$@"
	status=$?
	echo "status $status, wanted:" && cat "$tmp/wanted" && echo 'got:' && cat "$tmp/err"
	silent && [ "$status" -eq 125 ] && cmp "$tmp/err" "$tmp/wanted"
}

runs() { # COMMAND...
	in_state "$@"
	status=$?
	echo "status $status" && cat "$tmp/err"
	[ "$status" -eq 0 ] && [ "$(cat "$marker")" = xx ]
}

# With NAME=VALUE... in the environment; or inside a wrapper, with the good profile.
bad() { # TITLE LINE NAME=VALUE...
	title=$1 line=$2
	shift 2
	ok "$title" refused "$line" "$tmp/shim" "$@"
}

good() { # TITLE NAME=VALUE...
	title=$1
	shift
	ok "control: $title" runs "$tmp/shim" "$@"
}

bad_in() { # TITLE LINE WRAPPER...
	title=$1 line=$2
	shift 2
	ok "$title" refused "$line" "$@" "$tmp/shim" NONO_PROFILE=good.yaml
}

good_in() { # TITLE WRAPPER...
	title=$1
	shift
	ok "control: $title" runs "$@" "$tmp/shim" NONO_PROFILE=good.yaml
}

profile() { # NAME TEXT
	printf '%b\n' "$2" >"$here/$1"
	case $2 in # not what is tested here
	*'[/'* | *'~/x, /'*) echo 'security: {allow_writable_profile: true}' >>"$here/$1" ;;
	esac
}

printf '#!/bin/sh\nexec env -i HOME=/home/user "LD_PRELOAD=%s" "$@" "%s" "%s"\n' \
	"$library" "$tmp/mark" "$marker" >"$tmp/shim"
chmod 755 "$tmp/shim"
profile good.yaml 'filesystem: {allow: [/]}'
ok 'the program compiles' compile mark startup_mark.c
ok 'the wrapper compiles' compile wrap startup_wrap.c
abi=$("$wrap" abi)
if [ "$abi" -eq 0 ]; then
	skip 'start-up states' 'this kernel has no Landlock, so no control would pass'
	finish
fi
good 'the good profile' NONO_PROFILE=good.yaml

# The variable.
only="LD_PRELOAD=$library"
advice='set it to the path or name of a profile, or take this library out of LD_PRELOAD'
bad 'unset' "NONO_PROFILE: is not set; $advice"
bad 'empty' "NONO_PROFILE: is empty; $advice" NONO_PROFILE=
twice='stands more than once in the environment; which one counts would depend on who reads it;'
ok 'twice' refused "NONO_PROFILE: $twice set it once" \
	"$wrap" env NONO_PROFILE=good.yaml "$only" NONO_PROFILE=other.yaml -- "$tmp/mark" "$marker"
ok 'twice the same' refused "NONO_PROFILE: $twice set it once" \
	"$wrap" env NONO_PROFILE=good.yaml NONO_PROFILE=good.yaml "$only" -- "$tmp/mark" "$marker"
ok 'twice, first empty' refused "NONO_PROFILE: is empty; $advice" \
	"$wrap" env NONO_PROFILE= NONO_PROFILE=good.yaml "$only" -- "$tmp/mark" "$marker"
ok 'nothing but LD_PRELOAD' refused "NONO_PROFILE: is not set; $advice" \
	"$wrap" env "$only" -- "$tmp/mark" "$marker"
ok 'control: once' runs "$wrap" env NONO_PROFILE=good.yaml "$only" -- "$tmp/mark" "$marker"
# shellcheck disable=SC2046 # one word each
good 'among 10 000 variables' $(awk 'BEGIN { for (i = 0; i < 10000; i++) print "V" i "=x" }') \
	NONO_PROFILE=good.yaml
good 'the library twice in LD_PRELOAD' NONO_PROFILE=good.yaml "LD_PRELOAD=$library:$library"

# The name.
not_a_name="is not a profile name (letters, digits, '-', '_' and '.'); a path needs a '/' or ends in"
bad 'name with a space' "my web: 'my web' $not_a_name .yaml, .yml or .json" 'NONO_PROFILE=my web'
bad 'name like an option' "-x: '-x' $not_a_name .yaml, .yml or .json" NONO_PROFILE=-x
bad 'name of a hidden file' ".web: '.web' $not_a_name .yaml, .yml or .json" NONO_PROFILE=.web
unknown_name() { # the directories are those of the build
	in_state "$tmp/shim" NONO_PROFILE=nowhere
	[ $? -eq 125 ] && silent && cat "$tmp/err" && [ "$(wc -l <"$tmp/err")" -eq 1 ] &&
		grep -q "^nono-shim: nowhere: no profile named 'nowhere' (\.yaml or \.json) in \
/home/user/\.config/nono/profiles, /[^ ]* or /[^ ]*; correct the name, or write a path such as \
\./nowhere\.yaml$" "$tmp/err"
}
ok 'name of no profile' unknown_name
lookup="use a name without '/' and suffix to look it up among the installed profiles"
no_file() { # NAME
	echo "there is no profile file '$1'; correct the path, or $lookup"
}
bad 'path of no file' "./no: $(no_file ./no)" NONO_PROFILE=./no
bad 'file name of no file' "no.yaml: $(no_file no.yaml)" NONO_PROFILE=no.yaml
shown='./a\x0ab\x1b\x9b\x80\xc2\x85é.yaml'
bad 'path with control bytes' "$shown: there is no profile file '$shown'; correct the path, or $lookup" \
	"NONO_PROFILE=$(printf './a\nb\033\233\200\302\205\303\251.yaml')"

# The file.
cannot_read() { # NAME REASON
	echo "$1: cannot read profile '$1': $2"
}
not_regular='expected a regular file'
mkfifo "$here/fifo.yaml"
mkdir "$here/directory.yaml"
bad 'FIFO' "fifo.yaml: profile 'fifo.yaml' is a device, pipe or socket; $not_regular" \
	NONO_PROFILE=fifo.yaml
bad 'directory' "directory.yaml: profile 'directory.yaml' is a directory; $not_regular" \
	NONO_PROFILE=directory.yaml
for device in /dev/zero /dev/null; do
	bad "$device" "$device: profile '$device' is a device, pipe or socket; $not_regular" \
		NONO_PROFILE=$device
done
(cd "$here" && "$wrap" socket socket.yaml -- /bin/true)
bad 'socket' "$(cannot_read socket.yaml \
	'no such device or address (ENXIO 6); it is a socket or a device, expected a regular file')" \
	NONO_PROFILE=socket.yaml
links='too many or forbidden symbolic links (ELOOP 40)'
real='give its real path, not one through /proc or /dev'
ln -s loop.yaml "$here/loop.yaml"
ln -s /proc/self/fd/0 "$here/stdin.yaml"
ln -s nowhere "$here/dangling.yaml"
ln -s good.yaml "$here/link.yaml"
for path in loop.yaml /dev/stdin /proc/self/fd/0 stdin.yaml; do
	bad "links: $path" "$(cannot_read $path "$links; $real")" NONO_PROFILE=$path
done
bad 'dangling symlink' "dangling.yaml: $(no_file dangling.yaml)" NONO_PROFILE=dangling.yaml
good 'symlink to the profile' NONO_PROFILE=link.yaml
bad 'file as directory' \
	"$(cannot_read good.yaml/x.yaml 'a component is not a directory (ENOTDIR 20)')" \
	NONO_PROFILE=good.yaml/x.yaml
pad() { # NAME SIZE: the good profile and a long comment
	profile "$1" 'filesystem: {allow: [/]}'
	size=$(wc -c <"$here/$1")
	head -c "$(($2 - size))" /dev/zero | tr '\0' '#' >>"$here/$1"
}
pad large.yaml 2097152
pad over.yaml 1048577
pad limit.yaml 1048576
limit='the limit is 1048576; split it with extends'
bad '2 MiB' "large.yaml: profile 'large.yaml' has 2097152 bytes; $limit" NONO_PROFILE=large.yaml
bad '1 MiB and a byte' "over.yaml: profile 'over.yaml' has 1048577 bytes; $limit" \
	NONO_PROFILE=over.yaml
good '1 MiB' NONO_PROFILE=limit.yaml
awk 'BEGIN { print "filesystem:\n  allow:"; for (i = 9; i < 10000; i++) print "    - /"
	print "security: {allow_writable_profile: true}" }' \
	>"$here/values.yaml"
good '10 000 values' NONO_PROFILE=values.yaml
cp "$here/good.yaml" "$here/world.yaml"
cp "$here/good.yaml" "$here/group.yaml"
chmod o+w "$here/world.yaml"
chmod g+w "$here/group.yaml"
everyone='may be written by everyone, so anyone could widen it; chmod o-w it'
bad 'world-writable' "world.yaml: profile 'world.yaml' $everyone" NONO_PROFILE=world.yaml
good 'group-writable' NONO_PROFILE=group.yaml
: >"$here/empty.yaml"
bad 'empty file' "empty.yaml:1:1: the profile is empty; write at least 'extends: base'" \
	NONO_PROFILE=empty.yaml
claims='does not have the 0 bytes it claims; it changed while it was read, or is no plain file'
bad 'file without a size' "/proc/self/status: profile '/proc/self/status' $claims" \
	NONO_PROFILE=/proc/self/status
cp "$here/good.yaml" "$here/removed.yaml"
good 'a profile that is still there' NONO_PROFILE=removed.yaml
rm "$here/removed.yaml"
bad 'removed in between' "removed.yaml: $(no_file removed.yaml)" NONO_PROFILE=removed.yaml
for kind in directory fifo world; do
	profile "extends-$kind.yaml" "extends:\n  - $kind.yaml"
done
bad 'extends a directory' \
	"extends-directory.yaml:2:5: profile 'directory.yaml' is a directory; $not_regular" \
	NONO_PROFILE=extends-directory.yaml
bad 'extends a FIFO' \
	"extends-fifo.yaml:2:5: profile 'fifo.yaml' is a device, pipe or socket; $not_regular" \
	NONO_PROFILE=extends-fifo.yaml
bad 'extends a world-writable file' "extends-world.yaml:2:5: profile 'world.yaml' $everyone" \
	NONO_PROFILE=extends-world.yaml

# What the profile refers to.
unset_text='is not set (or empty) in the environment of the program; set it, or write the path itself'
profile home.yaml 'filesystem:\n  allow: [~/x, /]'
profile variable.yaml 'filesystem:\n  allow: [/, "${NOWHERE}/usr"]'
ok 'HOME unset' refused "home.yaml:2:11: variable \$HOME $unset_text" \
	"$wrap" env NONO_PROFILE=home.yaml "$only" -- "$tmp/mark" "$marker"
bad 'HOME empty' "home.yaml:2:11: variable \$HOME $unset_text" NONO_PROFILE=home.yaml HOME=
bad 'HOME relative' "home.yaml:2:11: \$HOME is 'user', which is not an absolute path; set it to one" \
	NONO_PROFILE=home.yaml HOME=user
bad 'variable unset' "variable.yaml:2:14: variable \$NOWHERE $unset_text" NONO_PROFILE=variable.yaml
good 'variable set' NONO_PROFILE=variable.yaml NOWHERE=/.
mkdir "$here/data"
: >"$here/file"
ln -s loop "$here/loop"
granted() { # TITLE KEY PATH WANTED
	profile granted.yaml "filesystem:\n  allow: [/]\n  $2: [$3]"
	bad "granted: $1" "granted.yaml:3:$((${#2} + 6)): filesystem.$2: $4" NONO_PROFILE=granted.yaml
}
granted 'no such path' read "$here/none" "'$here/none' does not exist; create it, correct the path, \
or write {path: $here/none, optional: true}"
granted 'directory as file' read_file "$here/data" "'$here/data' is a directory; expected a file; \
grant directories with filesystem.read, write or allow"
granted 'file as directory' write "$here/file/x" \
	"cannot grant '$here/file/x': a component is not a directory (ENOTDIR 20)"
granted 'symlink loop' read "$here/loop" "cannot grant '$here/loop': $links"
profile granted.yaml "filesystem:\n  allow: [/]\n  read: [$here/data]\n  read_file: [$here/file]"
good 'granted paths that exist' NONO_PROFILE=granted.yaml
profile workdir.yaml 'workdir: {access: read}\nfilesystem: {allow: [/]}'
cp "$here/workdir.yaml" "$tmp/workdir.yaml"
deleted='mkdir gone && cd gone && rmdir ../gone && exec "$@"'
unreachable='start the program in a directory that exists and is reachable'
ok 'working directory deleted' refused \
	"$tmp/workdir.yaml:1:19: the working directory cannot be determined; $unreachable" \
	sh -c "$deleted" sh env -i "$only" "NONO_PROFILE=$tmp/workdir.yaml" "$tmp/mark" "$marker"
ok 'profile of a deleted directory' refused "good.yaml: $(no_file good.yaml)" \
	sh -c "$deleted" sh env -i "$only" NONO_PROFILE=good.yaml "$tmp/mark" "$marker"
ok 'control: deleted directory, absolute profile' runs \
	sh -c "$deleted" sh env -i "$only" "NONO_PROFILE=$here/good.yaml" "$tmp/mark" "$marker"
good 'working directory granted' NONO_PROFILE=workdir.yaml

# shellcheck source=tests/shim/startup_process.sh
. "$top_srcdir/tests/shim/startup_process.sh"
finish
