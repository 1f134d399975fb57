#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every rules file of the project on the real kernel, held to a test user: does it load whole, and does the kernel's
answer read as the same rules as the text?

usage: kernel_rules_test.py UNIT_TESTS

UNIT_TESTS is the executable of the unit tests; its suite kernel_state_tests compares when KERNEL_RULES names a file.
Ends with a line of counts; skips, saying so, where the machine cannot.
"""
import fcntl
import os
import pathlib
import platform
import re
import subprocess
import sys
import tempfile

import private_host
from private_host import ROOT, UID, Unable, audit_status

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


def machine_files():
    folder = ROOT / 'rules.d'
    return sorted((folder / 'aarch64' if platform.machine() == 'aarch64' else folder).glob('*.rules'))


def held_to_user(text):
    """The same rules for the test user alone. A watch takes no user: its long form does."""
    for line in text.splitlines():
        if line.startswith('-w'):
            path, letters, key = re.fullmatch(r'-w (\S+) -p (\S+) -k (\S+)', line).groups()
            kind = 'dir' if pathlib.Path(path).is_dir() else 'path'
            line = f'-a always,exit -F {kind}={path} -F perm={letters} -k {key}'
        if line.startswith('-a') and f'uid={UID}' not in line and 'filesystem' not in line:
            line = line.replace(' -k ', f' -F uid={UID} -k ')
        yield line


def compare(unit_tests, text):
    """Loads the text and has it compared; says what is wrong, or nothing."""
    with tempfile.NamedTemporaryFile('w', suffix='.rules') as file:
        file.write(text)
        file.flush()
        try:
            loaded = subprocess.run(['auditctl', '-R', file.name], capture_output=True, text=True)
            if loaded.returncode:
                return loaded.stderr
            compared = subprocess.run([unit_tests, '--run_test=kernel_state_tests'], capture_output=True, text=True,
                                      env={**os.environ, 'KERNEL_RULES': file.name})
            return compared.stdout + compared.stderr if compared.returncode else ''
        finally:
            subprocess.run(['auditctl', '-D'], stdout=subprocess.DEVNULL, check=True)


def texts():
    for path in machine_files():
        yield path.name, '\n'.join(held_to_user(path.read_text())) + '\n'
    everything = '\n'.join(path.read_text() for path in machine_files())
    yield 'all of them at once', '\n'.join(held_to_user(everything)) + '\n'
    if platform.machine() == 'x86_64':
        yield 'odd rules', ODD_RULES.format(uid=UID)


def main():
    unit_tests = sys.argv[1]
    failed = passed = 0
    with open(private_host.LOCK, 'w') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        private_host.require()
        enabled = audit_status('enabled')
        try:
            for name, text in texts():
                complaint = compare(unit_tests, text)
                print(f'{"FAIL" if complaint else "ok  "} {name}\n{complaint}', end='')
                failed += bool(complaint)
                passed += not complaint
        finally:
            subprocess.run(['auditctl', '-e', str(enabled)], stdout=subprocess.DEVNULL)
    print(f'kernel rules: {passed} passed, {failed} failed, 0 skipped')
    return 1 if failed else 0


if __name__ == '__main__':
    try:
        sys.exit(main())
    except Unable as why:
        print(f'kernel rules: 0 passed, 0 failed, 1 skipped: {why}')
