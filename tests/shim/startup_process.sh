# SPDX-License-Identifier: Apache-2.0
# Second half of test_startup.sh, which sources it: states of the process and the kernel.
# shellcheck shell=sh
# shellcheck disable=SC2154,SC2086 # variables of test_startup.sh; $as_nobody is several words

# Another user: root reads and searches everything.
as_nobody='setpriv --reuid 65534 --regid 65534 --clear-groups --'
[ "$(id -u)" -eq 0 ] || as_nobody='env'
if $as_nobody test -r "$library" 2>/dev/null; then
	cp "$here/good.yaml" "$here/secret.yaml"
	chmod 000 "$here/secret.yaml"
	mkdir -p "$here/closed/inside"
	cp "$here/good.yaml" "$here/closed/good.yaml"
	profile closed.yaml "filesystem:\n  allow: [/]\n  read: [$here/closed/inside]"
	chmod 600 "$here/closed"
	denied='permission denied (EACCES 13)'
	ok 'unreadable' refused "$(cannot_read secret.yaml "$denied")" \
		$as_nobody "$tmp/shim" NONO_PROFILE=secret.yaml
	ok 'in a directory without search permission' refused \
		"$(cannot_read closed/good.yaml "$denied")" \
		$as_nobody "$tmp/shim" NONO_PROFILE=closed/good.yaml
	ok 'granted: without search permission' refused \
		"closed.yaml:3:10: filesystem.read: cannot grant '$here/closed/inside': $denied" \
		$as_nobody "$tmp/shim" NONO_PROFILE=closed.yaml
	ok 'control: another user' runs $as_nobody "$tmp/shim" NONO_PROFILE=good.yaml
	chmod 700 "$here/closed"
else
	skip 'another user' 'setpriv does not work or the directory of temporary files is private'
fi

# Descriptors.
profile pipe.yaml 'filesystem:\n  allow: [/, /proc/self/fd/0]'
piped() {
	rm -f "$marker"
	(cd "$here" && echo | timeout 10 "$tmp/shim" NONO_PROFILE=pipe.yaml) >"$tmp/out" 2>"$tmp/err"
	status=$?
	cat "$tmp/err"
	[ "$status" -eq 125 ] && silent && [ "$(wc -l <"$tmp/err")" -eq 1 ] && grep -q \
		"^nono-shim: pipe.yaml:2:14: filesystem.allow: cannot grant '/proc/self/fd/0': " "$tmp/err"
}
ok 'granted: a pipe' piped
good 'granted: a file through /proc/self/fd' NONO_PROFILE=pipe.yaml
no_words() { # COMMAND...: refused, but there is nowhere to say so
	in_state "$@"
	status=$?
	echo "status $status" && cat "$tmp/err"
	[ "$status" -eq 125 ] && silent && [ ! -s "$tmp/err" ]
}
ok 'standard error closed' no_words sh -c 'exec "$@" 2>&-' sh "$tmp/shim" NONO_PROFILE=no.yaml
ok 'all three closed' no_words sh -c 'exec "$@" <&- >&- 2>&-' sh "$tmp/shim" NONO_PROFILE=no.yaml
ok 'standard error full' no_words sh -c 'exec "$@" 2>/dev/full' sh "$tmp/shim" NONO_PROFILE=no.yaml
ok 'standard error at the limit of file sizes' no_words sh -c 'ulimit -f 0; exec "$@"' sh \
	"$tmp/shim" NONO_PROFILE=no.yaml
ok 'input and output closed' refused "no.yaml: $(no_file no.yaml)" \
	sh -c 'exec "$@" <&- >&-' sh "$tmp/shim" NONO_PROFILE=no.yaml
# The reader has gone when the FIFO is closed on its side: writing is SIGPIPE.
broken='mkfifo broken; sh -c ": <broken" & exec 2>broken; wait; exec "$@"'
ok 'standard error a broken pipe' no_words sh -c "$broken" sh "$tmp/shim" NONO_PROFILE=no.yaml
limited() {
	in_state sh -c 'ulimit -n 3; exec "$@"' sh "$tmp/shim" NONO_PROFILE=good.yaml
	status=$?
	echo "status $status" && cat "$tmp/err"
	[ "$status" -ne 0 ] && silent
}
ok 'RLIMIT_NOFILE 3: ld.so itself finds no library' limited

