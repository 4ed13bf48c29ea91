# nginx in front: it sends files, holds slow readers, and lets nobody take more than a share.
# shellcheck shell=sh
restarts=nginx.service
# The school's own certificate; from now on the box renews it by itself.
has_certificate() { [ -s "$DATA/tls/box.pem" ]; }
make_certificate() { /usr/local/bin/homeroom certificate >/dev/null; }
want "make the school's own certificate" has_certificate make_certificate
want_file /etc/homeroom/tls.conf 644 root:root <"$KIT/files/tls.conf"
want_file /etc/systemd/system/homeroom-certificate.service 644 root:root <"$KIT/files/homeroom-certificate.service"
want_file /etc/systemd/system/homeroom-certificate.path 644 root:root <"$KIT/files/homeroom-certificate.path"
# shellcheck disable=SC2034  # filled into nginx.conf
TLS="include /etc/homeroom/tls.conf;"
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
restarts=
want_service homeroom-certificate.path
