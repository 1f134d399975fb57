#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The oracle's own tests: a table for each modifier and each trap of the specification."""
import unittest

import yaml

import audit_events
import audit_records
import oracle
import sigma_rule
from sigma_value import BrokenRule


def subject(text='', **fields):
    return audit_events.Subject(fields, text)


def rule(detection, category='process_creation'):
    source = {'service': 'auditd'} if category == 'auditd' else {'category': category}
    document = {'id': 'r', 'logsource': {'product': 'linux', **source}, 'detection': detection}
    return sigma_rule.Rule(yaml.load(yaml.safe_dump(document), sigma_rule.Reader), 'here')


# key, values, the field's value (None: absent), does it match?
ITEMS = [
    # texts: without regard to case, whole
    ('f', 'abc', 'ABC', True), ('f', 'abc', 'abcd', False), ('f', ['x', 'abc'], 'abc', True), ('f', '', '', True),
    ('f', '', 'a', False), ('f', '', None, False), ('f', None, None, True), ('f', None, '', False),
    ('f', ['', None], None, True), ('f', 26, '26', True), ('f', 26, '0026', False), ('f', 26, 26, True),
    ('f', '26', 26, True), ('f', True, True, True), ('f', 'TRUE', True, True), ('f', 'É', 'é', True),
    ('f', 'a\nb', 'A\nB', True),
    # wildcards and escapes
    ('f', 'a*c', 'aXXc', True), ('f', 'a*c', 'a\nc', True), ('f', 'a?c', 'ac', False), ('f', 'a?c', 'aéc', True),
    ('f', r'a\*c', 'a*c', True), ('f', r'a\*c', 'abc', False), ('f', r'a\?c', 'a?c', True), ('f', r'a\b', r'a\b', True),
    ('f', r'a\\b', r'a\b', True), ('f', r'a\\*b', r'a\xxb', True), ('f', r'a\\*b', r'axxb', False),
    ('f', r'a\\\*b', r'a\*b', True), ('f', r'a\\\*b', r'a\xb', False), ('f', r'a\\\b', r'a\\b', True),
    ('f', r'a\\\\b', r'a\\b', True), ('f', 'a\\', 'a\\', True), ('f', 'a.c', 'abc', False), ('f', '*', '', True),
    ('f', '*', None, False), ('f', '?*', '', False),
    ('f|contains', 'b', 'abc', True), ('f|contains', 'a?c', 'xabcx', True), ('f|contains', r'\*', 'abc', False),
    ('f|startswith', 'ab', 'ABC', True), ('f|startswith', 'b', 'abc', False), ('f|endswith', r'\node', r'x\node', True),
    ('f|endswith', 'b', 'abc', False), ('f|contains', '', 'abc', True), ('f|contains', 7, '1777', True),
    # lists
    ('f|contains|all', ['a', 'c'], 'abc', True), ('f|contains|all', ['a', 'd'], 'abc', False),
    ('f|all|contains', ['a', 'c'], 'abc', True), ('f|contains|all', ['a', 'a'], 'a', True),
    ('f|cased', 'Ab', 'Ab', True), ('f|cased', 'Ab', 'ab', False), ('f|contains|cased', 'B', 'abc', False),
    ('f|neq', 'a', 'b', True), ('f|neq', 'a', 'A', False), ('f|neq', ['a', 'b'], 'b', False), ('f|neq', 3, 3, False),
    ('f|contains|neq', 'a', 'bab', False), ('f|neq|contains', 'a', 'bbb', True), ('f|cased|neq', 'a', 'A', True),
    ('f|exists', True, '', True), ('f|exists', True, None, False), ('f|exists', False, None, True),
    ('f|exists', False, 'x', False),
    # regexes: anywhere, with regard to case
    ('f|re', 'b', 'abc', True), ('f|re', 'B', 'abc', False), ('f|re|i', 'B', 'abc', True), ('f|re', '(?i)B', 'abc', True),
    ('f|re', '^b', 'a\nb', False), ('f|re|m', '^b', 'a\nb', True), ('f|re', 'a.b', 'a\nb', False),
    ('f|re|s', 'a.b', 'a\nb', True), ('f|re|i|m|s', '^B.C', 'a\nb\nc', True), ('f|re', r'a\*', 'a*', True),
    ('f|re', r'(?:\s-[^-\s]{0,20}i)', 'ls -li', True), ('f|re', 'x', None, False), ('f|re', ['x', 'a'], 'abc', True),
    ('f|re|all', ['x', 'a'], 'abc', False), ('f|re', '(.){5,}', 'abcd', False),
    # networks
    ('f|cidr', '10.0.0.0/8', '10.200.3.4', True), ('f|cidr', '10.0.0.0/8', '11.0.0.1', False),
    ('f|cidr', '10.1.2.3/8', '10.0.0.1', True), ('f|cidr', 'fe80::/10', 'fe80::1', True),
    ('f|cidr', '::/0', '10.0.0.1', False), ('f|cidr', '10.0.0.0/8', 'x', False), ('f|cidr', '10.0.0.0/8', None, False),
    ('f|cidr', ['192.168.0.0/16', '127.0.0.0/8'], '127.0.0.1', True),
    # numbers
    ('f|lt', 5, 4, True), ('f|lt', 5, 5, False), ('f|lte', 5, '5', True), ('f|gt', 5, '10', True), ('f|gt', 5, 'x', False),
    ('f|gte', 5, 5, True), ('f|gte', -3, '-2', True), ('f|lt', 5, None, False), ('f|lt', 5, '', False),
    ('f|gt', 4.5, '5', True), ('f|gt', 5, '1e5', False),
    # encodings
    ('f|base64', 'foo', 'Zm9v', True), ('f|base64', r'a\*', 'YSo=', True), ('f|base64|contains', 'fo', 'xZm8=x', True),
    ('f|base64offset|contains', 'foo', 'Zm9v', True), ('f|base64offset|contains', 'foobar', 'IGZvb2Jhcg', True),
    ('f|base64offset|contains', 'foobar', 'ICBmb29iYXI', True), ('f|base64offset|contains', 'foobar', 'Zm9vYmF', False),
    ('f|wide|base64', 'ab', 'YQBiAA==', True), ('f|utf16le|base64', 'ab', 'YQBiAA==', True),
    ('f|utf16be|base64', 'ab', 'AGEAYg==', True), ('f|utf16|base64', 'ab', '//5hAGIA', True),
    ('f|utf16le|base64offset|contains', 'ab', 'xYQBiAx', True), ('f|wide', 'ab', 'a\0b\0', True),
    ('f|base64|cased', 'foo', 'zm9V', False), ('f|base64', 'foo', 'zm9V', True),
    # dashes
    ('f|windash|contains', ' -x', 'a /x', True), ('f|windash|contains', ' -x', 'a \u2013x', True),
    ('f|windash|contains', ' -x', 'a \u2014x', True), ('f|contains|windash', ' /x', 'a \u2015x', True),
    ('f|windash', '-x', '+x', False), ('f|windash|contains|all', [' -x', ' -y'], 'a /y /x', True),
    # other fields
    ('f|fieldref', 'g', 'same', True), ('f|fieldref', 'g', 'SAME', True), ('f|fieldref', 'g', 'other', False),
    ('f|fieldref', 'h', 'same', False), ('f|fieldref', 'g', None, False), ('f|fieldref|neq', 'g', 'other', True),
    ('f|fieldref|startswith', 'g', 'samely', True), ('f|fieldref|endswith', 'g', 'samely', False),
    ('f|fieldref|contains', 'g', 'a same b', True),
    # parts of a date
    ('f|hour', 22, '2023-11-14 22:13:20.045', True), ('f|minute', 13, '2023-11-14 22:13:20.045', True),
    ('f|day', 14, '2023-11-14 22:13:20.045', True), ('f|week', 46, '2023-11-14 22:13:20.045', True),
    ('f|month', 11, '2023-11-14 22:13:20.045', True), ('f|year', [2022, 2023], '2023-11-14 22:13:20.045', True),
    ('f|hour', 2, '2023-11-14 22:13:20.045', False), ('f|hour', 2, 'x', False), ('f|hour|gte', 20, '2023-11-14 22:13:20', True),
    # placeholders
    ('f|expand', 'a', 'a', True), ('f|expand', r'\%a%b', '%a%b', True), ('f', '%a%', '%a%', True),
]

