#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A busy host for minutes: programs start without pause, and now and then one of them is an attack, each of another kind.

usage: soak_test.py [--minutes N] [--workers N] [--pause SECONDS] [--load short-shells|long-shell] PIPEHOUND

Beside a private auditd, whose rules are held to a test user. Prints a line of figures every half minute. Every attack must be
told, memory must be flat once the first third is over (at most 5 % more at the end), the kernel must lose no record and let no
program wait (backlog_wait_time_actual). Too long for tools/test: to be run by hand. Ends with a line of counts.
"""
import argparse
import json
import pathlib
import shutil
import sys
import time

import live_test
import own_eyes
import private_host
from live_test import SHELLS
from loaded_rules import awaited
from private_host import HOME, audit_status

sys.path.insert(0, str(private_host.ROOT / 'tests/support'))
from tally import Tally

# What a host does all day, without a pause: programs, pipes, a FIFO that is none of an attack's. Each round is a shell of its
# own, or all rounds are one shell's, which then has thousands of children behind it.
ROUND = ('for i in 1 2 3 4 5 6 7 8; do /bin/true $i; done; ls / | wc -l >n; sh -c "echo $$ >f"; '
         'mkfifo p; cat p >c & echo x >p; wait; rm p; sleep $PAUSE')
LOADS = {'short-shells': "mkdir $FOLDER; cd $FOLDER; while :; do sh -c '" + ROUND + "'; done",
         'long-shell': 'mkdir $FOLDER; cd $FOLDER; while :; do ' + ROUND + '; done'}
PLAIN = [name for name in SHELLS if name != 'openssl']  # that one needs a certificate
MOST_GROWTH = 1.05


def options():
    parser = argparse.ArgumentParser(usage=__doc__.split('usage: ')[1].split('\n')[0])
    parser.add_argument('--minutes', type=float, default=10)
    parser.add_argument('--workers', type=int, default=2)
    parser.add_argument('--pause', default='0', help='of each worker, after 14 programs')
    parser.add_argument('--load', choices=LOADS, default='short-shells')
    parser.add_argument('binary', type=pathlib.Path)
    return parser.parse_args()


def kibibytes(pid, figure):
    text = pathlib.Path(f'/proc/{pid}/status').read_text()
    return int(text.split(f'{figure}:')[1].split()[0])


def cpu_seconds(pid):
    fields = pathlib.Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


class Soak:
    def __init__(self, journal, chosen):
        self.journal, self.chosen, self.pid = journal, chosen, own_eyes.plugin_pid()
        self.begin = time.monotonic()
        self.resident, self.delays, self.missed, self.silent = [], [], [], 0
        self.lost, self.waited = audit_status('lost'), audit_status('backlog_wait_time_actual')

    def seconds(self):
        return time.monotonic() - self.begin

    def attack(self, number):
        """Opened, told, used; the home of its own keeps it apart from the load's files."""
        name, port, since = PLAIN[number % len(PLAIN)], 7600 + number, time.time()
        peer = live_test.Peer(port, 'id')
        peer.start()
        folder = HOME / f'attack-{number}'
        job = private_host.run_as_user(f'mkdir {folder}; cd {folder}; ' + SHELLS[name][2], f'attack-{number}.sh', P=str(port))
        told = awaited(lambda: [alert for alert in self.journal.alerts(since) if alert.get('PIPEHOUND_REMOTE_PORT') == str(port)], 20)
        peer.done.set()
        peer.join(20)
        if told and peer.answered():
            self.delays.append(live_test.delay(told[0], peer))
        else:
            self.missed.append(f'{name} at {self.seconds():.0f} s: ' + ('no alert' if peer.answered() else 'the shell did not answer'))
        job.kill()
        job.wait()
        shutil.rmtree(folder, ignore_errors=True)

    def status(self):
        """Nothing where it does not answer in time."""
        answer = own_eyes.pipehound('status', '--json')
        if answer.returncode == 0:
            return json.loads(answer.stdout)
        self.silent += 1
        return print(f'note: {self.seconds():4.0f} s: no status: {answer.stderr.strip()}', flush=True)

    def figures(self):
        told = self.status()
        if told is None:
            return
        self.resident.append(kibibytes(self.pid, 'VmRSS'))
        entry = told['input']
        print(f'note: {self.seconds():4.0f} s: {entry["events"]} events, {entry["events_per_second"]}/s, lag {entry["lag_milliseconds"]} ms (at most '
              f'{entry["lag_peak_milliseconds"]}), {told["tables"]["processes"]} processes, {self.resident[-1] / 1024:.1f} MiB resident, '
              f'CPU {cpu_seconds(self.pid):.1f} s, {len(self.delays)} attacks told, {len(self.missed)} missed, '
              f'kernel lost {audit_status("lost") - self.lost}, waited {audit_status("backlog_wait_time_actual") - self.waited}', flush=True)

    def run(self):
        number, next_look = 0, 0
        while self.seconds() < self.chosen.minutes * 60:
            if self.seconds() >= next_look:
                self.figures()
                next_look += 30
            self.attack(number)
            number += 1
            time.sleep(5)
        self.figures()

    def judge(self, tally):
        settled, end = self.resident[len(self.resident) // 3], self.resident[-1]
        drops = {name: count for name, count in (self.status() or {'drops': {}})['drops'].items() if count}
        tally.check('every attack is told', '; '.join(self.missed) or ('' if self.delays else 'there was none'))
        tally.check('the plugin answers', f'{self.silent} times not' if self.silent else '')
        tally.check('memory is flat', '' if end <= settled * MOST_GROWTH else f'{settled} KiB, then {end} KiB')
        tally.check('it is the process that began', '' if own_eyes.plugin_pid() == self.pid else 'auditd started another one')
        tally.check('the kernel lost no record', '' if audit_status('lost') == self.lost else f'{audit_status("lost") - self.lost} lost')
        waited = audit_status('backlog_wait_time_actual') - self.waited
        tally.check('no program waited for audit', '' if waited == 0 else f'{waited} jiffies')
        print(f'note: {len(self.delays)} attacks, from connect to journal at most {max(self.delays, default=0):.3f} s; memory {settled / 1024:.1f} MiB '
              f'after a third, {end / 1024:.1f} at the end, at most {kibibytes(self.pid, "VmHWM") / 1024:.1f}; counted: {drops}')


def start_load(chosen):
    return [private_host.run_as_user(LOADS[chosen.load], f'load-{number}.sh', FOLDER=f'load-{number}', PAUSE=chosen.pause) for number in range(chosen.workers)]


def main():
    chosen, tally = options(), Tally()
    try:
        with private_host.private_host(chosen.binary) as journal:
            load = start_load(chosen)
            soak = Soak(journal, chosen)
            soak.run()
            soak.judge(tally)
            for worker in load:
                private_host.end(worker)
    except private_host.Unable as reason:
        tally.skip(1, reason)
    tally.tell()
    return 1 if tally.failed else 0


if __name__ == '__main__':
    sys.exit(main())
