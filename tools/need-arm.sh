#!/bin/sh
# An aarch64 Debian runs under qemu-user, a machine with its own kernel under qemu; root on Debian gets here what is
# missing for that. Anybody else is told; the tests then say themselves that they were not done.
set -eu
PATH=$PATH:/usr/sbin:/sbin
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "This needs root on Debian, with: mmdebstrap systemd-container qemu-user-static binfmt-support arch-test qemu-system-x86 cryptsetup-bin"
    exit 0
fi
missing=""
while read -r command package; do
    command -v "$command" >/dev/null || missing="$missing $package"
done <<LIST
mmdebstrap mmdebstrap
systemd-nspawn systemd-container
qemu-aarch64-static qemu-user-static
update-binfmts binfmt-support
arch-test arch-test
qemu-system-x86_64 qemu-system-x86
cryptsetup cryptsetup-bin
LIST
if [ -n "$missing" ]; then
    echo "Installing$missing …"
    apt-get update -qq
    # shellcheck disable=SC2086  # a list of names
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi
handlers=/proc/sys/fs/binfmt_misc
[ -e $handlers/register ] || mount -t binfmt_misc binfmt_misc $handlers || echo "This kernel has no binfmt_misc."
[ -e $handlers/qemu-aarch64 ] || update-binfmts --enable qemu-aarch64 || true
