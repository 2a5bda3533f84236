#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nginx with a master and a worker, on high ports and with its files in $tmp.

# shellcheck disable=SC2016 # for the programs to expand
# shellcheck source=tests/apps/apps.sh
. "${top_srcdir:?}/tests/apps/apps.sh"

needs /usr/sbin/nginx nginx-light
needs /usr/bin/curl curl
needs_sandbox nginx
listener

free_port
granted=$port
free_port
other=$port
free_port
upstream=$port

state=$work/state
www=$work/www
mkdir "$www" "$state"
# The worker of a master that runs as root is another user.
chmod 777 "$state"
seq 1 20000 >"$www/page.txt"

cat >"$tmp/nginx.yaml" <<-EOF
	extends: nginx
	filesystem:
	  read: [$work/nginx.conf, $work/other.conf, $work/pid.conf, $www]
	  allow: [$state]
	network: {listen_port: [$granted]}
EOF

configuration() { # PORT PIDFILE
	cat <<-EOF
		daemon off;
		worker_processes 1;
		pid $2;
		error_log stderr;
		events {}
		http {
			include /etc/nginx/mime.types;
			access_log $state/access.log;
			client_body_temp_path $state/body;
			proxy_temp_path $state/proxy;
			fastcgi_temp_path $state/fastcgi;
			uwsgi_temp_path $state/uwsgi;
			scgi_temp_path $state/scgi;
			server {
				listen 127.0.0.1:$1;
				access_log syslog:server=127.0.0.1:$udp;
				access_log $state/access.log;
				location / { root $www; }
				location /secret/ { alias $tmp/secret/; }
				location /upstream/ { proxy_pass http://127.0.0.1:$upstream/; }
			}
		}
	EOF
}
configuration "$granted" "$state/nginx.pid" >"$work/nginx.conf"
configuration "$other" "$state/nginx.pid" >"$work/other.conf"
configuration "$granted" "$outside/nginx.pid" >"$work/pid.conf"

cat >"$work/upstream.conf" <<-EOF
	daemon off;
	pid $state/upstream.pid;
	error_log stderr;
	events {}
	http {
		access_log off;
		client_body_temp_path $state/body;
		proxy_temp_path $state/proxy;
		fastcgi_temp_path $state/fastcgi;
		uwsgi_temp_path $state/uwsgi;
		scgi_temp_path $state/scgi;
		server { listen 127.0.0.1:$upstream; return 200 upstream; }
	}
EOF

get() { # PATH [CURL OPTIONS]
	get_path=$1
	shift
	/usr/bin/curl -s --noproxy '*' --max-time 10 "$@" "http://127.0.0.1:$granted$get_path"
}
status() { # PATH
	get "$1" -o /dev/null -w '%{http_code}'
}

start "$tmp/upstream.log" free /usr/sbin/nginx -c "$work/upstream.conf"
answers "$upstream"

# Each control once: a page, a secret, another server, another port, a file outside, UDP.
start "$tmp/control.log" free /usr/sbin/nginx -c "$work/nginx.conf"
answers "$granted"
is 'control: a page' "$(get /page.txt | cksum)" "$(cksum <"$www/page.txt")"
is 'control: the secret' "$(get /secret/secret.txt)" 'the secret'
is 'control: a connection to another server' "$(get /upstream/)" upstream
fails 'control: UDP' grep 'socket() failed' "$tmp/control.log"
stop "$pid"
start "$tmp/control.log" free /usr/sbin/nginx -c "$work/other.conf"
ok 'control: another port' answers "$other"
stop "$pid"
start "$tmp/control.log" free /usr/sbin/nginx -c "$work/pid.conf"
answers "$granted"
ok 'control: a file outside' test -s "$outside/nginx.pid"
stop "$pid"

rm -f "$state/access.log"
start "$tmp/nginx.log" confined "$tmp/nginx.yaml" /usr/sbin/nginx -c "$work/nginx.conf"
server=$pid
ok 'the granted port' answers "$granted"
is 'serves a page' "$(get /page.txt | cksum)" "$(cksum <"$www/page.txt")"
is 'with its type' "$(get /page.txt -o /dev/null -w '%{content_type}')" text/plain
is 'knows what is not there' "$(status /none)" 404
ok 'writes its log' grep -q 'GET /page.txt' "$state/access.log"
is 'cannot read an ungranted file' "$(status /secret/secret.txt)" 403
ok 'and says so' grep -q 'secret.txt" failed (13: Permission denied)' "$tmp/nginx.log"
is 'cannot connect' "$(status /upstream/)" 502
ok 'and says so' grep -q 'connect() to 127.0.0.1:.* failed (13: Permission denied)' "$tmp/nginx.log"
ok 'cannot send over UDP' grep -q 'socket() failed (13: Permission denied)' "$tmp/nginx.log"
ok 'reopens its log' kill -USR1 "$server"
is 'still serves' "$(status /page.txt)" 200
stop "$server"
fails 'stops' is_listening "$granted"

# A server that should not start must not run for ever when it does.
denied 'another port' "bind() to 127.0.0.1:$other failed (13: Permission denied)" \
	confined "$tmp/nginx.yaml" /usr/bin/timeout 10 /usr/sbin/nginx -c "$work/other.conf"
denied 'writing outside' "$outside/nginx.pid\" failed (13: Permission denied)" \
	confined "$tmp/nginx.yaml" /usr/bin/timeout 10 /usr/sbin/nginx -c "$work/pid.conf"
ok 'the shipped profile reads the packaged configuration' \
	confined nginx /bin/cat /etc/nginx/nginx.conf
ok 'control: UDP by a child' free /bin/bash -c "echo x >/dev/udp/127.0.0.1/$udp"
denied 'UDP by a child' 'Permission denied' \
	confined nginx /bin/bash -c "echo x >/dev/udp/127.0.0.1/$udp"

finish
