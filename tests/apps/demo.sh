#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# demo.sh PREFIX: python3 under the installed library does its work, and is denied three things.
set -eu

library=$1/lib/libnono_shim.so
directory=$(mktemp -d "${TMPDIR:-/tmp}/nono-demo.XXXXXX")
trap 'rm -rf "$directory"' EXIT
cd "$directory"
mkdir data
echo 'a secret' >secret.txt
printf '%s\n' 3 1 2 >data/numbers.txt

cat >demo.yaml <<EOF
extends: python
filesystem:
  allow: [$directory/data]
  read_file: [$directory/work.py]
workdir: {access: none}
network: {block: true}
EOF

cat >work.py <<'EOF'
import os, socket, subprocess, sys

directory = sys.argv[1]

def attempt(what, action):
    try:
        print("  %-46s %s" % (what, action()))
    except OSError as error:
        print("  %-46s denied: %s" % (what, error.strerror))

def sort_numbers():
    with open(directory + "/data/numbers.txt") as numbers:
        lines = sorted(numbers)
    with open(directory + "/data/sorted.txt", "w") as out:
        out.writelines(lines)
    return "done: " + " ".join(line.strip() for line in lines)

def count_with_child():
    out = subprocess.run(["/usr/bin/wc", "-l", directory + "/data/sorted.txt"], capture_output=True)
    return "done: " + out.stdout.decode().split()[0] + " lines"

def connect():
    with socket.create_connection(("127.0.0.1", int(sys.argv[2])), 5):
        return "done: connected"

def send():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagram:
        datagram.sendto(b"x", ("127.0.0.1", 9))
    return "done: sent"

attempt("sort data/numbers.txt", sort_numbers)
attempt("count lines in a child process", count_with_child)
attempt("read secret.txt", lambda: "done: " + open(directory + "/secret.txt").read().strip())
attempt("write stolen.txt", lambda: open(directory + "/stolen.txt", "w") and "done: written")
attempt("connect to 127.0.0.1 over TCP", connect)
attempt("send to 127.0.0.1 over UDP", send)
EOF

# Something to connect to: a listener that accepts one connection and ends after ten seconds.
cat >listen.py <<'EOF'
import socket
listener = socket.create_server(("127.0.0.1", 0))
listener.settimeout(10)
print(listener.getsockname()[1], flush=True)
try:
    listener.accept()
except OSError:
    pass
EOF
/usr/bin/python3 listen.py >port &
listener=$!
tries=0
until [ -s port ] || [ $tries -ge 100 ]; do
	sleep 0.05
	tries=$((tries + 1))
done

echo "The profile:"
sed 's/^/  /' demo.yaml
echo
echo "python3 with it:"
echo "  NONO_PROFILE=demo.yaml LD_PRELOAD=libnono_shim.so python3 work.py"
NONO_PROFILE=./demo.yaml LD_PRELOAD=$library /usr/bin/python3 work.py "$directory" "$(cat port)" |
	tee confined.txt
echo
echo "python3 without it:"
/usr/bin/python3 work.py "$directory" "$(cat port)"
wait "$listener"

# A demonstration that shows the wrong thing must not look like one that worked.
if [ "$(grep -c 'done:' confined.txt)" -ne 2 ] || [ "$(grep -c 'denied:' confined.txt)" -ne 4 ]; then
	echo "demo: expected 2 things done and 4 denied under the library" >&2
	exit 1
fi
