#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Saved states as another reader has them: python3's json must read each, and write the same bytes.
. "$top_srcdir/tests/tap.sh"

seed=${NONO_TEST_SEED:-$(date +%s)}
command -v python3 >/dev/null 2>&1 || {
	skip 'random states are JSON for python3' 'there is no python3'
	finish
}

cat >"$tmp/read.py" <<'END'
import json, sys

def unique(pairs):
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), names
    return dict(pairs)

keys = ['original', 'resolved', 'access', 'is_file']
socket_keys = ['original', 'resolved', 'scope', 'mode']
count = entries = 0
for document in sys.stdin.buffer.read().split(b'\0')[:-1]:
    state = json.loads(document.decode('utf-8'), object_pairs_hook=unique)
    assert json.dumps(state, indent=2, ensure_ascii=False).encode('utf-8') == document, document
    assert [k for k in state if k not in ('unix_sockets', 'resource_limits')] == ['fs', 'net_blocked']
    assert all(list(e) == keys and e['access'] in ('read', 'write', 'read+write') for e in state['fs'])
    assert all(list(e) == socket_keys for e in state.get('unix_sockets', []))
    assert state.get('unix_sockets') != []
    entries += len(state['fs']) + len(state.get('unix_sockets', []))
    count += 1
print(count, 'enough' if entries > 3000 else entries)
END
result=$("$top_builddir/tests/core/print_states" "$seed" 1000 | python3 "$tmp/read.py" 2>&1)
is "1000 random states (NONO_TEST_SEED=$seed) are JSON for python3" "$result" '1000 enough'
finish
