#!/bin/sh
# SPDX-License-Identifier: Apache-2.0

# shellcheck disable=SC2016 # for the programs to expand
# shellcheck source=tests/apps/apps.sh
. "${top_srcdir:?}/tests/apps/apps.sh"

node=/usr/bin/node
needs "$node" nodejs
needs_sandbox node
listener

cat >"$tmp/node.yaml" <<-EOF
	extends: node
	workdir: {access: readwrite}
	network: {block: true}
EOF

cat >"$work/job.js" <<-'EOF'
	const fs = require('fs'), crypto = require('crypto');
	const { execFileSync, fork, spawn } = require('child_process');
	const { Worker } = require('worker_threads');

	if (process.argv[2] === 'forked') {
		process.on('message', (n) => process.send(n * 2, () => process.disconnect()));
		return;
	}
	async function job() {
		await fs.promises.writeFile('job.json', JSON.stringify({ text: 'abc' }));
		fs.renameSync('job.json', 'renamed.json');
		const { text } = JSON.parse(await fs.promises.readFile('renamed.json'));
		console.log('fs', crypto.createHash('sha256').update(text).digest('hex').slice(0, 8));

		console.log('execFile', execFileSync('tr', ['a-z', 'A-Z'], { input: 'sandbox' }).toString());
		await new Promise((done) => {
			const child = spawn('sh', ['-c', 'seq 1 5 | paste -s -d+']);
			child.stdout.on('data', (data) => console.log('spawn', data.toString().trim()));
			child.on('close', done);
		});
		await new Promise((done) => {
			const child = fork(__filename, ['forked']);
			child.on('message', (answer) => console.log('fork', answer));
			child.on('close', done);
			child.send(21);
		});
		await new Promise((done) => {
			const code = 'const w = require("worker_threads");' +
				'let s = 0; for (let i = 0; i < 1000; i++) s += i; w.parentPort.postMessage(s)';
			new Worker(code, { eval: true })
				.on('message', (sum) => console.log('worker', sum)).on('exit', done);
		});
	}
	job();
EOF
wanted='fs ba7816bf
execFile SANDBOX
spawn 1+2+3+4+5
fork 42
worker 499500'

cat >"$work/attempts.js" <<-'EOF'
	const fs = require('fs'), net = require('net'), dgram = require('dgram');
	const { spawnSync } = require('child_process');
	const { Worker } = require('worker_threads');
	const [secret, outside, tcp, udp] = process.argv.slice(2);

	function worker() {
		const code = 'require("fs").readFileSync(require("worker_threads").workerData)';
		return new Promise((done, failed) => new Worker(code, { eval: true, workerData: secret })
			.on('error', failed).on('exit', done));
	}
	function child() {
		const { status } = spawnSync('cat', [secret]);
		if (status) throw { code: 'status ' + status };
	}
	function connect() {
		return new Promise((done, failed) => {
			const socket = net.connect(+tcp, '127.0.0.1', () => { socket.destroy(); done(); });
			socket.on('error', failed);
		});
	}
	function send() {
		return new Promise((done, failed) => {
			const socket = dgram.createSocket('udp4');
			socket.on('error', failed);
			socket.send('x', +udp, '127.0.0.1', (error) => {
				if (error) return failed(error);
				socket.close();
				done();
			});
		});
	}
	async function attempt(what, action) {
		try {
			await action();
			console.log(what + ': done');
		} catch (error) {
			console.log(what + ': ' + error.code);
		}
	}
	(async () => {
		await attempt('read', () => fs.readFileSync(secret));
		await attempt('worker', worker);
		await attempt('child', child);
		await attempt('write', () => fs.writeFileSync(outside + '/written', 'x'));
		await attempt('tcp', connect);
		await attempt('udp', send);
	})();
EOF

