#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Small random rules over small random events, for comparing two evaluations by the hundred.

The texts are short and of few letters, and most values are cut from the events, so that rules come near
what they ask about. The same seed makes the same rules and events.

usage: random_rules.py SEED FOLDER   writes FOLDER/rules/*.yml and FOLDER/events.log"""
import base64
import pathlib
import random
import re
import sys
import uuid

import yaml

import audit_events
import audit_records
import sigma_rule
from audit_writer import Actor, Log, WAYS
from sigma_value import as_text

LETTERS = 'aabbABc1-/.'
ODD = '*?\\ %"\'é\n()[]+^$|'
WORDS = ['cat', 'aBa', 'x1', 'rm -f', 'b?d', 'é']
DASHES = '-/\u2013\u2014\u2015'
ADDRESSES = ['10.1.2.3', '10.1.2.200', '192.168.7.7', '203.0.113.9', '127.0.0.1', '2001:db8::7', 'fe80::1']
NETWORKS = ['10.0.0.0/8', '10.1.2.0/25', '192.168.7.7/32', '0.0.0.0/0', '::/0', '2001:db8::/32', 'fe80::/10', '203.0.113.9']
PORTS = [22, 80, 443, 4444, 65535]
USERS = ['root', 'joe', 'Joe', 'www-data']
TEXTS = {
    'process_creation': ['Image', 'CommandLine', 'CommandLine', 'CurrentDirectory', 'User', 'ParentImage', 'ParentCommandLine'],
    'file_event': ['Image', 'TargetFilename', 'TargetFilename', 'User'],
    'network_connection': ['Image', 'DestinationIp', 'User', 'Initiated'],
    'auditd': ['type', 'a0', 'a1', 'a2', 'exe', 'comm', 'key', 'name', 'nametype', 'SYSCALL', 'syscall', 'euid', 'auid', 'UID', 'unit', 'acct'],
}
NUMBERS = {'process_creation': ['ProcessId'], 'file_event': ['ProcessId'], 'network_connection': ['DestinationPort', 'SourcePort'],
           'auditd': ['euid', 'pid', 'a0', 'exit', 'item']}


class Events:
    def __init__(self, chance, count):
        self.chance, self.log = chance, Log(ms=1_699_999_990_045, enriched=True)
        self.dashes, self.odd = chance.choice([(DASHES, ODD), (DASHES[:2], ODD.replace('é', '~'))])
        for _ in range(count):
            chance.choice([self.execution, self.execution, self.file, self.connection, self.call, self.program])()

    def word(self, least=1, most=4, odd=0.15):
        found = ''.join(self.chance.choice(self.odd if self.chance.random() < odd else LETTERS)
                        for _ in range(self.chance.randint(least, most)))
        return found.rstrip('\n') or 'a'  # at a last newline PCRE and RE2 differ about $

    def path(self):
        return '/' + '/'.join(re.sub('[/\n]', 'b', self.word(odd=0.05)) for _ in range(self.chance.randint(1, 3)))

    def argument(self):
        kind = self.chance.random()
        if kind < 0.6:
            return self.word(0 if kind < 0.05 else 1)
        word = self.chance.choice(WORDS if 'é' in self.odd else WORDS[:-1])
        if kind < 0.75:
            data = word.encode(self.chance.choice(['utf-8', 'utf-16-le', 'utf-16-be']))
            mark = self.chance.choice([b'', b'', b'\xff\xfe'])
            return base64.b64encode(bytes(self.chance.randint(0, 3)) + mark + data + bytes(self.chance.randint(0, 2))).decode()
        return self.chance.choice(self.dashes) + 'ab'[kind > 0.9] if kind < 0.95 else word

    def actor(self):
        pid, parent, above = self.log.pids(3)
        if self.chance.random() < 0.6:
            self.log.execve(Actor(parent, above, self.path(), 'root'), self.argv())
        return Actor(pid, parent, self.path(), self.chance.choice(USERS), cwd=self.path())

    def argv(self):
        return [self.argument() for _ in range(self.chance.randint(1, 4))]

    def execution(self):
        self.log.execve(self.actor(), self.argv(), **self.chance.choice([{}, {'key': self.word(odd=0)}]))

    def file(self):
        self.log.file(self.actor(), self.path() if self.chance.random() < 0.7 else self.word(odd=0.05).replace('/', 'a'),
                      self.chance.choice(list(WAYS)))

    def connection(self):
        given = self.chance.choice([('connect', {}), ('connect', {'success': 'no', 'exit': -115}),
                                    ('connect', {'success': 'no', 'exit': -111}), ('accept', {'exit': 4})])
        self.log.socket(self.actor(), given[0], self.chance.choice(ADDRESSES), self.chance.choice(PORTS), **given[1])

    def call(self):
        actor = self.actor()
        actor.comm = self.word()
        numbers = {f'a{index}': self.chance.choice(['0', '1a', '10', '26', '1e5', 'ffffff9c']) for index in range(3)}
        record = self.log.system_call(actor, self.chance.choice(['rename', 'mknod', 'unlinkat']), **numbers,
                                      euid=self.chance.choice([0, 33, 1000]), **self.chance.choice([{}, {'success': 'no', 'exit': -13}]))
        self.log.event([record, self.log.tail(actor)[1]])

    def program(self):
        kind, told = self.chance.choice([('SERVICE_STOP', f'unit={self.chance.choice(["ufw", "a-b"])} comm="systemd" '),
                                         ('USER_LOGIN', 'op=login acct="joe" '), ('ADD_USER', 'op=add-user acct=6A6F6520 ')])
        self.log.event([(kind, f"pid=1 uid=0 auid=1000 ses=3 msg='{told}exe=\"/usr/bin/a\" hostname=? addr=? terminal=? "
                               "res=success'\x1dUID=\"root\" AUID=\"joe\"")])


def subjects(events):
    """(category, what a rule is asked about, its fields) for each event and record."""
    typed = [(category, subject, subject.fields.items()) for _, category, subject, _ in audit_events.typed(events)]
    return typed + [('auditd', record, record.fields) for event in events for record in event.records]


class Rules:
    def __init__(self, chance, events):
        self.chance, self.events = chance, audit_records.events(events.log.text().splitlines(keepends=True))
        self.texts, self.subjects, self.ascii = {}, {}, True
        for category, subject, fields in subjects(self.events):
            self.subjects.setdefault(category, []).append(subject)
            for field, value in fields:
                if value is not None:
                    self.texts.setdefault((category, field), []).append(as_text(value))
                    self.ascii &= as_text(value).isascii()

    # ---- values

    def cut(self):
        """A piece of a text that stands in some event, whole at times; mostly of the field that it is for."""
        text = self.chance.choice(self.near if self.chance.random() < 0.9 and self.near else WORDS[:-1])
        begin = self.chance.choice([0, 0, self.chance.randrange(len(text) + 1)])
        end = self.chance.choice([len(text), len(text), self.chance.randint(begin, len(text)), begin + 2])
        return text[begin:end] or 'a'

    def pattern(self):
        """A Sigma string that is like such a piece: wildcards, escapes, other case."""
        found = ''
        for character in self.cut():
            way = self.chance.random()
            if character in '*?':
                found += '\\' + character
            elif character == '\\':
                found += self.chance.choice(['\\\\', '\\'])
            else:
                found += '?' if way < 0.06 else '*' if way < 0.12 else character.swapcase() if way < 0.4 else character
        return found + self.chance.choice(['', '', '', '', '*', '?', '\\', '\\*', '\\\\*'])

    def regex(self):
        """The specification leaves open whether a dot is a byte or a character: only where these are the same
        is there a dot or its like."""
        found = ''
        if not self.ascii:
            return self.chance.choice(['', '', '^', '.*']) + re.escape(self.cut().replace('\n', ' ')) + self.chance.choice(['', '', '$', '.*', '|a'])
        for character in self.cut().replace('\n', ' '):
            way = self.chance.random()
            escaped = re.escape(character)
            found += ('.' if way < 0.1 else '[a-z]' if way < 0.15 else f'[^{escaped}]' if way < 0.18 and character not in '^[]\\' else
                      f'(?:{escaped}|b)' if way < 0.25 else f'{escaped}+' if way < 0.3 else f'{escaped}?' if way < 0.35 else
                      f'{escaped}{{1,2}}' if way < 0.4 else escaped)
        return self.chance.choice(['', '', '^', '(?i)', '.*']) + found + self.chance.choice(['', '', '$', r'\s', '.*', '|a'])

    def values(self, make, least=1):
        count = self.chance.choice([1, 1, 2, 3]) if least == 1 else self.chance.choice([2, 3])
        made = [make() for _ in range(count)]
        return made[0] if count == 1 else made

    # ---- items: (modifiers, values)

    def text_item(self):
        make = self.chance.choice([self.pattern, self.pattern, self.pattern, lambda: '', lambda: None])
        if self.chance.random() < 0.2:
            return '', self.values(make)
        names = self.chance.choice(['', '', '|contains', '|contains', '|contains', '|startswith', '|endswith', '|contains|all',
                                    '|cased', '|contains|cased', '|startswith|cased', '|contains|neq', '|neq', '|endswith|all'])
        return names, self.values(self.pattern, 2 if 'all' in names else 1)

    def regex_item(self):
        names = self.chance.choice(['|re', '|re', '|re|i', '|re|m', '|re|s', '|re|i|s', '|re|all'])
        return names, self.values(self.regex, 2 if 'all' in names else 1)

    def encoded_item(self):
        names = self.chance.choice(['|base64offset|contains', '|utf16le|base64offset|contains', '|wide|base64offset|contains',
                                    '|utf16be|base64offset|contains', '|utf16|base64offset|contains', '|base64', '|base64|contains',
                                    '|wide|base64|contains', '|utf16be|base64|contains', '|utf16|base64', '|base64offset|contains|cased'])
        plain = [word for word in WORDS if word.isascii() and '?' not in word]
        every = '|contains' in names and self.chance.random() < 0.2
        return names + ('|all' if every else ''), self.values(lambda: self.chance.choice(plain), 2 if every else 1)

    def dash_item(self):
        names = self.chance.choice(['|windash|contains', '|windash|contains|all', '|windash|startswith', '|windash|endswith', '|windash'])
        make = lambda: self.chance.choice(['', ' ', ' ']) + self.chance.choice('-/') + self.chance.choice('ab')  # noqa: E731
        return names, self.values(make, 2 if 'all' in names else 1)

    def other_item(self, category):
        names = self.chance.choice(['|exists', '|fieldref', '|fieldref', '|fieldref|startswith', '|fieldref|endswith', '|fieldref|contains'])
        return names, self.chance.random() < 0.7 if names == '|exists' else self.chance.choice(TEXTS[category])

    def item(self, category):
        """(key, values)"""
        kind = self.chance.random()
        field = self.chance.choice(TEXTS[category])
        self.near = self.texts.get((category, field), [])
        if kind < 0.12:
            field = self.chance.choice(NUMBERS[category])
            make = lambda: self.chance.choice([0, 4, 26, 33, 443, 1000, 1200, -13, *PORTS])  # noqa: E731
            return field + self.chance.choice(['', '|lt', '|lte', '|gt', '|gte', '|neq']), make()
        if kind < 0.16 and category != 'auditd':
            part, right = self.chance.choice([('minute', 13), ('hour', 22), ('day', 14), ('week', 46), ('month', 11), ('year', 2023)])
            return f'UtcTime|{part}', right + self.chance.choice([0, 0, 1, -1])
        if kind < 0.22 and category == 'network_connection':
            return self.chance.choice(['DestinationIp', 'SourceIp']) + '|cidr', self.values(lambda: self.chance.choice(NETWORKS))
        if kind < 0.3:
            names, values = self.other_item(category)
        else:
            make = self.chance.choice([self.text_item] * 6 + [self.regex_item] * 3 + [self.encoded_item, self.dash_item])
            names, values = make()
        return field + names, values

    # ---- detections and conditions

    def detection(self, category):
        kind = self.chance.random()
        if category == 'auditd' and kind < 0.2:
            self.near = self.texts[category, 'a0']
            keywords = [self.pattern() for _ in range(self.chance.randint(1, 3))]
            return {'|all': [*keywords, 'a']} if kind < 0.07 else keywords
        if kind < 0.35:
            return [self.map(category) for _ in range(self.chance.randint(1, 3))]
        return self.map(category)

    def map(self, category):
        found = dict(self.item(category) for _ in range(self.chance.choice([1, 1, 1, 2])))
        if category == 'auditd' and self.chance.random() < 0.3:
            found['type'] = self.chance.choice(['EXECVE', 'execve', 'SYSCALL', 'PATH', 'SERVICE_STOP'])
        return found

    def condition(self, depth=3):
        kind = self.chance.random()
        if depth == 0 or kind < 0.35:
            return self.chance.choice(['s_1', 's_2', 't_1', '_u', '1 of s_*', 'all of s_*', '1 of them', 'all of *_1', '1 of _*'])
        if kind < 0.5:
            return 'not ' + self.condition(0)
        if kind < 0.65:
            return '(' + self.condition(depth - 1) + ')'
        if kind < 0.7:
            return 'not (' + self.condition(depth - 1) + ')'
        return self.condition(depth - 1) + self.chance.choice([' and ', ' or ']) + self.condition(depth - 1)

    def document(self):
        category = self.chance.choice(['process_creation', 'process_creation', 'file_event', 'network_connection', 'auditd', 'auditd'])
        source = {'service': 'auditd'} if category == 'auditd' else {'category': category}
        conditions = [self.condition() for _ in range(self.chance.choice([1, 1, 1, 2]))]
        number = str(uuid.UUID(int=self.chance.getrandbits(128), version=4))
        return {'title': f'Random {number[:8]}', 'id': number, 'status': 'test', 'logsource': {'product': 'linux', **source},
                'detection': {**{name: self.detection(category) for name in ('s_1', 's_2', 't_1', '_u')},
                              'condition': conditions if len(conditions) > 1 else conditions[0]}, 'level': 'low'}


    def telling(self, document):
        """Does it match some of what it is asked about, and not all?"""
        rule = sigma_rule.Rule(document, '')
        found = sum(rule.holds(subject) for subject in self.subjects.get(rule.category, []))
        return 0 < found < len(self.subjects.get(rule.category, []))

    def documents(self, count):
        found = []
        while len(found) < count:
            document = self.document()
            if self.telling(document) or self.chance.random() < 0.05:
                found.append(document)
        return found


def make(seed, rules=120, events=80):
    """({file name: YAML text}, log)"""
    chance = random.Random(f'sigma {seed}')
    drawn = Events(chance, events)
    author = Rules(chance, drawn)
    documents = author.documents(rules)
    return {f'{one["id"]}.yml': yaml.safe_dump(one, sort_keys=False, allow_unicode=True, width=1000) for one in documents}, drawn.log.text()


def write(seed, folder, **sizes):
    """(folder of rules, log)"""
    rules, log = pathlib.Path(folder) / 'rules', pathlib.Path(folder) / 'events.log'
    rules.mkdir(parents=True, exist_ok=True)
    texts, data = make(seed, **sizes)
    for name, text in texts.items():
        (rules / name).write_text(text)
    log.write_bytes(data)
    return rules, log


if __name__ == '__main__':
    sys.exit(0 if len(sys.argv) == 3 and write(sys.argv[1], sys.argv[2]) else __doc__)
