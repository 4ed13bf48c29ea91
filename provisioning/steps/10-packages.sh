# Debian packages, from the kit alone; from the internet only when that was said.
# shellcheck shell=sh
situation=always
if grep -q '^mode *= *"access-point"' "$SITE"; then situation="$situation|access-point"; fi
if grep -q '^encrypt *= *true' "$SITE"; then situation="$situation|encrypt"; fi
if [ -d "/lib/modules/$(uname -r)" ]; then situation="$situation|own-kernel"; fi
PACKAGES=$(sed -En "s/^([a-z0-9.+-]+) ($situation)\$/\1/p" "$KIT/packages.txt" | tr '\n' ' ')
suite=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-unknown}")
arch=$(dpkg --print-architecture)
debs=$KIT/debs/$suite-$arch

packages_are_here() {
    for package in $PACKAGES; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || return 1
    done
}
install_packages() {
    # A run that was cut off may have left packages half set up.
    dpkg --configure -a >/dev/null
    if [ -f "$debs/Packages" ]; then
        list=$(mktemp)
        places=$(mktemp -d)
        mkdir -p "$places/lists/partial"
        # The kit was checked as a whole, file by file; on a stick with spaces in its path apt needs a plain name.
        ln -s "$debs" "$places/kit"
        printf 'deb [trusted=yes] copy:%s ./\n' "$places/kit" >"$list"
        chmod 755 "$places" "$places/lists" && chmod 644 "$list"
        kit_apt update && kit_apt install
        result=$?
        rm -rf "$list" "$places"
        return "$result"
    fi
    if [ "$ONLINE" = yes ]; then
        # shellcheck disable=SC2086  # a list of names
        apt-get -qq update && quiet_apt --no-install-recommends install $PACKAGES
        return
    fi
    say "    this kit has no packages for $suite on $arch: make one with them, or run this with --online" >&2
    return 1
}
kit_apt() {
    action=$1
    set -- -o "Dir::Etc::SourceList=$list" -o Dir::Etc::SourceParts=- -o "Dir::State::Lists=$places/lists" \
        -o APT::Get::List-Cleanup=0 -o APT::Sandbox::User=root -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -qq
    if [ "$action" = update ]; then
        apt-get "$@" update
    else
        # shellcheck disable=SC2086  # a list of names
        quiet_apt "$@" --no-install-recommends install $PACKAGES
    fi
}
# Nothing asks a question, and no service starts before its settings are there (policy-rc.d, Debian policy 9.3.3).
quiet_apt() {
    policy=/usr/sbin/policy-rc.d
    if [ -e $policy ]; then own=; else own=yes && printf '#!/bin/sh\nexit 101\n' >$policy && chmod 755 $policy; fi
    DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold "$@" >"/tmp/apt.$$" 2>&1 && result=0 || result=$?
    [ -z "$own" ] || rm -f $policy
    [ "$result" = 0 ] || tail -20 "/tmp/apt.$$" >&2
    rm -f "/tmp/apt.$$"
    return "$result"
}
want "install $PACKAGES" packages_are_here install_packages
