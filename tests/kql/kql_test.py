#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Queries in KQL, in the real binary, over recorded logs.

usage: kql_test.py PIPEHOUND

The seed's query, pasted, finds the very events that the Sigma rule finds to the letter, in the recordings kept here and, where it stands
beside the checkout, in all of ../shared/corpus. One-off queries, rules in .kql files, and the columns of ASIM.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path += [str(ROOT / 'tests/support'), str(ROOT / 'tests/rules')]
import told  # noqa: E402
from hunt import Hunt  # noqa: E402
from seed_query import SEED_QUERY  # noqa: E402
from tally import Tally  # noqa: E402

RECORDED = ROOT / 'tests/data/rules/recorded'
CORPUS = ROOT.parent / 'shared/corpus'
SIGMA = ROOT.parent / 'shared/rules/sigma/rules/linux/process_creation/proc_creation_lnx_mkfifo_named_pipe_creation_susp_location.yml'
OWN_SIGMA = ROOT / 'conf/rules/mkfifo-in-tmp.yml'
INCIDENT = '5b0d7a52-9c1e-4a7e-8f43-6d2f1c0e9b17'
RULE_ID = '0c6f0f0a-7a36-4f5c-9b0a-0f4f6f6d7f11'


def ran(binary, command, log, *options):
    return subprocess.run([binary, command, *map(str, options), '-'], input=log, capture_output=True, text=True, timeout=300)


def serials(alerts):
    return sorted(evidence['serial'] for alert in alerts for evidence in alert['pipehound']['evidence'] if alert['rule']['id'] != INCIDENT)


# ---- the seed

def logs():
    """name -> text"""
    for path in sorted(RECORDED.glob('*.log.xz')):
        yield path.name.removesuffix('.log.xz'), told.recorded(path)
    for path in sorted(CORPUS.rglob('*.log')):
        yield str(path.relative_to(CORPUS)), path.read_text(errors='surrogateescape')


def check_seed(tally, binary):
    """Sigma's rule with and without its letter, and the query with and without."""
    rule = SIGMA if SIGMA.exists() else OWN_SIGMA
    by_sigma = Hunt(binary, '--no-default-rules', '--rules', rule, '--no-limits', '--level', 'informational')
    by_query = Hunt(binary, '--query', SEED_QUERY)
    found = 0
    for name, log in logs():
        for way in ([], ['--strict-names']):
            data = log.encode(errors='surrogateescape')
            expected, actual = serials(by_sigma(data, *way)), serials(by_query(data, *way))
            found += len(actual)
            tally.check(f'{name}: the query finds what the rule finds{" to the letter" if way else ""}',
                        '' if actual == expected else f'{actual}, not {expected}')
    tally.check('they find something', '' if found else 'nothing at all')
    if not CORPUS.is_dir():
        tally.skip(1, f'the corpus: there is no {CORPUS}')


# ---- one-off queries

def check_queries(tally, binary, log):
    def answers(query, *options):
        return ran(binary, 'hunt', log, '--output', 'json', '--query', query, *options)

    def count(query, *options):
        return len(answers(query, *options).stdout.splitlines())

    tally.check('a query is told alone, without incidents', '' if all(
        json.loads(line)['rule']['ruleset'] == 'kql' for line in answers('imProcessCreate').stdout.splitlines()) else 'others')
    tally.check('each match is told', '' if count('imProcessCreate') > 3 else 'too few')
    tally.check('where and where again are and', '' if count('imProcessCreate | where true | where false') == 0 else 'found')
    eql = 'process where process.name : "mkfifo"'
    tally.check('EQL is known by its looks', '' if count(eql) == count(eql, '--language', 'eql') > 0 else 'not found')
    tally.check('a language that is said counts', '' if answers(eql, '--language', 'kql').returncode == 2 else 'read')
    for query, message in [('imProcessCreate | summarize count()', 'pipehound: query:1:19: pipehound does not run the operator summarize'),
                           ('imProcessCreate\n| where Nmae == 1', 'pipehound: query:2:9: pipehound knows no column Nmae'),
                           ('imProcessCreate | where TargetProcessName matches regex "("', 'the regular expression is not understood'),
                           ('imProcessCreate | where TargetProcessStatusCode == "0"', 'have no field TargetProcessStatusCode')]:
        refused = answers(query)
        tally.check(f'refused: {query!r}', '' if refused.returncode == 2 and message in refused.stderr and not refused.stdout
                    else f'{refused.returncode}: {refused.stderr}')
    for options in (['--rules', '/x'], ['--filters', '/x']):
        tally.check(f'no {options[0]} beside it', '' if answers('imProcessCreate', *options).returncode else 'taken')
    tally.check('no language without a query', '' if ran(binary, 'hunt', log, '--language', 'kql').returncode else 'taken')


