#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# make, with the shipped profile: shells, compilers and archivers as its children, two at a time.

# shellcheck disable=SC2016,SC2317 # for the programs to expand; called through others
# shellcheck source=tests/apps/apps.sh
. "${top_srcdir:?}/tests/apps/apps.sh"

make=/usr/bin/make
needs "$make" make
needs /usr/bin/gcc gcc
needs_sandbox build
listener

mkdir "$work/parts"
for n in 1 2 3 4; do
	echo "int part_$n(void) { return $n; }" >"$work/parts/part_$n.c"
done
cat >"$work/parts/Makefile" <<-'EOF'
	.RECIPEPREFIX = >
	OBJECTS = $(patsubst %.c,%.o,$(sort $(wildcard *.c)))
	libparts.a: $(OBJECTS)
	> $(AR) rcD $@ $^
EOF
cat >"$work/main.c" <<-'EOF'
	#include <stdio.h>

	int part_1(void), part_2(void), part_3(void), part_4(void);

	int main(void)
	{
		printf("%d\n", part_1() + part_2() + part_3() + part_4());
		return 0;
	}
EOF
cat >"$work/Makefile" <<-'EOF'
	.RECIPEPREFIX = >
	prefix = stage
	all: main count.txt
	parts/libparts.a:
	> +@$(MAKE) --no-print-directory -C parts
	main: main.c parts/libparts.a
	> $(CC) -O1 -o $@ $^
	count.txt: Makefile
	> sed 's/x/y/' <$< | wc -l >$@.new && mv $@.new $@
	check: all
	> test "$$(./main)" = 10
	install: all
	> install -D -m 755 main $(DESTDIR)$(prefix)/bin/main
	clean:
	> rm -rf main count.txt parts/*.o parts/*.a stage
	steal:
	> cat '$(secret)'
	tcp udp:
	> @/bin/bash -c 'echo x >/dev/$@/127.0.0.1/$(port)'
	.PHONY: all check install clean steal tcp udp
EOF

ok 'control: a build' free "$make" -j2 check install
is 'control: its program' "$(free stage/bin/main)" 10
ok 'control: clean' free "$make" clean
ok 'a build' confined build "$make" -j2 check install
is 'its program' "$(free stage/bin/main)" 10
is 'also in the sandbox' "$(confined build stage/bin/main)" 10
is 'is up to date' "$(confined build "$make" -q all && echo yes)" yes
touch -d '1 hour' "$work/parts/part_1.c"
ok 'a change' confined build "$make" -C parts
is 'is seen' "$(find "$work/parts" -name '*.o' -newer "$work/main")" "$work/parts/part_1.o"
ok 'clean' confined build "$make" clean
is 'nothing stays' "$(find "$work" -type f ! -name '*.c' ! -name Makefile)" ''

ok 'a program to install' free "$make" all
ok 'control: installing outside' free "$make" install prefix="$outside/control"
rm -r "$outside/control"
denied 'installing outside' 'Permission denied' \
	confined build "$make" install prefix="$outside/written"
is 'nothing was written' "$(ls "$outside")" ''
ok 'control: reading' free "$make" steal secret="$secret"
denied 'reading an ungranted file' 'Permission denied' \
	confined build "$make" steal secret="$secret"
echo 'all:' >"$tmp/secret/Makefile"
ok 'control: another Makefile' free "$make" -f "$tmp/secret/Makefile"
denied 'an ungranted Makefile' 'Permission denied' \
	confined build "$make" -f "$tmp/secret/Makefile"
ok 'control: TCP' free "$make" tcp port="$tcp"
denied 'TCP' 'Address family not supported' confined build "$make" tcp port="$tcp"
ok 'control: UDP' free "$make" udp port="$udp"
denied 'UDP' 'Address family not supported' confined build "$make" udp port="$udp"

finish
