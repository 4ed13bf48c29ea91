# nginx in front: it sends files, holds slow readers, and lets nobody take more than a share.
# shellcheck shell=sh
restarts=nginx.service
PROBES="# answers to connectivity probes are off"
if [ "$WIFI_MODE" = access-point ] && [ "$WIFI_PRETEND_ONLINE" = yes ]; then
    PROBES="include /etc/homeroom/probes.conf;"
fi
want_file /etc/homeroom/probes.conf 644 root:root <"$KIT/files/probes.conf"
filled nginx.conf | want_file /etc/homeroom/nginx.conf 644 root:root
want_file /etc/systemd/system/nginx.service.d/homeroom.conf 644 root:root <"$KIT/files/nginx.service.conf"
front_is_right() { nginx -q -t -c /etc/homeroom/nginx.conf 2>/dev/null; }
front_is_wrong() { nginx -t -c /etc/homeroom/nginx.conf >&2; }
if [ "$LOOK" = no ]; then want "accept the settings of nginx" front_is_right front_is_wrong; fi
want_service nginx.service
