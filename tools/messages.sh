#!/bin/sh
# Collect the texts of all screens and merge them into the translations.
set -eu
cd "$(dirname "$0")/.."
pot=$(mktemp)
.venv/bin/pybabel -q extract -F babel.cfg -k t -k N_ --no-location-line-numbers --omit-header -o "$pot" server kiosk 2>/dev/null ||
    .venv/bin/pybabel -q extract -F babel.cfg -k t -k N_ --omit-header -o "$pot" server kiosk
for po in server/homeroom/locale/*.po; do
    .venv/bin/pybabel -q update --no-fuzzy-matching --ignore-obsolete -i "$pot" -o "$po" -l "$(basename "$po" .po)"
done
rm -f "$pot"
