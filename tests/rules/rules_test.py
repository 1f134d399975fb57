#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The rules and filters that ship, in the real binary, over recorded logs.

usage: rules_test.py PIPEHOUND

Every rule finds its own case and not what comes close; every filter, switched on by the very command that its file
gives, silences the innocent and nobody else, and never a pipe incident. Where ../shared/corpus stands beside the
checkout, a table says which rule finds which of its attacks and how often it is wrong.
"""
import collections
import pathlib
import re
import subprocess
import sys
import tempfile
import tomllib
import uuid

import told
from told import Who

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from hunt import Hunt  # noqa: E402
from tally import Tally  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
RULES, FILTERS = ROOT / 'conf/rules', ROOT / 'conf/filters'
RECORDED = ROOT / 'tests/data/rules/recorded'
CORPUS = ROOT.parent / 'shared/corpus'

MKFIFO = '04f36e08-8155-491c-b3a9-8dc67d010d82'
SHARED = '16210404-be3e-4f50-8c07-39eb70d0baf1'
ANYWHERE = '4148829a-ad42-4062-be9a-230d836fd6b5'
SHELL = 'd43b0c39-ef23-4db6-856c-17236650b1c8'
SEQUENCE = '6c0e2f64-5b8e-4c0b-9c36-0f5f0f4a8f5e'
INCIDENT = '5b0d7a52-9c1e-4a7e-8f43-6d2f1c0e9b17'
SHORT = {MKFIFO: 'mkfifo', SHARED: 'shared', ANYWHERE: 'anywhere', SHELL: 'shell', SEQUENCE: 'sequence', INCIDENT: 'incident'}

# What each recording has to show, and nothing else.
EXPECTED = {
    'mkfifo-tmp': {MKFIFO, SHARED, ANYWHERE},
    'mkfifo-home': {ANYWHERE},
    'mkfifo-names-tmp': {ANYWHERE},
    'relative-tmp': {SHARED, ANYWHERE},
    'python-shm': {SHARED, ANYWHERE},
    'job': {SHARED, ANYWHERE},
    'opened-only': set(),
    'shell-openbsd': {SHARED, ANYWHERE, SHELL, INCIDENT},
    'shell-traditional': {MKFIFO, SHARED, ANYWHERE, SHELL, SEQUENCE, INCIDENT},
    'shell-ncat': {SHARED, ANYWHERE, SHELL, INCIDENT},
    'shell-busybox': {MKFIFO, SHARED, ANYWHERE, SHELL, SEQUENCE, INCIDENT},
    'shell-openssl': {MKFIFO, SHARED, ANYWHERE, SHELL, SEQUENCE, INCIDENT},
    'shell-slow': {MKFIFO, SHARED, ANYWHERE, INCIDENT},
    'shell-first': {MKFIFO, SHARED, ANYWHERE},
    'plain-shell': {MKFIFO, SHARED, ANYWHERE},
    'tls-check': {MKFIFO, SHARED, ANYWHERE},
    'digest': {MKFIFO, SHARED, ANYWHERE, SEQUENCE},  # openssl of whatever kind ends the sequence
}
# Where the shell is no dash and netcat no busybox: the sequence asks for sh, bash and nc to the letter.
LITERALLY_NAMED = {'shell-traditional'}
# Each shipped rule once as it fires and once as it nearly does.
NEAR_MISS = {
    MKFIFO: ('mkfifo-tmp', 'mkfifo-home'),
    SHARED: ('python-shm', 'mkfifo-names-tmp'),
    ANYWHERE: ('mkfifo-home', 'opened-only'),
    SHELL: ('shell-openssl', 'shell-slow'),
    SEQUENCE: ('shell-traditional', 'shell-first'),
}
LEVELS = {MKFIFO: 47, SHARED: 47, ANYWHERE: 21, SHELL: 47, SEQUENCE: 47}  # as risk scores

CRON = ('/usr/sbin/cron', '/usr/sbin/cron', 'cron')
DAEMON = {'login_uid': told.UNSET, 'login_user': 'unset'}
ROOT_USER, ALICE = Who(0, 'root', **DAEMON), Who(1001, 'alice')
SUDO_ALICE, MALLORY = Who(0, 'root', 1001, 'alice'), Who(1666, 'mallory')
BACKUP, DEVUSER = Who(34, 'backup'), Who(1002, 'devuser')
SPLUNK, LOGSTASH = Who(996, 'splunk', **DAEMON), Who(995, 'logstash', **DAEMON)


class Case:
    """One act, told of somebody: with the filter, are its findings silent?"""

    def __init__(self, name, filter_file, silent, who, folder, log='job', below=None):
        self.name, self.file, self.silent = name, filter_file, silent
        text = told.within(told.by(told.recorded(RECORDED / f'{log}.log.xz'), who), folder)
        self.text = told.below(text, *below) if below else text


def cases():
    yield Case('root at the expected path', 'administrator', True, ROOT_USER, '/tmp')
    yield Case('root, the command', 'administrator', True, ROOT_USER, '/tmp', 'mkfifo-tmp')
    yield Case('alice at the expected path', 'administrator', True, ALICE, '/tmp')
    yield Case('alice, the command', 'administrator', True, ALICE, '/tmp', 'mkfifo-tmp')
    yield Case('alice behind sudo', 'administrator', True, SUDO_ALICE, '/tmp')
    yield Case('root at another path', 'administrator', False, ROOT_USER, '/var/tmp')
    yield Case('mallory does what alice does', 'administrator', False, MALLORY, '/tmp')
    yield Case('mallory, the command', 'administrator', False, MALLORY, '/tmp', 'mkfifo-tmp')
    yield Case("mallory with root's rights only", 'administrator', False,
               Who(1666, 'mallory', euid=0), '/tmp')
    yield Case('mallory as alice', 'administrator', False, Who(1001, 'alice', 1666, 'mallory'), '/tmp')
    yield Case('a job of cron', 'job', True, BACKUP, '/var/jobs/nightly', below=CRON)
    yield Case('a job of crond', 'job', True, BACKUP, '/var/jobs', below=('/usr/sbin/crond', 'crond', 'crond'))
    yield Case('the account without cron', 'job', False, BACKUP, '/var/jobs/nightly')
    yield Case('the account below a program that calls itself cron', 'job', False, BACKUP, '/var/jobs/nightly',
               below=('/home/mallory/cron', '/usr/sbin/cron', 'cron'))
    yield Case("a job of mallory's crontab", 'job', False, MALLORY, '/var/jobs/nightly', below=CRON)
    yield Case('a job of cron elsewhere', 'job', False, BACKUP, '/tmp', below=CRON)
    yield Case('a job of cron that steps out of its folder', 'job', False, BACKUP, '/var/jobs/../../tmp', below=CRON)
    yield Case('a developer at home', 'developer', True, DEVUSER, '/home/devuser/src')
    yield Case('a developer elsewhere', 'developer', False, DEVUSER, '/tmp')
    yield Case("mallory in the developer's home", 'developer', False, MALLORY, '/home/devuser/src')
    yield Case('mallory as the developer', 'developer', False, Who(1002, 'devuser', 1666, 'mallory'), '/home/devuser/src')
    yield Case('a service that became the developer', 'developer', False, Who(1002, 'devuser', **DAEMON), '/home/devuser')
    yield Case('a home with a longer name', 'developer', False, DEVUSER, '/home/devuser2')
    yield Case('splunk in its folder', 'log-collector', True, SPLUNK, '/opt/splunk/var/run')
    yield Case('logstash in its folder', 'log-collector', True, LOGSTASH, '/var/lib/logstash')
    yield Case("splunk in logstash's folder", 'log-collector', False, SPLUNK, '/var/lib/logstash')
    yield Case('splunk in /tmp', 'log-collector', False, SPLUNK, '/tmp')
    yield Case("mallory in splunk's folder", 'log-collector', False, MALLORY, '/opt/splunk/var/run')
    yield Case('mallory as splunk', 'log-collector', False, Who(996, 'splunk', 1666, 'mallory'), '/opt/splunk/var/run')


# A whole reverse shell of somebody whose pipes are excluded.
DRIVEN = [('administrator', ROOT_USER, '/tmp', None), ('job', BACKUP, '/var/jobs', CRON),
          ('developer', DEVUSER, '/home/devuser', None), ('log-collector', SPLUNK, '/opt/splunk', None)]


class RuleHunt(Hunt):
    """With the shipped rules."""

    def __init__(self, binary):
        super().__init__(binary, '--no-default-rules', '--rules', RULES)

    def alerts(self, log, *options):
        """Every match, those within incidents included."""
        return self(log, '--level', 'informational', '--no-limits', *options)

    def rules(self, log, *options):
        return {alert['rule']['id'] for alert in self.alerts(log, *options)}


def words(ids):
    return ', '.join(sorted(SHORT.get(one, one) for one in ids)) or 'nothing'


# ---- what ships

def documents(text):
    return [part for part in re.split(r'(?m)^---$', text) if re.search(r'(?m)^[a-z]+:', part)]


def lacking(document, fields):
    return [field for field in fields if not re.search(rf'(?m)^{field}: *\S|^{field}:\n +', document)]


def wrong_with_ids(ids):
    return [one for one in ids if uuid.UUID(one).version != 4] or [one for one, n in collections.Counter(ids).items() if n > 1]


def check_texts(tally):
    installed = (ROOT / 'conf/meson.build').read_text()
    ids = []
    for path in sorted([*RULES.rglob('*.yml'), *FILTERS.rglob('*.yml')]):
        name = str(path.relative_to(ROOT / 'conf'))
        tally.check(f'{name} is installed', '' if f"'{name}'" in installed else 'not in conf/meson.build')
        is_filter = path.is_relative_to(FILTERS)
        for document in documents(switched_on(path) if is_filter else path.read_text()):
            ids += re.findall(r'(?m)^id: (\S+)', document)
            part = 'level: informational' in document
            wanted = ['id', 'title', 'description']
            wanted += ['reason', 'expires', 'logsource'] if is_filter else [] if part else [
                'references', 'tags', 'falsepositives', 'level', 'author', 'date']
            tally.check(f'{name} says what it has to', ', '.join(lacking(document, wanted)))
            if is_filter:
                tally.check(f'{name} names rules, never the incident', 'rules: any' in document or INCIDENT in ''.join(
                    line for line in document.splitlines() if not line.startswith('#')))
    for path in sorted(RULES.rglob('*.toml')):
        name = str(path.relative_to(ROOT / 'conf'))
        rule = tomllib.loads(path.read_text())['rule']
        ids.append(rule['rule_id'])
        tally.check(f'{name} is installed', '' if f"'{name}'" in installed else 'not in conf/meson.build')
        wanted = ['author', 'description', 'false_positives', 'note', 'references', 'risk_score', 'severity', 'tags', 'threat']
        tally.check(f'{name} says what it has to', ', '.join(key for key in wanted if not rule.get(key)))
    tally.check('ids are UUIDs of version 4 and stand once', wrong_with_ids(ids))


def switched_on(path):
    """The filter by the command that its own text gives."""
    command = re.search(r"(?m)^## +sed -i '([^']+)' (\S+)$", path.read_text())
    if not command or not command[2].endswith(f'filters/{path.name}'):
        raise SystemExit(f'FAILED {path.name} does not tell how to switch it on')
    return subprocess.run(['sed', command[1], path], capture_output=True, text=True, check=True).stdout


# ---- rules

def check_rules(tally, hunt):
    for path in sorted(RECORDED.glob('*.log.xz')):
        name = path.name.removesuffix('.log.xz')
        alerts = hunt.alerts(told.recorded(path))
        found = {alert['rule']['id'] for alert in alerts}
        tally.check(f'{name}: finds {words(EXPECTED[name])}', '' if found == EXPECTED[name] else f'found {words(found)}')
        for alert in alerts:
            want = LEVELS.get(alert['rule']['id'], alert['event']['risk_score'])
            tally.check(f'{name}: the risk of {alert["rule"]["name"]}', alert['event']['risk_score'] != want)
    for rule, (own, near) in NEAR_MISS.items():
        tally.check(f'{SHORT[rule]} fires on {own} and not on {near}',
                    '' if rule in EXPECTED[own] and rule not in EXPECTED[near] else 'the table has no such pair')
    check_loading(tally, hunt)
    check_order(tally, hunt)
    check_hosts(tally, hunt)
    for path in sorted(RECORDED.glob('shell-*.log.xz')):
        name = path.name.removesuffix('.log.xz')
        found = hunt.rules(told.recorded(path), '--strict-names')
        expected = EXPECTED[name] - (set() if name in LITERALLY_NAMED else {SEQUENCE})
        tally.check(f'{name}: the same by strict names, but for the sequence', '' if found == expected else f'found {words(found)}')


def check_hosts(tally, hunt):
    """A pipe on one host and a shell on another have nothing to do with each other."""
    log = told.recorded(RECORDED / 'shell-openssl.log.xz')
    created = re.search(r':(\d+)\): .*nametype=CREATE', log)[1]
    def on(host_of):
        return re.sub(r'(?m)^(?=type=.*?:(\d+)\))', lambda line: f'node={host_of(line[1])} ', log)
    tally.check('shell on one host of two', '' if SHELL in hunt.rules(on(lambda serial: 'web-1')) else 'not found')
    found = hunt.rules(on(lambda serial: 'web-1' if serial <= created else 'web-2'))
    tally.check('shell across two hosts', '' if SHELL not in found and ANYWHERE in found else f'found {words(found)}')


def check_loading(tally, hunt):
    log = told.recorded(RECORDED / 'job.log.xz')
    for what, options in [('rules load', []), ('filters as installed load', ['--filters', FILTERS])]:
        tally.check(f'{what} without a word', hunt.run(log, *options).stderr.decode())
    found = hunt.rules(log, '--filters', FILTERS)
    tally.check('filters as installed exclude nothing', '' if found == EXPECTED['job'] else f'left {words(found)}')
    for path in sorted(FILTERS.glob('*.yml')):
        with tempfile.NamedTemporaryFile('w', suffix='.yml') as file:
            file.write(switched_on(path))
            file.flush()
            tally.check(f'{path.name} loads when switched on', hunt.run(log, '--filters', file.name).stderr.decode())


def check_order(tally, hunt):
    """The stages of a pipeline start in any order."""
    log = told.recorded(RECORDED / 'shell-openssl.log.xz')
    swapped = {'/usr/bin/dash': '/usr/bin/openssl', '/usr/bin/openssl': '/usr/bin/dash'}
    events = collections.OrderedDict()
    for line in re.findall(r'.*\n', log):  # enriched records hold \x1d, at which splitlines would split
        events.setdefault(re.search(r':(\d+)\)', line)[1], []).append(line)
    found = {re.search(r'exe="([^"]+)"', lines[0])[1]: serial for serial, lines in events.items()
             if ' syscall=59 success=yes' in lines[0]}
    one, other = (found[exe] for exe in swapped)
    pick = {one: other, other: one}
    mixed = ''.join(line.replace(f':{pick.get(serial, serial)})', f':{serial})')
                    for serial in events for line in events[pick.get(serial, serial)])
    for name, text in [('as recorded', log), ('the other way round', mixed)]:
        tally.check(f'shell and openssl in the order {name}', '' if SHELL in hunt.rules(text) else 'not found')
    relay = log.replace('exe="/usr/bin/dash"', 'exe="/usr/bin/nc.openbsd"').replace('comm="sh"', 'comm="nc"')
    relay = relay.replace('a0="sh" a1="-i"', 'a0="nc" a1="-v"').replace('"/usr/bin/sh"', '"/usr/bin/nc"')
    tally.check('netcat and openssl', '' if relay != log and SHELL in hunt.rules(relay) else 'not found')


# ---- filters

def check_filters(tally, hunt, folder):
    for case in cases():
        options = ['--filters', folder / f'{case.file}.yml']
        before, after = hunt.rules(case.text), hunt.rules(case.text, *options)
        want = set() if case.silent else before
        tally.check(f'{case.file}: {case.name}', '' if after == want and before else
                    f'left {words(after)} of {words(before)}')
        if case.silent:
            check_told(tally, case, hunt.alerts(case.text, '--show-excluded', *options), before)
            after = hunt.rules(told.later(case.text, 400 * 86400), *options)
            tally.check(f'{case.file}: {case.name}, after it expired', '' if after == before else f'left {words(after)}')


def check_told(tally, case, alerts, before):
    shown = {alert['rule']['id'] for alert in alerts if alert['pipehound'].get('excluded_by', {}).get('reason')}
    tally.check(f'{case.file}: {case.name}, what was excluded can be seen', '' if shown == before else
                f'shown {words(shown)}')


def check_incidents(tally, hunt, folder):
    for file, who, where, ancestor in DRIVEN:
        log = told.within(told.by(told.recorded(RECORDED / 'shell-openbsd.log.xz'), who), where)
        log = told.below(log, *ancestor) if ancestor else log
        levels = {alert['rule']['id']: alert['event']['risk_score'] for alert in hunt.alerts(log, '--filters', folder)}
        tally.check(f'{file}: the incident of {who.user} is told', '' if levels.get(INCIDENT) == 99 else f'told {levels}')
        tally.check(f"{file}: the correlation begins with no pipe of {who.user}'s", SHELL in levels)


# ---- the corpus

def table(hunt, folder):
    """Findings of each log by rule; of incidents those that are high or critical."""
    rows = {}
    for path in sorted(folder.glob('*.log')):
        alerts = hunt.alerts(path.read_text())
        rows[path.stem] = collections.Counter(alert['rule']['id'] for alert in alerts if alert['rule']['id'] != INCIDENT
                                              or alert['pipehound']['level'] in ('high', 'critical'))
    return rows


def show(title, rows):
    columns = [MKFIFO, SHARED, ANYWHERE, SHELL, SEQUENCE, INCIDENT]
    print(f'\n{title:34}' + ''.join(f'{SHORT[rule]:>10}' for rule in columns))
    for name, counts in rows.items():
        print(f'{name:34}' + ''.join(f'{counts[rule] or "-":>10}' for rule in columns))


def logs_with(rule, rows):
    return {name for name, counts in rows.items() if counts[rule]}


def check_corpus(tally, hunt):
    if not CORPUS.is_dir():
        tally.skip(1, f'the corpus: there is no {CORPUS}')
        return
    attacks, benign = table(hunt, CORPUS / 'attack'), table(hunt, CORPUS / 'benign')
    show('attack', attacks)
    show('benign', benign)
    for name in ('attack', 'benign'):
        rows = table(hunt, CORPUS / 'more' / name)
        show(f'more/{name}: logs of {len(rows)}', {'': collections.Counter(
            {rule: len(logs_with(rule, rows)) for rule in SHORT})})
    missed = {MKFIFO: {'ncat-mknod-sh', 'python-mkfifo-nc', 'relative-path-home', 'socat-shm'}, ANYWHERE: set(),
              SHARED: {'relative-path-home'}, SHELL: {'metasploit-style-netcat', 'socat-shm', 'telnet-mkfifo-sh'},
              INCIDENT: set()}
    for rule, known in missed.items():
        found = logs_with(rule, attacks)
        tally.check(f'{SHORT[rule]} finds the attacks of its kind', ', '.join(set(attacks) - known - found))
    for rule in (SHELL, SEQUENCE, INCIDENT):
        tally.check(f'{SHORT[rule]} is silent on innocent uses', ', '.join(logs_with(rule, benign)))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    tally, hunt = Tally(), RuleHunt(sys.argv[1])
    check_texts(tally)
    check_rules(tally, hunt)
    with tempfile.TemporaryDirectory() as folder:
        for path in FILTERS.glob('*.yml'):
            (pathlib.Path(folder) / path.name).write_text(switched_on(path))
        check_filters(tally, hunt, pathlib.Path(folder))
        check_incidents(tally, hunt, folder)
    check_corpus(tally, hunt)
    tally.tell()
    return 1 if tally.failed else 0


if __name__ == '__main__':
    sys.exit(main())
