#!/bin/sh
# From a fresh Debian or Raspberry Pi OS to a school's box. Safe to run again; --check only tells.
set -eu
umask 022
LC_ALL=C.UTF-8
export LC_ALL
KIT=$(cd "$(dirname "$0")" && pwd)
SITE=$KIT/site.toml
LOOK=no
ONLINE=no
KNOWN=no

usage() {
    cat <<TEXT
provision.sh [--check] [--site FILE] [--online] [--unsigned]

Makes this machine the box of a school, from the kit in $KIT.

  --check      tell what would be changed, change nothing; ends with 1 when there is something
  --site FILE  the school's answers (default: site.toml beside this program)
  --online     take Debian packages that the kit lacks from the internet
  --unsigned   take a kit whose signature nobody can check (site.toml names no key)

Needs root and no internet. A second run prints changed=0. When it is stopped at any
moment, run it again: it goes on where it was.
TEXT
}

while [ $# -gt 0 ]; do
    case $1 in
    --check) LOOK=yes ;;
    --site) SITE=${2:?--site needs a file} && shift ;;
    --online) ONLINE=yes ;;
    --unsigned) KNOWN=unsigned ;;
    -h | --help) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
    esac
    shift
done

# shellcheck source=provisioning/wanting.sh
. "$KIT/wanting.sh"
[ "$(id -u)" = 0 ] || stop "Run this as root: sudo $0"
[ -f "$SITE" ] || stop "There is no $SITE: it holds the school's answers."

say "Homeroom kit $(cat "$KIT/VERSION" 2>/dev/null || echo "without a version"), $(date +%Y-%m-%d)"
rm -f "$COUNT" # of a run that was stopped
check_kit
# Only what the checked list names is run: a file that somebody laid beside it is not.
# shellcheck disable=SC2013  # names without spaces
for step in $(sed -n 's|^[0-9a-f]*  \(steps/[0-9a-z-]*\.sh\)$|\1|p' "$KIT/SHA256SUMS"); do
    step=$KIT/$step
    begin_step "$step"
    # shellcheck source=/dev/null
    . "$step"
done
tell_end
