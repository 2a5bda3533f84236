#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The arrows between the folders: shim, cli -> platform, core/profile -> core/caps -> core/base.
# Below shim/ and cli/ nothing reads the environment, prints or ends the process.
. "$top_srcdir/tests/tap.sh"

layers=$top_srcdir/tests/checks/layers.awk

# One line per violation in the tree below DIRECTORY.
violations() { # DIRECTORY
	(cd "$1" && for folder in core platform shim cli lib tools; do
		[ ! -d "$folder" ] || find "$folder" -name '*.[ch]'
	done | LC_ALL=C sort | xargs awk -f "$layers")
}

is 'every include and every call of this tree is allowed' "$(violations "$top_srcdir")" ''

# The check checked: what is planted in a copy must be found, and nothing else.
copy=$tmp/copy
mkdir "$copy"
for folder in core platform shim cli lib tools; do
	[ ! -d "$top_srcdir/$folder" ] || cp -R "$top_srcdir/$folder" "$copy"
done
chmod -R u+w "$copy"

# The violations after TEXT was put at the end of FILE, without the line number.
planted() { # FILE TEXT
	cp "$copy/$1" "$tmp/before"
	printf '%s\n' "$2" >>"$copy/$1"
	violations "$copy" | sed 's/:[0-9]*:/:/'
	cp "$tmp/before" "$copy/$1"
}

expect() { # FILE TEXT MESSAGE
	is "caught in ${1%/*}: $2" "$(planted "$1" "$2")" "$1: $3"
}

expect core/base/err.c '#include "core/caps/caps.h"' 'core/base must not include core/caps'
expect core/base/err.c '#include "platform/host.h"' 'core/base must not include platform'
expect core/caps/caps.c '#include "core/profile/profile.h"' 'core/caps must not include core/profile'
expect core/profile/profile.c '#include "platform/platform.h"' \
	'core/profile must not include platform'
expect core/profile/profile.c '# include "shim/shim_log.h"' 'core/profile must not include shim'
expect platform/linux/enforce.c '#include "core/profile/profile.h"' \
	'platform/linux must not include core/profile'
expect platform/platform.h '#include "platform/linux/rules.h"' \
	'platform must not include platform/linux'
expect shim/shim.c '#include "platform/linux/rules.h"' 'shim must not include platform/linux'
expect shim/shim.c '#include "tests/harness.h"' 'shim must not include tests'
expect tools/prepare.c '#include "platform/platform.h"' 'tools must not include platform'
expect shim/shim.c '#include "shim_log.h"' \
	"shim_log.h: write the path from the top of the tree"
expect shim/shim.c '#include <core/base/err.h>' 'core/base/err.h: own headers stand in quotes'
expect shim/shim.c '#include HEADER' 'this include cannot be checked'
expect shim/shim.c '#include <linux/seccomp.h>' \
	'linux/seccomp.h: kernel headers belong to platform/'
expect shim/shim.c '#include <asm/unistd.h>' 'asm/unistd.h: kernel headers belong to platform/'
expect shim/shim.c '#include <sys/syscall.h>' 'sys/syscall.h: kernel headers belong to platform/'
expect shim/shim.c '#include <yaml.h>' 'yaml.h belongs to core/profile/'
expect core/caps/caps.c '#include <linux/landlock.h>' 'core/ must not include linux/landlock.h'
expect core/base/err.c '#include <unistd.h>' 'core/ must not include unistd.h'
expect core/caps/caps.c '#include <yaml.h>' 'core/ must not include yaml.h'
expect platform/linux/enforce.c 'static char *home(void) { return getenv("HOME"); }' \
	'getenv: only shim/ and cli/ read the environment, print or exit'
expect platform/linux/compile.c 'static void bug(void) { SYS(__NR_exit_group, 1, 0, 0); }' \
	'__NR_exit_group: only shim/ and cli/ read the environment, print or exit'
expect platform/linux/landlock.c 'static void say(void) { host_complain("x", 1); }' \
	'host_complain: only shim/ and cli/ read the environment, print or exit'
expect core/profile/profile.c 'static void debug(void) { printf("here"); }' \
	'printf: only shim/ and cli/ read the environment, print or exit'
expect core/base/buf.c '/* " */ static void stop(void) { abort(); } /* " */' \
	'abort: only shim/ and cli/ read the environment, print or exit'
expect core/base/buf.c 'static void (*const stop)(int) = _exit; // why not' \
	'_exit: only shim/ and cli/ read the environment, print or exit'

text='/* getenv() and
 * exit(1) are not called here */ // abort()
static const char *const words[] = { "printf(\"exit\")", "/*", "\\" }; static const char c = '\''"'\'';'
is 'words in comments and strings are no calls' "$(planted core/base/buf.c "$text")" ''
mkdir "$copy/core/json"
echo '#include <stddef.h>' >"$copy/core/json/json.c"
is 'a folder that is not on the list is caught' "$(violations "$copy")" \
	'core/json/json.c:1: core/json is not in the table of layers.awk'
rm -r "$copy/core/json"
sed '/_exit(status)/d' "$top_srcdir/platform/unsupported.c" >"$copy/platform/unsupported.c"
is 'an exception that nothing needs is caught' "$(violations "$copy")" \
	'platform/unsupported.c: the exception for _exit is not needed, remove it from layers.awk'
finish
