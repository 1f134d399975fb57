#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What Sigma rules say of audit logs, by the letter of the specification: slow, plain, and of one mind with
nobody. It shares nothing with the program that it judges.

usage: oracle.py [hunt] --rules PATH [--rules PATH...] [other options of pipehound hunt] LOG

Prints one JSON line for each rule and event, of the shape that `pipehound hunt --output json` has."""
import argparse
import json
import sys

import audit_events
import audit_records
import sigma_rule


class Answer:
    """`pairs`: all (rule id, serial) that match; `uncertain`: those where the records do not tell a parent
    that the rule asks for, whether they match or not."""

    def __init__(self):
        self.pairs, self.uncertain = set(), set()

    def ask(self, rules, subject, serial, parent_known=True):
        for rule in rules:
            if not parent_known and rule.asks_parent():
                self.uncertain.add((rule.id, serial))
            elif rule.holds(subject):
                self.pairs.add((rule.id, serial))


def judge(rules, events):
    of_category, answer = {}, Answer()
    for rule in rules:
        if not rule.obstacle:
            of_category.setdefault(rule.category, []).append(rule)
    for event, category, subject, parent_known in audit_events.typed(events):
        answer.ask(of_category.get(category, []), subject, event.serial, parent_known)
    for event in events if 'auditd' in of_category else []:
        for record in event.records:
            answer.ask(of_category['auditd'], record, event.serial)
    answer.uncertain -= answer.pairs
    return answer


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('--rules', action='append', required=True)
    arguments.add_argument('words', nargs='+')
    for flag in ('--no-default-rules', '--strict-names', '--no-limits'):
        arguments.add_argument(flag, action='store_true')
    for option in ('--level', '--output'):
        arguments.add_argument(option)
    given = arguments.parse_intermixed_args()
    answer = judge(sigma_rule.load(*given.rules), audit_records.read(given.words[-1]))
    for rule, serial in sorted(answer.pairs, key=lambda pair: (pair[1], pair[0])):
        print(json.dumps({'rule': {'id': rule}, 'pipehound': {'evidence': [{'serial': serial}]}}))


if __name__ == '__main__':
    sys.exit(main())
