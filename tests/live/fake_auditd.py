#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The real binary under a stand-in for auditd: started as auditd starts its plugins, and treated worse.

usage: fake_auditd.py PIPEHOUND

One end of a stream socketpair as stdin, an empty environment, stdout and stderr on /dev/null, cwd /; signals ignored at the first
start, blocked at a restart (audit-userspace, audisp/audispd.c). Ends with a line of counts.
"""
import json
import os
import pathlib
import pwd
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'corpus'))
import audit_log

ROOT = pathlib.Path(__file__).resolve().parents[2]
ATTACK = ROOT / 'tests/data/scenarios/attack/hidden-subshell-true.log.xz'
SIGNALS = (signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2, signal.SIGTERM, signal.SIGCHLD, signal.SIGCONT)
SERIAL_GAP = '9b3c2826-004e-42cc-8421-eb1e6b2fa51a'
SOON = 0.5  # seconds; the plugin aims at 0.05, a busy machine may take longer


class Plugin:
    """One run of the binary, in a folder that outlives it."""

    def __init__(self, binary, folder, restart=False, settings='', journal=False, state=True, user=''):
        self.binary, self.folder = binary, folder
        folder.chmod(0o755)  # who has given up root must find his files
        config = folder / 'pipehound.conf'
        config.write_text(f'[alerts]\njournal = {str(journal).lower()}\nspool = "{folder}/spool.jsonl"\nfile = "{folder}/alerts.jsonl"\n'
                          f'{settings}\n[live]\nproc = false\n[privileges]\nuser = "{user}"\n'
                          f'[state]\nseconds = 1\nfile = "{folder / "state" if state else ""}"\n'
                          f'[diagnostics]\nstatus_socket = "{folder}/status"\n')
        self.stdin, theirs = socket.socketpair()

        def as_auditd_does():
            for number in SIGNALS:
                signal.signal(number, signal.SIG_IGN if not restart else signal.SIG_DFL)
            if restart:
                signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)

        self.process = subprocess.Popen([binary, 'run', f'--config={config}'], stdin=theirs, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, env={}, cwd='/', preexec_fn=as_auditd_does)
        theirs.close()

    def send(self, data, seed=1):
        for piece in audit_log.pieces(data, seed):
            self.stdin.sendall(piece)

    def alerts(self):
        file = self.folder / 'alerts.jsonl'
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    def await_critical(self, seconds=3):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if any(alert['pipehound']['level'] == 'critical' for alert in self.alerts()):
                return True
            time.sleep(0.01)
        return False

    def told(self, rule):
        return [alert for alert in self.alerts() if alert['rule']['id'] == rule]

    def await_told(self, rule, seconds):
        end = time.monotonic() + seconds
        while not self.told(rule) and time.monotonic() < end:
            time.sleep(0.05)
        return bool(self.told(rule))

    def status(self):
        return subprocess.run([self.binary, 'status', '--json', f'--config={self.folder}/pipehound.conf'], capture_output=True, text=True)

    def runs(self):
        return self.process.poll() is None

    def gone_within(self, seconds):
        """How long it took to leave; None where it did not."""
        start = time.monotonic()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        return time.monotonic() - start

    def close(self):
        self.stdin.close()
        if self.runs():
            try:
                self.process.wait(3)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def attack_bytes():
    return audit_log.with_end_records(audit_log.read(ATTACK))


def reads_pieces_and_leaves_at_eof(start):
    plugin = start()
    plugin.send(attack_bytes())
    if not plugin.await_critical():
        return 'no critical alert in the file'
    plugin.stdin.shutdown(socket.SHUT_WR)
    took = plugin.gone_within(3)
    if took is None or took > SOON:
        return f'left {took} s after the end'
    print(f'note: left {took * 1000:.0f} ms after the end of its input')
    return '' if plugin.process.returncode == 0 else f'exit status {plugin.process.returncode}'


def what_is_read_at_eof_is_judged(start):
    plugin = start()
    plugin.send(attack_bytes())
    plugin.stdin.shutdown(socket.SHUT_WR)
    plugin.gone_within(3)
    return '' if plugin.await_critical(0.1) else 'the alert was lost'


def survives_a_stall(start):
    plugin = start()
    data = attack_bytes()
    plugin.stdin.sendall(data[:5003])  # the middle of a line
    time.sleep(1)
    plugin.stdin.sendall(data[5003:])
    return '' if plugin.await_critical() else 'no alert after the stall'


def tells_by_age_what_never_ends(start):
    plugin = start()
    data = audit_log.without(audit_log.read(ATTACK), b'PROCTITLE')
    plugin.stdin.sendall(data)
    return '' if plugin.await_critical(5) else 'records without an end were never judged'


def takes_sigterm_from_its_parent_only(start):
    plugin = start()
    time.sleep(0.3)
    subprocess.run(['kill', '-TERM', str(plugin.process.pid)], check=True)
    time.sleep(0.3)
    if not plugin.runs():
        return 'a stranger ended it'
    plugin.stdin.sendall(attack_bytes())
    os.kill(plugin.process.pid, signal.SIGTERM)
    if plugin.gone_within(3) is None:
        return 'its parent could not end it'
    return '' if plugin.await_critical(0.1) else 'what had been sent was not drained'


def reloads_and_keeps_what_runs(start):
    plugin = start()
    time.sleep(0.3)
    config = plugin.folder / 'pipehound.conf'
    config.write_text('[alerts]\nlevel = "loud"\n')
    os.kill(plugin.process.pid, signal.SIGHUP)
    time.sleep(0.3)
    if not plugin.runs():
        return 'a broken configuration ended it'
    plugin.send(attack_bytes())
    return '' if plugin.await_critical() else 'the old configuration was lost'


def starts_with_a_broken_configuration(start):
    plugin = start(settings='levle = "high"')
    plugin.send(attack_bytes())
    return '' if plugin.await_critical() else 'one bad line took the others along'


def comes_back_after_kill(start):
    first = start()
    first.stdin.sendall(attack_bytes()[:5003])
    time.sleep(0.2)
    first.process.kill()
    first.process.wait()
    second = start(restart=True)
    second.send(attack_bytes())
    if not second.await_critical():
        return 'no alert after a restart'
    os.kill(second.process.pid, signal.SIGTERM)
    return '' if second.gone_within(3) is not None else 'blocked signals stayed blocked'


def file_survives_rotation(start):
    plugin = start()
    plugin.send(attack_bytes())
    if not plugin.await_critical():
        return 'no alert'
    file = plugin.folder / 'alerts.jsonl'
    file.rename(plugin.folder / 'alerts.jsonl.1')
    lines = audit_log.read(ATTACK)
    plugin.send(b''.join(b'node=other ' + line for line in lines))
    return '' if plugin.await_critical() else 'no new file after a rotation'


def split_before(mark=b'type=SOCKADDR'):
    """The attack in two: what comes before the first event with a record like this, by default the connect, and the rest."""
    events = audit_log.events(audit_log.read(ATTACK))
    at = next(i for i, event in enumerate(events) if any(mark in line for line in event))
    return [audit_log.with_end_records([line for event in part for line in event]) for part in (events[:at], events[at:])]


def second_half_after_a_kill(start, **options):
    """Is the attack found by who saw only its second half, and had a predecessor?"""
    first_half, second_half = split_before()
    first = start(**options)
    first.stdin.sendall(first_half)
    time.sleep(2.5)  # it saves every second
    first.process.kill()
    first.process.wait()
    second = start(restart=True, **options)
    second.stdin.sendall(second_half)
    return second.await_critical()


def goes_on_with_what_its_predecessor_knew(start):
    return '' if second_half_after_a_kill(start) else 'a shell that was set up before kill -9 was missed'


def knows_nothing_where_no_state_is_kept(start):
    return 'the second half is enough: the test above shows nothing' if second_half_after_a_kill(start, state=False) else ''


def a_clean_stop_saves_at_once(start):
    first_half, second_half = split_before()
    first = start()
    first.stdin.sendall(first_half)
    first.stdin.shutdown(socket.SHUT_WR)
    if first.gone_within(3) is None:
        return 'did not leave'
    second = start(restart=True)
    second.stdin.sendall(second_half)
    return '' if second.await_critical() else 'a shell that was set up before the restart was missed'


def a_sequence_goes_on_after_a_restart(start):
    first_half, second_half = split_before(b' a0="cat"')
    with tempfile.TemporaryDirectory() as rules:
        os.chmod(rules, 0o755)
        pathlib.Path(rules, 'over-a-restart.eql').write_text(
            'sequence with maxspan=1d [process where process.name == "mkfifo"] [process where process.name == "cat"]\n')
        settings = f'[rules]\npaths = ["{rules}"]\n'
        first = start(settings=settings)
        first.stdin.sendall(first_half)
        first.stdin.shutdown(socket.SHUT_WR)
        if first.gone_within(3) is None:
            return 'did not leave'
        if any(alert['rule']['name'] == 'over-a-restart' for alert in first.alerts()):
            return 'the first half is enough: this shows nothing'
        second = start(restart=True, settings=settings)
        second.stdin.sendall(second_half)
        second.await_critical()
        second.stdin.shutdown(socket.SHUT_WR)
        second.gone_within(3)
        found = [alert for alert in second.alerts() if alert['rule']['name'] == 'over-a-restart']
    return '' if len(found) == 1 and len(found[0]['pipehound']['evidence']) == 2 else f'{len(found)} alerts'


def a_stop_does_not_say_what_has_not_happened(start):
    with tempfile.TemporaryDirectory() as rules:
        os.chmod(rules, 0o755)
        pathlib.Path(rules, 'nothing-followed.eql').write_text(
            'sequence with maxspan=1d [process where process.name == "mkfifo"] ![network where destination.port == 1]\n')
        plugin = start(settings=f'[rules]\npaths = ["{rules}"]\n')
        plugin.send(attack_bytes())
        plugin.await_critical()
        plugin.stdin.shutdown(socket.SHUT_WR)
        if plugin.gone_within(3) is None:
            return 'did not leave'
        return 'a day that is not over was told' if any(alert['rule']['name'] == 'nothing-followed' for alert in plugin.alerts()) else ''


def damaged_state_is_no_obstacle(start):
    folder = start().folder
    (folder / 'state').write_bytes(b'pipehound-state-2 ' + os.urandom(500))
    plugin = start(restart=True)
    plugin.send(attack_bytes())
    return '' if plugin.await_critical() else 'no alert'


def half_a_line_at_eof_is_judged(start):
    plugin = start()
    lines = attack_bytes().splitlines(keepends=True)
    last = max(i for i, line in enumerate(lines) if b'type=SOCKADDR' in line and b'saddr=0200' in line)
    plugin.stdin.sendall(b''.join(lines[:last]) + lines[last].rstrip(b'\n'))
    plugin.stdin.shutdown(socket.SHUT_WR)
    plugin.gone_within(3)
    return '' if plugin.await_critical(0.1) else 'the last line was lost'


def status_is_told_while_it_runs(start):
    plugin = start()
    plugin.send(attack_bytes())
    plugin.await_critical()
    ran = plugin.status()
    told = json.loads(ran.stdout)
    wrong = [] if ran.returncode == 0 and told['pid'] == plugin.process.pid else [f'{ran.returncode}, {told}']
    wrong += [] if told['input']['records'] > 10 and told['tables']['fifos'] >= 1 else [f'{told["input"]}, {told["tables"]}']
    wrong += [] if any(rule['told'] >= 1 for rule in told['alerts']) else ['no alert counted']
    return '; '.join(wrong)


def status_says_that_nothing_runs(start):
    plugin = start()
    time.sleep(0.5)
    plugin.process.kill()
    plugin.process.wait()
    ran = plugin.status()
    return '' if ran.returncode == 1 and json.loads(ran.stdout) == {'running': False} else f'{ran.returncode}: {ran.stdout}{ran.stderr}'


def status_says_that_it_hangs(start):
    plugin = start()
    time.sleep(0.5)
    os.kill(plugin.process.pid, signal.SIGSTOP)
    ran = plugin.status()
    os.kill(plugin.process.pid, signal.SIGCONT)
    return '' if ran.returncode == 2 and 'does not answer' in ran.stderr else f'{ran.returncode}: {ran.stdout}{ran.stderr}'


def a_gap_in_the_serials_is_told_once(start):
    plugin = start()
    events = audit_log.events(audit_log.read(ATTACK))
    serial = audit_log.stamp(events[0][0])[0]
    kept = [audit_log.restamp(line, serial + number, audit_log.stamp(line)[1]) for number, event in enumerate(events)
            if number % 10 != 5 for line in event]
    plugin.stdin.sendall(audit_log.with_end_records(kept))
    if not plugin.await_told(SERIAL_GAP, 15):
        return 'not told'
    alert = plugin.told(SERIAL_GAP)[0]
    if alert['pipehound']['kind'] != 'blindness' or alert['event']['category'] != ['host', 'configuration']:
        return f'{alert}'
    time.sleep(6)
    return '' if len(plugin.told(SERIAL_GAP)) == 1 else 'told again'


def a_whole_stream_is_no_blindness(start):
    plugin = start()
    events = audit_log.events(audit_log.read(ATTACK))
    serial = audit_log.stamp(events[0][0])[0]
    whole = [audit_log.restamp(line, serial + number, audit_log.stamp(line)[1]) for number, event in enumerate(events) for line in event]
    plugin.stdin.sendall(audit_log.with_end_records(whole))
    time.sleep(8)
    return 'told of a gap' if plugin.told(SERIAL_GAP) else ''


def gives_up_root_for_good(start):
    if os.geteuid() != 0:
        return ''  # there is nothing to give up
    plugin = start(user='nobody')
    plugin.send(attack_bytes())
    if not plugin.await_critical():
        return 'no alert'
    lines = pathlib.Path(f'/proc/{plugin.process.pid}/status').read_text().splitlines()
    found = {name: value.split() for name, value in (line.split(':', 1) for line in lines)}
    none = ['0' * 16]
    wanted = {'Uid': [str(pwd.getpwnam('nobody').pw_uid)] * 4, 'Groups': [], 'CapEff': none, 'CapPrm': none, 'CapBnd': none, 'CapAmb': none,
              'NoNewPrivs': ['1'], 'Seccomp': ['2']}
    return '; '.join(f'{name} is {found[name]}' for name, value in wanted.items() if found[name] != value)


def goes_on_as_root_where_the_user_is_missing(start):
    plugin = start(user='no-such-user-here')
    plugin.send(attack_bytes())
    return '' if plugin.await_critical() else 'no alert'


def noise_harms_nobody(start):
    plugin = start()
    plugin.stdin.sendall(os.urandom(200_000) + b'\n' + b'x' * 100_000 + b'\n')
    plugin.send(attack_bytes())
    return '' if plugin.await_critical() else 'no alert after noise'


def journal_away_means_spool(start):
    folder = start().folder
    plugin = start(settings=f'journal_socket = "{folder}/journal"', journal=True)
    plugin.send(attack_bytes())
    plugin.await_critical()
    spool = folder / 'spool.jsonl'
    end = time.monotonic() + 3
    while time.monotonic() < end and not (spool.exists() and b'PIPEHOUND_LEVEL' in spool.read_bytes()):
        time.sleep(0.02)
    if not spool.exists():
        return 'nothing was spooled'
    heard = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as journal:
        journal.bind(f'{folder}/journal')
        journal.settimeout(15)

        def listen():
            try:
                while not any(b'PIPEHOUND_LEVEL=critical' in message for message in heard):
                    heard.append(journal.recv(1 << 20))
            except TimeoutError:
                pass

        listener = threading.Thread(target=listen)
        listener.start()
        listener.join()
    return '' if any(b'PIPEHOUND_LEVEL=critical' in message for message in heard) else 'the spool was not sent when the journal returned'


TESTS = (reads_pieces_and_leaves_at_eof, what_is_read_at_eof_is_judged, survives_a_stall, tells_by_age_what_never_ends,
         takes_sigterm_from_its_parent_only, reloads_and_keeps_what_runs, starts_with_a_broken_configuration,
         comes_back_after_kill, goes_on_with_what_its_predecessor_knew, knows_nothing_where_no_state_is_kept, a_clean_stop_saves_at_once,
         a_sequence_goes_on_after_a_restart, a_stop_does_not_say_what_has_not_happened,
         damaged_state_is_no_obstacle, half_a_line_at_eof_is_judged, status_is_told_while_it_runs, status_says_that_nothing_runs,
         status_says_that_it_hangs, a_gap_in_the_serials_is_told_once, a_whole_stream_is_no_blindness, gives_up_root_for_good,
         goes_on_as_root_where_the_user_is_missing, file_survives_rotation,
         noise_harms_nobody, journal_away_means_spool)


def run(test, binary):
    started = []
    with tempfile.TemporaryDirectory() as folder:
        def start(**options):
            started.append(Plugin(binary, pathlib.Path(folder), **options))
            return started[-1]
        try:
            return test(start)
        finally:
            for plugin in started:
                plugin.close()


def main():
    passed = failed = 0
    for test in TESTS:
        wrong = run(test, pathlib.Path(sys.argv[1]).resolve())
        name = test.__name__.replace('_', ' ')
        print(f'FAILED {name}: {wrong}' if wrong else f'ok {name}', flush=True)
        passed, failed = passed + (not wrong), failed + bool(wrong)
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
