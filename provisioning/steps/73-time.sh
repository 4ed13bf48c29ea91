# The box tells tablets the time: they may have no internet to ask. While nobody vouches for its own, it is silent.
# shellcheck shell=sh
want_file /usr/local/sbin/homeroom-time 755 root:root <"$KIT/files/homeroom-time"
restarts=homeroom-time.service
want_file /etc/systemd/system/homeroom-time.service 644 root:root <"$KIT/files/homeroom-time.service"
restarts=
want_service homeroom-time.service
