# SPDX-License-Identifier: Apache-2.0
"""The rules of the seccomp filter as text: what Landlock does not see. See generate.py."""

from landlock_text import no_unix

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
INSPECT = "reaches into other processes"
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
MEMORY = "a file in memory can be executed, unless it is sealed against that"
OTHER_LIMIT = "a limit of CPU time kills a process that no signal reaches"


def ioctl_rules(profile, table):
    commands = dict(TERMINAL)
    if profile.guards_metadata():
        for command, reason in FILE_FLAGS.items():
            commands[command] = reason
            if command == 0x40086602 and table in ("i386", "x32"):
                commands[0x40046602] = reason  # the same with the size of an int of 32 bits
    for command, reason in commands.items():
        yield "ioctl", "arg1 == 0x%x" % command, "EPERM", reason


def process_rules(profile, table):
    # 0x7e020000: mnt, and cgroup, uts, ipc, user, pid, net; 0x80: time, which only unshare knows.
    if not profile.allows("namespaces"):
        yield "unshare", "arg0&0x7e020080 != 0", "EPERM", NAMESPACE
    # The limit is a pointer, of which i386 has one half.
    for half in ("arg2",) if table == "i386" else ("arg2", "arg2>>32"):
        yield "prlimit64", "arg0 != 0 and %s != 0" % half, "EPERM", OTHER_LIMIT
    if profile.denies("memfd_exec"):
        yield "memfd_create", "arg1&0x8 == 0", "EPERM", MEMORY
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


def rules_with_arguments(profile, abi, table):
    if abi in (1, 2):
        yield from truncation_rules("openat", 2)
        yield from truncation_rules("open", 1)
    yield from ioctl_rules(profile, table)
    if not profile.allows("namespaces"):
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
    yield from process_rules(profile, table)


