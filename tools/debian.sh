# shellcheck shell=sh
# `get` reads lines "command package": root on Debian gets here what is missing of them. Anybody else is told; what can't be
# tested then says so itself.
PATH=$PATH:/usr/sbin:/sbin

get() {
    missing=""
    while read -r command package; do
        command -v "$command" >/dev/null || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        echo "Not all can be tested here. As root on Debian: apt-get install --no-install-recommends$missing"
        return 0
    fi
    echo "Installing$missing …"
    policy=/usr/sbin/policy-rc.d # no server starts here because its package came (Debian policy 9.3.3)
    if [ ! -e $policy ]; then
        trap 'rm -f $policy' EXIT
        printf '#!/bin/sh\nexit 101\n' >$policy
        chmod 755 $policy
    fi
    # shellcheck disable=SC2086  # a list of names
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null; } ||
        echo "Not all can be tested here: these packages can't be installed:$missing"
}
