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

from landlock_text import landlock_lines, no_unix, refusals
from socket_profiles import socket_profiles

HERE = os.path.dirname(os.path.abspath(__file__))
ABIS = range(11)

# seccomp: what Landlock does not see.

TCP_ONLY = "%s: nothing but TCP, so no UDP, ICMP and raw sockets"
NO_OTHER = "%s: nothing but TCP, Landlock does not see MPTCP, SCTP and SMC"
UDP_TOO = [
    ("arg1&0xf != 1 and arg1&0xf != 2", "EACCES", "%s: nothing but TCP and UDP, so no raw sockets"),
    ("arg1&0xf == 1 and arg2 != 0 and arg2 != 6", "EPROTONOSUPPORT", NO_OTHER),
    ("arg1&0xf == 2 and arg2 != 0 and arg2 != 17", "EPROTONOSUPPORT",
     "%s: nothing but UDP, Landlock does not see ICMP and UDP-Lite")]
FAST_OPEN = "TCP Fast Open connects without Landlock seeing it"
POINTER = "its flags are behind a pointer; %s"
UNSEEN = "its operations are not seen by this filter"
ROUTES = "of netlink only the list of addresses and routes"
FAMILIES = "vsock, packet, bluetooth, alg, xdp, can, tipc ... : Landlock sees none of them"
ANY_UNIX = "a unix socket anywhere on the machine could be connected to"
ANY_UNIX_DATAGRAM = "a datagram socket of a pair sends to any unix socket on the machine"
SURFACE = "for system programs, and a large part of the kernel to attack"


def truncation_rules(call, argument):
    condition = "arg%d&0x200 != 0 and arg%d&0x3 == %%d" % (argument, argument)
    yield call, condition % 0, "EACCES", "truncation by an open for reading"
    yield call, condition % 3, "EACCES", "truncation by an open for neither reading nor writing"


def inet_rules(profile, family, name):
    this = "arg0 == %d" % family
    if profile.block:
        yield "socket", this, "EAFNOSUPPORT", "no network: " + name
    elif profile.udp():
        for types, errno, reason in UDP_TOO:
            yield "socket", this + " and " + types, errno, reason % name
    elif profile.ports:
        yield "socket", this + " and arg1&0xf != 1", "EACCES", TCP_ONLY % name
        yield "socket", this + " and arg2 != 0 and arg2 != 6", "EPROTONOSUPPORT", NO_OTHER % name


TERMINAL = {
    0x5412: "types into the terminal, for the shell outside to run",
    0x541C: "pastes into the console", 0x5423: "loads a line discipline",
    0x541D: "redirects the console", 0x541F: "sets up a serial port",
    0x40045436: "signals the processes outside on a terminal"}
FILE_FLAGS = {
    0x40086602: "read-only: flags of files", 0x401C5820: "read-only: flags of files",
    0x40806685: "read-only: verity of files", 0x800C6613: "read-only: encryption of directories"}
NAMESPACE = "a new namespace, in which a user has the powers of root"
DEFENCES = "takes defences away from programs that are executed later"
OTHER_LIMIT = "a limit of CPU time kills a process that no signal reaches"


def ioctl_rules(profile):
    for command, reason in (TERMINAL | (FILE_FLAGS if profile.read_only() else {})).items():
        yield "ioctl", "arg1 == 0x%x" % command, "EPERM", reason


def process_rules():
    # 0x7e020000: mnt, and cgroup, uts, ipc, user, pid, net; 0x80: time, which only unshare knows.
    yield "unshare", "arg0&0x7e020080 != 0", "EPERM", NAMESPACE
    for half in "arg2", "arg2>>32":
        yield "prlimit64", "arg0 != 0 and %s != 0" % half, "EPERM", OTHER_LIMIT
    yield "personality", "arg0 != 0 and arg0 != 0xffffffff", "EPERM", DEFENCES


def socket_rules(profile, abi):
    no = "EAFNOSUPPORT"
    if no_unix(profile, abi):
        yield "socket", "arg0 == 1", no, ANY_UNIX
    yield "socket", "arg0 == 2 and arg1&0xf == 10", no, "the kernel makes a packet socket of it"
    yield from inet_rules(profile, 2, "inet")
    yield from inet_rules(profile, 10, "inet6")
    if profile.block:
        yield "socket", "arg0 == 16", no, "no network: netlink"
    else:
        yield "socket", "arg0 == 16 and arg2 != 0", no, ROUTES
    yield "socket", "arg0 != 1 and arg0 != 2 and arg0 != 10 and arg0 != 16", no, FAMILIES


def rules_with_arguments(profile, abi):
    if abi in (1, 2):
        yield from truncation_rules("openat", 2)
        yield from truncation_rules("open", 1)
    yield from ioctl_rules(profile)
    yield "clone", "arg0&0x7e020000 != 0", "EPERM", NAMESPACE
    yield from socket_rules(profile, abi)
    if profile.restricts_network():
        for call, argument in ("sendto", 3), ("sendmsg", 2), ("sendmmsg", 3):
            yield call, "arg%d&0x20000000 != 0" % argument, "EOPNOTSUPP", FAST_OPEN
        yield ("setsockopt", "arg1 == 6 and arg2 == 31", "ENOPROTOOPT",
               "the upper layer 'smc' turns a TCP socket into one that Landlock does not see")
    yield "socketpair", "arg0 != 1", "EAFNOSUPPORT", "only unix has pairs that work"
    if no_unix(profile, abi):
        yield "socketpair", "arg1&0xf != 1 and arg1&0xf != 5", "EACCES", ANY_UNIX_DATAGRAM
    yield ("execveat", "arg4&0x1000 != 0", "ENOSYS",
           "execution of a descriptor; libc falls back to /proc/self/fd")
    yield from process_rules()


