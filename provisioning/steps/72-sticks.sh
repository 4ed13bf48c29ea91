# USB sticks by themselves: for backups, updates and letters between boxes; nothing on them is ever run.
# shellcheck shell=sh
want_file /usr/local/sbin/homeroom-stick 755 root:root <"$KIT/files/homeroom-stick"
want_file /etc/systemd/system/homeroom-stick@.service 644 root:root <"$KIT/files/homeroom-stick@.service"
rules_run() { [ -e "$STATE/running-udev-rules" ]; }
run_rules() {
    systemctl daemon-reload
    # In a container there is no udev, and no stick either.
    if [ -S /run/udev/control ]; then udevadm control --reload && udevadm trigger --subsystem-match=block --action=add; fi
    mkdir -p "$STATE" && : >"$STATE/running-udev-rules"
}
restarts=udev-rules
want_file /etc/udev/rules.d/80-homeroom-sticks.rules 644 root:root <"$KIT/files/sticks.rules"
restarts=
if booted; then want "mount the sticks that are in" rules_run run_rules; fi