DETECTIONS = {'a': {'f': '1'}, 'b': {'g': '1'}, 'c': {'h': '1'}, '_d': {'i': '1'}, 'sel_1': {'f': '1'}, 'sel_2': {'g': '1'}}
# condition, the names of the fields that are 1, does it match?
CONDITIONS = [
    ('a', 'f', True), ('a and b', 'f', False), ('a or b', 'g', True), ('not a', 'f', False), ('not a', '', True),
    ('a or b and c', 'f', True), ('(a or b) and c', 'f', False), ('not a and b', 'g', True), ('not a or b', 'fg', True),
    ('not (a or b)', '', True), ('not not a', 'f', True), ('a AND NOT b', 'f', True), ('((a))', 'f', True),
    ('1 of sel_*', 'g', True), ('all of sel_*', 'g', False), ('all of sel_*', 'fg', True), ('any of sel_*', 'f', True),
    ('not 1 of sel_*', 'h', True), ('a and not all of sel_*', 'f', True), ('1 of them', 'i', False), ('all of them', 'fgh', True),
    ('1 of _*', 'i', True), ('1 of *_2', 'g', True), ('1 of s*1', 'g', False), ('1 of a', 'f', True),
    ('not 1 of sel_* or c', 'fh', True), (['a', 'c'], 'h', True), (['a', 'c'], 'g', False),
]
BROKEN = ['a and', 'x', '(a', 'a)', '1 of y*', 'a b', '', 'not', '1 of']

