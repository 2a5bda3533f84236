#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# kernels.sh BUILD_DIRECTORY [SUITE...], and for itself --boot SUITE PART: boots the kernels of Debian's suites in QEMU (emulated, a
# few seconds each) and runs the live tests in them. Needs qemu-system-x86 cpio busybox-static.
# The kernels are kept in BUILD_DIRECTORY/kernels. Prints TAP, one kernel after the other.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
top=${here%/tests/kernels}
build=$(CDPATH='' cd -- "$1" && pwd)
shift
[ $# -gt 0 ] || set -- sid trixie bookworm bullseye
kernels=$build/kernels
mirror=$(sed -n 's/^URIs: *//p; s/^deb [^h]*\(http[^ ]*\).*/\1/p' /etc/apt/sources.list \
	/etc/apt/sources.list.d/debian.sources 2>/dev/null | head -n 1)

# apt-get with lists and cache of its own, so that the machine's sources stay as they are.
apt() { # SUITE COMMAND ARGUMENTS...
	suite=$1
	command=$2
	shift 2
	"$command" -q -o Dir::Etc::sourcelist="$kernels/$suite/sources" -o Dir::Etc::sourceparts=- \
		-o Dir::State::lists="$kernels/$suite/lists" -o Dir::Cache="$kernels/$suite/cache" \
		-o APT::Sandbox::User=root "$@"
}

# Up to Debian 13 the image is in the package linux-image-VERSION, later in linux-binary-VERSION.
fetch() { # SUITE
	directory=$kernels/$1
	[ ! -f "$directory/vmlinuz" ] || return 0
	mkdir -p "$directory/lists/partial" "$directory/cache/archives/partial"
	echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $1 main" \
		>"$directory/sources"
	apt "$1" apt-get update
	image=$(apt "$1" apt-cache depends linux-image-cloud-amd64 |
		sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
	binary=$(apt "$1" apt-cache depends "$image" |
		sed -n 's/.*Depends: \(linux-binary-[0-9].*\)/\1/p' | head -n 1)
	(cd "$directory" && apt "$1" apt-get download "${binary:-$image}" && dpkg-deb -x ./*.deb tree)
	find "$directory/tree" -name 'vmlinuz*' -type f -exec cp {} "$directory/vmlinuz" \;
	rm -rf "$directory/tree" "$directory"/*.deb
}

# A root with a shell, glibc, the library, the tests and nothing else.
make_root() {
	root=$kernels/root
	rm -rf "$root"
	mkdir -p "$root/bin" "$root/dev" "$root/proc" "$root/sys" "$root/tmp" "$root/etc" \
		"$root/usr" "$root/tests/live" "$root/build/tests/live" "$root/build/tests/lib" \
		"$root/build/.libs" "$root/docs/man"
	cp "$(command -v busybox)" "$root/bin/busybox"
	"$root/bin/busybox" --install -s "$root/bin"
	for tool in "$root"/bin/*; do
		[ ! -L "$tool" ] || ln -sf busybox "$tool"
	done
	# Under another name busybox does not know what to be; the tests copy this one.
	rm "$root/bin/true"
	cp /bin/true "$root/bin/true"
	ldd "$build/tests/live/probe" "$build/tests/live/battery" "$build/tests/live/query_kernel" \
		"$build/tests/lib/test_apply" /bin/true |
		sed -n 's/.*=> \(\/[^ ]*\) .*/\1/p; s/^[[:space:]]*\(\/[^ ]*\) (.*/\1/p' |
		while read -r library; do
			mkdir -p "$root/${library%/*}"
			cp -L "$library" "$root/$library"
		done
	cp "$build/.libs/libnono_shim.so" "$root/build/.libs/"
	cp "$build/tests/live/probe" "$build/tests/live/battery" \
		"$build/tests/live/battery_reader" "$build/tests/live/query_kernel" \
		"$root/build/tests/live/"
	cp "$build/tests/lib/test_apply" "$build/tests/lib/test_threads" "$root/build/tests/lib/"
	cp "$top/docs/man/libnono_shim.7" "$root/docs/man/"
	# A machine that runs only 64-bit programs can still compile others.
	for kind in native program; do
		options=
		[ $kind = native ] || options='-m32 -static'
		# shellcheck disable=SC2086 # words
		gcc -D_GNU_SOURCE $options -o "$root/build/tests/live/compat32-$kind" \
			"$top/tests/live/compat32_call.c"
	done
	cp "$top/tests/tap.sh" "$root/tests/"
	cp "$top"/tests/live/*.sh "$top"/tests/live/*.txt "$root/tests/live/"
	cp "$here/init" "$root/init"
	chmod 755 "$root/init"
	(cd "$root" && find . | cpio --quiet -o -H newc | gzip -1) >"$kernels/initrd"
}

# Without cmpxchg16b: QEMU 7.2 garbles the flags when it emulates it, and Linux 6.12 dies in its
# allocator after some seconds.
boot() { # SUITE PART
	timeout 1800 qemu-system-x86_64 -accel tcg -cpu max,-cx16 -m 512 -nographic -no-reboot -net none \
		-kernel "$kernels/$1/vmlinuz" -initrd "$kernels/initrd" \
		-append "console=ttyS0 quiet panic=-1 rdinit=/init part=$2" </dev/null |
		tr -d '\r' | sed -n '/# kernel /,$p' |
		sed 's/^.*# kernel /# kernel /' >"$kernels/$1/$2.log"
}

# Without the plan of each the run was cut off: a crash is not a success.
is_whole() { # SUITE PART
	[ "$(grep -c '^1\.\.' "$kernels/$1/$2.log")" -eq \
		"$(sed -n "/part=$2/,/;;/p" "$here/init" | grep -c '/tests/.*/test_')" ]
}

if [ "$1" = --boot ]; then
	boot "$2" "$3"
	exit
fi
status=0
for suite in "$@"; do
	fetch "$suite" >"$kernels.log" 2>&1 || {
		tail "$kernels.log"
		exit 1
	}
done
make_root
# Two at a time: each takes one processor.
for suite in "$@"; do
	echo "$suite live"
	echo "$suite attack"
done | xargs -n 2 -P 2 sh "$here/kernels.sh" "$build" --boot
for suite in "$@"; do
	for part in live attack; do
		cat "$kernels/$suite/$part.log"
		is_whole "$suite" "$part" || {
			echo "not ok - kernel of $suite did not finish its part '$part'"
			status=1
		}
		! grep -q '^not ok' "$kernels/$suite/$part.log" || status=1
	done
done
exit $status
