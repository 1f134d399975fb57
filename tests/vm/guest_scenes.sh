#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What happens to the machine, and what has to be so afterwards.

install_package() { DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends -o Dpkg::Options::=--force-confold "$@" </dev/null; }

scene_installed() {
    local before=$(auditd_pid)
    load_by_hand
    check 'apt installs the package' install_package /packages/first/pipehound.deb
    check 'auditd is not restarted' equal "$(auditd_pid)" "$before"
    check 'a rule loaded by hand stays' by_hand_is_loaded
    check 'modes' equal "$(stat -c '%a %U' /usr/sbin/pipehound /etc/audit/plugins.d/pipehound.conf /etc/audit/rules.d/40-pipehound.rules | tr '\n' ' ')" \
        '755 root 640 root 640 root '
    check 'the user is there' equal "$(getent passwd pipehound | cut -d: -f6)" /var/lib/pipehound
    check 'the next boot loads the rules' equal "$(grep -c 'pipehound$' /etc/audit/audit.rules)" "$(file_rules)"
    all_is_well installed
    check 'check --kernel: every detection can fire' kernel_can_fire
    scene_told
    scene_at_work installed
    check "the package's own test passes" /vm/installed
}

# The plugin inside auditd's service: what it may, and what it says of itself. CAP_DAC_READ_SEARCH is bit 2,
# CAP_SYS_PTRACE bit 19.
scene_at_work() {  # AFTER-WHAT
    check "$1: the plugin runs as user pipehound" equal "$(ps -o user= -p "$(plugin_pid)")" pipehound
    check "$1: the plugin keeps two capabilities" equal "$(proc_status CapEff) $(proc_status CapPrm)" '0000000000080004 0000000000080004'
    check "$1: and can get no others" equal "$(proc_status CapBnd) $(proc_status CapAmb)" '0000000000000000 0000000000000000'
    check "$1: the plugin gains no privileges" equal "$(proc_status NoNewPrivs)" 1
    check "$1: the plugin is under a filter of system calls" equal "$(proc_status Seccomp)" 2
    check "$1: it is in the sandbox of auditd.service" is_in_sandbox
    check "$1: the status is right" await 60 status_is_right
    check "$1: group adm may ask for it" setpriv --reuid=alice --regid=alice --groups=adm pipehound status
    check "$1: others may not" stranger_is_refused
    check "$1: selftest passes" pipehound selftest
}

proc_status() { sed -n "s/^$1:[[:space:]]*//p" "/proc/$(plugin_pid)/status"; }

is_in_sandbox() {
    equal "$(systemctl show -p MemoryDenyWriteExecute --value auditd)" yes && grep -q '/auditd.service$' "/proc/$(plugin_pid)/cgroup" &&
        lacks '^[^ ]* .wx' "$(cat "/proc/$(plugin_pid)/maps")"
}

# The kernel is asked every 15 seconds.
status_is_right() {
    local said
    said=$(pipehound status) && grep -q "runs as process $(plugin_pid) " <<<"$said" && grep -q '^  kernel *audit on, 0 lost' <<<"$said" &&
        grep -q ", $(file_rules) of $(auditctl -l | wc -l) rules are" <<<"$said" && grep -q ' 0 broken' <<<"$said" &&
        grep -q '^  alerts  *[1-9][0-9]*  Reverse shell' <<<"$said" && ! grep -q BLIND <<<"$said" || { echo "$said"; return 1; }
}

stranger_is_refused() {
    local said
    said=$(runuser -u alice -- pipehound status 2>&1)
    [ $? = 2 ] && grep -q 'only root and the group adm' <<<"$said" || { echo "$said"; return 1; }
}

kernel_can_fire() { pipehound check --kernel >/run/said && ! grep -qE '^(Cannot fire|Audit) on this host' /run/said || { cat /run/said; return 1; }; }