EXEC = '''type=SYSCALL msg=audit(1700000000.045:7): arch=c000003e syscall=59 success=yes exit=0 a0=1 a1=26 items=2 ppid=10 pid=11 \
auid=1000 uid=1000 euid=33 tty=(none) ses=3 comm="ls" exe="/usr/bin/ls" key=6B31016B32\x1dARCH=x86_64 SYSCALL=execve UID="joe"
type=EXECVE msg=audit(1700000000.045:7): argc=4 a0="ls" a1=2D6C2061 a2="" a3="x"
type=CWD msg=audit(1700000000.045:7): cwd="/home/joe"
type=PATH msg=audit(1700000000.045:7): item=0 name="/bin/ls" inode=3 dev=fe:00 mode=0100755 ouid=0 nametype=NORMAL
type=PROCTITLE msg=audit(1700000000.045:7): proctitle=6C7300
'''


def call(number, extra, records='', serial=8, pid=11, ppid=10, exe='/usr/bin/ls', success='yes', code=0):
    head = f'msg=audit(1700000000.{serial:03}:{serial}):'
    lines = [f'type=SYSCALL {head} arch=c000003e syscall={number} success={success} exit={code} {extra} ppid={ppid} pid={pid} '
             f'uid=0 exe="{exe}" key=(null)'] + [line.replace('(', f'{head} ', 1) for line in records.split('\n') if line]
    return '\n'.join(lines) + '\n'


def typed(text):
    return list(audit_events.typed(audit_records.events(text.encode().splitlines(keepends=True))))


def targets(text):
    return [one.fields['TargetFilename'] for _, category, one, _ in typed(text) if category == 'file_event']


def ends(text):
    return [tuple(one.fields.get(name) for name in ('DestinationIp', 'DestinationPort', 'SourceIp', 'SourcePort', 'Initiated'))
            for _, category, one, _ in typed(text) if category == 'network_connection']


class Values(unittest.TestCase):
    def test_items(self):
        for key, values, found, matches in ITEMS:
            with self.subTest(key=key, values=values, found=found):
                self.assertEqual(sigma_rule.Item(key, values).holds(subject(f=found, g='Same')), matches)

    def test_what_is_refused(self):
        for key, value in (('f|foo', 'a'), ('f|re', '('), ('f|cidr', 'x'), ('f|lt', 'x'), ('f|base64', 'a*'), ('f|expand', '%x%'),
                           ('f', [])):
            with self.subTest(key=key), self.assertRaises(BrokenRule):
                sigma_rule.Item(key, value)