# Calls that are denied whatever their arguments: names, errno, reason.
ALWAYS = [
    ("clone3", "ENOSYS", POINTER % "libc falls back to clone"),
    ("io_uring_setup io_uring_enter io_uring_register", "ENOSYS", UNSEEN),
    ("bpf perf_event_open userfaultfd", "ENOSYS", SURFACE),
    ("open_tree move_mount fsopen fsconfig fsmount fspick mount_setattr open_tree_attr statmount "
     "listmount", "ENOSYS", "mounts, in the calls that came after mount(2)"),
    ("lookup_dcookie nfsservctl _sysctl uselib query_module create_module get_kernel_syms",
     "ENOSYS", "no program needs it, and most kernels do not have it"),
    ("shmget shmat shmctl shmdt msgget msgsnd msgrcv msgctl semget semop semctl semtimedop",
     "ENOSYS", "System V objects are shared with processes outside"),
    ("setns", "EPERM", "enters namespaces of other processes"),
    ("chroot", "EPERM", "another root directory makes paths mean other files"),
    ("mount umount2 pivot_root swapon swapoff reboot kexec_load kexec_file_load init_module "
     "finit_module delete_module iopl ioperm acct quotactl quotactl_fd syslog vhangup "
     "settimeofday clock_settime adjtimex clock_adjtime sethostname setdomainname",
     "EPERM", "for the administrator of the machine"),
    ("modify_ldt ustat sysfs remap_file_pages vmsplice", "EPERM", SURFACE),
    ("ptrace process_vm_readv process_vm_writev kcmp pidfd_getfd", "EPERM",
     "reaches into other processes"),
    ("process_madvise process_mrelease migrate_pages move_pages", "EPERM",
     "tells of and moves the memory of other processes"),
    ("open_by_handle_at", "EPERM", "opens files past every path"),
    ("name_to_handle_at", "EOPNOTSUPP", "for open_by_handle_at"),
    ("fanotify_init fanotify_mark", "EPERM", "tells of files everywhere, with descriptors of them"),
    ("add_key request_key keyctl", "EPERM", "keys are shared with processes outside"),
]
# The same where nothing is writable.
METADATA = [
    ("chmod fchmod fchmodat fchmodat2", "EPERM", "read-only: the mode of files"),
    ("chown fchown lchown fchownat", "EPERM", "read-only: the owner of files"),
    ("utime utimes futimesat utimensat", "EPERM", "read-only: the times of files"),
    ("setxattr lsetxattr fsetxattr setxattrat removexattr lremovexattr fremovexattr "
     "removexattrat file_setattr", "EPERM", "read-only: the attributes of files"),
    ("getxattr lgetxattr fgetxattr getxattrat listxattr llistxattr flistxattr listxattrat",
     "EOPNOTSUPP", "attributes of files that may not be read"),
]


def rules_by_number(profile, abi):
    if profile.restricts_network() and not profile.listens():
        yield ("listen", None, "EACCES",
               "listen on an unbound socket binds a port that Landlock does not check")
    if abi in (1, 2):
        yield "truncate", None, "EACCES", "needs Landlock ABI 3; ftruncate on an open file works"
        yield "openat2", None, "ENOSYS", POINTER % "programs fall back to openat"
    for calls, errno, reason in ALWAYS + METADATA * profile.read_only():
        for call in calls.split():
            yield call, None, errno, reason


def seccomp_lines(profile, abi):
    yield "seccomp x86_64: other architectures killed, numbers above 469 ENOSYS"
    for rules in rules_with_arguments, rules_by_number:
        for call, condition, errno, reason in rules(profile, abi):
            yield "deny %s%s: %s (%s)" % (
                call, " if " + condition if condition else "", errno, reason)


def expected(profile, abi):
    gaps = list(refusals(profile, abi))
    if gaps and not profile.best_effort:
        return "error: %s%s cannot be enforced: %s; or accept that with 'compatibility: " \
            "best-effort'\n" % gaps[0]
    lines = landlock_lines(profile, abi) + list(seccomp_lines(profile, abi)) + profile.others
    for place, what, why in gaps:
        lines.append("gap: %s%s is not enforced: %s" % (
            "profile.yaml:" + place if place else "", what, why))
    return "\n".join(lines) + "\n"


DEVICES = "/dev/(?!(shm|mqueue|hugepages)(/|$))"


class Profile:
    """A document and, by hand, what it means: paths and ports in the order they stand in."""

    def __init__(self, text, paths=(), ports=(), block=False, best_effort=False,
                 sockets=(), unix="auto", unix_place="", udp_all=False, others=()):
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
