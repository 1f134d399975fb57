#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The real binary against the oracle: events made from the rules themselves, recorded logs, random rules.

usage: sigma_test.py PIPEHOUND [--rules FOLDER]... [--shared FOLDER] [--seeds N] [--only generated|recorded|random]... [--report FILE]

Rules: ../shared/rules/sigma where it stands beside the checkout, and conf/rules. Both sides have to give exactly
the same pairs of rule and serial. Prints what differs and a line of counts. --report writes as JSON, for each rule
that audit can evaluate, where it fired as it should: {id: {"generated": bool, "recorded": [names of logs]}}."""
import argparse
import collections
import concurrent.futures
import json
import pathlib
import subprocess
import sys
import tempfile

import audit_records
import generate
import oracle
import random_rules
import sigma_rule
from audit_writer import Log

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from hunt import Hunt  # noqa: E402
from tally import Tally  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
OWN_RULES, OWN_LOGS = ROOT / 'conf/rules', ROOT / 'tests/data'
OPTIONS = ['--no-default-rules', '--strict-names', '--level', 'informational', '--no-limits']
SHOWN, WIDTH = 6, 230  # differences shown of one log, characters of a record


class RuleHunt(Hunt):
    """With the rules of some folders."""

    def __init__(self, binary, folders):
        super().__init__(binary, *(word for folder in folders for word in ('--rules', folder)), *OPTIONS)

    def pairs(self, log):
        """The pairs of (rule id, serial) that it finds."""
        return {(alert['rule']['id'], piece['serial']) for alert in self(log) for piece in alert['pipehound']['evidence']}


class Comparison:
    """What binary and oracle say of the events of one log."""

    def __init__(self, hunt, rules, events, log):
        known = {rule.id for rule in rules if not rule.obstacle}
        self.rules, self.events = {rule.id: rule for rule in rules}, {event.serial: event for event in events}
        self.answer = oracle.judge(rules, events)
        self.found = {(rule, serial) for rule, serial in hunt.pairs(log) if rule in known}

    def fired(self):
        """The rules that fired on an event that they match."""
        return {rule for rule, _ in self.found & self.answer.pairs}

    def differences(self):
        """Text for people; empty where both agree."""
        missing = self.answer.pairs - self.found
        wrong = self.found - self.answer.pairs - self.answer.uncertain
        told = [self.told(pair, 'not found') for pair in spread(missing)] + [self.told(pair, 'wrongly found') for pair in spread(wrong)]
        head = [f'{len(missing)} not found, {len(wrong)} wrongly found, {len(self.answer.pairs)} expected'] if told else []
        return '\n'.join(head + told)

    def told(self, pair, what):
        rule, event = self.rules[pair[0]], self.events.get(pair[1])
        lines = [f'    {kind} {body}'[:WIDTH] for kind, body in (event.lines if event else []) if kind not in ('PROCTITLE', 'EOE')]
        return '\n'.join([f'  {what}: {rule.id} serial {pair[1]}  ({rule.title}; {getattr(rule.path, "name", "")})', *lines])


def spread(pairs):
    """A few of them, of as many rules as possible."""
    by_rule, turns = collections.defaultdict(list), []
    for rule, serial in sorted(pairs):
        by_rule[rule].append((len(by_rule[rule]), rule, serial))
    for found in by_rule.values():
        turns += found
    return [(rule, serial) for _, rule, serial in sorted(turns)[:SHOWN]]


class Report:
    """Where each rule fired as it should."""
    LOGS = 3  # named of each rule

    def __init__(self, rules):
        self.generated, self.logs = set(), {rule.id: [] for rule in rules if not rule.obstacle}

    def add_log(self, name, fired):
        for rule in fired:
            self.logs[rule].append(name)

    def write(self, path):
        told = {rule: {'generated': rule in self.generated, 'recorded': sorted(logs)[:self.LOGS]}
                for rule, logs in sorted(self.logs.items())}
        path.write_text(json.dumps(told, indent=1) + '\n')


# ---- events made from the rules

def written(cases, enriched):
    """(log, the serial of each case)"""
    log = Log(enriched=enriched)
    return log, [case.scene.write(log) for case in cases]


def all_fired(cases, serials, found):
    """The rules whose every positive was found."""
    positives = [((case.rule.id, serial) in found, case.rule.id) for case, serial in zip(cases, serials) if case.matches]
    return {rule for _, rule in positives} - {rule for hit, rule in positives if not hit}


def generated(binary, folders, rules, tally, report, scratch):
    """All cases in one log, each with process ids of its own."""
    report.generated = {rule.id for rule in rules}
    running = [rule for rule in rules if not rule.obstacle]
    cases = {rule.id: generate.cases(rule) for rule in running}
    for rule in running:
        if not any(case.matches for case in cases[rule.id]):
            tally.check(rule.path.name, 'no event was found that it matches')
        elif all(case.matches for case in cases[rule.id]):
            tally.check(rule.path.name, 'no event was found that it does not match')
    flat = [case for found in cases.values() for case in found]
    for enriched in (True, False):
        log, serials = written(flat, enriched)
        path = scratch / f'generated-{enriched}.log'
        path.write_bytes(log.text())
        compared = Comparison(RuleHunt(binary, folders), rules, audit_records.read(path), path)
        report.generated &= all_fired(flat, serials, compared.found)
        name = 'generated events' + ('' if enriched else ', not enriched')
        for number, (case, serial) in enumerate(zip(flat, serials)):
            wrong = ((case.rule.id, serial) in compared.found) != case.matches
            kind = 'positive' if case.matches else 'negative'
            tally.check(f'{name}: {case.rule.path.name} {kind} {number}',
                        compared.told((case.rule.id, serial), 'not found' if case.matches else 'wrongly found') if wrong else '')
        tally.check(f'{name}: all rules over all events', compared.differences())


# ---- recorded logs; in processes of their own, so what they need stands in globals

def prepare(binary, folders):
    global hunt, rules
    hunt, rules = RuleHunt(binary, folders), sigma_rule.load(*folders)


def recorded_differences(log):
    try:
        compared = Comparison(hunt, rules, audit_records.read(log), log)
        return compared.differences(), compared.fired(), len(compared.answer.pairs), len(compared.answer.uncertain)
    except Exception as error:  # to be told beside the others
        return f'{type(error).__name__}: {error}', set(), 0, 0


def logs_in(folder):
    return [log for log in folder.rglob('*') if log.name.endswith(('.log', '.xz'))]


def name_of(log, shared):
    return str(log.relative_to(shared if log.is_relative_to(shared) else ROOT))


def recorded(binary, folders, shared, tally, report):
    corpus = shared / 'corpus'
    if not corpus.is_dir():
        tally.skip(1, '../shared/corpus is not here')
    logs = sorted([*logs_in(corpus), *logs_in(OWN_LOGS)], key=lambda log: (-log.stat().st_size, log))
    pairs = uncertain = 0
    with concurrent.futures.ProcessPoolExecutor(2, initializer=prepare, initargs=(binary, folders)) as pool:
        for log, (wrong, fired, count, unsure) in zip(logs, pool.map(recorded_differences, logs)):
            tally.check(log.name, wrong)
            report.add_log(name_of(log, shared), fired)
            pairs, uncertain = pairs + count, uncertain + unsure
    print(f'recorded logs: {len(logs)}, {pairs} pairs of rule and serial, {uncertain} that ask for a parent no record tells of')


# ---- random rules

def randomly(binary, seeds, tally, scratch):
    pairs = 0
    for seed in range(seeds):
        folder, log = random_rules.write(seed, scratch / f'random-{seed}')
        compared = Comparison(RuleHunt(binary, [folder]), sigma_rule.load(folder), audit_records.read(log), log)
        pairs += len(compared.answer.pairs)
        tally.check(f'random rules, seed {seed} (random_rules.py {seed} FOLDER)', compared.differences())
    print(f'random rules: {seeds} seeds, {pairs} pairs of rule and serial')


def told_obstacles(rules, tally):
    reasons = collections.Counter(rule.obstacle if rule.obstacle.startswith('fields') else 'another log source'
                                  for rule in rules if rule.obstacle)
    for reason, count in sorted(reasons.items()):
        tally.skip(count, f'{count} rules audit cannot evaluate: {reason}')


def attempt(name, run, tally):
    try:
        run()
    except (RuntimeError, OSError, subprocess.TimeoutExpired, ValueError, KeyError) as error:
        tally.check(name, f'{type(error).__name__}: {error}')


def folders_of(given, tally):
    if given.rules:
        return given.rules
    published, own = given.shared / 'rules/sigma', OWN_RULES
    for folder, name in ((published, '../shared/rules/sigma'), (own, 'conf/rules')):
        if not folder.is_dir():
            tally.skip(1, f'{name} is not here')
    return [folder for folder in (published, own) if folder.is_dir()]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('binary')
    arguments.add_argument('--rules', action='append')
    arguments.add_argument('--shared', type=pathlib.Path, default=ROOT.parent / 'shared')
    arguments.add_argument('--seeds', type=int, default=20)
    arguments.add_argument('--only', action='append', choices=['generated', 'recorded', 'random'])
    arguments.add_argument('--report', type=pathlib.Path)
    given = arguments.parse_args()
    binary, tally = str(pathlib.Path(given.binary).resolve()), Tally()
    folders = folders_of(given, tally)
    rules = sigma_rule.load(*folders)
    told_obstacles(rules, tally)
    report = Report(rules)
    with tempfile.TemporaryDirectory() as scratch:
        parts = {'generated': lambda: generated(binary, folders, rules, tally, report, pathlib.Path(scratch)),
                 'recorded': lambda: recorded(binary, folders, given.shared, tally, report),
                 'random': lambda: randomly(binary, given.seeds, tally, pathlib.Path(scratch))}
        for name, run in parts.items():
            if name in (given.only or parts) and (folders or name == 'random'):
                attempt(name, run, tally)
    if given.report:
        report.write(given.report)
    tally.tell()
    return 1 if tally.failed else 0


if __name__ == '__main__':
    sys.exit(main())