class Rules(unittest.TestCase):
    def test_conditions(self):
        for condition, fields, matches in CONDITIONS:
            with self.subTest(condition=condition, fields=fields):
                found = rule({**DETECTIONS, 'condition': condition}, 'auditd').holds(subject(**dict.fromkeys(fields, '1')))
                self.assertEqual(found, matches)

    def test_broken_conditions(self):
        for condition in BROKEN:
            with self.subTest(condition=condition), self.assertRaises(BrokenRule):
                rule({**DETECTIONS, 'condition': condition})

    def test_a_list_of_maps_is_an_or_of_ands(self):
        one = rule({'s': [{'f': 'a', 'g': 'b'}, {'f': 'c'}], 'condition': 's'}, 'auditd')
        self.assertEqual([one.holds(subject(f=f, g=g)) for f, g in (('a', 'b'), ('a', 'x'), ('c', 'x'))], [True, False, True])

    def test_keywords_search_the_whole_record(self):
        for keywords, matches in ((['x', 'ROD'], True), (['x'], False), ({'|all': ['dd', 'if=']}, True), ('dd if', True),
                                  ({'|all': ['dd', 'of=']}, False), ([0], True), ({'|re': 'a.=dd'}, True), (['p*d'], True)):
            with self.subTest(keywords=keywords):
                found = rule({'k': keywords, 'condition': 'k'}, 'auditd').holds(subject('a0=dd dd if=/0 prod'))
                self.assertEqual(found, matches)

    def test_what_audit_cannot_tell(self):
        self.assertTrue(rule({'s': {'LogonId': 0}, 'condition': 's'}).obstacle)
        self.assertTrue(rule({'s': {'Image': 'a'}, 'condition': 's'}, 'dns').obstacle)
        self.assertFalse(rule({'s': {'Image': 'a'}, 'condition': 's'}).obstacle)

    def test_yaml_is_read_as_version_1_2(self):
        self.assertEqual(yaml.load('[on, 0777, 0x1f, ~, true, 2020-01-01, yes, -5, 1.5]', sigma_rule.Reader),
                         ['on', 777, 31, None, True, '2020-01-01', 'yes', -5, 1.5])


