#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`pipehound explain` in the real binary: over documents, over a recorded log, and where it has to refuse.

usage: explain_test.py PIPEHOUND

Whatever the rule, what is explained has to agree with what `hunt` finds: that is checked for the shipped rules over all
recordings of tests/data/rules.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from tally import Tally  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
RECORDED = ROOT / 'tests/data/rules/recorded'
RULES = ROOT / 'conf/rules'


def document(number, milliseconds, name, **fields):
    return {'@timestamp': f'2026-11-20T10:00:{milliseconds // 1000:02}.{milliseconds % 1000:03}Z', 'event.id': str(number),
            'event.category': 'process', 'host.id': 'h1', 'process.name': name, **fields}


DOCUMENTS = [document(1, 0, 'mkfifo'), document(2, 100, 'sh', **{'process.args': ['sh', '-i']}),
             document(3, 200, 'socat\x1b[2J'), document(4, 9000, 'nc'), document(5, 9100, 'mkfifo', **{'host.id': 'h2'})]
SEQUENCE = ('sequence by host.id with maxspan=5s [process where process.name == "mkfifo"] '
            '[process where process.name == "sh" and process.args == "-i"] [process where process.name == "nc"]')
DETECTION = 'process where process.name == "nc" and process.parent.name == "sh"'
BROKEN = 'process where process.name =='
PAIR = '''title: {0}
id: 11111111-0000-4000-8000-00000000000{0}
logsource: {{category: process_creation}}
detection: {{s: {{Image: x}}, condition: s}}
---
'''
WINDOWS = 'title: W\nlogsource: {product: windows, category: process_creation}\ndetection: {s: {Image: x}, condition: s}\n'


class Explain:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        (folder / 'documents.json').write_text(''.join(json.dumps(one) + '\n' for one in reversed(DOCUMENTS)))

    def rule(self, name, text):
        (self.folder / name).write_text(text)
        return self.folder / name

    def run(self, *words):
        return subprocess.run([self.program, 'explain', *map(str, words)], capture_output=True, text=True, timeout=60,
                              check=False)

    def documents(self, rule, *words):
        return self.run('--format', 'ecs', *words, rule, self.folder / 'documents.json')


def lacks(text, *parts):
    return ''.join(f'no {part!r} in:\n{text}' for part in parts if part not in text)


def check_documents(tally, explain):
    ran = explain.documents(explain.rule('sequence.eql', SEQUENCE))
    tally.check('a sequence that expired', lacks(
        ran.stdout, 'did not fire', 'stage 3\n', '1 had 2 of 3 events, then maxspan (5 s) ran out',
        'ran out at 2026-11-20 10:00:05.000  by host.id "h1"', 'waited for more when the log ended',
        '1 of these: no beginning of the sequence waited for it')
        or (f'exit {ran.returncode}' if ran.returncode else ''))
    tally.check('hostile values are escaped', lacks(ran.stdout, r'seen: "socat\x1b[2J"') or
                ('an escape' if '\x1b' in ran.stdout else ''))
    ran = explain.documents(explain.rule('detection.eql', DETECTION))
    tally.check('an unknown field', lacks(ran.stdout, 'event 4', 'unknown:  process.parent.name is not told by this event'))
    first = json.loads(explain.documents(explain.folder / 'detection.eql', '--limit', '1', '--output', 'json').stdout)
    tally.check('--limit, and JSON', '' if len(first['stages'][0]['nearest_misses']) == 1 and first['fired'] == 0 else first)
    ran = explain.documents(explain.rule('file.eql', 'file where true'))
    tally.check('nothing of the category', lacks(ran.stdout, 'came by:  0 documents of the category file'))


def check_refusals(tally, explain):
    log = RECORDED / 'shell-openbsd.log'
    log = log if log.exists() else sorted(RECORDED.iterdir())[0]
    cases = [
        ('a broken rule', explain.rule('broken.eql', BROKEN), [], 1, 'broken.eql:1:'),
        ('no such file', explain.folder / 'none.yml', [], 1, 'cannot be read'),
        ('several rules', explain.rule('pair.yml', PAIR.format(1) + PAIR.format(2)), [], 2, '--id:\n  11111111'),
        ('no such id', explain.folder / 'pair.yml', ['--id', 'z'], 2, 'there is no rule z in it'),
        ('not evaluable', explain.rule('windows.yml', WINDOWS), [], 1, "is not Linux'"),
    ]
    for name, rule, words, status, said in cases:
        ran = explain.run(*words, rule, log)
        tally.check(name, lacks(ran.stderr + ran.stdout, said) or ('' if ran.returncode == status else f'exit {ran.returncode}'))
    ran = explain.run('--id', '11111111-0000-4000-8000-000000000002', explain.folder / 'pair.yml', log)
    tally.check('one of several', '' if ran.returncode == 0 and ran.stdout.startswith('2\n') else ran.stderr)
    ran = explain.run(RULES / 'fifo-created.yml', explain.folder / 'no.log')
    tally.check('a log that cannot be read', '' if ran.returncode == 2 and 'came by:  0 events' in ran.stdout else ran.stderr)
    with open(log, 'rb') as stream:
        ran = subprocess.run([explain.program, 'explain', RULES / 'fifo-created.yml', '-'], stdin=stream, capture_output=True,
                             text=True, timeout=60, check=False)
    tally.check('standard input', lacks(ran.stdout, 'came by:'))


def fired(program, rule, log):
    """How often, as hunt has it: every alert of the file's own rules."""
    ran = subprocess.run([program, 'hunt', '--no-default-rules', '--no-limits', '--level', 'informational', '--output', 'json',
                          '--rules', rule, log], capture_output=True, text=True, timeout=60, check=True)
    found = [json.loads(line)['rule']['id'] for line in ran.stdout.splitlines()]
    return [one for one in found if one in rule.read_text()]


def check_agreement(tally, explain):
    for rule in sorted(RULES.iterdir()):
        if rule.suffix not in ('.yml', '.toml'):
            continue
        for log in sorted(RECORDED.iterdir()):
            ran = explain.run('--output', 'json', rule, log)
            told = json.loads(ran.stdout)['fired'] if ran.returncode == 0 else ran.stderr
            found = len(fired(explain.program, rule, log))
            tally.check(f'{rule.name} over {log.name}', '' if told == found else f'told {told}, hunt finds {found}')


def main():
    tally = Tally()
    with tempfile.TemporaryDirectory() as scratch:
        explain = Explain(sys.argv[1], pathlib.Path(scratch))
        check_documents(tally, explain)
        check_refusals(tally, explain)
        check_agreement(tally, explain)
    tally.tell()
    return 1 if tally.failed else 0


sys.exit(main())
