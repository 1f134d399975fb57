#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the shells offer against what the program takes: commands and options by its --help, values by what it refuses.

usage: completions_test.py PIPEHOUND
"""
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'tests/support'))
from tally import Tally

COMPLETIONS = ROOT / 'conf/completions'
BASH = '''source "$1"; shift
COMP_WORDS=(pipehound "$@"); COMP_CWORD=$#
_pipehound 2>/dev/null
printf '%s\\n' "${COMPREPLY[@]}"'''
# zsh's own functions need a terminal: stand-ins print what they are given.
ZSH = '''_describe() { print -l -- "${(@P)2}" }
_arguments() { print -l -- "$@" }
file=$1; shift
words=(pipehound "$@"); CURRENT=$((# + 1))
source $file'''


def output_of(command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def help_of(binary, *command):
    return output_of([binary, *command, '--help'])


def options_in(page):
    return set(re.findall(r'^  (?:-h,)?(--[a-z-]+)', page, re.M))


def options_with_value(page):
    return set(re.findall(r'^  (--[a-z-]+) [A-Z]', page, re.M))


def commands_in(page):
    return set(re.findall(r'^  ([a-z]+)  ', page.split('Subcommands:')[1], re.M))


def choices(binary, command, option):
    """The words that an option takes, from the refusal of any other; empty where it takes whatever comes."""
    refused = subprocess.run([binary, command, option, 'nonsense', 'x', 'x'], capture_output=True, text=True).stderr
    found = re.search(r"is none of: (.*)", refused)
    return set(found[1].split(', ')) if found else set()


def bash_offers(*words):
    return set(output_of(['bash', '--norc', '-c', BASH, 'bash', COMPLETIONS / 'pipehound', *words]).split())


def zsh_specs(*words):
    return output_of(['zsh', '-f', '-c', ZSH, 'zsh', COMPLETIONS / '_pipehound', *words])


def zsh_options(specs):
    return set(re.findall(r'^(?:\([^)]*\)|\*)?(--[a-z-]+)\[', specs, re.M))


def zsh_values(specs, option):
    found = re.search(rf'{option}\[[^\]]*\]:[a-z]+:\(([^)]*)\)', specs)
    return set(found[1].split()) if found else set()


def difference(offered, known):
    return '; '.join(f'{what}: {" ".join(sorted(words))}' for what, words in
                     (('not offered', known - offered), ('offered, but unknown', offered - known)) if words)


def check_bash(tally, binary, commands):
    tally.check('bash, the first word', difference(bash_offers(''), commands | options_in(help_of(binary))))
    for command in sorted(commands):
        page = help_of(binary, command)
        tally.check(f'bash, options of {command}', difference(bash_offers(command, '--'), options_in(page)))
        for option in sorted(options_with_value(page)):
            if known := choices(binary, command, option):
                tally.check(f'bash, values of {command} {option}', difference(bash_offers(command, option, ''), known))


def check_zsh(tally, binary, commands):
    first = zsh_specs('')
    named = set(re.findall(r'^([a-z]+):', first, re.M))
    tally.check('zsh, the first word', difference(named | zsh_options(first), commands | options_in(help_of(binary))))
    for command in sorted(commands):
        page, specs = help_of(binary, command), zsh_specs(command, '--')
        tally.check(f'zsh, options of {command}', difference(zsh_options(specs), options_in(page)))
        for option in sorted(options_with_value(page)):
            if known := choices(binary, command, option):
                tally.check(f'zsh, values of {command} {option}', difference(zsh_values(specs, option), known))


def main():
    tally, binary = Tally(), sys.argv[1]
    commands = commands_in(help_of(binary))
    check_bash(tally, binary, commands)
    if shutil.which('zsh'):
        check_zsh(tally, binary, commands)
    else:
        tally.skip(1, 'zsh is not installed')
    tally.tell()
    return 1 if tally.failed else 0


sys.exit(main())
