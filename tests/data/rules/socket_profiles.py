# SPDX-License-Identifier: Apache-2.0
"""Part of generate.py, which see: profiles about unix sockets, UDP and name resolution."""

CONNECT = "network.connect_port"
LISTEN = "network.listen_port"
UDP = "network.udp_port"
KEY = "filesystem.unix_socket"


def unix_profiles(new):
    grants = [
        ("file", "/run/app.sock", False, False, KEY, "2:17"),
        ("file", "/run/db/own.sock", True, True, KEY + "_bind", "3:22"),
        ("dir", "/run/many", False, False, KEY + "_dir", "4:21"),
        ("dir", "/tmp/.X11-unix", True, False, KEY + "_dir_bind", "5:26"),
        ("subtree", "/run/user/1000", False, True, KEY + "_subtree", "6:25"),
        ("subtree", "/srv/sockets", True, False, KEY + "_subtree_bind", "7:30")]
    lines = [
        "  unix_socket: [/run/app.sock]\n",
        "  unix_socket_bind: [{path: /run/db/own.sock, optional: true}]\n",
        "  unix_socket_dir: [/run/many]\n",
        "  unix_socket_dir_bind: [/tmp/.X11-unix]\n",
        "  unix_socket_subtree: [{path: /run/user/1000, optional: true}]\n",
        "  unix_socket_subtree_bind: [/srv/sockets]\n"]
    every = "filesystem:\n" + "".join(lines)
    one = "filesystem:\n" + lines[0]
    own = "filesystem:\n  unix_socket_bind: [/srv/a/b]\n"
    bound = [("file", "/srv/a/b", True, False, KEY + "_bind", "2:22")]
    yield "unix-every", new(every, sockets=grants)
    yield "unix-connect", new(one, sockets=grants[:1])
    yield "unix-none", new("linux: {unix_sockets: none}\n", unix="none")
    yield "unix-listed", new("linux: {unix_sockets: listed}\n", unix="listed", unix_place="1:23")
    yield "unix-all", new("linux: {unix_sockets: all}\n", unix="all")
    yield "unix-all-every", new(every + "linux: {unix_sockets: all}\n", sockets=grants, unix="all")
    yield "unix-listed-one", new(
        one + "linux: {unix_sockets: listed}\n", sockets=grants[:1], unix="listed")
    # What is bound is listened on.
    yield "unix-block-bind", new(
        own + "network: {block: true}\n", sockets=bound, block=True)
    yield "best-effort-unix", new(
        one + "compatibility: best-effort\n", sockets=grants[:1], best_effort=True)
    yield "best-effort-unix-listed", new(
        "compatibility: best-effort\nlinux: {unix_sockets: listed}\n",
        unix="listed", unix_place="2:23", best_effort=True)


def udp_profiles(new):
    yield "udp", new(
        "network: {udp_port: [53, 123]}\n",
        ports=[(53, "udp", UDP, "1:22"), (123, "udp", UDP, "1:26")])
    yield "udp-tcp", new(
        "network:\n  udp_port: [443]\n  listen_port: [443]\n",
        ports=[(443, "udp", UDP, "2:14"), (443, "listen", LISTEN, "3:17")])
    yield "udp-all", new(
        "network: {listen_port: [80]}\nlinux: {udp: all}\n",
        ports=[(80, "listen", LISTEN, "1:25")], udp_all=True)
    yield "udp-all-port", new(
        "network: {udp_port: [53]}\nlinux: {udp: all}\n",
        ports=[(53, "udp", UDP, "1:22")], udp_all=True)
    yield "udp-all-free", new("linux: {udp: all}\n", udp_all=True)
    yield "best-effort-udp", new(
        "compatibility: best-effort\nnetwork: {udp_port: [53], listen_port: [80]}\n",
        ports=[(53, "udp", UDP, "2:22"), (80, "listen", LISTEN, "2:41")], best_effort=True)


def dns_profiles(new):
    https = (443, "connect", CONNECT, "1:26")
    yield "dns-none", new("network: {connect_port: [443], dns: none}\n", ports=[https])
    yield "dns-tcp", new(
        "network: {listen_port: [80], dns: tcp}\n",
        ports=[(80, "listen", LISTEN, "1:25"), (53, "connect", "network.dns", "1:35")])
    yield "dns-udp", new(
        "network: {connect_port: [443], dns: udp}\n",
        ports=[https, (53, "udp", "network.dns", "1:37")])
    yield "dns-listed", new(
        "network: {connect_port: [443, 53]}\n", ports=[https, (53, "connect", CONNECT, "1:31")])
    yield "dns-free", new("network: {dns: udp}\n")


def socket_profiles(new):
    return dict(pair for group in (unix_profiles, udp_profiles, dns_profiles)
                for pair in group(new))
