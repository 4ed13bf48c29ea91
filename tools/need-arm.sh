#!/bin/sh
# An aarch64 Debian runs under qemu-user, a machine with its own kernel under qemu.
set -eu
# shellcheck source=tools/debian.sh
. "$(dirname "$0")/debian.sh"
get <<LIST
mmdebstrap mmdebstrap
systemd-nspawn systemd-container
qemu-aarch64-static qemu-user-static
update-binfmts binfmt-support
arch-test arch-test
qemu-system-x86_64 qemu-system-x86
cryptsetup cryptsetup-bin
LIST
[ "$(id -u)" = 0 ] || exit 0
handlers=/proc/sys/fs/binfmt_misc
[ -e $handlers/register ] || mount -t binfmt_misc binfmt_misc $handlers || echo "This kernel has no binfmt_misc."
[ -e $handlers/qemu-aarch64 ] || update-binfmts --enable qemu-aarch64 || true
