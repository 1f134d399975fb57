# SPDX-License-Identifier: Apache-2.0
"""Audit records as kernel and auditd write them for what a process did: the strings that whoever runs a
program may choose in quotes or in hex, numbers raw, an event's records together."""
import ipaddress
import posixpath

import audit_records

MACHINE = 'c000003e'
NUMBERS = {'open': 2, 'connect': 42, 'accept': 43, 'execve': 59, 'rename': 82, 'creat': 85, 'mknod': 133, 'openat': 257,
           'mknodat': 259, 'unlinkat': 263}
USERS = {'root': 0, 'daemon': 1, 'www-data': 33, 'nobody': 65534}
TITLE = 128  # the bytes that a PROCTITLE keeps


def as_bytes(text):
    return text.encode('utf-8', 'surrogateescape')


def untrusted(text):
    """In quotes where it holds neither blanks, quotes nor bytes outside 0x21-0x7e; else in hex."""
    data = as_bytes(text)
    return f'"{text}"' if all(0x21 <= byte <= 0x7e and byte != 0x22 for byte in data) else data.hex().upper()


def uid_of(user):
    return USERS.get(user, 1000 + sum(map(ord, user)) % 1000)


def socket_address(address, port):
    ip = ipaddress.ip_address(address)
    if ip.version == 4:
        return (b'\2\0' + port.to_bytes(2, 'big') + ip.packed + bytes(8)).hex().upper()
    return (b'\12\0' + port.to_bytes(2, 'big') + bytes(4) + ip.packed + bytes(4)).hex().upper()


class Actor:
    """Who makes a call."""

    def __init__(self, pid, ppid, exe, user='joe', comm=None, cwd='/srv'):
        self.pid, self.ppid, self.exe, self.user, self.cwd = pid, ppid, exe, user, cwd
        self.comm = comm or posixpath.basename(exe)[:15]
        self.title = [exe]


