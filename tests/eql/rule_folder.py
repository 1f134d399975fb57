# SPDX-License-Identifier: Apache-2.0
"""Many queries over one set of documents in one run of the binary."""
import json
import re
import subprocess

HUNT = ['hunt', '--format', 'ecs', '--no-default-rules', '--no-limits', '--level', 'informational', '--output', 'json']
COMPLAINT = re.compile(r'(?:.*/)?(\w+)\.eql:\d+:\d+: (.*)')


class RuleFolder:
    """Queries by name in a folder of their own, below `scratch`."""

    def __init__(self, program, scratch, queries):
        self.program = program
        self.scratch = scratch
        self.folder = scratch / 'rules'
        self.folder.mkdir()
        for name, text in queries.items():
            (self.folder / f'{name}.eql').write_text(text)

    def hunt(self, lines):
        """What each query found, by its name: lists of document ids; and what was said of each that was refused."""
        file = self.scratch / 'documents.json'
        file.write_text(''.join(line + '\n' for line in lines))
        ran = subprocess.run([self.program, *HUNT, '--rules', self.folder, file], capture_output=True, text=True,
                             timeout=300, check=False)
        if ran.returncode != 0:
            raise RuntimeError(f'exit {ran.returncode}: {ran.stderr}')
        found, refused = {}, {}
        for line in ran.stdout.splitlines():
            alert = json.loads(line)
            ids = [one['event']['id'] for one in alert['pipehound']['evidence']]
            found.setdefault(alert['rule']['name'], []).append(ids)
        for line in ran.stderr.splitlines():
            match = COMPLAINT.search(line)
            refused[match[1] if match else ''] = match[2] if match else line
        return found, refused
