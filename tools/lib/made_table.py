# SPDX-License-Identifier: Apache-2.0
"""What the tables of doc/ that tools make have in common: their arguments, their text, the comparison with what is committed."""
import argparse
import difflib
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = 77


def parser(doc):
    """For a tool whose text `doc` has its usage as the second paragraph."""
    made = argparse.ArgumentParser(usage=doc.split('\n\n')[1].removeprefix('usage: '))
    made.add_argument('--check', action='store_true')
    made.add_argument('--shared', type=pathlib.Path, default=ROOT.parent / 'shared')
    return made


def absent(**folders):
    """Whether one of them is not there, and says so."""
    missing = [what for what, folder in folders.items() if not folder.is_dir()]
    if missing:
        print(f'skipped: the folder of {missing[0]} is not here')
    return bool(missing)


def checked(binary, folder):
    """What the program says of the rules. Its status 1 means that some are broken."""
    ran = subprocess.run([binary, 'check', '--output', 'json', folder], capture_output=True, text=True)
    said = json.loads(ran.stdout) if ran.stdout else sys.exit(f'{binary} check: {ran.stderr}')
    if said['broken']:
        sys.exit(f'broken rules: {said["broken"]}')
    return said


def line(cells):
    return '| ' + ' | '.join(cell.replace('|', '\\|') for cell in cells) + ' |'


def table(columns, rows):
    return '\n'.join(map(line, [columns, ['---'] * len(columns), *rows])) + '\n'


def finish(path, text, check):
    """Writes the file, or compares it; the status to exit with."""
    if not check:
        path.write_text(text)
        return 0
    name = str(path.relative_to(ROOT))
    old = path.read_text() if path.exists() else ''
    found = list(difflib.unified_diff(old.splitlines(), text.splitlines(), name, 'as made now', '', '', 0))
    print('\n'.join(found) or f'{name} is as it would be made')
    return 1 if found else 0