class Records(unittest.TestCase):
    def test_an_execution(self):
        (_, category, found, parent_known), = typed(EXEC)
        self.assertEqual((category, parent_known), ('process_creation', False))
        self.assertEqual({name: found.fields[name] for name in ('Image', 'CommandLine', 'CurrentDirectory', 'User', 'UtcTime')},
                         {'Image': '/usr/bin/ls', 'CommandLine': 'ls -l a  x', 'CurrentDirectory': '/home/joe', 'User': 'joe',
                          'UtcTime': '2023-11-14 22:13:20.045'})

    def test_records_one_by_one(self):
        event, = audit_records.events(EXEC.encode().splitlines(keepends=True))
        system_call, execve = event.one('SYSCALL'), event.one('EXECVE')
        self.assertEqual((system_call.get('a1'), execve.get('a1'), system_call.values('key')), ('26', '-l a', ['k1', 'k2']))
        self.assertEqual((system_call.get('SYSCALL'), system_call.get('tty')), ('execve', '(none)'))
        self.assertIn('a1=-l a a2= a3=x ls -l a  x', execve.text())

    def test_a_call_gets_its_name_without_enrichment(self):
        event, = audit_records.events(call(272, 'a0=1').encode().splitlines())
        if audit_records.call_names('x86_64'):
            self.assertEqual(event.one('SYSCALL').values('SYSCALL'), ['unshare'])
        self.assertEqual(event.one('SYSCALL').values('key'), [])

    def test_long_arguments_in_pieces(self):
        text = call(59, 'a0=1', 'type=EXECVE (argc=3 a0="x" a1_len=6 a1[0]="ab"\ntype=EXECVE (a1[1]="cd" a2_len=4 a2[0]=C3\n'
                    'type=EXECVE (a2[1]=A9 \n')
        event, = audit_records.events(text.encode().splitlines())
        self.assertEqual(len(event.of('EXECVE')), 1)
        self.assertEqual(typed(text)[0][2].fields['CommandLine'], 'x abcd é')

    def test_records_of_programs(self):
        line = (b"type=SERVICE_STOP msg=audit(1.000:5): pid=1 uid=0 auid=4294967295 msg='unit=ufw comm=\"systemd\" res=success'"
                b'\x1dUID="root" AUID="unset"\n')
        record = audit_records.events([line])[0].one('SERVICE_STOP')
        self.assertEqual([record.get(name) for name in ('unit', 'comm', 'res', 'UID')], ['ufw', 'systemd', 'success', 'root'])

    def test_a_parent_is_what_it_last_executed_and_forks_inherit(self):
        sh = 'type=EXECVE (argc=2 a0="sh" a1="-c"'
        text = (call(59, '', sh, 1, 20, 1, '/bin/sh') + call(257, 'a2=0', '', 2, 21, 20, '/bin/sh')
                + call(59, '', 'type=EXECVE (argc=1 a0="id"', 3, 22, 21, '/bin/id')
                + call(59, '', 'type=EXECVE (argc=1 a0="nc"', 4, 20, 1, '/bin/nc')
                + call(59, '', 'type=EXECVE (argc=1 a0="ls"', 5, 23, 20, '/bin/ls')
                + call(59, '', 'type=EXECVE (argc=1 a0="ls"', 6, 24, 99, '/bin/ls'))
        parents = [(one.fields['ParentImage'], one.fields['ParentCommandLine'], known) for _, kind, one, known in typed(text)]
        self.assertEqual(parents, [(None, None, False), ('/bin/sh', 'sh -c', True), (None, None, False),
                                   ('/bin/nc', 'nc', True), (None, None, False)])

    def test_written_files(self):
        created = 'type=PATH (item=0 name="/tmp" nametype=PARENT\ntype=PATH (item=1 name="a/../b" nametype=CREATE'
        opened = 'type=PATH (item=0 name="//x//y/./z" nametype=NORMAL'
        renamed = 'type=PATH (item=2 name="/old" nametype=DELETE\ntype=PATH (item=3 name="/new" nametype=CREATE'
        cwd = '\ntype=CWD (cwd="/tmp"\n'
        for number, extra, records, found in (
                (257, 'a0=ffffff9c a2=0', created + cwd, ['/tmp/b']), (2, 'a1=1', opened, ['/x/y/z']), (2, 'a1=0', opened, []),
                (257, 'a2=2', opened, ['/x/y/z']), (257, 'a2=200', opened, ['/x/y/z']), (257, 'a2=80001', opened, ['/x/y/z']),
                (257, 'a2=200002', opened, []), (85, 'a1=1b6', opened, ['/x/y/z']),
                (437, 'a2=1', opened + '\ntype=OPENAT2 (oflag=01 mode=0 resolve=0x0', ['/x/y/z']),
                (437, 'a2=1', opened + '\ntype=OPENAT2 (oflag=0 mode=0 resolve=0x0', []),
                (82, '', renamed, ['/new']), (259, 'a2=11b6', created, ['b']), (263, '', renamed, []), (83, '', created + cwd, ['/tmp/b'])):
            with self.subTest(number=number, extra=extra):
                self.assertEqual(targets(call(number, extra, records)), found)
        self.assertEqual(targets(call(257, 'a2=241', created + cwd, success='no', code=-13)), [])

    def test_connections(self):
        v4, v6 = '0200115C7F0000010000000000000000', '0A00115C0000000020010DB800000000000000000000000700000000'
        mapped = '0A00115C0000000000000000000000000000FFFF7F00000100000000'
        for number, saddr, success, code, found in (
                (42, v4, 'yes', 0, [('127.0.0.1', 4444, None, None, True)]),
                (42, v4, 'no', -115, [('127.0.0.1', 4444, None, None, True)]),
                (42, v4, 'no', -4, [('127.0.0.1', 4444, None, None, True)]), (42, v4, 'no', -111, []),
                (42, v6, 'yes', 0, [('2001:db8::7', 4444, None, None, True)]),
                (42, mapped, 'yes', 0, [('127.0.0.1', 4444, None, None, True)]), (42, '01002F746D70', 'yes', 0, []),
                (43, v4, 'yes', 4, [(None, None, '127.0.0.1', 4444, False)]), (288, v4, 'no', -115, []), (49, v4, 'yes', 0, [])):
            with self.subTest(number=number, saddr=saddr, code=code):
                self.assertEqual(ends(call(number, 'a0=3', f'type=SOCKADDR (saddr={saddr}', success=success, code=code)), found)

    def test_the_answer_is_pairs_of_rule_and_serial(self):
        rules = [rule({'s': {'type': 'execve', 'a0': 'ls'}, 'condition': 's'}, 'auditd'),
                 rule({'s': {'ParentImage': '/bin/sh'}, 'condition': 's'})]
        rules[1].id = 'parent'
        answer = oracle.judge(rules, audit_records.events(EXEC.encode().splitlines(keepends=True)))
        self.assertEqual((answer.pairs, answer.uncertain), ({('r', 7)}, {('parent', 7)}))


if __name__ == '__main__':
    unittest.main()
