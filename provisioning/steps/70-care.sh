# Logs that never fill the card, memory that is compressed instead of swapped to it, a watchdog that restarts a stuck box.
# shellcheck shell=sh
want_file /etc/systemd/zram-generator.conf 644 root:root <"$KIT/files/zram-generator.conf"
want_file /etc/sysctl.d/60-homeroom.conf 644 root:root <"$KIT/files/sysctl.conf"
want_file /etc/systemd/system.conf.d/homeroom.conf 644 root:root <"$KIT/files/system.conf"

restarts=systemd-journald.service
want_file /etc/systemd/journald.conf.d/homeroom.conf 644 root:root <"$KIT/files/journald.conf"
journal_runs() { [ -e "$STATE/running-systemd-journald.service" ]; }
restart_journal() {
    systemctl reset-failed systemd-journald.service # a run that was cut off often is no failure of the log
    systemctl restart systemd-journald.service && mkdir -p "$STATE" && : >"$STATE/running-systemd-journald.service"
}
if booted; then want "let the log keep to its size" journal_runs restart_journal; fi

# A Raspberry Pi says with its light how the box is; other machines have no such light.
if [ -e /sys/class/leds/ACT ] || [ -e /sys/class/leds/led0 ]; then
    want_file /usr/local/sbin/homeroom-led 755 root:root <"$KIT/files/homeroom-led"
    restarts=homeroom-led.timer
    want_file /etc/systemd/system/homeroom-led.service 644 root:root <"$KIT/files/homeroom-led.service"
    want_file /etc/systemd/system/homeroom-led.timer 644 root:root <"$KIT/files/homeroom-led.timer"
    restarts=
    want_service homeroom-led.timer
fi
