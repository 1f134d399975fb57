#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""EQL over what a real kernel and Debian's own tools wrote of forks, ends, users, sessions, modules and accounts.

usage: acts_test.py PIPEHOUND

Each query of a table over tests/data/audit/acts.log.xz, and what the evidence of its alerts says.
"""
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from hunt import Hunt  # noqa: E402
from tally import Tally  # noqa: E402

LOG = pathlib.Path(__file__).resolve().parents[1] / 'data/audit/acts.log.xz'
OPTIONS = ('--no-default-rules', '--no-limits', '--level', 'informational', '--query')

# Query; how many alerts, and what the first of them says of its events.
CASES = [
    ('process where event.action == "session_id_change" and process.name == "setsid"', 1, ['began a session']),
    ('process where event.action == "uid_change" and process.name == "runuser"', 3, ['changed its user']),
    ('process where event.action == "gid_change" and process.name == "runuser"', 3, ['changed its group']),
    ('process where event.action == "killed-pid"', 1, ['sent signal 40 to 565']),
    ('driver where event.action == "load_module" and pipehound.module == "dummy"', 1, ['loaded kernel module dummy']),
    ('driver where event.action == "unloaded-kernel-module"', 1, ['unloaded kernel module dummy']),
    ('file where event.action == "changed-file-ownership-of" and file.path == "/etc/sedge"', 1,
     ['changed the owner of /etc/sedge']),
    ('file where event.action == "changed-file-permissions-of" and file.path == "/etc/sedge"', 1,
     ['changed the permissions of /etc/sedge']),
    ('iam where event.action == "added-user-account"', 1, ['user-added: ']),
    ('iam where event.action == "added-user-account" and user.target.id == "1001"', 1, ['user-added: ']),
    ('iam where event.type == "creation" and event.type == "group"', 4, ['group-added: sedge']),
    ('iam where event.action == "modified-group-account" and user.target.name == "sedge"', 2, ['group-changed: sedge']),
    ('iam where event.action == "changed-password" and event.type == "user"', 1, ['password-changed: sedge']),
    ('iam where event.action == "deleted-user-account" and user.target.name == "sedge"', 1, ['user-removed: sedge']),
    ('iam where user.target.name == "reeds"', 0, None),
    ('authentication where event.action == "authenticated"', 1, ['user-authenticated: alice']),
    ('authentication where event.action == "was-authorized"', 1, ['user-authorized: alice']),
    ('sequence by process.entity_id [process where event.action == "exec" and process.name == "setsid"] '
     '[process where event.action == "session_id_change"] [process where event.action == "end"]', 1,
     ['executed setsid true', 'began a session', 'ended with 0']),
    ('sequence by process.entity_id [process where event.action == "exec" and process.name == "usermod"] '
     '[iam where event.action == "modified-group-account"] with runs=2', 1, None),
    ('sequence by process.parent.entity_id [process where event.action == "exec" and process.name == "modprobe"] '
     '[process where event.action == "exec" and process.name == "rmmod"]', 1, None),
]


def wrong(alerts, count, said):
    if len(alerts) != count:
        return f'{len(alerts)} alerts, and not {count}'
    first = [piece['summary'] for piece in alerts[0]['pipehound']['evidence']] if alerts else []
    return '' if said is None or first == said else f'found {first}'


def main():
    hunt, tally = Hunt(sys.argv[1], *OPTIONS), Tally()
    for query, count, said in CASES:
        tally.check(query, wrong(hunt(LOG, query), count, said))
    tally.tell()
    return 1 if tally.failed else 0


sys.exit(main())
