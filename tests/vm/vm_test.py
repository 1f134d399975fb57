#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The package in a clean machine: installed, disturbed, upgraded, removed, purged, with three boots.

usage: vm_test.py [--release bookworm|trixie] [--folder FOLDER] [--limit SECONDS] [--reuse] PIPEHOUND.DEB

mmdebstrap makes a Debian of that release, qemu boots it in software, so that it is the same everywhere; guest.sh does the rest.
--reuse takes the root that a run before made with it, and keeps it. All lies in FOLDER (build/vm). Ends with a line of counts.
"""
import argparse
import pathlib
import platform
import re
import shutil
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
    run('chroot', root, 'systemctl', '-q', 'mask', 'apparmor.service')  # its own profiles take a minute in software


def make_disk(root, disk):
    disk.unlink(missing_ok=True)
    run('mke2fs', '-q', '-t', 'ext4', '-d', root, disk, '3G')


def newest(root, pattern):
    return max((root / 'boot').glob(pattern))


def boot(root, disk, folder, limit):
    """Until the machine switches itself off; False when it did not within the limit."""
    command = ['qemu-system-x86_64', '-accel', 'tcg,thread=multi', '-m', '1024', '-smp', '2', '-nographic',
               '-nic', 'none', '-monitor', 'none', '-serial', f'file:{folder}/console', '-serial', f'file:{folder}/checks',
               '-drive', f'file={disk},format=raw,if=virtio,cache=unsafe', '-kernel', newest(root, 'vmlinuz-*'),
               '-initrd', newest(root, 'initrd.img-*'), '-append', 'root=/dev/vda rw console=ttyS0 quiet systemd.show_status=1']
    with open(folder / 'qemu', 'w') as log:
        machine = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        try:
            return machine.wait(limit) == 0
        except subprocess.TimeoutExpired:
            return False
        finally:
            machine.kill()
            machine.wait()


def count(checks, tally):
    for line in checks.read_text(errors='replace').splitlines():
        if line.startswith(('ok ', 'FAILED ')):
            name, _, wrong = line.partition(' ')[2].partition(': ') if line.startswith('FAILED') else (line[3:], '', '')
            tally.check(name, wrong or ('no reason given' if line.startswith('FAILED') else ''))
        elif line.startswith('skipped: '):
            tally.skip(1, line[9:])
        elif line.startswith('#'):
            say(line[2:])
    tally.check('all scenes came to their end', '' if '# done' in checks.read_text(errors='replace') else f'see {checks.parent}/console')


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--release', default='bookworm')
    parser.add_argument('--folder', type=pathlib.Path, default=ROOT / 'build/vm')
    parser.add_argument('--limit', type=int, default=1200, help='seconds for all boots together')
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
    tally.check('the machine switches itself off in time', '' if timed('the machine ran', boot, root, disk, folder, chosen.limit) else 'it did not')
    disk.unlink()
    if not chosen.reuse:
        shutil.rmtree(root)
    count(folder / 'checks', tally)
    tally.tell()
    return 1 if tally.failed else 0


sys.exit(main())
