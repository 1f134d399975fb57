#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The project's audit rules on the real kernel, held to a test user.

usage: kernel_rules_test.py UNIT_TESTS

1. Each file of rules.d loads whole, and the kernel's answer reads as the same rules as the text (UNIT_TESTS, the
   executable of the unit tests, compares: its suite kernel_state_tests, when KERNEL_RULES names a file).
2. Each optional file makes the records that it is for.
3. What src/audit/coverage takes for granted of the kernel is so: which rule wins, what silences what.

Ends with a line of counts; skips, saying so, where the machine cannot.
"""
import contextlib
import fcntl
import os
import pathlib
import platform
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import private_host
from private_host import ROOT, UID, Unable, audit_status

HOME = pathlib.Path('/var/lib/pipehound-rules')
# Folders of the test user in places that rules watch.
PLACES = [pathlib.Path(folder) / 'pipehound-rules-test' for folder in ('/etc', '/opt', '/var/spool', '/run', '/home')]

# What the shipped files do not use, and other people's do.
ODD_RULES = """
-a never,task -F uid={uid}
-a always,exclude -F msgtype=CWD -F uid={uid}
-a never,exclude -F msgtype=1327 -F uid={uid}
-a never,user -F uid={uid}
-a never,filesystem -F fstype=tracefs
-a always,exit -F arch=b64 -S 59 -F exit=-EACCES -F auid!=unset -F auid>=1000 -F uid={uid} -k one -k two
-a always,exit -F arch=b64 -S execve -C uid!=euid -F euid=0 -F uid={uid}
-a always,exit -F arch=b64 -S openat -F a2&0100 -F success!=0 -F uid={uid}
-a always,exit -F arch=b64 -S execve -F exe=/usr/bin/env -F subj_type=x_t -F sessionid=3 -F ppid=3 -F uid={uid} -k label
-a always,exit -F path=/etc/shadow -F perm=r -F uid={uid}
-a always,exit -F dir=/etc/audit/ -F perm=wa -F uid={uid}
-a always,exit -F arch!=b64 -S all -F uid={uid}
-a always,exit -F uid={uid}
-A always,exit -F arch=b32 -S 102 -F uid={uid} -k first
"""

# What a user does -> (key, what the event of that key must hold); on any machine, with all files loaded.
PROMISES = [
    ('echo > /etc/pipehound-rules-test/a', 'pipehound-files', 'name="/etc/pipehound-rules-test/a".*nametype=CREATE'),
    ('mv /etc/pipehound-rules-test/a /etc/pipehound-rules-test/b', 'pipehound-files', 'rules-test/a".*nametype=DELETE'),
    ('rm /etc/pipehound-rules-test/b', 'pipehound-files', 'rules-test/b".*nametype=DELETE'),
    ('echo > /opt/pipehound-rules-test/a', 'pipehound-files', 'name="/opt/pipehound-rules-test/a"'),
    ('echo > /var/spool/pipehound-rules-test/a', 'pipehound-files', 'name="/var/spool/pipehound-rules-test/a"'),
    ('echo > /run/pipehound-rules-test/a.pid', 'pipehound-files', 'name="/run/pipehound-rules-test/a.pid"'),
    ('echo > /dev/shm/pipehound-rules-test; rm /dev/shm/pipehound-rules-test', 'pipehound-files', 'name="/dev/shm/pipehound-r'),
    ('cd /tmp; f=$(mktemp pipehound-rules-XXX); mv $f $f.py; rm $f.py', 'pipehound-files', r'name="pipehound-rules-...\.py"'),
    ('echo >> /home/pipehound-rules-test/.bashrc', 'pipehound-homes', r'name="/home/pipehound-rules-test/\.bashrc"'),
    (': < /etc/login.defs', 'pipehound-watches', 'name="/etc/login.defs"'),
    (': < /etc/os-release', 'pipehound-watches', 'name="/etc/os-release"'),
    (': < /proc/version', 'pipehound-watches', 'name="/proc/version"'),
    ('python3 -c "import socket; socket.socket(38, 5, 0)"', 'pipehound-syscalls', 'a0=26 '),
    ('setarch -R true', 'pipehound-syscalls', 'a0=40000 '),
    ('dmesg -C', 'pipehound-syscalls', 'a0=5 '),
    ('true', 'pipehound-syscalls', 'syscall=99 .*comm="bash"' if platform.machine() == 'x86_64' else 'comm="bash"'),
    ('unshare -U true', 'pipehound-syscalls', 'a0=10000000 '),
    ('true', 'pipehound-processes', 'a0=0 .*comm="bash"'),
    ('exit 3', 'pipehound-processes', 'a0=3 .*comm="bash"'),
    ('setsid -f true', 'pipehound-processes', 'comm="setsid"'),
    ('sleep 9 & kill -40 $!', 'pipehound-processes', 'a1=28 '),
    ('python3 -c "import os; os.setresuid(-1, -1, -1)"', 'pipehound-processes', 'a0=ffffffff.*comm="python3"'),
    ('touch /etc/pipehound-rules-test/c; chmod 600 /etc/pipehound-rules-test/c', 'pipehound-processes', 'a2=180 .*name="/etc/pipehound-rules-test/c"'),
    ('base64 /dev/null', 'susp_activity', 'exe="/usr/bin/base64"'),
    ('echo > /dev/tcp/127.0.0.1/9', 'network_connect_4', 'type=SOCKADDR'),
]

EXECS = '-a always,exit -F arch=b64 -S execve,execveat -k shown'
ENV = '-F path=/usr/bin/env -F perm=x'
# (what is so, rules in their order, does `env` leave an event with that key?)
FACTS = [
    ('a rule on calls that stands first gives the key', [EXECS, f'-a always,exit {ENV} -k watch'], {'shown': True, 'watch': False}),
    ('a watch that stands first gives the key', [f'-a always,exit {ENV} -k watch', EXECS], {'shown': False, 'watch': True}),
    ('an earlier never by path silences', [f'-a never,exit {ENV} -k none', EXECS], {'shown': False}),
    ('an earlier never by folder silences', ['-a never,exit -F dir=/usr/bin -k none', EXECS], {'shown': False}),
    ('an earlier never by an exit that is not does not', ['-a never,exit -S all -F exit=-13 -k none', EXECS], {'shown': True}),
    ('a later never does no harm', [EXECS, f'-a never,exit {ENV} -k none'], {'shown': True}),
    ('a never of tasks silences what they start', [f'-a never,task -F uid={UID}', EXECS], {'shown': False}),
    ('a rule without architecture goes by numbers', ['-a always,exit -S execve -k shown'], {'shown': True}),
    ('exclude drops a record whatever its action', [EXECS, f'-a always,exclude -F msgtype=SYSCALL -F uid={UID}'], {'shown': False}),
]


class Tally:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def note(self, name, complaint):
        self.failed += bool(complaint)
        self.passed += not complaint
        if complaint:
            print(f'FAILED {name}: {complaint}')

    def skip(self, why):
        self.skipped += 1
        print(f'skipped: {why}')


def machine_files():
    folder = ROOT / 'rules.d'
    return sorted((folder / 'aarch64' if platform.machine() == 'aarch64' else folder).glob('*.rules'))


def held_to_user(line):
    """The same rule for the test user alone. A watch takes no user: its long form does."""
    if line.startswith('-w'):
        path, letters, key = re.fullmatch(r'-w (\S+) -p (\S+) -k (\S+)', line).groups()
        kind = 'dir' if pathlib.Path(path).is_dir() else 'path'
        line = f'-a always,exit -F {kind}={path} -F perm={letters} -k {key}'
    if line.startswith('-a') and f'uid={UID}' not in line:
        line = line.replace(' -k ', f' -F uid={UID} -k ')
        assert f'uid={UID}' in line, line
    return line


def shipped(*paths):
    return '\n'.join(held_to_user(line) for path in paths for line in path.read_text().splitlines()) + '\n'


@contextlib.contextmanager
def loaded(text):
    with tempfile.NamedTemporaryFile('w', suffix='.rules') as file:
        file.write(text)
        file.flush()
        try:
            done = subprocess.run(['auditctl', '-R', file.name], capture_output=True, text=True)
            yield file.name, (done.stderr or 'auditctl refuses a line') if done.returncode else ''
        finally:
            subprocess.run(['auditctl', '-D'], stdout=subprocess.DEVNULL, check=True)


def compare(unit_tests, text):
    with loaded(text) as (name, complaint):
        if complaint:
            return complaint
        compared = subprocess.run([unit_tests, '--run_test=kernel_state_tests'], capture_output=True, text=True,
                                  env={**os.environ, 'KERNEL_RULES': name})
        return compared.stdout + compared.stderr if compared.returncode else ''


def test_reading(unit_tests, tally):
    for path in machine_files():
        tally.note(path.name, compare(unit_tests, shipped(path)))
    tally.note('all of them at once', compare(unit_tests, shipped(*machine_files())))
    if platform.machine() == 'x86_64':
        tally.note('odd rules', compare(unit_tests, ODD_RULES.format(uid=UID)))


@contextlib.contextmanager
def auditd():
    """A private one; gives its log."""
    with tempfile.TemporaryDirectory(prefix='pipehound-rules-') as folder:
        work = pathlib.Path(folder)
        for name in ('log', 'plugins.d'):
            (work / name).mkdir()
        conf = work / 'auditd.conf'
        conf.write_text(f'log_file = {work}/log/audit.log\nlog_group = root\nlog_format = RAW\nflush = incremental_async\nfreq = 50\n'
                        f'max_log_file = 100\nmax_log_file_action = ignore\nspace_left = 2\nadmin_space_left = 1\nq_depth = 2000\n'
                        f'plugin_dir = {work}/plugins.d\nname_format = none\n')
        conf.chmod(0o640)
        daemon = subprocess.Popen(['auditd', '-n', '-c', folder], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            private_host.wait_until(lambda: audit_status('pid') == daemon.pid, 10, 'auditd did not start')
            yield work / 'log/audit.log'
        finally:
            private_host.end(daemon)


@contextlib.contextmanager
def places():
    folders = [HOME, *PLACES]
    try:
        for folder in folders:
            folder.mkdir()
            os.chown(folder, UID, UID)
        yield
    finally:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)


def become_user():
    os.setgroups([])
    os.setgid(UID)
    os.setuid(UID)


def events_of(log, shell_text):
    """What the text left in the log, by event, run by a process that starts under the rules as the test user."""
    start = log.stat().st_size
    subprocess.run(['/bin/bash', '-c', shell_text], preexec_fn=become_user, cwd=HOME, stdin=subprocess.DEVNULL,
                   env={'PATH': '/usr/sbin:/usr/bin:/sbin:/bin'}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=20)
    time.sleep(0.3)
    events = {}
    with open(log, encoding='utf-8', errors='replace') as file:
        file.seek(start)
        for line in file:
            if serial := re.search(r'msg=audit\([\d.]+:(\d+)\)', line):
                events[serial[1]] = events.get(serial[1], '') + line.rstrip('\n') + ' '
    return list(events.values())


def test_promises(log, tally):
    with loaded(shipped(*machine_files())) as (_, complaint):
        tally.note('all files load', complaint)
        for text, key, expected in PROMISES:
            tool = text.split()[0]
            if tool in ('setarch', 'dmesg', 'python3') and not shutil.which(tool):
                tally.skip(f'{tool} is not installed')
                continue
            events = [event for event in events_of(log, text) if f'key="{key}"' in event]
            tally.note(text, '' if any(re.search(expected, event) for event in events) else f'no {expected} among {events}')


def test_facts(log, tally):
    for name, rules, wanted in FACTS:
        with loaded('\n'.join(held_to_user(rule) for rule in rules) + '\n') as (_, complaint):
            events = events_of(log, 'env; true')
        mine = [event for event in events if 'exe="/usr/bin/env"' in event]
        seen = {key: any(f'key="{key}"' in event for event in mine) for key in wanted}
        tally.note(name, complaint or ('' if seen == wanted else f'{seen} among {mine}'))


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    tally = Tally()
    with open(private_host.LOCK, 'w') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            private_host.require()
            enabled = audit_status('enabled')
            try:
                test_reading(sys.argv[1], tally)
                with places(), auditd() as log:
                    test_promises(log, tally)
                    test_facts(log, tally)
            finally:
                subprocess.run(['auditctl', '-e', str(enabled)], stdout=subprocess.DEVNULL)
        except Unable as why:
            tally.skip(why)
    print(f'{tally.passed} passed, {tally.failed} failed, {tally.skipped} skipped')
    return 1 if tally.failed else 0


if __name__ == '__main__':
    sys.exit(main())
