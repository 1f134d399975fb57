#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Events made from Sigma rules themselves: positives, which have what a rule asks for, and negatives, the
same with one thing wrong. The oracle confirms each.

usage: generate.py RULES FOLDER   writes FOLDER/ID.positive.log and FOLDER/ID.negative.log for every rule"""
import dataclasses
import pathlib
import random
import sys

import audit_records
import oracle
import pieces
import scenes
import sigma_rule
from audit_writer import Log

TRIES = 3000


@dataclasses.dataclass
class Case:
    rule: sigma_rule.Rule
    matches: bool
    scene: scenes.Scene


def answers(rule, scene, enriched=True):
    """Does the rule match the scene's own event? None where the scene cannot be written."""
    log = Log(enriched=enriched)
    try:
        serial = scene.write(log)
    except (ValueError, LookupError):  # no address, no port, no such call
        return None
    found = oracle.judge([rule], audit_records.events(log.text().splitlines(keepends=True)))
    return (rule.id, serial) in found.pairs


def positive(rule, chance):
    """(pieces, scene) of an event that the rule matches; None where none was found."""
    for _ in range(TRIES):
        wanted = [piece for item in pieces.wanted_items(rule.tree, True, chance) for piece in pieces.pieces_of(item, chance)]
        scene = scenes.scene_of(rule.category, wanted, rule.fields, chance)
        if answers(rule, scene):
            return wanted, scene
    return None


def mutated(rule, wanted, chance):
    """The same event with one piece changed, so that the rule does not match."""
    for _ in range(TRIES if wanted else 0):
        at = chance.randrange(len(wanted))
        other = [*wanted[:at], pieces.changed(wanted[at], chance), *wanted[at + 1:]]
        scene = scenes.scene_of(rule.category, other, rule.fields, chance)
        if answers(rule, scene) is False:
            return scene
    return None


def near_miss(rule, chance):
    """An event that has all but one part of what the rule asks for, or what it excludes besides."""
    for _ in range(TRIES // 10):
        wanted = [piece for item in pieces.wanted_items(rule.tree, False, chance) for piece in pieces.pieces_of(item, chance)]
        scene = scenes.scene_of(rule.category, wanted, rule.fields, chance)
        if answers(rule, scene) is False:
            return scene
    return None


def cases(rule, count=2):
    """Positives and negatives of a rule, always the same ones."""
    found = []
    for number in range(count):
        chance = random.Random(f'{rule.id} {number}')
        made = positive(rule, chance)
        if not made:
            return found
        wanted, scene = made
        found.append(Case(rule, True, scene))
        found += [Case(rule, False, scene) for scene in (mutated(rule, wanted, chance), near_miss(rule, chance)) if scene]
    return found


def main():
    folder = pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for rule in sigma_rule.load(sys.argv[1]):
        found = [] if rule.obstacle else cases(rule, 1)
        for matches, name in ((True, 'positive'), (False, 'negative')):
            log = Log()
            for case in found:
                if case.matches == matches:
                    case.scene.write(log)
            if log.lines:
                (folder / f'{rule.id}.{name}.log').write_bytes(log.text())
        if not found:
            print(f'none for {rule.path.name}: {rule.obstacle or "no event was found that it matches"}')


if __name__ == '__main__':
    sys.exit(main() if len(sys.argv) == 3 else __doc__)
