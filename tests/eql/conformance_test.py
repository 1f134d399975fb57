#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Small queries, small documents, and what EQL says is found: a table of the language, in the real binary.

usage: conformance_test.py PIPEHOUND
"""
import json
import pathlib
import sys
import tempfile

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
import conformance_events  # noqa: E402
import conformance_functions  # noqa: E402
import conformance_sequences  # noqa: E402
from rule_folder import RuleFolder  # noqa: E402
from tally import Tally  # noqa: E402

REFUSED = 'refused'
BEGIN = 1_795_168_800_000  # 2026-11-20T10:00:00Z


def lines_of(documents):
    """Those without a time of their own come a second after each other."""
    return [json.dumps({'@timestamp': BEGIN + 1000 * i, **document, 'event.id': str(i + 1)})
            for i, document in enumerate(documents)]


def documents_of(text):
    """`a@500/2:x`: category, milliseconds, key, other key; `1+2` is a key of two values."""
    for word in text.split():
        category, when = word.split('@')
        time, *keys = when.replace(':', '/').split('/')
        made = {'@timestamp': BEGIN + int(time), 'event.category': category}
        yield {**made, **{name: key.split('+') for name, key in zip(('key', 'other'), keys)}}


def wrong(query, expected, found, refused):
    if query in refused or expected == REFUSED:
        return '' if expected == REFUSED and query in refused else refused.get(query, 'not refused')
    told = sorted(','.join(match) for match in found)
    return '' if told == sorted(expected.split()) else f'found {told or "nothing"}, expected {expected or "nothing"}'


def check(program, documents, cases, tally, about=''):
    queries = {f'q{number}': query for number, (query, _) in enumerate(cases)}
    with tempfile.TemporaryDirectory() as scratch:
        found, complaints = RuleFolder(program, pathlib.Path(scratch), queries).hunt(lines_of(documents))
    refused = {queries[name]: f'refused: {said}' for name, said in complaints.items()}
    for name, (query, expected) in zip(queries, cases):
        tally.check(about + query, wrong(query, expected, found.get(name, []), refused))


def main():
    tally = Tally()
    for table in (conformance_events, conformance_functions):
        check(sys.argv[1], table.DOCUMENTS, table.CASES, tally)
    scenes = {}
    for documents, query, expected in conformance_sequences.CASES:
        scenes.setdefault(documents, []).append((query, expected))
    for documents, cases in scenes.items():
        check(sys.argv[1], list(documents_of(documents)), cases, tally, f'{documents}: ')
    tally.tell()
    return 1 if tally.failed else 0


sys.exit(main())
