# The box itself, as a service that may do little, is watched, and starts again whatever happens.
# shellcheck shell=sh
restarts=homeroom.service
want_file /etc/systemd/system/homeroom.service 644 root:root <"$KIT/files/homeroom.service"
want_service homeroom.service
