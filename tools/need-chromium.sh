#!/bin/sh
# The browser tests drive Debian's Chromium; install it when it is missing.
set -eu
command -v chromium >/dev/null && exit 0
echo "Installing chromium …"
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo"
$as_root apt-get update -qq
$as_root apt-get install -y -qq chromium fonts-noto-core
