#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# curl against a server of its own outside the sandbox, over HTTP and HTTPS.

# shellcheck disable=SC2016,SC2317 # for the programs to expand; called through others
# shellcheck source=tests/apps/apps.sh
. "${top_srcdir:?}/tests/apps/apps.sh"

curl=/usr/bin/curl
needs "$curl" curl
needs /usr/bin/python3 python3
needs /usr/bin/openssl openssl
needs_sandbox curl
listener

free_port
http=$port
free_port
https=$port
free_port
other=$port

mkdir "$tmp/server" "$tmp/certificates"
seq 1 20000 >"$tmp/server/numbers"
free /usr/bin/openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost \
	-addext subjectAltName=DNS:localhost -keyout "$tmp/secret/key.pem" \
	-out "$tmp/certificates/ca.pem" 2>/dev/null
cat >"$tmp/server.py" <<-'EOF'
	import functools, http.server, ssl, sys, threading

	class Handler(http.server.SimpleHTTPRequestHandler):
	    protocol_version = 'HTTP/1.1'
	    def do_POST(self):
	        body = self.rfile.read(int(self.headers['Content-Length']))[::-1]
	        self.send_response(200)
	        self.send_header('Content-Length', str(len(body)))
	        self.end_headers()
	        self.wfile.write(body)

	handler = functools.partial(Handler, directory=sys.argv[1])
	servers = [http.server.ThreadingHTTPServer(('127.0.0.1', int(p)), handler)
	           for p in sys.argv[4:]]
	context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
	context.load_cert_chain(sys.argv[2], sys.argv[3])
	servers[1].socket = context.wrap_socket(servers[1].socket, server_side=True)
	for server in servers:
	    threading.Thread(target=server.serve_forever).start()
EOF
start "$tmp/server.log" free /usr/bin/python3 "$tmp/server.py" "$tmp/server" \
	"$tmp/certificates/ca.pem" "$tmp/secret/key.pem" "$http" "$https" "$other"
answers "$other"

cat >"$tmp/curl.yaml" <<-EOF
	extends: curl
	filesystem: {read: [$tmp/certificates]}
	network: {connect_port: [$http, $https]}
EOF
fetch() { # free, or confined PROFILE
	"$@" "$curl" -sS --noproxy '*' --max-time 20 "http://127.0.0.1:$fetch_port/$fetch_file" \
		-o "$fetch_to"
}
download() { # PORT FILE TO, then free, or confined PROFILE
	fetch_port=$1 fetch_file=$2 fetch_to=$3
	shift 3
	fetch "$@"
}

ok 'control: a download' download "$http" numbers control free
ok 'a download' download "$http" numbers numbers confined "$tmp/curl.yaml"
is 'has arrived' "$(cksum <"$work/numbers")" "$(cksum <"$tmp/server/numbers")"
is 'parallel downloads' "$(confined "$tmp/curl.yaml" "$curl" -sS --noproxy '*' --max-time 20 -Z \
	"http://127.0.0.1:$http/numbers?[1-20]" -o 'part.#1' 2>/dev/null && cd "$work" &&
	cat part.* | cksum)" "$(yes "$tmp/server/numbers" | head -n 20 | xargs cat | cksum)"
is 'a name, a form and a cookie jar' "$(confined "$tmp/curl.yaml" "$curl" -sS --noproxy '*' \
	--max-time 20 -4 -d 'xobdnas' -c cookies "http://localhost:$http/form" 2>&1)" sandbox
is 'HTTPS' "$(confined "$tmp/curl.yaml" "$curl" -sS --noproxy '*' --max-time 20 -4 \
	--cacert "$tmp/certificates/ca.pem" "https://localhost:$https/numbers" 2>&1 | cksum)" \
	"$(cksum <"$tmp/server/numbers")"
denied 'HTTPS knows who to trust' 'self.signed certificate\|unable to get local issuer' \
	confined "$tmp/curl.yaml" "$curl" -sS --noproxy '*' --max-time 20 -4 "https://localhost:$https/"

ok 'control: another port' download "$other" numbers control free
denied 'another port' "to connect to 127.0.0.1 port $other" \
	download "$other" numbers denied confined "$tmp/curl.yaml"
denied 'the shipped profile: a port that is not standard' "to connect to 127.0.0.1 port $http" \
	download "$http" numbers denied confined curl
ok 'control: a local file' free "$curl" -sS "file://$secret"
denied 'a local file' "Couldn.t open file" confined "$tmp/curl.yaml" "$curl" -sS "file://$secret"
ok 'control: sending a file' free "$curl" -sS --noproxy '*' -d "@$secret" "http://127.0.0.1:$http/"
is 'sending a file sends nothing' "$(confined "$tmp/curl.yaml" "$curl" -s --noproxy '*' \
	-T "$secret" "http://127.0.0.1:$http/" -w '%{size_upload}')" 0
ok 'control: output' download "$http" numbers "$outside/control" free
rm "$outside/control"
denied 'output outside' 'Permission denied\|Failed to create\|Failure writing' \
	download "$http" numbers "$outside/written" confined "$tmp/curl.yaml"
is 'nothing was written' "$(ls "$outside")" ''

# TFTP is UDP. Nobody answers the control, but its socket is there.
tftp() { # free, or confined PROFILE
	tftp_status=0
	"$@" "$curl" -s --max-time 1 "tftp://127.0.0.1:$udp/file" || tftp_status=$?
	echo "$tftp_status"
}
is 'control: UDP waits for an answer' "$(tftp free)" 28
is 'UDP is not there' "$(tftp confined "$tmp/curl.yaml")" 7

finish
