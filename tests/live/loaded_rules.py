# SPDX-License-Identifier: Apache-2.0
"""Rules and filters under a real auditd: they fire, are read anew at SIGHUP, and stay where the new set has a mistake."""
import os
import signal
import time

import private_host
from private_host import RULES_FOLDER, USER, run_as_user

ANNOUNCED = 'rules run,'  # plugin/service.cpp says it of each set that it takes
REFUSED = 'the rules were not taken over'


def execution_rule(mark, more=''):
    """Fires when the test user starts a program with this word among its arguments."""
    return (f'title: The word {mark}\nid: live-{mark}\nlevel: high\nlogsource: {{product: linux, category: process_creation}}\n'
            f'detection: {{s: {{CommandLine|contains: {mark}}}, condition: s}}\n{more}')


RECORD_RULE = ('title: The word spruce in a record\nid: live-spruce\nlevel: high\nlogsource: {product: linux, service: auditd}\n'
               'detection: {s: {type: EXECVE, a1: spruce}, condition: s}\n')
FILTER = (f'title: The test user\nid: live-filter\nreason: a test\nlogsource: {{product: linux, category: process_creation}}\n'
          f'filter: {{rules: [live-larch], s: {{User: {USER}}}, condition: not s}}\n')
AT_START = {'birch.yml': execution_rule('birch'), 'spruce.yml': RECORD_RULE, 'larch.yml': execution_rule('larch'), 'filter.yml': FILTER}
BROKEN = 'title: A mistake\ndetection: [\n'


class Told:
    """What the journal has since a moment, of one rule."""

    def __init__(self, journal):
        self.journal, self.since = journal, time.time()

    def alert(self, rule):
        return next((alert for alert in self.journal.alerts(self.since) if alert['PIPEHOUND_RULE_ID'] == rule), None)

    def await_alert(self, rule, seconds=4):
        return awaited(lambda: self.alert(rule), seconds)

    def await_words(self, words, seconds=4):
        return awaited(lambda: [entry for entry in self.journal.entries(self.since) if words in entry['MESSAGE']], seconds)


def awaited(look, seconds):
    """What `look` finds within that time, else nothing."""
    try:
        return private_host.wait_until(look, seconds, '')
    except TimeoutError:
        return None


def say(mark):
    run_as_user(f'/bin/true {mark}').wait(10)


def read_anew(changes):
    """Writes rules (None: takes the file away) and sends SIGHUP to the plugin of our own auditd, and to nobody else."""
    for name, text in changes.items():
        file = RULES_FOLDER / name
        file.write_text(text) if text is not None else file.unlink()
    os.kill(int(private_host.plugin_runs(private_host.audit_status('pid')).split()[0]), signal.SIGHUP)


def fires(journal, mark):
    told = Told(journal)
    say(mark)
    return told.await_alert(f'live-{mark}')


def a_rule_fires(journal):
    alert = fires(journal, 'birch')
    if alert is None:
        return 'no alert'
    wanted = {'PIPEHOUND_LEVEL': 'high', 'PRIORITY': '3', 'PIPEHOUND_RULE_NAME': 'The word birch', 'PIPEHOUND_SUBJECT_ARGV': '/bin/true birch'}
    return '; '.join(f'{key} is {alert.get(key)}' for key, value in wanted.items() if alert.get(key) != value)


def a_rule_on_records_fires(journal):
    return '' if fires(journal, 'spruce') else 'no alert'


def what_a_filter_excludes_is_told_as_excluded(journal):
    alert = fires(journal, 'larch')
    if alert is None:
        return 'nothing was told'
    wanted = {'PIPEHOUND_EXCLUDED_BY': 'live-filter', 'PIPEHOUND_EXCLUDED_REASON': 'a test', 'PRIORITY': '6'}
    return '; '.join(f'{key} is {alert.get(key)}' for key, value in wanted.items() if alert.get(key) != value)


def a_changed_set_is_read_at_sighup(journal):
    told = Told(journal)
    read_anew({'birch.yml': None, 'alder.yml': execution_rule('alder')})
    if not told.await_words(ANNOUNCED):
        return 'the new set was not announced'
    if not fires(journal, 'alder'):
        return 'the new rule did not fire'
    told = Told(journal)
    say('birch')
    say('alder')  # behind it in the stream: once that is told, the other would have been
    if not told.await_alert('live-alder'):
        return 'the new rule did not fire again'
    return 'a rule that was taken away fired' if told.alert('live-birch') else ''


def a_broken_set_leaves_the_old_one_running_and_is_told(journal):
    told = Told(journal)
    read_anew({'mistake.yml': BROKEN, 'alder.yml': None})
    if not (entries := told.await_words(REFUSED)):
        return 'the mistake was not told'
    if any(entry['PRIORITY'] != '3' for entry in entries):
        return 'the mistake was told at another priority'
    if not told.await_words(str(RULES_FOLDER / 'mistake.yml') + ':'):
        return 'the file was not named'
    return '' if fires(journal, 'alder') else 'the old rule did not fire'


def a_mended_set_is_taken(journal):
    told = Told(journal)
    read_anew({'mistake.yml': execution_rule('maple')})
    if not told.await_words(ANNOUNCED):
        return 'the mended set was not announced'
    return '' if fires(journal, 'maple') else 'the mended rule did not fire'


CASES = (a_rule_fires, a_rule_on_records_fires, what_a_filter_excludes_is_told_as_excluded, a_changed_set_is_read_at_sighup,
         a_broken_set_leaves_the_old_one_running_and_is_told, a_mended_set_is_taken)
