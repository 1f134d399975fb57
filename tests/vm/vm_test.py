#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The package in a clean machine: installed, disturbed, confined, upgraded, removed, purged, with three boots.

usage: vm_test.py [--release bookworm|trixie] [--folder FOLDER] [--patience SECONDS] [--reuse] PIPEHOUND.DEB

mmdebstrap makes a Debian of that release, qemu boots it in software, so that it is the same everywhere; guest.sh does the rest,
and each of its checks is told as it comes. A machine that says nothing for so long (5 minutes) is asked what it waits for, and
ended. --reuse takes the root that a run before made with it, and keeps it. All lies in FOLDER (build/vm). Ends with a line of counts.
"""
import argparse
import pathlib
import platform
import re
import shutil
import socket
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / 'tests/support'))
from tally import Tally

PACKAGES = 'systemd-sysv,udev,kmod,auditd,apparmor,linux-image-cloud-amd64,initramfs-tools,iproute2,netcat-openbsd,procps'
UNIT = '''[Unit]
Description=Checks of the package
[Service]
ExecStart=/vm/guest.sh
[Install]
WantedBy=multi-user.target
'''
# AppArmor's own profiles take a minute in software; the others begin in the middle of a check.
UNWANTED = ('apparmor.service', 'apt-daily.timer', 'apt-daily-upgrade.timer', 'dpkg-db-backup.timer', 'e2scrub_all.timer', 'fstrim.timer',
            'systemd-tmpfiles-clean.timer')
RULE = '\n## key of the {0}\n-a always,exit -F arch=b64 -S {1} -k pipehound\n'
UPGRADES = {'second': '+vm2', 'third': '+vm3'}
NEEDED = ('qemu-system-x86_64', 'mmdebstrap', 'mke2fs', 'dpkg-deb')


def say(text):
    print(f'note: {text}', flush=True)


def run(*command, **more):
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, **more)


def field_of(deb, name):
    return subprocess.check_output(['dpkg-deb', '-f', deb, name], text=True).strip()


def upgraded(deb, name, folder):
    """The same package under a later version, with another kernel rule; what it does not change is as it was."""
    unpacked = folder / 'unpacked'
    shutil.rmtree(unpacked, ignore_errors=True)
    run('dpkg-deb', '-R', deb, unpacked)
    version = field_of(deb, 'Version') + UPGRADES[name]
    control = unpacked / 'DEBIAN/control'
    control.write_text(re.sub(r'(?m)^Version: .*', f'Version: {version}', control.read_text()))
    rules = unpacked / 'usr/share/pipehound/audit/rules.d/40-pipehound.rules'
    rules.write_text(rules.read_text() + RULE.format(name, {'second': 'mount', 'third': 'umount2'}[name]))
    (folder / name).mkdir()
    run('dpkg-deb', '--root-owner-group', '-b', unpacked, folder / name / 'pipehound.deb', stdout=subprocess.DEVNULL)
    (folder / name / 'version').write_text(version + '\n')
    shutil.rmtree(unpacked)


def make_packages(deb, folder):
    shutil.rmtree(folder, ignore_errors=True)
    (folder / 'first').mkdir(parents=True)
    shutil.copy(deb, folder / 'first/pipehound.deb')
    for name in UPGRADES:
        upgraded(deb, name, folder)


def make_root(release, root, packages):
    """Debian as it is installed, with what pipehound depends on waiting in apt's cache: the machine has no network."""
    shutil.rmtree(root, ignore_errors=True)
    fetch = ('chroot "$1" apt-get install -q -y --no-install-recommends --download-only '
             '/packages/first/pipehound.deb')
    run('mmdebstrap', '--variant=minbase', f'--include={PACKAGES}', '--skip=cleanup/apt',
        f'--customize-hook=copy-in {packages} /', f'--customize-hook={fetch}',
        '--customize-hook=chroot "$1" useradd -m -s /bin/sh alice', release, root)


def add_checks(root, packages):
    shutil.rmtree(root / 'packages')
    shutil.copytree(packages, root / 'packages')
    shutil.rmtree(root / 'vm', ignore_errors=True)
    (root / 'vm').mkdir()
    for script in (*HERE.glob('guest*.sh'), ROOT / 'debian/tests/installed'):
        shutil.copy(script, root / 'vm')
        (root / 'vm' / script.name).chmod(0o755)
    (root / 'etc/fstab').write_text('/dev/vda / ext4 defaults 0 0\n')
    (root / 'etc/hostname').write_text('clean\n')
    (root / 'etc/systemd/system/vm-checks.service').write_text(UNIT)
    run('chroot', root, 'systemctl', '-q', 'enable', 'vm-checks.service')
    run('chroot', root, 'systemctl', '-q', 'mask', *UNWANTED)


def make_disk(root, disk):
    disk.unlink(missing_ok=True)
    run('mke2fs', '-q', '-t', 'ext4', '-d', root, disk, '3G')


def newest(root, pattern):
    return max((root / 'boot').glob(pattern))


