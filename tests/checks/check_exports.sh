#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What libnono.so shows is what nono.h declares, and both are the reviewed list: names of functions,
# values of constants, sizes and offsets, as programs that were built before rely on them.

# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"

header=$top_srcdir/include/nono.h
list=$top_srcdir/tests/checks/exports.txt
library=$top_builddir/.libs/libnono.so

reviewed() { # KIND
	sed -n "s/^$1 //p" "$list" | LC_ALL=C sort
}

# Without comments.
plain() { # HEADER
	sed 's|/\*.*\*/||; /\/\*/,/\*\//d' "$1"
}

declared() { # HEADER
	plain "$1" | grep -o 'nono_[a-z_]*(' | tr -d '(' | LC_ALL=C sort
}

exported() { # LIBRARY
	readelf -W --dyn-syms "$1" | awk '$1 ~ /^[0-9]+:$/ && $7 != "UND" { print $8 }' |
		LC_ALL=C sort
}

mapped() {
	sed -n 's/^\t\(nono_[a-z_]*\);$/\1/p' "$top_srcdir/lib/nono.map" | LC_ALL=C sort
}

# Constants by name.
constants() { # HEADER
	plain "$1" | sed -n 's/^	\(NONO_[A-Z0-9_]*\) = .*/\1/p; s/^#define \(NONO_[A-Z0-9_]*\)[ 	].*/\1/p' |
		LC_ALL=C sort
}

structs() { # HEADER: "STRUCT.FIELD", of those that are not opaque
	plain "$1" | awk '
		/^struct [A-Za-z]* \{/ { name = $2 }
		/^\};/ { name = "" }
		name && /;/ { sub(/;.*/, ""); sub(/.*[ *]/, ""); print name "." $0 }
	' | LC_ALL=C sort
}

# A program that prints the list as the compiler has it.
generate() {
	echo '#include <nono.h>'
	echo '#include <stddef.h>'
	echo '#include <stdio.h>'
	echo 'int main(void)'
	echo '{'
	sed -n 's/^value \(NONO_[A-Z0-9_]*\) .*/	printf("value \1 %lld\\n", (long long)\1);/p
		s/^size \([A-Za-z]*\) .*/	printf("size \1 %zu\\n", sizeof(struct \1));/p
		s/^offset \([A-Za-z]*\)\.\([a-z_]*\) .*/	printf("offset \1.\2 %zu\\n", offsetof(struct \1, \2));/p' \
		"$list"
	echo '	return 0;'
	echo '}'
}

compiled() {
	generate >"$tmp/abi.c" && $NONO_TEST_CC -I"$top_srcdir/include" "$tmp/abi.c" -o "$tmp/abi" &&
		"$tmp/abi"
}

ok 'there are functions' test "$(reviewed function | wc -l)" -gt 40
is 'nono.h declares what is reviewed' "$(declared "$header")" "$(reviewed function)"
is 'the version script has the same' "$(mapped)" "$(reviewed function)"
if ! command -v readelf >/dev/null; then
	skip 'libnono.so exports the same' 'readelf is not installed (package binutils)'
else
	is 'libnono.so exports the same' "$(exported "$library")" "$(reviewed function)"
fi
is 'every constant of nono.h is reviewed' "$(constants "$header")" \
	"$(reviewed value | sed 's/ .*//')"
is 'so is every field' "$(structs "$header")" "$(reviewed offset | sed 's/ .*//')"
is 'values, sizes and offsets are those of the list' "$(compiled)" \
	"$(grep -E '^(value|size|offset) ' "$list")"

# The check checked.
sed 's/^void nono_clear_error(void);/&\nint nono_extra(void);/' "$header" >"$tmp/nono.h"
is 'a function too many is caught' "$(declared "$tmp/nono.h" | grep extra)" nono_extra
sed 's/^	NONO_QUERY_STATUS_DENIED = 1/&,\n	NONO_QUERY_STATUS_MAYBE = 2/' "$header" >"$tmp/nono.h"
is 'so is a constant' "$(constants "$tmp/nono.h" | grep MAYBE)" NONO_QUERY_STATUS_MAYBE
sed 's/^	char \*platform;/&\n	int more;/' "$header" >"$tmp/nono.h"
is 'and a field' "$(structs "$tmp/nono.h" | grep more)" NonoSupportInfo.more
finish
