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

from landlock_text import landlock_lines, refusals
from seccomp_text import seccomp_lines
from socket_profiles import socket_profiles

HERE = os.path.dirname(os.path.abspath(__file__))
ABIS = range(11)


def expected(profile, abi):
    gaps = list(refusals(profile, abi))
    if gaps and not profile.best_effort:
        return "error: %s%s cannot be enforced: %s; or accept that with 'compatibility: " \
            "best-effort'\n" % gaps[0]
    lines = landlock_lines(profile, abi)
    lines += ["capabilities kept: " + profile.capabilities, *seccomp_lines(profile, abi)]
    lines += profile.others
    for place, what, why in gaps:
        lines.append("gap: %s%s is not enforced: %s" % (
            "profile.yaml:" + place if place else "", what, why))
    return "\n".join(lines) + "\n"


DEVICES = r"/dev/(?!(shm|mqueue|hugepages)(/|$)|\.\.|.*/\.\.)"


class Profile:
    """A document and, by hand, what it means: paths and ports in the order they stand in."""

    def __init__(self, text, paths=(), ports=(), block=False, best_effort=False,
                 sockets=(), unix="auto", unix_place="", udp_all=False, others=(), **switches):
        self.text = text
        self.paths = paths  # kind, path, access, optional
        self.ports = ports  # number, what it may, key, line:column
        self.block = block
        self.sockets = sockets  # scope, path, binds, optional, key, line:column
        self.unix = unix
        self.unix_place = unix_place
        self.udp_all = udp_all
        self.best_effort = best_effort
        self.others = list(others)  # lines that depend on no kernel
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
        return not self.binds() and not any("write" in access and not re.match(DEVICES, path)
                       for _kind, path, access, _optional in self.paths)

    def binds(self):
        return any(socket[2] for socket in self.sockets)

    def listens(self):
        return self.binds() or any("listen" in port[1] for port in self.ports)

    def udp(self):
        return bool(self.ports) and (self.udp_all or any(port[1] == "udp" for port in self.ports))


CONNECT = "network.connect_port"
LISTEN = "network.listen_port"
OPEN = "network.open_port"
DNS = (53, "connect", "network.dns", "")  # what comes with a port to connect to

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
    # What only begins like a device.
    "devices-up": Profile(
        "filesystem:\n  allow: [/dev/../srv]\n",
        [("path", "/dev/../srv", "read+write", False)]),
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
        ports=[(443, "connect", CONNECT, "2:18"), (80, "connect", CONNECT, "2:23"), DNS]),
    "listen": Profile(
        "network:\n  listen_port:\n    - 8080\n", ports=[(8080, "listen", LISTEN, "3:7")]),
    "open": Profile(
        "network:\n  open_port: [1, 65535]\n",
        ports=[(1, "connect listen", OPEN, "2:15"), (65535, "connect listen", OPEN, "2:18"),
               DNS]),
    "ports": Profile(
        "filesystem:\n  read: [/usr]\nnetwork:\n  listen_port: [8080]\n  connect_port: [443]\n"
        "  open_port: [443]\n",
        [("path", "/usr", "read", False)],
        [(8080, "listen", LISTEN, "4:17"), (443, "connect", CONNECT, "5:18"),
         (443, "connect listen", OPEN, "6:15"), DNS]),
    "limits": Profile(
        "limits: {core: 0, nofile: 1024, cpu: 9223372036854775807, as: 1, fsize: 2, nproc: 3}\n",
        others=["limit nofile 1024", "limit nproc 3", "limit fsize 2", "limit as 1",
                "limit cpu 9223372036854775807", "limit core 0"]),
    "limits-best-effort": Profile(
        "compatibility: best-effort\nlimits:\n  fsize: 1073741824\n", best_effort=True,
        others=["limit fsize 1073741824"]),
    "descriptors-audit": Profile("linux: {fds: audit}\n"),
    "descriptors-close": Profile(
        "linux: {fds: close}\nlimits: {nofile: 10}\n",
        others=["descriptors: closed from 3 on", "limit nofile 10"]),
    "descriptors-inherit": Profile(
        "linux: {fds: inherit}\n", others=["descriptors: inherited but for io_uring"]),
    "best-effort": Profile(
        "compatibility: best-effort\nfilesystem:\n  read: [/usr]\n",
        [("path", "/usr", "read", False)], best_effort=True),
    "best-effort-block": Profile(
        "compatibility: best-effort\nnetwork: {block: true}\n", block=True, best_effort=True),
    "best-effort-ports": Profile(
        "compatibility: best-effort\nfilesystem:\n  allow: [/srv]\nnetwork:\n"
        "  connect_port: [443]\n",
        [("path", "/srv", "read+write", False)],
        [(443, "connect", CONNECT, "5:18"), DNS], best_effort=True),
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
        ports=[(443, "connect", CONNECT, "4:26"), DNS], best_effort=True, allow="io_uring",
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

PROFILES.update(socket_profiles(Profile))


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
