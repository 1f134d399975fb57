# SPDX-License-Identifier: Apache-2.0
"""Audit logs as lists of lines, and what may happen to them on the way: other numbers, other
times, other orders, fewer records."""
import lzma
import random
import re

STAMP = re.compile(rb'audit\((\d+)\.(\d+):(\d+)\)')


def read(path):
    data = path.read_bytes()
    return (lzma.decompress(data) if path.suffix == '.xz' else data).splitlines(keepends=True)


def stamp(line):
    """(serial, milliseconds) of a record."""
    match = STAMP.search(line)
    return int(match[3]), int(match[1]) * 1000 + int(match[2])


def restamp(line, serial, ms):
    return STAMP.sub(b'audit(%d.%03d:%d)' % (ms // 1000, ms % 1000, serial), line, count=1)


def events(lines):
    """The lines of each event, in order of their first record."""
    found = {}
    for line in lines:
        found.setdefault(stamp(line), []).append(line)
    return list(found.values())


def joined(groups):
    return b''.join(line for group in groups for line in group)


def spliced(lines, background, around=3000):
    """The log's events among those of a background, by time, numbered anew."""
    middle = len(background) // 2
    start = stamp(lines[0])[1]
    offset = stamp(background[middle][0])[1] - start
    timed = [(stamp(event[0])[1], event) for event in background[middle - around:middle + around]]
    timed += [(stamp(event[0])[1] + offset, event) for event in events(lines)]
    timed.sort(key=lambda pair: pair[0])
    return joined([restamp(line, serial, ms) for line in event]
                  for serial, (ms, event) in enumerate(timed, 100_000))


def interleaved(lines):
    """The records of each two neighbouring events take turns."""
    groups, mixed = events(lines), []
    for one, other in zip(groups[::2], groups[1::2] + [[]]):
        one, other = list(one), list(other)
        while one or other:
            mixed += [queue.pop(0) for queue in (one, other) if queue]
    return b''.join(mixed)


def on_hosts(lines, count):
    """The same log on so many hosts at once, line by line."""
    return b''.join(b'node=web%d ' % host + line for line in lines for host in range(count))


def without(lines, kind):
    return b''.join(line for line in lines if b'type=' + kind not in line)


def without_events_with(lines, kind):
    gone = {stamp(line) for line in lines if b'type=' + kind in line}
    return b''.join(line for line in lines if stamp(line) not in gone)


def with_end_records(lines):
    return joined(group + [b'type=EOE msg=' + STAMP.search(group[0])[0] + b': \n']
                  for group in events(lines))


def pieces(data, seed):
    """The bytes in pieces of any size, the same for the same seed."""
    chance, at = random.Random(seed), 0
    while at < len(data):
        size = chance.choice((1, 7, 100, 1000, 5000))
        yield data[at:at + size]
        at += size
