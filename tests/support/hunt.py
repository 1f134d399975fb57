# SPDX-License-Identifier: Apache-2.0
"""`pipehound hunt`, as the Python suites run it."""
import json
import subprocess

TIMEOUT = 300


class Hunt:
    """Calls the binary with some options each time. A log is bytes or text, given on stdin, or a path."""

    def __init__(self, binary, *options):
        self.command = [str(word) for word in (binary, 'hunt', '--output', 'json', *options)]

    def run(self, log, *options):
        """The process that ended; RuntimeError where it ended badly."""
        data = log.encode() if isinstance(log, str) else log if isinstance(log, bytes) else None
        ran = subprocess.run([*self.command, *map(str, options), str(log) if data is None else '-'], input=data,
                             capture_output=True, timeout=TIMEOUT)
        if ran.returncode:
            raise RuntimeError(f'{self.command[0]} ended with {ran.returncode}: {ran.stderr[-400:].decode(errors="replace")}')
        return ran

    def __call__(self, log, *options):
        """The alerts."""
        return [json.loads(line) for line in self.run(log, *options).stdout.splitlines()]

    def in_pieces(self, pieces, *options):
        """The alerts over a log that comes in these pieces."""
        with subprocess.Popen([*self.command, *map(str, options), '-'], bufsize=0, stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE) as child:
            for piece in pieces:
                child.stdin.write(piece)
            child.stdin.close()
            return [json.loads(line) for line in child.stdout]
