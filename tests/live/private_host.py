# SPDX-License-Identifier: Apache-2.0
"""A host within the host: an auditd of our own with pipehound as its plugin, audit rules held to one
test user, a journald where none runs, and all of it taken down again whatever happens."""
import contextlib
import fcntl
import json
import os
import pathlib
import pwd
import re
import shutil
import signal
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
UID, USER = 7432, 'pipehound-live'
PLUGIN_UID, PLUGIN_USER = 7433, 'pipehound-fallen'  # who the plugin becomes
WORK = pathlib.Path('/var/lib/pipehound-live')  # /run is often mounted noexec, and a program runs from here
HOME = WORK / 'home'
OWN = WORK / 'own'  # what the plugin writes: it makes the folder itself
SPOOL, ALERTS, STATE = OWN / 'spool.jsonl', OWN / 'alerts.jsonl', OWN / 'state'
STATUS_SOCKET = WORK / 'run/status'
CONFIG = WORK / 'pipehound.conf'
LOCK = '/tmp/pipehound-audit.lock'  # as tools/record: one audit daemon of ours at a time
RULES = ROOT / 'rules.d/40-pipehound.rules'
RULES_FOLDER = WORK / 'rules'  # of Sigma rules: the plugin reads no others
JOURNAL_SOCKET = pathlib.Path('/run/systemd/journal/socket')
JOURNALD = pathlib.Path('/lib/systemd/systemd-journald')


class Unable(Exception):
    """This machine cannot; nothing was changed."""


def audit_status(word):
    out = subprocess.check_output(['auditctl', '-s'], text=True, stderr=subprocess.DEVNULL)
    return int(re.search(rf'(?m)^{word} (\d+)', out)[1])


def require():
    if os.geteuid() != 0:
        raise Unable('needs root')
    for tool in ('auditctl', 'auditd', 'journalctl'):
        if shutil.which(tool) is None:
            raise Unable(f'{tool} is not installed')
    try:
        daemon = audit_status('pid')
    except (subprocess.CalledProcessError, TypeError) as error:
        raise Unable('the kernel gives no audit') from error
    if daemon or audit_status('enabled') == 2:
        raise Unable('another audit daemon is at work, or the audit rules are locked')
    if subprocess.check_output(['auditctl', '-l'], text=True).strip() != 'No rules':
        raise Unable('there are audit rules that are not ours')


def wait_until(condition, seconds, complaint):
    end = time.monotonic() + seconds
    while not (result := condition()):
        if time.monotonic() > end:
            raise TimeoutError(complaint)
        time.sleep(0.02)
    return result


def end(process):
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(5)
            return
        process.kill()
        process.wait()


def user_processes():
    for entry in pathlib.Path('/proc').iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and entry.stat().st_uid == UID:
                yield int(entry.name)


def end_user_processes():
    for _ in range(5):
        for pid in user_processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)


@contextlib.contextmanager
def user(uid, name):
    made = False
    try:
        if pwd.getpwuid(uid).pw_name != name:
            raise Unable(f'uid {uid} belongs to another user')
    except KeyError:
        subprocess.run(['useradd', '-M', '-u', str(uid), '-d', str(HOME), name], check=True)
        made = True
    try:
        yield
    finally:
        if made:
            subprocess.run(['userdel', name], check=False, stderr=subprocess.DEVNULL)


@contextlib.contextmanager
def test_user():
    with user(UID, USER):
        HOME.mkdir(parents=True)
        os.chown(HOME, UID, UID)
        try:
            yield
        finally:
            end_user_processes()


