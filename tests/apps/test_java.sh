#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The JVM: threads of the garbage collector and the compiler, children, and its own compiler.

# shellcheck disable=SC2016,SC2317 # for the programs to expand; called through others
# shellcheck source=tests/apps/apps.sh
. "${top_srcdir:?}/tests/apps/apps.sh"

java=/usr/bin/java
needs "$java" default-jre-headless
needs /usr/bin/javac default-jdk-headless
needs_sandbox java
listener

cat >"$tmp/java.yaml" <<-EOF
	extends: java
	workdir: {access: readwrite}
	network: {block: true}
EOF
free_port
granted=$port
free_port
other=$port
cat >"$tmp/serve.yaml" <<-EOF
	extends: java
	network: {open_port: [$granted]}
EOF

cat >"$work/Job.java" <<-'EOF'
	import java.nio.file.*;
	import java.util.concurrent.*;
	import java.util.stream.*;

	public class Job {
		public static void main(String[] arguments) throws Exception {
			System.out.println("parallel " + LongStream.range(0, 1000000).parallel().sum());
			var pool = Executors.newFixedThreadPool(8);
			var parts = IntStream.range(0, 64).mapToObj(n -> pool.submit(() -> n * n)).toList();
			int sum = 0;
			for (var part : parts)
				sum += part.get();
			pool.shutdown();
			System.out.println("threads " + sum);
			Path text = Path.of("text");
			Files.writeString(text, "sandbox");
			Files.move(text, Path.of("moved"));
			System.out.println("files " + Files.readString(Path.of("moved")));
			Process child = new ProcessBuilder("rev", "moved").start();
			System.out.println("child " + new String(child.getInputStream().readAllBytes()).trim()
				+ " " + child.waitFor());
			byte[] sum256 = java.security.MessageDigest.getInstance("SHA-256").digest("abc".getBytes());
			System.out.printf("sha256 %02x%02x%n", sum256[0], sum256[1]);
		}
	}
EOF
# 999999 * 1000000 / 2, 63 * 64 * 127 / 6
wanted='parallel 499999500000
threads 85344
files sandbox
child xobdnas 0
sha256 ba78'

cat >"$work/Attempts.java" <<-'EOF'
	import java.net.*;
	import java.nio.file.*;

	public class Attempts {
		interface Action {
			void run() throws Exception;
		}
		static void attempt(String what, Action action) throws Exception {
			try {
				action.run();
				System.out.println(what + ": done");
			} catch (Exception e) {
				System.out.println(what + ": " + e.getClass().getSimpleName());
			}
		}
		public static void main(String[] a) throws Exception {
			Path secret = Path.of(a[0]), written = Path.of(a[1]);
			InetAddress host = InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 });
			attempt("read", () -> Files.readString(secret));
			Thread thread = new Thread(() -> {
				try {
					attempt("thread", () -> Files.readString(secret));
				} catch (Exception e) {
					throw new RuntimeException(e);
				}
			});
			thread.start();
			thread.join();
			System.out.println("child: " + new ProcessBuilder("cat", a[0]).start().waitFor());
			attempt("write", () -> Files.writeString(written, "x"));
			attempt("tcp", () -> new Socket(host, Integer.parseInt(a[2])).close());
			attempt("udp", () -> {
				try (DatagramSocket socket = new DatagramSocket()) {
					socket.send(new DatagramPacket(new byte[1], 1, host, Integer.parseInt(a[3])));
				}
			});
		}
	}
EOF

cat >"$work/Serve.java" <<-'EOF'
	import com.sun.net.httpserver.*;
	import java.net.*;
	import java.net.http.*;

	public class Serve {
		public static void main(String[] a) throws Exception {
			InetAddress host = InetAddress.getByName("127.0.0.1");
			HttpServer server = HttpServer.create(
				new InetSocketAddress(host, Integer.parseInt(a[0])), 0);
			server.createContext("/", exchange -> {
				exchange.sendResponseHeaders(200, 5);
				exchange.getResponseBody().write("hello".getBytes());
				exchange.close();
			});
			server.start();
			var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + a[0] + "/"));
			System.out.println(HttpClient.newHttpClient().send(request.build(),
				HttpResponse.BodyHandlers.ofString()).body());
			server.stop(0);
			try (ServerSocket other = new ServerSocket(Integer.parseInt(a[1]), 1, host)) {
				System.out.println("the other port: bound");
			} catch (SocketException e) {
				System.out.println("the other port: " + e.getMessage());
			}
			System.exit(0);
		}
	}
EOF

is 'java -version' "$(confined java "$java" -version 2>&1)" "$(free "$java" -version 2>&1)"
is 'a source file: threads, files and a child' \
	"$(confined "$tmp/java.yaml" "$java" Job.java 2>&1)" "$wanted"
is 'the file is there' "$(cat "$work/moved")" sandbox
ok 'javac' confined "$tmp/java.yaml" /usr/bin/javac Attempts.java Serve.java

is 'control: nothing is denied' \
	"$(free "$java" Attempts "$secret" "$outside/written" "$tcp" "$udp" 2>&1)" \
	'read: done
thread: done
child: 0
write: done
tcp: done
udp: done'
rm "$outside/written"
is 'reading and writing outside, TCP and UDP are denied' \
	"$(confined "$tmp/java.yaml" "$java" Attempts "$secret" "$outside/written" "$tcp" "$udp" 2>&1)" \
	'read: AccessDeniedException
thread: AccessDeniedException
child: 1
write: AccessDeniedException
tcp: SocketException
udp: SocketException'
is 'nothing was written' "$(ls "$outside")" ''

is 'control: a server' "$(free "$java" Serve "$granted" "$other" 2>&1)" \
	'hello
the other port: bound'
is 'a server on the granted port' "$(confined "$tmp/serve.yaml" "$java" Serve "$granted" "$other" \
	2>&1)" \
	'hello
the other port: Permission denied'

# The shipped profile by its name.
denied 'NONO_PROFILE=java only reads the directory' 'AccessDeniedException' \
	confined java "$java" Job.java
limit='-XX:+UseSerialGC -XshowSettings:system -version'
# shellcheck disable=SC2086 # a list of words
is 'knows the limits of its control group' "$(confined java "$java" $limit 2>&1)" \
	"$(free "$java" $limit 2>&1)"

finish
