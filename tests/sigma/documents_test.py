#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Sigma's correlations over ECS documents, in the real binary: which documents each of a table alerts on.

usage: documents_test.py PIPEHOUND
"""
import json
import pathlib
import sys
import tempfile

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from hunt import Hunt  # noqa: E402
from tally import Tally  # noqa: E402

BASE = '''title: Shell
name: shell
logsource: {product: linux, category: process_creation}
detection: {s: {process.name: [sh, bash]}, condition: s}
---
title: Network
name: network
logsource: {product: linux, category: process_creation}
detection: {s: {process.name: nc}, condition: s}
---
title: Both
correlation: {timespan: 1m, %s}
'''
# name, pid and own of each, a second apart; event.id is the place in the list, from 1
DOCUMENTS = [('sh', 10, 4), ('bash', 10, 8), ('sh', 11, 4), ('nc', 11, 2), ('bash', 12, 30), ('nc', 10, 1)]

# Correlation, and the documents of each alert.
CASES = [
    ('type: event_count, rules: [shell], group-by: [process.pid], condition: {gte: 2}', ['1 2']),
    ('type: event_count, rules: [shell], group-by: [own], condition: {gte: 2}', ['1 3']),
    ('type: event_count, rules: [shell], condition: {gte: 4}', ['1 2 3 5']),
    ('type: event_count, rules: [shell], group-by: [ProcessId], condition: {gte: 2}', ['1 2']),
    ('type: event_count, rules: [shell], group-by: [process.pid], condition: {neq: 1}', ['1 2']),
    ('type: value_count, rules: [shell], condition: {field: process.pid, gte: 3}', ['1 2 3 5']),
    ('type: value_count, rules: [shell], condition: {field: own, gte: 4}', []),
    ('type: value_sum, rules: [shell], group-by: [process.pid], condition: {field: own, gt: 10}', ['1 2', '5']),
    ('type: value_median, rules: [shell, network], condition: {field: own, eq: 4}', ['1 2 3 4 5 6']),
    ('type: value_avg, rules: [shell], group-by: [process.pid], condition: {field: own, eq: 6}', ['1 2']),
    ('type: temporal, rules: [shell, network], group-by: [process.pid]', ['2 6', '3 4']),
    ('type: temporal_ordered, rules: [shell, network], group-by: [process.pid]', ['2 6', '3 4']),
    ('type: temporal, condition: shell and network, group-by: [process.pid]', ['2 6', '3 4']),
    ('type: temporal, rules: [shell, network], condition: network AND shell, group-by: [process.pid]', ['2 6', '3 4']),
    ('type: temporal, condition: shell or network, group-by: [process.pid]', ['1', '3', '5']),
    ('type: temporal_ordered, condition: shell and network, group-by: [process.pid]', ['2 6', '3 4']),
    ('type: temporal_ordered, condition: network and shell, group-by: [process.pid]', []),
    ('type: temporal_ordered, rules: [network, shell], group-by: [process.pid]', []),
    ('type: temporal, rules: [shell, network], group-by: [who], aliases: {who: {shell: own, network: process.pid}}', []),
]


def lines():
    return ''.join(json.dumps({'@timestamp': f'2026-11-20T10:00:{number:02}Z', 'event': {'category': ['process'], 'id': str(number)},
                               'process': {'name': name, 'pid': pid}, 'own': own}) + '\n'
                   for number, (name, pid, own) in enumerate(DOCUMENTS, 1))


def main():
    hunt = Hunt(sys.argv[1], '--format', 'ecs', '--no-default-rules', '--no-limits', '--level', 'informational')
    tally = Tally()
    with tempfile.TemporaryDirectory() as scratch:
        rule = pathlib.Path(scratch, 'rule.yml')
        for correlation, expected in CASES:
            rule.write_text(BASE % correlation)
            found = sorted(' '.join(piece['event']['id'] for piece in alert['pipehound']['evidence'])
                           for alert in hunt(lines(), '--rules', rule) if alert['rule']['name'] == 'Both')
            tally.check(correlation, '' if found == expected else f'{found}, and not {expected}')
    tally.tell()
    return 1 if tally.failed else 0


sys.exit(main())
