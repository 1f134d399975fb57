# SPDX-License-Identifier: Apache-2.0
"""What the records of one event say a process did, in Sigma's categories and field names."""
import datetime
import ipaddress
import posixpath

# (machine's arch=, number) -> what the call does. Numbers: the kernel's unistd tables.
CALLS = {}
for does, x86_64, i386, aarch64 in (
        ('exec', (59, 322), (11, 358), (221, 281)),
        ('open', (2,), (5,), ()), ('openat', (257,), (295,), (56,)), ('openat2', (437,), (437,), (437,)),
        ('creat', (85,), (8,), ()),
        ('make', (133, 259, 83, 258, 86, 265, 88, 266), (14, 297, 39, 296, 9, 303, 83, 304), (33, 34, 37, 36)),
        ('rename', (82, 264, 316), (38, 302, 353), (38, 276)),
        ('connect', (42,), (362,), (203,)), ('accept', (43, 288), (364,), (202, 242)),
        ('socketcall', (), (102,), ())):
    for arch, numbers in (('c000003e', x86_64), ('40000003', i386), ('c00000b7', aarch64)):
        CALLS.update({(arch, str(number)): does for number in numbers})
SOCKET_CALLS = {'3': 'connect', '5': 'accept', '12': 'accept'}
ATTEMPTED = {'-115', '-4'}  # EINPROGRESS, EINTR
O_TRUNC, ACCESS_MODE, O_PATH = 0o1000, 0o3, 0o10000000


class Subject:
    """What a rule is asked about: fields and, for one record, its text."""

    def __init__(self, fields, text=''):
        self.fields, self.whole = fields, text

    def values(self, field):
        found = self.fields.get(field)
        return [] if found is None else [found]

    def text(self):
        return self.whole


class Process:
    def __init__(self, ppid, image, command_line):
        self.ppid, self.image, self.command_line = ppid, image, command_line


class Processes:
    """Who runs what, from the records alone: a fork has what its parent had until it executes."""

    def __init__(self):
        self.known = {}

    def see(self, node, call, executes, command_line):
        """The process of a call after it, and its parent (None: no record tells of it)."""
        key, above = (node, call.get('pid')), (node, call.get('ppid'))
        process, parent = self.known.get(key), self.known.get(above)
        if executes:
            process = Process(above, call.get('exe'), command_line)
        elif process is None or not self.same(process, above):
            process = Process(above, call.get('exe'), parent.command_line if parent else None)
        process.ppid, process.image = above, call.get('exe')
        self.known[key] = process
        return process, parent

    def same(self, process, above):
        """Else the pid is another process now: its parent changed, and not because the old one ended."""
        if process.ppid == above or above[1] == '1':
            return True
        upper, seen = self.known.get(process.ppid), set()
        while upper and upper.ppid not in seen:
            if upper.ppid == above:
                return True
            seen.add(upper.ppid)
            upper = self.known.get(upper.ppid)
        return False


def absolute(name, cwd):
    if name is None:
        return None
    path = name if name.startswith('/') else f'{cwd}/{name}' if cwd else name
    return posixpath.normpath('/' + path.lstrip('/')) if path.startswith('/') else posixpath.normpath(path)


def endpoint(event):
    """(address, port) of an IPv4 or IPv6 SOCKADDR record; None for any other."""
    record = event.one('SOCKADDR')
    raw = bytes.fromhex(record.get('saddr') or '') if record else b''
    family = int.from_bytes(raw[:2], 'little')
    if family == 2 and len(raw) >= 8:
        return str(ipaddress.IPv4Address(raw[4:8])), int.from_bytes(raw[2:4], 'big')
    if family == 10 and len(raw) >= 24:
        address = ipaddress.IPv6Address(raw[8:24])
        return str(address.ipv4_mapped or address), int.from_bytes(raw[2:4], 'big')
    return None


def opened_for_writing(does, call, event):
    if does == 'creat':
        return True
    if does == 'openat2':
        how = event.one('OPENAT2')
        flags = int(how.get('oflag'), 8) if how else 0
    else:
        flags = int(call.get('a1' if does == 'open' else 'a2'), 16)
    return not flags & O_PATH and bool(flags & (ACCESS_MODE | O_TRUNC))


def written_files(does, call, event):
    """The paths of files that came to be, were opened for writing, or got this name."""
    paths = event.of('PATH')
    found = [path for path in paths if path.get('nametype') == 'CREATE']
    if not found and does in ('open', 'openat', 'openat2', 'creat') and opened_for_writing(does, call, event):
        found = [path for path in paths if path.get('nametype') == 'NORMAL'][-1:]
    cwd = event.one('CWD')
    return [absolute(path.get('name'), cwd.get('cwd') if cwd else None) for path in found]


def network_fields(does, end):
    address, port = end
    if does == 'connect':
        return {'DestinationIp': address, 'DestinationPort': port, 'Initiated': True}
    return {'SourceIp': address, 'SourcePort': port, 'Initiated': False}


def acts(does, call, event):
    """(category, fields) of everything in Sigma's taxonomy that the call did."""
    done = call.get('success') == 'yes'
    if does in ('connect', 'accept'):
        end = endpoint(event) if done or does == 'connect' and call.get('exit') in ATTEMPTED else None
        return [('network_connection', network_fields(does, end))] if end else []
    if not done:
        return []
    if does == 'exec':
        return [('process_creation', {})]
    files = written_files(does, call, event) if does in ('open', 'openat', 'openat2', 'creat', 'make', 'rename') else []
    return [('file_event', {'TargetFilename': path}) for path in files]


def command_line(event):
    execve = event.one('EXECVE')
    count = int(execve.get('argc')) if execve and execve.get('argc') else 0
    return ' '.join(execve.get(f'a{index}') or '' for index in range(count)) if count else None


def user(call):
    return call.get('UID') or ('root' if call.get('uid') == '0' else None)


def common_fields(event, call, process, parent):
    cwd = event.one('CWD')
    time = datetime.datetime.fromtimestamp(event.ms / 1000, datetime.timezone.utc)
    return {'Image': call.get('exe'), 'CommandLine': process.command_line, 'User': user(call),
            'CurrentDirectory': cwd.get('cwd') if cwd else None,
            'ProcessId': int(call.get('pid')), 'ParentProcessId': int(call.get('ppid')),
            'ParentImage': parent and parent.image, 'ParentCommandLine': parent and parent.command_line,
            'UtcTime': time.strftime('%Y-%m-%d %H:%M:%S.') + f'{event.ms % 1000:03}'}


def typed(events):
    """(event, category, subject, is the parent known) of all that processes did."""
    processes = Processes()
    for event in events:
        call = event.one('SYSCALL')
        if not call:
            continue
        does = CALLS.get((call.get('arch'), call.get('syscall')))
        if does == 'socketcall':
            does = SOCKET_CALLS.get(call.get('a0'))
        executes = does == 'exec' and call.get('success') == 'yes'
        process, parent = processes.see(event.node, call, executes, command_line(event))
        fields = common_fields(event, call, process, parent)
        for category, more in acts(does, call, event):
            yield event, category, Subject({**fields, **more}), parent is not None
