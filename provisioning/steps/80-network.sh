# The network comes last and never cuts the connection this is done over: it goes back by itself unless somebody says keep.
# shellcheck shell=sh
want_file /usr/local/sbin/homeroom-network 755 root:root <"$KIT/files/homeroom-network"
want_file /etc/systemd/system/homeroom-network-back.service 644 root:root <"$KIT/files/homeroom-network-back.service"
want_file /etc/systemd/system/homeroom-network-back.timer 644 root:root <"$KIT/files/homeroom-network-back.timer"
NEXT=/etc/homeroom/network
case $WIFI_MODE in
access-point)
    ADDRESS=10.77.0.1
    PROBE_NAMES=
    if [ "$WIFI_PRETEND_ONLINE" = yes ]; then
        PROBE_NAMES=$(sed -n 's/^ *server_name \(.*\);$/\1/p' "$KIT/files/probes.conf" | tr ' ' '\n' |
            sed "s|.*|address=/&/$ADDRESS|" && echo 'address=/dns.msftncsi.com/131.107.255.255')
    fi
    filled hostapd.conf | want_file $NEXT/hostapd.conf 600 root:root
    filled dnsmasq.conf | want_file $NEXT/dnsmasq.conf 644 root:root
    filled homeroom-wifi.service | want_file $NEXT/homeroom-wifi.service 644 root:root
    want_file $NEXT/unmanaged.conf 644 root:root <"$KIT/files/unmanaged.conf"
    say "    note: the radio of a Raspberry Pi bears about 8 tablets. A class needs a real access point on a cable."
    ;;
join)
    command -v nmcli >/dev/null || stop "joining a Wi-Fi needs NetworkManager (Raspberry Pi OS has it). Use a cable: mode = \"off\"."
    filled homeroom.nmconnection | want_file $NEXT/homeroom.nmconnection 600 root:root
    ;;
esac
printf '%s\n' "$WIFI_MODE" | want_file $NEXT/mode 644 root:root
network_is_kept() { /usr/local/sbin/homeroom-network is-kept; }
try_network() { /usr/local/sbin/homeroom-network try; }
if [ "$LOOK" = no ] || [ -x /usr/local/sbin/homeroom-network ]; then
    want "use the network as site.toml says" network_is_kept try_network
elif [ "$WIFI_MODE" != off ]; then
    count && say "    would change: use the network as site.toml says"
fi