def machine(root, disk, folder):
    """What protects against the processor's faults is left out: it makes software emulation slower, and guards nobody here."""
    return ['qemu-system-x86_64', '-accel', 'tcg,thread=multi,tb-size=512', '-m', '1024', '-smp', '2', '-nographic',
            '-no-reboot', '-nic', 'none', '-monitor', f'unix:{folder}/monitor,server=on,wait=off',
            *written_to(folder / 'console'), *written_to(folder / 'checks'),
            '-drive', f'file={disk},format=raw,if=virtio,cache=unsafe', '-kernel', newest(root, 'vmlinuz-*'),
            '-initrd', newest(root, 'initrd.img-*'),
            '-append', 'root=/dev/vda rw console=ttyS0 quiet systemd.show_status=1 sysrq_always_enabled mitigations=off']


def written_to(file):
    """A serial line whose every boot is written behind the last."""
    return ['-chardev', f'file,id={file.name},path={file},append=on', '-serial', f'chardev:{file.name}']


class Account:
    """What the machine says, told and counted as it comes."""

    def __init__(self, file, tally):
        self.file, self.tally, self.start, self.begun, self.scenes, self.done = file, tally, time.monotonic(), '', 0, False

    def read(self):
        """True where something was said since."""
        said = self.file.read()
        *lines, self.begun = (self.begun + said).split('\n')
        for line in lines:
            self.take(line.strip())
        return bool(said)

    def take(self, line):
        word, _, rest = line.partition(' ')
        if word == 'ok':
            print(f'{time.monotonic() - self.start:5.0f} s  {line}', flush=True)
            self.tally.check(rest, '')
        elif word == 'FAILED':
            name, _, wrong = rest.partition(':: ')
            self.tally.check(name, wrong or 'no reason given')
        elif word == 'skipped:':
            self.tally.skip(1, rest)
        elif word == '#':
            self.done = self.done or rest == 'done'
            self.scenes += rest.startswith('scene ')
            say(rest)


def lines_of(said):
    return [line for line in said.decode(errors='replace').splitlines() if line.strip()]


def ask_what_it_waits_for(folder):
    """By the keys that Linux has for it: 9, all of it shall be shown; w, the tasks that are blocked."""
    console = folder / 'console'
    before = console.read_bytes()
    with socket.socket(socket.AF_UNIX) as monitor:
        monitor.connect(str(folder / 'monitor'))
        for key in '9w':
            monitor.sendall(f'sendkey alt-sysrq-{key}\n'.encode())
            time.sleep(5)
    behind = console.read_bytes()[len(before):]
    for line in lines_of(before)[-25:] + lines_of(behind)[:60]:
        say(f'console: {line}')


def boot(command, folder, patience, account):
    """Until the machine goes down. What was wrong is returned."""
    scenes = account.scenes
    with open(folder / 'qemu', 'a') as log:
        running = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        try:
            heard = time.monotonic()
            while running.poll() is None and time.monotonic() < heard + patience:
                heard = time.monotonic() if account.read() else heard
                time.sleep(0.2)
            account.read()
            if running.poll() is None:
                ask_what_it_waits_for(folder)
                return f'the machine said nothing for {patience} s'
        finally:
            running.kill()
            running.wait()
    return '' if account.scenes > scenes else f'the machine went down without a scene, see {folder}/console and {folder}/qemu'


def boots(command, folder, patience, tally):
    """A boot for each scene, each in an emulator of its own. One that hangs before it runs a system at all may try once more."""
    for name in ('checks', 'console', 'qemu'):
        (folder / name).write_bytes(b'')
    console, wrong, spare = folder / 'console', '', 1
    with open(folder / 'checks', errors='replace', newline='') as said:
        account = Account(said, tally)
        while not (account.done or wrong):
            before = console.stat().st_size
            wrong = boot(command, folder, patience, account)
            if wrong and spare and b'Welcome to' not in console.read_bytes()[before:]:
                say(f'{wrong}, and no system was running yet: once more')
                wrong, spare = '', 0
    tally.check('all scenes came to their end', wrong)


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--release', default='bookworm')
    parser.add_argument('--folder', type=pathlib.Path, default=ROOT / 'build/vm')
    parser.add_argument('--patience', type=int, default=300, help='seconds of silence')
    parser.add_argument('--reuse', action='store_true')
    parser.add_argument('deb', type=pathlib.Path)
    return parser.parse_args()


def timed(what, act, *arguments):
    start = time.monotonic()
    result = act(*arguments)
    say(f'{what}: {time.monotonic() - start:.0f} s')
    return result


def main():
    chosen, tally = options(), Tally()
    if platform.machine() != 'x86_64':
        tally.skip(1, 'the machine that is emulated is an x86-64, and so has to be the package')
        return tally.tell()
    if missing := [tool for tool in NEEDED if not shutil.which(tool)]:
        sys.exit(f'vm_test.py: not installed: {", ".join(missing)}; tools/lib/packages.sh has the names of their packages')
    folder = chosen.folder.resolve() / chosen.release
    folder.mkdir(parents=True, exist_ok=True)
    root, disk, packages = folder / 'root', folder / 'disk', folder / 'packages'
    make_packages(chosen.deb, packages)
    if not (chosen.reuse and root.exists()):
        timed(f'{chosen.release} is made', make_root, chosen.release, root, packages)
    timed('the disk is made', lambda: (add_checks(root, packages), make_disk(root, disk)))
    timed('the machine ran', boots, machine(root, disk, folder), folder, chosen.patience, tally)
    disk.unlink()
    if not chosen.reuse:
        shutil.rmtree(root)
    tally.tell()
    return 1 if tally.failed else 0


sys.exit(main())
