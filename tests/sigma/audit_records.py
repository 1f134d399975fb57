# SPDX-License-Identifier: Apache-2.0
"""Audit logs as events of records, each record its fields by name, the kernel's encodings undone.

Written from what auditd writes (README of the recordings beside the tests) and audit-userspace's
documentation; not from the project's own reader."""
import functools
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'corpus'))
import audit_log  # noqa: E402

HEAD = re.compile(r'(?:node=(\S+) )?type=(\S+) msg=audit\((\d+)\.(\d+):(\d+)\): ?(.*)', re.DOTALL)
FIELD = re.compile(r'([A-Za-z0-9_\-\[\]]+)=("[^"]*"|\'[^\']*\'|\{[^}]*\}|[^\s"\'{]\S*|)')
ARGUMENT = re.compile(r'a(\d+)(?:\[(\d+)\])?')
# Strings that whoever runs a program may choose: in quotes, or else in hex.
ENCODED = {'acct', 'cmd', 'comm', 'cwd', 'data', 'dir', 'exe', 'file', 'grp', 'key', 'name', 'new_group', 'path',
           'proctitle', 'root_dir', 'sw', 'vm', 'cgroup'}
MACHINES = {'c000003e': 'x86_64', '40000003': 'i386', 'c00000b7': 'aarch64'}


class Record:
    """One record; the EXECVE records of an event are one."""

    def __init__(self, kind, fields):
        self.kind, self.fields = kind, fields

    def values(self, name):
        return [value for field, value in self.fields if field == name]

    def get(self, name):
        return next(iter(self.values(name)), None)

    def text(self):
        """What keywords search: every name=value, and the arguments as one typed them."""
        arguments = [value for name, value in self.fields if self.kind == 'EXECVE' and ARGUMENT.fullmatch(name)]
        return ' '.join([f'{name}={value}' for name, value in self.fields] + arguments).replace('\0', ' ')


class Event:
    def __init__(self, node, ms, serial):
        self.node, self.ms, self.serial, self.records, self.lines = node, ms, serial, [], []

    def of(self, kind):
        return [record for record in self.records if record.kind == kind]

    def one(self, kind):
        return next(iter(self.of(kind)), None)


def unhex(text):
    return bytes.fromhex(text).decode('utf-8', 'surrogateescape')


def decoded(name, raw, kind):
    """The text behind one raw value; None for what the kernel had no text for."""
    if raw[:1] in '"\'' and len(raw) > 1:
        return raw[1:-1]
    if name in ENCODED or kind == 'EXECVE' and ARGUMENT.fullmatch(name):
        if raw in ('(null)', '(none)'):
            return None
        if re.fullmatch(r'(?:[0-9A-Fa-f]{2})+', raw):
            return unhex(raw)
    return raw


def fields_of(body, kind):
    found = []
    for name, raw in FIELD.findall(body):
        if name == 'msg' and raw[:1] == "'":
            found += fields_of(raw[1:-1], kind)
            continue
        value = decoded(name, raw, kind)
        if value is not None:
            found += [(name, part) for part in (value.split('\1') if name == 'key' else [value])]
    return found


@functools.cache
def call_names(machine):
    """Number -> name, as libaudit has them; nothing where its tool is not installed."""
    try:
        listed = subprocess.run(['ausyscall', machine, '--dump'], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return {}
    return {number: name for number, name in re.findall(r'(?m)^(\d+)\t(\S+)$', listed)}


def record_of(kind, body):
    raw, _, resolved = body.partition('\x1d')
    fields = [('type', kind), *fields_of(raw, kind)]
    fields += [(name, value.strip('"')) for name, value in FIELD.findall(resolved)]
    record = Record(kind, fields)
    if kind == 'SYSCALL' and record.get('SYSCALL') is None:
        name = call_names(MACHINES.get(record.get('arch'), '?')).get(record.get('syscall'))
        if name:
            record.fields.append(('SYSCALL', name))
    return record


def whole_execve(records):
    """One EXECVE record of several, each argument whole."""
    pieces, others = {}, []
    for record in records:
        for name, value in record.fields:
            argument = ARGUMENT.fullmatch(name)
            if argument:
                pieces.setdefault(int(argument[1]), {})[int(argument[2] or 0)] = value
            elif not re.fullmatch(r'a\d+_len', name) and name not in [one for one, _ in others]:
                others.append((name, value))
    arguments = {index: ''.join(parts[key] for key in sorted(parts)) for index, parts in pieces.items()}
    return Record('EXECVE', others + [(f'a{index}', arguments[index]) for index in sorted(arguments)])


def split_strings(lines):
    """EXECVE pieces in hex are cut anywhere, so joined before they are decoded: as raw text."""
    joined = []
    for kind, body in lines:
        pieces = re.findall(r' ?a(\d+)\[(\d+)\]=(\S+)', body) if kind == 'EXECVE' else []
        if joined and pieces and joined[-1][0] == 'EXECVE':
            kind, body = 'EXECVE', joined.pop()[1] + ' ' + body
        joined.append((kind, body))
    return [(kind, with_whole_pieces(body) if kind == 'EXECVE' else body) for kind, body in joined]


def with_whole_pieces(body):
    found = {}
    for index, part, value in re.findall(r'(?:^| )a(\d+)\[(\d+)\]=(\S+)', body):
        found.setdefault(index, {})[int(part)] = value
    for index, parts in found.items():
        values = [parts[part] for part in sorted(parts)]
        quoted = all(value[0] == '"' for value in values)
        whole = '"' + ''.join(value[1:-1] for value in values) + '"' if quoted else ''.join(
            value[1:-1].encode().hex() if value[0] == '"' else value for value in values)
        body = re.sub(rf'(?:^| )a{index}(?:_len=\d+|\[\d+\]=\S+)', '', body) + f' a{index}={whole}'
    return body


def event_of(key, lines):
    event = Event(*key)
    execve = []
    for kind, body in split_strings(lines):
        record = record_of(kind, body)
        if kind == 'EXECVE':
            if not execve:
                event.records.append(None)
            execve.append(record)
        else:
            event.records.append(record)
    event.records = [whole_execve(execve) if record is None else record for record in event.records]
    event.lines = lines
    return event


def events(lines):
    """The events of a log's lines (bytes), in the order of their serials on each host."""
    found = {}
    for line in lines:
        head = HEAD.match(line.decode('utf-8', 'surrogateescape').rstrip('\n'))
        if head:
            node, kind, seconds, ms, serial, body = head.groups()
            found.setdefault((node or '', int(seconds) * 1000 + int(ms), int(serial)), []).append((kind, body))
    return [event_of(key, found[key]) for key in sorted(found, key=lambda key: (key[0], key[2]))]


def read(path):
    return events(audit_log.read(pathlib.Path(path)))
