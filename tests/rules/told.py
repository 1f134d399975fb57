# SPDX-License-Identifier: Apache-2.0
"""Recorded logs told anew: by other users, in other folders, below other programs, at other times."""
import dataclasses
import lzma
import re

UNSET = 4294967295


@dataclasses.dataclass(frozen=True)
class Who:
    """Whom the kernel names: the user and, by default the same, who logged in."""
    uid: int
    user: str
    login_uid: int | None = None
    login_user: str = ''
    euid: int | None = None

    @property
    def login(self):
        return (self.uid, self.user) if self.login_uid is None else (self.login_uid, self.login_user)


def recorded(path):
    return lzma.decompress(path.read_bytes()).decode()


def by(log, who):
    """The same acts, names and arguments; other ids."""
    euid = who.uid if who.euid is None else who.euid
    name = who.user if who.euid is None else 'root'
    login_uid, login_user = who.login
    for old, new in [(r'\bauid=7431\b', f'auid={login_uid}'), (r'\bAUID="pia"', f'AUID="{login_user}"'),
                     (r'\b(e|s|fs)uid=7431\b', rf'\g<1>uid={euid}'), (r'\b(E|S|FS)UID="pia"', rf'\g<1>UID="{name}"'),
                     (r'\buid=7431\b', f'uid={who.uid}'), (r'\bUID="pia"', f'UID="{who.user}"')]:
        log = re.sub(old, new, log)
    return log


def within(log, folder):
    """In that folder instead of the recorder's scratch folder."""
    return log.replace('/var/tmp/pia', folder)


def below(log, exe, called, comm):
    """Whoever started the text had executed this before."""
    head = re.search(r'type=SYSCALL msg=audit\((\d+)\.\d+:(\d+)\).*? ppid=(\d+)', log)
    stamp = f'msg=audit({int(head[1]) - 1}.000:{int(head[2]) - 1})'
    ids = ' '.join(f'{word}=0' for word in ('uid', 'gid', 'euid', 'suid', 'fsuid', 'egid', 'sgid', 'fsgid'))
    return '\n'.join([
        f'type=SYSCALL {stamp}: arch=c000003e syscall=59 success=yes exit=0 a0=1 a1=2 a2=3 a3=4 items=1 ppid=1 '
        f'pid={head[3]} auid={UNSET} {ids} tty=(none) ses={UNSET} comm="{comm}" exe="{exe}" key="pipehound"',
        f'type=EXECVE {stamp}: argc=1 a0="{called}"',
        f'type=CWD {stamp}: cwd="/"',
        f'type=PATH {stamp}: item=0 name="{exe}" inode=11 dev=fe:00 mode=0100755 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL',
        f'type=PROCTITLE {stamp}: proctitle="{comm}"', log])


def later(log, seconds):
    return re.sub(r'audit\((\d+)\.', lambda stamp: f'audit({int(stamp[1]) + seconds}.', log)
