#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Query equals kernel: at least 20 000 random cases, see tests/live/query_kernel.c.
# NONO_TEST_SEED repeats a run; NONO_TEST_CASES: how many (fewer for kernels that are emulated);
# NONO_TEST_REPEAT says that all of them have been run already.

# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"

chmod 755 "$tmp" # for nobody
mkdir "$tmp/worlds"
: "${NONO_TEST_REPEAT:=}"
: "${NONO_TEST_CASES:=$([ "$NONO_TEST_REPEAT" ] && echo 2000 || echo 20000)}"
"$top_builddir/tests/live/query_kernel" "$tmp/worlds" "$NONO_TEST_CASES" >"$tmp/output"
status=$?
if [ "$status" -eq 77 ]; then
	skip 'query equals kernel' 'the kernel has no Landlock'
	finish
fi
cat "$tmp/output"
is 'query equals kernel' "$status" 0
finish