# The last alert, with all its fields and its catalog entry.
scene_told() {
    fields=$(alerts -o verbose)
    local field
    for field in 'MESSAGE=.*alice' 'PRIORITY=[23]$' 'MESSAGE_ID=6b676f8bfc5b47a69b08f5cf87fe9fe0' 'PIPEHOUND_LEVEL=(high|critical)' \
        'PIPEHOUND_REASON=..' 'PIPEHOUND_INCIDENT=..' 'PIPEHOUND_RULE_ID=5b0d7a52' 'PIPEHOUND_RULE_NAME=..' 'PIPEHOUND_MITRE=.*T1059' \
        'PIPEHOUND_CONFIDENCE=[0-9]' 'PIPEHOUND_RISK_SCORE=[0-9]' 'PIPEHOUND_FIFO=/tmp/f$' 'PIPEHOUND_REMOTE_ADDRESS=127.0.0.1$' \
        "PIPEHOUND_REMOTE_PORT=$port" 'PIPEHOUND_DIRECTION=outbound' 'PIPEHOUND_SHELL_PID=[0-9]' 'PIPEHOUND_SHELL_EXE=/.*sh$' \
        'PIPEHOUND_SHELL_ARGV=sh -i' 'PIPEHOUND_SHELL_USER=alice' 'PIPEHOUND_NETWORK_PID=[0-9]' 'PIPEHOUND_NETWORK_EXE=/usr/bin/nc' \
        "PIPEHOUND_NETWORK_ARGV=nc 127.0.0.1 $port" 'PIPEHOUND_NETWORK_USER=alice' 'PIPEHOUND_SERIALS=[0-9]' 'PIPEHOUND_JSON=.'; do
        check "field ${field%%=*}" field_is "${field%%=*}" "${field#*=}"
    done
    check 'journalctl -x tells what to do' eval "alerts -x | grep -q 'What to do first'"
}

a_new_rule_fires() {
    local since=$(date +%s)
    printf 'title: Larch\nid: vm-larch\nlevel: high\nlogsource: {product: linux, category: process_creation}\ndetection: {s: {CommandLine|contains: larch}, condition: s}\n' \
        >/etc/pipehound/rules/larch.yml
    pkill -HUP -x auditd
    await 60 eval "journalctl -q -t pipehound --since=@$since -o cat | grep -q 'rules run'" || return
    /bin/true larch
    await 60 eval "journalctl -q -t pipehound --since=@$since PIPEHOUND_RULE_ID=vm-larch -o cat | grep -q ."
}

is_another_plugin() { plugin_runs_once && [ "$(plugin_pid)" != "$1" ]; }

scene_disturbed() {
    local before
    check 'reload: a new rule fires' a_new_rule_fires
    all_is_well reload
    before=$(plugin_pid)
    kill -9 "$before"
    check 'kill -9: auditd starts the plugin anew' await 60 is_another_plugin "$before"
    all_is_well 'kill -9'
    restart_auditd
    load_by_hand
    all_is_well 'restart of auditd'
    silence_journal
    next_port
    check 'without a journal: the alert of an attack waits' attack await 60 test -s /var/lib/pipehound/spool.jsonl
    return_journal
    check 'the journal returns: the alert is told' await 60 is_told
    all_is_well 'journal returned'
}

# RHEL and newer audits refuse `systemctl restart`; the end of the daemon by signal is the same to us.
restart_auditd() {
    local before=$(auditd_pid)
    systemctl restart auditd || { kill -TERM "$before"; await 60 eval '! auditd_pid'; systemctl start auditd; }
    check 'restart of auditd: it is another' eval "await 60 auditd_pid && [ \$(auditd_pid) != $before ]"
}

journal_units='systemd-journald.socket systemd-journald-dev-log.socket systemd-journald-audit.socket systemd-journald.service'

# Whoever writes to a socket of the journal that is not down yet starts the journal and, with it, those that are.
journal_is_down() {
    systemctl -q stop $journal_units
    ! systemctl is-active $journal_units | grep -vqxE 'inactive|failed'
}