def check_tables(tally, binary, log):
    """Each table tells what `events` tells of its schema."""
    events = [json.loads(line) for line in ran(binary, 'events', log, '--all', '--fields', 'asim').stdout.splitlines()]
    for table, wanted in [('imProcessCreate', ['ProcessCreated']), ('imProcessTerminate', ['ProcessTerminated']),
                          ('imProcess', ['ProcessCreated', 'ProcessTerminated']), ('imFileEvent', ['File', 'Folder']),
                          ('imNetworkSession', ['EndpointNetworkSession'])]:
        expected = sorted(int(event['EventOriginalUid']) for event in events if event['EventType'].startswith(tuple(wanted)))
        answers = ran(binary, 'hunt', log, '--output', 'json', '--query', table).stdout.splitlines()
        actual = serials(map(json.loads, answers))
        tally.check(f'{table} holds {" and ".join(wanted)}', '' if actual == expected else f'{actual}, not {expected}')
    columns = {name for event in events for name in event}
    tally.check('an execution has what ASIM demands', {'TargetProcessName', 'TargetProcessCommandLine', 'TargetProcessId',
                                                       'ActingProcessId', 'ActorUserId', 'DvcOs'} - columns)


def check_columns(tally, binary, log):
    def rows(query):
        return [json.loads(line) for line in ran(binary, 'hunt', log, '--output', 'asim', '--query', query).stdout.splitlines()]
    whole = rows(SEED_QUERY)
    tally.check('a row has the columns that were asked', '' if whole and all(
        row['TargetProcessName'].endswith('/mkfifo') and ' /tmp/' in row['TargetProcessCommandLine'] for row in whole) else whole)
    tally.check('a row is of a process event', '' if {row['EventSchema'] for row in whole} == {'ProcessEvent'} else whole)
    projected = rows(SEED_QUERY + '\n| project TimeGenerated, CommandLine')
    tally.check('project leaves its columns alone', '' if projected and all(
        set(row) == {'TimeGenerated', 'CommandLine'} for row in projected) else projected)


# ---- rules

def check_rules(tally, binary, log, folder):
    rule = folder / 'hunts/mkfifo.kql'
    rule.parent.mkdir()
    rule.write_text(f'// id: {RULE_ID}\n// name: mkfifo in /tmp\n// level: high\n// tags: attack.t1059.004\n{SEED_QUERY}\n')
    alerts = Hunt(binary, '--no-default-rules', '--rules', folder)(log)
    mine = [alert for alert in alerts if alert['rule']['id'] == RULE_ID]
    tally.check('a .kql file is a rule', '' if mine and mine[0]['rule']['name'] == 'mkfifo in /tmp' and
                mine[0]['pipehound']['level'] == 'high' and mine[0]['rule']['ruleset'] == 'kql' else alerts)
    explained = subprocess.run([binary, 'explain', rule, '-'], input=log, capture_output=True, text=True, timeout=60)
    tally.check('it is explained in its own words', '' if explained.returncode == 0 and 'TargetProcessName' in explained.stdout
                else explained.stdout + explained.stderr)
    checked = subprocess.run([binary, 'check', folder], capture_output=True, text=True, timeout=60)
    tally.check('it is checked', '' if checked.returncode == 0 else checked.stdout + checked.stderr)
    (folder / 'broken.kql').write_text('// level: hihg\nimProcessCreate\n')
    checked = subprocess.run([binary, 'check', folder], capture_output=True, text=True, timeout=60)
    tally.check('a broken head is told with file and line', '' if checked.returncode == 1 and
                f'{folder}/broken.kql:1:1: there is no level hihg' in checked.stdout + checked.stderr else checked.stdout + checked.stderr)


def main():
    binary = str(pathlib.Path(sys.argv[1]).resolve())
    tally = Tally()
    shell = told.recorded(RECORDED / 'shell-traditional.log.xz')
    check_seed(tally, binary)
    check_queries(tally, binary, shell)
    check_tables(tally, binary, shell)
    check_columns(tally, binary, shell)
    with tempfile.TemporaryDirectory() as folder:
        check_rules(tally, binary, shell, pathlib.Path(folder))
    tally.tell()
    return 1 if tally.failed else 0


sys.exit(main())
