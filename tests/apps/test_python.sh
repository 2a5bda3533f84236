#!/bin/sh
# SPDX-License-Identifier: Apache-2.0

# shellcheck disable=SC2016 # for the programs to expand
# shellcheck source=tests/apps/apps.sh
. "${top_srcdir:?}/tests/apps/apps.sh"

python=/usr/bin/python3
needs "$python" python3
needs_sandbox python
listener

cat >"$tmp/python.yaml" <<-EOF
	extends: python
	workdir: {access: readwrite}
	network: {block: true}
EOF

cat >"$work/job.py" <<-'EOF'
	import hashlib, json, os, sqlite3, subprocess, sys, threading

	total, lock = 0, threading.Lock()
	def add(numbers):
	    global total
	    with lock:
	        total += sum(numbers)
	threads = [threading.Thread(target=add, args=(range(n, 1000, 8),)) for n in range(8)]
	for thread in threads:
	    thread.start()
	for thread in threads:
	    thread.join()
	print('threads', total)

	out = subprocess.run(['sh', '-c', 'tr a-z A-Z | rev'], input='sandbox', text=True,
	                     stdout=subprocess.PIPE, check=True).stdout
	print('subprocess', out)
	print('python child', subprocess.check_output(
	    [sys.executable, '-c', 'print(6 * 7)'], text=True).strip())

	db = sqlite3.connect('job.db')
	db.execute('create table squares (n integer, square integer)')
	with db:
	    db.executemany('insert into squares values (?, ?)', ((n, n * n) for n in range(100)))
	db.close()
	query = sqlite3.connect('job.db').execute('select sum(square) from squares')
	print('sqlite3', query.fetchone()[0])

	with open('job.json', 'w') as file:
	    json.dump({'sha256': hashlib.sha256(b'abc').hexdigest()}, file)
	os.rename('job.json', 'renamed.json')
	print('files', json.load(open('renamed.json'))['sha256'][:8])
EOF
# 0 + ... + 999; 0 + 1 + 4 + ... + 99 * 99; the sha256 of "abc" is the first example of FIPS 180.
wanted='threads 499500
subprocess XOBDNAS
python child 42
sqlite3 328350
files ba7816bf'

cat >"$work/attempts.py" <<-'EOF'
	import errno, socket, subprocess, sys, threading

	secret, outside, tcp, udp = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])

	def attempt(what, action):
	    try:
	        action()
	        print(what + ': done')
	    except OSError as error:
	        print(what + ': ' + errno.errorcode[error.errno])

	def child():
	    code = 'import sys\ntry: open(sys.argv[1])\nexcept OSError as e: sys.exit(e.errno)'
	    status = subprocess.run([sys.executable, '-c', code, secret]).returncode
	    if status:
	        raise OSError(status, 'in the child')

	def connected(kind, port):
	    with socket.socket(socket.AF_INET, kind) as s:
	        s.connect(('127.0.0.1', port))
	        s.send(b'x')

	attempt('read', lambda: open(secret))
	thread = threading.Thread(target=attempt, args=('thread', lambda: open(secret)))
	thread.start()
	thread.join()
	attempt('child', child)
	attempt('write', lambda: open(outside + '/written', 'w'))
	attempt('tcp', lambda: connected(socket.SOCK_STREAM, tcp))
	attempt('udp', lambda: connected(socket.SOCK_DGRAM, udp))
EOF

is 'control: the job' "$(free "$python" job.py 2>&1)" "$wanted"
rm -f "$work/job.db" "$work/renamed.json"
is 'threads, children, sqlite3 and files' "$(confined "$tmp/python.yaml" "$python" job.py 2>&1)" \
	"$wanted"
ok 'the database is there' test -s "$work/job.db"

is 'control: nothing is denied' \
	"$(free "$python" attempts.py "$secret" "$outside" "$tcp" "$udp" 2>&1)" \
	'read: done
thread: done
child: done
write: done
tcp: done
udp: done'
rm "$outside/written"
is 'reading and writing outside, TCP and UDP are denied' \
	"$(confined "$tmp/python.yaml" "$python" attempts.py "$secret" "$outside" "$tcp" "$udp" 2>&1)" \
	'read: EACCES
thread: EACCES
child: EACCES
write: EACCES
tcp: EAFNOSUPPORT
udp: EAFNOSUPPORT'
is 'nothing was written' "$(ls "$outside")" ''