silence_journal() {
    check 'the journal is stopped' await 60 journal_is_down
    rm -f /run/systemd/journal/socket
}

return_journal() {
    systemctl reset-failed $journal_units  # so that nobody counts how often it was started
    systemctl start systemd-journald.socket systemd-journald-dev-log.socket systemd-journald
    check 'the journal is back' await 60 test -S /run/systemd/journal/socket
}

is_confined() { grep -qx 'pipehound (enforce)' "/proc/$(plugin_pid)/attr/current"; }

kernel_asker_is_confined() { grep -qx 'pipehound//kernel (enforce)' "/proc/$(pgrep -P "$(plugin_pid)")/attr/current"; }

denied() { grep -h 'apparmor="DENIED"' /var/log/audit/audit.log*; }

scene_confined() {
    [ "$(cat /sys/module/apparmor/parameters/enabled 2>/dev/null)" = Y ] || { echo 'skipped: AppArmor, the kernel has none'; return; }
    cp /usr/share/pipehound/apparmor/pipehound /etc/apparmor.d/
    check 'AppArmor takes the profile' apparmor_parser -r /etc/apparmor.d/pipehound
    kill -9 "$(plugin_pid)"
    check 'AppArmor: the plugin is confined' await 60 is_confined
    check 'AppArmor: who asks the kernel is, too' await 60 kernel_asker_is_confined
    all_is_well AppArmor
    scene_at_work AppArmor
    check 'AppArmor: a reload works' a_new_rule_fires
    check 'AppArmor: nothing was denied' equal "$(denied)" ''
}

scene_upgraded() {
    local before=$(auditd_pid)
    echo '# mine' >>/etc/pipehound/pipehound.conf
    rm /etc/pipehound/filters/job.yml
    check 'apt upgrades' install_package /packages/second/pipehound.deb
    check 'upgrade: the version' equal "$(dpkg-query -W -f '${Version}' pipehound)" "$(cat /packages/second/version)"
    check 'upgrade: auditd is not restarted' equal "$(auditd_pid)" "$before"
    check 'upgrade: what runs is the new file' await 60 runs_installed_file
    check 'upgrade: an edited configuration is kept' grep -qx '# mine' /etc/pipehound/pipehound.conf
    check 'upgrade: a removed filter stays away' test ! -e /etc/pipehound/filters/job.yml
    check "upgrade: a rule of one's own stays" test -e /etc/pipehound/rules/larch.yml
    check 'upgrade: untouched kernel rules are renewed' grep -q 'key of the second' /etc/audit/rules.d/40-pipehound.rules
    check 'upgrade: a rule loaded by hand stays' by_hand_is_loaded
    all_is_well upgrade
    echo '## mine' >>/etc/audit/rules.d/40-pipehound.rules
    check 'apt upgrades again' install_package /packages/third/pipehound.deb
    check 'upgrade: edited kernel rules are kept' grep -qx '## mine' /etc/audit/rules.d/40-pipehound.rules
    check 'upgrade: the new ones are beside' test -e /etc/audit/rules.d/40-pipehound.rules.dpkg-dist
    all_is_well 'second upgrade'
}

runs_installed_file() { [ "$(stat -Lc %d:%i "/proc/$(plugin_pid)/exe")" = "$(stat -c %d:%i /usr/sbin/pipehound)" ]; }

# What only optional rules show, and what programs tell audit themselves: each done once, and found in auditd's log.
# The rules stay until the machine goes down: who takes them away is told of.
scene_acts() {
    local shown=/usr/share/pipehound/rules.d action
    { sed 's/^# -a/-a/' $shown/45-pipehound-processes.rules; grep _module $shown/42-pipehound-syscalls.rules; } >/run/more.rules
    check 'the optional rules load, the forks that they leave out, too' auditctl -R /run/more.rules
    act_once >/dev/null 2>&1
    check 'told: deleted-user-account' await 60 are_written deleted-user-account
    for action in fork end uid_change gid_change session_id_change killed-pid changed-file-permissions-of changed-file-ownership-of \
        loaded-kernel-module unloaded-kernel-module added-user-account changed-password added-group-account-to modified-group-account \
        deleted-group-account-from started-session ended-session; do
        check "told: $action" grep -qxF $action /run/acts
    done
}

