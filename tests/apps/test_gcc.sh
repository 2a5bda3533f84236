#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# gcc: a driver that starts cc1, as, collect2 and ld, with temporary files between them.

# shellcheck disable=SC2016,SC2317 # for the programs to expand; called through others
# shellcheck source=tests/apps/apps.sh
. "${top_srcdir:?}/tests/apps/apps.sh"

needs /usr/bin/gcc gcc
needs_sandbox base
listener

cat >"$tmp/gcc.yaml" <<-EOF
	extends: base
	workdir: {access: readwrite}
	network: {block: true}
EOF

cat >"$work/answer.c" <<-'EOF'
	int answer(void)
	{
		return 6 * 7;
	}
EOF
cat >"$work/main.c" <<-'EOF'
	#include <math.h>
	#include <stdio.h>

	int answer(void);

	int main(int argc, char **argv)
	{
		(void)argv;
		printf("%d %.3f\n", answer(), sqrt(argc + 1.0));
		return 0;
	}
EOF
cat >"$work/attempts.c" <<-'EOF'
	#include <arpa/inet.h>
	#include <errno.h>
	#include <fcntl.h>
	#include <stdio.h>
	#include <stdlib.h>
	#include <sys/socket.h>

	static void tell(const char *what, int result)
	{
		printf("%s: %s\n", what, result >= 0 ? "done" : errno == EACCES ? "EACCES" :
			errno == EAFNOSUPPORT ? "EAFNOSUPPORT" : "another errno");
	}

	static int connected(int type, const char *port)
	{
		struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(atoi(port)),
			.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
		int fd = socket(AF_INET, type, 0);

		return fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) ?
			-1 : (int)send(fd, "x", 1, 0);
	}

	int main(int argc, char **argv)
	{
		(void)argc;
		tell("read", open(argv[1], O_RDONLY));
		tell("write", open(argv[2], O_WRONLY | O_CREAT, 0600));
		tell("tcp", connected(SOCK_STREAM, argv[3]));
		tell("udp", connected(SOCK_DGRAM, argv[4]));
		return 0;
	}
EOF
printf '#include "%s"\n' "$secret" >"$work/steal.c"

# No grant on /tmp, so temporary files go where the output goes.
build() { # free, or confined PROFILE
	"$@" TMPDIR=. /usr/bin/gcc -O2 -c answer.c &&
		"$@" TMPDIR=. ar rc libanswer.a answer.o &&
		"$@" TMPDIR=. /usr/bin/gcc -O2 main.c -o main -L. -lanswer -lm &&
		"$@" TMPDIR=. /usr/bin/gcc attempts.c -o attempts
}

ok 'control: compiling and linking' build free
is 'control: the program' "$(free ./main)" '42 1.414'
(cd "$work" && rm -f answer.o libanswer.a main attempts)
ok 'compiling, archiving and linking' build confined "$tmp/gcc.yaml"
is 'the program that was built' "$(free ./main)" '42 1.414'
is 'also in the sandbox' "$(confined "$tmp/gcc.yaml" ./main)" '42 1.414'
is 'no temporary file stays' "$(find "$work" -name 'cc*')" ''

# The control gets past the open: the file is not C.
denied 'control: including' "unknown type name 'the'\|error: expected" \
	free TMPDIR=. /usr/bin/gcc -c steal.c
denied 'including an ungranted file' "$secret: Permission denied" \
	confined "$tmp/gcc.yaml" TMPDIR=. /usr/bin/gcc -c steal.c
ok 'control: output' free TMPDIR=. /usr/bin/gcc -c answer.c -o "$outside/answer.o"
rm "$outside/answer.o"
denied 'output outside' "$outside/answer.o: Permission denied" \
	confined "$tmp/gcc.yaml" TMPDIR=. /usr/bin/gcc -c answer.c -o "$outside/answer.o"

is 'control: nothing is denied to the program that was built' \
	"$(free ./attempts "$secret" "$outside/written" "$tcp" "$udp")" \
	'read: done
write: done
tcp: done
udp: done'
rm "$outside/written"
is 'reading and writing outside, TCP and UDP are denied to it' \
	"$(confined "$tmp/gcc.yaml" ./attempts "$secret" "$outside/written" "$tcp" "$udp")" \
	'read: EACCES
write: EACCES
tcp: EAFNOSUPPORT
udp: EAFNOSUPPORT'
is 'nothing was written' "$(ls "$outside")" ''

finish