# Calls that are denied whatever their arguments: names, errno, reason, and the condition.
ALWAYS = None
NUMBERS = [
    ("truncate truncate64", "EACCES", "needs Landlock ABI 3; ftruncate on an open file works",
     "truncation"),
    ("openat2", "ENOSYS", POINTER % "programs fall back to openat", "truncation"),
    ("clone3", "ENOSYS", POINTER % "libc falls back to clone", ALWAYS),
    ("socketcall", "ENOSYS",
     "its arguments are behind a pointer; libc falls back to socket and the like", ALWAYS),
    ("io_uring_setup io_uring_enter io_uring_register", "ENOSYS", UNSEEN, "no io_uring"),
    ("bpf perf_event_open userfaultfd", "ENOSYS", SURFACE, ALWAYS),
    ("open_tree move_mount fsopen fsconfig fsmount fspick mount_setattr open_tree_attr statmount "
     "listmount", "ENOSYS", "mounts, in the calls that came after mount(2)", ALWAYS),
    ("lookup_dcookie nfsservctl _sysctl uselib query_module create_module get_kernel_syms bdflush",
     "ENOSYS", "no program needs it, and most kernels do not have it", ALWAYS),
    ("shmget shmat shmctl shmdt msgget msgsnd msgrcv msgctl semget semop semctl semtimedop "
     "semtimedop_time64 ipc",
     "ENOSYS", "System V objects are shared with processes outside", "no ipc"),
    ("inotify_init inotify_init1", "ENOSYS",
     "tells which names come and go in directories that may not be read", "inotify"),
    ("setns", "EPERM", "enters namespaces of other processes", ALWAYS),
    ("chroot", "EPERM", "another root directory makes paths mean other files", "no namespaces"),
    ("mount umount2 umount pivot_root swapon swapoff reboot kexec_load kexec_file_load init_module "
     "finit_module delete_module iopl ioperm acct quotactl quotactl_fd syslog vhangup "
     "settimeofday stime clock_settime clock_settime64 adjtimex clock_adjtime clock_adjtime64 "
     "sethostname setdomainname", "EPERM", "for the administrator of the machine", ALWAYS),
    ("modify_ldt vm86 vm86old ustat sysfs remap_file_pages vmsplice", "EPERM", SURFACE, ALWAYS),
    ("ptrace process_vm_readv process_vm_writev kcmp", "EPERM", INSPECT, "no debug"),
    ("pidfd_getfd", "EPERM", INSPECT, ALWAYS),
    ("process_madvise process_mrelease migrate_pages move_pages", "EPERM",
     "tells of and moves the memory of other processes", ALWAYS),
    ("open_by_handle_at", "EPERM", "opens files past every path", ALWAYS),
    ("name_to_handle_at", "EOPNOTSUPP", "for open_by_handle_at", ALWAYS),
    ("fanotify_init fanotify_mark", "EPERM",
     "tells of files everywhere, with descriptors of them", ALWAYS),
    ("add_key request_key keyctl", "EPERM", "keys are shared with processes outside", ALWAYS),
    ("chmod fchmod fchmodat fchmodat2", "EPERM", "read-only: the mode of files", "metadata"),
    ("chown chown32 fchown fchown32 lchown lchown32 fchownat", "EPERM",
     "read-only: the owner of files", "metadata"),
    ("utime utimes futimesat utimensat utimensat_time64", "EPERM",
     "read-only: the times of files", "metadata"),
    ("setxattr lsetxattr fsetxattr setxattrat removexattr lremovexattr fremovexattr "
     "removexattrat file_setattr", "EPERM", "read-only: the attributes of files", "metadata"),
    ("getxattr lgetxattr fgetxattr getxattrat listxattr llistxattr flistxattr listxattrat",
     "EOPNOTSUPP", "attributes of files that may not be read", "metadata"),
]
# Calls that are only in one table, or not in one. syscall_32.tbl and syscall_64.tbl.
ONLY_I386 = """socketcall ipc umount stime bdflush vm86 vm86old truncate64 chown32 fchown32 lchown32
utimensat_time64 clock_settime64 clock_adjtime64 semtimedop_time64""".split()
MISSING = {
    "x86_64": ONLY_I386,
    "x32": ONLY_I386 + "nfsservctl _sysctl uselib query_module create_module get_kernel_syms".split(),
    "i386": "kexec_file_load semop semtimedop".split(),
}


def holds(condition, profile, abi):
    if condition == "truncation":
        return abi in (1, 2)
    if condition == "metadata":
        return profile.guards_metadata()
    if condition and condition.startswith("no "):
        return not profile.allows(condition[3:])
    return condition is ALWAYS or profile.denies(condition)


def rules_by_number(profile, abi, table):
    if profile.restricts_network() and not profile.listens():
        yield ("listen", None, "EACCES",
               "listen on an unbound socket binds a port that Landlock does not check")
    for calls, errno, reason, condition in NUMBERS:
        for call in calls.split():
            if holds(condition, profile, abi) and call not in MISSING[table]:
                yield call, None, errno, reason


HEADS = {"x86_64": "other architectures%s killed, numbers above 469 ENOSYS",
         "i386": "numbers above 469 ENOSYS",
         "x32": "numbers above 469 ENOSYS except 512 to 547"}
MARKER = "deny prctl if arg0 == 0x4e4f4e4f and arg1 to arg4 are the policy or 0: errno 3662 " \
    "(tells that this filter is in force)"


def table_lines(profile, abi, table):
    for rules in rules_with_arguments, rules_by_number:
        for call, condition, errno, reason in rules(profile, abi, table):
            yield "deny %s%s: %s (%s)" % (
                call, " if " + condition if condition else "", errno, reason)
        if rules == rules_with_arguments:
            yield MARKER


def seccomp_lines(profile, abi):
    tables = ["x86_64"] + ["i386", "x32"] * profile.allows("compat32")
    for table in tables:
        head = HEADS[table]
        if table == "x86_64":
            head %= " than those below" if len(tables) > 1 else ""
        yield "seccomp %s: %s" % (table, head)
        yield from table_lines(profile, abi, table)
