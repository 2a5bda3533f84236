#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A program must not be able to change the policy of its next run: the files it comes from, the
# library, and the links that its grants go through.

# shellcheck source=tests/shim/hardening.sh
. "$top_srcdir/tests/shim/hardening.sh"

if [ "$("$hold" abi)" -eq 0 ]; then
	skip 'tampering' 'this kernel has no Landlock'
	finish
fi

# As $as, with the library and directory of the moment.
start() { # PROFILE [COMMAND...]
	start_profile=$1
	shift
	[ $# -gt 0 ] || set -- echo ran
	# shellcheck disable=SC2086 # several words
	(cd "$from" && $as env "LD_PRELOAD=$with" "NONO_PROFILE=$start_profile" \
		"XDG_CONFIG_HOME=$base/config" "$@")
}
bad() { # TITLE TEXT PROFILE
	ok "$who: $1" refused "$2" start "$3"
}
good() { # TITLE PROFILE
	ok "$who: control: $1" runs start "$2"
}
can() { # TITLE COMMAND...: without the sandbox
	can_title=$1
	shift
	# shellcheck disable=SC2086
	ok "$who: control: $can_title" $as "$@"
}
tree() { # DIRECTORY WHO AS
	base=$tmp/$1 who=$2 as=$3 from=/ with=$library
	mkdir -p "$base/rw/sub" "$base/rw/dir/x" "$base/safe" "$base/secret" "$base/config/nono/profiles"
	echo secret >"$base/secret/file"
	chmod 711 "$tmp/$1"
	rw="  allow: [$base/rw]"
	not='security.allow_writable_profile: true'
}
give() { # to the user, if there is another
	[ "$who" = root ] || [ "$(id -u)" -ne 0 ] || chown -R 65534:65534 "$base"
}

policy_files() {
	for place in rw rw/sub safe; do
		profile "$1/$place/p" "$rw"
	done
	profile "$1/rw/allowed" "$rw\nsecurity: {allow_writable_profile: true}"
	profile "$1/rw/forbidden" "$rw\nsecurity: {allow_writable_profile: false}"
	profile "$1/rw/effort" "$rw\ncompatibility: best-effort"
	profile "$1/rw/null" '  allow: [/dev/null]'
	ln -s ../safe/p.yaml "$base/rw/link.yaml"
	ln -s "$base/rw/p.yaml" "$base/safe/link.yaml"
	ln -s "$base/rw/link.yaml" "$base/safe/chain.yaml"
	ln -s ../safe/p.yaml "$base/safe/direct.yaml"
	ln -s direct.yaml "$base/safe/twice.yaml"
	ln -s "$base/rw/sub" "$base/safe/directory"
	profile "$1/safe/extends" "$rw\nextends: [../rw/p.yaml]"
	profile "$1/safe/extends-safe" "$rw\nextends: [p.yaml]"
	cp "$library" "$base/rw/library.so"
	cp "$library" "$base/safe/library.so"
	give

	can 'the profile can be written' sh -c ": >>$base/rw/p.yaml"
	bad 'profile in a granted directory' "could write to '$base/rw/p.yaml'" "$base/rw/p.yaml"
	bad 'the key and what to do' "$not" "$base/rw/p.yaml"
	bad 'the place of the grant' "$base/rw/p.yaml:$(grep -n 'allow:' "$base/rw/p.yaml" | cut -d: -f1):" \
		"$base/rw/p.yaml"
	bad 'below it' "could write to '$base/rw/sub/p.yaml'" "$base/rw/sub/p.yaml"
	good 'beside it' "$base/safe/p.yaml"
	good 'allow_writable_profile: true' "$base/rw/allowed.yaml"
	bad 'allow_writable_profile: false' "$not" "$base/rw/forbidden.yaml"
	bad 'best-effort' "$not" "$base/rw/effort.yaml"
	good 'only devices are writable' "$base/rw/null.yaml"
	can 'the link can be exchanged' sh -c "mv $base/rw/link.yaml $base/rw/l && mv $base/rw/l $base/rw/link.yaml"
	bad 'a link that could be exchanged' "could replace '$base/rw/link.yaml'" "$base/rw/link.yaml"
	bad 'a link to what is writable' "could write to '$base/rw/p.yaml'" "$base/safe/link.yaml"
	bad 'such a link through another' "could replace '$base/rw/link.yaml'" "$base/safe/chain.yaml"
	bad 'a link to a directory' "could write to '$base/rw/sub/p.yaml'" "$base/safe/directory/p.yaml"
	good 'links that are safe' "$base/safe/twice.yaml"
	bad '..' "could write to '$base/rw/p.yaml'" "$base/safe/../rw/./sub/..//p.yaml"
	good 'through what is writable and back' "$base/safe/../safe/p.yaml"
	bad 'what it extends' "could write to '$base/rw/p.yaml'" "$base/safe/extends.yaml"
	good 'what it extends' "$base/safe/extends-safe.yaml"
	with=$base/rw/library.so
	bad 'the library' "could write to '$base/rw/library.so'" "$base/safe/p.yaml"
	with=$base/safe/library.so
	good 'the library' "$base/safe/p.yaml"
	with=$library from=$base/rw
	bad 'a relative path' "could write to '$base/rw/sub/p.yaml'" sub/p.yaml
	bad 'a relative path with ..' "could write to '$base/rw/p.yaml'" ../rw/p.yaml
	from=$base/safe
	good 'a relative path' ./p.yaml
	good 'a relative path with ..' ../safe/p.yaml
	from=/
}

# A name stands for the first file that is found: those before it must not be possible to make.
candidates() {
	found=$base/config/nono/profiles
	profile "$1/config/nono/profiles/web" "$rw"
	mv "$found/web.yaml" "$found/web.json"
	ln -s "$base/rw/dangling.yaml" "$found/web.yaml"
	give
	bad 'what would be found earlier' "could create '$base/rw/dangling.yaml'" web
	rm "$found/web.yaml"
	good 'what would be found earlier' web
	ln -s "$base/rw/no/such/file.yaml" "$found/web.yaml"
	bad 'directories that are missing' "could create '$base/rw/no'" web
	rm "$found/web.yaml"
	ln -s "$base/safe/no/file.yaml" "$found/web.yaml"
	good 'such a link to elsewhere' web
	is "$who: nothing is left behind" "$(find "$base" -name '.nono*')" ''
}

linked() { # TITLE PATH [LINK]: refused where something is writable, fine where it is not
	ln -sfn "${4:-/}" "$base/rw/link"
	bad_text="goes through the symbolic link '${3:-$base/rw/link}', which the confined program could"
	profile "$dir/safe/q" "    - $2\n$rw"
	bad "$1" "$bad_text" "$base/safe/q.yaml"
	profile "$dir/safe/q" "    - $2"
	good "$1, nothing is writable" "$base/safe/q.yaml"
}

links() {
	dir=$1
	ln -s "$base/rw/dir" "$base/safe/into"
	ln -s "$base/secret" "$base/safe/secret"
	mkdir "$base/rw/dir/d" "$base/rw/link2"
	ln -s ../../secret "$base/rw/dir/y"
	echo plain >"$base/rw/dir/file"
	linked 'a link to /' "$base/rw/link"
	linked 'a link to a secret' "$base/rw/link" '' "$base/secret"
	linked 'a link to a file' "$base/rw/link" '' "$base/secret/file"
	linked 'a link to what is granted' "$base/rw/link" '' "$base/rw/dir"
	linked 'a relative link' "$base/rw/link" '' ../secret
	linked 'a slash at the end' "$base/rw/link/" '' "$base/secret"
	linked 'a link in the middle' "$base/rw/link/x" '' dir
	linked 'a link, and ..' "$base/rw/link/../file" '' "$base/rw/dir/d"
	linked '.. and a link' "$base/rw/sub/..//./link" '' "$base/secret"
	linked 'through a link that is safe' "$base/safe/into/y" "$base/rw/dir/y"
	profile "$dir/safe/q" "    - $base/safe/into/x\n    - $base/rw/dir\n$rw"
	good 'directories, also behind a link that is safe' "$base/safe/q.yaml"
	ln -sfn "$base/secret" "$base/rw/link"
	profile "$dir/safe/q" "    - {path: $base/rw/link, optional: true}\n$rw"
	bad 'an optional path' 'could have made' "$base/safe/q.yaml"
	profile "$dir/safe/q" "    - $base/rw/link\n$rw\nsecurity: {allow_writable_profile: true}"
	bad 'allow_writable_profile does not lift it' 'could have made' "$base/safe/q.yaml"
	profile "$dir/safe/q" "$rw\n  write: [$base/rw/link]"
	bad 'a path to write to' "filesystem.write: '$base/rw/link' goes" "$base/safe/q.yaml"
	ln -sfn "$base/secret/file" "$base/rw/link"
	profile "$dir/safe/q" "  read_file: [$base/rw/link]\n$rw"
	bad 'a file' "filesystem.read_file: '$base/rw/link' goes" "$base/safe/q.yaml"
	ln -sfn "$base/secret/none" "$base/rw/link"
	profile "$dir/safe/q" "    - {path: $base/rw/link, optional: true}\n$rw"
	good 'a link to nothing grants nothing' "$base/safe/q.yaml"
	ln -sfn link "$base/rw/link"
	profile "$dir/safe/q" "    - $base/rw/link\n$rw"
	bad 'a link to itself' 'symbolic links (ELOOP' "$base/safe/q.yaml"
	profile "$dir/safe/q" "    - $base/safe/secret\n$rw"
	is "$who: control: a link that is safe grants its target" \
		"$(start "$base/safe/q.yaml" cat "$base/secret/file")" secret
	profile "$dir/safe/q" "$rw"
	fails "$who: and else it is not granted" start "$base/safe/q.yaml" cat "$base/secret/file"
	profile "$dir/safe/q" "  allow: [/]\nsecurity: {allow_writable_profile: true}"
	good 'everything is granted' "$base/safe/q.yaml"
	profile "$dir/safe/q" '  allow: [/]'
	bad 'everything is granted' 'and so widen' "$base/safe/q.yaml"
}

suite() { # DIRECTORY WHO AS
	tree "$@"
	policy_files "$1"
	candidates "$1"
	links "$1"
}

if [ "$(id -u)" -ne 0 ]; then
	suite user user env
	skip 'permissions' 'needs root, to make files of two users'
	finish
fi
suite root root env
[ -n "$as_nobody" ] || finish
suite user user "$as_nobody"

# Permissions: what another user owns is safe, unless its directory is not.
tree owners user "$as_nobody"
mkdir -m 1777 "$base/sticky"
mkdir -m 777 "$base/open"
mkdir -m 755 "$base/closed" "$base/sticky/closed"
all="  allow: [$base/sticky, $base/open, $base/closed]"
for place in sticky sticky/closed open closed safe; do
	profile "owners/$place/p" "$all"
	profile "owners/$place/own" "$all"
	chown 65534 "$base/$place/own.yaml"
done
mkdir "$base/open/closed"
cp "$base/closed/p.yaml" "$base/open/closed"
ln -s "$base/sticky/none.yaml" "$base/config/nono/profiles/web.yaml"
cp "$base/safe/p.yaml" "$base/config/nono/profiles/web.json"
good 'of root, in a sticky directory' "$base/sticky/p.yaml"
good 'of root, below one of root in it' "$base/sticky/closed/p.yaml"
bad 'its own, in a sticky directory' "could write to '$base/sticky/own.yaml'" "$base/sticky/own.yaml"
bad 'missing in a sticky directory' "could create '$base/sticky/none.yaml'" web
can 'of root, in an open directory, is exchanged' sh -c "mv $base/open/p.yaml $base/open/q && mv $base/open/q $base/open/p.yaml"
bad 'of root, in an open directory' "could replace '$base/open/p.yaml'" "$base/open/p.yaml"
bad 'of root, in one of root in an open directory' "could replace '$base/open/closed'" \
	"$base/open/closed/p.yaml"
good 'of root, in a directory of root' "$base/closed/p.yaml"
bad 'its own, in a directory of root' "could write to '$base/closed/own.yaml'" "$base/closed/own.yaml"
chmod 444 "$base/closed/own.yaml"
# shellcheck disable=SC2086 # several words
fails "$who: control: read-only" $as_nobody sh -c ": >>$base/closed/own.yaml"
profile owners/closed/file "  allow_file: [$base/closed/file.yaml]"
good 'of root, named by its own grant' "$base/closed/file.yaml"
chown 65534 "$base/closed/file.yaml"
bad 'its own, named by its own grant' "could write to '$base/closed/file.yaml'" "$base/closed/file.yaml"
chmod 444 "$base/closed/file.yaml"
bad 'the same, read-only until chmod' "could write to '$base/closed/file.yaml'" "$base/closed/file.yaml"
mkdir "$base/open/own"
profile owners/open/own/p "$all"
chown 65534 "$base/open/own" && chmod 555 "$base/open/own"
chmod 1777 "$base/open"
# shellcheck disable=SC2086
fails "$who: control: a read-only directory" $as_nobody sh -c ": >$base/open/own/new"
bad 'in its own directory, read-only until chmod' "could replace '$base/open/own'" \
	"$base/open/own/p.yaml"
mkdir -m 555 "$base/own"
profile owners/own/p "  allow: [$base/own]"
chown 65534 "$base/own"
bad 'in a granted directory, read-only until chmod' "could replace '$base/own/p.yaml'" "$base/own/p.yaml"
as=env who=root
bad 'root and a sticky directory' "could write to '$base/sticky/p.yaml'" "$base/sticky/p.yaml"
finish
