#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The rules of every set of capabilities, as text, for Landlock ABI 0 to 10 and x86_64.

    generate.py            writes NAME/profile.yaml and NAME/abi-0 to NAME/abi-10 beside this file
    generate.py --check    says which of them differ, and changes nothing

This is the second account of what platform/linux does: it is written from landlock(7),
seccomp(2) and the manual pages of this project and shares nothing with the C code but the
wording. tests/platform/test_rules compares. When a rule changes on purpose, change it here
by hand; never copy the output of the library into the files.
"""

import os
import re
import sys

from seccomp_text import seccomp_lines

HERE = os.path.dirname(os.path.abspath(__file__))
ABIS = range(11)

# Landlock, as hexadecimal masks.

FS_NAMES = """execute write_file read_file read_dir remove_dir remove_file make_char make_dir
make_reg make_sock make_fifo make_block make_sym refer truncate ioctl_dev resolve_unix""".split()
NET_NAMES = "bind_tcp connect_tcp bind_udp connect_send_udp".split()
SCOPE_NAMES = "abstract_unix_socket signal".split()

#             ABI: 1       2       3       4       5       6       7       8       9        10
HANDLED_FS = [0, 0x1FFF, 0x3FFF, 0x7FFF, 0x7FFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0x1FFFF, 0x1FFFF]
HANDLED_NET = [0, 0, 0, 0, 3, 3, 3, 3, 3, 3, 15]
SCOPED = [0, 0, 0, 0, 0, 0, 3, 3, 3, 3, 3]
WRITE_DIRECTORY = [0, 0x17B2, 0x37B2] + 8 * [0x77B2]  # no device nodes: 0x840
WRITE_FILE = [0, 2, 2] + 8 * [0x4002]
IOCTL = 5 * [0] + 6 * [0x8000]  # only with writing, only on devices
READ_DIRECTORY = 0xD
READ_FILE = 5


def names(bits, all_names):
    return " ".join(n for i, n in enumerate(all_names) if bits >> i & 1) or "none"


def quoted(path):
    out = ""
    for c in path:
        if ord(c) < 32 or 127 <= ord(c) < 160:
            out += "".join("\\x%02x" % byte for byte in c.encode())
        else:
            out += "\\" + c if c in '"\\' else c
    return '"%s"' % out


def path_line(kind, path, access, optional, abi):
    reads, writes = "read" in access, "write" in access
    directory = reads * READ_DIRECTORY | writes * WRITE_DIRECTORY[abi]
    file = reads * READ_FILE | writes * WRITE_FILE[abi]
    device = file | writes * IOCTL[abi]
    if path == "/dev" or path.startswith("/dev/"):
        directory |= writes * IOCTL[abi]
    line = "allow %s %s (%s%s):" % (kind, quoted(path), access, ", optional" if optional else "")
    if kind == "path":
        line += " directory %s;" % names(directory, FS_NAMES)
    line += " file %s" % names(file, FS_NAMES)
    if device != file:
        line += "; device %s" % names(device, FS_NAMES)
    return line


def landlock_lines(profile, abi):
    if abi == 0:
        return ["landlock none"]
    net = HANDLED_NET[abi] if profile.restricts_network() else 0
    lines = [
        "landlock abi %d" % abi,
        "restricts fs: " + names(HANDLED_FS[abi], FS_NAMES),
        "restricts net: " + names(net, NET_NAMES),
        "restricts scope: " + names(SCOPED[abi] & ~(2 * profile.allows("signals")), SCOPE_NAMES),
        "threads: " + ("all are confined" if abi >= 8 else "only one may exist"),
    ]
    lines += [path_line(*path, abi) for path in profile.paths]
    if abi >= 4:
        for number, may, _key, _place in list(profile.ports) + profile.dns_ports():
            bits = ("listen" in may) * 1 | ("connect" in may) * 2
            lines.append("allow port %d: %s" % (number, names(bits, NET_NAMES)))
    return lines


# What a kernel cannot do.

NO_LANDLOCK = ("the file system part of the profile",
               "Landlock is not available (ENOSYS 38): it needs Linux 5.13 or newer built with "
               "CONFIG_SECURITY_LANDLOCK")
NO_PORTS = ("TCP ports need Landlock ABI 4 (Linux 6.7), this kernel has ABI %d; "
            "network.block: true works here")


NO_SIGNALS = ("signals need Landlock ABI 6 (Linux 6.12), this kernel has ABI %d; "
              "'security.signal_mode: allow_all' works here and leaves them free")
RING = ("with linux.io_uring 'allow', what is done through a ring passes the seccomp filter by; "
        "say 'deny', or %s")


def unseen_by_filter(profile, abi):
    """What the filter alone denies, and what to do about it."""
    if profile.restricts_network():
        yield ("network.block" if profile.block else profile.ports[0][2],
               "take the keys of the network out")
    if abi < 9:
        yield "the denial of unix sockets", "say 'linux.unix_sockets: all'"
    if profile.guards_metadata():
        yield "the denial of changes to attributes of files", "say 'linux.metadata: allow'"
    if abi in (1, 2):
        yield "the denial of truncation", "use Linux 6.2 or newer (Landlock ABI 3)"


def refusals(profile, abi):
    """Place, what, why; in the order in which they are found."""
    if abi == 0:
        yield ("", *NO_LANDLOCK)
    if profile.ports and abi < 4:
        _number, _may, key, place = profile.ports[0]
        yield place + ": ", key, NO_PORTS % abi
    if profile.signals_at and abi < 6:
        yield profile.signals_at + ": ", "security.signal_mode", NO_SIGNALS % abi
    if profile.allows("io_uring"):
        for what, remedy in unseen_by_filter(profile, abi):
            yield profile.io_uring_at + ": ", what, RING % remedy


def expected(profile, abi):
    gaps = list(refusals(profile, abi))
    if gaps and not profile.best_effort:
        return "error: %s%s cannot be enforced: %s; or accept that with 'compatibility: " \
            "best-effort'\n" % gaps[0]
    lines = landlock_lines(profile, abi)
    lines += ["capabilities kept: " + profile.capabilities, *seccomp_lines(profile, abi)]
    for place, what, why in gaps:
        lines.append("gap: %s%s is not enforced: %s" % (
            "profile.yaml:" + place if place else "", what, why))
    return "\n".join(lines) + "\n"


DEVICES = "/dev/(?!(shm|mqueue|hugepages)(/|$))"


class Profile:
    """A document and, by hand, what it means: paths and ports in the order they stand in."""

    def __init__(self, text, paths=(), ports=(), block=False, best_effort=False, **switches):
        self.text = text
        self.paths = paths  # kind, path, access, optional
        self.ports = ports  # number, what it may, key, line:column
        self.block = block
        self.best_effort = best_effort
        self.allowed = switches.get("allow", "").split()  # what is denied by default
        self.denied = switches.get("deny", "").split()
        self.capabilities = switches.get("capabilities", "0 1 3 4 5 6 7 8 10")
        self.signals_at = switches.get("signals_at")  # where a mode is asked for, line:column
        self.io_uring_at = switches.get("io_uring_at")

    def allows(self, what):
        return what in self.allowed

    def denies(self, what):
        return what in self.denied

    def guards_metadata(self):
        return self.denies("metadata") or (self.read_only() and not self.allows("metadata"))

    def restricts_network(self):
        return self.block or bool(self.ports)

    def read_only(self):
        """Is nothing writable? Devices do not count, directories of files below /dev do."""
        return not any("write" in access and not re.match(DEVICES, path)
                       for _kind, path, access, _optional in self.paths)

    def dns_ports(self):
        """With a port to connect to, names are resolved over TCP."""
        connects = any("connect" in may for _number, may, _key, _place in self.ports)
        return [(53, "connect", "network.dns", "")] * connects

    def listens(self):
        return any("listen" in may for _number, may, _key, _place in self.ports)


CONNECT = "network.connect_port"
LISTEN = "network.listen_port"
OPEN = "network.open_port"

PROFILES = {
    "nothing": Profile("meta: {name: nothing}\n"),
    "read": Profile(
        "filesystem:\n  read: [/usr, /etc/hosts]\n",
        [("path", "/usr", "read", False), ("path", "/etc/hosts", "read", False)]),
    "write": Profile(
        "filesystem:\n  write: [/var/log/app]\n", [("path", "/var/log/app", "write", False)]),
    "allow": Profile(
        "filesystem:\n  allow: [/srv/data]\n", [("path", "/srv/data", "read+write", False)]),
    "files": Profile(
        "filesystem:\n  read_file: [/etc/passwd]\n  write_file: [/run/app.pid]\n"
        "  allow_file: [/srv/app.db]\n",
        [("file", "/etc/passwd", "read", False), ("file", "/run/app.pid", "write", False),
         ("file", "/srv/app.db", "read+write", False)]),
    "terminal": Profile(
        "filesystem:\n  allow_file: [/dev/tty]\n  read_file: [/dev/null]\n",
        [("file", "/dev/tty", "read+write", False), ("file", "/dev/null", "read", False)]),
    "devices-alone": Profile(
        "filesystem:\n  allow: [/dev/null, /dev/pts, /dev/shmem]\n  write: [/dev/full]\n",
        [("path", "/dev/null", "read+write", False), ("path", "/dev/pts", "read+write", False),
         ("path", "/dev/shmem", "read+write", False), ("path", "/dev/full", "write", False)]),
    "devices-shm": Profile(
        "filesystem:\n  allow_file: [/dev/shm/lock]\n",
        [("file", "/dev/shm/lock", "read+write", False)]),
    "devices": Profile(
        "filesystem:\n  read: [/dev]\n  allow: [/dev, /dev/pts, /developer]\n",
        [("path", "/dev", "read", False), ("path", "/dev", "read+write", False),
         ("path", "/dev/pts", "read+write", False),
         ("path", "/developer", "read+write", False)]),
    "optional": Profile(
        "filesystem:\n  read: [{path: /opt/app, optional: true}, {path: /opt/lib}]\n"
        "  write_file: [{optional: true, path: /tmp/log}]\n",
        [("path", "/opt/app", "read", True), ("path", "/opt/lib", "read", False),
         ("file", "/tmp/log", "write", True)]),
    "workdir": Profile(
        "workdir: {access: readwrite}\nfilesystem:\n  read: [$WORKDIR/doc, ~/lib]\n",
        [("path", "/srv/start", "read+write", False), ("path", "/srv/start/doc", "read", False),
         ("path", "/home/user/lib", "read", False)]),
    "forged": Profile(
        'filesystem:\n  read: ["/a\\nallow port 1: connect_tcp",'
        ' "/b\\"\\\\c\\x7f\\u009b\\u00e9"]\n',
        [("path", "/a\nallow port 1: connect_tcp", "read", False),
         ("path", '/b"\\c\x7f\x9b\u00e9', "read", False)]),
    "block": Profile("network:\n  block: true\n", block=True),
    "block-false": Profile("network:\n  block: false\n"),
    "block-paths": Profile(
        "network:\n  block: true\nfilesystem:\n  read: [/usr]\n  allow: [/srv/data]\n",
        [("path", "/usr", "read", False), ("path", "/srv/data", "read+write", False)],
        block=True),
    "connect": Profile(
        "network:\n  connect_port: [443, 80]\n",
        ports=[(443, "connect", CONNECT, "2:18"), (80, "connect", CONNECT, "2:23")]),
    "listen": Profile(
        "network:\n  listen_port:\n    - 8080\n", ports=[(8080, "listen", LISTEN, "3:7")]),
    "open": Profile(
        "network:\n  open_port: [1, 65535]\n",
        ports=[(1, "connect listen", OPEN, "2:15"), (65535, "connect listen", OPEN, "2:18")]),
    "ports": Profile(
        "filesystem:\n  read: [/usr]\nnetwork:\n  listen_port: [8080]\n  connect_port: [443]\n"
        "  open_port: [443]\n",
        [("path", "/usr", "read", False)],
        [(8080, "listen", LISTEN, "4:17"), (443, "connect", CONNECT, "5:18"),
         (443, "connect listen", OPEN, "6:15")]),
    "best-effort": Profile(
        "compatibility: best-effort\nfilesystem:\n  read: [/usr]\n",
        [("path", "/usr", "read", False)], best_effort=True),
    "best-effort-block": Profile(
        "compatibility: best-effort\nnetwork: {block: true}\n", block=True, best_effort=True),
    "best-effort-ports": Profile(
        "compatibility: best-effort\nfilesystem:\n  allow: [/srv]\nnetwork:\n"
        "  connect_port: [443]\n",
        [("path", "/srv", "read+write", False)],
        [(443, "connect", CONNECT, "5:18")], best_effort=True),
    "best-effort-listen": Profile(
        "compatibility: best-effort\nnetwork:\n  listen_port: [8080]\n",
        ports=[(8080, "listen", LISTEN, "3:17")], best_effort=True),
    "switches-open": Profile(
        "linux:\n  debug: allow\n  namespaces: allow\n  metadata: allow\n"
        "  capabilities: [net_raw, checkpoint_restore]\n"
        "security: {ipc_mode: full, signal_mode: allow_all}\n",
        allow="debug namespaces metadata ipc signals", capabilities="13 40"),
    "switches-closed": Profile(
        "linux: {inotify: deny, memfd_exec: deny, metadata: deny, capabilities: none}\n"
        "security:\n  signal_mode: isolated\nfilesystem: {allow: [/srv]}\n",
        [("path", "/srv", "read+write", False)],
        deny="inotify memfd_exec metadata", capabilities="none", signals_at="3:16"),
    "switches-default": Profile(
        "linux: {inotify: allow, memfd_exec: allow, metadata: auto, capabilities: safe,\n"
        "  debug: deny, io_uring: deny, namespaces: deny, compat32: deny}\n"
        "security: {ipc_mode: shared_memory_only}\n"),
    "best-effort-switches": Profile(
        "compatibility: best-effort\nsecurity: {signal_mode: allow_same_sandbox}\n"
        "linux: {io_uring: allow, capabilities: [safe, sys_admin]}\n"
        "network: {connect_port: [443]}\n",
        ports=[(443, "connect", CONNECT, "4:26")], best_effort=True, allow="io_uring",
        capabilities="0 1 3 4 5 6 7 8 10 21", signals_at="2:25", io_uring_at="3:19"),
    "io-uring": Profile(
        "linux:\n  io_uring: allow\n  metadata: allow\n", allow="io_uring metadata",
        io_uring_at="2:13"),
    "io-uring-block": Profile(
        "linux:\n  io_uring: allow\n  metadata: allow\nnetwork: {block: true}\n", block=True,
        allow="io_uring metadata", io_uring_at="2:13"),
    "compat32": Profile(
        "linux: {compat32: allow}\nnetwork: {listen_port: [8080]}\n",
        ports=[(8080, "listen", LISTEN, "2:25")], allow="compat32"),
    "compat32-open": Profile(
        "linux: {compat32: allow, debug: allow, namespaces: allow, metadata: deny}\n"
        "security: {ipc_mode: full}\n", allow="compat32 debug namespaces ipc", deny="metadata"),
}


def files():
    for name, profile in PROFILES.items():
        yield name + "/profile.yaml", profile.text
        for abi in ABIS:
            yield "%s/abi-%d" % (name, abi), expected(profile, abi)


def differs(name, text):
    path = os.path.join(HERE, name)
    return not os.path.exists(path) or open(path, encoding="utf-8").read() != text


def main():
    if sys.argv[1:] == ["--check"]:
        wrong = [name for name, text in files() if differs(name, text)]
        print("\n".join("differs: " + name for name in wrong) or "the same")
        return 1 if wrong else 0
    for name, text in files():
        os.makedirs(os.path.dirname(os.path.join(HERE, name)), exist_ok=True)
        with open(os.path.join(HERE, name), "w", encoding="utf-8") as out:
            out.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