# What other libraries have done before, and the limits they have set.
early() { # NAME FLAGS...
	output=$1
	shift
	compile "$output" startup_early.c -shared -fPIC -fno-stack-protector -Wl,-z,now "$@"
}
memory='out of memory while preparing the sandbox; raise the memory limit (RLIMIT_AS, cgroup) of this process'
thread="another library has started a thread already and Landlock ABI $abi cannot confine it (ABI 8, \
Linux 7.0 can); put this library last in LD_PRELOAD (with musl: first), or remove the other one"
if early files.so -DSTATE=LIMIT_FILES && early memory.so -DSTATE=LIMIT_MEMORY &&
	early thread.so -DSTATE=THREAD &&
	early first.so -DSTATE=THREAD -DAS_CONSTRUCTOR -Wl,-z,initfirst; then
	bad 'RLIMIT_NOFILE 3 once libraries are loaded' "$(cannot_read good.yaml \
		'too many open files in this process (EMFILE 24); raise the limit of open files (ulimit -n)')" \
		NONO_PROFILE=good.yaml "LD_PRELOAD=$library:$tmp/files.so"
	bad 'RLIMIT_AS too small' "good.yaml: $memory" \
		NONO_PROFILE=good.yaml "LD_PRELOAD=$library:$tmp/memory.so"
	if [ "$abi" -lt 8 ]; then
		bad 'two threads' "good.yaml: $thread" \
			NONO_PROFILE=good.yaml "LD_PRELOAD=$library:$tmp/thread.so"
		bad 'a thread of a library that comes first' "good.yaml: $thread" \
			NONO_PROFILE=good.yaml "LD_PRELOAD=$library:$tmp/first.so"
		ok 'two threads, unshare forbidden' refused "good.yaml: $thread" \
			"$wrap" deny unshare=EPERM -- "$tmp/shim" NONO_PROFILE=good.yaml \
			"LD_PRELOAD=$library:$tmp/thread.so"
		good 'the library last' NONO_PROFILE=good.yaml "LD_PRELOAD=$tmp/first.so:$library"
	else
		good 'two threads, TSYNC' NONO_PROFILE=good.yaml "LD_PRELOAD=$library:$tmp/thread.so"
	fi
else
	skip 'states before the constructor' 'the compiler has no indirect functions (ifunc)'
fi

# The kernel refuses. A filter that is already there answers for it.
refuses='good.yaml: the kernel refuses'
nosys='not implemented by this kernel (ENOSYS 38)'
notperm='operation not permitted (EPERM 1)'
inval='invalid argument (EINVAL 22)'
no_landlock() { # ERRNO NUMBER REASON
	bad_in "no Landlock: $1" "good.yaml: the file system part of the profile cannot be enforced: \
Landlock is not available ($1 $2): $3; or accept that with 'compatibility: best-effort'" \
		"$wrap" deny "landlock_create_ruleset=$1" --
}
no_landlock ENOSYS 38 'it needs Linux 5.13 or newer built with CONFIG_SECURITY_LANDLOCK'
no_landlock EOPNOTSUPP 95 'it is disabled at boot; add landlock to the lsm= kernel parameter'
no_landlock EPERM 1 'a filter around this process (container, systemd) forbids it'
profile best.yaml 'filesystem: {allow: [/]}\ncompatibility: best-effort'
ok 'control: no Landlock with best-effort' runs "$wrap" deny landlock_create_ruleset=ENOSYS -- \
	"$tmp/shim" NONO_PROFILE=best.yaml
bad_in 'no ruleset' "$refuses a Landlock ruleset: out of memory (ENOMEM 12)" \
	"$wrap" deny landlock_create_ruleset:2:0=ENOMEM --
bad_in 'no rule' "good.yaml:1:22: filesystem.allow: cannot grant '/': $notperm" \
	"$wrap" deny landlock_add_rule=EPERM --
profile ports.yaml 'filesystem: {allow: [/]}\nnetwork: {connect_port: [443]}'
if [ "$abi" -ge 4 ]; then
	ok 'no rule for a port' refused \
		"ports.yaml:2:26: the kernel refuses a rule for a port: $notperm" \
		"$wrap" deny landlock_add_rule:1:2=EPERM -- "$tmp/shim" NONO_PROFILE=ports.yaml
else
	skip 'no rule for a port' "Landlock ABI $abi has no ports (4 has)"
fi
enforce='to enforce the Landlock ruleset'
bad_in 'ruleset not enforced' "$refuses $enforce: $notperm" "$wrap" deny landlock_restrict_self=EPERM --
bad_in '16 layers' "$refuses $enforce: too many or too large (E2BIG 7); 16 sandboxes are nested \
already, start the program from fewer" "$wrap" layers 16 --
good_in '15 layers' "$wrap" layers 15 --
bad_in 'seccomp() invalid' "$refuses the seccomp filter: $inval" "$wrap" deny seccomp=EINVAL --
bad_in 'seccomp() forbidden' "$refuses the seccomp filter: $notperm" "$wrap" deny seccomp=EPERM --
bad_in 'seccomp() missing' "$refuses the seccomp filter: $nosys" "$wrap" deny seccomp=ENOSYS --
bad_in 'no_new_privs' "$refuses no_new_privs: $notperm" "$wrap" deny prctl:0:38=EPERM --
bad_in 'no memory' "good.yaml: $memory" "$wrap" deny mmap:1:1048576=ENOMEM --
openat2='openat2(2) needs Linux 5.6, or a filter around this process forbids it'
bad_in 'openat2 missing' "$(cannot_read good.yaml "$nosys; $openat2")" "$wrap" deny openat2=ENOSYS --
bad_in 'openat2 forbidden' "$(cannot_read good.yaml "$notperm; $openat2")" "$wrap" deny openat2=EPERM --
ok 'no working directory' refused \
	"workdir.yaml:1:19: the working directory cannot be determined; $unreachable" \
	"$wrap" deny getcwd=ENOMEM -- "$tmp/shim" NONO_PROFILE=workdir.yaml
