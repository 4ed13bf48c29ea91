# The data partition, encrypted where site.toml says so: made of an empty one, opened by the machine itself at every start.
# shellcheck shell=sh
FROM=$BOX_DATA
FROM_MORE=
if [ "$BOX_ENCRYPT" = yes ]; then
    FROM=/dev/mapper/homeroom-data
    FROM_MORE=,x-systemd.requires=homeroom-disk.service
    want_folder /etc/homeroom 755 root:root
    printf '%s\n' "$BOX_DATA" | want_file /etc/homeroom/data.disk 644 root:root
    want_file /usr/local/sbin/homeroom-disk 755 root:root <"$KIT/files/homeroom-disk"
    want_file /etc/systemd/system/homeroom-disk.service 644 root:root <"$KIT/files/homeroom-disk.service"
    disk_state() { sh "$KIT/files/homeroom-disk" state "$BOX_DATA"; }
    case $(disk_state) in
    full) stop "the partition $BOX_DATA holds something. It must be empty: new, or fresh from mkfs.ext4. Nothing was changed." ;;
    foreign) stop "the partition $BOX_DATA is encrypted with a key that is not on this machine. Have its recovery key and say: sudo homeroom-disk take-key. Nothing on it was changed." ;;
    none) [ "$LOOK" = yes ] || stop "there is no partition $BOX_DATA" ;;
    esac
    disk_is_ours() { [ "$(disk_state)" = ours ]; }
    encrypt_disk() {
        /usr/local/sbin/homeroom-disk make || return 1
        # On a screen only: what is written into a file would lie about.
        if [ -t 1 ]; then
            say "  The recovery key of this disk. Write it on paper; it opens the disk when this machine is gone:"
            say "      $(/usr/local/sbin/homeroom-disk recovery-key)"
        fi
        say "    note: write down the recovery key of this disk: sudo homeroom-disk recovery-key"
    }
    want "encrypt the empty partition $BOX_DATA" disk_is_ours encrypt_disk
    disk_is_open() { [ -b /dev/mapper/homeroom-data ]; }
    open_disk() { /usr/local/sbin/homeroom-disk open; }
    want "open the partition $BOX_DATA" disk_is_open open_disk
    # Never started anew: what lies on the disk would stop with it.
    unit=homeroom-disk.service
    want "enable $unit" unit_is_enabled enable_unit
    opens_by_itself() { systemctl --quiet is-active homeroom-disk.service; }
    open_by_itself() { systemctl daemon-reload && systemctl start homeroom-disk.service; }
    if booted; then want "start $unit" opens_by_itself open_by_itself; fi
    on_disk() { lsblk -nso NAME,TYPE "$1" 2>/dev/null | sed -n 's/[^A-Za-z0-9]*\([A-Za-z0-9]*\) *disk$/\1/p'; }
    if [ "$LOOK" = no ]; then
        of_data=$(on_disk "$(findfs "$BOX_DATA")")
        if [ -n "$of_data" ] && [ "$of_data" = "$(on_disk "$(findmnt -nvo SOURCE /)")" ]; then
            say "    note: the key lies on the same disk as the data: whoever takes this disk has both. README.md tells what that is worth."
        fi
    fi
fi
