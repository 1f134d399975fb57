#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The real binary over recorded logs: which attacks it finds, and what it says of innocent uses.

usage: corpus_test.py PIPEHOUND

Runs `hunt --output json` over the project's own recordings (tests/data/scenarios) and, where it
stands beside the checkout, over ../shared/corpus, as recorded and as streams may come: among other
work, interleaved, from 50 hosts, in pieces, with records missing. Prints what was missed and a line of counts.
"""
import concurrent.futures
import pathlib
import re
import sys

import audit_log

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from hunt import Hunt  # noqa: E402
from tally import Tally  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
OWN = ROOT / 'tests/data/scenarios'
CORPUS = ROOT.parent / 'shared/corpus'
HIGH = {'high', 'critical'}

# What the texts of ../shared/corpus/scenarios.txt use: the FIFO and the network program.
CORPUS_ATTACKS = {
    'bind-shell-mkfifo': ('/tmp/f', 'nc.openbsd'), 'busybox-nc': ('/tmp/p', 'busybox'),
    'metasploit-style-netcat': ('/tmp/qkzxw', 'nc.openbsd'), 'nc-openbsd-mkfifo-sh': ('/tmp/f', 'nc.openbsd'),
    'nc-traditional-mkfifo-bash': ('/tmp/f', 'nc.traditional'), 'ncat-mknod-sh': ('/tmp/backpipe', 'ncat'),
    'openssl-mkfifo-sh': ('/tmp/s', 'openssl'), 'python-mkfifo-nc': ('/tmp/p', 'nc.openbsd'),
    'relative-path-home': ('/home/aut/.cache-pipe', 'nc.openbsd'), 'socat-shm': ('/dev/shm/.x1', 'socat'),
    'telnet-mkfifo-sh': ('/tmp/tmp.', 'telnet'), 'zsh-mkfifo': ('/tmp/f', 'nc.openbsd'),
}
# The most that may be wrong among the harder ones, some of which are ambiguous on purpose.
MORE_MISSED, MORE_FALSE = 4, 2


class LevelHunt(Hunt):
    def __call__(self, log, level='high'):
        return super().__call__(log, '--level', level)


def incidents(alerts):
    return {alert['pipehound']['incident'] for alert in alerts if alert['pipehound']['level'] in HIGH}


def one_incident(alerts):
    found = len(incidents(alerts))
    return '' if found == 1 else f'{found} incidents at high or above'


def network(alert):
    return next((m['executable'] for m in alert['pipehound']['members'] if m['role'] == 'network'), '')


def remote(alert):
    end = alert.get('destination', {})
    return f'{end.get("ip")}:{end.get("port")}'


# ---- the project's own recordings

def expectations(kind):
    """Scenario -> its fields, from the texts."""
    found = {}
    for block in re.split(r'(?m)^## ', (OWN / f'{kind}.txt').read_text())[1:]:
        name, *lines = block.partition('\n\n')[0].split('\n')
        found[name.strip()] = dict(line.split(': ', 1) for line in lines if ': ' in line)
    return found


def choices(field):
    return [re.sub(r'[\[\]]', '', choice.replace('\\n', '\n')) for choice in field.split(' or ')]


def wrong_with(alert, expected):
    """What an alert names otherwise than its scenario does."""
    fifos = {fifo['path'] for fifo in alert['pipehound']['fifos']}
    shell = ' '.join([alert['process']['executable'], *alert['process']['args']])
    members = ' '.join(' '.join(m['args']) for m in alert['pipehound']['members'] if m['role'] in ('shell', 'command'))
    faults = []
    if not fifos & set(choices(expected['fifo'])):
        faults.append(f'FIFO {fifos}, not {expected["fifo"]}')
    if not any(choice in shell or choice in members for choice in choices(expected['shell'])):
        faults.append(f'shell {shell!r}, not {expected["shell"]!r}')
    if not any(choice in network(alert) for choice in choices(expected['net'])):
        faults.append(f'network program {network(alert)!r}, not {expected["net"]!r}')
    if not any(remote(alert).startswith(choice) for choice in choices(expected['remote'])):
        faults.append(f'remote end {remote(alert)}, not {expected["remote"]}')
    return '; '.join(faults)


def own_attack(hunt, log, expected):
    alerts = hunt(b''.join(audit_log.read(log)), 'low')
    top = [alert for alert in alerts if alert['pipehound']['level'] in HIGH]
    if expected.get('seen') == 'live':  # records alone cannot tell: an alarm here would be luck
        return '' if not top else 'told from records, though marked as seen live only'
    return wrong_with(top[-1], expected) if top else 'not found'


def own_recordings(hunt, tally):
    attacks = expectations('attack')
    for log in sorted((OWN / 'attack').glob('*.log.xz')):
        name = log.name.removesuffix('.log.xz')
        tally.check(f'attack/{name}', own_attack(hunt, log, attacks[name]))
    innocent = expectations('benign')
    for log in sorted((OWN / 'benign').glob('*.log.xz')):
        name = log.name.removesuffix('.log.xz')
        found = incidents(hunt(b''.join(audit_log.read(log))))
        if found and 'ambiguous' in innocent[name]:
            print(f'note: benign/{name} alerts: {innocent[name]["ambiguous"]}')
        else:
            tally.check(f'benign/{name}', f'{len(found)} incidents' if found else '')
    for log in sorted([*(OWN / 'raw').glob('*.xz'), *(OWN / 'node').glob('*.xz')]):
        alerts = hunt(b''.join(audit_log.read(log)))
        wrong = one_incident(alerts)
        if log.parent.name == 'node' and any(alert['host']['name'] != 'web-7' for alert in alerts):
            wrong += ' not on host web-7'
        tally.check(f'{log.parent.name}/{log.name}', wrong)
    for log in sorted((OWN / 'no-connect').glob('*.xz')):
        tally.check(f'no-connect/{log.name}', by_name_only(hunt(b''.join(audit_log.read(log)), 'low')))


def by_name_only(alerts):
    levels = {alert['pipehound']['level'] for alert in alerts}
    return '' if 'medium' in levels and not levels & HIGH else f'levels {sorted(levels)}, not medium at most'


# ---- ../shared/corpus

def as_streams_may_come(hunt, log, background):
    lines = audit_log.read(log)
    yield 'as recorded', one_incident(hunt(b''.join(lines)))
    yield 'within the background', one_incident(hunt(audit_log.spliced(lines, background)))
    yield 'interleaved', one_incident(hunt(audit_log.interleaved(lines)))
    yield 'in pieces', one_incident(hunt.in_pieces(audit_log.pieces(b''.join(lines), log.name), '--level', 'high'))
    yield 'without PROCTITLE', one_incident(hunt(audit_log.without(lines, b'PROCTITLE')))
    yield 'with EOE', one_incident(hunt(audit_log.with_end_records(lines)))
    yield 'without connections', by_name_only(hunt(audit_log.without_events_with(lines, b'SOCKADDR'), 'low'))
    alerts = hunt(audit_log.on_hosts(lines, 50))
    hosts = {alert['host']['name'] for alert in alerts}
    wrong = '' if len(incidents(alerts)) == len(hosts) == 50 else f'{len(incidents(alerts))} incidents on {len(hosts)} hosts'
    yield 'on 50 hosts at once', wrong


def corpus_attack(hunt, log, background):
    fifo, program = CORPUS_ATTACKS[log.stem]
    last = hunt(b''.join(audit_log.read(log)))[-1]
    address, _, port = remote(last).partition(':')
    inbound = last['network']['direction'] == 'ingress'
    named = (last['file']['path'].startswith(fifo) and network(last).endswith(program) and address == '127.0.0.1'
             and (port == '4444' or inbound))
    results = [('what it names', '' if named else f'{last["file"]["path"]} {network(last)} {remote(last)}')]
    return results + list(as_streams_may_come(hunt, log, background))


def corpus(hunt, tally, pool):
    background = audit_log.events(audit_log.read(CORPUS / 'background.log.xz'))
    tally.check('background', f'{len(found)} incidents' if (found := incidents(hunt(audit_log.joined(background)))) else '')
    for log in sorted((CORPUS / 'benign').glob('*.log')):
        found = incidents(hunt(b''.join(audit_log.read(log))))
        tally.check(f'corpus/benign/{log.stem}', f'{len(found)} incidents' if found else '')
    logs = sorted((CORPUS / 'attack').glob('*.log'))
    for log, results in zip(logs, pool.map(lambda log: corpus_attack(hunt, log, background), logs)):
        for name, wrong in results:
            tally.check(f'corpus/attack/{log.stem} {name}', wrong)
    more(hunt, tally)


def more(hunt, tally):
    """The harder ones: not all can be told from records."""
    found = {kind: {log.stem: len(incidents(hunt(b''.join(audit_log.read(log)))))
                    for log in sorted((CORPUS / 'more' / kind).glob('*.log'))} for kind in ('attack', 'benign')}
    missed = [name for name, count in found['attack'].items() if count == 0]
    false = [name for name, count in found['benign'].items() if count > 0]
    print(f'corpus/more: {len(found["attack"]) - len(missed)} of {len(found["attack"])} attacks found, missed: {missed}; '
          f'{len(false)} of {len(found["benign"])} innocent uses alerted: {false}')
    tally.check('corpus/more/attack', f'missed {missed}' if len(missed) > MORE_MISSED else '')
    tally.check('corpus/more/benign', f'alerts on {false}' if len(false) > MORE_FALSE else '')


def main():
    hunt, tally = LevelHunt(sys.argv[1]), Tally()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        own_recordings(hunt, tally)
        if CORPUS.is_dir():
            corpus(hunt, tally, pool)
        else:
            tally.skip(1, '../shared/corpus is not here')
    tally.tell()
    return 1 if tally.failed else 0


if __name__ == '__main__':
    sys.exit(main())