if [ "$abi" -lt 8 ]; then
	tell="$refuses to tell how many threads this process has"
	bad_in 'threads unknown' "$tell: permission denied (EACCES 13)" \
		"$wrap" deny unshare=EPERM getdents64=EACCES --
	if unshare -m sh -c 'mount -t tmpfs none /proc' 2>/dev/null; then
		bad_in 'threads unknown, /proc masked' "$tell: no such file or directory (ENOENT 2)" \
			"$wrap" deny unshare:0:$((0x10000 | 0x800 | 0x100))=EPERM -- \
			unshare -m sh -c 'mount -t tmpfs none /proc && exec "$@"' sh
	else
		skip 'threads unknown, /proc masked' 'no mount namespaces here (needs root)'
	fi
fi
good_in 'unshare forbidden' "$wrap" deny unshare=EPERM --
good_in 'a filter that forbids nothing of use' "$wrap" deny getpid=EPERM --

# In mount namespaces of their own: nothing outside sees these files.
if unshare -m sh -c 'mount -t tmpfs none /mnt' 2>/dev/null; then
	mkdir "$tmp/etc" "$tmp/etc-other"
	cp /etc/ld.so.cache "$tmp/etc/"
	cp /etc/ld.so.cache "$tmp/etc-other/"
	echo "$library" >"$tmp/etc/ld.so.preload"
	: >"$tmp/etc-other/ld.so.preload"
	machine='mount --bind "$0" /etc && exec "$@"'
	ok 'control: a machine with the library in /etc/ld.so.preload works' runs \
		unshare -m sh -c "$machine" "$tmp/etc" env -i "$tmp/mark" "$marker"
	ok 'control: and with LD_PRELOAD as well' runs \
		unshare -m sh -c "$machine" "$tmp/etc" env -i "$only" "$tmp/mark" "$marker"
	ok '/etc/ld.so.preload and a bad profile' refused "no.yaml: $(no_file no.yaml)" \
		unshare -m sh -c "$machine" "$tmp/etc" env -i NONO_PROFILE=no.yaml "$tmp/mark" "$marker"
	ok '/etc/ld.so.preload without the library' refused "NONO_PROFILE: is not set; $advice" \
		unshare -m sh -c "$machine" "$tmp/etc-other" env -i "$only" "$tmp/mark" "$marker"
else
	skip '/etc/ld.so.preload' 'no mount namespaces here (needs root)'
fi

# A set-user-ID program takes only set-user-ID libraries of the system's directories: one of them
# is covered by a copy of the shim.
victim=$(ls /usr/lib/*/libmemusage.so /usr/lib64/libmemusage.so /usr/lib/libmemusage.so 2>/dev/null)
suid="this is a set-user-ID or privileged program, whose policy must not come from the environment \
of its caller; start it from a confined program instead"
cp "$library" "$tmp/suid.so"
cp "$tmp/mark" "$tmp/suid"
chmod 4755 "$tmp/suid.so" "$tmp/suid"
if [ -f "$victim" ] && unshare -m mount --bind "$tmp/suid.so" "$victim" 2>/dev/null &&
	! findmnt -no OPTIONS -T "$tmp" | grep -q nosuid && grep -q 'NoNewPrivs:.*0' /proc/self/status; then
	cover='victim=$1; shift; mount --bind "$0" "$victim" && exec "$@"'
	ok 'set-user-ID program' refused "NONO_PROFILE: $suid" \
		unshare -m sh -c "$cover" "$tmp/suid.so" "$victim" $as_nobody \
		env -i "LD_PRELOAD=${victim##*/}" "NONO_PROFILE=$here/good.yaml" "$tmp/suid" "$marker"
	ok 'control: the same without that bit' runs \
		unshare -m sh -c "$cover" "$tmp/suid.so" "$victim" $as_nobody \
		env -i "LD_PRELOAD=${victim##*/}" "NONO_PROFILE=$here/good.yaml" "$tmp/mark" "$marker"
else
	skip 'set-user-ID program' \
		'needs root, mount namespaces, libmemusage.so of glibc, and no nosuid on this directory'
fi
