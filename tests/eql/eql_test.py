#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""EQL over ECS documents, in the real binary: what each query of a table finds among a few documents.

usage: eql_test.py PIPEHOUND
"""
import json
import pathlib
import subprocess
import sys
import tempfile

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from tally import Tally  # noqa: E402

HUNT = ['hunt', '--format', 'ecs', '--no-default-rules', '--no-limits', '--level', 'informational', '--output', 'json']


def document(number, milliseconds, category, **fields):
    """Keys with two underscores for a dot."""
    made = {'@timestamp': f'2026-11-20T10:00:{milliseconds // 1000:02}.{milliseconds % 1000:03}Z',
            'event.id': str(number), 'event.category': category, 'host.id': 'h1'}
    made.update({key.replace('__', '.'): value for key, value in fields.items()})
    return made


DOCUMENTS = [
    document(1, 0, 'process', event__type='start', process={'name': 'mkfifo', 'pid': 11, 'entity_id': 'e1'},
             process__args=['mkfifo', '/tmp/f'], process__command_line='mkfifo /tmp/f', user__id='0'),
    document(2, 100, ['process'], event__type=['start'],
             process={'name': 'sh', 'pid': 12, 'args': ['sh', '-i'], 'parent': {'name': 'bash', 'pid': 10}},
             process__command_line='sh -i', user__id='1000'),
    document(3, 200, 'process', event__type='start', process__name='nc', process__pid=13,
             process__args=['nc', '203.0.113.5', '4444'], process__command_line='nc 203.0.113.5 4444', user__id='1000'),
    document(4, 250, 'network', event__type='start', process__name='nc', process__pid=13,
             destination={'ip': '203.0.113.5', 'port': 4444}),
    document(5, 6000, 'process', event__type='end', process__name='SH', process__pid=12, process__exit_code=0),
    document(6, 6500, 'file', event__type='deletion', file__path='/tmp/f', process__name='rm', process__pid=14,
             file__size=1.5, odd_field=True),
    document(7, 7000, 'process', event__type='start', process__name='nc', process__pid=15, process__args=['nc'],
             user__id='0', host__id='h2'),
]

# Query, and the ids of each alert's documents.
SINGLE = [
    ('process where true', '1 2 3 5 7'),
    ('any where true', '1 2 3 4 5 6 7'),
    ('file where true', '6'),
    ('process where false', ''),
    ('process where process.name == "sh"', '2'),
    ('process where process.name : "sh"', '2 5'),
    ('process where process.name : "S?"', '2 5'),
    ('process where process.name == "s*"', ''),
    ('process where process.name : ("n*", "MKFIFO")', '1 3 7'),
    ('process where process.name in ("sh", "nc")', '2 3 7'),
    ('process where process.name in~ ("sh", "n*")', '2 5'),
    ('process where not process.name in~ ("SH", "nc")', '1'),
    ('process where process.name not in ("sh", "nc")', '1 5'),
    ('process where process.name like "s*"', '2'),
    ('process where process.name like~ ("s*", "mk?ifo")', '1 2 5'),
    ('process where process.name regex "[ns][ch]"', '2 3 7'),
    ('process where process.name regex~ "[ns]h"', '2 5'),
    ('process where process.args == "-i"', '2'),
    ('process where process.args : "/tmp/*"', '1'),
    ('process where process.args != "-i"', '1 3 7'),
    ('process where not process.args == "-i"', '1 3 7'),
    ('process where process.args == null', '5'),
    ('process where process.args != null and process.pid > 12', '3 7'),
    ('process where process.pid == 13', '3'),
    ('process where 12 < process.pid and process.pid <= 15', '3 7'),
    ('process where process.pid != 13', '1 2 5 7'),
    ('process where process.exit_code == 0', '5'),
    ('process where not process.exit_code > 0', '5'),
    ('process where not (process.exit_code == 1)', '5'),
    ('process where process.exit_code > 0 or process.name == "nc"', '3 7'),
    ('process where not (process.exit_code > 0 or process.name == "nc")', '5'),
    ('process where user.id == "0"', '1 7'),
    ('process where process.parent.name == "bash"', '2'),
    ('process where process.parent.name != "bash"', ''),
    ('process where ?no.such.field == null', '1 2 3 5 7'),
    ('process where ?no.such.field == "a" or process.pid == 11', '1'),
    ('process where no.such.field == "a" or process.pid == 11', '1'),
    ('any where odd_field == true', '6'),
    ('any where odd_field', '6'),
    ('file where file.size > 1.4', '6'),
    ('network where cidrMatch(destination.ip, "10.0.0.0/8", "203.0.113.0/24")', '4'),
    ('network where not cidrmatch(destination.ip, "203.0.113.0/24")', ''),
    ('process where startsWith(process.command_line, "sh")', '2'),
    ('process where startsWith~(process.command_line, "SH")', '2'),
    ('process where endsWith(process.command_line, "4444")', '3'),
    ('process where stringContains(process.command_line, "113")', '3'),
    ('process where length(process.command_line) > 12', '1 3'),
    ('process where length(process.args) == 2', '2 3 7'),
    ('process where substring(process.command_line, 0, 2) == "nc"', '3'),
    ('process where substring(process.command_line, -4) == "4444"', '3'),
    ('process where between(process.command_line, "203.", ".5") == "0.113"', '3'),
    ('process where indexOf(process.command_line, "4444") == 15', '3'),
    ('process where concat(process.name, ":", process.pid) == "sh:12"', '2'),
    ('process where string(process.pid) == "13"', '3'),
    ('process where number("0x0d", 16) == 13 and process.pid == 13', '3'),
    ('process where add(process.pid, 1) == 13', '2 5'),
    ('process where process.pid + 1 == 13', '2 5'),
    ('process where process.pid * 2 == 26', '3'),
    ('process where process.pid / 5 == 2', '1 2 3 5'),
    ('process where process.pid % 5 == 0', '7'),
    ('process where process.pid - 20 == -5', '7'),
    ('process where process.command_line == "sh -i" /* a comment */ // another', '2'),
    ('process where process.command_line == """sh -i"""', '2'),
    ('process where `process.name` == "sh"', '2'),
    ('process where process.name > "n" and process.name < "s"', '3 7'),
]
SEQUENCES = [
    ('sequence [process where process.name == "mkfifo"] [process where process.name == "nc"]', '1,3'),
    ('sequence by host.id [process where process.name == "mkfifo"] [process where process.pid == 15]', ''),
    ('sequence by process.pid [process where process.name == "nc"] [network where true]', '3,4'),
    ('sequence [process where process.name == "sh"] by process.pid [process where process.name == "SH"] by process.pid',
     '2,5'),
    ('sequence with maxspan=5s [process where process.name == "sh"] [process where process.name == "SH"]', ''),
    ('sequence with maxspan=5900ms [process where process.name == "sh"] [process where process.name == "SH"]', '2,5'),
    ('sequence by user.id [process where true] [process where true]', '2,3 1,7'),
    ('sequence by ?user.id [process where process.pid == 12] [process where process.pid == 12]', ''),
    ('sequence by process.pid, ?no.field [process where true] [any where process.pid > 0]', '3,4 2,5'),
    ('sequence [process where true] with runs=3', '1,2,3 2,3,5 3,5,7'),
    ('sequence [process where process.pid == 11] [process where process.pid == 15] until [file where true]', ''),
    ('sequence with maxspan=1s [process where process.pid == 12] ![network where true]', '5'),
    ('sequence with maxspan=1s [process where process.pid == 12] ![file where true]', '2'),
    ('sequence with maxspan=1s [process where process.pid == 12] ![process where process.pid == 13] [network where true]',
     ''),
    ('sequence with maxspan=1s ![network where true] [file where true]', '6'),
    ('sample by process.pid [process where true] [network where true]', '3,4'),
]


def alerts(program, query, folder):
    (folder / 'query.eql').write_text(query)
    (folder / 'documents.json').write_text(''.join(json.dumps(one) + '\n' for one in reversed(DOCUMENTS)))
    ran = subprocess.run([program, *HUNT, '--rules', folder / 'query.eql', folder / 'documents.json'],
                         capture_output=True, text=True, timeout=60, check=False)
    if ran.returncode != 0 or ran.stderr:
        return f'exit {ran.returncode}: {ran.stderr.strip()}'
    found = [json.loads(line) for line in ran.stdout.splitlines()]
    return ' '.join(','.join(one['event']['id'] for one in alert['pipehound']['evidence']) for alert in found)


def main():
    tally = Tally()
    with tempfile.TemporaryDirectory() as scratch:
        for query, expected in SINGLE + SEQUENCES:
            found = alerts(sys.argv[1], query, pathlib.Path(scratch))
            same = sorted(found.split()) == sorted(expected.split())
            tally.check(query, '' if same else f'found {found or "nothing"}, expected {expected or "nothing"}')
    tally.tell()
    return 1 if tally.failed else 0


sys.exit(main())
