#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# unsupported.sh BUILD_DIRECTORY: a library for no platform builds, and refuses every program.
set -eu
cd "$1"
make -j2 libnono_shim.la
make dist_man_MANS= dist_profile_DATA= all >/dev/null
output=$(NONO_PROFILE=any LD_PRELOAD="$PWD/.libs/libnono_shim.so" /bin/echo ran 2>&1) && status=0 ||
	status=$?
echo "$output"
[ "$status" -eq 125 ]
case $output in
"nono-shim: any: this library was built without a sandbox"*) ;;
*) exit 1 ;;
esac
