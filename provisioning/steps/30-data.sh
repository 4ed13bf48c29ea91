# The account that runs the school and the folder that holds it; pictures may be read by the web server, nothing else.
# shellcheck shell=sh
DATA=/var/lib/homeroom
group_is_there() { getent group "$group" >/dev/null; }
make_group() { groupadd --system "$group"; }
for group in homeroom homeroom-files; do
    want "make the group $group" group_is_there make_group
done
account_is_there() { [ "$(getent passwd homeroom | cut -d: -f7)" = /usr/sbin/nologin ]; }
make_account() {
    useradd --system --gid homeroom --home-dir $DATA --no-create-home --shell /usr/sbin/nologin homeroom
}
want "make the account homeroom, which nobody can sign in to" account_is_there make_account
front_reads() { id -nG www-data | tr ' ' '\n' | grep -qx homeroom-files; }
let_front_read() { forget_running && usermod --append --groups homeroom-files www-data; }
restarts=nginx.service
want "let the web server read pictures and films" front_reads let_front_read
restarts=

if [ -n "$BOX_DATA" ]; then
    mount_is_known() { grep -qx "$FROM $DATA ext4 noatime,errors=remount-ro,nofail$FROM_MORE 0 2" /etc/fstab; }
    know_mount() {
        { grep -v " $DATA " /etc/fstab; printf '%s %s ext4 noatime,errors=remount-ro,nofail%s 0 2\n' "$FROM" $DATA "$FROM_MORE"; } \
            >/etc/fstab.new && chmod 644 /etc/fstab.new && sync /etc/fstab.new && mv -f /etc/fstab.new /etc/fstab
    }
    mount_is_on() { mountpoint -q $DATA; }
    mount_it() {
        mkdir -p $DATA
        if booted; then systemctl daemon-reload; fi
        if mount $DATA; then return 0; fi
        say "    there is no ext4 partition $FROM; an encrypted one needs encrypt = true, and one without is never formatted" >&2
        return 1
    }
    if [ -e $DATA/homeroom.sqlite3 ] && ! mount_is_on; then
        stop "the school is in $DATA on this disk already, and $BOX_DATA would hide it. Make a backup, then see README.md."
    fi
    want "mount $FROM on $DATA at every start" mount_is_known know_mount
    want "mount $DATA" mount_is_on mount_it
fi
want_folder $DATA 711 homeroom:homeroom
want_folder $DATA/blobs 2750 homeroom:homeroom-files
