#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Runs in the virtual machine at each boot, one scene of checks a boot; vm_test.py reads what it writes to ttyS1.
here=$(dirname "$0")
exec >/dev/ttyS1 2>&1
. "$here/guest_checks.sh"
. "$here/guest_scenes.sh"

scene=$(cat /var/lib/vm-scene 2>/dev/null || echo 1)
echo $((scene + 1)) >/var/lib/vm-scene
port=$((4000 + scene * 100))  # the journal keeps what was told of earlier ones
await 60 systemctl -q is-active auditd
echo "# scene $scene, up $(cut -d. -f1 /proc/uptime) s"
case $scene in
    1) scene_installed; scene_disturbed; scene_confined; scene_upgraded; scene_acts; next=reboot ;;
    2) scene_booted; scene_removed; scene_purged; next=reboot ;;
    *) scene_clean; echo '# done'; next=poweroff ;;
esac
# On the console for whoever looks into a failure.
journalctl -q -b -t pipehound -t auditd -t kernel -p info -o short-monotonic --no-pager >/dev/ttyS0
said=$(systemctl --no-block $next 2>&1) || echo "FAILED $next:: $said"