# The shipped profile by its name, on a script in the directory that it is started in.
cat >"$work/app.py" <<-'EOF'
	import mimetypes, os, pwd, ssl, helper
	assert ssl.create_default_context()
	assert pwd.getpwuid(os.getuid()).pw_name
	print(mimetypes.guess_type('page.html')[0], helper.answer)
EOF
echo 'answer = 42' >"$work/helper.py"
is 'NONO_PROFILE=python' "$(confined python "$python" app.py 2>&1)" 'text/html 42'
denied 'which only reads the directory' 'Permission denied' \
	confined python "$python" -c 'open("new", "w")'
ok 'and restricts no network' confined python "$python" -c \
	'import socket, sys; socket.create_connection(("127.0.0.1", int(sys.argv[1])))' "$tcp"
certificates='import ssl; assert ssl.create_default_context().get_ca_certs()'
if free "$python" -c "$certificates" 2>/dev/null; then
	ok 'finds the CA certificates' confined python "$python" -c "$certificates"
else
	skip 'finds the CA certificates' 'there are none (package ca-certificates)'
fi

# What needs more than the shipped profile: locks of multiprocessing are in /dev/shm, and asyncio
# listens.
free_port
cat >"$tmp/more.yaml" <<-EOF
	extends: python
	workdir: {access: readwrite}
	filesystem: {allow: [/dev/shm]}
	network: {open_port: [$port], connect_port: [$tcp]}
EOF
cat >"$work/more.py" <<-'EOF'
	import asyncio, multiprocessing, os, socket, sys

	port, secret = int(sys.argv[1]), sys.argv[2]

	def square(n):
	    return n * n

	def steal(path):
	    try:
	        return open(path).read()
	    except OSError as error:
	        return error.strerror

	async def served():
	    async def answer(reader, writer):
	        writer.write((await reader.readline()).upper())
	        await writer.drain()
	        writer.close()
	    server = await asyncio.start_server(answer, '127.0.0.1', port)
	    reader, writer = await asyncio.open_connection('localhost', port, family=socket.AF_INET)
	    writer.write(b'asyncio\n')
	    line = await reader.readline()
	    writer.close()
	    server.close()
	    child = await asyncio.create_subprocess_exec('rev', stdin=-1, stdout=-1)
	    out, _ = await child.communicate(b'child')
	    return line.decode().strip(), out.decode().strip()

	if __name__ == '__main__':
	    with multiprocessing.Pool(4) as pool:
	        print('pool', sum(pool.map(square, range(100))))
	        print('in the pool', pool.apply(steal, (secret,)).strip())
	    queue = multiprocessing.get_context('spawn').Queue()
	    queue.put('queue')
	    print('spawn', queue.get(timeout=20))
	    counter = multiprocessing.Value('i', 40)
	    with counter.get_lock():
	        counter.value += 2
	    print('value', counter.value)
	    print(*asyncio.run(served()))
	    print('localhost', socket.getaddrinfo('localhost', 80, socket.AF_INET)[0][4][0])
	    print('service', socket.getservbyname('https'))
EOF
more='pool 328350
in the pool the secret
spawn queue
value 42
ASYNCIO dlihc
localhost 127.0.0.1
service 443'
is 'control: multiprocessing, asyncio and getaddrinfo' \
	"$(free "$python" more.py "$port" "$secret" 2>&1)" "$more"
is 'multiprocessing, asyncio and getaddrinfo' \
	"$(confined "$tmp/more.yaml" "$python" more.py "$port" "$secret" 2>&1)" \
	"$(echo "$more" | sed 's/the secret/Permission denied/')"
denied 'multiprocessing needs the grant' 'Permission denied\|Operation not permitted' \
	confined python "$python" -c 'import multiprocessing; multiprocessing.Lock()'

if free "$python" -c 'import ensurepip' 2>/dev/null; then
	ok 'a virtual environment' confined "$tmp/python.yaml" "$python" -m venv environment
	is 'has its own prefix' "$(confined "$tmp/python.yaml" environment/bin/python -c \
		'import sys; print(sys.prefix)' 2>&1)" "$work/environment"
	ok 'and pip' confined "$tmp/python.yaml" environment/bin/python -m pip --version
	ok 'control: a virtual environment elsewhere' \
		free "$python" -m venv --without-pip "$outside/environment"
	rm -r "$outside/environment"
	denied 'but not elsewhere' 'Permission denied' \
		confined "$tmp/python.yaml" "$python" -m venv --without-pip "$outside/environment"
else
	skip 'a virtual environment' 'is not installed (package python3-venv)'
fi

finish
