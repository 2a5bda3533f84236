# SPDX-License-Identifier: Apache-2.0
"""Part of generate.py, which see: what Landlock is told, and what it cannot do, for each ABI."""

import os

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


def socket_line(scope, path, binds, optional, _key, _place, handled):
    connect = handled & 0x10000
    bind = 0x220 if binds else 0  # to make a socket, and to remove an old one
    line = "allow %s %s (connect%s%s):" % (
        {"file": "socket", "dir": "sockets in", "subtree": "sockets below"}[scope],
        quoted(path), "+bind" if binds else "", ", optional" if optional else "")
    if scope == "subtree":
        return line + " directory " + names(connect | bind, FS_NAMES)
    line += " socket " + names(connect, FS_NAMES)
    if binds:
        where = quoted(os.path.dirname(path)) + " " if scope == "file" else ""
        line += "; directory " + where + names(bind, FS_NAMES)
    return line


def port_lines(profile, handled):
    ports = list(profile.ports)
    if any(port[1] == "udp" for port in ports):
        ports.append((0, "bind-udp", None, None))
    for number, may, _key, _place in ports:
        bits = ("listen" in may) * 1 | ("connect" in may) * 2
        bits |= {"udp": 12, "bind-udp": 4}.get(may, 0)  # 4: what every sender needs on port 0
        if bits & handled:
            yield "allow port %d: %s" % (number, names(bits & handled, NET_NAMES))


def landlock_lines(profile, abi):
    if abi == 0:
        return ["landlock none"]
    net = HANDLED_NET[abi] if profile.restricts_network() else 0
    if profile.udp_all:
        net &= 3
    # unix_sockets: all leaves alone what is asked about unix sockets.
    fs, scope = HANDLED_FS[abi], SCOPED[abi]
    if profile.unix == "all":
        fs, scope = fs & 0xFFFF, scope & 2
    lines = [
        "landlock abi %d" % abi,
        "restricts fs: " + names(fs, FS_NAMES),
        "restricts net: " + names(net, NET_NAMES),
        "restricts scope: " + names(scope, SCOPE_NAMES),
        "threads: " + ("all are confined" if abi >= 8 else "only one may exist"),
    ]
    lines += [path_line(*path, abi) for path in profile.paths]
    lines += [socket_line(*socket, fs) for socket in profile.sockets]
    if abi >= 4:
        lines += port_lines(profile, net)
    return lines


# What a kernel cannot do.

NO_LANDLOCK = ("the file system part of the profile",
               "Landlock is not available (ENOSYS 38): it needs Linux 5.13 or newer built with "
               "CONFIG_SECURITY_LANDLOCK")
NO_PORTS = ("TCP ports need Landlock ABI 4 (Linux 6.7), this kernel has ABI %d; "
            "network.block: true works here")
NO_UNIX = ("Landlock tells unix sockets apart from ABI 9 (Linux 7.1) on, this kernel has ABI %d; "
           "'linux.unix_sockets: all' works here and leaves all of them free")
NO_UDP = ("UDP ports need Landlock ABI 10 (Linux 7.2), this kernel has ABI %d; "
          "'linux.udp: all' works here and leaves all of UDP free")


def no_unix(profile, abi):
    """Is there no unix socket at all?"""
    if profile.unix == "auto":
        return abi < 9 and not profile.sockets
    return profile.unix == "none"


def unix_needs(profile):
    """Place and key of the first thing that needs sockets to be told apart, if any does."""
    if profile.unix in ("none", "all"):
        return None
    for _scope, _path, _binds, _optional, key, place in profile.sockets:
        return place, key
    return (profile.unix_place, "linux.unix_sockets") if profile.unix == "listed" else None


def refusals(profile, abi):
    """Place, what, why; in the order in which they are found."""
    if abi == 0:
        yield ("", *NO_LANDLOCK)
    needs = unix_needs(profile)
    if needs and abi < 9:
        yield needs[0] + ": ", needs[1], NO_UNIX % abi
    if profile.ports and abi < 4:
        tcp = [port for port in profile.ports if port[1] != "udp"]
        _number, _may, key, place = (tcp or profile.ports)[0]
        yield place + ": ", key, NO_PORTS % abi
    udp = [port for port in profile.ports if port[1] == "udp"]
    if udp and abi < 10 and not profile.udp_all:
        yield udp[0][3] + ": ", udp[0][2], NO_UDP % abi
