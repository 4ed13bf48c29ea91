# Updates by themselves: a small program of root that takes signed kits from a stick or the inbox, and goes back when it must.
# shellcheck shell=sh
UPDATER=/usr/local/lib/homeroom-update
want_folder /var/lib/homeroom-update 755 root:root
want_folder "$DATA/updates" 750 homeroom:homeroom
want_folder "$DATA/updates/incoming" 750 homeroom:homeroom
# All of it in one move: never half a new updater.
updater_is() { diff -rq "$KIT/updater" $UPDATER/updater >/dev/null 2>&1; }
put_updater() {
    rm -rf $UPDATER.new
    mkdir -p $UPDATER.new && cp -r "$KIT/updater" $UPDATER.new || return 1
    chmod -R u=rwX,go=rX $UPDATER.new && sync -f $UPDATER.new && rm -rf $UPDATER && mv -T $UPDATER.new $UPDATER
}
want "install the updater" updater_is put_updater
want_file /usr/local/sbin/homeroom-update 755 root:root <"$KIT/files/homeroom-update"
if [ -f "$KIT/release-keys/1.json" ]; then
    number=$(sed -n 's/.*"counter": \([0-9]*\).*/\1/p' "$KIT/release.json")
    keys_are_known() {
        counter=$(sed -n 's/.*"counter": \([0-9]*\).*/\1/p' /var/lib/homeroom-update/trust.json 2>/dev/null)
        [ "${counter:--1}" -ge "$number" ]
    }
    know_keys() { /usr/local/sbin/homeroom-update --believe "$KIT"; }
    want "take updates that are signed with the release keys of this kit" keys_are_known know_keys
else
    say "    note: this kit names no release keys; a newer version comes with provision.sh only"
fi
want_file /etc/systemd/system/homeroom-update.service 644 root:root <"$KIT/files/homeroom-update.service"
restarts=homeroom-update.path
want_file /etc/systemd/system/homeroom-update.path 644 root:root <"$KIT/files/homeroom-update.path"
restarts=homeroom-update.timer
want_file /etc/systemd/system/homeroom-update.timer 644 root:root <"$KIT/files/homeroom-update.timer"
restarts=
want_service homeroom-update.path
want_service homeroom-update.timer
