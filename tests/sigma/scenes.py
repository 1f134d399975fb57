# SPDX-License-Identifier: Apache-2.0
"""Events that have given texts in given fields: what a process did, as audit records in a log."""
import random
import re

import pieces
from audit_writer import Actor, WRITING

PATHS = (['', '/', 'q', '/q/'], ['', '/', '/opt/qz/', '/usr/bin/q'])
LINES = ([' ', ' ', ' ', '', ' -q '], ['', 'zeta ', 'qz', '/opt/bin/zeta '])
# Field -> what may join its pieces, what it may begin with.
SHAPES = {'Image': PATHS, 'ParentImage': PATHS, 'TargetFilename': PATHS, 'CurrentDirectory': PATHS, 'name': PATHS, 'exe': PATHS}
DEFAULTS = {'Image': '/opt/bin/zeta', 'CommandLine': 'zeta --quux 1', 'CurrentDirectory': '/srv/zeta', 'User': 'joe',
            'ParentImage': '/opt/bin/eta', 'ParentCommandLine': 'eta run', 'TargetFilename': '/srv/zeta/out',
            'DestinationIp': '198.51.100.7', 'DestinationPort': '8443', 'Initiated': 'true', 'SourceIp': '198.51.100.9',
            'SourcePort': '50000'}
RESOLVED = {'Image', 'ParentImage', 'CurrentDirectory', 'exe'}  # the kernel writes these paths itself
OF_SYSCALL = {'exe', 'comm', 'key', 'SYSCALL', 'euid', 'success', 'exit'}


class Scene:
    """`fields`: what rules will see; the rest is chosen by `seed`, always the same for the same seed."""

    def __init__(self, category, fields, keywords, seed):
        self.category, self.fields, self.keywords, self.seed = category, fields, keywords, seed

    def get(self, field):
        return self.fields.get(field, DEFAULTS.get(field))

    def write(self, log):
        """The serial of the event among those that it adds to the log."""
        return WRITERS[self.category](self, log, random.Random(self.seed))


def arguments_of(line, chance):
    """An argv that reads as the line when it is joined by blanks; some arguments hold a blank themselves."""
    words = line.split(' ')
    argv = words[:1]
    for word in words[1:]:
        if chance.random() < 0.15:
            argv[-1] += ' ' + word
        else:
            argv.append(word)
    return argv


def actor_of(scene, log, chance):
    """Whoever acts, below a parent that was seen to start where its fields matter."""
    pid, parent, above = (log.pids(3))
    if {'ParentImage', 'ParentCommandLine'} & set(scene.fields):
        started = Actor(parent, above, scene.get('ParentImage'), 'joe')
        log.execve(started, arguments_of(scene.get('ParentCommandLine'), chance))
    return Actor(pid, parent, scene.get('Image'), scene.get('User'), cwd=scene.get('CurrentDirectory'))


def execution(scene, log, chance):
    return log.execve(actor_of(scene, log, chance), arguments_of(scene.get('CommandLine'), chance))


def with_program(scene, log, chance):
    """One who was seen to start, where its command line matters."""
    actor = actor_of(scene, log, chance)
    if 'CommandLine' in scene.fields:
        log.execve(actor, arguments_of(scene.get('CommandLine'), chance))
    return actor


def file_event(scene, log, chance):
    actor = with_program(scene, log, chance)
    path = scene.get('TargetFilename')
    folder, _, name = path.rpartition('/')
    if folder and name and 'CurrentDirectory' not in scene.fields and chance.random() < 0.4:
        actor.cwd, path = folder, name
    return log.file(actor, path, chance.choice(WRITING))


def network_connection(scene, log, chance):
    actor = with_program(scene, log, chance)
    called = scene.get('Initiated').lower() == 'true' and not {'SourceIp', 'SourcePort'} & set(scene.fields)
    address, port = ('DestinationIp', 'DestinationPort') if called else ('SourceIp', 'SourcePort')
    given = chance.choice([{}, {'success': 'no', 'exit': -115}]) if called else {'exit': 4}
    return log.socket(actor, 'connect' if called else 'accept', scene.get(address), int(scene.get(port)), **given)


# ---- single records, for rules of the auditd service

def record_type(fields):
    if 'type' in fields:
        return fields['type'].upper()
    if set(fields) & {'name', 'nametype'}:
        return 'PATH'
    return 'SYSCALL' if set(fields) & OF_SYSCALL else 'EXECVE'


def execve_record(scene, log, chance):
    highest = max([int(name[1:]) for name in scene.fields if re.fullmatch(r'a\d+', name)], default=0)
    argv = [scene.fields.get(f'a{index}', 'zeta' if index == 0 else f'w{index}') for index in range(highest + 1)]
    for keyword in scene.keywords:
        argv += keyword.split(' ')
    pid, parent, _ = log.pids(3)
    return log.execve(Actor(pid, parent, '/opt/bin/zeta'), argv)


def system_call_record(scene, log, chance):
    given = {name: text for name, text in scene.fields.items() if name not in ('type', 'SYSCALL', 'exe', 'comm')}
    pid, parent, _ = log.pids(3)
    actor = Actor(pid, parent, scene.fields.get('exe', '/opt/bin/zeta'), 'root', scene.fields.get('comm'))
    return log.event([log.system_call(actor, scene.fields.get('SYSCALL', 'getpid').lower(), **given), log.tail(actor)[1]])


def path_record(scene, log, chance):
    pid, parent, _ = log.pids(3)
    actor = Actor(pid, parent, '/opt/bin/zeta')
    return log.file(actor, scene.fields.get('name', '/srv/zeta/x'),
                    'created' if scene.fields.get('nametype') == 'CREATE' else chance.choice(['read', 'written', 'created']))


def terminal_record(scene, log, chance):
    return log.event([('TTY', 'tty pid=1 uid=0 auid=1000 ses=2 major=136 minor=0 comm="bash" data=6C730D')])


def program_record(scene, log, chance):
    """What systemd, PAM and their like send."""
    told = ''.join(f'{name}={text} ' for name, text in scene.fields.items() if name != 'type')
    body = f"pid=1 uid=0 auid=4294967295 ses=4294967295 msg='{told}hostname=? addr=? terminal=? res=success'"
    resolved = '\x1dUID="root" AUID="unset"' if log.enriched else ''
    return log.event([(record_type(scene.fields), body + resolved)])


RECORDS = {'EXECVE': execve_record, 'SYSCALL': system_call_record, 'PATH': path_record, 'TTY': terminal_record}


def record(scene, log, chance):
    return RECORDS.get(record_type(scene.fields), program_record)(scene, log, chance)


WRITERS = {'process_creation': execution, 'file_event': file_event, 'network_connection': network_connection, 'auditd': record}


def scene_of(category, wanted, asked, chance):
    """A scene from pieces: `asked` are all fields of the rule, those without a piece get their default."""
    by_field = {}
    for piece in wanted:
        by_field.setdefault(piece.item.field, []).append(piece)
    keywords = [piece.text for piece in by_field.pop('', [])]
    fields = {field: pieces.joined(found, *SHAPES.get(field, LINES), chance) for field, found in by_field.items()}
    for field in RESOLVED & set(fields):
        if any(piece.before for piece in by_field[field]):
            fields[field] = re.sub('//+', '/', '/' + fields[field])
    if asked & {'ParentImage', 'ParentCommandLine'}:
        fields.setdefault('ParentImage', DEFAULTS['ParentImage'])
    return Scene(category, fields, keywords, chance.randrange(1 << 30))

