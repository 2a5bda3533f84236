#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# link.sh COMMAND...: runs the command, with DIR/.libs/NAME.a for every DIR/NAME.la. That is all
# that libtool does for a program whose .la files are archives of this build, but it takes 2.6
# processor seconds for each of 80 programs (libtool 2.4.7, each sed of it a process).
for word; do
	shift
	case $word in
	*/*.la) word=${word%/*}/.libs/${word##*/} ;;
	*.la) word=.libs/$word ;;
	esac
	case $word in
	*.la) word=${word%.la}.a ;;
	esac
	set -- "$@" "$word"
done
exec "$@"