act_once() {
    setsid true
    runuser -u alice -- true
    touch /etc/sedge
    chmod 600 /etc/sedge
    chown alice /etc/sedge
    rm /etc/sedge
    sleep 60 &
    kill -s 40 $!
    modprobe dummy
    rmmod dummy
    useradd sedge
    echo sedge:rush | chpasswd
    groupadd reeds
    usermod -aG reeds sedge
    groupdel reeds
    userdel sedge
}

are_written() {  # THE-LAST-ACT
    cat $(ls -tr /var/log/audit/audit.log*) | tail -n 5000 | pipehound events --all --fields ecs - | grep -o '"action":"[^"]*"' | cut -d'"' -f4 >/run/acts
    grep -qxF "$1" /run/acts
}

scene_booted() {
    await 60 plugin_runs_once
    load_by_hand
    all_is_well reboot
    scene_at_work reboot
    check 'nothing was called blindness when the machine went down' nobody_calls_it_blindness -1
}

scene_removed() {
    local before=$(auditd_pid)
    check 'apt removes' env DEBIAN_FRONTEND=noninteractive apt-get remove -q -y pipehound
    nothing_is_left remove "$before"
    check 'remove: the configuration stays' test -e /etc/pipehound/pipehound.conf
    check 'remove: edited kernel rules are kept beside' test -e /etc/audit/rules.d/40-pipehound.rules.dpkg-bak
    check 'apt installs again' install_package /packages/third/pipehound.deb
    check 'installed again: edited kernel rules are back' grep -qx '## mine' /etc/audit/rules.d/40-pipehound.rules
    all_is_well 'installed again'
}

nothing_is_left() {  # AFTER-WHAT AUDITD-BEFORE
    check "$1: auditd goes on" equal "$(auditd_pid)" "$2"
    check "$1: auditd writes its log" eval "before=\$(stat -c %s /var/log/audit/audit.log); cat /etc/shadow >/dev/null; await 60 eval '[ \$(stat -c %s /var/log/audit/audit.log) != \$before ]'"
    check "$1: no plugin runs" await 60 eval '! pgrep "^pipehound"'
    check "$1: nothing is called blindness" nobody_calls_it_blindness
    check "$1: of the rules the one by hand is left" equal "$(auditctl -l)" "$BY_HAND"
    check "$1: none is left for auditd and the next boot" equal \
        "$(ls /etc/audit/plugins.d /etc/audit/rules.d | grep pipehound | grep -v dpkg-bak; grep pipehound /etc/audit/audit.rules)" ''
    check "$1: the program is gone" test ! -e /usr/sbin/pipehound
}

scene_purged() {
    local before=$(auditd_pid)
    check 'apt purges' env DEBIAN_FRONTEND=noninteractive apt-get purge -q -y pipehound
    nothing_is_left purge "$before"
    check "purge: only a rule of one's own is left" equal "$(left_over)" /etc/pipehound/rules/larch.yml
}

left_over() {
    find /etc /var/lib /run /usr -path '*pipehound*' -type f -not -path '/var/lib/dpkg/*' -not -path '/var/lib/apt/*' -not -path '/etc/apparmor.d/*'
}

scene_clean() {
    check 'last boot: auditd is active' systemctl -q is-active auditd
    check 'last boot: no plugin runs' equal "$(pgrep '^pipehound')" ''
    check 'last boot: no rule of ours is loaded' equal "$(kernel_rules)" 0
    check 'last boot: auditd asks for no plugin' lacks . "$(journalctl -q -b -t auditd -o cat | grep -i pipehound)"
}
