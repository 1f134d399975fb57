#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Random queries over random documents: the binary must find what the oracle finds, event for event.

usage: oracle_test.py PIPEHOUND [ROUNDS [FIRST-SEED]]
"""
import json
import pathlib
import random
import sys
import tempfile

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from eql_tree import Sequence, query_text  # noqa: E402
from oracle import flat, is_event  # noqa: E402
from oracle_sequence import Happened, matches  # noqa: E402
from random_documents import documents  # noqa: E402
from random_queries import Maker  # noqa: E402
from rule_folder import RuleFolder  # noqa: E402
from tally import Tally  # noqa: E402

QUERIES = 400
DOCUMENTS = 40


def made_queries(chance):
    """By name. Two of the same words would be one rule."""
    maker, known = Maker(chance), {}
    while len(known) < QUERIES:
        query = maker.query()
        known.setdefault(''.join(query_text(query).split()), query)
    return {f'q{number}': query for number, query in enumerate(known.values())}


def expected(query, history):
    if isinstance(query, Sequence):
        found = matches(query, history)
    else:
        found = [[one.number] for one in history if is_event(query, one.document)]
    return sorted([str(number) for number in match] for match in found)


def wrong_about(query, found, history):
    wanted = expected(query, history)
    if sorted(found) == wanted:
        return ''
    missing = [match for match in wanted if match not in found]
    surplus = [match for match in found if match not in wanted]
    return f'not found {missing}, wrongly found {surplus}'


def play(seed, program, tally):
    """How many matches there were."""
    chance = random.Random(seed)
    made = documents(chance, DOCUMENTS)
    history = [Happened(number, time, flat(document)) for number, (time, document) in enumerate(made, 1)]
    queries = made_queries(chance)
    lines = [json.dumps({**document, 'event.id': str(number)}) for number, (_, document) in enumerate(made, 1)]
    with tempfile.TemporaryDirectory() as scratch:
        folder = RuleFolder(program, pathlib.Path(scratch), {name: query_text(query) for name, query in queries.items()})
        found, refused = folder.hunt(lines)
    for name, query in queries.items():
        wrong = f'refused: {refused[name]}' if name in refused else wrong_about(query, found.get(name, []), history)
        tally.check(f'seed {seed}: {query_text(query)}', wrong)
    tally.check(f'seed {seed}: complaints about no query', refused.get('', ''))
    return sum(len(of) for of in found.values())


def main():
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 40
    first = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    tally = Tally()
    matched = sum(play(seed, sys.argv[1], tally) for seed in range(first, first + rounds))
    tally.check('enough matches to mean anything', '' if matched > 1000 * rounds else f'{matched} only')
    tally.tell()
    return 1 if tally.failed else 0


sys.exit(main())
