# Only what a school needs comes in. What is connected already stays connected.
# shellcheck shell=sh
restarts=nftables.service
want_file /etc/nftables.conf 755 root:root <"$KIT/files/nftables.conf"
rules_are_right() { nft -c -f /etc/nftables.conf 2>/dev/null; }
rules_are_wrong() { nft -c -f /etc/nftables.conf >&2; }
if [ "$LOOK" = no ] && booted; then want "accept the rules of the firewall" rules_are_right rules_are_wrong; fi
want_service nftables.service