is 'control: the job' "$(free "$node" job.js 2>&1)" "$wanted"
rm -f "$work/renamed.json"
is 'files, children and a worker' "$(confined "$tmp/node.yaml" "$node" job.js 2>&1)" "$wanted"
is 'the file is there' "$(cat "$work/renamed.json")" '{"text":"abc"}'

is 'control: nothing is denied' \
	"$(free "$node" attempts.js "$secret" "$outside" "$tcp" "$udp" 2>&1)" \
	'read: done
worker: done
child: done
write: done
tcp: done
udp: done'
rm "$outside/written"
is 'reading and writing outside, TCP and UDP are denied' \
	"$(confined "$tmp/node.yaml" "$node" attempts.js "$secret" "$outside" "$tcp" "$udp" 2>&1)" \
	'read: EACCES
worker: EACCES
child: status 1
write: EACCES
tcp: EAFNOSUPPORT
udp: EAFNOSUPPORT'
is 'nothing was written' "$(ls "$outside")" ''

# The shipped profile by its name, on a script in the directory that it is started in.
mkdir -p "$work/node_modules/helper"
echo 'exports.answer = 42' >"$work/node_modules/helper/index.js"
echo 'console.log(require("helper").answer, require("os").userInfo().uid >= 0)' >"$work/app.js"
is 'NONO_PROFILE=node' "$(confined node "$node" app.js 2>&1)" '42 true'
denied 'which only reads the directory' 'EACCES' \
	confined node "$node" -e 'require("fs").writeFileSync("new", "x")'
is 'and restricts no network' "$(confined node "$node" -e '
	const socket = require("net").connect(+process.argv[1], "127.0.0.1", () => {
		console.log("connected");
		socket.destroy();
	})' "$tcp" 2>&1)" connected
is 'knows the memory limit of its control group' \
	"$(confined node "$node" -p 'process.constrainedMemory()' 2>&1)" \
	"$(free "$node" -p 'process.constrainedMemory()' 2>&1)"

# A server on the granted port, and a watch on files.
free_port
granted=$port
free_port
cat >"$tmp/serve.yaml" <<-EOF
	extends: node
	workdir: {access: readwrite}
	network: {open_port: [$granted]}
EOF
cat >"$work/serve.js" <<-'EOF'
	const fs = require('fs'), http = require('http');
	const [granted, other] = process.argv.slice(2);

	function listen(port) {
		const server = http.createServer((request, response) => response.end('served ' + request.url));
		return new Promise((done, failed) => {
			server.on('error', failed);
			server.listen(+port, '127.0.0.1', () => done(server));
		});
	}
	function watch(directory) {
		return new Promise((done, failed) => {
			const watcher = fs.watch(directory, (event, name) => { watcher.close(); done(name); });
			watcher.on('error', failed);
			fs.writeFileSync('watched', 'x');
		});
	}
	(async () => {
		const server = await listen(granted);
		await new Promise((done) => http.get('http://127.0.0.1:' + granted + '/page', (response) => {
			response.on('data', (data) => console.log(data.toString()));
			response.on('end', done);
		}));
		server.close();
		await listen(other).then((server) => { console.log('other: done'); server.close(); },
			(error) => console.log('other: ' + error.code));
		console.log('watch', await watch('.'));
	})();
EOF
is 'control: servers and a watch' "$(free "$node" serve.js "$granted" "$port" 2>&1)" 'served /page
other: done
watch watched'
rm "$work/watched"
is 'a server on the granted port and a watch' \
	"$(confined "$tmp/serve.yaml" "$node" serve.js "$granted" "$port" 2>&1)" 'served /page
other: EACCES
watch watched'
cat >"$tmp/no_watch.yaml" <<-EOF
	extends: $tmp/serve.yaml
	linux: {inotify: deny}
EOF
denied 'linux.inotify: deny takes the watch away' 'ENOSYS' \
	confined "$tmp/no_watch.yaml" "$node" serve.js "$granted" "$port"

finish
