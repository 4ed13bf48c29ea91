#!/bin/sh
# The tests of the whole system boot a Debian and run a box's servers.
set -eu
# shellcheck source=tools/debian.sh
. "$(dirname "$0")/debian.sh"
get <<LIST
mmdebstrap mmdebstrap
systemd-nspawn systemd-container
systemd-analyze systemd
nginx nginx-light
dnsmasq dnsmasq-base
hostapd hostapd
nft nftables
udhcpc udhcpc
ip iproute2
cryptsetup cryptsetup-bin
minisign minisign
mkfs.vfat dosfstools
LIST