class Journal:
    """The machine's journald, or one of ours that can be stopped and started."""

    def __init__(self):
        self.own = None
        self.foreign = bool(subprocess.run(['pgrep', '-x', 'systemd-journal'], capture_output=True).stdout)
        self.since = time.time()

    def start(self):
        if self.foreign:
            return
        if not JOURNALD.exists():
            raise Unable(f'{JOURNALD} is not there')
        JOURNAL_SOCKET.parent.mkdir(parents=True, exist_ok=True)
        self.own = subprocess.Popen([JOURNALD], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(JOURNAL_SOCKET.exists, 10, 'journald made no socket')
        time.sleep(0.5)

    def stop(self):
        if self.own:
            end(self.own)
            self.own = None
            with contextlib.suppress(FileNotFoundError):
                JOURNAL_SOCKET.unlink()

    def entries(self, since):
        """What pipehound wrote since then, as dicts of journal fields."""
        out = subprocess.run(['journalctl', '-t', 'pipehound', '-o', 'json', '--all', '--no-pager', f'--since=@{since:.3f}'],
                             capture_output=True, text=True).stdout
        return [json.loads(line) for line in out.splitlines()]

    def alerts(self, since):
        return [entry for entry in self.entries(since) if 'PIPEHOUND_LEVEL' in entry]


def plugin_file():
    return (f'active = yes\ndirection = out\npath = {WORK}/pipehound\ntype = always\n'
            f'args = run --config={WORK}/pipehound.conf\nformat = string\n')


def write_program(binary, sigma_rules):
    """The plugin and its configuration: auditd wants the file to be root's and nobody else's to write."""
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    shutil.copy(binary, WORK / 'pipehound')
    (WORK / 'pipehound').chmod(0o755)
    CONFIG.write_text(f'[alerts]\nspool = "{SPOOL}"\nfile = "{ALERTS}"\nexcluded = true\n'
                      f'[rules]\npaths = ["{RULES_FOLDER}"]\n'
                      f'[state]\nfile = "{STATE}"\nseconds = 1\n'
                      f'[privileges]\nuser = "{PLUGIN_USER}"\n'
                      f'[diagnostics]\nlevel = "debug"\nstatus_socket = "{STATUS_SOCKET}"\n')
    RULES_FOLDER.mkdir()
    for name, text in sigma_rules.items():
        (RULES_FOLDER / name).write_text(text)


def write_auditd_files():
    for folder in ('plugins.d', 'log'):  # auditd takes its log's folder for itself
        (WORK / folder).mkdir()
    conf = WORK / 'auditd.conf'
    conf.write_text(f'log_file = {WORK}/log/audit.log\nlog_group = root\nlog_format = ENRICHED\nflush = incremental_async\n'
                    f'freq = 50\nmax_log_file = 100\nmax_log_file_action = ignore\nspace_left = 2\nadmin_space_left = 1\n'
                    f'q_depth = 2000\nplugin_dir = {WORK}/plugins.d\nname_format = none\n')
    plugin = WORK / 'plugins.d/pipehound.conf'
    plugin.write_text(plugin_file())
    for file in (conf, plugin):
        file.chmod(0o640)


def rules():
    """The project's rules, held to the test user: the arguments of auditctl behind -a."""
    for line in RULES.read_text().splitlines():
        if line.startswith('-a'):
            yield line.replace(' -k ', f' -F uid={UID} -k ').split()[1:]


def load_rules():
    for rule in rules():
        subprocess.run(['auditctl', '-a', *rule], check=True, stdout=subprocess.DEVNULL)


def plugin_runs(daemon):
    return subprocess.run(['pgrep', '-P', str(daemon), '-x', 'pipehound'], capture_output=True).stdout


@contextlib.contextmanager
def private_host(binary, sigma_rules={}):
    """Gives the Journal, with auditd and pipehound at work. `sigma_rules`: file name -> text, loaded from the start."""
    with open(LOCK, 'w') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        require()
        enabled, backlog = audit_status('enabled'), audit_status('backlog_limit')
        journal = Journal()
        with contextlib.ExitStack() as stack:
            stack.callback(shutil.rmtree, WORK, ignore_errors=True)
            write_program(binary, sigma_rules)
            write_auditd_files()
            stack.enter_context(test_user())
            stack.enter_context(user(PLUGIN_UID, PLUGIN_USER))
            stack.callback(journal.stop)
            journal.start()
            daemon = subprocess.Popen(['auditd', '-n', '-c', str(WORK)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            stack.callback(subprocess.run, ['auditctl', '-b', str(backlog)], stdout=subprocess.DEVNULL)
            stack.callback(subprocess.run, ['auditctl', '-e', str(enabled)], stdout=subprocess.DEVNULL)
            stack.callback(end, daemon)
            stack.callback(subprocess.run, ['auditctl', '-D'], stdout=subprocess.DEVNULL)
            wait_until(lambda: audit_status('pid') == daemon.pid, 10, 'auditd did not start')
            subprocess.run(['auditctl', '-b', '8192'], check=True, stdout=subprocess.DEVNULL)
            load_rules()
            wait_until(lambda: plugin_runs(daemon.pid), 5, 'auditd did not start pipehound')
            time.sleep(0.3)
            yield journal


@contextlib.contextmanager
def borrowed_host(binary):
    """The same with the auditd that runs already: a plugin file of ours for a while, and rules held to the test user."""
    plugin = pathlib.Path('/etc/audit/plugins.d/pipehound-quickstart.conf')
    daemon = audit_status('pid')
    enabled = audit_status('enabled')
    if enabled == 2:
        raise Unable('the audit rules are locked until the next boot')
    journal = Journal()
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, WORK, ignore_errors=True)
        write_program(binary, {})
        stack.enter_context(test_user())
        stack.enter_context(user(PLUGIN_UID, PLUGIN_USER))
        stack.callback(journal.stop)
        journal.start()
        if not journal.foreign:  # a journald that starts switches audit off or on as it is configured
            subprocess.run(['auditctl', '-e', str(enabled)], check=True, stdout=subprocess.DEVNULL)
        stack.callback(os.kill, daemon, signal.SIGHUP)
        stack.callback(plugin.unlink, missing_ok=True)
        plugin.write_text(plugin_file())
        plugin.chmod(0o640)
        for rule in rules():
            stack.callback(subprocess.run, ['auditctl', '-d', *rule], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            subprocess.run(['auditctl', '-a', *rule], check=True, stdout=subprocess.DEVNULL)
        os.kill(daemon, signal.SIGHUP)
        wait_until(lambda: plugin_runs(daemon), 5, 'auditd did not start pipehound')
        time.sleep(0.3)
        yield journal


def become_user():
    os.setsid()
    with contextlib.suppress(OSError), open('/proc/self/loginuid', 'w') as loginuid:
        loginuid.write(str(UID))
    os.setgroups([])
    os.setgid(UID)
    os.setuid(UID)


def run_as_user(text, name='job.sh', **environment):
    """Starts a shell text as the test user."""
    env = {'PATH': '/usr/local/bin:/usr/bin:/bin', 'HOME': str(HOME), 'LANG': 'C.UTF-8', **environment}
    script = HOME / name
    script.write_text(text)
    return subprocess.Popen(['/bin/bash', str(script)], env=env, cwd=HOME, stdin=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=become_user)