class Log:
    """Grows by events; each method answers the serial of the event it wrote."""

    def __init__(self, serial=1000, ms=1_700_000_000_045, enriched=True):
        self.serial, self.ms, self.enriched, self.lines = serial, ms, enriched, []
        self.next_pid = 1000

    def pids(self, count=4):
        """Process ids that nobody else in the log has."""
        self.next_pid += 10
        return range(self.next_pid, self.next_pid + count)

    def event(self, records):
        self.serial += 1
        self.ms += 3
        stamp = f'msg=audit({self.ms // 1000}.{self.ms % 1000:03}:{self.serial})'
        self.lines += [f'type={kind} {stamp}: {body}' for kind, body in records]
        return self.serial

    def text(self):
        return ''.join(line + '\n' for line in self.lines).encode('utf-8', 'surrogateescape')

    def system_call(self, actor, name, **given):
        """The SYSCALL record; `given` are a0..a3, key, euid, success, exit, items, or further raw fields."""
        number = NUMBERS.get(name) or call_number(name)
        uid = uid_of(actor.user)
        euid = given.pop('euid', uid)
        raw = {**dict.fromkeys(('a0', 'a1', 'a2', 'a3'), '0'), **{name: given.pop(name) for name in list(given) if name in ARGUMENTS}}
        arguments = ' '.join(f'{name}={value}' for name, value in raw.items())
        key = untrusted(given.pop('key')) if 'key' in given else '(null)'
        body = (f'arch={MACHINE} syscall={number} success={given.pop("success", "yes")} exit={given.pop("exit", 0)} {arguments} '
                f'items={given.pop("items", 0)} ppid={actor.ppid} pid={actor.pid} auid=4294967295 uid={uid} gid=100 euid={euid} '
                f'suid={euid} fsuid={euid} egid=100 sgid=100 fsgid=100 tty=(none) ses=4294967295 comm={untrusted(actor.comm)} '
                f'exe={untrusted(actor.exe)} ' + ''.join(f'{name}={value} ' for name, value in given.items()) + f'key={key}')
        if self.enriched or actor.user != 'root':
            body += (f'\x1dARCH=x86_64 SYSCALL={name} AUID="unset" UID="{actor.user}" GID="users" EUID="{actor.user}" '
                     f'SUID="{actor.user}" FSUID="{actor.user}" EGID="users" SGID="users" FSGID="users"')
        return 'SYSCALL', body

    @staticmethod
    def path(item, name, nametype, mode='0100755'):
        """A rename's DELETE and CREATE tell of one file."""
        inode = {'PARENT': 2, 'DELETE': 77, 'CREATE': 77}.get(nametype, 2000 + item)
        return 'PATH', (f'item={item} name={untrusted(name)} inode={inode} dev=fe:00 mode={mode} ouid=0 ogid=0 rdev=00:00 '
                        f'nametype={nametype} cap_fp=0 cap_fi=0 cap_fe=0 cap_fver=0 cap_frootid=0')

    @staticmethod
    def tail(actor):
        return ('CWD', f'cwd={untrusted(actor.cwd)}'), ('PROCTITLE', f'proctitle={title(actor.title)}')

    def execve(self, actor, argv, called=None, **given):
        actor.title = argv
        cwd, proctitle = self.tail(actor)
        arguments = ' '.join(f'a{index}={untrusted(argument)}' for index, argument in enumerate(argv))
        return self.event([self.system_call(actor, 'execve', items=2, **given),
                           ('EXECVE', f'argc={len(argv)} {arguments}'), cwd, self.path(0, called or actor.exe, 'NORMAL'),
                           self.path(1, '/lib64/ld-linux-x86-64.so.2', 'NORMAL'), proctitle])

    def file(self, actor, name, how):
        """how: a key of WAYS."""
        call, arguments, items = WAYS[how]
        folder = posixpath.dirname(name) or actor.cwd
        names = {'PARENT': folder or '/', 'DELETE': '/srv/.before', 'CREATE': name, 'NORMAL': name}
        cwd, proctitle = self.tail(actor)
        return self.event([self.system_call(actor, call, items=len(items), exit=3 if 'open' in call else 0, **arguments), cwd,
                           *[self.path(item, names[kind], kind, '040755' if kind == 'PARENT' else '0100644')
                             for item, kind in enumerate(items)], proctitle])

    def socket(self, actor, call, address, port, **given):
        return self.event([self.system_call(actor, call, a0='3', a2='10', **given),
                           ('SOCKADDR', f'saddr={socket_address(address, port)}'), self.tail(actor)[1]])


ARGUMENTS = ('a0', 'a1', 'a2', 'a3')
# How a name comes to be, or to hold other bytes: the call, its arguments, its PATH records.
WAYS = {
    'created': ('openat', {'a0': 'ffffff9c', 'a2': '241', 'a3': '1b6'}, ('PARENT', 'CREATE')),
    'created, old call': ('creat', {'a1': '1a4'}, ('PARENT', 'CREATE')),
    'made': ('mknodat', {'a0': 'ffffff9c', 'a2': '11b6'}, ('PARENT', 'CREATE')),
    'written': ('openat', {'a0': 'ffffff9c', 'a2': '401'}, ('NORMAL',)),
    'emptied': ('open', {'a1': '202'}, ('NORMAL',)),
    'renamed': ('rename', {}, ('PARENT', 'PARENT', 'DELETE', 'CREATE')),
    'read': ('openat', {'a0': 'ffffff9c', 'a2': '80000'}, ('NORMAL',)),
}
WRITING = [how for how in WAYS if how != 'read']


def title(argv):
    return as_bytes('\0'.join(argv))[:TITLE].hex().upper() or '(null)'


def call_number(name):
    for number, known in audit_records.call_names('x86_64').items():
        if known == name:
            return int(number)
    raise LookupError(f'no number for the call {name}: is ausyscall (auditd) installed?')
