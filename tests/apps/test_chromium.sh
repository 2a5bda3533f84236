#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Chromium without a window renders pages that JavaScript makes, with the renderers in the same
# sandbox as the browser, and with a sandbox of their own inside of it.

# shellcheck disable=SC2016,SC2317 # for the programs to expand; called through others
# shellcheck source=tests/apps/apps.sh
. "${top_srcdir:?}/tests/apps/apps.sh"

chromium=/usr/bin/chromium-headless-shell
needs "$chromium" chromium-headless-shell
needs /usr/bin/python3 python3
needs_sandbox chromium
listener

free_port
granted=$port
free_port
other=$port
cat >"$tmp/chromium.yaml" <<-EOF
	extends: chromium
	network: {connect_port: [$granted]}
EOF
# What profiles/chromium.yaml says about the browser's own sandbox.
cat >"$tmp/nested.yaml" <<-EOF
	extends: $tmp/chromium.yaml
	linux: {namespaces: allow}
	filesystem: {allow: [/proc]}
EOF
# With the granting of /proc and without that of namespaces.
cat >"$tmp/not_nested.yaml" <<-EOF
	extends: $tmp/chromium.yaml
	filesystem: {allow: [/proc]}
EOF

# Scripts from all over: those that come say so. A page waits for the ones that it names.
mkdir "$tmp/server"
for where in granted other; do
	echo "say('$where: done')" >"$tmp/server/$where.js"
done
echo "say('secret: done')" >"$tmp/secret/secret.js"
page() { # WHERE: the directory for the page of files, or the server
	cat <<-EOF
		<!DOCTYPE html>
		<pre id="out"></pre>
		<script>
			const out = document.getElementById('out');
			function say(text) { out.textContent += text + '\n'; }
			say('sum: ' + [...Array(101).keys()].reduce((a, b) => a + b));
			say(new Intl.NumberFormat('de').format(1234567.5));
		</script>
		<script src="http://127.0.0.1:$granted/granted.js" onerror="say('granted: denied')"></script>
		<script src="http://127.0.0.1:$other/other.js" onerror="say('other: denied')"></script>
		<script src="file://$tmp/secret/secret.js" onerror="say('secret: denied')"></script>
	EOF
}
page >"$work/page.html"
page >"$tmp/server/page.html"
cat >"$tmp/server.py" <<-'EOF'
	import functools, http.server, sys, threading

	handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
	for port in sys.argv[2:]:
	    server = http.server.ThreadingHTTPServer(('127.0.0.1', int(port)), handler)
	    threading.Thread(target=server.serve_forever).start()
EOF
start "$tmp/server.log" free /usr/bin/python3 "$tmp/server.py" "$tmp/server" "$granted" "$other"
answers "$other"

# Prints what the page says; what the browser itself says about the machine goes to a file. It has
# no bus, no display and no right to lower the priority of being killed, and says so at length.
browse() { # URL OPTIONS, after free, or confined PROFILE
	"$@" --disable-gpu --disable-quic --no-first-run --disable-background-networking \
		--disable-component-update --disable-sync --no-proxy-server --timeout=30000 \
		--dump-dom 2>"$tmp/browser.log" |
		sed -n '/<pre/,/<\/pre>/p' | sed 's/.*<pre[^>]*>//; s/<\/pre>.*//; /^$/d'
}
limit='/usr/bin/timeout 60'
file="file://$work/page.html"

# shellcheck disable=SC2086 # a list of words
{
	control=$(browse free $limit "$chromium" --no-sandbox "$file" \
		"--screenshot=$outside/control.png")
	seen=$(browse confined "$tmp/chromium.yaml" $limit "$chromium" --no-sandbox \
		"--user-data-dir=$work/profile" "$file" "--screenshot=$work/page.png")
}
is 'control: a page with JavaScript, and nothing is denied' "$control" 'sum: 5050
1.234.567,5
granted: done
other: done
secret: done'
is 'control: a screenshot' "$(head -c 4 "$outside/control.png" | tail -c 3)" PNG
rm "$outside/control.png"
is 'a page with JavaScript, another port and an ungranted file' "$seen" 'sum: 5050
1.234.567,5
granted: done
other: denied
secret: denied'
is 'a screenshot' "$(head -c 4 "$work/page.png" | tail -c 3)" PNG
ok 'its own directory' test -d "$work/profile"

# shellcheck disable=SC2086
is 'the granted port serves a page' "$(browse confined "$tmp/chromium.yaml" $limit "$chromium" \
	--no-sandbox "http://127.0.0.1:$granted/page.html" "--screenshot=$outside/written.png" |
	head -n 3)" 'sum: 5050
1.234.567,5
granted: done'
is 'writing outside' "$(ls "$outside")" ''
ok 'which it says' grep -q 'Failed to write file .*written.png\|Permission denied' "$tmp/browser.log"
ok 'control: UDP by a child' free /bin/bash -c "echo x >/dev/udp/127.0.0.1/$udp"
denied 'UDP by a child' 'Permission denied' \
	confined chromium /bin/bash -c "echo x >/dev/udp/127.0.0.1/$udp"

# Its own sandbox refuses to be root's.
user=
[ "$(id -u)" -ne 0 ] || user='/usr/bin/setpriv --reuid=65534 --regid=65534 --clear-groups'
chmod 777 "$work" "$home"
rm -rf "$work/profile"
alone() { # free, or confined PROFILE; then the program
	if [ "$1" = free ]; then
		shift
		# shellcheck disable=SC2086
		free $user "$@"
	else
		alone_profile=$2
		shift 2
		# shellcheck disable=SC2086
		free $user env LD_PRELOAD="$shim" NONO_PROFILE="$alone_profile" "$@"
	fi
}
nested() { # free, or confined PROFILE
	# shellcheck disable=SC2086
	browse alone "$@" $limit "$chromium" "$file"
}
if [ "$(nested free | head -n 1)" != 'sum: 5050' ]; then
	skip 'its own sandbox' 'not possible here even without the sandbox'
elif ! alone free cat "$shim" "$profiles/chromium.yaml" >/dev/null 2>&1; then
	skip 'its own sandbox' "the installation below ${shim%/lib/*} cannot be reached by others"
else
	is 'no sandbox of its own without namespaces' "$(nested confined "$tmp/not_nested.yaml")" ''
	ok 'which it says' grep -q 'No usable sandbox' "$tmp/browser.log"
	is 'a sandbox of its own inside' "$(nested confined "$tmp/nested.yaml")" 'sum: 5050
1.234.567,5
granted: done
other: denied
secret: denied'
fi

finish
